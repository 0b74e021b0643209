//! `[index]`

use super::leaf::{number, wrong_kind};
use super::{Read, Reader, Span};
use crate::family::{Index, MOST_VALUES, Scope};
use forestall_base::Diagnostic;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The values of an index.
#[derive(Debug, Clone)]
pub(crate) struct IndexValue;

/// A value as it may stand in a name.
fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The values of an index as far as they are legal.
fn values(value: &DeValue<'_>) -> Vec<String> {
    if let Some(count) = number(value) {
        let legal = count.fract() == 0.0 && (1.0..=MOST_VALUES as f64).contains(&count);
        let count = if legal { count as usize } else { 1 };
        return (1..=count).map(|own| own.to_string()).collect();
    }
    let DeValue::Array(array) = value else {
        return Vec::new();
    };
    let mut values: Vec<String> = Vec::new();
    for item in array.iter().take(MOST_VALUES) {
        let text = match item.get_ref() {
            DeValue::String(text) => text.to_string(),
            other => number(other).map_or_else(String::new, crate::print::number),
        };
        if is_word(&text) && !values.contains(&text) {
            values.push(text);
        }
    }
    values
}

/// The indices of a file, before anything else is read.
pub(crate) fn scope(file: &DeTable<'_>) -> Scope {
    let Some(DeValue::Table(table)) = file.get("index").map(Spanned::get_ref) else {
        return Scope::default();
    };
    let entries = super::collection::in_order(table).into_iter();
    let indices = entries.map(|(name, value)| Index {
        name: name.get_ref().to_string(),
        values: values(value.get_ref()),
    });
    Scope::new(indices.filter(|own| !own.values.is_empty()).collect())
}

impl Read for IndexValue {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        let expected = "a list of values such as [\"S\", \"R\"], or how many there are";
        let span = Span::from(value);
        if let Some(count) = number(value.get_ref()) {
            if count.fract() != 0.0 || !(1.0..=MOST_VALUES as f64).contains(&count) {
                let message = format!("an index cannot have {} values", reader.raw(span));
                let note = Diagnostic::error("M0214", message);
                reader.note(
                    span,
                    note.expected(format!("a whole number from 1 to {MOST_VALUES}")),
                );
            }
            return Self;
        }
        let DeValue::Array(array) = value.get_ref() else {
            wrong_kind(reader, key, value, expected);
            return Self;
        };
        if array.is_empty() || array.len() > MOST_VALUES {
            let message = format!("an index has {} values", array.len());
            let note = Diagnostic::error("M0214", message);
            reader.note(span, note.expected(format!("1 to {MOST_VALUES} values")));
        }
        let mut seen: Vec<String> = Vec::new();
        for item in array.iter().take(MOST_VALUES) {
            let text = match item.get_ref() {
                DeValue::String(text) => text.to_string(),
                other if number(other).is_some() => {
                    number(other).map_or_else(String::new, crate::print::number)
                }
                _ => {
                    wrong_kind(reader, key, item, expected);
                    continue;
                }
            };
            let note = if !is_word(&text) {
                Diagnostic::error("M0214", format!("\"{text}\" cannot be a value of an index"))
                    .expected("letters A-Z a-z, digits and _: it becomes part of names")
            } else if seen.contains(&text) {
                Diagnostic::error(
                    "M0214",
                    format!("\"{text}\" is twice among the values of an index"),
                )
            } else {
                seen.push(text);
                continue;
            };
            reader.note(Span::from(item), note);
        }
        Self
    }

    fn blank() -> Self {
        Self
    }
}

impl JsonSchema for IndexValue {
    fn schema_name() -> Cow<'static, str> {
        "Index".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Values such as [\"S\", \"R\"], or how many there are.",
            "anyOf": [
                { "type": "integer", "minimum": 1, "maximum": 128 },
                { "type": "array", "items": { "type": ["string", "number"] }, "minItems": 1, "maxItems": 128 }
            ]
        })
    }
}
