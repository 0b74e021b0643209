//! What was measured in a patient and what was given.

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
    /// Index of the assay.
    pub assay: usize,
    /// Time in the time unit of the table (of the model where times are dates).
    pub time: f64,
    /// Value in the unit of the column.
    pub value: f64,
    /// How much of the value is known.
    pub censoring: Censoring,
    /// Weight of the difference between value and model, 1 unless the assay has another weight where a drug changes.
    pub weight: f64,
    /// Line of the table, counted from 1 (Parquet: number of the row).
    pub line: usize,
}

/// From `time` on, `amount` of a drug is given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DoseChange {
    /// Time, as in [`Reading`].
    pub time: f64,
    /// Index of the drug.
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
