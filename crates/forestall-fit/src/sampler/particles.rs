//! Tempered particles: from the prior to the posterior, with the evidence.
//!
//! Sequential Monte Carlo (Del Moral, Doucet, Jasra 2006, doi:10.1111/j.1467-9868.2006.00553.x) in its waste-free form (Dau,
//! Chopin 2022, doi:10.1111/rssb.12475): after each rise of the temperature some ancestors are resampled, each walks a short chain, and
//! all points of all chains are the next particles. Temperatures are chosen by the effective sample size. Two moves alternate: an
//! independent proposal from a mixture sketched on the resampled population, which keeps the weights of modes right, and a step along
//! the difference of two members of the population (ter Braak 2006, doi:10.1007/s11222-006-8769-1), which knows the local scale.
//! Population and mixture are frozen while the chains walk, so both are Metropolis-Hastings moves.

use serde::{Deserialize, Serialize};

use super::Mixture;
use super::channels::{Purpose, stream};
use crate::{FitError, Tempered};

/// Points per ancestor.
const WALK: usize = 4;
/// Moves per point.
const MOVES: usize = 2;
/// Rounds of moves at the end, with a mixture sketched from particles of the posterior itself.
const POLISH: usize = 1;
/// Share of the particles that stays effective when the temperature rises.
const EFFECTIVE: f64 = 0.5;
/// Particles of the posterior, on the real space.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Particles {
    /// Points, flat, equally weighted.
    pub points: Vec<f64>,
    /// Log likelihood plus log prior of each.
    pub ln_posterior: Vec<f64>,
    /// Logarithm of the evidence: of the likelihood averaged over the prior.
    pub ln_evidence: f64,
    /// Rises of the temperature.
    pub temperatures: usize,
    /// Points evaluated.
    pub evaluations: usize,
    /// Share of accepted moves at each temperature.
    pub acceptance: Vec<f64>,
}

/// Draws at least `count` particles (rounded up to whole walks of 4).
///
/// # Errors
/// [`FitError::NoFiniteValue`] if no draw from the prior can be evaluated; [`FitError::Setting`] for fewer than 64 particles; the
/// evaluator's own errors.
pub fn particles(
    target: &mut dyn Tempered,
    count: usize,
    seed: u64,
    patient: u32,
) -> Result<Particles, FitError> {
    if count < 64 {
        return Err(FitError::Setting {
            setting: "particles",
            found: count as f64,
            expected: "at least 64",
        });
    }
    let d = target.dimension();
    let ancestors = count.div_ceil(WALK);
    let count = ancestors * WALK;
    let mut points = vec![0.0; count * d];
    for (k, point) in points.chunks_exact_mut(d).enumerate() {
        target.draw_prior(&mut stream(seed, patient, Purpose::Prior, k, 0), point);
    }
    let mut likelihood = vec![0.0; count];
    evaluate(target, &points, &mut likelihood)?;
    let mut evaluations = count;
    if likelihood.iter().all(|l| !l.is_finite()) {
        return Err(FitError::NoFiniteValue {
            tried: count,
            what: "draws from the prior",
        });
    }
    let mut prior: Vec<f64> = points.chunks_exact(d).map(|p| target.ln_prior(p)).collect();
    let (mut temperature, mut ln_evidence, mut scale) = (0.0, 0.0, 1.0);
    let mut acceptance = Vec::new();
    let mut polish = POLISH;
    while (temperature < 1.0 || polish > 0) && acceptance.len() < 500 {
        let rise = if temperature < 1.0 {
            next_rise(&likelihood, 1.0 - temperature)
        } else {
            polish -= 1;
            0.0
        };
        let weights: Vec<f64> = likelihood
            .iter()
            .map(|l| if rise > 0.0 { rise * l } else { 0.0 })
            .collect();
        ln_evidence += effective(&weights).1;
        temperature = if rise >= 1.0 - temperature {
            1.0
        } else {
            temperature + rise
        };
        let when = acceptance.len();
        let mut common = stream(seed, patient, Purpose::Resample, 0, when);
        let chosen = resample(&weights, count, common.uniform());
        let population: Vec<f64> = gather(&points, &chosen, d);
        // Every fourth of the resampled particles starts a walk.
        let offset = common.below(WALK);
        let start: Vec<usize> = (0..ancestors).map(|a| chosen[a * WALK + offset]).collect();
        let mut here = gather(&points, &start, d);
        let mut here_likelihood: Vec<f64> = start.iter().map(|&k| likelihood[k]).collect();
        let mut here_prior: Vec<f64> = start.iter().map(|&k| prior[k]).collect();
        let mixture = Mixture::sketch(&population, d, &mut common);
        let mut streams: Vec<_> = (0..ancestors)
            .map(|a| stream(seed, patient, Purpose::Move, a, when))
            .collect();
        let mut moved = (0, 0);
        let (mut trial, mut found) = (here.clone(), vec![0.0; ancestors]);
        // Before the first kept point too, so that copies of one ancestor part.
        for step in 0..WALK * MOVES {
            let global = step % MOVES == 0;
            // Logarithm of the ratio of proposal densities, there over back.
            let mut asymmetry = vec![0.0; ancestors];
            for (a, stream) in streams.iter_mut().enumerate() {
                let row = a * d..(a + 1) * d;
                if global {
                    mixture.draw(stream, &mut trial[row.clone()]);
                    asymmetry[a] =
                        mixture.ln_density(&trial[row.clone()]) - mixture.ln_density(&here[row]);
                    continue;
                }
                let (i, j) = (stream.below(count), stream.below(count));
                let stretch = scale * 1.19 / (d as f64).sqrt() * (0.5 + stream.uniform());
                for k in 0..d {
                    let difference = population[i * d + k] - population[j * d + k];
                    trial[a * d + k] = here[a * d + k] + stretch * difference;
                }
            }
            evaluate(target, &trial, &mut found)?;
            evaluations += ancestors;
            for (a, stream) in streams.iter_mut().enumerate() {
                let new = &trial[a * d..(a + 1) * d];
                let new_prior = target.ln_prior(new);
                let gain = temperature * (found[a] - here_likelihood[a]) + new_prior
                    - here_prior[a]
                    - asymmetry[a];
                let accepted = libm::log(stream.uniform()) < gain;
                if accepted {
                    here[a * d..(a + 1) * d].copy_from_slice(new);
                    here_likelihood[a] = found[a];
                    here_prior[a] = new_prior;
                }
                if !global {
                    moved.0 += usize::from(accepted);
                    moved.1 += 1;
                }
            }
            if (step + 1) % MOVES == 0 {
                let from = step / MOVES * ancestors;
                points[from * d..(from + ancestors) * d].copy_from_slice(&here);
                likelihood[from..from + ancestors].copy_from_slice(&here_likelihood);
                prior[from..from + ancestors].copy_from_slice(&here_prior);
            }
        }
        let rate = f64::from(moved.0 as u32) / f64::from(moved.1.max(1) as u32);
        acceptance.push(rate);
        scale = (scale * libm::exp(1.5 * (rate - 0.25))).clamp(0.05, 2.0);
    }
    Ok(Particles {
        ln_posterior: likelihood.iter().zip(&prior).map(|(l, p)| l + p).collect(),
        points,
        ln_evidence,
        temperatures: acceptance.len() - POLISH,
        evaluations,
        acceptance,
    })
}

/// Log likelihoods with NaN as "impossible".
fn evaluate(target: &mut dyn Tempered, points: &[f64], value: &mut [f64]) -> Result<(), FitError> {
    target.ln_likelihood(points, value)?;
    for v in value {
        if v.is_nan() {
            *v = f64::NEG_INFINITY;
        }
    }
    Ok(())
}

fn gather(points: &[f64], chosen: &[usize], d: usize) -> Vec<f64> {
    chosen
        .iter()
        .flat_map(|&k| points[k * d..(k + 1) * d].iter().copied())
        .collect()
}

/// Effective number of the weights `exp(ln_w)`, and the logarithm of their mean.
fn effective(ln_w: &[f64]) -> (f64, f64) {
    let top = ln_w.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (mut sum, mut squares) = (0.0, 0.0);
    for l in ln_w {
        let w = libm::exp(l - top);
        sum += w;
        squares += w * w;
    }
    (
        sum * sum / squares,
        top + libm::log(sum / ln_w.len() as f64),
    )
}

/// The largest rise of temperature, up to `rest`, that keeps the wanted share of the possible particles effective.
fn next_rise(likelihood: &[f64], rest: f64) -> f64 {
    let possible = likelihood.iter().filter(|l| l.is_finite()).count();
    let wanted = EFFECTIVE * possible as f64;
    let size = |rise: f64| {
        let weights: Vec<f64> = likelihood.iter().map(|l| rise * l).collect();
        effective(&weights).0
    };
    if size(rest) >= wanted {
        return rest;
    }
    // Bisection on the logarithm: the first rises may be tiny.
    let (mut low, mut high) = (libm::log(rest) - 60.0, libm::log(rest));
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        if size(libm::exp(middle)) >= wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    libm::exp(low)
}

/// Systematic resampling of `count` indices: one uniform number chooses all.
fn resample(ln_w: &[f64], count: usize, uniform: f64) -> Vec<usize> {
    let top = ln_w.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = ln_w.iter().map(|l| libm::exp(l - top)).collect();
    let stride = weights.iter().sum::<f64>() / count as f64;
    let (mut next, mut sum) = (0, weights[0]);
    (0..count)
        .map(|k| {
            let place = (k as f64 + uniform) * stride;
            while place > sum && next + 1 < weights.len() {
                next += 1;
                sum += weights[next];
            }
            next
        })
        .collect()
}
