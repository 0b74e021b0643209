//! Lists and named entries.

use super::family::{Member, members};
use super::leaf::wrong_kind;
use super::reader::{Read, Reader, Span};
use crate::family::names_family;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The entries of a table in the order of the file.
pub(super) fn in_order<'t, 'i>(
    table: &'t DeTable<'i>,
) -> Vec<(&'t Spanned<Cow<'i, str>>, &'t Spanned<DeValue<'i>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

/// One of several things that have names.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry<T> {
    /// The name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// What it names.
    pub value: T,
}

/// Things that have names, in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Named<T>(pub Vec<Entry<T>>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Read> Read for Named<T> {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        let DeValue::Table(table) = value.get_ref() else {
            wrong_kind(reader, key, value, "a table with a name for each entry");
            return Self::blank();
        };
        let entries = in_order(table);
        let named = |(key, _): &(&Spanned<Cow<'_, str>>, _)| names_family(key.get_ref());
        if !reader.scope.is_empty() && entries.iter().any(named) {
            let all = members::<T>(reader, &entries);
            let read = |member: Member<'_>| {
                let Member {
                    name, span, value, ..
                } = &member;
                let value = reader.bound(&member.bound, |reader| {
                    reader.within(name, |reader| T::read(reader, *span, value))
                });
                Entry {
                    name: member.name,
                    span: member.span,
                    value,
                }
            };
            return Self(all.into_iter().map(read).collect());
        }
        Self(
            entries
                .into_iter()
                .map(|(key, value)| {
                    let name = key.get_ref().to_string();
                    let span = Span::from(key);
                    let value = reader.within(&name, |reader| T::read(reader, span, value));
                    Entry { name, span, value }
                })
                .collect(),
        )
    }

    fn blank() -> Self {
        Self::default()
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

impl<T: JsonSchema> JsonSchema for Named<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Named{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let entry = generator.subschema_for::<T>();
        json_schema!({ "type": "object", "additionalProperties": entry })
    }

    fn inline_schema() -> bool {
        true
    }
}

/// A list; empty if the key is not there.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct List<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the list stands.
    pub span: Span,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            span: Span::default(),
        }
    }
}

impl<T: Read> Read for List<T> {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        let DeValue::Array(array) = value.get_ref() else {
            wrong_kind(reader, key, value, "an array, in square brackets");
            return Self::blank();
        };
        Self {
            items: array
                .iter()
                .flat_map(|item| T::read_all(reader, Span::from(item), item))
                .collect(),
            span: Span::from(value),
        }
    }

    fn blank() -> Self {
        Self::default()
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

impl<T: JsonSchema> JsonSchema for List<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("List{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let item = generator.subschema_for::<T>();
        json_schema!({ "type": "array", "items": item })
    }

    fn inline_schema() -> bool {
        true
    }
}

/// One thing, or a list of them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OneOrMore<T>(pub Vec<T>);

impl<T: Read> Read for OneOrMore<T> {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        match value.get_ref() {
            DeValue::Array(_) => Self(List::read(reader, key, value).items),
            _ => Self(T::read_all(reader, key, value)),
        }
    }

    fn blank() -> Self {
        Self(Vec::new())
    }
}

impl<T: JsonSchema> JsonSchema for OneOrMore<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("OneOrMore{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let item = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [item, { "type": "array", "items": item }] })
    }

    fn inline_schema() -> bool {
        true
    }
}
