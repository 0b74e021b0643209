//! The values at the ends of the tree: texts, numbers, counts, flags.

use super::reader::{Read, Reader, Span};
use forestall_base::Diagnostic;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;
use toml::Spanned;
use toml::de::DeValue;

/// A word for what stands in the file.
pub(super) fn found(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

/// Notes that a value is of the wrong kind.
pub(super) fn wrong_kind(
    reader: &mut Reader<'_>,
    key: Span,
    value: &Spanned<DeValue<'_>>,
    expected: &str,
) {
    let name = reader.raw(key).trim_matches(['"', '\'']).to_owned();
    let found = found(value.get_ref());
    let message = if name.is_empty() || name.contains(['\n', '{', '[', ',']) {
        format!("{} contains {found}", reader.place())
    } else {
        format!("\"{name}\" in {} is {found}", reader.place_of(&name))
    };
    let help = match value.get_ref() {
        DeValue::Boolean(_) if expected.contains("\"on\"") => Some("write \"on\" or \"off\""),
        _ => None,
    };
    // A table of its own may go on for many lines: point at its name.
    let mut span = Span::from(value);
    if matches!(value.get_ref(), DeValue::Table(_)) && !reader.raw(span).starts_with('{') {
        span = key;
    }
    let mut diagnostic = Diagnostic::error("M0104", message).expected(expected);
    diagnostic.help = help.map(str::to_owned);
    reader.note(span, diagnostic);
}

/// The number that a TOML integer or float stands for.
pub(super) fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().parse().ok(),
        DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
            .ok()
            .map(|n| n as f64),
        DeValue::Float(float) => float.as_str().parse().ok(),
        _ => None,
    }
}

/// A string and where it stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Text {
    /// The value.
    pub value: String,
    /// Where the string stands, quotes included.
    pub span: Span,
}

impl Read for Text {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        let span = Span::from(value);
        let DeValue::String(text) = value.get_ref() else {
            wrong_kind(reader, key, value, "a string");
            return Self::blank();
        };
        let strange = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        if text.contains(strange) {
            let note = Diagnostic::error("M0105", "a text contains a control character");
            reader.note(span, note.help("delete the escape"));
            return Self::blank();
        }
        Self {
            value: text.to_string(),
            span,
        }
    }

    fn blank() -> Self {
        Self::default()
    }
}

impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }

    fn inline_schema() -> bool {
        true
    }
}

/// A finite number and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number {
    /// The value; NaN if the file has none.
    pub value: f64,
    /// Where it stands.
    pub span: Span,
}

impl Read for Number {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        let span = Span::from(value);
        let Some(x) = number(value.get_ref()) else {
            wrong_kind(reader, key, value, "a number");
            return Self::blank();
        };
        if !finite(reader, span, x) {
            return Self::blank();
        }
        Self { value: x, span }
    }

    fn blank() -> Self {
        Self {
            value: f64::NAN,
            span: Span::default(),
        }
    }
}

/// Notes a number that is not finite.
pub(super) fn finite(reader: &mut Reader<'_>, span: Span, x: f64) -> bool {
    if !x.is_finite() {
        let shown = reader.raw(span);
        reader.note(
            span,
            Diagnostic::error("M0105", format!("{shown} is not a finite number"))
                .expected("a number between -1e308 and 1e308"),
        );
    }
    x.is_finite()
}

impl JsonSchema for Number {
    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number" })
    }

    fn inline_schema() -> bool {
        true
    }
}

/// A whole number from 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Count {
    /// The value; 1 if the file has none.
    pub value: u32,
    /// Where it stands.
    pub span: Span,
}

impl Read for Count {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        let span = Span::from(value);
        let Some(x) = number(value.get_ref()) else {
            wrong_kind(reader, key, value, "a whole number from 1");
            return Self::blank();
        };
        if x.fract() != 0.0 || !(1.0..=1e6).contains(&x) {
            let shown = reader.raw(span);
            reader.note(
                span,
                Diagnostic::error("M0105", format!("{shown} is not a count"))
                    .expected("a whole number from 1 to 1000000"),
            );
            return Self::blank();
        }
        Self {
            value: x as u32,
            span,
        }
    }

    fn blank() -> Self {
        Self {
            value: 1,
            span: Span::default(),
        }
    }
}

impl JsonSchema for Count {
    fn schema_name() -> Cow<'static, str> {
        "Count".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 1, "maximum": 1_000_000 })
    }

    fn inline_schema() -> bool {
        true
    }
}

/// True or false.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Flag(pub bool);

impl Read for Flag {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        let DeValue::Boolean(flag) = value.get_ref() else {
            wrong_kind(reader, key, value, "true or false");
            return Self::blank();
        };
        Self(*flag)
    }

    fn blank() -> Self {
        Self(false)
    }
}

impl JsonSchema for Flag {
    fn schema_name() -> Cow<'static, str> {
        "Flag".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "boolean" })
    }

    fn inline_schema() -> bool {
        true
    }
}
