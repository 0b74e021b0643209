//! Numbers for the formulas of a mapping.

use forestall_base::{Diagnostic, Diagnostics};

use crate::date::{is_written_as_date, iso_day, looks_like_a_date};
use crate::layout::{Bound, Layout};
use crate::rows::Rows;
use crate::value::{how_to_write, number, number_or_flag};

/// What a formula is for.
#[derive(Clone, Copy)]
pub(crate) enum Purpose<'a> {
    Time,
    /// Amount of this drug; empty cells read as 0.
    Drug(&'a str),
}

/// What is known of the columns that formulas read.
pub(crate) struct Numbers {
    /// Whether a column holds dates; known from the first row with a value on.
    dates: Vec<Option<bool>>,
    /// Columns that a time formula reads.
    times: Vec<bool>,
    /// Empty cells that were read as dose 0, by column.
    pub(crate) empty: Vec<usize>,
    buffer: Vec<f64>,
}

impl Numbers {
    pub(crate) fn new(layout: &Layout<'_>, width: usize) -> Self {
        let mut times = vec![false; width];
        let bounds = layout
            .assay_times
            .iter()
            .chain(&layout.drug_times)
            .flatten();
        for bound in bounds.chain([&layout.time]) {
            for &column in &bound.columns {
                times[column] = true;
            }
        }
        Self {
            dates: vec![None; width],
            times,
            empty: vec![0; width],
            buffer: Vec::new(),
        }
    }

    /// Whether the times of a formula are dates.
    pub(crate) fn has_dates(&self, bound: &Bound<'_>) -> bool {
        bound
            .columns
            .iter()
            .any(|&column| self.dates[column] == Some(true))
    }

    /// Days become units of the model where times are dates.
    pub(crate) fn in_model_time(&self, bound: &Bound<'_>, time: f64, day: f64) -> f64 {
        if self.has_dates(bound) {
            time * day
        } else {
            time
        }
    }

    /// The value of a formula in the current row.
    pub(crate) fn evaluate(
        &mut self,
        rows: &Rows<'_>,
        bound: &Bound<'_>,
        purpose: Purpose<'_>,
    ) -> Result<f64, Diagnostics> {
        let mut values = std::mem::take(&mut self.buffer);
        values.clear();
        for &column in &bound.columns {
            values.push(self.number(rows, column, purpose)?);
        }
        let value = bound.formula.evaluate(&|name| {
            bound
                .names
                .iter()
                .position(|other| other == name)
                .map(|at| values[at])
        });
        self.buffer = values;
        if value.is_finite() {
            return Ok(value);
        }
        let what = match purpose {
            Purpose::Time => "the time".to_owned(),
            Purpose::Drug(name) => format!("the amount of the drug \"{name}\""),
        };
        Err(
            Diagnostic::error("T0034", format!("{what} comes out as {value}"))
                .at(rows.location(bound.columns.first().copied().unwrap_or(0)))
                .expected("a finite number")
                .help("correct the cell, or the formula in [data]")
                .into(),
        )
    }

    fn number(
        &mut self,
        rows: &Rows<'_>,
        column: usize,
        purpose: Purpose<'_>,
    ) -> Result<f64, Diagnostics> {
        let cell = rows.cell(column);
        if cell.is_empty() {
            return match purpose {
                Purpose::Time => Err(Diagnostic::error("T0031", "the time is missing")
                    .at(rows.location(column))
                    .expected("a number or a date in every row")
                    .help("fill in the time, or remove the row")
                    .into()),
                Purpose::Drug(_) => {
                    self.empty[column] += 1;
                    Ok(0.0)
                }
            };
        }
        if self.times[column] {
            let dates = *self.dates[column].get_or_insert_with(|| is_written_as_date(&cell));
            if dates {
                return iso_day(&cell).ok_or_else(|| no_date(rows, column, &cell).into());
            }
        }
        match purpose {
            Purpose::Time => number(&cell).ok_or_else(|| no_time(rows, column, &cell).into()),
            Purpose::Drug(name) => {
                number_or_flag(&cell).ok_or_else(|| no_amount(rows, column, &cell, name).into())
            }
        }
    }
}

fn no_date(rows: &Rows<'_>, column: usize, cell: &str) -> Diagnostic {
    let refusal = Diagnostic::error("T0033", format!("found \"{cell}\" in a column of dates"))
        .at(rows.location(column))
        .expected("a date that exists, written YYYY-MM-DD, in every row");
    if is_written_as_date(cell) {
        refusal.help("there is no such day: correct the date")
    } else {
        refusal.help("write every time of the column the same way")
    }
}

fn no_time(rows: &Rows<'_>, column: usize, cell: &str) -> Diagnostic {
    let refusal = |code, help: String| {
        Diagnostic::error(code, format!("found \"{cell}\" as time"))
            .at(rows.location(column))
            .expected(
                "a number in the time unit of the model, or dates written YYYY-MM-DD in every row",
            )
            .help(help)
    };
    if is_written_as_date(cell) {
        refusal(
            "T0032",
            "the rows before have numbers: write every time of the column the same way".to_owned(),
        )
    } else if looks_like_a_date(cell) {
        refusal(
            "T0032",
            "write dates as YYYY-MM-DD, without a time of day".to_owned(),
        )
    } else if let Some(help) = how_to_write(cell) {
        refusal("T0032", help)
    } else {
        refusal(
            "T0032",
            "write a number, or name another column as time in [data]".to_owned(),
        )
    }
}

fn no_amount(rows: &Rows<'_>, column: usize, cell: &str, drug: &str) -> Diagnostic {
    let help = how_to_write(cell).unwrap_or_else(|| {
        "give another drug its own column, or name a column with 1 and 0 in [data.drug]".to_owned()
    });
    Diagnostic::error(
        "T0050",
        format!("found \"{cell}\" as amount of the drug \"{drug}\""),
    )
    .at(rows.location(column))
    .expected("a number, true, false, or an empty cell for no dose")
    .help(help)
}
