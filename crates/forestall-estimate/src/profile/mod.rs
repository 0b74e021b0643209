//! Molecular profile to mechanisms of resistance, counter-strategies and a clone model.

mod change;

pub use change::{ChangeError, ChangeKind, CodingError, ProteinChange, Residue, Site, Spelled};
