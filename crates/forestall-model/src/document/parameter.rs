//! `[parameter]` and `[let]`

use super::family::entry_of;
use super::leaf::{number, wrong_kind};
use super::{DistributionText, Expression, Number, Read, Reader, Span, Text, table::table};
use crate::family::Bound;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;
use toml::Spanned;
use toml::de::DeValue;

table! {
    /// A number with a unit, bounds, a prior and a source.
    ParameterTable {
        /// Value used when nothing else is said; of a family, a list with one for each member.
        #[schemars(schema_with = "number_or_list")]
        value: Number,
        /// Unit, such as "1/day".
        unit: Option<Text>,
        /// Smallest and largest legal value; -inf and inf leave a side open.
        bounds: Option<Bounds>,
        /// Prior for estimation, such as "lognormal(0.027, 0.5)".
        prior: Option<DistributionText>,
        /// Where the value comes from.
        source: Option<Text>,
        /// A word for people.
        note: Option<Text>,
    }
}

/// A number, or of a family a list with one for each member.
fn number_or_list(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["number", "array"] })
}

/// An expression, or of a family a list with one for each member.
fn expression_or_list(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["number", "string", "array"] })
}

/// A parameter: a number, or a table.
#[derive(Debug, Clone)]
pub(crate) struct ParameterValue(pub ParameterTable);

impl Read for ParameterValue {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        if matches!(value.get_ref(), DeValue::Table(_)) {
            return Self(ParameterTable::read(reader, key, value));
        }
        let mut blank = ParameterTable::blank();
        blank.at = key;
        if number(value.get_ref()).is_some() {
            blank.value = Number::read(reader, key, value);
        } else {
            let expected = match value.get_ref() {
                DeValue::String(_) => "a number; expressions belong under [let]",
                _ => "a number, or a table such as { value = 0.027, unit = \"1/day\" }",
            };
            wrong_kind(reader, key, value, expected);
        }
        Self(blank)
    }

    fn blank() -> Self {
        Self(ParameterTable::blank())
    }

    fn of_member<'i>(
        reader: &mut Reader<'_>,
        value: &Spanned<DeValue<'i>>,
        bound: &[Bound],
    ) -> Spanned<DeValue<'i>> {
        with_own_value(reader, value, bound)
    }
}

impl JsonSchema for ParameterValue {
    fn schema_name() -> Cow<'static, str> {
        "Parameter".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<ParameterTable>();
        json_schema!({ "anyOf": [{ "type": ["number", "array"] }, table] })
    }
}

table! {
    /// An expression with a unit.
    LetTable {
        /// The expression; of a family, a list with one for each member.
        #[schemars(schema_with = "expression_or_list")]
        value: Expression,
        /// Unit, such as "1/day"; found from the expression if not given.
        unit: Option<Text>,
    }
}

/// A named expression: alone, or in a table with its unit.
#[derive(Debug, Clone)]
pub(crate) struct LetValue(pub LetTable);

impl Read for LetValue {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        if matches!(value.get_ref(), DeValue::Table(_)) {
            return Self(LetTable::read(reader, key, value));
        }
        Self(LetTable {
            at: key,
            value: Expression::read(reader, key, value),
            unit: None,
        })
    }

    fn blank() -> Self {
        Self(LetTable::blank())
    }

    fn of_member<'i>(
        reader: &mut Reader<'_>,
        value: &Spanned<DeValue<'i>>,
        bound: &[Bound],
    ) -> Spanned<DeValue<'i>> {
        with_own_value(reader, value, bound)
    }
}

impl JsonSchema for LetValue {
    fn schema_name() -> Cow<'static, str> {
        "Let".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let expression = expression_or_list(generator);
        let table = generator.subschema_for::<LetTable>();
        json_schema!({ "anyOf": [expression, table] })
    }
}

/// The value of one member of a family: its own entry where the value is a list.
fn with_own_value<'i>(
    reader: &mut Reader<'_>,
    value: &Spanned<DeValue<'i>>,
    bound: &[Bound],
) -> Spanned<DeValue<'i>> {
    let mut own = entry_of(reader, value, bound);
    if let DeValue::Table(table) = own.get_mut()
        && let Some(inner) = table.get_mut("value")
    {
        *inner = entry_of(reader, inner, bound);
    }
    own
}

/// `[low, high]`; a side may be infinite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    /// Smallest legal value.
    pub low: f64,
    /// Largest legal value.
    pub high: f64,
    /// Where they stand.
    pub span: Span,
}

impl Read for Bounds {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        let span = Span::from(value);
        if let DeValue::Array(array) = value.get_ref() {
            let numbers: Vec<f64> = array.iter().filter_map(|x| number(x.get_ref())).collect();
            if let ([low, high], 2) = (numbers.as_slice(), array.len())
                && !low.is_nan()
                && !high.is_nan()
            {
                if low < high {
                    return Self {
                        low: *low,
                        high: *high,
                        span,
                    };
                }
                let name = reader.raw(key);
                let message = format!("\"{name}\" must begin with the smaller number");
                reader.note(
                    span,
                    forestall_base::Diagnostic::error("M0107", message)
                        .expected("[low, high] with low < high"),
                );
                return Self::blank();
            }
            let name = reader.raw(key);
            let message = format!("\"{name}\" is not a pair of numbers");
            let note = forestall_base::Diagnostic::error("M0107", message);
            reader.note(span, note.expected("[low, high] with low < high"));
            return Self::blank();
        }
        wrong_kind(reader, key, value, "two numbers, [low, high]");
        Self::blank()
    }

    fn blank() -> Self {
        Self {
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
            span: Span::default(),
        }
    }
}

impl JsonSchema for Bounds {
    fn schema_name() -> Cow<'static, str> {
        "Bounds".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "array",
            "items": { "type": "number" },
            "minItems": 2,
            "maxItems": 2
        })
    }

    fn inline_schema() -> bool {
        true
    }
}
