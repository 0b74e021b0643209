//! Sobol indices: which share of the variance of an outcome comes from which parameter.
//!
//! Two independent samples A and B of all parameters, and for each parameter j the sample A with column j of B. With f the outcome and V
//! its variance over A and B, the first-order index is mean(f(B) (f(AB_j) - f(A))) / V (Saltelli et al. 2010,
//! doi:10.1016/j.cpc.2009.09.018, table 2 b) and the total index mean((f(A) - f(AB_j))^2) / (2 V) (Jansen 1999,
//! doi:10.1016/S0010-4655(98)00154-4). Intervals come from resampling the rows.

use forestall_base::{Stream, quantile};

/// Channels of the uniform numbers of both samples, and of the rows that are resampled.
const FIRST_CHANNEL: u64 = 0x736f_6261_0000_0000;
const SECOND_CHANNEL: u64 = 0x736f_6262_0000_0000;
const RESAMPLE_CHANNEL: u64 = 0x736f_6272_0000_0000;

/// Resamples for an interval.
const RESAMPLES: u32 = 300;

/// Which runs are made for Sobol indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SobolDesign {
    /// Number of parameters.
    pub parameters: usize,
    /// Number of rows of each sample.
    pub samples: u32,
    /// Seed.
    pub seed: u64,
}

/// An index with its 90 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Index {
    /// The estimate; sampling noise may take it a little below 0.
    pub value: f64,
    /// 5 % quantile of the resamples.
    pub q05: f64,
    /// 95 % quantile.
    pub q95: f64,
}

/// The indices of one parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SobolIndex {
    /// Share of the variance that the parameter explains alone.
    pub first: Index,
    /// Share that it takes part in.
    pub total: Index,
}

/// Indices of one outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct SobolIndices {
    /// Mean of the outcome over both samples.
    pub mean: f64,
    /// Its variance.
    pub variance: f64,
    /// Rows that count: all runs of a row must have a finite outcome.
    pub rows: usize,
    /// One per parameter.
    pub indices: Vec<SobolIndex>,
}

impl SobolDesign {
    /// Number of runs: `samples * (parameters + 2)`.
    pub fn runs(&self) -> usize {
        self.samples as usize * (self.parameters + 2)
    }

    /// Numbers in (0, 1), one per parameter, of run number `run`. The runs of a row of the samples follow each other: A, B, then A with
    /// one column of B after another.
    pub fn point(&self, run: usize) -> Vec<f64> {
        let (row, which) = (run / (self.parameters + 2), run % (self.parameters + 2));
        let from = |channel: u64, k: usize| {
            Stream::new(self.seed, row as u32, channel + k as u64).uniform()
        };
        (0..self.parameters)
            .map(|k| {
                let second = which == 1 || which == k + 2;
                from(
                    if second {
                        SECOND_CHANNEL
                    } else {
                        FIRST_CHANNEL
                    },
                    k,
                )
            })
            .collect()
    }

    /// The indices of an outcome, given for all runs in their order; nothing if fewer than two rows count or the outcome does not vary.
    pub fn indices(&self, outcome: &[f64]) -> Option<SobolIndices> {
        let width = self.parameters + 2;
        let rows: Vec<&[f64]> = (outcome.chunks_exact(width))
            .filter(|row| row.iter().all(|x| x.is_finite()))
            .collect();
        if rows.len() < 2 {
            return None;
        }
        let both = rows.iter().flat_map(|row| [row[0], row[1]]);
        let mean = both.sum::<f64>() / (2 * rows.len()) as f64;
        let all = vec![1.0; rows.len()];
        let (variance, estimates) = self.estimates(&rows, &all, mean);
        // What is left of a constant is rounding.
        if variance <= 1e-24 * mean * mean || variance == 0.0 {
            return None;
        }
        let mut resampled: Vec<[Vec<f64>; 2]> = vec![[Vec::new(), Vec::new()]; self.parameters];
        for number in 0..RESAMPLES {
            let mut stream = Stream::new(self.seed, number, RESAMPLE_CHANNEL);
            let mut counts = vec![0.0; rows.len()];
            for _ in 0..rows.len() {
                counts[stream.below(rows.len())] += 1.0;
            }
            let (_, own) = self.estimates(&rows, &counts, mean);
            for (all, pair) in resampled.iter_mut().zip(own) {
                all[0].push(pair[0]);
                all[1].push(pair[1]);
            }
        }
        let index = |value: f64, mut all: Vec<f64>| {
            all.retain(|x| x.is_finite());
            all.sort_by(f64::total_cmp);
            let at = |p: f64| quantile(&all, p).unwrap_or(f64::NAN);
            Index {
                value,
                q05: at(0.05),
                q95: at(0.95),
            }
        };
        let indices = resampled
            .into_iter()
            .zip(estimates)
            .map(|([first, total], pair)| SobolIndex {
                first: index(pair[0], first),
                total: index(pair[1], total),
            });
        Some(SobolIndices {
            mean,
            variance,
            rows: rows.len(),
            indices: indices.collect(),
        })
    }

    /// Variance, and first-order and total index of each parameter, of rows that count so often. Outcomes are taken from `centre`.
    fn estimates(&self, rows: &[&[f64]], counts: &[f64], centre: f64) -> (f64, Vec<[f64; 2]>) {
        let total: f64 = counts.iter().sum();
        let (mut sum, mut squares) = (0.0, 0.0);
        let mut products = vec![[0.0; 2]; self.parameters];
        for (row, &count) in rows.iter().zip(counts).filter(|(_, count)| **count > 0.0) {
            let (a, b) = (row[0] - centre, row[1] - centre);
            sum += count * (a + b);
            squares += count * (a * a + b * b);
            for (k, product) in products.iter_mut().enumerate() {
                let mixed = row[k + 2] - centre;
                product[0] += count * b * (mixed - a);
                product[1] += count * (a - mixed) * (a - mixed);
            }
        }
        let mean = sum / (2.0 * total);
        let variance = squares / (2.0 * total) - mean * mean;
        let pair = |[first, second]: [f64; 2]| {
            [first / total / variance, second / (2.0 * total) / variance]
        };
        (variance, products.into_iter().map(pair).collect())
    }
}
