//! From clones and mechanisms to a model file that can be simulated and planned with.
//!
//! The tumour is that of Bozic et al. 2013 (eLife 2:e00747): cells that divide and die, exponentially as a whole. What a profile
//! adds are the clones, their shares, which drug reaches which of them, and what each drug selects next.

mod effect;
mod of_profile;
mod page;
mod share;
mod text;

pub use effect::DrugEffect;
pub use of_profile::{SampleClones, SampleFacts};

use super::phase::Bounds;

/// A tumour as a set of clones, with the drugs and regimens to compare.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CloneModel {
    /// Title of the model.
    pub title: String,
    /// What it assumes, in a sentence or two.
    pub summary: String,
    /// Clones, those without any known mechanism first.
    pub clones: Vec<ModelClone>,
    /// Ways in which the cells may be spread over the clones; at least one.
    pub scenarios: Vec<ModelScenario>,
    /// Drugs.
    pub drugs: Vec<ModelDrug>,
    /// Regimens.
    pub regimens: Vec<ModelRegimen>,
}

/// Cells that carry the same mechanisms.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ModelClone {
    /// Name in the file: letters, digits and `_`, a letter first.
    pub name: String,
    /// What it carries, in words.
    pub note: String,
    /// What each drug does to it, in the order of the drugs of the model.
    pub effects: Vec<DrugEffect>,
    /// Whether its mechanism may cost growth.
    pub costly: bool,
}

/// One way in which the cells are spread over the clones.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelScenario {
    /// Its weight.
    pub weight: f64,
    /// What it is, in words.
    pub note: String,
    /// Part of the cells that is of each clone, 0 for clones it does not have.
    pub shares: Vec<Bounds>,
    /// Where the shares come from: `reads`, or `prior` where nobody counted.
    pub source: String,
}

/// A drug of the model, on or off.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ModelDrug {
    /// Name in the file.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// Numbers of drugs before it that bind the same target: on cells that both reach, their effects do not add up.
    pub shares_target: Vec<usize>,
}

/// Drugs given all the time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ModelRegimen {
    /// Name in the file; `as_given` is what the others are compared with.
    pub name: String,
    /// What it is, in words.
    pub note: String,
    /// Numbers of its drugs.
    pub drugs: Vec<usize>,
}
