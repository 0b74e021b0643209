//! Names of things in the file, by themselves or by that of a family.

use super::leaf::Text;
use super::reader::{Read, Reader, Span};
use crate::family::Template;
use forestall_base::Diagnostic;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;
use toml::Spanned;
use toml::de::DeValue;

/// The name of something in the file, or a list of names by that of a family.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Reference(pub Text);

impl std::ops::Deref for Reference {
    type Target = Text;

    fn deref(&self) -> &Text {
        &self.0
    }
}

impl Read for Reference {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        let mut all = Self::read_all(reader, key, value);
        if all.len() > 1 {
            let span = Span::from(value);
            let names: Vec<&str> = all.iter().map(|own| own.0.value.as_str()).collect();
            let (name, listed) = (reader.raw(span).to_owned(), names.join(", "));
            let note = Diagnostic::error("M0211", format!("{name} stands for {listed}"));
            reader.note(span, note.expected("one name"));
        }
        all.pop().unwrap_or_default()
    }

    fn blank() -> Self {
        Self::default()
    }

    fn read_all(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Vec<Self> {
        let text = Text::read(reader, key, value);
        let members = Template::parse(&text.value, &reader.scope)
            .and_then(|found| found.map(|own| own.members(&reader.scope)).transpose());
        let span = text.span;
        match members {
            Ok(None) => vec![Self(text)],
            Ok(Some(all)) => {
                let one = |(value, _)| Self(Text { value, span });
                all.into_iter().map(one).collect()
            }
            Err(fault) => {
                reader.note_fault(span, fault);
                Vec::new()
            }
        }
    }
}

impl JsonSchema for Reference {
    fn schema_name() -> Cow<'static, str> {
        "Reference".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }

    fn inline_schema() -> bool {
        true
    }
}
