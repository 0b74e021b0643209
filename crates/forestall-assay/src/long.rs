//! Values of a long table, with their censoring.

use forestall_base::{Diagnostic, Diagnostics};

use crate::layout::Values;
use crate::reader::Reader;
use crate::value::{Value, number};
use forestall_base::Censoring;

impl Reader<'_, '_> {
    /// The value of a row of a long table; `None` for not measured.
    pub(crate) fn censored_value(
        &self,
        assay: usize,
        column: usize,
    ) -> Result<Option<Value>, Diagnostics> {
        let Some((value, from_cell)) = self.value(assay, column)? else {
            return Ok(None);
        };
        let &Values::Long {
            censoring: Some(censoring),
            upper,
            ..
        } = &self.layout.values
        else {
            return Ok(Some((value, from_cell)));
        };
        let word = self.rows.cell(censoring);
        let from_column = match word.to_ascii_lowercase().as_str() {
            "" => return Ok(Some((value, from_cell))),
            "none" => Censoring::None,
            "left" => Censoring::Left,
            "right" => Censoring::Right,
            "interval" => Censoring::Interval {
                upper: self.upper(value, censoring, upper)?,
            },
            _ => {
                return Err(
                    Diagnostic::error("T0047", format!("found \"{word}\" as censoring"))
                        .at(self.rows.location(censoring))
                        .expected("none, left, right, interval, or an empty cell")
                        .help("left means below the value, right means above it")
                        .into(),
                );
            }
        };
        if from_cell != Censoring::None && from_cell != from_column {
            let cell = self.rows.cell(column);
            return Err(Diagnostic::error(
                "T0048",
                format!("the value \"{cell}\" and the censoring \"{word}\" contradict each other"),
            )
            .at(self.rows.location(censoring))
            .expected("the same meaning in both")
            .help("write the number alone, or leave the censoring empty")
            .into());
        }
        Ok(Some((value, from_column)))
    }

    fn upper(
        &self,
        lower: f64,
        censoring: usize,
        upper: Option<usize>,
    ) -> Result<f64, Diagnostics> {
        let Some(column) = upper else {
            return Err(Diagnostic::error(
                "T0049",
                "found the censoring \"interval\", but there is no column \"upper\"",
            )
            .at(self.rows.location(censoring))
            .expected("the lower end in \"value\" and the upper end in \"upper\"")
            .help("add the column \"upper\"")
            .into());
        };
        let cell = self.rows.cell(column);
        if cell.is_empty() {
            return Err(Diagnostic::error(
                "T0049",
                format!("the upper end of an interval from {lower} is missing"),
            )
            .at(self.rows.location(column))
            .expected("a finite number that is not below the lower end")
            .help("fill in the upper end, or write right as censoring")
            .into());
        }
        match number(&cell) {
            Some(end) if end.is_finite() && end >= lower => Ok(end),
            _ => Err(Diagnostic::error(
                "T0049",
                format!("found \"{cell}\" as upper end of an interval from {lower}"),
            )
            .at(self.rows.location(column))
            .expected("a finite number that is not below the lower end")
            .help("correct the ends of the interval")
            .into()),
        }
    }
}
