//! Rows of cells, from text or from Parquet.

use std::borrow::Cow;

use forestall_base::{Diagnostic, Diagnostics, Location, Table, TableError, Values};

use crate::delimited::DelimitedRows;
use crate::encoding::text_of;

/// A cursor over the rows of a table, header first for text, names apart for Parquet.
pub(crate) enum Rows<'a> {
    Text(DelimitedRows<'a>),
    /// File, table, and the number of the current row counted from 1.
    Table(&'a str, Table, usize),
}

impl<'a> Rows<'a> {
    /// Opens a table and returns its column names.
    pub(crate) fn open(file: &'a str, bytes: &'a [u8]) -> Result<(Self, Vec<String>), Diagnostics> {
        if bytes.starts_with(b"PAR1") {
            let table =
                Table::from_parquet(bytes.to_vec()).map_err(|error| not_read(file, &error))?;
            let names = table
                .columns()
                .iter()
                .map(|column| column.name.trim().to_owned());
            let names = names.collect();
            return Ok((Self::Table(file, table, 0), names));
        }
        let text = text_of(file, bytes)?;
        let mut rows = DelimitedRows::new(file, text);
        let mut names = Vec::new();
        // Blank lines above the header are skipped.
        while names.iter().all(String::is_empty) && rows.advance()? {
            names = (0..rows.width())
                .map(|column| rows.cell(column).into_owned())
                .collect();
        }
        Ok((Self::Text(rows), names))
    }

    /// Moves to the next row; `false` at the end.
    pub(crate) fn advance(&mut self) -> Result<bool, Diagnostics> {
        match self {
            Self::Text(rows) => rows.advance(),
            Self::Table(_, table, row) => {
                *row += 1;
                Ok(*row <= table.rows())
            }
        }
    }

    pub(crate) fn width(&self) -> usize {
        match self {
            Self::Text(rows) => rows.width(),
            Self::Table(_, table, _) => table.columns().len(),
        }
    }

    /// Line of the text, or number of the row in Parquet.
    pub(crate) fn line(&self) -> usize {
        match self {
            Self::Text(rows) => rows.line,
            Self::Table(_, _, row) => *row,
        }
    }

    pub(crate) fn cell(&self, column: usize) -> Cow<'a, str> {
        match self {
            Self::Text(rows) => rows.cell(column),
            Self::Table(_, table, row) => Cow::Owned(shown(table, column, *row).trim().to_owned()),
        }
    }

    /// Where a cell stands. A row of Parquet is shown as text, so that it can be pointed at.
    pub(crate) fn location(&self, column: usize) -> Location {
        match self {
            Self::Text(rows) => rows.location(column),
            Self::Table(file, table, row) => {
                let cells: Vec<String> = (0..table.columns().len())
                    .map(|at| shown(table, at, *row))
                    .collect();
                pointed_at(file, *row, &cells, Some(column))
            }
        }
    }

    /// Where a column name stands, or the whole header; right after [`Rows::open`].
    pub(crate) fn heading(&self, names: &[String], column: Option<usize>) -> Location {
        match (self, column) {
            (Self::Text(rows), Some(column)) => rows.location(column),
            (Self::Text(rows), None) => {
                let mut place = rows.location(0);
                place.column = 1;
                place.length = place.text.chars().count().max(1);
                place
            }
            (Self::Table(file, ..), _) => pointed_at(file, 1, names, column),
        }
    }

    /// Name of what separates the cells, for messages.
    pub(crate) fn delimiter(&self) -> &'static str {
        match self {
            Self::Text(rows) => rows.delimiter(),
            Self::Table(..) => "column border",
        }
    }
}

/// A row of Parquet as text, pointing at one cell or at all.
fn pointed_at(file: &str, line: usize, cells: &[String], column: Option<usize>) -> Location {
    let text = cells.join(", ").replace(['\n', '\r'], " ");
    let length = |text: &str| text.chars().count();
    let before = cells
        .iter()
        .take(column.unwrap_or(0))
        .map(|cell| length(cell) + 2)
        .sum::<usize>();
    let shown = column
        .and_then(|column| cells.get(column))
        .map_or(length(&text), |cell| length(cell));
    Location {
        file: file.to_owned(),
        line,
        column: before + 1,
        length: shown.max(1),
        text,
    }
}

fn shown(table: &Table, column: usize, row: usize) -> String {
    let at = row.saturating_sub(1);
    match table.columns().get(column).map(|column| &column.values) {
        Some(Values::Number(values)) => match values.get(at) {
            // Parquet writers put NaN where there is no value.
            Some(value) if !value.is_nan() => value.to_string(),
            _ => String::new(),
        },
        Some(Values::Integer(values)) => {
            values.get(at).map(ToString::to_string).unwrap_or_default()
        }
        Some(Values::Text(values)) => values.get(at).cloned().unwrap_or_default(),
        Some(Values::Flag(values)) => values.get(at).map(ToString::to_string).unwrap_or_default(),
        None => String::new(),
    }
}

fn not_read(file: &str, error: &TableError) -> Diagnostic {
    Diagnostic::error("T0006", format!("{file}: {error}"))
        .expected("a Parquet table with columns of numbers, whole numbers, texts and flags")
        .help("write the table again, or export it as CSV")
}
