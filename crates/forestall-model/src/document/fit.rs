//! `[fit]`

use super::leaf::wrong_kind;
use super::{
    Bounds, Count, List, Named, Number, Read, Reader, Reference, Span, Word, Words, table::table,
};
use crate::Objective;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;
use toml::Spanned;
use toml::de::DeValue;

table! {
    /// What is estimated from data.
    FitTable {
        /// Parameters that are estimated.
        free: List<Reference>,
        /// What a point estimate minimises; "posterior" if not given.
        objective: Option<Word<Objective>>,
        /// Parameters whose profile over the whole cohort is taken, each with its values.
        #[schemars(default)]
        profile: Named<Grid>,
    }
}

impl Words for Objective {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("posterior", Self::Posterior),
        ("sum-of-squares", Self::SumOfSquares),
        ("root-sum-of-squares", Self::RootSumOfSquares),
    ];
}

table! {
    /// Evenly spaced values.
    GridTable {
        /// Smallest and largest value.
        range: Bounds,
        /// Number of values, both ends included.
        steps: Count,
    }
}

/// Values on a grid.
#[derive(Debug, Clone)]
pub(crate) enum Grid {
    /// As given.
    Values(List<Number>),
    /// Evenly spaced.
    Spaced(GridTable),
}

impl Read for Grid {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        match value.get_ref() {
            DeValue::Array(_) => Self::Values(List::read(reader, key, value)),
            DeValue::Table(_) => Self::Spaced(GridTable::read(reader, key, value)),
            _ => {
                wrong_kind(
                    reader,
                    key,
                    value,
                    "an array of numbers, or { range = [low, high], steps = n }",
                );
                Self::blank()
            }
        }
    }

    fn blank() -> Self {
        Self::Values(List::default())
    }
}

impl JsonSchema for Grid {
    fn schema_name() -> Cow<'static, str> {
        "Grid".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<GridTable>();
        json_schema!({ "anyOf": [{ "type": "array", "items": { "type": "number" } }, table] })
    }
}
