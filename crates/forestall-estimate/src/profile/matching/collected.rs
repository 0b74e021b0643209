//! Answers of all samples, put in order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::asked::Asked;
use super::ladder::Rung;
use super::outcome::{Outcome, Seen};
use super::output::{Explanation, FoundMechanism, KnownMechanism, NotAssessable};
use crate::profile::catalogue::{Catalogue, DiseaseRung};
use crate::profile::event::Truth;
use forestall_base::Profile;

/// What has been collected so far.
pub(super) struct Collected<'a> {
    pub profile: &'a Profile,
    pub catalogue: &'a Catalogue,
    asked: &'a [Asked<'a>],
    explanation: Explanation,
    mechanisms: Hits,
    elsewhere: Hits,
    refuted: Hits,
    /// Names of the samples, to be shared.
    names: Vec<Arc<str>>,
    /// Place of each sample by its name, and of each mechanism.
    samples: Vec<u32>,
    places: Vec<u32>,
    /// Counters at hand that are known of what a sample does not show.
    unseen: Vec<usize>,
    /// Positions of mechanisms, by why nobody can tell and what would.
    open: BTreeMap<(String, &'static str), BTreeSet<usize>>,
}

/// The closest match first, then the strongest evidence and the most publications, then samples and mechanisms by name: one number,
/// since many are put in order, that ends with the position of what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Closeness(u128);

impl Closeness {
    fn of(
        rung: Rung,
        known: &KnownMechanism,
        sample: u32,
        mechanism: u32,
        position: usize,
    ) -> Self {
        // No level is weaker than the weakest.
        let level = known.level.map_or(u8::MAX, |level| level as u8);
        let publications = u16::try_from(known.pmids.len()).unwrap_or(u16::MAX);
        let parts = [
            (u128::from(rung as u8), 8),
            (u128::from(level), 8),
            (u128::from(u16::MAX - publications), 16),
            (u128::from(sample), 32),
            (u128::from(mechanism), 32),
            (u128::from(position as u32), 32),
        ];
        Self(parts.iter().fold(0, |key, (part, bits)| key << bits | part))
    }

    fn position(self) -> usize {
        self.0 as u32 as usize
    }
}

/// What was found, and how closely.
#[derive(Default)]
struct Hits {
    all: Vec<FoundMechanism>,
    closeness: Vec<Closeness>,
}

impl Hits {
    fn with_room(count: usize) -> Self {
        Self {
            all: Vec::with_capacity(count),
            closeness: Vec::with_capacity(count),
        }
    }

    /// All in their order. They change places where they are, since there may be many.
    fn in_order(mut self) -> Vec<FoundMechanism> {
        let from = &mut self.closeness;
        from.sort_unstable();
        for first in 0..from.len() {
            let mut place = first;
            while from[place].position() != first {
                let next = from[place].position();
                self.all.swap(place, next);
                from[place] = Closeness(place as u128);
                place = next;
            }
            from[place] = Closeness(place as u128);
        }
        self.all
    }
}

/// The place of each of these by its name.
fn by_name<'n>(names: impl Iterator<Item = &'n str>) -> Vec<u32> {
    let mut order: Vec<(&str, usize)> = names.zip(0..).collect();
    order.sort_unstable();
    let mut places = vec![0; order.len()];
    for (place, (_, at)) in order.into_iter().enumerate() {
        places[at] = place as u32;
    }
    places
}

impl<'a> Collected<'a> {
    /// Nothing yet, with room for some number of mechanisms found.
    pub(super) fn new(
        profile: &'a Profile,
        catalogue: &'a Catalogue,
        asked: &'a [Asked<'a>],
        room: usize,
    ) -> Self {
        let samples = profile.samples.iter();
        Self {
            profile,
            catalogue,
            asked,
            explanation: Explanation::default(),
            mechanisms: Hits::with_room(room),
            elsewhere: Hits::default(),
            refuted: Hits::default(),
            names: samples.map(|sample| Arc::from(&*sample.name)).collect(),
            samples: by_name(profile.samples.iter().map(|s| &*s.name)),
            places: by_name(asked.iter().map(|a| a.mechanism.id.as_str())),
            unseen: Vec::new(),
            open: BTreeMap::new(),
        }
    }

    /// Notes what a sample answers to the mechanism at position `k`; `shows` tells whether it shows an event that counters are
    /// known of, and `here` is the finding in place of one that the outcome names.
    pub(super) fn note(
        &mut self,
        sample: usize,
        k: usize,
        outcome: &Outcome,
        shows: impl FnMut(usize) -> bool,
        here: impl Fn(usize) -> usize,
    ) {
        match (outcome.truth, outcome.rung) {
            (Truth::Present, Some(rung)) => self.found(sample, k, rung, outcome, shows, here),
            (Truth::Unknown, _) => self.gaps(k, outcome),
            _ => {}
        }
    }

    fn found(
        &mut self,
        sample: usize,
        k: usize,
        rung: Rung,
        outcome: &Outcome,
        mut shows: impl FnMut(usize) -> bool,
        here: impl Fn(usize) -> usize,
    ) {
        let asked = &self.asked[k];
        self.unseen.clear();
        for &(counter, event) in &asked.covers {
            if !shows(event) {
                self.unseen.push(counter);
            }
        }
        let known = asked.known_without(self.catalogue, &self.unseen);
        let elsewhere = asked.disease == DiseaseRung::Other;
        let list = if known.supports.is_empty() && !known.against.is_empty() {
            if elsewhere {
                return;
            }
            &mut self.refuted
        } else if elsewhere {
            &mut self.elsewhere
        } else {
            let conflicts = &mut self.explanation.conflicts;
            asked.conflicts(self.catalogue, &self.names[sample], conflicts);
            &mut self.mechanisms
        };
        let fraction = |seen: &Seen| match seen.index {
            Some(finding) => self.profile.findings[here(finding)].fraction(),
            None => seen.fraction,
        };
        let findings = outcome.seen.iter().filter_map(|seen| seen.index);
        let (by_name, position) = (self.samples[sample], list.all.len());
        let closeness = Closeness::of(rung, &known, by_name, self.places[k], position);
        list.closeness.push(closeness);
        list.all.push(FoundMechanism {
            sample: Arc::clone(&self.names[sample]),
            known,
            found: Arc::clone(&outcome.found),
            findings: findings.map(&here).collect(),
            vaf: outcome.seen.iter().filter_map(fraction).reduce(f64::min),
            matched_by: rung,
        });
    }

    /// Notes why nobody can tell. What belongs to another tumour type is no gap of this assay.
    pub(super) fn gaps(&mut self, k: usize, outcome: &Outcome) {
        if self.asked[k].disease != DiseaseRung::Other {
            for why in &outcome.unclear {
                self.open.entry(why.clone()).or_default().insert(k);
            }
        }
    }

    /// Everything in its order.
    pub(super) fn finish(self) -> Explanation {
        let mut explanation = self.explanation;
        explanation.mechanisms = self.mechanisms.in_order();
        explanation.elsewhere = self.elsewhere.in_order();
        explanation.refuted = self.refuted.in_order();
        let gap = |((reason, assay), open): ((String, &str), BTreeSet<usize>)| {
            let mut all: Vec<_> = open.iter().map(|&k| self.asked[k].mechanism).collect();
            all.sort_by(|a, b| a.id.cmp(&b.id));
            NotAssessable {
                mechanisms: all.iter().map(|m| m.id.clone()).collect(),
                events: all.iter().map(|m| m.event.to_string()).collect(),
                reason,
                assay: assay.to_owned(),
            }
        };
        explanation.not_assessable = self.open.into_iter().map(gap).collect();
        explanation
    }
}
