//! From the layout of the origin to tables of this program.

use forestall_base::{Column, Diagnostic, Diagnostics, Table};

use crate::delimited::DelimitedRows;
use crate::encoding::text_of;

/// A file as its origin lays it out.
struct Original<'a> {
    file: &'a str,
    cursor: DelimitedRows<'a>,
    width: usize,
}

impl<'a> Original<'a> {
    fn open(file: &'a str, bytes: &'a [u8], width: usize) -> Result<Self, Diagnostics> {
        let text = text_of(file, bytes)?;
        Ok(Self {
            file,
            cursor: DelimitedRows::new(file, text),
            width,
        })
    }

    /// The next row that is not blank.
    fn next(&mut self) -> Result<Option<Vec<String>>, Diagnostics> {
        while self.cursor.advance()? {
            let cells: Vec<String> = (0..self.cursor.width())
                .map(|at| self.cursor.cell(at).into_owned())
                .collect();
            if cells.iter().all(String::is_empty) {
                continue;
            }
            if cells.len() != self.width {
                return Err(self.unexpected(0, &format!("{} cells", self.width)));
            }
            return Ok(Some(cells));
        }
        Ok(None)
    }

    fn number(&self, cells: &[String], at: usize) -> Result<f64, Diagnostics> {
        match cells[at].as_str() {
            "" => Ok(f64::NAN),
            cell => cell.parse().map_err(|_| self.unexpected(at, "a number")),
        }
    }

    fn integer(&self, cells: &[String], at: usize) -> Result<i64, Diagnostics> {
        cells[at]
            .parse()
            .map_err(|_| self.unexpected(at, "a whole number"))
    }

    fn unexpected(&self, at: usize, expected: &str) -> Diagnostics {
        Diagnostic::error(
            "T0072",
            format!("{} is not laid out as its origin lays it out", self.file),
        )
        .at(self.cursor.location(at))
        .expected(expected)
        .help("fetch the data set again, or use another version of this program")
        .into()
    }
}

fn table(columns: Vec<Column>) -> Result<Table, Diagnostics> {
    Table::new(columns).map_err(|error| Diagnostic::error("T0072", error.to_string()).into())
}

/// A dose as text: plain numbers in their shortest form, the names of other drugs as they are.
fn dose(cell: &str) -> String {
    cell.parse::<f64>()
        .map_or_else(|_| cell.to_owned(), |amount| amount.to_string())
}

/// One file per patient without a header: patient, date, cyproterone acetate, leuprolide acetate, PSA, testosterone, cycle, on
/// treatment, day, day since the start of the trial.
pub(super) fn bruchovsky(files: &[(String, Vec<u8>)]) -> Result<Table, Diagnostics> {
    let (mut patients, mut days, mut cycles, mut on) = (vec![], vec![], vec![], vec![]);
    let (mut psa, mut testosterone) = (vec![], vec![]);
    let (mut cyproterone, mut leuprolide) = (vec![], vec![]);
    let mut sorted: Vec<&(String, Vec<u8>)> = files.iter().collect();
    sorted.sort();
    for (file, bytes) in sorted {
        let mut rows = Original::open(file, bytes, 10)?;
        while let Some(cells) = rows.next()? {
            patients.push(format!("{:03}", rows.integer(&cells, 0)?));
            days.push(rows.integer(&cells, 9)?);
            psa.push(rows.number(&cells, 4)?);
            testosterone.push(rows.number(&cells, 5)?);
            cyproterone.push(dose(&cells[2]));
            leuprolide.push(dose(&cells[3]));
            cycles.push(rows.integer(&cells, 6)?);
            on.push(rows.integer(&cells, 7)?);
        }
    }
    table(vec![
        Column::text("patient", patients),
        Column::integer("day", "day", days),
        Column::number("psa_ng_per_ml", "ng/ml", psa),
        Column::number("testosterone_nmol_per_l", "nmol/l", testosterone),
        Column::text("cyproterone_mg", cyproterone),
        Column::text("leuprolide_mg", leuprolide),
        Column::integer("cycle", "1", cycles),
        Column::integer("on_treatment", "1", on),
    ])
}

/// One flat file: `Pt_hashID, Study_Arm, Study_id, Arm_id, T_weeks, T_days, Lesion_diam, Lesion_vol, Lesion_normvol, response,
/// readings`.
pub(super) fn laleh(files: &[(String, Vec<u8>)]) -> Result<Table, Diagnostics> {
    let (mut patients, mut studies, mut arms, mut days) = (vec![], vec![], vec![], vec![]);
    let (mut responses, mut readings) = (vec![], vec![]);
    let mut numbers: [Vec<f64>; 4] = Default::default();
    for (file, bytes) in files {
        let mut rows = Original::open(file, bytes, 11)?;
        if rows.next()?.is_none_or(|header| header[0] != "Pt_hashID") {
            return Err(rows.unexpected(0, "a header that begins with Pt_hashID"));
        }
        while let Some(cells) = rows.next()? {
            patients.push(cells[0].clone());
            studies.push(rows.integer(&cells, 2)?);
            arms.push(rows.integer(&cells, 3)?);
            days.push(rows.integer(&cells, 5)?);
            for (column, at) in numbers.iter_mut().zip([4, 6, 7, 8]) {
                column.push(rows.number(&cells, at)?);
            }
            responses.push(cells[9].clone());
            readings.push(rows.integer(&cells, 10)?);
        }
    }
    let [week, diameter, volume, normalised] = numbers;
    table(vec![
        Column::text("patient", patients),
        Column::integer("study", "1", studies),
        Column::integer("arm", "1", arms),
        Column::integer("day", "day", days),
        Column::number("week", "week", week),
        Column::number("diameter_mm", "mm", diameter),
        Column::number("volume_mm3", "mm3", volume),
        Column::number("volume_normalised", "1", normalised),
        Column::text("response", responses),
        Column::integer("readings", "1", readings),
    ])
}

/// One file per patient, `data_pN.csv`: `date, volume`.
pub(super) fn gliomas(files: &[(String, Vec<u8>)]) -> Result<Table, Diagnostics> {
    let (mut patients, mut dates, mut volumes) = (vec![], vec![], vec![]);
    let mut sorted: Vec<&(String, Vec<u8>)> = files.iter().collect();
    sorted.sort();
    for (file, bytes) in sorted {
        let patient = file.trim_start_matches("data_").trim_end_matches(".csv");
        let mut rows = Original::open(file, bytes, 2)?;
        if rows
            .next()?
            .is_none_or(|header| header != ["date", "volume"])
        {
            return Err(rows.unexpected(0, "the header date,volume"));
        }
        while let Some(cells) = rows.next()? {
            patients.push(patient.to_owned());
            volumes.push(rows.number(&cells, 1)?);
            dates.push(cells[0].clone());
        }
    }
    table(vec![
        Column::text("patient", patients),
        Column::text("date", dates),
        Column::number("volume_cm3", "cm3", volumes),
    ])
}
