//! The values at the ends of the tree: texts, numbers, expressions, durations.

use super::reader::{Read, Reader, Span};
use crate::suggestion::did_you_mean;
use crate::syntax::{self, Node};
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

/// An expression: a string of the expression grammar, or a number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expression {
    /// The tree; nothing if the text is not an expression.
    pub tree: Option<Node>,
    /// Where it stands, quotes included.
    pub token: Span,
}

impl Read for Expression {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        let token = Span::from(value);
        let tree = match value.get_ref() {
            DeValue::String(text) => match syntax::parse(text, false) {
                Ok(tree) => Some(tree),
                Err(fault) => {
                    reader.note_fault(token, fault);
                    None
                }
            },
            other => {
                if let Some(x) = number(other) {
                    finite(reader, token, x).then(|| Node::number(x))
                } else {
                    wrong_kind(reader, key, value, "a number, or an expression in a string");
                    None
                }
            }
        };
        Self { tree, token }
    }

    fn blank() -> Self {
        Self {
            tree: None,
            token: Span::default(),
        }
    }
}

impl JsonSchema for Expression {
    fn schema_name() -> Cow<'static, str> {
        "Expression".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number, or an expression in a string, such as \"r * (1 - S / K)\".",
            "type": ["number", "string"]
        })
    }
}

/// A formula over the columns of a table, as text; its names are columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ColumnFormula {
    /// The text.
    pub value: String,
    /// Where it stands, quotes included.
    pub span: Span,
    /// Whether it uses columns.
    pub columns: Vec<String>,
}

impl Read for ColumnFormula {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        let span = Span::from(value);
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            other => match number(other) {
                Some(x) if finite(reader, span, x) => crate::print::number(x),
                Some(_) => return Self::blank(),
                None => {
                    wrong_kind(
                        reader,
                        key,
                        value,
                        "a number, or a formula over columns in a string",
                    );
                    return Self::blank();
                }
            },
        };
        match crate::formula::check(&text) {
            Ok(columns) => Self {
                value: text,
                span,
                columns,
            },
            Err(fault) => {
                reader.note_fault(span, fault);
                Self::blank()
            }
        }
    }

    fn blank() -> Self {
        Self::default()
    }
}

impl JsonSchema for ColumnFormula {
    fn schema_name() -> Cow<'static, str> {
        "ColumnFormula".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number, or a formula over the columns of a table, such as \"max(floor(day) - 1, 0)\".",
            "type": ["number", "string"]
        })
    }
}

/// One of a few words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Word<W> {
    /// The meaning.
    pub value: W,
    /// Where it stands.
    pub span: Span,
}

/// The words that a key accepts.
pub(crate) trait Words: Copy + 'static {
    /// Word and meaning, in the order in which they are listed in messages.
    const WORDS: &'static [(&'static str, Self)];
}

impl<W: Words> Read for Word<W> {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        let span = Span::from(value);
        let words = || W::WORDS.iter().map(|(word, _)| *word);
        let listed = words()
            .map(|word| format!("\"{word}\""))
            .collect::<Vec<_>>()
            .join(", ");
        let DeValue::String(text) = value.get_ref() else {
            wrong_kind(reader, key, value, &format!("one of {listed}"));
            return Self::blank();
        };
        if let Some((_, value)) = W::WORDS.iter().find(|(word, _)| word == text) {
            return Self {
                value: *value,
                span,
            };
        }
        let name = reader.raw(key).trim_matches(['"', '\'']).to_owned();
        let mut diagnostic =
            Diagnostic::error("M0106", format!("\"{text}\" is not a value of \"{name}\""))
                .expected(format!("one of {listed}"));
        diagnostic.help = did_you_mean(text, words());
        reader.note(span, diagnostic);
        Self::blank()
    }

    fn blank() -> Self {
        Self {
            value: W::WORDS[0].1,
            span: Span::default(),
        }
    }
}

impl<W: Words> JsonSchema for Word<W> {
    fn schema_name() -> Cow<'static, str> {
        "Word".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words: Vec<&str> = W::WORDS.iter().map(|(word, _)| *word).collect();
        json_schema!({ "type": "string", "enum": words })
    }

    fn inline_schema() -> bool {
        true
    }
}
