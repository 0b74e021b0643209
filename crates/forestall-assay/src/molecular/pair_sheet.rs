//! The sheet of pairs: which sample of a patient was taken before treatment, and which after.

use std::collections::BTreeMap;
use std::io::Read;

use forestall_base::Diagnostic;

use super::cells::Cells;
use super::lines::Lines;
use super::refusal::{shown, whole};
use super::table::Header;
use super::unpack::unpack;

/// One row: a patient and the names of two samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairRow {
    /// Whose the samples are.
    pub patient: Box<str>,
    /// Sample before treatment.
    pub before: Box<str>,
    /// Sample after treatment.
    pub after: Box<str>,
    /// Line of the sheet, counted from 1.
    pub line: usize,
}

/// Pairs of samples, one per patient, and rows without a pair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PairSheet {
    /// Pairs, in the order of the sheet.
    pub pairs: Vec<PairRow>,
    /// Patients of whom one sample is missing, with the reason, one sentence each.
    pub left_out: Vec<String>,
}

impl PairSheet {
    /// Reads a table with the columns `patient`, `before` (or `pre`) and `after` (or `post`).
    ///
    /// ```
    /// use forestall_assay::PairSheet;
    /// let sheet = PairSheet::read("pairs.csv", b"patient,before,after\nP1,P1-A,P1-B\nP2,,P2-B\n")?;
    /// assert_eq!(sheet.pairs.len(), 1);
    /// assert_eq!(sheet.left_out, ["patient `P2` has no sample before treatment"]);
    /// # Ok::<(), forestall_base::Diagnostic>(())
    /// ```
    ///
    /// # Errors
    /// A missing column, a row without patient, a patient in two rows, a sample in two pairs or twice in one.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Self, Diagnostic> {
        let input: Box<dyn Read + '_> = Box::new(bytes);
        let mut lines = Lines::new(file, unpack(file, input)?);
        let Some(header) = Header::first(&mut lines)? else {
            return Err(whole("G0001", file, "the sheet of pairs is empty")
                .expected("a header with the columns patient, before, after")
                .help("write one row per patient"));
        };
        let line = lines.line();
        let patient = header.need(line, &["patient", "patient_id"], "patients")?;
        let before = header.need(
            line,
            &["before", "pre", "pre_sample"],
            "samples before treatment",
        )?;
        let after = header.need(
            line,
            &["after", "post", "post_sample"],
            "samples after treatment",
        )?;
        let mut sheet = Self::default();
        let mut cells = Cells::default();
        let mut patients: BTreeMap<Box<str>, usize> = BTreeMap::new();
        let mut samples: BTreeMap<Box<str>, usize> = BTreeMap::new();
        while lines.advance()? {
            if lines.text().trim().is_empty() {
                continue;
            }
            let line = lines.line();
            cells.split(line.text, header.delimiter);
            let whose = cells.known(line.text, Some(patient));
            if whose.is_empty() {
                return Err(Diagnostic::error("G0070", "this row names no patient")
                    .at(cells.location(line, patient))
                    .expected("a patient in each row")
                    .help("leave out rows without a patient"));
            }
            if let Some(first) = patients.insert(whose.into(), line.number) {
                return Err(Diagnostic::error(
                    "G0071",
                    format!("patient {} stands in line {first} too", shown(whose)),
                )
                .at(cells.location(line, patient))
                .expected("one pair for each patient: two pairs of one patient are not independent")
                .help("of several samples after treatment, keep the one to compare"));
            }
            let [early, late] = [before, after].map(|c| cells.known(line.text, Some(c)));
            for (column, name) in [(before, early), (after, late)] {
                if name.is_empty() {
                    continue;
                }
                if let Some(first) = samples.insert(name.into(), line.number) {
                    let place = if first == line.number {
                        "both before and after treatment".to_owned()
                    } else {
                        format!("in line {first} too")
                    };
                    return Err(Diagnostic::error(
                        "G0072",
                        format!("sample {} stands {place}", shown(name)),
                    )
                    .at(cells.location(line, column))
                    .expected("each sample in one place")
                    .help("correct the name of the sample"));
                }
            }
            match (early.is_empty(), late.is_empty()) {
                (false, false) => sheet.pairs.push(PairRow {
                    patient: whose.into(),
                    before: early.into(),
                    after: late.into(),
                    line: line.number,
                }),
                (true, _) => sheet
                    .left_out
                    .push(format!("patient `{whose}` has no sample before treatment")),
                _ => sheet
                    .left_out
                    .push(format!("patient `{whose}` has no sample after treatment")),
            }
        }
        Ok(sheet)
    }
}
