//! What was measured and given: the readings and doses of a cohort.

use std::fmt;

use forestall_base::{Diagnostic, PatientRecord};

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
