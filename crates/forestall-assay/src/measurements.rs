//! What was measured and given: the readings and doses of a cohort.

use std::fmt;

use forestall_base::Diagnostic;

/// How much of a value is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Censoring {
    /// The value itself.
    None,
    /// The true value is at most the value given (below detection).
    Left,
    /// The true value is at least the value given.
    Right,
    /// The true value lies between the value given and `upper`.
    Interval {
        /// Upper end.
        upper: f64,
    },
}

/// One measurement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Index of the assay in the mapping.
    pub assay: usize,
    /// Time in the time unit of the table (of the model where times are dates).
    pub time: f64,
    /// Value in the unit of the column.
    pub value: f64,
    /// How much of the value is known.
    pub censoring: Censoring,
    /// Weight, 1 unless the assay has another weight where a drug changes.
    pub weight: f64,
    /// Line of the table, counted from 1 (Parquet: number of the row).
    pub line: usize,
}

/// From `time` on, `amount` of a drug is given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DoseChange {
    /// Time, as in [`Reading`].
    pub time: f64,
    /// Index of the drug in the mapping.
    pub drug: usize,
    /// Amount from then on; 0 for off.
    pub amount: f64,
}

/// One patient.
#[derive(Debug, Clone, PartialEq)]
pub struct PatientRecord {
    /// Identifier, or its pseudonym.
    pub id: String,
    /// Readings, by time; those of one row in the order of the assays.
    pub readings: Vec<Reading>,
    /// Dose changes, by time. Every drug has one at its first row, even if it is off; after that only changes.
    pub doses: Vec<DoseChange>,
    /// Time of the first row.
    pub start: f64,
    /// Latest time of any row, reading or dose change.
    pub end: f64,
    /// Divisor that replaces the first or largest value, by index of the assay.
    pub divisors: Vec<Option<f64>>,
}

/// Why rows gave no reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// The row has a time and perhaps a dose, but no value of any assay; its doses are kept.
    NoReading,
    /// The row is blank.
    Blank,
    /// The `consent` column does not say yes.
    NoConsent,
    /// The mapping leaves the patient out.
    Excluded,
    /// The `observable` of a long table is no assay of the mapping; its doses are kept.
    OtherObservable,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoReading => "no value of any assay",
            Self::Blank => "blank row",
            Self::NoConsent => "no consent",
            Self::Excluded => "patient left out by the mapping",
            Self::OtherObservable => "observable not used",
        })
    }
}

/// What a table holds for one mapping.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Measurements {
    /// The patients, in the order of their first rows.
    pub patients: Vec<PatientRecord>,
    /// Patients left out, with the reason.
    pub excluded: Vec<(String, String)>,
    /// Warnings.
    pub notes: Vec<Diagnostic>,
    /// Number of rows without a reading, by reason; reasons that did not occur are not listed.
    pub left_out: Vec<(LeftOut, usize)>,
    /// Number of rows below the header.
    pub rows: usize,
}

impl Measurements {
    /// Number of readings of all patients.
    pub fn readings(&self) -> usize {
        self.patients
            .iter()
            .map(|patient| patient.readings.len())
            .sum()
    }

    /// Number of rows left out for a reason.
    pub fn left_out(&self, reason: LeftOut) -> usize {
        let found = self.left_out.iter().find(|(other, _)| *other == reason);
        found.map_or(0, |(_, rows)| *rows)
    }
}
