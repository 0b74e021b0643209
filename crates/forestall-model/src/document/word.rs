//! One of a few words.

use super::leaf::wrong_kind;
use super::reader::{Read, Reader, Span};
use crate::suggestion::did_you_mean;
use forestall_base::Diagnostic;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;
use toml::Spanned;
use toml::de::DeValue;

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
