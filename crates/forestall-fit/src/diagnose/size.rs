//! Effective sample sizes.

use super::quantile;
use super::ranks::{mean, normal_scores, slices, split, variance};

/// Effective number of draws for the centre of the distribution: of the rank-normalised split chains.
pub fn ess_bulk(chains: &[&[f64]]) -> f64 {
    ess(&slices(&normal_scores(&split(chains))))
}

/// Effective number of draws for the mean.
pub fn ess_mean(chains: &[&[f64]]) -> f64 {
    ess(&split(chains))
}

/// Effective number of draws for the tails: the smaller of those of the 5 % and the 95 % quantile.
pub fn ess_tail(chains: &[&[f64]]) -> f64 {
    let all = chains.concat();
    [0.05, 0.95]
        .into_iter()
        .map(|p| {
            let limit = quantile(&all, p);
            let below: Vec<Vec<f64>> = chains
                .iter()
                .map(|c| c.iter().map(|x| f64::from(u8::from(*x <= limit))).collect())
                .collect();
            ess(&split(&slices(&below)))
        })
        .fold(f64::INFINITY, f64::min)
}

/// Effective number of draws of chains as they are, by Geyer's initial monotone sequence of the autocorrelations combined over
/// chains. NaN for fewer than four draws per chain.
fn ess(chains: &[&[f64]]) -> f64 {
    let n = chains.first().map_or(0, |c| c.len());
    if n < 4 || chains.iter().any(|c| c.iter().any(|x| !x.is_finite())) {
        return f64::NAN;
    }
    let total = (n * chains.len()) as f64;
    let centred: Vec<Vec<f64>> = chains
        .iter()
        .map(|chain| {
            let centre = mean(chain);
            chain.iter().map(|x| x - centre).collect()
        })
        .collect();
    // Mean over chains of the autocovariance with divisor n.
    let covariance = |lag: usize| {
        let sum: f64 = centred
            .iter()
            .map(|c| c[lag..].iter().zip(c).map(|(a, b)| a * b).sum::<f64>())
            .sum();
        sum / total
    };
    let count = n as f64;
    let within = covariance(0) * count / (count - 1.0);
    let mut pooled = within * (count - 1.0) / count;
    if chains.len() > 1 {
        pooled += variance(&chains.iter().map(|c| mean(c)).collect::<Vec<_>>());
    }
    if pooled <= 0.0 {
        return total;
    }
    let correlation = |lag: usize| 1.0 - (within - covariance(lag)) / pooled;
    let mut rho = vec![1.0, correlation(1)];
    let (mut even, mut odd) = (1.0, rho[1]);
    let mut t = 1;
    while t + 3 < n && even + odd > 0.0 {
        even = correlation(t + 1);
        odd = correlation(t + 2);
        if even + odd >= 0.0 {
            rho.push(even);
            rho.push(odd);
        }
        t += 2;
    }
    // Index of the last correlation of a positive pair, and one more if it is positive alone.
    let last = t.saturating_sub(2);
    rho.resize((last + 2).max(rho.len()), 0.0);
    rho[last + 1] = if even > 0.0 { even } else { 0.0 };
    let mut k = 1;
    while k + 2 <= last {
        let before = rho[k - 1] + rho[k];
        if rho[k + 1] + rho[k + 2] > before {
            rho[k + 1] = before / 2.0;
            rho[k + 2] = before / 2.0;
        }
        k += 2;
    }
    let tau = -1.0 + 2.0 * rho[..=last].iter().sum::<f64>() + rho[last + 1];
    total / tau.max(1.0 / libm::log10(total))
}
