//! One spelling of a change: the change, and what its canonical form leaves out.

use super::error::shortened;
use super::parse::{Around, Parsed, parse_single};
use super::{ChangeError, ProteinChange, Residue};

/// Longest text that is looked at, in bytes.
const MOST: usize = 4096;

/// Words by which sources say that they do not know.
const UNKNOWN: [&str; 12] = [
    "", ".", "-", "?", "na", "n/a", "nan", "none", "null", "unknown", "p.?", "p.(?)",
];

/// A change as a source spells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelled<'a> {
    /// The change in canonical form.
    pub change: ProteinChange,
    /// What stood before it (`NP_005219.2`, `ENSP00000275493.2`, `EGFR`): a hint at the transcript that numbers it.
    pub prefix: Option<&'a str>,
    /// The coding form beside it (`c.2573T>G`), if there is one.
    pub coding: Option<&'a str>,
    /// First new residue of a frameshift or a changed start (`R` of `A155Rfs*59`).
    pub alternate: Option<Residue>,
    /// Codons from the first changed one to the new stop (`59` of `A155Rfs*59`).
    pub tail: Option<u32>,
}

impl<'a> Spelled<'a> {
    /// Reads one spelling. Upper and lower case, blanks, `p.` and parentheses change nothing, as far as they can: `Ala` before
    /// a position is one alanine in any case; residues in a row are three-letter codes where the one before the position is,
    /// or where upper and lower case show it.
    ///
    /// # Errors
    /// A [`ChangeError`] that quotes the text.
    pub fn parse(text: &'a str) -> Result<Self, ChangeError> {
        if text.len() > MOST {
            return Err(ChangeError::Long {
                text: shortened(&text[..text.floor_char_boundary(200)]),
                length: text.len(),
                most: MOST,
            });
        }
        let unknown = |body: &str| UNKNOWN.iter().any(|u| body.eq_ignore_ascii_case(u));
        if unknown(text.trim()) {
            return Ok(Self::of(ProteinChange::Unknown));
        }
        let Split {
            prefix,
            body,
            coding,
            protein,
        } = split(text);
        let joined = coding.is_some_and(|c| c.to_ascii_lowercase().contains(" and "));
        if joined {
            return Err(ChangeError::Several {
                text: shortened(text),
            });
        }
        let mut clean = Clean::of(body);
        clean.protein = protein;
        if clean.text.is_empty() && coding.is_some() {
            return Err(ChangeError::NoPosition {
                text: shortened(text),
            });
        }
        let mut spelled = if unknown(&clean.text) {
            Self::of(ProteinChange::Unknown)
        } else {
            let parsed = parse_body(&clean, text)?;
            Self {
                change: parsed.change,
                prefix: None,
                coding: None,
                alternate: parsed.alternate,
                tail: parsed.tail,
            }
        };
        spelled.prefix = prefix;
        spelled.coding = coding;
        Ok(spelled)
    }

    fn of(change: ProteinChange) -> Self {
        Self {
            change,
            prefix: None,
            coding: None,
            alternate: None,
            tail: None,
        }
    }
}

/// The parts of a text.
struct Split<'a> {
    prefix: Option<&'a str>,
    body: &'a str,
    coding: Option<&'a str>,
    /// Whether `p.` stood before the change.
    protein: bool,
}

/// Prefix, protein change and coding change of a text.
fn split(text: &str) -> Split<'_> {
    let marks = |letter: u8| {
        let bytes = text.as_bytes();
        (0..bytes.len()).filter_map(move |i| {
            let blanks = bytes[i + 1..]
                .iter()
                .take_while(|b| b.is_ascii_whitespace());
            let dot = i + 1 + blanks.count();
            let is = bytes[i].eq_ignore_ascii_case(&letter) && bytes.get(dot) == Some(&b'.');
            is.then_some((i, dot + 1))
        })
    };
    let protein = marks(b'p').next_back();
    let begin = protein.map_or(0, |(_, after)| after);
    let coding_at = marks(b'c').map(|(i, _)| i).find(|&i| i >= begin);
    let (body, mut coding) = match coding_at {
        Some(i) => (&text[begin..i], Some(&text[i..])),
        None => (&text[begin..], None),
    };
    let (mut prefix, body) = match (protein, body.rsplit_once(':')) {
        (Some((at, _)), _) => (Some(&text[..at]), body),
        (None, Some((before, after))) => (Some(before), after),
        (None, None) => (None, body),
    };
    if let Some(before) = prefix {
        // `NM_005228.5(EGFR):c.2573T>G (p.Leu858Arg)`: the coding change comes first.
        let first = marks(b'c').map(|(i, _)| i).find(|&i| i < before.len());
        if let (None, Some(i)) = (coding, first) {
            coding = Some(&before[i..]);
            prefix = Some(&before[..i]);
        }
    }
    let trim = |s: &str| -> (usize, usize) {
        let open = |c: char| c.is_whitespace() || matches!(c, ':' | '(' | '[' | ',' | ';');
        let start = s.len() - s.trim_start_matches(open).len();
        (start, s.trim_end_matches(open).len().max(start))
    };
    let prefix = prefix.map(|s| {
        let (from, to) = trim(s);
        &s[from..to]
    });
    let coding = coding.map(|s| {
        let s = s.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ',' | ';'));
        let closed = s.matches('(').count();
        if s.matches(')').count() > closed {
            s.strip_suffix(')').unwrap_or(s).trim_end()
        } else {
            s
        }
    });
    Split {
        prefix: prefix.filter(|s| !s.is_empty()),
        body,
        coding,
        protein: protein.is_some(),
    }
}

/// A change without blanks, parentheses and foreign signs.
pub(super) struct Clean {
    /// What is left, in the case it was written in.
    pub text: String,
    /// Whether a blank stood within or right behind the letters before the first position.
    pub parted: bool,
    /// Whether `p.` stood before it.
    pub protein: bool,
}

impl Clean {
    fn of(body: &str) -> Self {
        let mut text = String::with_capacity(body.len());
        let mut parted = false;
        let mut before = true;
        let trimmed = without_note(body.trim());
        for c in trimmed.chars() {
            match c {
                c if c.is_whitespace() => parted |= before && !text.is_empty(),
                '(' | ')' | '[' | ']' | '{' | '}' => {}
                '\u{2212}' | '\u{2013}' => text.push('-'),
                '\u{2217}' => text.push('*'),
                c => {
                    before &= !c.is_ascii_digit();
                    text.push(c);
                }
            }
        }
        if let Some(i) = text.to_ascii_lowercase().find("%3d") {
            text.replace_range(i..i + 3, "=");
        }
        Self {
            text,
            parted,
            protein: false,
        }
    }
}

/// The text without a remark on the exon in parentheses behind it, as in `R164Q (exon 5b)`.
fn without_note(body: &str) -> &str {
    let note = body.rfind('(').filter(|&i| {
        let inside = body[i + 1..].trim_start().to_ascii_lowercase();
        inside.starts_with("exon") || inside.starts_with("intron")
    });
    note.map_or(body, |i| body[..i].trim_end())
}

/// A change or a set of changes.
fn parse_body(clean: &Clean, whole: &str) -> Result<Parsed, ChangeError> {
    if clean.text.contains(';') || clean.text.contains('+') || clean.text.contains(',') {
        return Err(ChangeError::Several {
            text: shortened(whole),
        });
    }
    let mut parts = clean.text.split('/');
    let first = parts.next().unwrap_or_default();
    let around = Around {
        parted: clean.parted,
        protein: clean.protein,
        whole,
    };
    let single = parse_single(first, around)?;
    let around = Around {
        parted: false,
        ..around
    };
    let mut before = first.to_owned();
    let mut changes = Vec::new();
    for part in parts {
        let bare = !part.is_empty() && part.chars().all(|c| c.is_ascii_alphabetic() || c == '*');
        let place = before.rfind(|c: char| c.is_ascii_digit());
        let full = match (bare, place) {
            (true, Some(last_digit)) => format!("{}{part}", &before[..=last_digit]),
            _ => part.to_owned(),
        };
        let change = parse_single(&full, around)?.change;
        if matches!(change, ProteinChange::Unknown) {
            return Err(ChangeError::Several {
                text: shortened(whole),
            });
        }
        changes.push(change);
        before = full;
    }
    if changes.is_empty() {
        return Ok(single);
    }
    if matches!(single.change, ProteinChange::Unknown) {
        return Err(ChangeError::Several {
            text: shortened(whole),
        });
    }
    changes.push(single.change);
    changes.sort_unstable();
    changes.dedup();
    let change = if changes.len() == 1 {
        changes.swap_remove(0)
    } else {
        ProteinChange::Alternatives(changes)
    };
    Ok(Parsed {
        change,
        alternate: None,
        tail: None,
    })
}
