//! Header and cells of a delimited table.

use forestall_base::{Diagnostic, Location, nearest};

use super::lines::Lines;
use super::refusal::{Line, whole};

/// The header of a table.
pub(crate) struct Header {
    pub(crate) delimiter: u8,
    /// Column names as they stand.
    pub(crate) names: Vec<String>,
    /// The same in lower case.
    lower: Vec<String>,
}

impl Header {
    /// The header in `line`; `#` in front is passed over.
    pub(crate) fn of(line: &str) -> Self {
        let delimiter = delimiter(line);
        let mut cells = Cells::default();
        cells.split(line, delimiter);
        let names: Vec<String> = (0..cells.len())
            .map(|i| cells.get(line, i).trim_start_matches('#').trim().to_owned())
            .collect();
        let lower = names.iter().map(|name| name.to_ascii_lowercase()).collect();
        Self {
            delimiter,
            names,
            lower,
        }
    }

    /// The header in the first line that is not blank, where there is one.
    pub(crate) fn first(lines: &mut Lines<'_>) -> Result<Option<Self>, Diagnostic> {
        while lines.advance()? {
            if !lines.text().trim().is_empty() {
                return Ok(Some(Self::of(lines.text())));
            }
        }
        Ok(None)
    }

    /// The first of `names` (lower case) that is a column.
    pub(crate) fn find(&self, names: &[&str]) -> Option<usize> {
        names
            .iter()
            .find_map(|name| self.lower.iter().position(|known| known == name))
    }

    /// Whether there is a column of one of these names.
    pub(crate) fn has(&self, names: &[&str]) -> bool {
        self.find(names).is_some()
    }

    /// The first column whose name begins so.
    pub(crate) fn starting(&self, prefix: &str) -> Option<usize> {
        self.lower.iter().position(|name| name.starts_with(prefix))
    }

    /// A column that must be there.
    pub(crate) fn need(
        &self,
        line: Line<'_>,
        names: &[&str],
        what: &str,
    ) -> Result<usize, Diagnostic> {
        self.find(names)
            .ok_or_else(|| self.missing(line, names, what))
    }

    /// Refusal of a table without a column of `what`, called by one of `names`.
    pub(crate) fn missing(&self, line: Line<'_>, names: &[&str], what: &str) -> Diagnostic {
        let mut location = line.span(0, line.text.len());
        location.length = 1;
        let alike = names
            .iter()
            .find_map(|name| nearest(name, self.lower.iter().map(String::as_str)));
        let help = alike
            .and_then(|near| self.lower.iter().position(|name| name == near))
            .map_or_else(
                || format!("name the column of {what} \"{}\"", names[0]),
                |at| {
                    format!(
                        "did you mean \"{}\"? Rename it to \"{}\"",
                        self.names[at], names[0]
                    )
                },
            );
        whole("G0010", line.file, &format!("there is no column of {what}"))
            .at(location)
            .expected(format!("one of {}, in any case", names.join(", ")))
            .help(help)
    }
}

/// Tab if there is one outside of quotes, else the more frequent of semicolon and comma.
fn delimiter(line: &str) -> u8 {
    let count = |wanted: u8| {
        let mut quoted = false;
        line.bytes()
            .filter(|&byte| {
                quoted ^= byte == b'"';
                !quoted && byte == wanted
            })
            .count()
    };
    if count(b'\t') > 0 {
        b'\t'
    } else if count(b';') > count(b',') {
        b';'
    } else {
        b','
    }
}

/// Where the cells of one line are; kept from line to line.
#[derive(Default)]
pub(crate) struct Cells {
    spans: Vec<(u32, u32)>,
}

impl Cells {
    /// Splits `line`. A cell that begins with a quote runs to the closing one.
    pub(crate) fn split(&mut self, line: &str, delimiter: u8) {
        self.spans.clear();
        let bytes = line.as_bytes();
        if memchr::memchr(b'"', bytes).is_none() {
            self.split_at(line, delimiter);
            return;
        }
        let mut start = 0;
        loop {
            let open = bytes.get(start) == Some(&b'"');
            // A quote that is never closed, or is followed by more text, is a part of the text.
            let closed = open.then(|| closing(bytes, start + 1, delimiter)).flatten();
            let from = closed.unwrap_or(start);
            let end = memchr::memchr(delimiter, &bytes[from..]).map_or(bytes.len(), |n| from + n);
            self.spans.push((start as u32, end as u32));
            if end == bytes.len() {
                return;
            }
            start = end + 1;
        }
    }

    /// Splits `line` at tabs, whatever quotes it holds.
    pub(crate) fn split_plain(&mut self, line: &str) {
        self.spans.clear();
        self.split_at(line, b'\t');
    }

    /// Cells are short, so that looking at each byte is faster than searching.
    fn split_at(&mut self, line: &str, delimiter: u8) {
        let mut start = 0;
        for (at, &byte) in line.as_bytes().iter().enumerate() {
            if byte == delimiter {
                self.spans.push((start, at as u32));
                start = at as u32 + 1;
            }
        }
        self.spans.push((start, line.len() as u32));
    }

    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }

    /// A cell without quotes and outer blanks; empty where the row is too short.
    #[inline]
    pub(crate) fn get<'l>(&self, line: &'l str, column: usize) -> &'l str {
        let Some(&(start, end)) = self.spans.get(column) else {
            return "";
        };
        let cell = &line[start as usize..end as usize];
        // Most cells need nothing: they begin and end with a plain character.
        let plain = |byte: Option<&u8>| byte.is_none_or(|b| b.is_ascii_graphic() && *b != b'"');
        if plain(cell.as_bytes().first()) && plain(cell.as_bytes().last()) {
            return cell;
        }
        let cell = cell.trim();
        let inner = cell.strip_prefix('"').and_then(|c| c.strip_suffix('"'));
        inner.map_or(cell, str::trim)
    }

    /// The same for a column that may not be there, and empty for words that mean "missing".
    #[inline]
    pub(crate) fn known<'l>(&self, line: &'l str, column: Option<usize>) -> &'l str {
        let cell = column.map_or("", |column| self.get(line, column));
        if is_missing(cell) { "" } else { cell }
    }

    /// The same for a column of numbers, where `NaN` is no way to say that nothing is known: it is what came out of a calculation.
    pub(crate) fn number<'l>(&self, line: &'l str, column: Option<usize>) -> &'l str {
        let cell = column.map_or("", |column| self.get(line, column));
        if is_missing(cell) && !cell.eq_ignore_ascii_case("nan") {
            return "";
        }
        cell
    }

    /// The place of a cell, or of the end of the line where the row is too short.
    pub(crate) fn location(&self, line: Line<'_>, column: usize) -> Location {
        match self.spans.get(column) {
            Some(_) => line.part(self.get(line.text, column)),
            None => line.span(line.text.len(), line.text.len()),
        }
    }
}

/// Whether a cell says that nothing is known.
#[inline]
pub(crate) fn is_missing(cell: &str) -> bool {
    match cell.len() {
        0 => true,
        1 => matches!(cell, "." | "-"),
        2..=4 => matches!(
            cell,
            "NA" | "N/A" | "na" | "n/a" | "NaN" | "nan" | "null" | "NULL" | "None"
        ),
        15 => cell == "[Not Available]",
        _ => false,
    }
}

/// Just behind the closing quote of a cell.
fn closing(bytes: &[u8], mut at: usize, delimiter: u8) -> Option<usize> {
    loop {
        at += memchr::memchr(b'"', bytes.get(at..)?)?;
        match bytes.get(at + 1) {
            Some(b'"') => at += 2,
            None => return Some(at + 1),
            Some(&next) if next == delimiter => return Some(at + 1),
            Some(_) => return None,
        }
    }
}
