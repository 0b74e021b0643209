//! Cells of a line of a delimited table.

use forestall_base::Location;
use wide::u8x16;

use super::numbers::digits;
use super::refusal::Line;

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
        if memchr::memchr(b'"', line.as_bytes()).is_some() {
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

    /// Splits the first line of `bytes`, which hold neither quotes nor carriage returns, as far as the cell number `last`, and returns
    /// its length; `None` where its end is not within whole blocks. Ends of cells and of the line are found in one pass.
    #[inline]
    pub(crate) fn split_first(
        &mut self,
        bytes: &[u8],
        delimiter: u8,
        last: usize,
    ) -> Option<usize> {
        let (blocks, _) = bytes.as_chunks::<64>();
        self.count = 0;
        let mut before = 0;
        for block in blocks {
            if self.ends.len() < self.count + 65 {
                self.ends.resize(2 * (self.count + 65), 0);
            }
            let (cells, stops) = (equal(block, delimiter), equal(block, b'\n'));
            let within = stops.wrapping_sub(1) & !stops;
            self.note(before as u32, cells & within);
            if stops != 0 {
                let length = before + stops.trailing_zeros() as usize;
                self.ends[self.count] = length as u32;
                self.count += 1;
                return Some(length);
            }
            before += 64;
            if self.count > last {
                return memchr::memchr(b'\n', &bytes[before..]).map(|n| before + n);
            }
        }
        None
    }

    /// Notes the ends that the bits of `equal` tell, in a block of bytes that begins at `before`; there must be room for 64.
    #[inline]
    fn note(&mut self, before: u32, mut equal: u64) {
        let room = &mut self.ends[self.count..];
        self.count += equal.count_ones() as usize;
        // Eight at a time, since it is guessed more easily how many eights there are. What is written beyond the last is not looked at.
        let (eights, _) = room.as_chunks_mut::<8>();
        for ends in eights {
            for end in ends {
                *end = before + equal.trailing_zeros();
                equal &= equal.wrapping_sub(1);
            }
            if equal == 0 {
                break;
            }
        }
    }

    /// Room for the ends of all cells that so many bytes can hold, in whole blocks; forgets those that are there.
    fn make_room(&mut self, bytes: usize) {
        self.count = 0;
        if self.ends.len() < bytes + 65 {
            self.ends.resize(bytes + 65, 0);
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
    match cell.as_bytes().first() {
        None => true,
        // Most cells end here.
        Some(b'.' | b'-' | b'N' | b'n' | b'[') => says_missing(cell),
        Some(_) => false,
    }
}

fn says_missing(cell: &str) -> bool {
    matches!(
        cell,
        "." | "-"
            | "NA"
            | "N/A"
            | "na"
            | "n/a"
            | "NaN"
            | "nan"
            | "null"
            | "NULL"
            | "None"
            | "[Not Available]"
    )
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
