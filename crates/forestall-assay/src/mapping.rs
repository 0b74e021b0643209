//! How the columns of a table map onto patients, times, assays and drugs.

/// A formula over the columns of one row.
///
/// The caller brings its own expression language; a plain column is [`PlainColumn`].
pub trait RowFormula {
    /// The columns it reads.
    fn names(&self) -> Vec<String>;

    /// Its value, given the number in each of those columns.
    fn evaluate(&self, cell: &dyn Fn(&str) -> Option<f64>) -> f64;
}

/// A formula that someone else implements.
pub type ColumnFormula = Box<dyn RowFormula>;

/// The formula that is one column, as it is.
///
/// ```
/// use forestall_assay::{PlainColumn, RowFormula};
/// let day = PlainColumn("day".into());
/// assert_eq!(day.evaluate(&|name| (name == "day").then_some(28.0)), 28.0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainColumn(pub String);

impl RowFormula for PlainColumn {
    fn names(&self) -> Vec<String> {
        vec![self.0.clone()]
    }

    fn evaluate(&self, cell: &dyn Fn(&str) -> Option<f64>) -> f64 {
        cell(&self.0).unwrap_or(f64::NAN)
    }
}

/// What a text in a value column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextMeaning {
    /// Not measured.
    Missing,
    /// Below the detection limit of the assay.
    Below,
}

/// One assay of a table.
pub struct AssayColumn {
    /// Name of the assay in the model, for messages.
    pub name: String,
    /// Column with the value (wide table), or the text in the `observable` column (long table).
    pub column: String,
    /// Time of the measurement, if it differs from the time of the row.
    pub time: Option<ColumnFormula>,
    /// Weight of a reading at whose row the status of a drug differs from the row before; 1 for no such rule.
    pub weight_at_switch: f64,
    /// Divisors that replace the first or largest value of a patient, by patient as written in the table.
    pub divisors: Vec<(String, f64)>,
    /// Detection limit in the unit of the column; needed only where a text means "below".
    pub detection_limit: Option<f64>,
    /// Whether values below zero are possible.
    pub may_be_negative: bool,
}

impl AssayColumn {
    /// An assay in a column of the same name, measured at the time of the row, never negative.
    pub fn new(name: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            column: name.clone(),
            name,
            time: None,
            weight_at_switch: 1.0,
            divisors: Vec::new(),
            detection_limit: None,
            may_be_negative: false,
        }
    }
}

/// One drug of a table. The value of a row holds until the next row.
pub struct DrugColumn {
    /// Name of the drug in the model, for messages.
    pub name: String,
    /// Amount given from this row on (1 and 0 for on and off).
    pub value: ColumnFormula,
    /// Time from which it holds, if it differs from the time of the row.
    pub time: Option<ColumnFormula>,
}

/// How a table maps onto patients, times, assays and drugs.
pub struct Mapping {
    /// Column that names the patient.
    pub patient: String,
    /// Time of a row.
    pub time: ColumnFormula,
    /// Whether time 0 of a patient is the first row (always so where times are dates).
    pub start_at_first: bool,
    /// Length of a day in the time unit of the model; used only where times are dates.
    pub day: f64,
    /// The assays; readings refer to them by index.
    pub assays: Vec<AssayColumn>,
    /// The drugs; dose changes refer to them by index.
    pub drugs: Vec<DrugColumn>,
    /// Patients left out, with the reason.
    pub exclude: Vec<(String, String)>,
    /// Texts in value columns and what they mean.
    pub texts: Vec<(String, TextMeaning)>,
    /// Key under which patient identifiers are replaced on reading; see [`crate::pseudonym`].
    pub pseudonym_key: Option<Vec<u8>>,
}

impl Mapping {
    /// A mapping of a `patient` column and a time column, in days as given, without assays and drugs yet.
    pub fn new(patient: impl Into<String>, time: impl Into<String>) -> Self {
        Self {
            patient: patient.into(),
            time: Box::new(PlainColumn(time.into())),
            start_at_first: false,
            day: 1.0,
            assays: Vec::new(),
            drugs: Vec::new(),
            exclude: Vec::new(),
            texts: Vec::new(),
            pseudonym_key: None,
        }
    }

    /// Adds an assay.
    #[must_use]
    pub fn assay(mut self, assay: AssayColumn) -> Self {
        self.assays.push(assay);
        self
    }

    /// Adds a drug whose amount is a column.
    #[must_use]
    pub fn drug(mut self, name: impl Into<String>, column: impl Into<String>) -> Self {
        self.drugs.push(DrugColumn {
            name: name.into(),
            value: Box::new(PlainColumn(column.into())),
            time: None,
        });
        self
    }
}
