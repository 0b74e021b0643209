//! Evidence as CIViC's summary file gives it (content CC0), with its traps: directions, lists of therapies, ids that are no PubMed ids.

mod import;
mod name;
mod read;
#[cfg(test)]
mod tests;

pub use import::{CivicImport, ImportRules, import_civic};
pub use name::{CivicNameError, civic_event};
pub use read::{CivicEvidence, CivicTherapies, read_civic};
