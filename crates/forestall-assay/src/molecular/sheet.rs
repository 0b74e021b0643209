//! The sample sheet: whose the samples are and when they were taken.

use std::collections::BTreeMap;
use std::io::Read;

use forestall_base::{Diagnostic, Exposure, Sample};

use super::cells::Cells;
use super::lines::Lines;
use super::numbers::finite;
use super::refusal::{Line, shown, whole};
use super::table::Header;
use super::unpack::unpack;

const NAMES: &[&str] = &["sample", "sample_id", "tumor_sample_barcode", "sampleid"];

/// Whose the samples are, when they were taken, and what was given until then.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SampleSheet {
    /// Samples, in the order of the sheet.
    pub samples: Vec<Sample>,
    /// Word for the time point of each sample (`pre`, `post`, ...), empty where there is none.
    pub timepoints: Vec<Box<str>>,
    /// Drug given before each sample, empty where there is none.
    pub drugs: Vec<Box<str>>,
    numbers: BTreeMap<Box<str>, usize>,
}

impl SampleSheet {
    /// Reads a table with the columns `sample` and, as far as known, `patient`, `timepoint`, `drug`, `day`, `purity`, `ploidy`,
    /// `disease` and `specimen`.
    ///
    /// # Errors
    /// No column of samples, a sample in two rows, a number that is none.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Self, Diagnostic> {
        let input: Box<dyn Read + '_> = Box::new(bytes);
        let mut lines = Lines::new(file, unpack(file, input)?);
        let Some(header) = Header::first(&mut lines)? else {
            return Err(whole("G0001", file, "the sample sheet is empty")
                .expected("a header with the columns patient, sample, timepoint, drug, day")
                .help("write one row per sample"));
        };
        let sample = header.need(lines.line(), NAMES, "samples")?;
        let text = |names: &[&str]| header.find(names);
        let patient = text(&["patient", "patient_id", "patientid"]);
        let timepoint = text(&["timepoint", "time_point"]);
        let drug = text(&["drug", "treatment"]);
        let day = text(&["day", "days"]);
        let purity = text(&["purity", "tumor_purity"]);
        let ploidy = text(&["ploidy"]);
        let disease = text(&["disease", "oncotree_code", "cancer_type"]);
        let specimen = text(&["specimen", "sample_type"]);
        let mut sheet = Self::default();
        let mut cells = Cells::default();
        let mut rows: Vec<usize> = Vec::new();
        while lines.advance()? {
            if lines.text().trim().is_empty() {
                continue;
            }
            let line = lines.line();
            cells.split(line.text, header.delimiter);
            let name = cells.get(line.text, sample);
            if name.is_empty() {
                return Err(Diagnostic::error("G0044", "this row names no sample")
                    .at(cells.location(line, sample))
                    .expected("a sample in each row")
                    .help("leave out rows without a sample"));
            }
            if let Some(&before) = sheet.numbers.get(name) {
                return Err(Diagnostic::error(
                    "G0045",
                    format!("sample {} stands in line {} too", shown(name), rows[before]),
                )
                .at(cells.location(line, sample))
                .expected("each sample in one row")
                .help("give each sample a name of its own, in the sheet and in the profile"));
            }
            let mut known = Sample::named(name);
            let word = |column| {
                let cell = cells.known(line.text, column);
                (!cell.is_empty()).then(|| Box::from(cell))
            };
            known.patient = word(patient);
            known.disease = word(disease);
            known.specimen = word(specimen);
            known.timepoint = word(timepoint);
            known.day = number(&cells, line, day, "day")?;
            known.purity = number(&cells, line, purity, "purity")?;
            known.ploidy = number(&cells, line, ploidy, "ploidy")?;
            if known.purity.is_some_and(|p| !(0.0..=1.0).contains(&p)) {
                return Err(bad(
                    &cells,
                    line,
                    purity,
                    "purity",
                    "a fraction between 0 and 1",
                ));
            }
            if known.ploidy.is_some_and(|p| p <= 0.0) {
                return Err(bad(&cells, line, ploidy, "ploidy", "a number above 0"));
            }
            sheet.numbers.insert(name.into(), sheet.samples.len());
            sheet.timepoints.push(word(timepoint).unwrap_or_default());
            sheet.drugs.push(word(drug).unwrap_or_default());
            rows.push(line.number);
            sheet.samples.push(known);
        }
        Ok(sheet)
    }

    /// The row of a sample.
    #[must_use]
    pub fn get(&self, sample: &str) -> Option<&Sample> {
        self.numbers.get(sample).map(|&row| &self.samples[row])
    }

    /// Drugs as exposures: from the patient's first sample to the one that was taken under or after the drug.
    #[must_use]
    pub fn exposures(&self) -> Vec<Exposure> {
        let mut all = Vec::new();
        for (sample, drug) in self.samples.iter().zip(&self.drugs) {
            let (Some(patient), Some(day), false) = (&sample.patient, sample.day, drug.is_empty())
            else {
                continue;
            };
            let first = self
                .samples
                .iter()
                .filter(|other| other.patient == sample.patient)
                .filter_map(|other| other.day)
                .fold(day, f64::min);
            all.push(Exposure {
                patient: patient.clone(),
                drug: drug.clone(),
                start: first,
                stop: Some(day),
            });
        }
        all
    }
}

fn number(
    cells: &Cells,
    line: Line<'_>,
    column: Option<usize>,
    what: &str,
) -> Result<Option<f64>, Diagnostic> {
    let cell = cells.known(line.text, column);
    if cell.is_empty() {
        return Ok(None);
    }
    match finite(cell) {
        Some(number) => Ok(Some(number)),
        None => Err(bad(cells, line, column, what, "a number")),
    }
}

fn bad(
    cells: &Cells,
    line: Line<'_>,
    column: Option<usize>,
    what: &str,
    expected: &str,
) -> Diagnostic {
    let column = column.unwrap_or_default();
    let cell = cells.get(line.text, column);
    Diagnostic::error("G0046", format!("{} is no {what}", shown(cell)))
        .at(cells.location(line, column))
        .expected(expected.to_owned())
        .help("leave the cell empty where it is not known")
}
