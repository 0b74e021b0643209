//! How a table of measurements maps onto a model.

/// How a table maps to assays and drugs. Times and values are formulas over column names, as text.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// Column that names the patient.
    pub patient: String,
    /// Time of a row, as a formula over columns.
    pub time: String,
    /// Whether time 0 of a patient is the first row.
    pub start_at_first: bool,
    /// Assay columns.
    pub assays: Vec<DataAssay>,
    /// Drug columns.
    pub drugs: Vec<DataDrug>,
    /// Patients left out, with the reason.
    pub exclude: Vec<(String, String)>,
    /// Texts in value columns and what they mean.
    pub texts: Vec<(String, TextMeaning)>,
}

/// What a text in a value column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextMeaning {
    /// Not measured.
    Missing,
    /// Below the assay's detection limit.
    Below,
}

/// One assay in a table.
#[derive(Debug, Clone, PartialEq)]
pub struct DataAssay {
    /// Index of the assay.
    pub assay: usize,
    /// Column with the value (wide table), or the name in the `observable` column (long table).
    pub column: String,
    /// Time of the measurement if it differs from the row's time, as a formula over columns.
    pub time: Option<String>,
    /// Weight of a measurement at whose row the drug status differs from the row before (first and last row never).
    pub weight_at_switch: f64,
    /// Divisors that replace the patient's first or largest value, by patient.
    pub divisors: Vec<(String, f64)>,
}

/// One drug in a table: the value of a row holds until the next row.
#[derive(Debug, Clone, PartialEq)]
pub struct DataDrug {
    /// Index of the drug.
    pub drug: usize,
    /// Amount given by a row, as a formula over columns.
    pub value: String,
    /// Time from which it holds if it differs from the row's time, as a formula over columns.
    pub time: Option<String>,
}
