//! Typed values of BCF.

use std::fmt::Write;

/// Reads a record from front to back; `None` where it ends too early or holds what BCF does not know.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
}

/// Kind and number of the values that follow.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    kind: u8,
    length: usize,
}

/// Values of one kind.
pub(super) struct Value<'a> {
    kind: u8,
    bytes: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (front, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(front)
    }

    pub(super) fn four(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    pub(super) fn kind(&mut self) -> Option<Kind> {
        let byte = self.take(1)?[0];
        let length = match byte >> 4 {
            15 => usize::try_from(self.value()?.integers().first().copied()?).ok()?,
            length => usize::from(length),
        };
        Some(Kind {
            kind: byte & 15,
            length,
        })
    }

    pub(super) fn of_kind(&mut self, kind: Kind) -> Option<Value<'a>> {
        let size = match kind.kind {
            0 => 0,
            1 | 7 => 1,
            2 => 2,
            3 | 5 => 4,
            _ => return None,
        };
        let bytes = self.take(kind.length.checked_mul(size)?)?;
        Some(Value {
            kind: kind.kind,
            bytes,
        })
    }

    pub(super) fn value(&mut self) -> Option<Value<'a>> {
        let kind = self.kind()?;
        self.of_kind(kind)
    }

    /// The number of a word.
    pub(super) fn key(&mut self) -> Option<usize> {
        usize::try_from(self.value()?.integers().first().copied()?).ok()
    }
}

/// A value that may be missing; vectors end early where one is shorter than others.
enum Entry {
    Integer(i64),
    Float(f32),
    Missing,
    End,
}

impl Value<'_> {
    /// Whether there is no value at all.
    pub(super) fn is_flag(&self) -> bool {
        self.kind == 0
    }

    fn entries(&self) -> impl Iterator<Item = Entry> + '_ {
        let size = match self.kind {
            2 => 2,
            3 | 5 => 4,
            _ => 1,
        };
        let kind = self.kind;
        let all = self
            .bytes
            .chunks_exact(size)
            .map(move |chunk| match (kind, chunk) {
                (1, &[a]) => integer(i64::from(a as i8), i64::from(i8::MIN)),
                (2, &[a, b]) => integer(i64::from(i16::from_le_bytes([a, b])), i64::from(i16::MIN)),
                (3, &[a, b, c, d]) => integer(
                    i64::from(i32::from_le_bytes([a, b, c, d])),
                    i64::from(i32::MIN),
                ),
                (5, &[a, b, c, d]) => match u32::from_le_bytes([a, b, c, d]) {
                    0x7f80_0001 => Entry::Missing,
                    0x7f80_0002 => Entry::End,
                    bits => Entry::Float(f32::from_bits(bits)),
                },
                _ => Entry::Missing,
            });
        all.take_while(|entry| !matches!(entry, Entry::End))
    }

    pub(super) fn integers(&self) -> Vec<i64> {
        let number = |entry| match entry {
            Entry::Integer(number) => Some(number),
            _ => None,
        };
        self.entries().filter_map(number).collect()
    }

    /// As VCF writes it.
    pub(super) fn write(&self, out: &mut String) {
        if self.kind == 7 {
            let text = String::from_utf8_lossy(self.bytes);
            let text = text.trim_end_matches('\0');
            // Nothing within a value may part columns or lines.
            out.push_str(if text.is_empty() || text.contains(['\t', '\n', '\r']) {
                "."
            } else {
                text
            });
            return;
        }
        let start = out.len();
        for (number, entry) in self.entries().enumerate() {
            out.push_str(if number > 0 { "," } else { "" });
            let _ = match entry {
                Entry::Integer(number) => write!(out, "{number}"),
                Entry::Float(number) => write!(out, "{number}"),
                Entry::Missing | Entry::End => write!(out, "."),
            };
        }
        if out.len() == start {
            out.push('.');
        }
    }

    /// A genotype: numbers of alleles plus one, doubled, odd where phased.
    pub(super) fn write_genotype(&self, out: &mut String) {
        let start = out.len();
        for number in self.integers() {
            if out.len() > start {
                out.push(if number & 1 == 1 { '|' } else { '/' });
            }
            let _ = match (number >> 1) - 1 {
                -1 => write!(out, "."),
                allele => write!(out, "{allele}"),
            };
        }
        if out.len() == start {
            out.push('.');
        }
    }
}

fn integer(number: i64, least: i64) -> Entry {
    if number == least {
        Entry::Missing
    } else if number == least + 1 {
        Entry::End
    } else {
        Entry::Integer(number)
    }
}
