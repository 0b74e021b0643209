//! Tables of dose records as NONMEM reads them: a row for each dose or observation, with `ID`, `TIME`, `AMT` and, where they are there,
//! `RATE`, `II`, `ADDL`, `EVID`, `SS`, `CMT`. Only what is given is read here; observations are counted.

mod cells;

use forestall_base::{Diagnostic, Diagnostics, nearest};

use crate::refusals::Refusals;
use crate::rows::Rows;
use cells::Cells;

/// One row of a table: a dose, or several at equal intervals.
#[derive(Debug, Clone, PartialEq)]
pub struct DoseRecord {
    /// Time of the first.
    pub time: f64,
    /// Amount of each.
    pub amount: f64,
    /// Length of an infusion; 0 for all at once.
    pub over: f64,
    /// Time between the beginnings of two; infinite if there is one only.
    pub every: f64,
    /// Number of doses.
    pub times: u32,
    /// What stands in the column `DRUG`, else in `CMT`; empty where there is neither.
    pub to: String,
    /// Line of the table.
    pub line: usize,
}

/// What one patient was given.
#[derive(Debug, Clone, PartialEq)]
pub struct DosedPatient {
    /// The patient's `ID`.
    pub id: String,
    /// Doses, in the order of the rows.
    pub records: Vec<DoseRecord>,
    /// A value per entry of [`DoseTable::parameters`].
    pub parameters: Vec<f64>,
}

/// A table of dose records.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DoseTable {
    /// Patients in the order of their first rows.
    pub patients: Vec<DosedPatient>,
    /// Parameters that have a column, by their place in the list that was asked for.
    pub parameters: Vec<usize>,
    /// Columns that were not used.
    pub unused: Vec<String>,
    /// Rows without a dose.
    pub observations: usize,
}

/// Columns with a meaning, in the order of [`Columns`].
const NAMES: [&str; 10] = [
    "ID", "TIME", "AMT", "RATE", "II", "ADDL", "EVID", "SS", "CMT", "DRUG",
];

/// Where the columns are.
struct Columns {
    of: [Option<usize>; 10],
    names: Vec<String>,
    /// Column and place in the list of parameters.
    parameters: Vec<(usize, usize)>,
}

impl Columns {
    fn at(&self, name: &str) -> Option<usize> {
        let index = NAMES.iter().position(|own| *own == name)?;
        self.of[index]
    }
}

/// Reads a table of dose records (CSV, TSV, Parquet). Columns are found by their NONMEM names in any case; columns named like one of
/// `parameters` (names with bounds) hold a value per patient.
///
/// # Errors
/// Refusals with their place: an empty table, a column that is missing or there twice, a row of another width, a cell that is no number,
/// times that go back or are below 0, a patient whose rows are apart, amounts below 0, what is not supported (`EVID` 3 and 4, steady
/// state, rates that the model is to find), a parameter that changes within a patient or lies outside of its bounds.
pub fn read_doses(
    file: &str,
    bytes: &[u8],
    parameters: &[(&str, (f64, f64))],
) -> Result<DoseTable, Diagnostics> {
    let (mut rows, names) = Rows::open(file, bytes)?;
    let columns = columns(file, &rows, names, parameters)?;
    let used = |column: usize| {
        columns.of.contains(&Some(column)) || columns.parameters.iter().any(|own| own.0 == column)
    };
    let unused = columns.names.iter().enumerate();
    let mut table = DoseTable {
        parameters: columns.parameters.iter().map(|own| own.1).collect(),
        unused: unused
            .filter(|(column, _)| !used(*column))
            .map(|(_, name)| name.clone())
            .collect(),
        ..DoseTable::default()
    };
    let mut refusals = Refusals::default();
    let mut last = f64::NEG_INFINITY;
    while !refusals.full() && rows.advance()? {
        match row(&rows, &columns, parameters) {
            Ok(None) => {}
            Ok(Some(found)) => {
                if let Err(refusal) = found.put(&rows, &columns, &mut table, &mut last) {
                    refusals.extend(refusal);
                }
            }
            Err(refused) => refusals.extend(refused),
        }
    }
    refusals.result()?;
    if table.patients.iter().all(|own| own.records.is_empty()) {
        let message = match table.observations {
            0 => format!("{file} has a header and no row"),
            n => format!("{file}: none of {n} rows is a dose"),
        };
        return Err(Diagnostic::error("T0110", message)
            .expected("rows with an amount in AMT above 0")
            .into());
    }
    Ok(table)
}

fn columns(
    file: &str,
    rows: &Rows<'_>,
    names: Vec<String>,
    parameters: &[(&str, (f64, f64))],
) -> Result<Columns, Diagnostics> {
    let place = |column| rows.heading(&names, column);
    if names.iter().all(String::is_empty) {
        let message = format!("{file} is empty");
        return Err(Diagnostic::error("T0110", message)
            .expected("a header with ID, TIME and AMT, and a row for each dose")
            .into());
    }
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    let meant = |name: &str| NAMES.iter().any(|own| same(own, name));
    let twice = |k: &usize| {
        let (name, before) = (&names[*k], &names[..*k]);
        let like = |other: &String| other == name || meant(name) && same(other, name);
        !name.is_empty() && before.iter().any(like)
    };
    if let Some(column) = (1..names.len()).find(twice) {
        let message = format!("the column \"{}\" is given twice", names[column]);
        return Err(Diagnostic::error("T0111", message)
            .at(place(Some(column)))
            .help("give each column a name of its own")
            .into());
    }
    let of = NAMES.map(|own| names.iter().position(|name| same(own, name)));
    if let Some(missing) = (0..3).find(|&index| of[index].is_none()) {
        let message = format!("there is no column {}", NAMES[missing]);
        let free = names.iter().filter(|name| !meant(name));
        let near = nearest(NAMES[missing], free.map(String::as_str));
        let refusal = Diagnostic::error("T0112", message)
            .at(place(None))
            .expected("ID, TIME and AMT; RATE, II, ADDL, EVID, SS, CMT or DRUG where they matter");
        return Err(match near {
            Some(near) => refusal.help(format!(
                "is \"{near}\" meant to be it? Name it {}",
                NAMES[missing]
            )),
            None => refusal,
        }
        .into());
    }
    let own = |(column, name): (usize, &String)| {
        let parameter = parameters.iter().position(|(own, _)| own == name)?;
        (!meant(name)).then_some((column, parameter))
    };
    Ok(Columns {
        of,
        parameters: names.iter().enumerate().filter_map(own).collect(),
        names,
    })
}

/// What a row says.
struct Row {
    id: String,
    time: f64,
    parameters: Vec<f64>,
    /// Nothing for an observation.
    dose: Option<DoseRecord>,
}

/// Reads a row; nothing for a blank one.
fn row(
    rows: &Rows<'_>,
    columns: &Columns,
    parameters: &[(&str, (f64, f64))],
) -> Result<Option<Row>, Diagnostics> {
    if (0..rows.width()).all(|column| rows.cell(column).is_empty()) {
        return Ok(None);
    }
    let width = columns.names.len();
    if rows.width() != width {
        let cells = if rows.width() == 1 { "cell" } else { "cells" };
        let message = format!("found {} {cells} below {width} names", rows.width());
        return Err(Diagnostic::error("T0113", message)
            .at(rows.location(rows.width().min(width)))
            .expected(format!("{width} cells, separated by {}s", rows.delimiter()))
            .into());
    }
    let reader = Cells { rows, columns };
    let id = columns
        .at("ID")
        .map_or_else(String::new, |column| rows.cell(column).into_owned());
    if id.is_empty() || id == "." {
        let refusal = reader.refuse("T0114", "ID", "the row belongs to no patient");
        return Err(refusal.expected("the patient in ID").into());
    }
    let time = reader.number("TIME")?;
    if time < 0.0 {
        let message = format!("the time {time} lies before the run begins");
        return Err(reader
            .refuse("T0115", "TIME", &message)
            .expected("times from 0, in the unit of the model, counted from where the model starts")
            .into());
    }
    let mut own = Vec::new();
    for &(column, parameter) in &columns.parameters {
        let (name, (low, high)) = parameters[parameter];
        let cell = rows.cell(column);
        match cell.parse::<f64>() {
            Ok(x) if x.is_finite() && (low..=high).contains(&x) => own.push(x),
            _ => {
                let message = format!("found \"{cell}\" as value of the parameter \"{name}\"");
                return Err(Diagnostic::error("T0116", message)
                    .at(rows.location(column))
                    .expected(format!("a number from {low} to {high}"))
                    .into());
            }
        }
    }
    Ok(Some(Row {
        id,
        time,
        parameters: own,
        dose: reader.dose(time)?,
    }))
}

impl Row {
    /// Puts the row into the table; `last` is the time of the row before.
    fn put(
        self,
        rows: &Rows<'_>,
        columns: &Columns,
        table: &mut DoseTable,
        last: &mut f64,
    ) -> Result<(), Diagnostics> {
        let reader = Cells { rows, columns };
        let before = table.patients.iter().position(|own| own.id == self.id);
        let newest = table.patients.len().checked_sub(1);
        match before {
            None => {
                *last = f64::NEG_INFINITY;
                table.patients.push(DosedPatient {
                    id: self.id,
                    records: Vec::new(),
                    parameters: self.parameters,
                });
            }
            Some(index) if Some(index) != newest => {
                return Err(reader
                    .refuse("T0117", "ID", "this patient's rows stand apart")
                    .expected("all rows of a patient below each other")
                    .help("sort the table by ID and TIME, or give each patient an ID of its own")
                    .into());
            }
            Some(index) => {
                let own = &table.patients[index].parameters;
                let pairs = own.iter().zip(&self.parameters).zip(&columns.parameters);
                if let Some((_, (column, _))) = pairs.into_iter().find(|((a, b), _)| a != b) {
                    let name = &columns.names[*column];
                    let message = format!("the parameter \"{name}\" changes within a patient");
                    return Err(Diagnostic::error("T0116", message)
                        .at(rows.location(*column))
                        .expected("the same value in all rows of a patient")
                        .into());
                }
            }
        }
        if self.time < *last {
            let message = format!("the time goes back from {last} to {}", self.time);
            return Err(reader
                .refuse("T0115", "TIME", &message)
                .expected("rows of a patient in order of time")
                .into());
        }
        *last = self.time;
        match (self.dose, table.patients.last_mut()) {
            (Some(dose), Some(patient)) => patient.records.push(dose),
            _ => table.observations += 1,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
