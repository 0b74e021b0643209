//! The answer to the question put to a profile.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};

use super::answer::Sample;
use super::asked::{Asked, Question};
use super::facts::{ByGene, Changes, Fact, symbol};
use super::index::Index;
use super::output::{Explanation, FoundMechanism, NotAssessable};
use crate::profile::catalogue::{Catalogue, DiseaseRung};
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

fn answers(
    profile: &Profile,
    catalogue: &Catalogue,
    question: &Question,
    wanted: &[u32],
) -> Explanation {
    let asked = Asked::all(catalogue, question);
    let mut index = Index::of(&asked, catalogue, profile);
    // Findings in genes that mechanisms speak of, by sample.
    let mut named: Vec<Vec<u32>> = vec![Vec::new(); profile.samples.len()];
    for (number, finding) in profile.findings.iter().enumerate() {
        let mut genes = genes(finding).map(|name| index.gene(profile, name));
        if genes.any(|gene| gene.is_some()) {
            named[finding.sample as usize].push(number as u32);
        }
    }
    let own = wanted.iter().flat_map(|&sample| &named[sample as usize]);
    let changes = Changes::of(
        profile,
        own.map(|&number| &profile.findings[number as usize]),
    );
    let mut all = Collected::new(&asked);
    // What no finding of a sample speaks of has the same answer in all such samples, so it is asked once.
    let nothing = ByGene::new();
    let silent: Vec<(Truth, Sample<'_>)> = (asked.iter())
        .map(|asked| {
            let mut answers = Sample::of(profile, catalogue, &nothing);
            (asked.mechanism.event.truth(&mut answers), answers)
        })
        .collect();
    let everywhere: Vec<usize> = (0..asked.len())
        .filter(|&k| silent[k].0 == Truth::Present)
        .collect();
    let mut answered = vec![0; asked.len()];
    for &number in wanted {
        let sample = &profile.samples[number as usize];
        let mut here: BTreeSet<usize> = everywhere.iter().copied().collect();
        let mut facts = ByGene::new();
        for &finding in &named[number as usize] {
            let finding = finding as usize;
            for name in genes(&profile.findings[finding]) {
                let Some(gene) = index.gene(profile, name) else {
                    continue;
                };
                let fact = Fact::of(profile, &changes, finding);
                let touched = index.touched(gene, &fact);
                if !touched.is_empty() {
                    here.extend(touched.iter());
                    facts.entry(index.symbol(gene)).or_default().push(fact);
                }
            }
        }
        for k in here {
            let asked = &asked[k];
            answered[k] += 1;
            let mut answers = Sample::of(profile, catalogue, &facts);
            match (asked.mechanism.event.truth(&mut answers), answers.rung) {
                (Truth::Present, Some(rung)) => {
                    let vafs = answers.seen.iter().filter_map(|s| s.fraction);
                    let found = FoundMechanism {
                        sample: sample.name.to_string(),
                        known: asked.known(catalogue),
                        vaf: vafs.reduce(f64::min),
                        findings: answers.seen.iter().filter_map(|s| s.index).collect(),
                        found: answers.seen.into_iter().map(|s| s.label).collect(),
                        matched_by: rung,
                    };
                    if found.supports.is_empty() && !found.against.is_empty() {
                        if asked.disease != DiseaseRung::Other {
                            all.explanation.refuted.push(found);
                        }
                        continue;
                    }
                    if asked.disease == DiseaseRung::Other {
                        all.explanation.elsewhere.push(found);
                        continue;
                    }
                    asked.conflicts(catalogue, &sample.name, &mut all.explanation.conflicts);
                    all.explanation.mechanisms.push(found);
                }
                (Truth::Unknown, _) => all.gaps(k, answers),
                _ => {}
            }
        }
    }
    for (k, (truth, answers)) in silent.into_iter().enumerate() {
        if truth == Truth::Unknown && answered[k] < wanted.len() {
            all.gaps(k, answers);
        }
    }
    all.finish()
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
    let changes = Changes::of(profile, findings.iter().map(|&k| &profile.findings[k]));
    let mut facts = ByGene::new();
    for &index in findings {
        for name in genes(&profile.findings[index]) {
            let own: &mut Vec<Fact<'_>> =
                facts.entry(symbol(profile, catalogue, name)).or_default();
            own.push(Fact::of(profile, &changes, index));
        }
    }
    event.truth(&mut Sample::of(profile, catalogue, &facts)) == Truth::Present
}

/// The closest match first, then the strongest evidence and the most publications.
fn closest_first(a: &FoundMechanism, b: &FoundMechanism) -> Ordering {
    let key = |m: &FoundMechanism| {
        // No level is weaker than the weakest.
        let level = m.level.map_or((1, None), |level| (0, Some(level)));
        (m.matched_by, level, Reverse(m.pmids.len()))
    };
    key(a)
        .cmp(&key(b))
        .then_with(|| a.sample.cmp(&b.sample))
        .then_with(|| a.id.cmp(&b.id))
}

/// What has been collected so far.
struct Collected<'a> {
    asked: &'a [Asked<'a>],
    explanation: Explanation,
    /// Positions of mechanisms, by why nobody can tell and what would.
    open: BTreeMap<(String, &'static str), BTreeSet<usize>>,
}

impl<'a> Collected<'a> {
    fn new(asked: &'a [Asked<'a>]) -> Self {
        Self {
            asked,
            explanation: Explanation::default(),
            open: BTreeMap::new(),
        }
    }

    /// Notes why nobody can tell. What belongs to another tumour type is no gap of this assay.
    fn gaps(&mut self, k: usize, answers: Sample<'_>) {
        if self.asked[k].disease != DiseaseRung::Other {
            for why in answers.unclear {
                self.open.entry(why).or_default().insert(k);
            }
        }
    }

    /// Everything in its order.
    fn finish(self) -> Explanation {
        let mut explanation = self.explanation;
        explanation.mechanisms.sort_by(closest_first);
        explanation.elsewhere.sort_by(closest_first);
        explanation.refuted.sort_by(closest_first);
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
