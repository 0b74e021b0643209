//! Tempered particles: from the prior to the posterior in steps that keep half of the particles effective.
//!
//! Del Moral, Doucet, Jasra 2006 (doi:10.1111/j.1467-9868.2006.00553.x), with temperatures chosen by the effective sample size,
//! systematic resampling and random-walk Metropolis moves scaled by the particles' own covariance.

use forestall_base::Stream;

use crate::{Cholesky, FitError, Tempered, linear::weighted_moments};

/// Channel of particle 0; later particles follow.
const CHANNEL: u64 = 0x736D_6300_0000_0000;

/// Moves of each particle per temperature.
const MOVES: usize = 6;

/// Particles of the posterior, on the real line of each coordinate.
#[derive(Debug, Clone, PartialEq)]
pub struct Particles {
    /// Points, flat: `count x dimension`.
    pub points: Vec<f64>,
    /// Log likelihood plus log prior of each.
    pub ln_posterior: Vec<f64>,
    /// Logarithm of the evidence (the likelihood averaged over the prior).
    pub ln_evidence: f64,
    /// Number of temperatures.
    pub temperatures: usize,
    /// Number of points evaluated.
    pub evaluations: usize,
}

/// Effective number of weights `exp(ln_w)`, and the logarithm of their mean.
fn effective(ln_w: &[f64]) -> (f64, f64) {
    let top = ln_w.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !top.is_finite() {
        return (0.0, f64::NEG_INFINITY);
    }
    let (mut sum, mut squares) = (0.0, 0.0);
    for &l in ln_w {
        let w = libm::exp(l - top);
        sum += w;
        squares += w * w;
    }
    (
        sum * sum / squares,
        top + libm::log(sum / ln_w.len() as f64),
    )
}

/// Draws `count` particles of the posterior.
///
/// # Errors
/// [`FitError::NoFiniteValue`] if no draw from the prior can be evaluated, and the evaluator's own errors.
pub fn particles(
    target: &mut dyn Tempered,
    count: usize,
    seed: u64,
    number: u32,
) -> Result<Particles, FitError> {
    let d = target.dimension();
    let mut streams: Vec<Stream> = (0..count)
        .map(|i| Stream::new(seed, number, CHANNEL + i as u64))
        .collect();
    let mut common = Stream::new(seed, number, CHANNEL - 1);
    let mut points = vec![0.0; count * d];
    for (stream, point) in streams.iter_mut().zip(points.chunks_exact_mut(d)) {
        target.draw_prior(stream, point);
    }
    let mut likelihood = vec![0.0; count];
    target.ln_likelihood(&points, &mut likelihood)?;
    for value in &mut likelihood {
        if value.is_nan() {
            *value = f64::NEG_INFINITY;
        }
    }
    if likelihood.iter().all(|l| !l.is_finite()) {
        return Err(FitError::NoFiniteValue {
            tried: count,
            what: "draws from the prior",
        });
    }
    let mut evaluations = count;
    let (mut temperature, mut temperatures, mut ln_evidence) = (0.0, 0, 0.0);
    let mut scale = 2.38 / (d as f64).sqrt();
    while temperature < 1.0 && temperatures < 200 {
        let step = next_step(&likelihood, temperature);
        let weights: Vec<f64> = likelihood.iter().map(|l| step * l).collect();
        ln_evidence += effective(&weights).1;
        temperature += step;
        temperatures += 1;
        let normal = normalised(&weights);
        let (_, _, covariance) = weighted_moments(&points, |i| normal[i], d);
        let factor = Cholesky::regularised(&covariance, d);
        let chosen = resample(&normal, common.uniform());
        points = chosen
            .iter()
            .flat_map(|&i| points[i * d..(i + 1) * d].to_vec())
            .collect();
        likelihood = chosen.iter().map(|&i| likelihood[i]).collect();
        for _ in 0..MOVES {
            let mut trial = points.clone();
            let mut unit = vec![0.0; d];
            let mut shift = vec![0.0; d];
            for (stream, point) in streams.iter_mut().zip(trial.chunks_exact_mut(d)) {
                for u in &mut unit {
                    *u = stream.normal();
                }
                factor.multiply(&unit, &mut shift);
                for (x, s) in point.iter_mut().zip(&shift) {
                    *x += scale * s;
                }
            }
            let mut found = vec![0.0; count];
            target.ln_likelihood(&trial, &mut found)?;
            evaluations += count;
            let mut accepted = 0;
            for i in 0..count {
                let (old, new) = (&points[i * d..(i + 1) * d], &trial[i * d..(i + 1) * d]);
                let gain = temperature * (found[i] - likelihood[i]) + target.ln_prior(new)
                    - target.ln_prior(old);
                if libm::log(streams[i].uniform()) < gain {
                    points[i * d..(i + 1) * d].copy_from_slice(&trial[i * d..(i + 1) * d]);
                    likelihood[i] = found[i];
                    accepted += 1;
                }
            }
            // Towards a quarter accepted.
            let rate = f64::from(accepted) / count as f64;
            scale *= libm::exp(rate - 0.25).clamp(0.6, 1.6);
        }
    }
    let ln_posterior = points
        .chunks_exact(d)
        .zip(&likelihood)
        .map(|(p, l)| l + target.ln_prior(p))
        .collect();
    Ok(Particles {
        points,
        ln_posterior,
        ln_evidence,
        temperatures,
        evaluations,
    })
}

/// The largest step of temperature that keeps half of the particles effective.
fn next_step(likelihood: &[f64], temperature: f64) -> f64 {
    let half = 0.5 * likelihood.len() as f64;
    let size = |step: f64| {
        let weights: Vec<f64> = likelihood.iter().map(|l| step * l).collect();
        effective(&weights).0
    };
    let rest = 1.0 - temperature;
    if size(rest) >= half {
        return rest;
    }
    let (mut low, mut high) = (0.0, rest);
    for _ in 0..50 {
        let middle = 0.5 * (low + high);
        if size(middle) >= half {
            low = middle;
        } else {
            high = middle;
        }
    }
    // Particles of density 0 can keep even the smallest step from being effective enough.
    low.max(1e-9 * rest)
}

fn normalised(ln_w: &[f64]) -> Vec<f64> {
    let top = ln_w.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = ln_w.iter().map(|l| libm::exp(l - top)).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|w| w / sum).collect()
}

/// Systematic resampling: one uniform number chooses all.
fn resample(weights: &[f64], uniform: f64) -> Vec<usize> {
    let n = weights.len();
    let (mut chosen, mut sum, mut next) = (Vec::with_capacity(n), weights[0], 0);
    for i in 0..n {
        let place = (i as f64 + uniform) / n as f64;
        while place > sum && next + 1 < n {
            next += 1;
            sum += weights[next];
        }
        chosen.push(next);
    }
    chosen
}
