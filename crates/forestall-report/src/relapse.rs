//! What a report says of a cohort of pairs before and after treatment.

use serde::{Deserialize, Serialize};

/// What came and went over a cohort of pairs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RelapseSection {
    /// Number of pairs.
    pub pairs: usize,
    /// The disease.
    pub disease: Option<String>,
    /// The drugs.
    pub drugs: Vec<String>,
    /// Date of the catalogue.
    pub snapshot: String,
    /// Genes with small variants acquired or lost, smallest p-value first.
    pub genes: Vec<RelapseGene>,
    /// Copy numbers, fusions and categories acquired or lost; expected numbers are not known for them.
    pub events: Vec<RelapseGene>,
    /// Codons changed in two patients at least: name, changes, patients.
    pub hotspots: Vec<(String, String, usize)>,
    /// Mechanisms of the catalogue.
    pub mechanisms: Vec<RelapseMechanism>,
    /// Patients and samples without a pair, with the reason.
    pub left_out: Vec<String>,
    /// What the tests assume, one sentence each.
    pub rules: Vec<String>,
}

/// A gene or an event over a cohort.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RelapseGene {
    /// Gene, or gene and event.
    pub name: String,
    /// Patients who acquired a change.
    pub acquired: usize,
    /// Patients who lost one.
    pub lost: usize,
    /// Patients expected to acquire one by chance.
    pub expected: Option<f64>,
    /// P-value of as many who acquired one.
    pub p: Option<f64>,
    /// The same, adjusted for all tests.
    pub q: Option<f64>,
    /// Exact sign test of acquired against lost.
    pub sign_p: Option<f64>,
    /// Mechanisms of the catalogue that explain some of them.
    pub known: Vec<String>,
}

/// A mechanism of the catalogue over a cohort.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RelapseMechanism {
    /// Event.
    pub event: String,
    /// Class in words.
    pub class: String,
    /// Drugs that it resists.
    pub drugs: Vec<String>,
    /// Patients who acquired it.
    pub acquired: usize,
    /// Patients who had it before and after.
    pub kept: usize,
    /// Patients who lost it.
    pub lost: usize,
    /// Exact sign test of acquired against lost, adjusted.
    pub q: f64,
}
