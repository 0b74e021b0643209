//! The answer: mechanisms found, what could not be told, what contradicts what.

use std::ops::Deref;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use smallvec::SmallVec;

use super::ladder::Rung;
use super::tiers::{AmpTier, Escat};
use crate::profile::catalogue::{
    Counter, DiseaseRung, DrugRung, EvidenceItem, EvidenceKind, Layer, Level, Mechanism,
    MechanismClass, Outcome, Setting, Strategy, Together,
};

/// What a profile shows of resistance.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Explanation {
    /// Mechanisms found, the closest match first, then the strongest evidence.
    pub mechanisms: Vec<FoundMechanism>,
    /// What matches a mechanism that was seen in other tumour types only: no finding of this tumour.
    pub elsewhere: Vec<FoundMechanism>,
    /// Mechanisms that this assay could not have shown.
    pub not_assessable: Vec<NotAssessable>,
    /// What the profile shows and all evidence says does not resist: no finding of resistance.
    pub refuted: Vec<FoundMechanism>,
    /// Evidence that contradicts other evidence.
    pub conflicts: Vec<Conflict>,
}

/// A mechanism found in a sample. What the catalogue says of it is held once for all samples, and read as if it stood here.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoundMechanism {
    /// Name of the sample.
    pub sample: Arc<str>,
    /// What the catalogue says of the mechanism, for the drugs that were asked for.
    #[serde(flatten, serialize_with = "within")]
    pub known: Arc<KnownMechanism>,
    /// What of the sample matched it.
    pub found: Arc<[String]>,
    /// Numbers of the findings that matched.
    #[serde(skip)]
    pub findings: SmallVec<[usize; 2]>,
    /// Smallest variant allele fraction of what matched.
    pub vaf: Option<f64>,
    /// Rung of the ladder.
    pub matched_by: Rung,
}

impl Deref for FoundMechanism {
    type Target = KnownMechanism;

    fn deref(&self) -> &KnownMechanism {
        &self.known
    }
}

fn within<T: Serialize, S: Serializer>(known: &Arc<T>, serializer: S) -> Result<S::Ok, S::Error> {
    known.as_ref().serialize(serializer)
}

/// What the catalogue says of a mechanism, for the drugs and the disease that were asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnownMechanism {
    /// Name in the catalogue.
    pub id: String,
    /// Codes of the diseases it was seen in.
    pub context: Vec<String>,
    /// The event, as the catalogue has it.
    pub event: String,
    /// Class.
    pub class: MechanismClass,
    /// Layer.
    pub layer: Layer,
    /// Drugs that it resists, of those asked for.
    pub drugs: Vec<String>,
    /// When such a mechanism is there, as far as is known.
    pub setting: Setting,
    /// Level of the strongest evidence for it; one lower where there is evidence against it, and one lower where it is on another drug
    /// of the same target.
    pub level: Option<Level>,
    /// Tier of AMP/ASCO/CAP; `None` where level and disease do not say.
    pub tier_amp: Option<AmpTier>,
    /// What it does to the drug's effect.
    pub direction: Outcome,
    /// Publications for it.
    pub pmids: Vec<u32>,
    /// How the drug of the evidence meets the one asked for.
    pub drug_match: DrugRung,
    /// How the disease of the evidence meets the patient's.
    pub disease_match: DiseaseRung,
    /// Why it resists.
    pub note: String,
    /// File of one's own that it stands in; `None` for the catalogue of the program.
    pub source: Option<String>,
    /// Evidence for it.
    pub supports: Vec<EvidenceFor>,
    /// Evidence against it.
    pub against: Vec<EvidenceFor>,
    /// What can be done.
    pub counters: Vec<CounterOption>,
}

/// One piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceFor {
    /// Drug.
    pub drug: String,
    /// Level.
    pub level: Level,
    /// What it rests on.
    pub kind: EvidenceKind,
    /// Publication.
    pub pmid: Option<u32>,
    /// Meeting abstract without PubMed id, in words.
    pub meeting: Option<String>,
    /// Number of the item in CIViC.
    pub civic: Option<u32>,
    /// Stars that CIViC gives it, 1 to 5.
    pub rating: Option<u8>,
    /// Codes of the diseases it was seen in, where they are not those of the mechanism.
    pub context: Option<Vec<String>>,
}

impl EvidenceFor {
    /// What an item of the catalogue says.
    #[must_use]
    pub fn of(item: &EvidenceItem) -> Self {
        Self {
            drug: item.drug.clone(),
            level: item.level,
            kind: item.kind,
            pmid: item.pmid,
            meeting: item.meeting.clone().or_else(|| item.doi.clone()),
            civic: item.civic,
            rating: item.rating,
            context: item.context.clone(),
        }
    }
}

/// What can be done against a mechanism.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CounterOption {
    /// Drugs to give.
    pub drugs: Vec<String>,
    /// Whether any one of them is meant, all together, or one after the other.
    pub relation: Together,
    /// How.
    pub strategy: Strategy,
    /// Level of evidence.
    pub level: Level,
    /// Publications.
    pub pmids: Vec<u32>,
    /// Event that the evidence speaks of.
    pub covers: String,
    /// Whether the sample shows that event: evidence of `KRAS G12C` is none for a tumour with another change of the gene.
    pub shown: bool,
    /// Codes of the diseases it was seen in, where they are not those of the mechanism.
    pub context: Option<Vec<String>>,
    /// Tier of AMP/ASCO/CAP; `None` where level and disease do not say.
    pub tier_amp: Option<AmpTier>,
    /// Tier of ESCAT; `None` where level and disease do not say.
    pub escat: Option<Escat>,
    /// Mechanisms that it selects next.
    pub next: Vec<String>,
}

impl CounterOption {
    /// With its tiers, for a patient whose disease meets that of the evidence so.
    pub(super) fn ranked(mut self, disease: DiseaseRung) -> Self {
        self.tier_amp = AmpTier::of(Some(self.level), disease);
        self.escat = Escat::of(self.level, disease);
        self
    }

    /// For a sample that does not show what its evidence speaks of, so that no tier holds.
    pub(super) fn unseen(&mut self) {
        self.shown = false;
        self.tier_amp = None;
        self.escat = None;
    }

    /// What a counter of a mechanism says.
    #[must_use]
    pub fn of(counter: &Counter, mechanism: &Mechanism) -> Self {
        let covers = counter.covers.as_ref().map(|covers| covers.text.clone());
        Self {
            drugs: counter.drugs.clone(),
            relation: counter.relation,
            strategy: counter.strategy,
            level: counter.level,
            pmids: counter.pmid.clone(),
            covers: covers.unwrap_or_else(|| mechanism.event.to_string()),
            shown: true,
            context: counter.context.clone(),
            tier_amp: None,
            escat: None,
            next: counter.next.clone(),
        }
    }
}

/// A mechanism that nobody can tell from this assay.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct NotAssessable {
    /// Names in the catalogue.
    pub mechanisms: Vec<String>,
    /// Events.
    pub events: Vec<String>,
    /// Why.
    pub reason: String,
    /// What would tell.
    pub assay: String,
}

/// A mechanism found in a sample with evidence that contradicts other evidence, which is held once for all samples, and read as if it
/// stood here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// Sample.
    pub sample: Arc<str>,
    /// What contradicts what.
    #[serde(flatten, serialize_with = "within")]
    pub evidence: Arc<Contradiction>,
}

impl Deref for Conflict {
    type Target = Contradiction;

    fn deref(&self) -> &Contradiction {
        &self.evidence
    }
}

/// Evidence that contradicts other evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contradiction {
    /// Name in the catalogue.
    pub id: String,
    /// Event.
    pub event: String,
    /// Drug.
    pub drug: String,
    /// Publications for resistance.
    pub supports: Vec<u32>,
    /// Publications against it.
    pub against: Vec<u32>,
    /// Evidence for resistance.
    pub supporting: Vec<EvidenceFor>,
    /// Evidence against it.
    pub opposing: Vec<EvidenceFor>,
    /// What may explain it.
    pub explained_by: Vec<Explained>,
}

/// What may explain why evidence contradicts other evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Explained {
    /// One publication has both: its subgroups or lines of therapy differ.
    OnePublication,
    /// The evidence against it is of other tumour types.
    OtherTumourType,
    /// One side is of patients, the other of cells or animals.
    PatientsAgainstLaboratory,
}

impl Explained {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::OnePublication => "one paper has both: its subgroups or lines of therapy differ",
            Self::OtherTumourType => "the evidence against it is of other tumour types",
            Self::PatientsAgainstLaboratory => {
                "one side is of patients, the other of cells or animals"
            }
        }
    }
}
