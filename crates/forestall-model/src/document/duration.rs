//! Spans of time: `14`, `"14 day"`, `"1/99 day"`, and when something is looked at.

use super::leaf::{finite, number, wrong_kind};
use super::{Read, Reader, Span};
use crate::syntax::{Extent, Fault};
use forestall_base::Diagnostic;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;
use toml::Spanned;
use toml::de::DeValue;

/// A span of time, its unit not yet applied.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Duration {
    /// In `unit`; NaN if the file has none.
    pub value: f64,
    /// Unit and its place in the string; the model's unit of time if not given.
    pub unit: Option<(String, Extent)>,
    /// Where it stands.
    pub span: Span,
}

impl Duration {
    /// Reads `14 day`, `1/99 day` or `14`, which begins at byte `at` of a string.
    pub fn parse(text: &str, at: usize, span: Span) -> Result<Self, Fault> {
        let fault = |start: usize, end: usize, message: String| Fault {
            code: "M0108",
            extent: Extent {
                start: at + start,
                end: at + end,
            },
            message,
            expected: Some("a number and a unit, such as \"14 day\"".to_owned()),
            help: None,
        };
        let body = text.trim_start();
        let from = text.len() - body.len();
        let numeric = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | '/');
        let mut length = body.find(|c| !numeric(c)).unwrap_or(body.len());
        // An exponent, as in 1e-3 day.
        if body[length..].starts_with(['e', 'E'])
            && body[length + 1..].starts_with(|c: char| c.is_ascii_digit() || c == '-')
        {
            let rest = &body[length + 1..];
            length += 1 + rest.find(|c| !numeric(c)).unwrap_or(rest.len());
        }
        let (digits, unit) = body.split_at(length);
        let value = match digits.split_once('/') {
            Some((a, b)) => a
                .parse::<f64>()
                .ok()
                .zip(b.parse::<f64>().ok())
                .map(|(a, b)| a / b),
            None => digits.parse().ok(),
        };
        let Some(value) = value.filter(|x: &f64| x.is_finite()) else {
            let shown = text.trim();
            return Err(fault(
                from,
                text.trim_end().len(),
                format!("\"{shown}\" is not a duration"),
            ));
        };
        let word = unit.trim();
        let start = from + length + (unit.len() - unit.trim_start().len());
        let unit = (!word.is_empty()).then(|| {
            (
                word.to_owned(),
                Extent {
                    start: at + start,
                    end: at + start + word.len(),
                },
            )
        });
        Ok(Self { value, unit, span })
    }

    /// A stand-in.
    pub fn none() -> Self {
        Self {
            value: f64::NAN,
            unit: None,
            span: Span::default(),
        }
    }
}

impl Read for Duration {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        let span = Span::from(value);
        if let DeValue::String(text) = value.get_ref() {
            return Self::parse(text, 0, span).unwrap_or_else(|fault| {
                reader.note_fault(span, fault);
                Self::none()
            });
        }
        match number(value.get_ref()) {
            Some(x) if finite(reader, span, x) => Self {
                value: x,
                unit: None,
                span,
            },
            Some(_) => Self::none(),
            None => {
                wrong_kind(
                    reader,
                    key,
                    value,
                    "a duration such as \"14 day\", or a number",
                );
                Self::none()
            }
        }
    }

    fn blank() -> Self {
        Self::none()
    }
}

impl JsonSchema for Duration {
    fn schema_name() -> Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number of model time units, or a duration such as \"14 day\" or \"1/99 day\".",
            "anyOf": [
                { "type": "number", "minimum": 0 },
                { "type": "string", "pattern": "^\\s*[0-9]" }
            ]
        })
    }
}

/// When something is looked at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Timing {
    /// The rule.
    pub rule: Rule,
    /// Where it stands.
    pub span: Span,
}

/// When something is looked at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Rule {
    /// At fixed intervals; with the time of the first look if given.
    Every(Duration, Option<Duration>),
    /// At the visits of the regimen.
    Visits,
    /// All the time.
    Continuous,
    /// Unknown, already noted.
    Unreadable,
}

super::table::table! {
    /// Visits at fixed intervals.
    EveryTable {
        /// Time between visits.
        every: Duration,
        /// Time of the first visit; one interval after the start if not given.
        first: Option<Duration>,
    }
}

impl Read for Timing {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        let span = Span::from(value);
        let expected = "\"every 1 day\", \"visits\" or \"continuous\"";
        let rule = match value.get_ref() {
            DeValue::Table(_) => {
                let table = EveryTable::read(reader, key, value);
                Rule::Every(table.every, table.first)
            }
            DeValue::String(text) => match text.trim() {
                "visits" => Rule::Visits,
                "continuous" => Rule::Continuous,
                _ => every(reader, key, text, span, expected),
            },
            _ => {
                wrong_kind(reader, key, value, expected);
                Rule::Unreadable
            }
        };
        Self { rule, span }
    }

    fn blank() -> Self {
        Self {
            rule: Rule::Unreadable,
            span: Span::default(),
        }
    }
}

/// `every 1 day`, or a note that it is not.
fn every(reader: &mut Reader<'_>, key: Span, text: &str, span: Span, expected: &str) -> Rule {
    if let Some(rest) = text.trim_start().strip_prefix("every ") {
        match Duration::parse(rest, text.len() - rest.len(), span) {
            Ok(every) => return Rule::Every(every, None),
            Err(fault) => reader.note_fault(span, fault),
        }
        return Rule::Unreadable;
    }
    let name = reader.raw(key);
    let message = format!("\"{text}\" is not a value of \"{name}\"");
    let mut note = Diagnostic::error("M0106", message).expected(expected);
    if text.trim().starts_with(|c: char| c.is_ascii_digit()) {
        note = note.help(format!("write \"every {}\"", text.trim()));
    }
    reader.note(span, note);
    Rule::Unreadable
}

impl JsonSchema for Timing {
    fn schema_name() -> Cow<'static, str> {
        "Timing".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<EveryTable>();
        json_schema!({
            "description": "\"every 1 day\", \"visits\", \"continuous\", or { every = \"1 day\", first = \"0 day\" }.",
            "anyOf": [
                { "type": "string", "pattern": "^\\s*(every [0-9 ]|visits\\s*$|continuous\\s*$)" },
                table
            ]
        })
    }
}
