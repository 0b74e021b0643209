//! Molecular profile to mechanisms of resistance, counter-strategies and a clone model.

mod change;

pub use change::{
    ChangeError, ChangeKind, CodingChange, CodingError, CodingSite, Edited, Equivalence, Inserted,
    Numbering, ProteinChange, Residue, Site, Spelled,
};
