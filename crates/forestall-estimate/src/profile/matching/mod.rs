//! Which mechanisms of the catalogue a profile shows, by which rung of the ladder, and what it could not have shown.

mod answer;
mod conflicts;
mod explain;
mod facts;
mod ladder;
mod output;
mod places;
#[cfg(test)]
mod tests;
mod tiers;

pub(crate) use explain::is_among;
pub use explain::{Question, explain};
pub use facts::finding_label;
pub use ladder::Rung;
pub use output::{
    Conflict, CounterOption, EvidenceFor, Explained, Explanation, FoundMechanism, NotAssessable,
};
pub use places::name_places;
pub use tiers::{AmpTier, Escat};
