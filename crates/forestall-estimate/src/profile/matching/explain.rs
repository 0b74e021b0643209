//! The answer to the question put to a profile.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::answer::Sample;
use super::asked::{Asked, Question};
use super::collected::Collected;
use super::facts::{ByGene, Fact, protein_change, symbol};
use super::index::Index;
use super::outcome::Outcome;
use super::output::Explanation;
use crate::profile::catalogue::Catalogue;
use crate::profile::change::ProteinChange;
use crate::profile::event::{Event, Truth};
use forestall_base::{Finding, Found, Profile};

/// Which mechanisms of the catalogue the samples of a profile show.
#[must_use]
pub fn explain(profile: &Profile, catalogue: &Catalogue, question: &Question) -> Explanation {
    let all: Vec<u32> = (0..profile.samples.len() as u32).collect();
    answers(profile, catalogue, question, &all)
}

/// Which of them one sample shows; none, if there is no such sample.
pub(crate) fn explain_sample(
    profile: &Profile,
    sample: u32,
    catalogue: &Catalogue,
    question: &Question,
) -> Explanation {
    let known = ((sample as usize) < profile.samples.len()).then_some(sample);
    answers(profile, catalogue, question, known.as_slice())
}

/// A finding that may decide what a sample answers to a mechanism.
#[derive(Clone, Copy)]
struct Touch {
    /// Position of the mechanism.
    mechanism: u32,
    finding: u32,
    /// Position of its shape, and of the mechanism there.
    shape: u32,
    within: u32,
}

/// Findings of a sample in genes that mechanisms and the evidence of their counters speak of.
pub(super) struct Facts<'a> {
    profile: &'a Profile,
    catalogue: &'a Catalogue,
    index: &'a Index<'a>,
    /// Sample, number of the finding and position of its shape.
    named: &'a [(u32, u32, u32)],
    all: OnceCell<ByGene<'a>>,
}

impl Facts<'_> {
    /// Whether the sample shows an event.
    pub(super) fn show(&self, event: &Event) -> bool {
        let facts = self.all.get_or_init(|| {
            let mut facts = ByGene::new();
            for &(_, finding, shape) in self.named {
                let shape = self.index.at(shape);
                let fact = Fact::of(self.profile, shape.change.as_ref(), finding as usize);
                facts.entry(shape.symbol).or_default().push(fact);
            }
            facts
        });
        Sample::shows(self.profile, self.catalogue, facts, event)
    }
}

fn answers(
    profile: &Profile,
    catalogue: &Catalogue,
    question: &Question,
    wanted: &[u32],
) -> Explanation {
    let asked = Asked::all(catalogue, question);
    let mut index = Index::of(&asked, catalogue, profile);
    // Findings in genes that mechanisms speak of, by sample, and their shapes.
    let mut named: Vec<(u32, u32, u32)> = Vec::new();
    let one = if let [one] = wanted { Some(*one) } else { None };
    let own = |finding: &Finding| one.is_none_or(|one| finding.sample == one);
    for (number, finding) in profile.findings.iter().enumerate() {
        for name in genes(finding).filter(|_| own(finding)) {
            if let Some(gene) = index.gene(profile, name) {
                let shape = index.shape(profile, gene, number);
                named.push((finding.sample, number as u32, shape));
            }
        }
    }
    named.sort_by_key(|&(sample, ..)| sample);
    let mut all = Collected::new(profile, catalogue, &asked);
    // What no finding of a sample speaks of has the same answer in all such samples, so it is asked once.
    let nothing = ByGene::new();
    let silent: Vec<Outcome> = (asked.iter())
        .map(|asked| Sample::asked(profile, catalogue, &nothing, &asked.mechanism.event))
        .collect();
    let everywhere: Vec<usize> = (0..asked.len())
        .filter(|&k| silent[k].truth == Truth::Present)
        .collect();
    let mut answered = vec![0; asked.len()];
    let mut touches: Vec<Touch> = Vec::new();
    let mut told = Told::default();
    let mut left = &named[..];
    for &sample in wanted {
        left = &left[left.partition_point(|&(of, ..)| of < sample)..];
        let own = &left[..left.partition_point(|&(of, ..)| of == sample)];
        let facts = Facts {
            profile,
            catalogue,
            index: &index,
            named: own,
            all: OnceCell::new(),
        };
        touches.clear();
        for &(_, finding, shape) in own {
            let touched = index.at(shape).touched.iter().zip(0..);
            touches.extend(touched.map(|(touched, within)| Touch {
                mechanism: touched.mechanism,
                finding,
                shape,
                within,
            }));
        }
        let sample = sample as usize;
        touches.sort_unstable_by_key(|t| u64::from(t.mechanism) << 32 | u64::from(t.finding));
        for own in touches.chunk_by(|a, b| a.mechanism == b.mechanism) {
            answered[own[0].mechanism as usize] += 1;
            answer(&mut all, &facts, &asked, &mut told, sample, own);
        }
        for &k in &everywhere {
            if touches
                .binary_search_by_key(&k, |t| t.mechanism as usize)
                .is_err()
            {
                answered[k] += 1;
                all.note(sample, k, &silent[k], &facts, |finding| finding);
            }
        }
    }
    for (k, outcome) in silent.iter().enumerate() {
        if answered[k] < wanted.len() && outcome.truth == Truth::Unknown {
            all.gaps(k, outcome);
        }
    }
    all.finish()
}

/// What findings of some shapes have told of a mechanism.
#[derive(Default)]
struct Told {
    all: Vec<Remembered>,
    /// Positions in `all`, by the mechanism and several shapes.
    together: HashMap<Vec<u32>, u32>,
}

struct Remembered {
    outcome: Outcome,
    /// The findings that told it.
    findings: Vec<u32>,
}

/// Notes what the findings that touch a mechanism tell of it.
fn answer(
    all: &mut Collected<'_>,
    here: &Facts<'_>,
    asked: &[Asked<'_>],
    told: &mut Told,
    sample: usize,
    own: &[Touch],
) {
    let (profile, catalogue) = (all.profile, all.catalogue);
    let k = own[0].mechanism as usize;
    let shape = |touch: &Touch| here.index.at(touch.shape);
    let ask = || {
        let mut facts = ByGene::new();
        for touch in own {
            let shape = shape(touch);
            let fact = Fact::of(profile, shape.change.as_ref(), touch.finding as usize);
            facts.entry(shape.symbol).or_default().push(fact);
        }
        Sample::asked(profile, catalogue, &facts, &asked[k].mechanism.event)
    };
    if !asked[k].told_by_words || !own.iter().all(|touch| shape(touch).shared) {
        all.note(sample, k, &ask(), here, |finding| finding);
        return;
    }
    let alone = &shape(&own[0]).touched[own[0].within as usize].alone;
    let mut key = Vec::new();
    let known = if own.len() == 1 {
        alone.get()
    } else {
        key.push(own[0].mechanism);
        key.extend(own.iter().map(|touch| touch.shape));
        told.together.get(&key).copied()
    };
    if let Some(known) = known {
        let before = &told.all[known as usize];
        // The finding in the place of one that was seen in another sample.
        let instead = |finding: usize| {
            let place = before.findings.iter().position(|&f| f as usize == finding);
            own[place.unwrap_or_default()].finding as usize
        };
        if before.outcome.truth == Truth::Present {
            all.note(sample, k, &before.outcome, here, instead);
        }
        return;
    }
    let outcome = ask();
    all.note(sample, k, &outcome, here, |finding| finding);
    let new = told.all.len() as u32;
    let findings = own.iter().map(|touch| touch.finding).collect();
    told.all.push(Remembered { outcome, findings });
    if own.len() == 1 {
        alone.set(Some(new));
    } else {
        told.together.insert(key, new);
    }
}

/// The genes of a finding: of a fusion both, if they are two.
fn genes(finding: &Finding) -> impl Iterator<Item = forestall_base::Name> {
    let partner = match finding.found {
        Found::Fusion { partner, .. } => partner.filter(|other| *other != finding.gene),
        _ => None,
    };
    [finding.gene].into_iter().chain(partner)
}

/// Whether an event is there among these findings (of one sample) alone.
pub(crate) fn is_among(
    profile: &Profile,
    findings: &[usize],
    catalogue: &Catalogue,
    event: &Event,
) -> bool {
    let changes: Vec<Option<ProteinChange>> = findings
        .iter()
        .map(|&k| protein_change(profile, &profile.findings[k].found))
        .collect();
    let mut facts = ByGene::new();
    for (&index, change) in findings.iter().zip(&changes) {
        for name in genes(&profile.findings[index]) {
            let own: &mut Vec<Fact<'_>> =
                facts.entry(symbol(profile, catalogue, name)).or_default();
            own.push(Fact::of(profile, change.as_ref(), index));
        }
    }
    Sample::asked(profile, catalogue, &facts, event).truth == Truth::Present
}
