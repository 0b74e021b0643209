//! `[expect.NAME]`

use super::leaf::{finite, number, wrong_kind};
use super::table::{field, others, table, table_of};
use super::{
    ColumnFormula, Count, Entry, Expression, Flag, Named, Number, Read, Reader, Span, Text, Word,
    Words,
};
use crate::Status;
use forestall_base::Diagnostic;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;
use toml::Spanned;
use toml::de::DeValue;

table! {
    /// A number, or a rule over a table, that the model must reproduce.
    ExpectTableValue {
        /// The regimen that is run.
        regimen: Option<Text>,
        /// The variant of the file that is run.
        variant: Option<Text>,
        /// The engine that gives the number: "ode" (if not given), "exact", "hybrid" or "spatial".
        engine: Option<Text>,
        /// Number of runs of a stochastic engine.
        runs: Option<Count>,
        /// Values of parameters.
        #[schemars(default)]
        with: Named<ColumnFormula>,
        /// The quantity, such as "time(progression)".
        of: Expression,
        /// What it must equal.
        equals: ColumnFormula,
        /// "exact" (default), a relative tolerance, or { absolute = 0.006 }.
        tolerance: Option<Closeness>,
        /// How the expectation came to be; "published" if not given.
        status: Option<Word<Status>>,
        /// Where the number comes from.
        source: Text,
        /// A table with one expectation per row.
        table: Option<ExpectTableTable>,
    }
}

impl Words for Status {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("published", Self::Published),
        ("computed", Self::Computed),
        ("negative", Self::Negative),
    ];
}

table! {
    /// A table with one expectation per row.
    ExpectTableTable {
        /// Path below the folder of data.
        file: Text,
        /// Column whose text chooses the regimen.
        regimen: Option<RegimenColumn>,
        /// Only rows in which each of these columns has this text.
        #[schemars(default)]
        only: Named<Text>,
        /// Column that names the patient.
        patient: Option<Text>,
        /// Table of measurements of the patients, below the folder of data.
        data: Option<Text>,
        /// Whether columns that are called like a parameter give its value.
        by_name: Option<Flag>,
        /// What the sum over all rows must equal.
        sum: Option<Number>,
        /// What the mean over all rows must equal.
        mean: Option<Number>,
        /// What the median of all rows must equal.
        median: Option<Number>,
    }
}

/// A column whose text chooses the regimen: `column`, and the regimen for each text.
#[derive(Debug, Clone, JsonSchema)]
pub(crate) struct RegimenColumn {
    /// The column.
    pub column: Text,
    /// Text and regimen.
    #[schemars(flatten)]
    pub texts: Named<Text>,
}

impl Read for RegimenColumn {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        let Some(table) = table_of(reader, key, value, &["column"]) else {
            return Self::blank();
        };
        let texts = others(table, &["column"])
            .into_iter()
            .map(|(key, value)| Entry {
                name: key.get_ref().to_string(),
                span: Span::from(key),
                value: Text::read(reader, Span::from(key), value),
            })
            .collect();
        Self {
            column: field(
                reader,
                table,
                key,
                "column",
                "the column that chooses the regimen",
            ),
            texts: Named(texts),
        }
    }

    fn blank() -> Self {
        Self {
            column: Text::blank(),
            texts: Named::blank(),
        }
    }
}

/// How close is equal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Closeness {
    /// Exactly.
    Exact,
    /// Relative.
    Relative(f64),
    /// Absolute.
    Absolute(f64),
}

table! {
    /// An absolute tolerance.
    AbsoluteTable {
        /// Largest difference.
        absolute: Number,
    }
}

impl Read for Closeness {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        let span = Span::from(value);
        let (x, closeness) = match value.get_ref() {
            DeValue::String(text) if text == "exact" => return Self::Exact,
            DeValue::Table(_) => {
                let table = AbsoluteTable::read(reader, key, value);
                (table.absolute.value, Self::Absolute(table.absolute.value))
            }
            other => match number(other) {
                Some(x) if finite(reader, span, x) => (x, Self::Relative(x)),
                Some(_) => return Self::Exact,
                None => {
                    let expected = "\"exact\", a relative tolerance, or { absolute = 0.006 }";
                    wrong_kind(reader, key, value, expected);
                    return Self::Exact;
                }
            },
        };
        if x < 0.0 {
            reader.note(
                span,
                Diagnostic::error("M0105", "a tolerance is negative").expected("0 or more"),
            );
        }
        closeness
    }

    fn blank() -> Self {
        Self::Exact
    }
}

impl JsonSchema for Closeness {
    fn schema_name() -> Cow<'static, str> {
        "Closeness".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<AbsoluteTable>();
        json_schema!({
            "anyOf": [{ "const": "exact" }, { "type": "number", "minimum": 0 }, table]
        })
    }
}
