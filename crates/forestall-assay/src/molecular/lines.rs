//! The lines of a file, one at a time.

use forestall_base::Diagnostic;

use super::cells::Cells;
use super::refusal::{Line, shown, whole};
use super::unpack::{Unpacked, broken};

/// Longest line that is read: more is no table.
const LONGEST: usize = 4 << 20;
/// What is read first, which tells the format, and what is read at a time afterwards, which stays in the processor's cache.
const FIRST: usize = 256 << 10;
const BLOCK: usize = 64 << 10;
/// Lines that tell the format.
const PREVIEW: usize = 200;

/// A cursor over the lines of a file; LF, CR LF and CR end a line.
pub(crate) struct Lines<'a> {
    pub(crate) file: &'a str,
    input: Unpacked<'a>,
    /// What was read and is text, from the line at hand on.
    text: String,
    /// The line at hand is `text[line.0..line.1]`, the next one starts at `next`.
    line: (usize, usize),
    next: usize,
    /// What was read behind `text` and is no text (yet) is `raw[pending.0..pending.1]`.
    raw: Vec<u8>,
    pending: (usize, usize),
    /// Nothing can follow `text`: the file has ended, or bytes come that are no text.
    ended: bool,
    done: bool,
    /// Whether there is neither a quote nor a carriage return in `text`, as in most tables.
    plain: bool,
    /// Number of the line at hand, counted from 1.
    pub(crate) number: usize,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(file: &'a str, input: Unpacked<'a>) -> Self {
        Self {
            file,
            input,
            text: String::new(),
            line: (0, 0),
            next: 0,
            raw: Vec::new(),
            pending: (0, 0),
            ended: false,
            done: false,
            plain: false,
            number: 0,
        }
    }

    /// Moves to the next line; `false` at the end.
    pub(crate) fn advance(&mut self) -> Result<bool, Diagnostic> {
        let mut from = self.next;
        loop {
            let text = self.text.as_bytes();
            let found = memchr::memchr2(b'\n', b'\r', &text[from..]);
            if let Some(stop) = found.map(|n| from + n) {
                let carriage = text[stop] == b'\r';
                if !carriage || stop + 1 < text.len() || self.ended {
                    let pair = carriage && text.get(stop + 1) == Some(&b'\n');
                    return self.take(stop, stop + 1 + usize::from(pair));
                }
                from = stop;
            } else {
                from = text.len();
            }
            if self.ended {
                if self.pending.0 < self.pending.1 {
                    return Err(self.no_text());
                }
                if self.next == text.len() {
                    return Ok(false);
                }
                return self.take(text.len(), text.len());
            }
            if from - self.next > LONGEST {
                return Err(self.endless(self.next, self.number + 1));
            }
            from -= self.next;
            self.fill()?;
        }
    }

    /// Moves to the next line and splits it as far as the cell number `last`; `false` at the end.
    #[inline]
    pub(crate) fn advance_split(
        &mut self,
        cells: &mut Cells,
        delimiter: u8,
        last: usize,
    ) -> Result<bool, Diagnostic> {
        let text = &self.text.as_bytes()[self.next..];
        if self.plain
            && let Some(length) = cells.split_first(text, delimiter, last)
        {
            let stop = self.next + length;
            return self.take(stop, stop + 1);
        }
        let more = self.advance()?;
        if more {
            cells.split_until(self.text(), delimiter, last);
        }
        Ok(more)
    }

    /// The line at hand is now the one that ends at `stop`; the one after it starts at `next`.
    fn take(&mut self, stop: usize, next: usize) -> Result<bool, Diagnostic> {
        self.line = (self.next, stop);
        self.next = next;
        self.number += 1;
        if stop - self.line.0 > LONGEST {
            return Err(self.endless(self.line.0, self.number));
        }
        Ok(true)
    }

    /// Reads one more block and puts what is text of it behind what is left of the last one.
    fn fill(&mut self) -> Result<(), Diagnostic> {
        self.text.drain(..self.next);
        self.next = 0;
        self.read()?;
        let bytes = &self.raw[self.pending.0..self.pending.1];
        let good = match std::str::from_utf8(bytes) {
            Ok(text) => {
                self.text.push_str(text);
                self.ended = self.done;
                bytes.len()
            }
            Err(error) => {
                let good = error.valid_up_to();
                self.text
                    .push_str(std::str::from_utf8(&bytes[..good]).unwrap_or_default());
                // A character that the block cuts goes on in the next one.
                self.ended = self.done || error.error_len().is_some();
                good
            }
        };
        self.pending.0 += good;
        self.plain = memchr::memchr2(b'"', b'\r', self.text.as_bytes()).is_none();
        Ok(())
    }

    /// Reads one more block behind what is pending.
    fn read(&mut self) -> Result<(), Diagnostic> {
        self.raw.copy_within(self.pending.0..self.pending.1, 0);
        self.pending = (0, self.pending.1 - self.pending.0);
        let block = if self.number == 0 { FIRST } else { BLOCK };
        let full = self.pending.1 + block;
        if self.raw.len() < full {
            self.raw.resize(full, 0);
        }
        while self.pending.1 < full {
            match self.input.reader.read(&mut self.raw[self.pending.1..full]) {
                Ok(0) => {
                    self.done = true;
                    break;
                }
                Ok(n) => self.pending.1 += n,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    return Err(broken(self.file, self.input.gzip, &error, self.counted()));
                }
            }
        }
        Ok(())
    }

    /// Complete lines that were read, those that nobody has asked for included.
    fn counted(&self) -> usize {
        let pending = &self.raw[self.pending.0..self.pending.1];
        let ends = |bytes: &[u8]| memchr::memchr_iter(b'\n', bytes).count();
        self.number + ends(&self.text.as_bytes()[self.next..]) + ends(pending)
    }

    /// Refusal of the next line, which holds bytes that are no text.
    fn no_text(&mut self) -> Diagnostic {
        let is_end = |&byte: &u8| byte == b'\n' || byte == b'\r';
        let mut looked = 0;
        let end = loop {
            let pending = &self.raw[self.pending.0..self.pending.1];
            if let Some(end) = pending[looked..].iter().position(is_end) {
                break looked + end;
            }
            looked = pending.len();
            if self.done || looked > LONGEST {
                break looked;
            }
            if let Err(refusal) = self.read() {
                return refusal;
            }
        };
        let start = &self.text[self.next..];
        let at = start.len();
        let pending = &self.raw[self.pending.0..self.pending.0 + end];
        let text = format!("{start}{}", String::from_utf8_lossy(pending));
        self.number += 1;
        let line = Line {
            file: self.file,
            number: self.number,
            text: &text,
        };
        let byte = self.raw[self.pending.0];
        let control = |&b: &u8| b < 32 && b != b'\t';
        let binary = start
            .bytes()
            .chain(pending.iter().copied())
            .any(|b| control(&b));
        if binary || self.number == 1 && text.len() > 8 * at + 64 {
            return self.binary(byte);
        }
        Diagnostic::error(
            "G0005",
            format!(
                "found the byte 0x{byte:02X}, which is not UTF-8 (perhaps Latin-1 or Windows-1252)"
            ),
        )
        .at(line.span(at, at + '\u{fffd}'.len_utf8()))
        .expected("UTF-8 text")
        .help("convert it: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW")
    }

    fn binary(&self, byte: u8) -> Diagnostic {
        whole(
            "G0002",
            self.file,
            &format!("found the byte 0x{byte:02X} in line {}: this is a binary file, not a molecular profile", self.number),
        )
        .expected("a list of events, MAF, VCF, BCF, an ANNOVAR table, copy numbers or fusions")
        .help("export the calls as text")
    }

    /// Refusal of the line `number`, which begins at `start`.
    fn endless(&self, start: usize, number: usize) -> Diagnostic {
        let head: String = self.text[start..].chars().take(60).collect();
        let what = format!(
            "line {number} is longer than {} MiB and begins with {}",
            LONGEST >> 20,
            shown(&head)
        );
        whole("G0006", self.file, &what)
            .expected("one event, variant or gene per line")
            .help("check that the line ends were not lost when the file was exported")
    }

    /// Whether the file is longer than what has been read of it.
    pub(crate) fn goes_on(&self) -> bool {
        !self.done
    }

    /// The line at hand without its end.
    #[inline]
    pub(crate) fn text(&self) -> &str {
        &self.text[self.line.0..self.line.1]
    }

    /// The line at hand, for the place of a refusal.
    pub(crate) fn line(&self) -> Line<'_> {
        Line {
            file: self.file,
            number: self.number,
            text: self.text(),
        }
    }

    /// The next `length` bytes, or as many as there are, in `out`; for what is no text, and has no lines from here on.
    pub(crate) fn bytes(&mut self, length: usize, out: &mut Vec<u8>) -> Result<usize, Diagnostic> {
        if self.next < self.text.len() {
            let left = self.text.drain(self.next..);
            self.raw.splice(..self.pending.0, left.as_str().bytes());
            self.pending = (0, self.pending.1 - self.pending.0 + left.as_str().len());
        }
        out.clear();
        while out.len() < length {
            let here = (self.pending.1 - self.pending.0).min(length - out.len());
            let next = self.pending.0 + here;
            out.extend_from_slice(&self.raw[self.pending.0..next]);
            self.pending.0 = next;
            if out.len() < length {
                if self.done {
                    break;
                }
                self.read()?;
            }
        }
        Ok(out.len())
    }

    /// The first lines, at most 200, without moving.
    pub(crate) fn preview(&mut self) -> Result<Vec<String>, Diagnostic> {
        if self.number == 0 && self.text.is_empty() && !self.ended {
            self.fill()?;
        }
        let here = &self.text[self.next..];
        // The two bytes of CR LF are one end.
        let ends = memchr::memchr2_iter(b'\n', b'\r', here.as_bytes()).nth(2 * PREVIEW);
        let text = if let Some(end) = ends {
            here[..end].to_owned()
        } else {
            let pending = &self.raw[self.pending.0..self.pending.1];
            format!("{here}{}", String::from_utf8_lossy(pending))
        };
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        Ok(text.split('\n').take(PREVIEW).map(str::to_owned).collect())
    }
}

#[cfg(test)]
mod tests;
