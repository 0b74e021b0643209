//! What a report says of two samples of one patient, before and after treatment.

use serde::{Deserialize, Serialize};

use crate::molecular::Share;

/// Two samples of one tumour, before and after treatment.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PairSection {
    /// Name of the patient, if there is one.
    pub patient: Option<String>,
    /// Name of the sample before treatment.
    pub before: String,
    /// Name of the sample after treatment.
    pub after: String,
    /// The disease.
    pub disease: Option<String>,
    /// The drugs given between the two.
    pub drugs: Vec<String>,
    /// What the shares are of: `Allele fraction`, `Share of the cancer cells`.
    pub quantity: String,
    /// What became of each alteration, in the order of the page.
    pub rows: Vec<PairRow>,
    /// Changes that alter no protein, which are not listed.
    pub silent: usize,
    /// How present, absent and changed are told, one sentence each.
    pub rules: Vec<String>,
}

/// What became of one alteration.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PairRow {
    /// Gene and change: `EGFR T790M`.
    pub alteration: String,
    /// What became of it.
    pub fate: PairFate,
    /// Share before, with its 95 % interval.
    pub before: Option<Share>,
    /// Share after.
    pub after: Option<Share>,
    /// Reads with the alteration and all reads, before.
    pub reads_before: Option<(u32, u32)>,
    /// The same, after.
    pub reads_after: Option<(u32, u32)>,
    /// Allele fraction after less that before, with its 95 % interval.
    pub change: Option<Share>,
    /// Why this fate, in words and numbers.
    pub reason: String,
    /// Mechanisms of the catalogue that it is part of: event and level.
    pub known: Vec<String>,
    /// Whether the fractions are those of an inherited variant.
    pub perhaps_germline: bool,
}

/// What became of an alteration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PairFate {
    /// Absent before, with power; present after.
    Acquired,
    /// Present in both, more after.
    Rising,
    /// Present in both, and no difference shown.
    Shared,
    /// Present in both, less after.
    Falling,
    /// Present before; absent after, with power.
    Lost,
    /// One sample does not tell.
    #[default]
    NotAssessable,
}

impl PairFate {
    /// All, in the order of the page.
    pub(crate) const ALL: [Self; 6] = [
        Self::Acquired,
        Self::Rising,
        Self::Shared,
        Self::Falling,
        Self::Lost,
        Self::NotAssessable,
    ];

    /// In a word or two.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Acquired => "acquired",
            Self::Rising => "selected",
            Self::Shared => "no change shown",
            Self::Falling => "falling",
            Self::Lost => "lost",
            Self::NotAssessable => "not assessable",
        }
    }

    /// What it means.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Acquired => "not there before, where it would have been seen; there after",
            Self::Rising => "there before, in a larger part of the cells after",
            Self::Shared => "there before and after, and no difference shown",
            Self::Falling => "there before, in a smaller part of the cells after",
            Self::Lost => "there before; not there after, where it would have been seen",
            Self::NotAssessable => "one of the samples does not tell",
        }
    }
}

impl PairSection {
    /// Rows of a fate.
    pub(crate) fn of(&self, fate: PairFate) -> impl Iterator<Item = &PairRow> {
        self.rows.iter().filter(move |row| row.fate == fate)
    }
}
