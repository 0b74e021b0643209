//! Changes of the coding sequence: HGVS `c.`.

use std::fmt;

use super::CodingError;
use super::error::shortened;

/// A position of a transcript, counted as HGVS counts the coding sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodingSite {
    /// Base: 1 is the A of the start codon; negative lies before it. After the stop codon, counted from 1 again.
    pub base: i64,
    /// Whether it lies after the stop codon (`*12`).
    pub after: bool,
    /// Bases into the intron, from its nearer end (0: in an exon).
    pub offset: i64,
}

impl CodingSite {
    /// Whether it lies in the coding sequence itself.
    #[must_use]
    pub fn is_coding(self) -> bool {
        !self.after && self.offset == 0 && self.base > 0
    }
}

impl fmt::Display for CodingSite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.after {
            write!(f, "*")?;
        }
        write!(f, "{}", self.base)?;
        if self.offset != 0 {
            write!(f, "{:+}", self.offset)?;
        }
        Ok(())
    }
}

/// Bases that a change brings in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Inserted {
    /// How many, where stated.
    pub length: Option<u32>,
    /// Which, in upper case, where stated.
    pub bases: Option<Box<str>>,
}

impl fmt::Display for Inserted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.bases, self.length) {
            (Some(bases), _) => write!(f, "{bases}"),
            (None, Some(length)) => write!(f, "N[{length}]"),
            (None, None) => Ok(()),
        }
    }
}

/// What happens to the bases.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Edited {
    /// One base for another; both known.
    Substitution(char, char),
    /// They are missing.
    Deletion,
    /// They are doubled.
    Duplication,
    /// Bases between two neighbours.
    Insertion(Inserted),
    /// Others in their place.
    Delins(Inserted),
    /// They are turned round.
    Inversion,
    /// Nothing.
    Nothing,
}

/// A change of a coding sequence.
///
/// ```
/// use forestall_estimate::profile::CodingChange;
/// let change = CodingChange::parse("NM_007294.4(BRCA1):c.68_69delAG")?;
/// assert_eq!(change.to_string(), "c.68_69del");
/// assert_eq!(change.net_length(), Some(-2));
/// # Ok::<(), forestall_estimate::profile::CodingError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CodingChange {
    /// First base it touches; of an insertion, the base before.
    pub first: CodingSite,
    /// Last base it touches; of an insertion, the base behind.
    pub last: CodingSite,
    /// What happens to them.
    pub edited: Edited,
    /// What stood before `c.`: the transcript, if one was named.
    pub transcript: Option<Box<str>>,
}

impl CodingChange {
    /// Reads HGVS `c.`, also without its `c.`, with older forms (`delAG`, `5266dupC`, `432insG`, `364_365GC>AT`, `+1_2del`).
    ///
    /// # Errors
    /// A [`CodingError`] that quotes the text. Never panics, whatever the text.
    pub fn parse(text: &str) -> Result<Self, CodingError> {
        let quoted = || shortened(text);
        if text.len() > 100_000 {
            return Err(CodingError::NoCoding {
                text: shortened(&text[..text.floor_char_boundary(200)]),
            });
        }
        let lower = text.to_ascii_lowercase();
        let (transcript, body) = match lower.find("c.") {
            Some(i) => {
                let before =
                    text[..i].trim_matches(|c: char| c.is_whitespace() || ":([".contains(c));
                (Some(before).filter(|b| !b.is_empty()), &text[i + 2..])
            }
            None => (None, text),
        };
        // A protein form behind it is not part of it.
        let low = body.to_ascii_lowercase();
        let body = &body[..low.find("(p.").or(low.find("p.")).unwrap_or(body.len())];
        let clean: String = body
            .chars()
            .filter(|c| !c.is_whitespace() && !"()".contains(*c))
            .map(|c| {
                if matches!(c, '\u{2212}' | '\u{2013}') {
                    '-'
                } else {
                    c
                }
            })
            .collect();
        let clean = clean.trim_end_matches([',', ';']).to_ascii_uppercase();
        if !clean.is_ascii() || !clean.contains(|c: char| c.is_ascii_digit()) {
            return Err(CodingError::NoCoding { text: quoted() });
        }
        let (first, at) = site(&clean, text)?;
        let (mut last, mut rest) = (first, &clean[at..]);
        let ranged = rest.strip_prefix('_');
        if let Some(second) = ranged {
            let (site, at) = site(second, text)?;
            last = site;
            rest = &second[at..];
            let short =
                first.offset > 0 && last.offset == 0 && !last.after && last.base < first.base;
            if short && last.base > first.offset {
                // `7515+1_2del`: the second number is an offset.
                last = CodingSite {
                    offset: last.base,
                    ..first
                };
            }
        }
        let edited = edited(rest, first, last, text)?;
        if let (Edited::Insertion(_), None) = (&edited, ranged) {
            last = match (first.offset, first.base) {
                (0, -1) => CodingSite { base: 1, ..first },
                (0, base) => CodingSite {
                    base: base + 1,
                    ..first
                },
                (offset, _) => CodingSite {
                    offset: offset + 1,
                    ..first
                },
            };
        }
        let order = |s: CodingSite| (s.after, s.base, s.offset);
        let apart = first.is_coding() && last.is_coding() && last.base - first.base != 1;
        if order(last) < order(first) || (matches!(edited, Edited::Insertion(_)) && apart) {
            return Err(CodingError::Order { text: quoted() });
        }
        Ok(Self {
            first,
            last,
            edited,
            transcript: transcript.map(Into::into),
        })
    }

    /// Bases gained (negative: lost), where both ends lie in the coding sequence and the number is stated.
    #[must_use]
    pub fn net_length(&self) -> Option<i64> {
        if !self.first.is_coding() || !self.last.is_coding() {
            return None;
        }
        let span = self.last.base - self.first.base + 1;
        match &self.edited {
            Edited::Substitution(..) | Edited::Inversion | Edited::Nothing => Some(0),
            Edited::Deletion => Some(-span),
            Edited::Duplication => Some(span),
            Edited::Insertion(inserted) => inserted.length.map(i64::from),
            Edited::Delins(inserted) => inserted.length.map(|n| i64::from(n) - span),
        }
    }

    /// Whether it touches an intron within two bases of an exon, or crosses the border of one.
    #[must_use]
    pub fn touches_splice_site(&self) -> bool {
        let near = |s: CodingSite| s.offset != 0 && s.offset.abs() <= 2;
        let crosses = (self.first.offset == 0) != (self.last.offset == 0);
        let over =
            self.first.offset != 0 && self.last.offset != 0 && self.first.base != self.last.base;
        near(self.first) || near(self.last) || crosses || over
    }

    /// First and last codon touched, where both ends lie in the coding sequence.
    #[must_use]
    pub fn codons(&self) -> Option<(u32, u32)> {
        let codon = |s: CodingSite| s.is_coding().then_some(((s.base - 1) / 3 + 1) as u32);
        Some((codon(self.first)?, codon(self.last)?))
    }
}

impl fmt::Display for CodingChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c.{}", self.first)?;
        if self.last != self.first {
            write!(f, "_{}", self.last)?;
        }
        match &self.edited {
            Edited::Substitution(a, b) => write!(f, "{a}>{b}"),
            Edited::Deletion => write!(f, "del"),
            Edited::Duplication => write!(f, "dup"),
            Edited::Insertion(inserted) => write!(f, "ins{inserted}"),
            Edited::Delins(inserted) => write!(f, "delins{inserted}"),
            Edited::Inversion => write!(f, "inv"),
            Edited::Nothing => write!(f, "="),
        }
    }
}

/// A position at the beginning of `text`, and where it ends.
fn site(text: &str, whole: &str) -> Result<(CodingSite, usize), CodingError> {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        let count = bytes[from..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        from + count
    };
    let fail = |end: usize| CodingError::Place {
        text: shortened(whole),
        place: shortened(&text[..end.min(text.len())]),
    };
    let after = bytes.first() == Some(&b'*');
    let before = bytes.first() == Some(&b'-');
    let begin = usize::from(after || before);
    let end = digits(begin);
    let base: i64 = match text[begin..end].parse::<u32>() {
        Ok(base) if base > 0 => base.into(),
        _ => return Err(fail(end.max(begin + 1).min(text.len()))),
    };
    let mut site = CodingSite {
        base: if before { -base } else { base },
        after,
        offset: 0,
    };
    let Some(sign) = bytes.get(end).filter(|b| matches!(b, b'+' | b'-')) else {
        return Ok((site, end));
    };
    let stop = digits(end + 1);
    let offset: i64 = match text[end + 1..stop].parse::<u32>() {
        Ok(offset) if offset > 0 => offset.into(),
        _ => return Err(fail(stop + 1)),
    };
    site.offset = if *sign == b'+' { offset } else { -offset };
    Ok((site, stop))
}

fn edited(
    rest: &str,
    first: CodingSite,
    last: CodingSite,
    whole: &str,
) -> Result<Edited, CodingError> {
    let wrong = |bases: &str| CodingError::Bases {
        text: shortened(whole),
        bases: shortened(bases),
    };
    // Bases, or a number of them, that repeat what the positions say.
    let span = (first.offset == 0 && last.offset == 0 && first.after == last.after)
        .then(|| last.base - first.base + 1)
        .or((first.base == last.base).then(|| last.offset - first.offset + 1));
    let repeats = |listed: &str| -> Result<(), CodingError> {
        let inserted = inserted(listed).ok_or_else(|| wrong(listed))?;
        match (inserted.length, span) {
            (Some(length), Some(span)) if i64::from(length) != span => Err(wrong(listed)),
            _ => Ok(()),
        }
    };
    if rest == "=" {
        return Ok(Edited::Nothing);
    }
    if let Some((before, after)) = rest.split_once('>') {
        let (a, b) = (before.chars().next(), after.chars().next());
        if let (1, 1, Some(a), Some(b)) = (before.len(), after.len(), a, b) {
            if first != last || !"ACGTN".contains(a) || !"ACGTN".contains(b) {
                return Err(wrong(rest));
            }
            return Ok(if a == b {
                Edited::Nothing
            } else {
                Edited::Substitution(a, b)
            });
        }
        repeats(before)?;
        let new = inserted(after).filter(|i| i.length.is_some());
        return Ok(Edited::Delins(new.ok_or_else(|| wrong(after))?));
    }
    if let Some(after) = rest.strip_prefix("DEL") {
        if let Some((listed, new)) = after.split_once("INS") {
            repeats(listed)?;
            return Ok(Edited::Delins(inserted(new).ok_or_else(|| wrong(new))?));
        }
        repeats(after)?;
        return Ok(Edited::Deletion);
    }
    if let Some(listed) = rest.strip_prefix("DUP") {
        repeats(listed)?;
        return Ok(Edited::Duplication);
    }
    if let Some(new) = rest.strip_prefix("INS") {
        return Ok(Edited::Insertion(inserted(new).ok_or_else(|| wrong(new))?));
    }
    if rest == "INV" {
        return Ok(Edited::Inversion);
    }
    Err(CodingError::Kind {
        text: shortened(whole),
        rest: shortened(rest),
    })
}

/// Bases, a number of them, or nothing.
fn inserted(text: &str) -> Option<Inserted> {
    let unknown = Inserted {
        length: None,
        bases: None,
    };
    if text.is_empty() {
        return Some(unknown);
    }
    let number = text
        .trim_start_matches('N')
        .trim_matches(|c| "[]".contains(c));
    if let Ok(length) = number.parse::<u32>() {
        return (length > 0).then_some(Inserted {
            length: Some(length),
            ..unknown
        });
    }
    let dna = text.bytes().all(|b| b"ACGTN".contains(&b));
    dna.then(|| Inserted {
        length: Some(text.len() as u32),
        bases: Some(text.into()),
    })
}
