//! What a report says about the molecular profile of one tumour: what was found, what resists which drug, the evidence for
//! and against, and what the assay could not have seen.

mod clones;
mod graph;
mod mechanism;

use serde::{Deserialize, Serialize};

pub use clones::{CloneBar, CloneFigure, CloneScenario};
pub use graph::{GraphEdge, GraphKind, GraphNode, ResistanceGraph};
pub use mechanism::{CounterRow, EvidenceRow, MechanismCard};

/// A share of the cancer cells from 0 to 1: low end of the 95 % interval, best value, high end.
pub type Share = (f64, f64, f64);

/// The molecular profile of one sample set against the catalogue of resistance mechanisms.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MolecularSection {
    /// Name of the sample.
    pub sample: String,
    /// The disease it is of.
    pub disease: Option<String>,
    /// The drugs given, or asked about.
    pub drugs: Vec<String>,
    /// Where the sample stands in the treatment: `after osimertinib`.
    pub setting: Option<String>,
    /// Date of the catalogue.
    pub snapshot: String,
    /// What was found in the sample.
    pub found: Vec<FoundRow>,
    /// The mechanisms of resistance among it, in the order of the page.
    pub mechanisms: Vec<MechanismCard>,
    /// What matches evidence from other tumour types only.
    pub elsewhere: Vec<ElsewhereRow>,
    /// What this assay could not have seen.
    pub not_assessable: Vec<NotAssessableRow>,
    /// Where the evidence points both ways.
    pub conflicts: Vec<ConflictRow>,
    /// The clones that the fractions speak for.
    pub clones: Option<CloneFigure>,
    /// Pairs of alterations: on one allele, in one cell.
    pub relations: Vec<RelationRow>,
    /// Drugs, what resists them, what counters that, and what comes next.
    pub graph: Option<ResistanceGraph>,
    /// How the file was read.
    pub remarks: Vec<String>,
}

impl MolecularSection {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One alteration that the assay found.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FoundRow {
    /// Gene and change as normalised: `EGFR T790M`.
    pub alteration: String,
    /// What kind of change the assay calls it: `missense`, `copy-number gain`.
    pub class: String,
    /// Variant allele fraction, 0 to 1.
    pub vaf: Option<f64>,
    /// Reads with the alteration, and all reads.
    pub reads: Option<(u32, u32)>,
    /// Cancer cell fraction.
    pub cells: Option<Share>,
}

/// Evidence on an alteration found here, from another tumour type.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ElsewhereRow {
    /// The alteration: `BRAF V600E`.
    pub alteration: String,
    /// The drugs that it resists there.
    pub drugs: Vec<String>,
    /// The tumour types.
    pub diseases: Vec<String>,
    /// Level of the evidence there.
    pub level: String,
    /// Publications.
    pub pmids: Vec<u32>,
}

/// A mechanism of resistance that may or may not be there.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NotAssessableRow {
    /// The mechanism: `MET amplification`.
    pub mechanism: String,
    /// Why it could not be seen: `no copy-number data`.
    pub reason: String,
    /// The assay that would answer.
    pub assay: String,
}

/// A pair of event and drug with evidence both ways.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ConflictRow {
    /// The event.
    pub event: String,
    /// The drug.
    pub drug: String,
    /// PMIDs for resistance; `for` in JSON.
    #[serde(rename = "for")]
    pub for_: Vec<u32>,
    /// PMIDs against it.
    pub against: Vec<u32>,
    /// What may explain it: `clinical against in vitro`.
    pub why: String,
}

/// How two alterations stand to each other.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RelationRow {
    /// The first alteration.
    pub first: String,
    /// The second alteration.
    pub second: String,
    /// Whether they lie on one allele: `proven`, `possible`, `excluded`; nothing for different genes.
    pub cis: String,
    /// Whether they lie in one cell: `proven`, `possible`, `excluded`.
    pub same_cell: String,
    /// The reads or the inequality that says so.
    pub reason: String,
}
