//! Answers of all samples, put in order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::asked::Asked;
use super::explain::Facts;
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
    mechanisms: Vec<Hit>,
    elsewhere: Vec<Hit>,
    refuted: Vec<Hit>,
    /// Place of each sample by its name, and of each mechanism.
    samples: Vec<u32>,
    places: Vec<u32>,
    /// Positions of mechanisms, by why nobody can tell and what would.
    open: BTreeMap<(String, &'static str), BTreeSet<usize>>,
}

/// The closest match first, then the strongest evidence and the most publications, then samples and mechanisms by name: one number,
/// since many are put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Closeness(u128);

impl Closeness {
    fn of(rung: Rung, known: &KnownMechanism, sample: u32, mechanism: u32) -> Self {
        // No level is weaker than the weakest.
        let level = known.level.map_or(u8::MAX, |level| level as u8);
        let publications = u16::try_from(known.pmids.len()).unwrap_or(u16::MAX);
        let parts = [
            (u128::from(rung as u8), 8),
            (u128::from(level), 8),
            (u128::from(u16::MAX - publications), 16),
            (u128::from(sample), 32),
            (u128::from(mechanism), 32),
        ];
        Self(parts.iter().fold(0, |key, (part, bits)| key << bits | part))
    }
}

/// A mechanism found in a sample. Few bytes, since there may be many of them.
struct Hit {
    closeness: Closeness,
    sample: u32,
    rung: Rung,
    known: Arc<KnownMechanism>,
    vaf: Option<f64>,
    found: Arc<[String]>,
    findings: Vec<usize>,
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
    pub(super) fn new(
        profile: &'a Profile,
        catalogue: &'a Catalogue,
        asked: &'a [Asked<'a>],
    ) -> Self {
        Self {
            profile,
            catalogue,
            asked,
            explanation: Explanation::default(),
            mechanisms: Vec::new(),
            elsewhere: Vec::new(),
            refuted: Vec::new(),
            samples: by_name(profile.samples.iter().map(|s| &*s.name)),
            places: by_name(asked.iter().map(|a| a.mechanism.id.as_str())),
            open: BTreeMap::new(),
        }
    }

    /// Notes what a sample answers to the mechanism at position `k`; `here` is the finding in place of one that the outcome names.
    pub(super) fn note(
        &mut self,
        sample: usize,
        k: usize,
        outcome: &Outcome,
        facts: &Facts<'_>,
        here: impl Fn(usize) -> usize,
    ) {
        match (outcome.truth, outcome.rung) {
            (Truth::Present, Some(rung)) => self.found(sample, k, rung, outcome, facts, here),
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
        facts: &Facts<'_>,
        here: impl Fn(usize) -> usize,
    ) {
        let asked = &self.asked[k];
        let unseen = asked.covers.iter().filter(|(_, event)| !facts.show(event));
        let known = asked.known_without(self.catalogue, unseen.map(|(at, _)| *at).collect());
        let elsewhere = asked.disease == DiseaseRung::Other;
        let list = if known.supports.is_empty() && !known.against.is_empty() {
            if elsewhere {
                return;
            }
            &mut self.refuted
        } else if elsewhere {
            &mut self.elsewhere
        } else {
            let name = &self.profile.samples[sample].name;
            asked.conflicts(self.catalogue, name, &mut self.explanation.conflicts);
            &mut self.mechanisms
        };
        let fraction = |seen: &Seen| match seen.index {
            Some(finding) => self.profile.findings[here(finding)].fraction(),
            None => seen.fraction,
        };
        let findings = outcome.seen.iter().filter_map(|seen| seen.index);
        list.push(Hit {
            closeness: Closeness::of(rung, &known, self.samples[sample], self.places[k]),
            sample: sample as u32,
            rung,
            known,
            vaf: outcome.seen.iter().filter_map(fraction).reduce(f64::min),
            found: Arc::clone(&outcome.found),
            findings: findings.map(&here).collect(),
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
        let names: Vec<Arc<str>> = (self.profile.samples.iter())
            .map(|sample| Arc::from(&*sample.name))
            .collect();
        let in_order = |mut hits: Vec<Hit>| -> Vec<FoundMechanism> {
            let keys = hits.iter().map(|hit| hit.closeness);
            let mut order: Vec<(Closeness, usize)> = keys.zip(0..).collect();
            order.sort_unstable();
            let told = |hit: &mut Hit| FoundMechanism {
                sample: Arc::clone(&names[hit.sample as usize]),
                known: Arc::clone(&hit.known),
                found: Arc::clone(&hit.found),
                findings: std::mem::take(&mut hit.findings),
                vaf: hit.vaf,
                matched_by: hit.rung,
            };
            order.iter().map(|&(_, at)| told(&mut hits[at])).collect()
        };
        explanation.mechanisms = in_order(self.mechanisms);
        explanation.elsewhere = in_order(self.elsewhere);
        explanation.refuted = in_order(self.refuted);
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
