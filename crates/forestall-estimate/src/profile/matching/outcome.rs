//! What a sample answers to an event.

use std::sync::Arc;

use smallvec::SmallVec;

use super::ladder::Rung;
use crate::profile::event::{Alteration, Event, Truth};

/// What a sample answers to an event.
pub(super) struct Outcome {
    pub truth: Truth,
    /// The weakest rung by which a part of the event was found.
    pub rung: Option<Rung>,
    /// What was found, in words.
    pub found: Arc<[String]>,
    /// For each of these words.
    pub seen: SmallVec<[Seen; 1]>,
    /// Why nobody can tell, and which assay could.
    pub unclear: Vec<(String, &'static str)>,
}

/// What was found of an event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    /// Variant allele fraction.
    pub fraction: Option<f64>,
    /// Number of the finding.
    pub index: Option<usize>,
}

/// Whether what findings are called tells the answer to an event, where no reads are phased: no number and no second change belongs to
/// it.
pub(super) fn told_by_words(event: &Event) -> bool {
    event
        .atoms()
        .into_iter()
        .all(|atom| atom.filters.is_empty() && !matches!(atom.alteration, Alteration::Reversion(_)))
}
