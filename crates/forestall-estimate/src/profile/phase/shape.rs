//! Clusters of variants in a forest, and how well the forests fit.

use std::collections::BTreeMap;

use super::binomial::Bounds;
use super::clones::{CloneEvent, TumourClone};
use super::relation::Proof;
use super::trees::{DRAWS, descends, forests, own, support};

/// Most clusters of which every tree is looked at; more variants are joined, the nearest first.
const MOST: usize = 5;
/// Scenarios with less weight are left out.
const LEAST: f64 = 0.01;
/// Clusters and the parent of each.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shape {
    pub clusters: Vec<Vec<usize>>,
    pub parents: Vec<Option<usize>>,
}

/// Mean of the draws of `members`, sample by sample.
pub(super) fn mean(members: &[usize], single: &[Vec<Vec<f64>>]) -> Vec<Vec<f64>> {
    let samples = single.first().map_or(0, Vec::len);
    (0..samples)
        .map(|t| {
            let at = |d: usize| members.iter().map(|&m| single[m][t][d]).sum::<f64>();
            (0..DRAWS).map(|d| at(d) / members.len() as f64).collect()
        })
        .collect()
}

/// The variants one by one, or joined until few enough are left. Two that reads show apart are not joined.
pub(super) fn joined(
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
pub(super) fn weighed(
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
    // Whether the first of two is not shown to be larger than the second in any sample.
    let alike: Vec<Vec<bool>> = pooled
        .iter()
        .map(|above| {
            pooled
                .iter()
                .map(|below| not_larger(above, below))
                .collect()
        })
        .collect();
    let mut found: BTreeMap<Shape, f64> = BTreeMap::new();
    for parents in forests(clusters.len()) {
        let lineage =
            |&(i, j): &(usize, usize)| descends(i, j, &parents) || descends(j, i, &parents);
        if !bound.iter().all(lineage) {
            continue;
        }
        let weight = support(&parents, pooled);
        if weight > 0.0 {
            *found
                .entry(contracted(clusters, &parents, &alike))
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

/// Whether in every sample at least 2.5 % of the draws do not show `above` the larger.
fn not_larger(above: &[Vec<f64>], below: &[Vec<f64>]) -> bool {
    above.iter().zip(below).all(|(x, y)| {
        let count = x.iter().zip(y).filter(|(x, y)| x <= y).count();
        count as f64 >= 0.025 * DRAWS as f64
    })
}

/// The forest with every clone joined to its only child where it is not shown to be the larger one in any sample; clusters in
/// order of depth and number.
fn contracted(clusters: &[Vec<usize>], parents: &[Option<usize>], alike: &[Vec<bool>]) -> Shape {
    let count = clusters.len();
    let children = |node: usize| {
        (0..count)
            .filter(move |&c| parents[c] == Some(node))
            .count()
    };
    let merges =
        |node: usize| parents[node].filter(|&above| children(above) == 1 && alike[above][node]);
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
    pub(super) fn clones(&self, single: &[Vec<Vec<f64>>]) -> (Vec<TumourClone>, Bounds) {
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
