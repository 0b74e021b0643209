//! Header and cells of a delimited table.

use forestall_base::{Diagnostic, Location, nearest};
use wide::u8x16;

use super::lines::Lines;
use super::numbers::digits;
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
    /// Where each cell ends; the next one begins behind the delimiter. What follows the first `count` is of earlier lines.
    ends: Vec<u32>,
    count: usize,
}

impl Cells {
    /// Splits `line`. A cell that begins with a quote runs to the closing one.
    pub(crate) fn split(&mut self, line: &str, delimiter: u8) {
        self.split_until(line, delimiter, usize::MAX);
    }

    /// Splits `line` as far as the cell number `last`: what follows is not looked at, and as if it were not there.
    pub(crate) fn split_until(&mut self, line: &str, delimiter: u8, last: usize) {
        let quoted = memchr::memchr(b'"', line.as_bytes()).is_some();
        self.split_line(line, quoted, delimiter, last);
    }

    /// The same for a line of which it is known whether it may hold a quote.
    #[inline]
    pub(crate) fn split_line(&mut self, line: &str, quoted: bool, delimiter: u8, last: usize) {
        if quoted {
            self.split_quoted(line, delimiter, last);
        } else {
            self.split_at(line, delimiter, last);
        }
    }

    fn split_quoted(&mut self, line: &str, delimiter: u8, last: usize) {
        let bytes = line.as_bytes();
        self.make_room(bytes.len());
        let mut start = 0;
        while self.count <= last {
            let open = bytes.get(start) == Some(&b'"');
            // A quote that is never closed, or is followed by more text, is a part of the text.
            let closed = open.then(|| closing(bytes, start + 1, delimiter)).flatten();
            let from = closed.unwrap_or(start);
            let end = memchr::memchr(delimiter, &bytes[from..]).map_or(bytes.len(), |n| from + n);
            self.ends[self.count] = end as u32;
            self.count += 1;
            if end == bytes.len() {
                return;
            }
            start = end + 1;
        }
    }

    /// Splits `line` at tabs, whatever quotes it holds.
    pub(crate) fn split_plain(&mut self, line: &str) {
        self.split_at(line, b'\t', usize::MAX);
    }

    /// Cells are short, so that comparing many bytes at once is faster than searching for each end.
    fn split_at(&mut self, line: &str, delimiter: u8, last: usize) {
        self.make_room(line.len());
        let (blocks, rest) = line.as_bytes().as_chunks::<64>();
        let mut before = 0;
        for block in blocks {
            self.note(before, equal(block, delimiter));
            if self.count > last {
                return;
            }
            before += 64;
        }
        let mut block = [!delimiter; 64];
        block[..rest.len()].copy_from_slice(rest);
        self.note(before, equal(&block, delimiter));
        self.ends[self.count] = line.len() as u32;
        self.count += 1;
    }

    /// Notes the ends that the bits of `equal` tell, in a block of bytes that begins at `before`.
    #[inline]
    fn note(&mut self, before: u32, mut equal: u64) {
        for end in &mut self.ends[self.count..] {
            if equal == 0 {
                break;
            }
            *end = before + equal.trailing_zeros();
            equal &= equal - 1;
            self.count += 1;
        }
    }

    /// Room for the ends of all cells that so many bytes can hold; forgets those that are there.
    fn make_room(&mut self, bytes: usize) {
        self.count = 0;
        if self.ends.len() < bytes + 1 {
            self.ends.resize(bytes + 1, 0);
        }
    }

    /// First and last byte of a cell.
    #[inline]
    fn span(&self, column: usize) -> Option<(usize, usize)> {
        let end = *self.ends[..self.count].get(column)? as usize;
        let start = column
            .checked_sub(1)
            .map_or(0, |before| self.ends[before] as usize + 1);
        Some((start, end))
    }

    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// A cell without quotes and outer blanks; empty where the row is too short.
    #[inline]
    pub(crate) fn get<'l>(&self, line: &'l str, column: usize) -> &'l str {
        let Some((start, end)) = self.span(column) else {
            return "";
        };
        let cell = &line[start..end];
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

    /// The number in a cell of nothing but a few digits, as most numbers are: any other cell is to be looked at closely.
    #[inline]
    pub(crate) fn digits(&self, line: &str, column: Option<usize>) -> Option<u32> {
        let (start, end) = self.span(column?)?;
        digits(line.as_bytes(), start, end)
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
        match self.span(column) {
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

/// A bit for each byte of a block, the lowest for the first: whether it equals `wanted`.
#[inline]
fn equal(block: &[u8; 64], wanted: u8) -> u64 {
    let wanted = u8x16::splat(wanted);
    let (quarters, _) = block.as_chunks::<16>();
    quarters.iter().rev().fold(0, |bits, quarter| {
        bits << 16 | u64::from(u8x16::new(*quarter).simd_eq(wanted).to_bitmask())
    })
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

#[cfg(test)]
mod tests {
    use forestall_base::Stream;

    use super::Cells;

    /// Oracle: `str::split`, for lines of every length around that of the words that are compared at once; bytes that differ from the
    /// delimiter in one bit, or are no ASCII, stand beside it.
    #[test]
    fn lines_are_split_as_the_standard_library_splits_them() {
        let letters = [
            '\t', '\t', 'a', '\u{8}', '\u{b}', '\u{1}', 'é', '≥', '\u{89}', '\u{0}',
        ];
        for case in 0..400 {
            let mut stream = Stream::new(5, case, 0);
            let line: String = (0..case % 40)
                .map(|_| letters[stream.below(letters.len())])
                .collect();
            let wanted: Vec<&str> = line.split('\t').collect();
            let mut cells = Cells::default();
            cells.split(&line, b'\t');
            let span = |k| cells.span(k).map(|(from, to)| &line[from..to]);
            let found: Vec<&str> = (0..cells.len()).filter_map(span).collect();
            assert_eq!(found, wanted, "{line:?}");
            let last = stream.below(wanted.len());
            let mut first = Cells::default();
            first.split_until(&line, b'\t', last);
            assert_eq!(first.span(last), cells.span(last), "{line:?}");
        }
    }
}
