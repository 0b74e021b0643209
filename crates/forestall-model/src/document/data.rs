//! `[data]`

use super::{ColumnFormula, Named, Number, Text, Word, Words, table::table};
use crate::TextMeaning;

table! {
    /// How a table of measurements maps onto the model.
    DataTable {
        /// Column that names the patient; "patient" if not given.
        patient: Option<Text>,
        /// Time of a row; the column "time" if not given.
        time: Option<ColumnFormula>,
        /// Time 0: "zero" of the time column (default), or the "first row" of the patient.
        start: Option<Word<Start>>,
        /// Columns of assays.
        #[schemars(default)]
        assay: Named<DataAssayTable>,
        /// Columns of drugs.
        #[schemars(default)]
        drug: Named<DataDrugTable>,
        /// Patients left out, each with the reason.
        #[schemars(default)]
        exclude: Named<Text>,
        /// Texts in columns of values: "missing" or "below".
        #[schemars(default)]
        text: Named<Word<TextMeaning>>,
    }
}

table! {
    /// The column of an assay.
    DataAssayTable {
        /// Column with the value, or its name in the column `observable` of a long table.
        column: Text,
        /// Time of the measurement if it differs from that of the row.
        time: Option<ColumnFormula>,
        /// Weight of measurements at which the drug changes; 1 if not given.
        weight_at_switch: Option<Number>,
        /// Divisors that replace a patient's first or largest value.
        #[schemars(default)]
        divisor: Named<Number>,
    }
}

table! {
    /// The column of a drug; the value of a row holds until the next row.
    DataDrugTable {
        /// Amount given by a row.
        value: ColumnFormula,
        /// Time from which it holds if it differs from that of the row.
        time: Option<ColumnFormula>,
    }
}

/// What time 0 is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// Time 0 as given.
    Zero,
    /// The first row of the patient.
    FirstRow,
}

impl Words for Start {
    const WORDS: &'static [(&'static str, Self)] =
        &[("zero", Self::Zero), ("first row", Self::FirstRow)];
}

impl Words for TextMeaning {
    const WORDS: &'static [(&'static str, Self)] =
        &[("missing", Self::Missing), ("below", Self::Below)];
}
