//! A distribution in a string, such as `"lognormal(0.027, 0.5)"`.

use super::{Read, Reader, Span, Text};
use crate::Distribution;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;
use toml::Spanned;
use toml::de::DeValue;

/// A distribution and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct DistributionText {
    /// The distribution; nothing if the text is none.
    pub value: Option<Distribution>,
    /// Where it stands, quotes included.
    pub span: Span,
}

impl Read for DistributionText {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        let before = reader.count();
        let text = Text::read(reader, key, value);
        if reader.count() > before {
            return Self::blank();
        }
        let value = match Distribution::from_text(&text.value) {
            Ok(distribution) => Some(distribution),
            Err(fault) => {
                reader.note_fault(text.span, fault);
                None
            }
        };
        Self {
            value,
            span: text.span,
        }
    }

    fn blank() -> Self {
        Self {
            value: None,
            span: Span::default(),
        }
    }
}

impl JsonSchema for DistributionText {
    fn schema_name() -> Cow<'static, str> {
        "Distribution".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "uniform(low, high), loguniform(low, high), normal(mean, sd), lognormal(median, sd of ln), halfnormal(sd), beta(a, b), gamma(shape, mean) or exponential(mean).",
            "type": "string",
            "pattern": "^\\s*(uniform|loguniform|normal|lognormal|halfnormal|beta|gamma|exponential)\\s*\\("
        })
    }
}
