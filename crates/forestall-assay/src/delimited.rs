//! Rows of delimited text, with the place of every cell.

use std::borrow::Cow;

use forestall_base::{Diagnostic, Diagnostics, Location};

/// A cursor over the rows of CSV-like text (RFC 4180, with LF, CR LF or CR as line ends).
pub(crate) struct DelimitedRows<'a> {
    file: &'a str,
    text: &'a str,
    delimiter: u8,
    /// Byte offset of the next row.
    next: usize,
    /// Line of the next row.
    next_line: usize,
    /// Line of the current row.
    pub(crate) line: usize,
    /// Cells of the current row as byte ranges, quotes included.
    cells: Vec<(usize, usize)>,
}

impl<'a> DelimitedRows<'a> {
    /// Starts at the top; the delimiter is the most frequent of comma, semicolon and tab in the first line with content.
    pub(crate) fn new(file: &'a str, text: &'a str) -> Self {
        let first = text
            .split(['\n', '\r'])
            .find(|line| !line.trim().is_empty())
            .unwrap_or("");
        let mut counts = [(0, b','), (0, b';'), (0, b'\t')];
        let mut quoted = false;
        for byte in first.bytes() {
            quoted ^= byte == b'"';
            for (count, delimiter) in &mut counts {
                *count += usize::from(!quoted && byte == *delimiter);
            }
        }
        // The first of equals wins, so that a single column reads as comma-separated.
        let best = counts.iter().rev().max_by_key(|(count, _)| *count);
        Self {
            file,
            text,
            delimiter: best.map_or(b',', |(_, delimiter)| *delimiter),
            next: 0,
            next_line: 1,
            line: 1,
            cells: Vec::new(),
        }
    }

    /// Name of the delimiter, for messages.
    pub(crate) fn delimiter(&self) -> &'static str {
        match self.delimiter {
            b';' => "semicolon",
            b'\t' => "tab",
            _ => "comma",
        }
    }

    /// Moves to the next row; `false` at the end. A blank line is a row of one empty cell.
    pub(crate) fn advance(&mut self) -> Result<bool, Diagnostics> {
        self.cells.clear();
        let bytes = self.text.as_bytes();
        let mut at = self.next;
        self.line = self.next_line;
        if at >= bytes.len() {
            return Ok(false);
        }
        loop {
            let start = at;
            at = self.end_of_cell(start)?;
            self.cells.push((start, at));
            match bytes.get(at) {
                Some(&byte) if byte == self.delimiter => at += 1,
                Some(b'\r') if bytes.get(at + 1) == Some(&b'\n') => {
                    at += 2;
                    break;
                }
                Some(_) => {
                    at += 1;
                    break;
                }
                None => break,
            }
        }
        self.next = at;
        self.next_line += 1;
        Ok(true)
    }

    fn end_of_cell(&mut self, start: usize) -> Result<usize, Diagnostics> {
        let bytes = self.text.as_bytes();
        let delimiter = self.delimiter;
        let blanks = |from: usize| {
            from + bytes[from..]
                .iter()
                .take_while(|&&b| b == b' ' && b != delimiter)
                .count()
        };
        let stops = |&byte: &u8| byte == delimiter || byte == b'\n' || byte == b'\r';
        let open = blanks(start);
        if bytes.get(open) != Some(&b'"') {
            return Ok(bytes[start..]
                .iter()
                .position(stops)
                .map_or(bytes.len(), |n| start + n));
        }
        let mut at = open + 1;
        loop {
            match bytes.get(at) {
                None => {
                    return Err(Diagnostic::error("T0012", "this quote is never closed")
                        .at(Location::of_span(self.file, self.text, open, open + 1))
                        .expected("a second \" at the end of the cell")
                        .help("write a quote inside a quoted cell twice: \"\"")
                        .into());
                }
                Some(b'"') if bytes.get(at + 1) == Some(&b'"') => at += 2,
                Some(b'"') => break,
                Some(&byte) => {
                    let ends =
                        byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
                    self.next_line += usize::from(ends);
                    at += 1;
                }
            }
        }
        let end = blanks(at + 1);
        if bytes.get(end).is_some_and(|byte| !stops(byte)) {
            return Err(Diagnostic::error(
                "T0013",
                "found text behind the closing quote of a cell",
            )
            .at(Location::of_span(self.file, self.text, end, end + 1))
            .expected(format!("a {} or the end of the line", self.delimiter()))
            .help("write a quote inside a quoted cell twice: \"\"")
            .into());
        }
        Ok(end)
    }

    /// Number of cells in the current row.
    pub(crate) fn width(&self) -> usize {
        self.cells.len()
    }

    /// A cell of the current row, without quotes and outer blanks; empty where the row is too short.
    pub(crate) fn cell(&self, column: usize) -> Cow<'a, str> {
        let Some(&(start, end)) = self.cells.get(column) else {
            return Cow::Borrowed("");
        };
        let raw = self.text[start..end].trim();
        match raw
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
        {
            Some(inner) if inner.contains('"') => {
                Cow::Owned(inner.replace("\"\"", "\"").trim().to_owned())
            }
            Some(inner) => Cow::Borrowed(inner.trim()),
            None => Cow::Borrowed(raw),
        }
    }

    /// The place of a cell; of the end of the row where it is too short.
    pub(crate) fn location(&self, column: usize) -> Location {
        let (start, end) = match self.cells.get(column) {
            Some(&(start, end)) => {
                let raw = &self.text[start..end];
                let skipped = raw.len() - raw.trim_start().len();
                (
                    start + skipped,
                    (start + skipped + raw.trim().len()).max(start + skipped + 1),
                )
            }
            None => self.cells.last().map_or((0, 0), |&(_, end)| (end, end)),
        };
        // Counting from the top of the row keeps a table full of refusals from being read once for each.
        let row = self.cells.first().map_or(0, |&(start, _)| start);
        let mut location = Location::of_span(self.file, &self.text[row..], start - row, end - row);
        location.line += self.line - 1;
        if location.length == 1 && location.text.is_empty() {
            location.column = 1;
        }
        location
    }
}
