//! Tables with fixed keys, declared once for reading, checking and the schema.

use super::collection::in_order;
use super::leaf::wrong_kind;
use super::reader::{Read, Reader, Span};
use crate::suggestion::did_you_mean;
use forestall_base::Diagnostic;
use std::borrow::Cow;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The table in `value`, or a note that it is none.
pub(super) fn table_of<'t, 'i>(
    reader: &mut Reader<'_>,
    key: Span,
    value: &'t Spanned<DeValue<'i>>,
    keys: &[&str],
) -> Option<&'t DeTable<'i>> {
    if let DeValue::Table(table) = value.get_ref() {
        return Some(table);
    }
    wrong_kind(
        reader,
        key,
        value,
        &format!("a table with {}", listed(keys)),
    );
    None
}

/// `one of a, b, c`, or the only one.
fn listed(keys: &[&str]) -> String {
    match keys {
        [one] => (*one).to_owned(),
        _ => format!("one of {}", keys.join(", ")),
    }
}

/// Notes the keys that are not among `keys`; hands them back with their values.
pub(super) fn others<'t, 'i>(
    table: &'t DeTable<'i>,
    keys: &[&str],
) -> Vec<(&'t Spanned<Cow<'i, str>>, &'t Spanned<DeValue<'i>>)> {
    let mut entries = in_order(table);
    entries.retain(|(key, _)| !keys.contains(&key.get_ref().as_ref()));
    entries
}

/// Notes every key that is not among `keys`.
pub(super) fn refuse_others(reader: &mut Reader<'_>, table: &DeTable<'_>, keys: &[&str]) {
    for (key, _) in others(table, keys) {
        let name = key.get_ref().as_ref();
        let place = reader.place();
        let mut diagnostic =
            Diagnostic::error("M0101", format!("unknown key \"{name}\" in {place}"))
                .expected(listed(keys));
        diagnostic.help = did_you_mean(name, keys.iter().copied());
        reader.note(Span::from(key), diagnostic);
    }
}

/// Reads the value of one key.
pub(super) fn field<T: Read>(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    at: Span,
    name: &'static str,
    meaning: &str,
) -> T {
    if let Some((key, value)) = table.get_key_value(name) {
        let key = Span::from(key);
        let nested = matches!(value.get_ref(), DeValue::Table(_) | DeValue::Array(_));
        return if nested {
            reader.within(name, |reader| T::read(reader, key, value))
        } else {
            T::read(reader, key, value)
        };
    }
    T::absent().unwrap_or_else(|| {
        let place = reader.place();
        let note = if place == "the file" {
            Diagnostic::error("M0102", format!("the file has no [{name}]"))
        } else {
            Diagnostic::error("M0102", format!("missing key \"{name}\" in {place}"))
        };
        reader.note(at, note.expected(sentence(meaning)));
        T::blank()
    })
}

/// The first line of a documentation comment as part of a sentence.
fn sentence(meaning: &str) -> String {
    let text = meaning.trim().trim_end_matches('.');
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// Declares a table with fixed keys: the struct, how it is read, its JSON Schema.
macro_rules! table {
    ($(#[$meta:meta])* $name:ident {
        $($(#[doc = $doc:literal])+ $(#[schemars($($extra:tt)*)])? $field:ident $(as $key:literal)?: $type:ty,)*
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, schemars::JsonSchema)]
        #[schemars(deny_unknown_fields)]
        pub(crate) struct $name {
            /// Where the name of the table stands.
            #[schemars(skip)]
            #[allow(dead_code)]
            pub at: $crate::document::Span,
            $($(#[doc = $doc])+ $(#[schemars($($extra)*)])? pub $field: $type,)*
        }

        impl $crate::document::Read for $name {
            fn read(
                reader: &mut $crate::document::Reader<'_>,
                key: $crate::document::Span,
                value: &toml::Spanned<toml::de::DeValue<'_>>,
            ) -> Self {
                const KEYS: &[&str] = &[$($crate::document::table::key_of!($field $($key)?)),*];
                let Some(table) = $crate::document::table::table_of(reader, key, value, KEYS) else {
                    return Self::blank();
                };
                $crate::document::table::refuse_others(reader, table, KEYS);
                Self {
                    at: key,
                    $($field: $crate::document::table::field(
                        reader,
                        table,
                        key,
                        $crate::document::table::key_of!($field $($key)?),
                        concat!($($doc),+),
                    ),)*
                }
            }

            fn blank() -> Self {
                Self {
                    at: $crate::document::Span::default(),
                    $($field: $crate::document::Read::blank(),)*
                }
            }
        }
    };
}

/// The key of a field: its own name, or another where that is a word of Rust.
macro_rules! key_of {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $key:literal) => {
        $key
    };
}

pub(super) use {key_of, table};
