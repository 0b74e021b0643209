//! Tables of expectations: CSV files outside the project whose cells are numbers, truth values or texts.

use std::path::Path;

use forestall_base::{Diagnostic, Diagnostics, Location};
use forestall_model::ExpectTable;

/// The rows of a table that a check runs over; a check without a table has one row without columns.
pub(super) struct Rows {
    columns: Vec<String>,
    cells: Vec<(usize, Vec<String>)>,
}

/// One row.
pub(super) struct Row<'a> {
    rows: &'a Rows,
    line: usize,
    cells: &'a [String],
}

impl Rows {
    pub(super) fn single() -> Self {
        Self {
            columns: Vec::new(),
            cells: vec![(0, Vec::new())],
        }
    }

    pub(super) fn read(path: &Path, table: &ExpectTable) -> Result<Self, Diagnostics> {
        let name = path.display().to_string();
        let refuse = |message: String, line: usize| {
            let location = Location {
                file: name.clone(),
                line,
                column: 1,
                length: 1,
                text: String::new(),
            };
            Diagnostics::from(Diagnostic::error("V0002", message).at(location))
        };
        let mut reader = csv::ReaderBuilder::new()
            .from_path(path)
            .map_err(|e| refuse(format!("the table cannot be read: {e}"), 1))?;
        let header = reader
            .headers()
            .map_err(|e| refuse(format!("the header cannot be read: {e}"), 1))?;
        let columns: Vec<String> = header.iter().map(|c| c.trim().to_owned()).collect();
        for (column, _) in &table.only {
            if !columns.contains(column) {
                return Err(refuse(format!("there is no column \"{column}\""), 1));
            }
        }
        let mut rows = Self {
            columns,
            cells: Vec::new(),
        };
        for (index, record) in reader.records().enumerate() {
            let line = index + 2;
            let record =
                record.map_err(|e| refuse(format!("the row cannot be read: {e}"), line))?;
            let cells: Vec<String> = record.iter().map(|c| c.trim().to_owned()).collect();
            let row = Row {
                rows: &rows,
                line,
                cells: &cells,
            };
            if table
                .only
                .iter()
                .all(|(column, text)| row.text(column) == Some(text))
            {
                rows.cells.push((line, cells));
            }
        }
        if rows.cells.is_empty() {
            return Err(refuse("no row of the table is chosen".to_owned(), 1));
        }
        Ok(rows)
    }

    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|c| c == name)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.cells.iter().map(|(line, cells)| Row {
            rows: self,
            line: *line,
            cells,
        })
    }
}

impl Row<'_> {
    pub(super) fn text(&self, column: &str) -> Option<&str> {
        let index = self.rows.columns.iter().position(|c| c == column)?;
        self.cells.get(index).map(String::as_str)
    }

    /// The number in a column: truth values are 1 and 0, an empty cell is no number.
    pub(super) fn number(&self, column: &str) -> Option<f64> {
        let text = self.text(column)?;
        Some(match text {
            "True" | "TRUE" | "true" => 1.0,
            "False" | "FALSE" | "false" => 0.0,
            other => other.parse().unwrap_or(f64::NAN),
        })
    }

    /// `line 17`, or nothing for a check without a table.
    pub(super) fn label(&self) -> String {
        if self.line == 0 {
            String::new()
        } else {
            format!("line {}", self.line)
        }
    }
}
