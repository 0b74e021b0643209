//! The lines of a file, one at a time.

use forestall_base::Diagnostic;

use super::refusal::{Line, shown, whole};
use super::unpack::{Unpacked, broken};

/// Longest line that is read: more is no table.
const LONGEST: usize = 4 << 20;
const BLOCK: usize = 256 << 10;

/// A cursor over the lines of a file; LF, CR LF and CR end a line.
pub(crate) struct Lines<'a> {
    pub(crate) file: &'a str,
    input: Unpacked<'a>,
    buffer: Vec<u8>,
    /// The line at hand is `buffer[line.0..line.1]`.
    line: (usize, usize),
    /// Where the next line starts, and where what was read ends.
    next: usize,
    end: usize,
    done: bool,
    /// Number of the line at hand, counted from 1.
    pub(crate) number: usize,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(file: &'a str, input: Unpacked<'a>) -> Self {
        Self {
            file,
            input,
            buffer: Vec::new(),
            line: (0, 0),
            next: 0,
            end: 0,
            done: false,
            number: 0,
        }
    }

    /// Moves to the next line; `false` at the end.
    pub(crate) fn advance(&mut self) -> Result<bool, Diagnostic> {
        let mut from = self.next;
        loop {
            let found = memchr::memchr2(b'\n', b'\r', &self.buffer[from..self.end]);
            if let Some(stop) = found.map(|n| from + n) {
                let carriage = self.buffer[stop] == b'\r';
                if !carriage || stop + 1 < self.end || self.done {
                    let pair = carriage && stop + 1 < self.end && self.buffer[stop + 1] == b'\n';
                    self.line = (self.next, stop);
                    self.next = stop + 1 + usize::from(pair);
                    self.number += 1;
                    return self.check().map(|()| true);
                }
                from = stop;
            } else {
                from = self.end;
            }
            if self.done {
                if self.next == self.end {
                    return Ok(false);
                }
                self.line = (self.next, self.end);
                self.next = self.end;
                self.number += 1;
                return self.check().map(|()| true);
            }
            if from - self.next > LONGEST {
                return Err(self.endless(self.next, self.number + 1));
            }
            from -= self.next;
            self.fill()?;
            from += self.next;
        }
    }

    /// Reads one more block behind what is left of the last one.
    fn fill(&mut self) -> Result<(), Diagnostic> {
        self.buffer.copy_within(self.next..self.end, 0);
        self.end -= self.next;
        self.next = 0;
        if self.buffer.len() < self.end + BLOCK {
            self.buffer
                .resize((2 * self.buffer.len()).max(self.end + BLOCK), 0);
        }
        while self.end < self.buffer.len() {
            match self.input.reader.read(&mut self.buffer[self.end..]) {
                Ok(0) => {
                    self.done = true;
                    break;
                }
                Ok(n) => self.end += n,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    return Err(broken(self.file, self.input.gzip, &error, self.counted()));
                }
            }
        }
        Ok(())
    }

    /// Complete lines that were read, those still in the buffer included.
    fn counted(&self) -> usize {
        self.number + memchr::memchr_iter(b'\n', &self.buffer[self.next..self.end]).count()
    }

    fn check(&self) -> Result<(), Diagnostic> {
        let bytes = &self.buffer[self.line.0..self.line.1];
        if bytes.len() > LONGEST {
            return Err(self.endless(self.line.0, self.number));
        }
        let Err(error) = std::str::from_utf8(bytes) else {
            return Ok(());
        };
        let at = error.valid_up_to();
        let text = String::from_utf8_lossy(bytes).into_owned();
        let line = Line {
            file: self.file,
            number: self.number,
            text: &text,
        };
        let byte = bytes[at];
        let control = |&&b: &&u8| b < 32 && b != b'\t';
        if bytes.iter().find(control).is_some() || self.number == 1 && text.len() > 8 * at + 64 {
            return Err(self.binary(byte));
        }
        Err(Diagnostic::error(
            "G0005",
            format!(
                "found the byte 0x{byte:02X}, which is not UTF-8 (perhaps Latin-1 or Windows-1252)"
            ),
        )
        .at(line.span(at, at + '\u{fffd}'.len_utf8()))
        .expected("UTF-8 text")
        .help("convert it: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW"))
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
        let head = &self.buffer[start..self.end.min(start + 60)];
        let what = format!(
            "line {number} is longer than {} MiB and begins with {}",
            LONGEST >> 20,
            shown(&String::from_utf8_lossy(head))
        );
        whole("G0006", self.file, &what)
            .expected("one event, variant or gene per line")
            .help("check that the line ends were not lost when the file was exported")
    }

    /// The line at hand without its end.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.buffer[self.line.0..self.line.1]).unwrap_or_default()
    }

    /// The line at hand, for the place of a refusal.
    pub(crate) fn line(&self) -> Line<'_> {
        Line {
            file: self.file,
            number: self.number,
            text: self.text(),
        }
    }

    /// The next `length` bytes, or as many as there are, in `out`; for what is no text.
    pub(crate) fn bytes(&mut self, length: usize, out: &mut Vec<u8>) -> Result<usize, Diagnostic> {
        out.clear();
        while out.len() < length {
            let here = (self.end - self.next).min(length - out.len());
            out.extend_from_slice(&self.buffer[self.next..self.next + here]);
            self.next += here;
            if out.len() < length {
                if self.done {
                    break;
                }
                self.fill()?;
            }
        }
        Ok(out.len())
    }

    /// The first lines, at most 200, without moving.
    pub(crate) fn preview(&mut self) -> Result<Vec<String>, Diagnostic> {
        if self.number == 0 && self.end == 0 && !self.done {
            self.fill()?;
        }
        let text = String::from_utf8_lossy(&self.buffer[self.next..self.end]);
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        Ok(text.split('\n').take(200).map(str::to_owned).collect())
    }
}
