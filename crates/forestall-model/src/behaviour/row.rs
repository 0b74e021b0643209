//! Rows of a table of rules, with the place of every cell.

use crate::Source;
use crate::source::place;
use forestall_base::Diagnostic;

/// Cells of a row in versions 2 and 3 of the format, and in version 1.
const LENGTHS: [usize; 2] = [8, 9];

/// One row: its cells without the blanks and quotes around them.
pub(super) struct Row<'s> {
    cells: Vec<(&'s str, usize)>,
    numbers: Vec<Option<f64>>,
}

impl<'s> Row<'s> {
    /// The text of a cell.
    pub fn text(&self, cell: usize) -> &'s str {
        self.cells.get(cell).map_or("", |(text, _)| text)
    }

    /// The number in a cell.
    pub fn number(&self, cell: usize) -> Option<f64> {
        self.numbers.get(cell).copied().flatten()
    }

    /// Where the base value stands, in version 1.
    pub fn base(&self) -> Option<usize> {
        (self.cells.len() == LENGTHS[1]).then_some(4)
    }

    /// Where the value at saturation stands.
    pub fn value(&self) -> usize {
        self.cells.len() - 4
    }

    /// Where the half-maximum stands; the Hill power follows.
    pub fn half(&self) -> usize {
        self.cells.len() - 3
    }

    /// Where it is said whether dead cells follow the rule.
    pub fn dead(&self) -> usize {
        self.cells.len() - 1
    }

    /// `note` at the place of a cell.
    pub fn at(&self, source: &Source, cell: usize, note: Diagnostic) -> Diagnostic {
        let (text, start) = self.cells.get(cell).copied().unwrap_or_default();
        located(source, note, start, text.len())
    }
}

fn located(source: &Source, note: Diagnostic, start: usize, length: usize) -> Diagnostic {
    let text = source.body();
    let end = (start + length.max(1)).min(text.len());
    note.at(place(&source.name, text, start, end))
}

/// All rows that are rules, and what is wrong with the others.
pub(super) fn rows(source: &Source) -> (Vec<Row<'_>>, Vec<Diagnostic>) {
    let text = source.body();
    let (mut rows, mut notes) = (Vec::new(), Vec::new());
    let mut start = 0;
    let mut first = true;
    for line in text.split_inclusive('\n') {
        let own = line.trim();
        let comment = own.is_empty() || own.starts_with("//") || own.starts_with('#');
        if !comment {
            let cells = cells(line, start);
            let header = first
                && matches!(
                    cells[0].0.to_ascii_lowercase().as_str(),
                    "cell type" | "cell_type" | "cell"
                );
            first = false;
            if !header {
                match row(source, cells) {
                    Ok(row) => rows.push(row),
                    Err(refused) => notes.extend(refused),
                }
            }
        }
        start += line.len();
    }
    (rows, notes)
}

/// The cells of a line with the places where they begin.
fn cells(line: &str, start: usize) -> Vec<(&str, usize)> {
    let mut at = start;
    let line = line.trim_end_matches(['\n', '\r']);
    line.split(',')
        .map(|cell| {
            let begins = at + (cell.len() - cell.trim_start().len());
            at += cell.len() + 1;
            let cell = cell.trim();
            match cell
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'))
            {
                Some(inner) => (inner.trim(), begins + 1),
                None => (cell, begins),
            }
        })
        .collect()
}

/// A row of which all cells that should be numbers are.
fn row<'s>(source: &Source, cells: Vec<(&'s str, usize)>) -> Result<Row<'s>, Vec<Diagnostic>> {
    let count = cells.len();
    if !LENGTHS.contains(&count) {
        let (text, start) = cells.first().copied().unwrap_or_default();
        let note = Diagnostic::error("M0527", format!("a rule has {count} cells")).expected(
            "8 (cell type, signal, direction, behaviour, value, half-maximum, power, dead), or 9 with the base value before the value",
        );
        return Err(vec![located(source, note, start, text.len())]);
    }
    let mut notes = Vec::new();
    let mut numbers = vec![None; count];
    for (index, (text, start)) in cells.iter().enumerate() {
        if text.is_empty() {
            let note = Diagnostic::error("M0527", "a cell is empty");
            notes.push(located(source, note, *start, 1));
        } else if index >= 4 {
            match text.parse::<f64>() {
                Ok(x) if x.is_finite() => numbers[index] = Some(x),
                _ => {
                    let note = Diagnostic::error("M0527", format!("\"{text}\" is not a number"));
                    notes.push(located(
                        source,
                        note.expected("a finite number"),
                        *start,
                        text.len(),
                    ));
                }
            }
        }
    }
    if notes.is_empty() {
        Ok(Row { cells, numbers })
    } else {
        Err(notes)
    }
}
