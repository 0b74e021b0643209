//! Splitting, ranking and normalising of chains.

use forestall_base::normal_quantile;

/// Each chain in two halves (the middle draw of an odd number is left out).
pub(super) fn split<'a>(chains: &[&'a [f64]]) -> Vec<&'a [f64]> {
    chains
        .iter()
        .flat_map(|chain| {
            let half = chain.len() / 2;
            [&chain[..half], &chain[chain.len() - half..]]
        })
        .collect()
}

/// Replaces every number by the normal score of its rank among all; ties share their mean rank.
pub(super) fn normal_scores(chains: &[&[f64]]) -> Vec<Vec<f64>> {
    let all: Vec<f64> = chains.concat();
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|&a, &b| all[a].total_cmp(&all[b]));
    let mut scores = vec![0.0; all.len()];
    let count = all.len() as f64;
    let mut from = 0;
    while from < order.len() {
        let mut to = from + 1;
        while to < order.len() && all[order[to]] == all[order[from]] {
            to += 1;
        }
        let rank = (from + 1 + to) as f64 / 2.0;
        let score = normal_quantile((rank - 0.375) / (count + 0.25));
        for &k in &order[from..to] {
            scores[k] = score;
        }
        from = to;
    }
    let mut rest = scores.as_slice();
    chains
        .iter()
        .map(|chain| {
            let (head, tail) = rest.split_at(chain.len());
            rest = tail;
            head.to_vec()
        })
        .collect()
}

/// Borrowed view of owned chains.
pub(super) fn slices(chains: &[Vec<f64>]) -> Vec<&[f64]> {
    chains.iter().map(Vec::as_slice).collect()
}

/// Mean of numbers.
pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Sample variance (divisor n - 1).
pub(super) fn variance(values: &[f64]) -> f64 {
    let centre = mean(values);
    values
        .iter()
        .map(|x| (x - centre) * (x - centre))
        .sum::<f64>()
        / (values.len() as f64 - 1.0)
}
