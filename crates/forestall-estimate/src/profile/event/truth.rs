//! Three-valued logic: what was not looked at is neither present nor absent.

use super::{Atom, Event};

/// Whether something is there (Kleene's strong logic).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It is not.
    Absent,
    /// Nobody can tell.
    Unknown,
    /// It is.
    Present,
}

impl Truth {
    /// The opposite.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Absent => Self::Present,
            Self::Unknown => Self::Unknown,
            Self::Present => Self::Absent,
        }
    }
}

/// What answers for the atoms of an event.
pub trait Answers {
    /// Whether the atom is there.
    fn atom(&mut self, atom: &Atom) -> Truth;
    /// Whether all of them are, on one allele (`cis`) or on different ones.
    fn phase(&mut self, atoms: &[Atom], cis: bool) -> Truth;
}

impl Event {
    /// The truth of the event, given that of its atoms.
    pub fn truth(&self, answers: &mut dyn Answers) -> Truth {
        match self {
            Self::Atom(atom) => answers.atom(atom),
            Self::Not(inner) => inner.truth(answers).negated(),
            // Every part is asked, so that every part can be told of.
            Self::And(all) => all
                .iter()
                .map(|e| e.truth(answers))
                .fold(Truth::Present, Truth::min),
            Self::Or(all) => all
                .iter()
                .map(|e| e.truth(answers))
                .fold(Truth::Absent, Truth::max),
            Self::Cis(all) => answers.phase(all, true),
            Self::Trans(all) => answers.phase(all, false),
        }
    }
}
