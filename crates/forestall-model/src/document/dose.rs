//! How a drug is given: a level, pulses, windows, single doses.

use super::leaf::{number, wrong_kind};
use super::{Count, Duration, Expression, List, Read, Reader, Span, table::table};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;
use toml::Spanned;
use toml::de::DeValue;

table! {
    /// A pulse: `amount` for `on`, then nothing for `off`, repeated.
    PulseTable {
        /// Length of a pulse.
        on: Duration,
        /// Length of a pause.
        off: Duration,
        /// Amount during the pulse; 1 if not given.
        amount: Option<Expression>,
    }
}

table! {
    /// A window of time in which a drug is given.
    WindowTable {
        /// Start.
        from: Duration,
        /// End; never if not given.
        to: Option<Duration>,
        /// Amount; 1 if not given.
        amount: Option<Expression>,
    }
}

table! {
    /// Doses of one amount at equal intervals.
    TrainTable {
        /// Amount of each dose.
        amount: Expression,
        /// Time of the first dose; 0 if not given.
        first: Option<Duration>,
        /// Time between two doses.
        every: Option<Duration>,
        /// Number of doses; if not given 1 without "every", else until the end.
        times: Option<Count>,
        /// Length of an infusion; all at once if not given.
        over: Option<Duration>,
    }
}

/// How a drug is given.
#[derive(Debug, Clone)]
pub(crate) enum DoseValue {
    /// "on".
    On(Span),
    /// "off".
    Off,
    /// An amount.
    Amount(Expression),
    /// Pulses.
    Pulse(PulseTable),
    /// Windows.
    Windows(List<WindowTable>),
    /// Single doses and infusions, with the place of the list.
    Doses(Vec<TrainTable>, Span),
}

/// Whether a table describes single doses: it has an amount and says nothing of pulses or windows.
fn is_train(value: &DeValue<'_>) -> bool {
    let DeValue::Table(table) = value else {
        return false;
    };
    let others = ["on", "off", "from", "to"];
    table.contains_key("amount") && !others.iter().any(|key| table.contains_key(*key))
}

impl Read for DoseValue {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        match value.get_ref() {
            DeValue::String(text) if text == "on" => Self::On(Span::from(value)),
            DeValue::String(text) if text == "off" => Self::Off,
            table @ DeValue::Table(_) if is_train(table) => {
                let name = reader.raw(key).to_owned();
                reader.within(&name, |reader| {
                    let train = TrainTable::read(reader, key, value);
                    Self::Doses(vec![train], Span::from(value))
                })
            }
            DeValue::Array(array) if array.iter().any(|item| is_train(item.get_ref())) => {
                let name = reader.raw(key).to_owned();
                reader.within(&name, |reader| {
                    Self::Doses(List::read(reader, key, value).items, Span::from(value))
                })
            }
            DeValue::Table(_) => {
                let name = reader.raw(key).to_owned();
                reader.within(&name, |reader| {
                    Self::Pulse(PulseTable::read(reader, key, value))
                })
            }
            DeValue::Array(_) => {
                let name = reader.raw(key).to_owned();
                reader.within(&name, |reader| {
                    Self::Windows(List::read(reader, key, value))
                })
            }
            DeValue::String(_) => Self::Amount(Expression::read(reader, key, value)),
            other if number(other).is_some() => Self::Amount(Expression::read(reader, key, value)),
            _ => {
                wrong_kind(
                    reader,
                    key,
                    value,
                    "\"on\", \"off\", an amount, pulses { on = ..., off = ... }, windows [{ from = ..., to = ... }] or doses { amount = ..., every = ... }",
                );
                Self::Off
            }
        }
    }

    fn blank() -> Self {
        Self::Off
    }
}

impl JsonSchema for DoseValue {
    fn schema_name() -> Cow<'static, str> {
        "Dose".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let amount = generator.subschema_for::<Expression>();
        let pulse = generator.subschema_for::<PulseTable>();
        let windows = generator.subschema_for::<List<WindowTable>>();
        let train = generator.subschema_for::<TrainTable>();
        let trains = generator.subschema_for::<List<TrainTable>>();
        json_schema!({
            "description": "\"on\", \"off\", an amount, pulses { on, off, amount }, windows [{ from, to, amount }] or doses { amount, first, every, times, over }.",
            "anyOf": [amount, pulse, windows, train, trains]
        })
    }
}
