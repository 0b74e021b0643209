//! What became of an event, as it stands in JSON.

use forestall::estimate::profile::{Bounds, Fate, PairedEvent, PairedMechanism, Seen};
use serde::Serialize;

/// A number with its 95 % interval.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Interval {
    pub best: f64,
    pub q025: f64,
    pub q975: f64,
}

impl From<Bounds> for Interval {
    fn from(bounds: Bounds) -> Self {
        Self {
            best: bounds.best,
            q025: bounds.low,
            q975: bounds.high,
        }
    }
}

/// An event in one sample.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct SeenView {
    /// Reads that carry it; of a position that is not listed, none of the stated depth.
    pub alternate: Option<u32>,
    pub depth: Option<u32>,
    pub vaf: Option<f64>,
    pub vaf_interval: Option<Interval>,
    /// Part of the tumour cells, for one mutated copy of two.
    pub ccf: Option<Interval>,
}

impl From<&Seen> for SeenView {
    fn from(seen: &Seen) -> Self {
        Self {
            alternate: seen.reads.map(|r| r.alternate),
            depth: seen.reads.map(|r| r.depth),
            vaf: seen.fraction,
            vaf_interval: seen.bounds.map(Into::into),
            ccf: seen.cells.map(Into::into),
        }
    }
}

/// An event of a pair.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct EventView {
    /// Gene and change.
    pub alteration: String,
    pub gene: String,
    pub event: String,
    pub codon: Option<u32>,
    pub silent: bool,
    pub fate: Fate,
    pub before: SeenView,
    pub after: SeenView,
    /// Allele fraction after less that before.
    pub change: Option<Interval>,
    pub reason: String,
    pub perhaps_germline: bool,
    /// Mechanisms of the catalogue that it is part of.
    pub mechanisms: Vec<String>,
}

impl EventView {
    /// The view of an event, with the mechanisms that it is part of.
    pub(crate) fn of(event: &PairedEvent, mechanisms: &[PairedMechanism]) -> Self {
        let own = mechanisms.iter().filter(|m| is_part(event, m));
        Self {
            alteration: format!("{} {}", event.gene, event.event),
            gene: event.gene.to_string(),
            event: event.event.to_string(),
            codon: event.codon,
            silent: event.silent,
            fate: event.fate,
            before: (&event.before).into(),
            after: (&event.after).into(),
            change: event.change.map(Into::into),
            reason: event.reason.clone(),
            perhaps_germline: event.perhaps_germline,
            mechanisms: own.map(|m| m.mechanism.id.clone()).collect(),
        }
    }
}

/// Whether a mechanism was found by an event: in the sample after, or before where it was lost.
pub(crate) fn is_part(event: &PairedEvent, m: &PairedMechanism) -> bool {
    let side = usize::from(m.fate != Fate::Lost);
    event.findings[side].is_some_and(|k| m.mechanism.findings.contains(&k))
}

/// A fate as it is spelled in JSON.
pub(crate) fn word(fate: Fate) -> String {
    fate.to_string().replace(' ', "_")
}
