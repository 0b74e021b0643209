//! The catalogue of resistance: mechanisms with their evidence and counters, drugs, diseases, genes. Data, not code.

mod class;
mod diseases;
mod drug_words;
mod drugs;
mod embedded;
mod genes;
mod lint;
mod load;
mod mechanism;
#[cfg(test)]
mod tests;

pub use diseases::{Disease, DiseaseRung, Diseases};
pub use drug_words::drugs_in_words;
pub use drugs::{Drug, DrugClass, DrugRung, Drugs};
pub use genes::{Gene, Genes};
pub use lint::{CivicRow, lint};
pub use mechanism::{
    Counter, Covers, Detection, Direction, Effect, EvidenceItem, EvidenceKind, FoldRange,
    Frequency, Layer, Level, Mechanism, MechanismClass, Outcome, Setting, Strategy, Together,
};

use super::reversion::REVERTING_GENES;

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
    /// How a mechanism resists a drug: as the catalogue says of it or its class, or, where the change lies beside the target, because
    /// the drug binds what a drug binds that is resisted (unless the drug is a counter to it). `None`: nothing says so.
    #[must_use]
    pub fn resisted(&self, m: &Mechanism, drug: &str) -> Option<DrugRung> {
        let told = m.drugs.iter().filter_map(|own| self.drugs.rung(drug, own));
        told.min().or_else(|| {
            let counters = m.counters.iter().any(|c| c.drugs.iter().any(|d| d == drug));
            let classed = m.class != MechanismClass::Unclassified;
            let beside = !m.class.is_on_target() && classed && !counters;
            let shared = m.drugs.iter().any(|own| self.drugs.share_target(drug, own));
            (beside && shared).then_some(DrugRung::SameTarget)
        })
    }

    /// Every name of a gene that the catalogue can say something of.
    pub fn names_of_genes(&self) -> impl Iterator<Item = &str> {
        let known = self.genes.all().iter();
        let names = known.flat_map(|gene| gene.aliases.iter().chain([&gene.symbol]));
        let events = self.mechanisms.iter().flat_map(|m| m.event.atoms());
        let named = events.flat_map(|atom| atom.alteration.genes());
        names
            .map(String::as_str)
            .chain(named)
            .chain(REVERTING_GENES)
    }

    /// The mechanism of this name.
    #[must_use]
    pub fn mechanism(&self, id: &str) -> Option<&Mechanism> {
        self.mechanisms.iter().find(|m| m.id == id)
    }
}
