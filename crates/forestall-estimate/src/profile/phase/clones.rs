//! Clones from variants: trees with weights.

use forestall_base::Stream;

use super::allelic::Allelic;
use super::binomial::Bounds;
use super::relation::{Proof, relate};
use super::trees::{DRAWS, descends, draws, forests, own, support};

/// Most clusters of which every tree is looked at; more variants are joined, the nearest first.
const MOST: usize = 5;
/// Scenarios with less weight are left out.
const LEAST: f64 = 0.01;
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
    let single: Vec<Vec<Vec<f64>>> = events
        .iter()
        .enumerate()
        .map(|(i, event)| {
            let sample = |(t, variant): (usize, &Allelic)| {
                draws(variant, &mut Stream::new(seed, i as u32, t as u64))
            };
            event.samples.iter().enumerate().map(sample).collect()
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
    all
}

/// Clusters and the parent of each.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Shape {
    clusters: Vec<Vec<usize>>,
    parents: Vec<Option<usize>>,
}

/// Mean of the draws of `members`, sample by sample.
fn mean(members: &[usize], single: &[Vec<Vec<f64>>]) -> Vec<Vec<f64>> {
    let samples = single.first().map_or(0, Vec::len);
    (0..samples)
        .map(|t| {
            let at = |d: usize| members.iter().map(|&m| single[m][t][d]).sum::<f64>();
            (0..DRAWS).map(|d| at(d) / members.len() as f64).collect()
        })
        .collect()
}

/// The variants one by one, or joined until few enough are left. Two that reads show apart are not joined.
fn joined(
    events: &[CloneEvent],
    single: &[Vec<Vec<f64>>],
    cis: &[(usize, usize, Proof)],
) -> Vec<Vec<usize>> {
    let mut clusters: Vec<Vec<usize>> = (0..events.len()).map(|i| vec![i]).collect();
    let centre = |cluster: &[usize], t: usize| {
        let sum: f64 = cluster
            .iter()
            .map(|&m| single[m][t].iter().sum::<f64>() / DRAWS as f64)
            .sum();
        sum / cluster.len() as f64
    };
    let samples = single.first().map_or(0, Vec::len);
    let apart = |a: &[usize], b: &[usize]| {
        cis.iter().any(|&(i, j, proof)| {
            let meet = (a.contains(&i) && b.contains(&j)) || (a.contains(&j) && b.contains(&i));
            meet && proof == Proof::Excluded
        })
    };
    while clusters.len() > MOST {
        let mut best: Option<(f64, usize, usize)> = None;
        for i in 0..clusters.len() {
            for j in i + 1..clusters.len() {
                let (a, b) = (&clusters[i], &clusters[j]);
                let far = (0..samples)
                    .map(|t| (centre(a, t) - centre(b, t)).abs())
                    .fold(0.0, f64::max);
                let far = if apart(a, b) { far + 10.0 } else { far };
                if best.is_none_or(|(least, ..)| far < least) {
                    best = Some((far, i, j));
                }
            }
        }
        let Some((_, i, j)) = best else { break };
        let taken = clusters.remove(j);
        clusters[i].extend(taken);
        clusters[i].sort_unstable();
    }
    clusters
}

/// Shapes with their weights, heaviest first.
fn weighed(
    clusters: &[Vec<usize>],
    pooled: &[Vec<Vec<f64>>],
    cis: &[(usize, usize, Proof)],
) -> Vec<(Shape, f64)> {
    let home = |event: usize| clusters.iter().position(|c| c.contains(&event));
    let bound: Vec<(usize, usize)> = cis
        .iter()
        .filter(|(_, _, proof)| *proof == Proof::Proven)
        .filter_map(|&(i, j, _)| Some((home(i)?, home(j)?)))
        .collect();
    let mut found: std::collections::BTreeMap<Shape, f64> = std::collections::BTreeMap::new();
    for parents in forests(clusters.len()) {
        let lineage =
            |&(i, j): &(usize, usize)| descends(i, j, &parents) || descends(j, i, &parents);
        if !bound.iter().all(lineage) {
            continue;
        }
        let weight = support(&parents, pooled);
        if weight > 0.0 {
            *found
                .entry(contracted(clusters, &parents, pooled))
                .or_insert(0.0) += weight;
        }
    }
    let total: f64 = found.values().sum();
    let mut kept: Vec<(Shape, f64)> = found
        .into_iter()
        .filter(|(_, weight)| *weight >= LEAST * total)
        .collect();
    let total: f64 = kept.iter().map(|(_, weight)| weight).sum();
    for (_, weight) in &mut kept {
        *weight /= total;
    }
    kept.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    kept
}

/// The forest with every clone joined to its only child where it is not shown to be the larger one in any sample; clusters in
/// order of depth and number.
fn contracted(
    clusters: &[Vec<usize>],
    parents: &[Option<usize>],
    pooled: &[Vec<Vec<f64>>],
) -> Shape {
    let count = clusters.len();
    let children = |node: usize| {
        (0..count)
            .filter(move |&c| parents[c] == Some(node))
            .count()
    };
    let alike = |above: usize, below: usize| {
        pooled[above].iter().zip(&pooled[below]).all(|(x, y)| {
            let not_larger = x.iter().zip(y).filter(|(x, y)| x <= y).count();
            not_larger as f64 >= 0.025 * DRAWS as f64
        })
    };
    let merges =
        |node: usize| parents[node].filter(|&above| children(above) == 1 && alike(above, node));
    let head = |mut node: usize| {
        while let Some(above) = merges(node) {
            node = above;
        }
        node
    };
    let depth = |mut node: usize| {
        let mut depth = 0;
        while let Some(above) = parents[node] {
            node = above;
            depth += 1;
        }
        depth
    };
    let mut groups: Vec<(usize, Vec<usize>, usize)> = (0..count)
        .filter(|&node| head(node) == node)
        .map(|node| {
            let joined = (0..count).filter(|&other| head(other) == node);
            let mut events: Vec<usize> = joined.flat_map(|c| clusters[c].iter().copied()).collect();
            events.sort_unstable();
            (depth(node), events, node)
        })
        .collect();
    groups.sort_unstable();
    let place = |node: usize| groups.iter().position(|g| g.2 == head(node));
    Shape {
        parents: groups
            .iter()
            .map(|g| parents[g.2].and_then(place))
            .collect(),
        clusters: groups.iter().map(|g| g.1.clone()).collect(),
    }
}

impl Shape {
    /// Clones with their cells in the last sample, and the cells without any.
    fn clones(&self, single: &[Vec<Vec<f64>>]) -> (Vec<TumourClone>, Bounds) {
        let last: Vec<Vec<f64>> = self
            .clusters
            .iter()
            .map(|c| mean(c, single).pop().unwrap_or_else(|| vec![0.0; DRAWS]))
            .collect();
        let count = self.clusters.len();
        let mut carried = vec![Vec::new(); count];
        let mut left = vec![Vec::new(); count + 1];
        let mut spare = left.clone();
        for d in 0..DRAWS {
            let fractions: Vec<f64> = last.iter().map(|all| all[d]).collect();
            let cells = own(&fractions, &self.parents);
            let fits = cells.iter().all(|c| *c >= 0.0);
            for (i, c) in cells.iter().enumerate() {
                spare[i].push(c.max(0.0));
                if fits {
                    left[i].push(*c);
                }
            }
            if fits {
                for (i, f) in fractions.iter().enumerate() {
                    carried[i].push(*f);
                }
            }
        }
        if left[count].len() < 20 {
            left = spare;
            carried = last;
        }
        let clones = (0..count)
            .map(|i| TumourClone {
                events: self.clusters[i].clone(),
                parent: self.parents[i],
                carried: bounds(&mut carried[i]),
                own: bounds(&mut left[i]),
            })
            .collect();
        (clones, bounds(&mut left[count]))
    }
}

/// Mean and central 95 % of draws.
fn bounds(draws: &mut [f64]) -> Bounds {
    draws.sort_unstable_by(f64::total_cmp);
    let at = |p: f64| draws[((draws.len() - 1) as f64 * p).round() as usize];
    Bounds {
        low: at(0.025),
        best: draws.iter().sum::<f64>() / draws.len() as f64,
        high: at(0.975),
    }
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
