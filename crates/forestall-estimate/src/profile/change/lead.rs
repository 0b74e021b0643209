//! Where a change lies: the residues and positions it begins with.

use super::error::shortened;
use super::{ChangeError, Residue, Site};

/// Largest position accepted: several times that of titin, the longest protein (about 36,000 residues).
const LAST: u32 = 200_000;

/// Where a change lies: the sites, the residues listed before the position, and how residues are spelled.
pub(super) struct Lead {
    pub first: Site,
    pub last: Site,
    /// Whether a second position was written.
    pub ranged: bool,
    /// Residues written before the first position.
    pub listed: Vec<Residue>,
    /// Whether they are three-letter codes.
    pub three: bool,
    /// Whether `X` stood before the position.
    pub crossed: bool,
}

/// The sites at the beginning of `text`, and where they end.
pub(super) fn lead(text: &str, whole: &str) -> Result<(Lead, usize), ChangeError> {
    let Some((letters, position, mut at)) = site(text, 0, whole)? else {
        return Err(ChangeError::NoPosition {
            text: shortened(whole),
        });
    };
    let crossed = letters.eq_ignore_ascii_case("X");
    let (listed, three) = if crossed {
        (Vec::new(), false)
    } else {
        residues_before(letters, whole)?
    };
    let mut first = Site::new(position, listed.first().copied());
    let end = position + listed.len().saturating_sub(1) as u32;
    let mut last = Site::new(end, listed.last().copied());
    let mut ranged = false;
    let joined = matches!(text.as_bytes().get(at), Some(b'_' | b'-'));
    if let (true, Some((letters, position, after))) = (joined, site(text, at + 1, whole)?) {
        let residue = if letters.eq_ignore_ascii_case("X") {
            None
        } else {
            let (residues, _) = residues_before(letters, whole)?;
            if residues.len() > 1 {
                return Err(ChangeError::Residue {
                    text: shortened(whole),
                    letters: shortened(letters),
                });
            }
            residues.first().copied()
        };
        last = Site::new(position, residue);
        ranged = true;
        at = after;
        if position < first.position {
            return Err(ChangeError::Order {
                text: shortened(whole),
            });
        }
        if position == first.position {
            // `604_604E>EYDLKWE`: one site, written twice.
            let residue = last.residue.or(first.residue);
            last.residue = residue;
        }
    }
    if ranged || listed.len() > 1 {
        // `X` says nothing of a residue; alone before a position it would read as a stop.
        for site in [&mut first, &mut last] {
            site.residue = site.residue.filter(|residue| *residue != Residue::ANY);
        }
    }
    let lead = Lead {
        first,
        last,
        ranged,
        listed,
        three,
        crossed,
    };
    Ok((lead, at))
}

/// Letters and digits from `at` on: the letters, the position and where it ends.
fn site<'a>(
    text: &'a str,
    at: usize,
    whole: &str,
) -> Result<Option<(&'a str, u32, usize)>, ChangeError> {
    let bytes = text.as_bytes();
    let mut i = at;
    if at == 0 && bytes.first() == Some(&b'-') {
        i = 1;
    }
    let letters = i;
    while bytes
        .get(i)
        .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'*')
    {
        i += 1;
    }
    let digits = i;
    while bytes.get(i).is_some_and(u8::is_ascii_digit) {
        i += 1;
    }
    if i == digits {
        return Ok(None);
    }
    let position = text[digits..i].parse().unwrap_or(u32::MAX);
    if position == 0 || position > LAST {
        return Err(ChangeError::Position {
            text: shortened(whole),
            position: shortened(&text[digits..i]),
        });
    }
    Ok(Some((&text[letters..digits], position, i)))
}

/// Residues before a position, and whether they are three-letter codes.
fn residues_before(letters: &str, whole: &str) -> Result<(Vec<Residue>, bool), ChangeError> {
    if let Some(one) = Residue::from_code(letters) {
        return Ok((vec![one], true));
    }
    let mixed = letters.bytes().any(|b| b.is_ascii_lowercase())
        && letters.bytes().any(|b| b.is_ascii_uppercase());
    if let (true, Some(codes)) = (mixed && letters.len() > 3, coded(letters)) {
        return Ok((codes, true));
    }
    let single = lettered(letters).ok_or_else(|| ChangeError::Residue {
        text: shortened(whole),
        letters: shortened(letters),
    })?;
    Ok((single, false))
}

/// Residues of one-letter symbols.
pub(super) fn lettered(letters: &str) -> Option<Vec<Residue>> {
    letters.chars().map(Residue::from_letter).collect()
}

/// Residues of three-letter codes.
pub(super) fn coded(letters: &str) -> Option<Vec<Residue>> {
    let mut residues = Vec::new();
    let mut rest = letters;
    while !rest.is_empty() {
        let length = if rest.starts_with('*') { 1 } else { 3 };
        let (code, after) = rest.split_at_checked(length)?;
        residues.push(if code == "*" {
            Residue::STOP
        } else {
            Residue::from_code(code)?
        });
        rest = after;
    }
    Some(residues)
}

/// Whether `letters` begin like a three-letter code: one upper-case letter, two lower-case ones.
pub(super) fn cased(letters: &str) -> bool {
    let b = letters.as_bytes();
    b.len() >= 3
        && b[0].is_ascii_uppercase()
        && b[1].is_ascii_lowercase()
        && b[2].is_ascii_lowercase()
}
