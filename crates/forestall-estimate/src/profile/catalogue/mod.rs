//! The catalogue of resistance: mechanisms with their evidence and counters, drugs, diseases, genes. Data, not code.

mod diseases;
mod drugs;
mod embedded;
mod genes;
mod lint;
mod load;
mod mechanism;
#[cfg(test)]
mod tests;

pub use diseases::{Disease, DiseaseRung, Diseases};
pub use drugs::{Drug, DrugClass, DrugRung, Drugs};
pub use genes::{Gene, Genes};
pub use lint::{CivicRow, lint};
pub use mechanism::{
    Counter, Detection, Direction, Effect, EvidenceItem, EvidenceKind, FoldRange, Frequency, Layer,
    Level, Mechanism, MechanismClass, Outcome, Setting, Strategy, Together,
};

/// Everything the catalogue knows.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// Mechanisms, in the order of the files.
    pub mechanisms: Vec<Mechanism>,
    /// Drugs, classes and regimens.
    pub drugs: Drugs,
    /// Diseases and their ancestry.
    pub diseases: Diseases,
    /// Genes: aliases, numbering, domains, exons.
    pub genes: Genes,
    /// Day of the last change of an entry.
    pub snapshot: String,
}

impl Catalogue {
    /// The mechanism of this name.
    #[must_use]
    pub fn mechanism(&self, id: &str) -> Option<&Mechanism> {
        self.mechanisms.iter().find(|m| m.id == id)
    }
}
