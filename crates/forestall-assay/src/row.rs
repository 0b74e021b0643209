//! Readings and doses of one row.

use forestall_base::{Diagnostic, Diagnostics, Location, Reading};

use crate::formula::Purpose;
use crate::layout::{Clock, Values};
use crate::measurements::LeftOut;
use crate::patient::{OutOfOrder, ReadingProblem, out_of_order};
use crate::reader::Reader;
use crate::value::{Value, value};

impl Reader<'_, '_> {
    /// Reads the values of the row; whether there was any.
    pub(crate) fn readings(&mut self, at: usize, time: f64) -> Result<bool, Diagnostics> {
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
            Err(ReadingProblem::OutOfOrder(before)) => {
                self.out_of_order(at, time, &before, Clock::Assay(assay))
            }
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

    pub(crate) fn doses(&mut self, at: usize, time: f64) -> Result<(), Diagnostics> {
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
                self.out_of_order(at, from, &before, Clock::Drug(drug))?;
            }
        }
        Ok(())
    }

    fn location(&self, column: Option<usize>) -> Location {
        self.rows.location(column.unwrap_or(self.layout.patient))
    }

    /// Refuses a time that goes back. Later ones of the same patient say nothing new.
    pub(crate) fn out_of_order(
        &mut self,
        at: usize,
        time: f64,
        before: &OutOfOrder,
        clock: Clock,
    ) -> Result<(), Diagnostics> {
        if !self.patients[at].first_disorder() {
            return Ok(());
        }
        let bound = self.layout.clock(clock);
        let place = self.location(bound.columns.first().copied());
        let dates = self.numbers.has_dates(bound);
        let now = (time, self.rows.line());
        Err(out_of_order(&self.patients[at], now, before, dates, place).into())
    }

    pub(crate) fn ragged(&self) -> Diagnostic {
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
