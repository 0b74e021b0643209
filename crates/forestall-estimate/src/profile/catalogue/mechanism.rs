//! One mechanism of resistance, as a catalogue file has it.

use forestall_base::Location;
use serde::{Deserialize, Serialize};

use crate::profile::event::{Event, EventError};

/// A set of words of the catalogue, spelled in snake case.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$one:meta])* $variant:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$one])* $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
        }
    };
}

words! {
    /// What kind of change makes the drug fail.
    MechanismClass {
        /// Substitution or small indel in the drug's target.
        OnTargetMutation,
        /// More of the target.
        OnTargetAmplification,
        /// Splice form or fusion of the target without the drug's site.
        OnTargetIsoformOrFusion,
        /// Target or antigen lost, or the machinery that a degrader needs.
        OnTargetLossOrDegrader,
        /// Another receptor or ligand carries the signal.
        BypassReceptor,
        /// Activation below the target in RAS-RAF-MEK-ERK.
        DownstreamMapk,
        /// Activation in PI3K-AKT-mTOR.
        #[serde(rename = "downstream_pi3k")]
        DownstreamPi3k,
        /// Checkpoint of the cell cycle lost or bypassed.
        CellCycle,
        /// Threshold of death raised.
        #[serde(rename = "apoptosis_p53")]
        ApoptosisP53,
        /// Drug pumped out, not activated, inactivated, or its pool enlarged.
        EffluxMetabolism,
        /// Repair of DNA restored.
        DnaRepairReversion,
        /// Signalling or tolerance of DNA damage changed.
        DnaDamageResponse,
        /// State of chromatin or of DNA methylation.
        Epigenetic,
        /// Change of cell type or state.
        LineagePhenotype,
        /// Recognition or killing by the immune system escaped.
        ImmuneEvasion,
        /// Protection from outside the tumour cell.
        Microenvironment,
        /// Nobody has said: imported evidence only.
        Unclassified,
    }
}

words! {
    /// Where the mechanism is written down.
    Layer {
        /// In the genome.
        Genetic,
        /// In chromatin.
        Epigenetic,
        /// In the state of the cell.
        Phenotypic,
        /// Around the cell.
        Microenvironment,
        /// In the immune system.
        Immune,
    }
}

words! {
    /// How several drugs belong together.
    #[derive(Default)]
    Together {
        /// Any one of them.
        #[default]
        Any,
        /// All together.
        All,
        /// One after the other.
        Sequence,
    }
}

words! {
    /// When the mechanism is there.
    Setting {
        /// Before the drug.
        Primary,
        /// After it.
        Acquired,
        /// Either.
        Both,
    }
}

words! {
    /// What sees the mechanism.
    Detection {
        /// DNA of tissue.
        TissueDna,
        /// DNA of blood cells.
        BloodDna,
        /// Circulating tumour DNA.
        Ctdna,
        /// RNA.
        Rna,
        /// Copy numbers.
        Cna,
        /// Fusions.
        Fusion,
        /// Proteins.
        Protein,
        /// DNA methylation.
        Methylation,
        /// Staining of tissue.
        Ihc,
        /// Histology.
        Histology,
        /// A score over genes.
        Score,
        /// Cells around the tumour.
        Microenvironment,
        /// Inherited variants.
        Germline,
    }
}

/// Level of evidence, as CIViC has it: A validated, B clinical, C case, D preclinical, E inferential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Proven or in guidelines.
    A,
    /// Clinical trials and cohorts.
    B,
    /// Case reports.
    C,
    /// In vivo or in vitro.
    D,
    /// Inferred.
    E,
}

impl Level {
    /// One level weaker.
    #[must_use]
    pub fn lowered(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::C,
            Self::C => Self::D,
            Self::D | Self::E => Self::E,
        }
    }
}

words! {
    /// What a piece of evidence rests on.
    EvidenceKind {
        /// Trials and cohorts.
        Clinical,
        /// Single patients.
        Case,
        /// Animals.
        InVivo,
        /// Cells.
        InVitro,
        /// Reasoning.
        Inferential,
    }
}

words! {
    /// Whether a piece of evidence speaks for or against the mechanism.
    Direction {
        /// For.
        Supports,
        /// Against.
        Against,
    }
}

words! {
    /// What the mechanism does to the drug's effect.
    Outcome {
        /// The drug fails.
        Resistance,
        /// It does less.
        Reduced,
        /// It gives no benefit.
        NoBenefit,
    }
}

words! {
    /// How a counter is used.
    Strategy {
        /// Instead of the drug.
        Switch,
        /// Added to it.
        Add,
        /// With pauses.
        Intermittent,
        /// The drug again, later.
        Rechallenge,
        /// Another dose.
        Dose,
        /// Nothing instead of it.
        Drop,
    }
}

/// A mechanism of resistance.
#[derive(Debug, Clone, PartialEq)]
pub struct Mechanism {
    /// Stable name.
    pub id: String,
    /// Its class.
    pub class: MechanismClass,
    /// Where it is written down.
    pub layer: Layer,
    /// What of the tumour it is.
    pub event: Event,
    /// Drugs it resists, by their names in the drug table, or `class:NAME`.
    pub drugs: Vec<String>,
    /// How the drugs belong together.
    pub relation: Together,
    /// Diseases it was seen in, by code; `any`.
    pub context: Vec<String>,
    /// Diseases it does not hold in.
    pub exclude: Vec<String>,
    /// When it is there.
    pub setting: Setting,
    /// What sees it.
    pub detect: Vec<Detection>,
    /// Why it resists.
    pub note: String,
    /// Day of the last change.
    pub updated: String,
    /// What it does to the drug's effect.
    pub effect: Effect,
    /// How often it is found.
    pub frequency: Option<Frequency>,
    /// Evidence, for and against.
    pub evidence: Vec<EvidenceItem>,
    /// What can be done.
    pub counters: Vec<Counter>,
    /// Mechanisms that say otherwise.
    pub conflicts: Vec<String>,
    /// File of one's own that it stands in; `None` for the catalogue of the program.
    pub source: Option<String>,
    /// Where its name stands.
    pub at: Location,
}

/// What a mechanism does to a drug's effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// Kind of effect.
    pub direction: Outcome,
    /// Factor on the concentration of half effect, where somebody has measured it.
    pub fold_ic50: Option<FoldRange>,
    /// In words.
    pub note: Option<String>,
}

/// Range of a factor on the concentration of half effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoldRange {
    /// Smallest factor.
    pub low: f64,
    /// Largest factor.
    pub high: f64,
    /// What it rests on.
    pub basis: EvidenceKind,
    /// Publications.
    pub pmid: Vec<u32>,
}

/// How often a mechanism is found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frequency {
    /// Patients with it.
    pub n: u32,
    /// Patients looked at.
    #[serde(rename = "N")]
    pub of: u32,
    /// After which therapy.
    pub after: Option<String>,
    /// Publication.
    pub pmid: u32,
}

/// One piece of evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceItem {
    /// Drug it speaks of.
    pub drug: String,
    /// Level.
    pub level: Level,
    /// What it rests on.
    pub kind: EvidenceKind,
    /// For or against.
    pub direction: Direction,
    /// Publication.
    pub pmid: Option<u32>,
    /// Meeting abstract without a PubMed id.
    pub doi: Option<String>,
    /// Meeting abstract without PubMed id and DOI, in words.
    pub meeting: Option<String>,
    /// Number of the item in CIViC.
    pub civic: Option<u32>,
    /// Stars that CIViC gives it, 1 to 5.
    pub rating: Option<u8>,
    /// Disease it was seen in, if not that of the mechanism.
    pub context: Option<Vec<String>>,
}

/// What can be done against a mechanism.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counter {
    /// Drugs to give; empty for dropping the present one.
    #[serde(default)]
    pub drugs: Vec<String>,
    /// How the drugs belong together.
    #[serde(default)]
    pub relation: Together,
    /// How they are used.
    pub strategy: Strategy,
    /// Level of evidence.
    pub level: Level,
    /// Publications.
    pub pmid: Vec<u32>,
    /// Items of CIViC.
    #[serde(default)]
    pub civic: Vec<u32>,
    /// Event that the evidence speaks of, where it is not that of the mechanism.
    pub covers: Option<Covers>,
    /// Diseases it was seen in, by code, where that is not the one of the mechanism.
    pub context: Option<Vec<String>>,
    /// Mechanisms that this counter selects.
    #[serde(default)]
    pub next: Vec<String>,
    /// In words.
    pub note: Option<String>,
}

/// The event that the evidence of a counter speaks of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Covers {
    /// As the catalogue writes it.
    pub text: String,
    /// As it reads.
    pub event: Result<Event, EventError>,
}

impl From<String> for Covers {
    fn from(text: String) -> Self {
        let event = text.parse();
        Self { text, event }
    }
}

impl From<Covers> for String {
    fn from(covers: Covers) -> Self {
        covers.text
    }
}
