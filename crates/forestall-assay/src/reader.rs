//! Reading a table of measurements, row by row.

use std::collections::{BTreeMap, BTreeSet};

use forestall_base::{Diagnostic, Diagnostics};

use crate::closing::{close, header_only};
use crate::formula::{Numbers, Purpose};
use crate::layout::{Clock, Layout, layout};
use crate::mapping::Mapping;
use crate::measurements::{LeftOut, Measurements};
use crate::patient::Patient;
use crate::pseudonym::pseudonym;
use crate::refusals::{Refusals, shortened};
use crate::rows::Rows;

/// Reads a table of measurements: CSV, TSV or semicolon-separated UTF-8 text, or Parquet; wide or long.
///
/// `name` is the file name to show in messages. A table is *long* if it has the columns `observable` and `value` and none of the
/// assays' own columns; `censoring` (`none`, `left`, `right`, `interval`) and `upper` are then read if present. Rows at one time
/// of one patient are one visit. A `consent` column is honoured. Memory stays near that of the readings.
///
/// ```
/// use forestall_assay::{AssayColumn, Mapping, read_measurements};
/// let table = b"patient,day,psa,on\nP1,0,6.06,1\nP1,27,<0.1,0\n";
/// let mapping = Mapping::new("patient", "day").assay(AssayColumn::new("psa")).drug("abiraterone", "on");
/// let cohort = read_measurements("psa.csv", table, &mapping)?;
/// assert_eq!(cohort.readings(), 2);
/// assert_eq!(cohort.patients[0].doses[1].time, 27.0);
/// # Ok::<(), forestall_base::Diagnostics>(())
/// ```
///
/// # Errors
/// Every refusal of the table with its place, at most 20 different ones at a time.
pub fn read_measurements(
    name: &str,
    bytes: &[u8],
    mapping: &Mapping,
) -> Result<Measurements, Diagnostics> {
    read(name, bytes, mapping).map_err(shortened)
}

fn read(name: &str, bytes: &[u8], mapping: &Mapping) -> Result<Measurements, Diagnostics> {
    if mapping.pseudonym_key.as_ref().is_some_and(Vec::is_empty) {
        return Err(
            Diagnostic::error("T0061", "the key for pseudonyms is empty")
                .expected("a secret of at least one byte, better 32")
                .help("write random bytes to the key file and keep it apart from the data")
                .into(),
        );
    }
    let (rows, names) = Rows::open(name, bytes)?;
    let heading = rows.heading(&names, None);
    let layout = layout(&rows, &names, mapping).map_err(Diagnostics)?;
    let mut reader = Reader {
        numbers: Numbers::new(&layout, names.len()),
        rows,
        layout,
        mapping,
        width: names.len(),
        patients: Vec::new(),
        index: BTreeMap::new(),
        last: usize::MAX,
        left_out: BTreeMap::new(),
        without_consent: BTreeSet::new(),
        excluded: BTreeSet::new(),
        observables: BTreeMap::new(),
        result: Measurements::default(),
        refusals: Refusals::default(),
    };
    reader.read()?;
    if reader.result.rows == 0 {
        return Err(header_only(heading).into());
    }
    close(name, reader)
}

pub(crate) struct Reader<'m, 'a> {
    pub(crate) rows: Rows<'a>,
    pub(crate) layout: Layout<'m>,
    pub(crate) mapping: &'m Mapping,
    pub(crate) numbers: Numbers,
    pub(crate) width: usize,
    pub(crate) patients: Vec<Patient>,
    index: BTreeMap<String, usize>,
    last: usize,
    pub(crate) left_out: BTreeMap<LeftOut, usize>,
    pub(crate) without_consent: BTreeSet<String>,
    pub(crate) excluded: BTreeSet<String>,
    /// Observables of a long table that are no assay, and how often each assay was seen.
    pub(crate) observables: BTreeMap<String, usize>,
    pub(crate) result: Measurements,
    refusals: Refusals,
}

impl Reader<'_, '_> {
    fn read(&mut self) -> Result<(), Diagnostics> {
        loop {
            match self.rows.advance() {
                Ok(true) => {}
                Ok(false) => break,
                // Where a quote is broken the rest cannot be told apart.
                Err(broken) => {
                    self.refusals.extend(broken);
                    break;
                }
            }
            if (0..self.rows.width()).all(|column| self.rows.cell(column).is_empty()) {
                // A blank line is no row, a line of empty cells is one.
                if self.rows.width() > 1 {
                    self.result.rows += 1;
                    self.leave_out(LeftOut::Blank);
                }
                continue;
            }
            self.result.rows += 1;
            if let Err(error) = self.row() {
                self.refusals.extend(error);
            }
            if self.refusals.full() {
                break;
            }
        }
        std::mem::take(&mut self.refusals).result()
    }

    pub(crate) fn leave_out(&mut self, reason: LeftOut) {
        *self.left_out.entry(reason).or_insert(0) += 1;
    }

    fn row(&mut self) -> Result<(), Diagnostics> {
        if self.rows.width() != self.width {
            return Err(self.ragged().into());
        }
        let column = self.layout.patient;
        let id = self.rows.cell(column);
        if id.is_empty() {
            return Err(Diagnostic::error("T0020", "the patient is missing")
                .at(self.rows.location(column))
                .expected("an identifier in every row")
                .help("repeat the identifier in every row of a patient")
                .into());
        }
        if !self.consent()? {
            self.without_consent.insert(id.into_owned());
            self.leave_out(LeftOut::NoConsent);
            return Ok(());
        }
        if self.mapping.exclude.iter().any(|(other, _)| *other == id) {
            self.excluded.insert(id.into_owned());
            self.leave_out(LeftOut::Excluded);
            return Ok(());
        }
        let time = self
            .numbers
            .evaluate(&self.rows, &self.layout.time, Purpose::Time)?;
        let time = self
            .numbers
            .in_model_time(&self.layout.time, time, self.mapping.day);
        let line = self.rows.line();
        let at = self.patient(&id, line, time);
        if let Err(before) = self.patients[at].row(time, line) {
            return self.out_of_order(at, time, &before, Clock::Row);
        }
        let read = self.readings(at, time)?;
        self.doses(at, time)?;
        if read {
            self.patients[at].weigh(self.mapping);
        }
        Ok(())
    }

    /// Index of a patient, known or new.
    fn patient(&mut self, id: &str, line: usize, time: f64) -> usize {
        if self
            .patients
            .get(self.last)
            .is_some_and(|patient| patient.id == id)
        {
            return self.last;
        }
        self.last = if let Some(&known) = self.index.get(id) {
            known
        } else {
            let key = self.mapping.pseudonym_key.as_deref();
            let shown = key.map_or_else(|| id.to_owned(), |key| pseudonym(key, id));
            self.patients
                .push(Patient::new(id, shown, line, time, self.mapping));
            self.index.insert(id.to_owned(), self.patients.len() - 1);
            self.patients.len() - 1
        };
        self.last
    }

    fn consent(&self) -> Result<bool, Diagnostics> {
        let Some(column) = self.layout.consent else {
            return Ok(true);
        };
        let cell = self.rows.cell(column);
        match cell.to_ascii_lowercase().as_str() {
            "yes" | "y" | "true" | "1" => Ok(true),
            "no" | "n" | "false" | "0" | "" => Ok(false),
            _ => Err(
                Diagnostic::error("T0060", format!("found \"{cell}\" as consent"))
                    .at(self.rows.location(column))
                    .expected("yes, true or 1; no, false, 0 or an empty cell")
                    .help("a row counts only with a clear yes")
                    .into(),
            ),
        }
    }
}
