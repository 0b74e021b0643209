//! Which mechanisms of the catalogue a profile shows, by which rung of the ladder, and what it could not have shown.

mod answer;
mod asked;
mod collected;
mod conflicts;
mod explain;
mod facts;
mod index;
mod ladder;
mod measured;
mod outcome;
mod output;
mod places;
#[cfg(test)]
mod tests;
mod tiers;
mod told;

pub use asked::Question;
pub use explain::explain;
pub(crate) use explain::{explain_sample, is_among};
pub use facts::finding_label;
pub use ladder::Rung;
pub use output::{
    Conflict, Contradiction, CounterOption, EvidenceFor, Explained, Explanation, FoundMechanism,
    KnownMechanism, NotAssessable,
};
pub use places::name_places;
pub use tiers::{AmpTier, Escat};
