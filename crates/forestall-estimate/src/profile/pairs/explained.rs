//! What the catalogue says of what became of the events of a pair.

use serde::Serialize;

use super::{Fate, PairedEvent, PairedSamples};
use crate::profile::catalogue::Setting;
use crate::profile::matching::FoundMechanism;

/// A mechanism of the catalogue in a pair of samples, and when it came.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairedMechanism {
    /// What became of it.
    pub fate: Fate,
    /// When it came, as this pair shows: acquired, or primary if it was there before; `None` where the pair does not tell.
    pub observed: Option<Setting>,
    /// Whether the catalogue knows it of this setting; `None` where the pair does not tell.
    pub known_of_setting: Option<bool>,
    /// The mechanism as it was found in the sample after treatment; where it was lost, in the one before.
    #[serde(flatten)]
    pub mechanism: FoundMechanism,
}

/// The mechanisms of a pair, those acquired first, then those selected, each kind in the order given.
///
/// `before` and `after` are what the catalogue finds in the two samples. A mechanism is acquired if a part of its event was acquired;
/// it was there before if all parts were. Of a mechanism without an event of its own (a wild type), nothing is told unless it is
/// found in both samples.
#[must_use]
pub fn paired_mechanisms(
    pair: &PairedSamples,
    before: &[&FoundMechanism],
    after: &[&FoundMechanism],
) -> Vec<PairedMechanism> {
    let found_before = |m: &FoundMechanism| before.iter().any(|b| b.id == m.id);
    let late = after.iter().map(|m| {
        let fates = fates(pair, m, 1);
        let fate = if fates.is_empty() && found_before(m) {
            Fate::Shared
        } else {
            together(&fates)
        };
        told(m, fate)
    });
    let gone = before
        .iter()
        .filter(|m| !after.iter().any(|a| a.id == m.id))
        .filter(|m| fates(pair, m, 0).contains(&Fate::Lost))
        .map(|m| told(m, Fate::Lost));
    let mut all: Vec<PairedMechanism> = late.chain(gone).collect();
    all.sort_by_key(|m| m.fate.rank());
    all
}

/// Fates of the events that a mechanism was found by, in the sample before (0) or after (1).
fn fates(pair: &PairedSamples, m: &FoundMechanism, side: usize) -> Vec<Fate> {
    let own = |e: &&PairedEvent| e.findings[side].is_some_and(|k| m.findings.contains(&k));
    pair.events.iter().filter(own).map(|e| e.fate).collect()
}

/// The fate of a mechanism from those of its parts.
fn together(fates: &[Fate]) -> Fate {
    let any = |fate: Fate| fates.contains(&fate);
    if any(Fate::Acquired) {
        Fate::Acquired
    } else if fates.is_empty() || any(Fate::NotAssessable) {
        Fate::NotAssessable
    } else if any(Fate::Rising) && !any(Fate::Falling) {
        Fate::Rising
    } else if any(Fate::Falling) && !any(Fate::Rising) {
        Fate::Falling
    } else {
        Fate::Shared
    }
}

fn told(m: &FoundMechanism, fate: Fate) -> PairedMechanism {
    let observed = match fate {
        Fate::Acquired => Some(Setting::Acquired),
        Fate::Rising | Fate::Falling | Fate::Shared => Some(Setting::Primary),
        Fate::Lost | Fate::NotAssessable => None,
    };
    PairedMechanism {
        fate,
        observed,
        known_of_setting: observed.map(|s| m.setting == Setting::Both || m.setting == s),
        mechanism: m.clone(),
    }
}
