//! `[competition]`

use super::{Expression, List, Named, Read, Reader, Reference, Span, table::table};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;
use toml::Spanned;
use toml::de::DeValue;

table! {
    /// Crowding: births are multiplied by (1 - sum of competitors / capacity).
    CompetitionTable {
        /// Populations that compete; all if not given.
        populations: Option<List<Reference>>,
        /// Carrying capacity: one for all, or one per population.
        capacity: Capacity,
        /// Weight of each competitor (column) on each population (row); all ones if not given.
        matrix: Option<List<List<Expression>>>,
    }
}

/// One carrying capacity for all, or one per population.
#[derive(Debug, Clone)]
pub(crate) enum Capacity {
    /// The same for all.
    Shared(Expression),
    /// One per population.
    Each(Named<Expression>),
}

impl Read for Capacity {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        match value.get_ref() {
            DeValue::Table(_) => Self::Each(Named::read(reader, key, value)),
            _ => Self::Shared(Expression::read(reader, key, value)),
        }
    }

    fn blank() -> Self {
        Self::Shared(Expression::blank())
    }
}

impl JsonSchema for Capacity {
    fn schema_name() -> Cow<'static, str> {
        "Capacity".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<Expression>();
        let each = generator.subschema_for::<Named<Expression>>();
        json_schema!({ "anyOf": [one, each] })
    }
}
