//! Clones from variants: trees with weights.

use forestall_base::Stream;

use super::allelic::Allelic;
use super::binomial::Bounds;
use super::relation::{Proof, relate};
use super::shape::{Shape, joined, mean, weighed};
use super::trees::{descends, draws, purities};

/// Pairs of which both alleles are followed up.
const SPLIT: usize = 2;

/// A variant of the clones to be found.
#[derive(Debug, Clone, PartialEq)]
pub struct CloneEvent {
    /// Its gene: two variants of one gene may lie on one allele.
    pub gene: Box<str>,
    /// What was measured, sample by sample in order of time; as many for every variant.
    pub samples: Vec<Allelic>,
}

/// A clone of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct TumourClone {
    /// Variants that appear with it, by number; it carries those of its ancestors too.
    pub events: Vec<usize>,
    /// The clone it arose in, by number; `None`: cells without any of the variants.
    pub parent: Option<usize>,
    /// Part of the tumour cells that carries its variants, its descendants included, in the last sample.
    pub carried: Bounds,
    /// Part of the tumour cells that is of this clone itself, in the last sample.
    pub own: Bounds,
}

/// Two variants of one gene within a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllelePair {
    /// The one.
    pub first: usize,
    /// The other.
    pub second: usize,
    /// Whether they lie on one allele; `None`: not followed up.
    pub cis: Option<bool>,
}

/// One way in which the variants may be spread over clones.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Its weight; those of all scenarios add up to 1.
    pub weight: f64,
    /// Clones, parents before children.
    pub clones: Vec<TumourClone>,
    /// Part of the tumour cells that carries none of the variants, in the last sample.
    pub rest: Bounds,
    /// Pairs of variants of one gene.
    pub pairs: Vec<AllelePair>,
    /// Whether the fractions fit a tree at all; where they fit none, all clones are taken as parallel.
    pub consistent: bool,
}

/// Ways in which `events` may be spread over clones, heaviest first. `cis` says of pairs what reads show.
///
/// Every rooted forest over the variants is weighed by the share of posterior draws of the cell fractions in which no clone is
/// smaller than its children together (the sum rule); a clone whose own cells are not shown to exist is joined with its child.
/// Two variants of one gene in one lineage of which reads say nothing are followed up both in cis and in trans, with half the
/// weight each. The same `seed` gives the same scenarios.
///
/// ```
/// use forestall_estimate::profile::{Allelic, CloneEvent, scenarios};
/// let event = |gene: &str, reads| CloneEvent {
///     gene: gene.into(),
///     samples: vec![Allelic::diploid(reads, 1000, 0.9)],
/// };
/// let all = scenarios(&[event("EGFR", 420), event("MET", 150)], &[], 1);
/// assert_eq!((all.len(), all[0].clones[1].parent), (1, Some(0)));
/// ```
#[must_use]
pub fn scenarios(events: &[CloneEvent], cis: &[(usize, usize, Proof)], seed: u64) -> Vec<Scenario> {
    if events.is_empty() {
        return vec![Scenario {
            weight: 1.0,
            clones: Vec::new(),
            rest: Bounds::exactly(1.0),
            pairs: Vec::new(),
            consistent: true,
        }];
    }
    // The purity of a sample is that of its first variant.
    let purity: Vec<Vec<f64>> = events[0]
        .samples
        .iter()
        .enumerate()
        .map(|(t, variant)| purities(variant.purity, &mut Stream::new(seed, u32::MAX, t as u64)))
        .collect();
    let single: Vec<Vec<Vec<f64>>> = events
        .iter()
        .enumerate()
        .map(|(i, event)| {
            let sample = |(t, (variant, purity)): (usize, (&Allelic, &Vec<f64>))| {
                draws(variant, purity, &mut Stream::new(seed, i as u32, t as u64))
            };
            event
                .samples
                .iter()
                .zip(&purity)
                .enumerate()
                .map(sample)
                .collect()
        })
        .collect();
    let clusters = joined(events, &single, cis);
    let pooled: Vec<Vec<Vec<f64>>> = clusters.iter().map(|c| mean(c, &single)).collect();
    let mut shapes = weighed(&clusters, &pooled, cis);
    let consistent = !shapes.is_empty();
    if !consistent {
        let parallel = Shape {
            clusters: clusters.clone(),
            parents: vec![None; clusters.len()],
        };
        shapes.push((parallel, 1.0));
    }
    let mut all = Vec::new();
    for (shape, weight) in shapes {
        let clones = shape.clones(&single);
        let pairs = pairs(events, &shape, cis);
        let open: Vec<usize> = (0..pairs.len())
            .filter(|&i| pairs[i].cis.is_none())
            .collect();
        let followed = &open[..if open.len() > SPLIT { 0 } else { open.len() }];
        for choice in 0..1_usize << followed.len() {
            let mut pairs = pairs.clone();
            for (bit, &i) in followed.iter().enumerate() {
                pairs[i].cis = Some(choice >> bit & 1 == 0);
            }
            all.push(Scenario {
                weight: weight / (1_usize << followed.len()) as f64,
                clones: clones.0.clone(),
                rest: clones.1,
                pairs,
                consistent,
            });
        }
    }
    // Stable, so that equals stay in the order of their shapes.
    all.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    all
}

/// Pairs of variants of one gene, with what is known of their alleles in this shape.
fn pairs(events: &[CloneEvent], shape: &Shape, cis: &[(usize, usize, Proof)]) -> Vec<AllelePair> {
    let home = |event: usize| shape.clusters.iter().position(|c| c.contains(&event));
    let mut pairs = Vec::new();
    for first in 0..events.len() {
        for second in first + 1..events.len() {
            if events[first].gene != events[second].gene {
                continue;
            }
            let (Some(a), Some(b)) = (home(first), home(second)) else {
                continue;
            };
            let lineage = descends(a, b, &shape.parents) || descends(b, a, &shape.parents);
            let stated = cis
                .iter()
                .find(|&&(i, j, _)| (i, j) == (first, second) || (j, i) == (first, second));
            let proof = stated.map(|s| s.2).or_else(|| {
                let samples = events[first].samples.iter().zip(&events[second].samples);
                let judged = samples.filter_map(|(a, b)| relate(a, b, true, None, 0.99).cis);
                judged.map(|j| j.proof).min()
            });
            let cis = match proof {
                _ if !lineage => Some(false),
                Some(Proof::Proven) => Some(true),
                Some(Proof::Excluded) => Some(false),
                _ => None,
            };
            pairs.push(AllelePair { first, second, cis });
        }
    }
    pairs
}
