//! Expressions and formulas over columns, read as far as their trees.

use super::leaf::{finite, number, wrong_kind};
use super::reader::{Read, Reader, Span};
use crate::syntax::{self, Node};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;
use toml::Spanned;
use toml::de::DeValue;

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
            DeValue::String(text) => match syntax::parse_in(text, &mut reader.scope) {
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
