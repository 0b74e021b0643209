//! Amino-acid residues.

use std::fmt;

/// An amino-acid residue, a stop (`*`) or any residue (`X`), as its one-letter symbol (IUPAC-IUB 1983).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Residue(u8);

/// One-letter symbols and three-letter codes; B, Z and J stand for pairs that an assay cannot tell apart.
const CODES: [(u8, &str); 27] = [
    (b'A', "Ala"),
    (b'R', "Arg"),
    (b'N', "Asn"),
    (b'D', "Asp"),
    (b'C', "Cys"),
    (b'Q', "Gln"),
    (b'E', "Glu"),
    (b'G', "Gly"),
    (b'H', "His"),
    (b'I', "Ile"),
    (b'L', "Leu"),
    (b'K', "Lys"),
    (b'M', "Met"),
    (b'F', "Phe"),
    (b'P', "Pro"),
    (b'S', "Ser"),
    (b'T', "Thr"),
    (b'W', "Trp"),
    (b'Y', "Tyr"),
    (b'V', "Val"),
    (b'U', "Sec"),
    (b'O', "Pyl"),
    (b'B', "Asx"),
    (b'Z', "Glx"),
    (b'J', "Xle"),
    (b'X', "Xaa"),
    (b'*', "Ter"),
];

impl Residue {
    /// The stop.
    pub const STOP: Self = Self(b'*');
    /// Methionine, the first residue.
    pub const MET: Self = Self(b'M');
    /// Any residue.
    pub const ANY: Self = Self(b'X');

    /// The residue of a one-letter symbol, in upper or lower case.
    #[must_use]
    pub fn from_letter(letter: char) -> Option<Self> {
        let upper = letter.to_ascii_uppercase();
        (upper.is_ascii_uppercase() || upper == '*').then_some(Self(upper as u8))
    }

    /// The residue of a three-letter code (or `Stop`), in upper or lower case.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        if code.eq_ignore_ascii_case("stop") {
            return Some(Self::STOP);
        }
        let known = CODES.iter().find(|(_, c)| c.eq_ignore_ascii_case(code));
        known.map(|(letter, _)| Self(*letter))
    }

    /// The one-letter symbol.
    #[must_use]
    pub fn letter(self) -> char {
        char::from(self.0)
    }

    /// The three-letter code.
    #[must_use]
    pub fn code(self) -> &'static str {
        let known = CODES.iter().find(|(letter, _)| *letter == self.0);
        known.map_or("Xaa", |(_, code)| code)
    }

    /// Whether two residues can be the same: they are, or one is any residue.
    #[must_use]
    pub fn agrees(self, other: Self) -> bool {
        self == other || self == Self::ANY || other == Self::ANY
    }
}

impl fmt::Display for Residue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.letter())
    }
}

impl fmt::Debug for Residue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.letter())
    }
}

/// A position of a protein, with its reference residue where that is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Site {
    /// Position, counted from 1.
    pub position: u32,
    /// Reference residue.
    pub residue: Option<Residue>,
}

impl Site {
    /// The site at `position` whose residue is `residue`.
    #[must_use]
    pub fn new(position: u32, residue: Option<Residue>) -> Self {
        Self { position, residue }
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(residue) = self.residue {
            write!(f, "{residue}")?;
        }
        write!(f, "{}", self.position)
    }
}
