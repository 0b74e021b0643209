//! Tiers of AMP/ASCO/CAP and of ESCAT, as far as level of evidence and disease say.

use serde::Serialize;

use crate::profile::catalogue::{DiseaseRung, Level};

/// Tier and level of AMP/ASCO/CAP (Li et al. 2017, doi:10.1016/j.jmoldx.2016.10.002), for resistance as for response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum AmpTier {
    /// Strong significance, level A: guideline, or approved for this tumour type.
    #[serde(rename = "I-A")]
    StrongA,
    /// Strong significance, level B: well-powered studies.
    #[serde(rename = "I-B")]
    StrongB,
    /// Potential significance, level C: established for another tumour type.
    #[serde(rename = "II-C")]
    PotentialC,
    /// Potential significance, level D: preclinical data, or a few cases.
    #[serde(rename = "II-D")]
    PotentialD,
}

/// Tier of ESCAT (Mateo et al. 2018, doi:10.1093/annonc/mdy263); it ranks drugs that act, not resistance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Escat {
    /// Ready for routine use; which of I-A to I-C a level of evidence does not say.
    #[serde(rename = "I")]
    One,
    /// Benefit in another tumour type.
    #[serde(rename = "III-A")]
    ThreeA,
    /// Preclinical data.
    #[serde(rename = "IV-A")]
    FourA,
}

/// Whether evidence is of the patient's disease; `None`: that is not known.
fn own(disease: DiseaseRung) -> Option<bool> {
    match disease {
        DiseaseRung::Same | DiseaseRung::Descendant => Some(true),
        DiseaseRung::Other => Some(false),
        DiseaseRung::Ancestor | DiseaseRung::Unstated => None,
    }
}

impl AmpTier {
    /// The tier of a level of evidence (CIViC's A stands for approval or guideline): A and B of the patient's tumour type are I-A and I-B,
    /// of another II-C; C and D are II-D. `None` where the disease is not stated or wider than that of the evidence, and for E.
    #[must_use]
    pub fn of(level: Option<Level>, disease: DiseaseRung) -> Option<Self> {
        match (level?, own(disease)?) {
            (Level::A, true) => Some(Self::StrongA),
            (Level::B, true) => Some(Self::StrongB),
            (Level::A | Level::B, false) => Some(Self::PotentialC),
            (Level::C | Level::D, _) => Some(Self::PotentialD),
            (Level::E, _) => None,
        }
    }

    /// `I-A`, ...
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::StrongA => "I-A",
            Self::StrongB => "I-B",
            Self::PotentialC => "II-C",
            Self::PotentialD => "II-D",
        }
    }
}

impl Escat {
    /// The tier of a drug that acts: I for level A of the patient's tumour type, III-A for A and B of another, IV-A for D. `None` for B
    /// and C of the same tumour type, where the kind of trial decides, for E, and where the disease is not stated.
    #[must_use]
    pub fn of(level: Level, disease: DiseaseRung) -> Option<Self> {
        match (level, own(disease)?) {
            (Level::A, true) => Some(Self::One),
            (Level::A | Level::B, false) => Some(Self::ThreeA),
            (Level::D, _) => Some(Self::FourA),
            (Level::B | Level::C | Level::E, _) => None,
        }
    }

    /// `I`, ...
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::One => "I",
            Self::ThreeA => "III-A",
            Self::FourA => "IV-A",
        }
    }
}
