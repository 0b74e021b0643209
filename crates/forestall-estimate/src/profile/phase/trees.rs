//! Rooted forests over a few clusters, and draws of their cell fractions.

use forestall_base::{Stream, beta_quantile};

use super::allelic::Allelic;
use super::binomial::Bounds;

/// Strata of a variant's posterior, and how often each is drawn.
const STRATA: usize = 512;
const ROUNDS: usize = 4;
/// Draws of each cell fraction.
pub(super) const DRAWS: usize = STRATA * ROUNDS;

/// Draws of the purity of a sample, the same for all its variants: its best value as the median, its ends as the 2.5 % and
/// 97.5 % quantiles of a normal distribution on either side.
pub(super) fn purities(purity: Bounds, stream: &mut Stream) -> Vec<f64> {
    (0..DRAWS)
        .map(|_| {
            let z = stream.normal() / 1.96;
            let side = if z < 0.0 {
                purity.best - purity.low
            } else {
                purity.high - purity.best
            };
            (purity.best + z * side).clamp(1e-3, 1.0)
        })
        .collect()
}

/// Draws of the cell fraction of one variant: its allele fraction from the beta posterior under a uniform prior, one draw per
/// stratum, in random order, each at its purity.
pub(super) fn draws(variant: &Allelic, purities: &[f64], stream: &mut Stream) -> Vec<f64> {
    let (alternate, depth) = (variant.reads.alternate, variant.reads.depth);
    let a = f64::from(alternate) + 1.0;
    let b = f64::from(depth.saturating_sub(alternate)) + 1.0;
    let m = variant.multiplicity.max(1e-6);
    let strata: Vec<f64> = (0..STRATA)
        .map(|i| beta_quantile(a, b, (i as f64 + 0.5) / STRATA as f64))
        .collect();
    let mut all = Vec::with_capacity(DRAWS);
    for _ in 0..ROUNDS {
        let mut shuffled = strata.clone();
        for i in (1..STRATA).rev() {
            shuffled.swap(i, stream.below(i + 1));
        }
        all.extend(shuffled);
    }
    let cells = |(v, p): (f64, &f64)| (variant.copies_at(v, *p) / m).min(1.0);
    all.into_iter().zip(purities).map(cells).collect()
}

/// All rooted forests over `count` nodes, as the parent of each node.
pub(super) fn forests(count: usize) -> Vec<Vec<Option<usize>>> {
    let mut all = Vec::new();
    let mut parents = vec![None; count];
    fill(0, &mut parents, &mut all);
    all
}

fn fill(node: usize, parents: &mut Vec<Option<usize>>, all: &mut Vec<Vec<Option<usize>>>) {
    if node == parents.len() {
        all.push(parents.clone());
        return;
    }
    let choices = std::iter::once(None).chain((0..parents.len()).map(Some));
    for choice in choices {
        parents[node] = choice;
        if acyclic(node, parents) {
            fill(node + 1, parents, all);
        }
    }
    parents[node] = None;
}

/// Whether the way up from `node` ends.
fn acyclic(node: usize, parents: &[Option<usize>]) -> bool {
    let mut at = parents[node];
    while let Some(above) = at {
        if above == node {
            return false;
        }
        at = parents[above];
    }
    true
}

/// Whether `above` lies on the way up from `below`, or is it.
pub(super) fn descends(below: usize, above: usize, parents: &[Option<usize>]) -> bool {
    let mut at = Some(below);
    while let Some(node) = at {
        if node == above {
            return true;
        }
        at = parents[node];
    }
    false
}

/// Cells of each node that no child carries too, and of none at all (last); negative where the fractions contradict the forest.
pub(super) fn own(fractions: &[f64], parents: &[Option<usize>]) -> Vec<f64> {
    let mut left = fractions.to_vec();
    left.push(1.0);
    for (node, parent) in parents.iter().enumerate() {
        left[parent.unwrap_or(fractions.len())] -= fractions[node];
    }
    left
}

/// Share of the draws in which every node holds its children, multiplied over samples; `draws[node][sample][draw]`.
///
/// The cells of a forest's nodes are a simplex of the same volume for every forest, so that under uniform priors the shares of
/// two forests are to each other as their marginal likelihoods.
pub(super) fn support(parents: &[Option<usize>], draws: &[Vec<Vec<f64>>]) -> f64 {
    let samples = draws.first().map_or(0, Vec::len);
    let root = parents.len();
    let mut left = vec![0.0; root + 1];
    let mut support = 1.0;
    for sample in 0..samples {
        let mut fits = 0_usize;
        for draw in 0..DRAWS {
            left[root] = 1.0;
            for (node, all) in draws.iter().enumerate() {
                left[node] = all[sample][draw];
            }
            for (node, parent) in parents.iter().enumerate() {
                left[parent.unwrap_or(root)] -= draws[node][sample][draw];
            }
            fits += usize::from(left.iter().all(|cells| *cells >= 0.0));
        }
        support *= fits as f64 / DRAWS as f64;
    }
    support
}
