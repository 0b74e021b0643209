//! Reading a table of measurements, row by row.

use std::collections::{BTreeMap, BTreeSet};

use forestall_base::{Diagnostic, Diagnostics, Location};

use crate::closing::{close, header_only};
use crate::formula::{Numbers, Purpose};
use crate::layout::{Layout, Values, layout};
use crate::mapping::Mapping;
use crate::measurements::{LeftOut, Measurements, Reading};
use crate::patient::{Patient, ReadingProblem, out_of_order};
use crate::pseudonym::pseudonym;
use crate::rows::Rows;
use crate::value::{Value, value};

/// Refusals shown before the reader gives up.
const MOST: usize = 20;

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
/// Every refusal of the table with its place, at most 20 at a time.
pub fn read_measurements(
    name: &str,
    bytes: &[u8],
    mapping: &Mapping,
) -> Result<Measurements, Diagnostics> {
    if mapping.pseudonym_key.as_ref().is_some_and(Vec::is_empty) {
        return Err(
            Diagnostic::error("T0061", "the key for pseudonyms is empty")
                .expected("a secret of at least one byte, better 32")
                .help("write random bytes to the key file and keep it apart from the data")
                .into(),
        );
    }
    let (rows, names) = Rows::open(name, bytes)?;
    let layout = layout(name, &rows, &names, mapping).map_err(Diagnostics)?;
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
        errors: Vec::new(),
    };
    reader.read()?;
    if reader.result.rows == 0 {
        return Err(header_only(name, &names).into());
    }
    close(name, reader)
}

pub(crate) struct Reader<'m, 'a> {
    pub(crate) rows: Rows<'a>,
    pub(crate) layout: Layout<'m>,
    pub(crate) mapping: &'m Mapping,
    pub(crate) numbers: Numbers,
    width: usize,
    pub(crate) patients: Vec<Patient>,
    index: BTreeMap<String, usize>,
    last: usize,
    pub(crate) left_out: BTreeMap<LeftOut, usize>,
    pub(crate) without_consent: BTreeSet<String>,
    pub(crate) excluded: BTreeSet<String>,
    /// Observables of a long table that are no assay, and how often each assay was seen.
    pub(crate) observables: BTreeMap<String, usize>,
    pub(crate) result: Measurements,
    errors: Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    fn read(&mut self) -> Result<(), Diagnostics> {
        loop {
            match self.rows.advance() {
                Ok(true) => {}
                Ok(false) => break,
                // Where a quote is broken the rest cannot be told apart.
                Err(broken) => {
                    self.errors.extend(broken.0);
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
                self.errors.extend(error.0);
            }
            if self.errors.len() >= MOST {
                self.errors.push(
                    Diagnostic::error(
                        "T0099",
                        format!("{MOST} problems found, the rest of the table was not read"),
                    )
                    .help("correct these and try again"),
                );
                break;
            }
        }
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(Diagnostics(std::mem::take(&mut self.errors)))
        }
    }

    fn leave_out(&mut self, reason: LeftOut) {
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
            return Err(self.out_of_order(at, time, &before).into());
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

    /// Reads the values of the row; whether there was any.
    fn readings(&mut self, at: usize, time: f64) -> Result<bool, Diagnostics> {
        match &self.layout.values {
            Values::Wide(columns) => {
                let mut any = false;
                for (assay, column) in columns.clone().into_iter().enumerate() {
                    if let Some(found) = self.value(assay, column)? {
                        self.reading(at, assay, time, found, column)?;
                        any = true;
                    }
                }
                if !any {
                    self.leave_out(LeftOut::NoReading);
                }
                Ok(any)
            }
            &Values::Long {
                observable, value, ..
            } => {
                let name = self.rows.cell(observable).into_owned();
                if name.is_empty() && !self.rows.cell(value).is_empty() {
                    return Err(
                        Diagnostic::error("T0046", "found a value without an observable")
                            .at(self.rows.location(value))
                            .expected("the name of what was measured in the column \"observable\"")
                            .help("name the observable, or leave the value empty")
                            .into(),
                    );
                }
                let assay = self
                    .mapping
                    .assays
                    .iter()
                    .position(|assay| assay.column == name);
                if !name.is_empty() {
                    match self.observables.get_mut(&name) {
                        Some(count) => *count += 1,
                        None => {
                            self.observables.insert(name, 1);
                        }
                    }
                }
                let found = match assay {
                    Some(assay) => self
                        .censored_value(assay, value)?
                        .map(|found| (assay, found)),
                    None => None,
                };
                if let Some((assay, found)) = found {
                    self.reading(at, assay, time, found, value)?;
                    return Ok(true);
                }
                let known = assay.is_some() || self.rows.cell(value).is_empty();
                self.leave_out(if known {
                    LeftOut::NoReading
                } else {
                    LeftOut::OtherObservable
                });
                Ok(false)
            }
        }
    }

    /// The value in a cell of an assay.
    pub(crate) fn value(&self, assay: usize, column: usize) -> Result<Option<Value>, Diagnostics> {
        let cell = self.rows.cell(column);
        value(&cell, &self.mapping.assays[assay], &self.mapping.texts).map_err(|problem| {
            Diagnostic::error(problem.code, problem.found)
                .at(self.rows.location(column))
                .expected(problem.expected)
                .help(problem.help)
                .into()
        })
    }

    fn reading(
        &mut self,
        at: usize,
        assay: usize,
        time: f64,
        found: Value,
        column: usize,
    ) -> Result<(), Diagnostics> {
        let time = match &self.layout.assay_times[assay] {
            Some(bound) => {
                let own = self.numbers.evaluate(&self.rows, bound, Purpose::Time)?;
                self.numbers.in_model_time(bound, own, self.mapping.day)
            }
            None => time,
        };
        let line = self.rows.line();
        let (value, censoring) = found;
        let reading = Reading {
            assay,
            time,
            value,
            censoring,
            weight: 1.0,
            line,
        };
        match self.patients[at].read(reading) {
            Ok(()) => Ok(()),
            Err(ReadingProblem::OutOfOrder(before)) => Err(self.out_of_order(at, time, &before).into()),
            Err(ReadingProblem::Duplicate { line: before }) => Err(Diagnostic::error(
                "T0045",
                format!(
                    "patient \"{}\": the assay \"{}\" has two values at one time, in lines {before} and {line}",
                    self.patients[at].id, self.mapping.assays[assay].name
                ),
            )
            .at(self.rows.location(column))
            .expected("one value of an assay at a time")
            .help("keep one of them, or their mean, or correct the time").into()),
        }
    }

    fn doses(&mut self, at: usize, time: f64) -> Result<(), Diagnostics> {
        for drug in 0..self.layout.drugs.len() {
            let bound = &self.layout.drugs[drug];
            let purpose = Purpose::Drug(&self.mapping.drugs[drug].name);
            let amount = self.numbers.evaluate(&self.rows, bound, purpose)?;
            if amount < 0.0 {
                let name = &self.mapping.drugs[drug].name;
                return Err(Diagnostic::error(
                    "T0051",
                    format!("the amount of the drug \"{name}\" is {amount}"),
                )
                .at(self.location(bound.columns.first().copied()))
                .expected("0 for off, or an amount above 0")
                .help("correct the cell")
                .into());
            }
            let from = match &self.layout.drug_times[drug] {
                Some(bound) => {
                    let own = self.numbers.evaluate(&self.rows, bound, Purpose::Time)?;
                    self.numbers.in_model_time(bound, own, self.mapping.day)
                }
                None => time,
            };
            if let Err(before) = self.patients[at].dose(drug, from, amount) {
                return Err(self.out_of_order(at, from, &before).into());
            }
        }
        Ok(())
    }

    fn location(&self, column: Option<usize>) -> Location {
        self.rows.location(column.unwrap_or(self.layout.patient))
    }

    fn out_of_order(
        &self,
        at: usize,
        time: f64,
        before: &crate::patient::OutOfOrder,
    ) -> Diagnostic {
        let place = self.location(self.layout.time.columns.first().copied());
        let dates = self.numbers.has_dates(&self.layout.time);
        out_of_order(
            &self.patients[at],
            (time, self.rows.line()),
            before,
            dates,
            place,
        )
    }

    fn ragged(&self) -> Diagnostic {
        let (found, wanted) = (self.rows.width(), self.width);
        let help = if found > wanted {
            format!(
                "put cells that hold a {} between quotes: \"a, b\"",
                self.rows.delimiter()
            )
        } else {
            "leave a cell empty rather than out; look for a broken line".to_owned()
        };
        let cells = if found == 1 {
            "1 cell".to_owned()
        } else {
            format!("{found} cells")
        };
        Diagnostic::error(
            "T0014",
            format!("the row has {cells}, the header has {wanted}"),
        )
        .at(self
            .rows
            .location(if found > wanted { wanted } else { found }))
        .expected("as many cells as the header has")
        .help(help)
    }
}
