//! One mechanism of resistance found in the sample.

use serde::{Deserialize, Serialize};

use super::Share;

/// A mechanism of resistance with its evidence and what can be done about it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MechanismCard {
    /// The event of the catalogue: `EGFR T790M`.
    pub event: String,
    /// What in the sample matched it.
    pub alteration: String,
    /// Class of the mechanism in words: `on-target mutation`.
    pub class: String,
    /// What the class means.
    pub class_note: String,
    /// Genetic, epigenetic, phenotypic, microenvironment or immune.
    pub layer: String,
    /// The drugs that it resists.
    pub resisted: Vec<String>,
    /// Primary, acquired or both.
    pub setting: String,
    /// Level of the evidence, `A` to `E`, already lowered where evidence against it says so.
    pub level: String,
    /// Why the level is not the highest of the evidence.
    pub level_note: Option<String>,
    /// Tier of AMP/ASCO/CAP (`Tier I-A`) or of ESCAT (`ESCAT II-B`).
    pub tier: Option<String>,
    /// How the sample matched the event: `exact change`.
    pub matched_by: String,
    /// Fraction of the cancer cells.
    pub fraction: Option<Share>,
    /// What else is to be known.
    pub note: String,
    /// Evidence for resistance.
    pub supports: Vec<EvidenceRow>,
    /// Evidence against resistance.
    pub against: Vec<EvidenceRow>,
    /// What can be given instead.
    pub counters: Vec<CounterRow>,
}

/// Evidence for or against resistance to one drug.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EvidenceRow {
    /// The drug.
    pub drug: String,
    /// Level of the evidence, `A` to `E`.
    pub level: String,
    /// Clinical, case, in vivo, in vitro or inferential.
    pub kind: String,
    /// The papers.
    pub pmids: Vec<u32>,
    /// The disease or the system it was seen in.
    pub context: String,
}

/// A counter to a mechanism.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CounterRow {
    /// The drugs, given together.
    pub drugs: Vec<String>,
    /// How: `switch`, `add`, `intermittent`, `rechallenge`, `dose`, `drop`.
    pub strategy: String,
    /// Level of the evidence, `A` to `E`.
    pub level: String,
    /// The papers.
    pub pmids: Vec<u32>,
    /// The mechanisms that the counter selects next.
    pub next: Vec<String>,
    /// Tier of ESCAT, `ESCAT III-A`; empty where it is not known.
    pub tier: String,
    /// What the evidence speaks of, where the sample does not show it; else empty.
    pub of: String,
}

impl MechanismCard {
    /// Whether the mechanism resists the drug.
    pub(crate) fn resists(&self, drug: &str) -> bool {
        let drug = drug.trim();
        self.resisted
            .iter()
            .any(|other| other.trim().eq_ignore_ascii_case(drug))
    }
}

impl CounterRow {
    /// The drugs as one name.
    pub(crate) fn name(&self) -> String {
        self.drugs.join(" + ")
    }

    /// The first mechanism found here that resists one of the drugs.
    pub(crate) fn resisted_by<'a>(&self, found: &'a [MechanismCard]) -> Option<&'a MechanismCard> {
        found
            .iter()
            .find(|card| self.drugs.iter().any(|drug| card.resists(drug)))
    }
}
