//! What a clone carries, and which of it lies on different alleles.

use std::collections::BTreeSet;

use forestall_base::{Found, Profile};

use super::{Options, SampleClones};
use crate::profile::phase::{Proof, Scenario};

/// What a clone carries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Carried {
    /// Numbers of the findings.
    pub findings: BTreeSet<usize>,
    /// Pairs of them that change one gene on different alleles, the smaller number first.
    pub apart: BTreeSet<(usize, usize)>,
}

impl Carried {
    /// One finding.
    pub(super) fn single(finding: usize) -> Self {
        Self {
            findings: BTreeSet::from([finding]),
            apart: BTreeSet::new(),
        }
    }

    /// What lies on the other allele of the gene that a finding changes.
    pub(super) fn partners(&self, finding: usize) -> impl Iterator<Item = usize> {
        let other = move |&(a, b): &(usize, usize)| match finding {
            f if f == a => Some(b),
            f if f == b => Some(a),
            _ => None,
        };
        self.apart.iter().filter_map(other)
    }
}

impl SampleClones<'_> {
    /// A clone of a scenario that carries these findings.
    pub(super) fn carried(&self, scenario: &Scenario, findings: BTreeSet<usize>) -> Carried {
        let pair = |p: &crate::profile::phase::AllelePair| {
            let (a, b) = (self.counted[p.first], self.counted[p.second]);
            let both = findings.contains(&a) && findings.contains(&b);
            (p.cis == Some(false) && both).then_some((a.min(b), a.max(b)))
        };
        Carried {
            apart: scenario.pairs.iter().filter_map(pair).collect(),
            findings,
        }
    }

    /// For a given drug that is resisted by a change of its target on one allele: a drug of the same target that this change does not
    /// resist, to be added, where another change that resists that one may lie on the other allele of the same cells.
    pub(super) fn across_alleles(&self, given: &[String]) -> Options {
        let mut options = Options::new();
        let pairs: BTreeSet<(usize, usize)> = self
            .scenarios
            .iter()
            .flat_map(|s| {
                s.clones.iter().enumerate().flat_map(move |(k, _)| {
                    let mut set = BTreeSet::new();
                    let mut at = Some(k);
                    while let Some(clone) = at {
                        set.extend(s.clones[clone].events.iter().map(|&e| self.counted[e]));
                        at = s.clones[clone].parent;
                    }
                    self.carried(s, set).apart
                })
            })
            .flat_map(|(a, b)| [(a, b), (b, a)])
            .collect();
        for drug in given {
            for &(own, other) in &pairs {
                if !self.resists_alone(own, drug) || self.resists_alone(other, drug) {
                    continue;
                }
                let resisted = self.found.iter().filter(|m| *m.findings == [other]);
                let acts = |name: &&String| {
                    !given.contains(name)
                        && self.catalogue.drugs.share_target(name, drug)
                        && !self.resists_alone(own, name)
                };
                let mut candidates = resisted.flat_map(|m| {
                    m.drugs
                        .iter()
                        .filter(acts)
                        .map(move |name| (name, &m.pmids))
                });
                let Some((name, pmids)) = candidates.next() else {
                    continue;
                };
                let label = |i: usize| {
                    let alone = self.found.iter().find(|m| *m.findings == [i]);
                    alone.map_or_else(String::new, |m| m.found.join(" and "))
                };
                let pmids: Vec<String> = pmids.iter().map(ToString::to_string).collect();
                let words = format!(
                    "against {} and {} on different alleles: each drug reaches the allele that the other does not, by reasoning; {} resists \
                     {name} and not {drug}, PMID {}",
                    label(own),
                    label(other),
                    label(other),
                    pmids.join(", ")
                );
                if !options.iter().any(|(d, ..)| *d == [name.clone()]) {
                    options.push((vec![name.clone()], true, words));
                }
            }
        }
        options
    }
}

/// What phased reads say of pairs of these findings, by place in the list.
pub(super) fn phased(profile: &Profile, counted: &[usize]) -> Vec<(usize, usize, Proof)> {
    let phase = |i: usize| match &profile.findings[i].found {
        Found::Change { phase, .. } => *phase,
        _ => None,
    };
    let mut told = Vec::new();
    for first in 0..counted.len() {
        for second in first + 1..counted.len() {
            let (Some(a), Some(b)) = (phase(counted[first]), phase(counted[second])) else {
                continue;
            };
            let one_gene =
                profile.findings[counted[first]].gene == profile.findings[counted[second]].gene;
            if one_gene && a.set == b.set {
                let proof = if a.strand == b.strand {
                    Proof::Proven
                } else {
                    Proof::Excluded
                };
                told.push((first, second, proof));
            }
        }
    }
    told
}
