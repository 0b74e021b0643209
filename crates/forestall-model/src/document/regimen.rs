//! `[regimen.NAME]`

use super::Entry;
use super::table::{field, others, table, table_of};
use super::{
    Bounds, Count, DoseValue, Expression, List, Named, Number, Read, Reader, Span, Text, Timing,
};
use schemars::JsonSchema;
use toml::Spanned;
use toml::de::DeValue;

/// Keys of a regimen that are not drugs.
pub(crate) const REGIMEN_KEYS: &[&str] = &["note", "decide", "initial", "tune", "state"];
/// Keys of a state of a regimen that are not drugs.
pub(crate) const PHASE_KEYS: &[&str] = &["leave"];

/// What is given and when it is changed. Every other key is the name of a drug.
#[derive(Debug, Clone, JsonSchema)]
pub(crate) struct RegimenTable {
    /// A word for people.
    pub note: Option<Text>,
    /// When the regimen looks at the assays: "every 1 day", "continuous" or { every, first }.
    pub decide: Option<Timing>,
    /// Name of the first state.
    pub initial: Option<Text>,
    /// Numbers that `plan` may choose.
    #[schemars(default)]
    pub tune: Named<TuneTable>,
    /// States of the regimen.
    #[schemars(default)]
    pub state: Named<PhaseTable>,
    /// Drugs of a regimen without states.
    #[schemars(flatten)]
    pub drugs: Named<DoseValue>,
}

impl Read for RegimenTable {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        let Some(table) = table_of(reader, key, value, REGIMEN_KEYS) else {
            return Self::blank();
        };
        Self {
            note: field(reader, table, key, "note", "a word for people"),
            decide: field(
                reader,
                table,
                key,
                "decide",
                "when the regimen looks at the assays",
            ),
            initial: field(reader, table, key, "initial", "name of the first state"),
            tune: field(reader, table, key, "tune", "numbers that plan may choose"),
            state: field(reader, table, key, "state", "states of the regimen"),
            drugs: doses(reader, table, REGIMEN_KEYS),
        }
    }

    fn blank() -> Self {
        Self {
            note: None,
            decide: None,
            initial: None,
            tune: Named::blank(),
            state: Named::blank(),
            drugs: Named::blank(),
        }
    }
}

/// A state of a regimen. Every other key is the name of a drug.
#[derive(Debug, Clone, JsonSchema)]
pub(crate) struct PhaseTable {
    /// Ways out, in order; the first whose condition is true is taken.
    #[schemars(default)]
    pub leave: List<LeaveTable>,
    /// Drugs given in this state.
    #[schemars(flatten)]
    pub drugs: Named<DoseValue>,
}

impl Read for PhaseTable {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        let Some(table) = table_of(reader, key, value, PHASE_KEYS) else {
            return Self::blank();
        };
        Self {
            leave: field(reader, table, key, "leave", "ways out"),
            drugs: doses(reader, table, PHASE_KEYS),
        }
    }

    fn blank() -> Self {
        Self {
            leave: List::default(),
            drugs: Named::blank(),
        }
    }
}

/// The entries of a table that are not among `keys`, as drugs.
fn doses(
    reader: &mut Reader<'_>,
    table: &toml::de::DeTable<'_>,
    keys: &[&str],
) -> Named<DoseValue> {
    let entries = others(table, keys)
        .into_iter()
        .map(|(key, value)| {
            let name = key.get_ref().to_string();
            let span = Span::from(key);
            let value = DoseValue::read(reader, span, value);
            Entry { name, span, value }
        })
        .collect();
    Named(entries)
}

table! {
    /// A way out of a state of a regimen.
    LeaveTable {
        /// Condition, in assays and parameters.
        when: Expression,
        /// Name of the next state.
        to: Text,
    }
}

table! {
    /// A number that `plan` may choose.
    TuneTable {
        /// Value used when nothing is tuned.
        value: Number,
        /// Smallest and largest candidate.
        range: Bounds,
        /// Number of candidates from the smallest to the largest, both included.
        steps: Count,
    }
}
