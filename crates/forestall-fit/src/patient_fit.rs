//! One patient from readings to estimates: the best point, then draws from the posterior, then what they tell.

use forestall_base::{Draws, PatientRecord};
use forestall_engine::Model;
use forestall_model::Objective;

use crate::{
    FitError, PatientModel, PointEstimate,
    diagnose::identified,
    estimate,
    optimise::Side,
    sampler::{Sampling, particles, sample},
    space::{self, Space},
};

/// How draws from the posterior are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posterior {
    /// Chains with local (NUTS) and global moves, until they agree.
    Nuts,
    /// Tempered particles.
    Smc,
}

/// How a patient is fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FitOptions {
    /// Draws from the posterior, or the best point alone.
    pub posterior: Option<Posterior>,
    /// What the best point minimises.
    pub objective: Objective,
    /// Starting points of the search for it.
    pub starts: usize,
    /// Effective draws wanted per parameter.
    pub ess: f64,
    /// Seed.
    pub seed: u64,
}

/// A fitted patient.
#[derive(Debug, Clone, PartialEq)]
pub struct PatientFit {
    /// The best point.
    pub estimate: PointEstimate,
    /// Draws of the free parameters, on their own scale.
    pub draws: Option<Draws>,
    /// Largest rank-normalised split R-hat.
    pub rhat_max: Option<f64>,
    /// Smallest of bulk and tail effective sample sizes.
    pub ess_min: Option<f64>,
    /// Number of divergent transitions.
    pub divergences: usize,
    /// Number of simulations.
    pub evaluations: usize,
    /// For each free parameter, whether the data told anything about it.
    pub identified: Vec<bool>,
    /// What a reader of the estimates must know, in plain words.
    pub warnings: Vec<String>,
}

/// Fits a patient. `free` are the free parameters (in the order of `space`), `base` a value for every parameter of the model,
/// `number` the number of the patient's random streams.
///
/// # Errors
/// [`FitError`] if the record cannot be used, no point can be evaluated, or the model fails.
pub fn fit_patient(
    model: &Model,
    record: &PatientRecord,
    space: &Space,
    free: &[usize],
    base: &[f64],
    options: &FitOptions,
    number: u32,
) -> Result<PatientFit, FitError> {
    let mut patient = PatientModel::new(model, record, free, base)?;
    let best = estimate(&mut patient, space, options.objective, options.starts)?;
    let mut warnings = Vec::new();
    for (coordinate, side) in space.coordinates().iter().zip(&best.sides) {
        let (low, high) = coordinate.bounds;
        let at = match side {
            Side::Inside => continue,
            Side::Low => low,
            Side::High => high,
        };
        warnings.push(format!(
            "the best {} lies at its bound {at}",
            coordinate.name
        ));
    }
    let mut fitted = PatientFit {
        evaluations: best.evaluations,
        identified: vec![true; free.len()],
        estimate: best,
        draws: None,
        rhat_max: None,
        ess_min: None,
        divergences: 0,
        warnings,
    };
    if let Some(posterior) = options.posterior {
        let target = space::Posterior::new(space.clone(), patient)?;
        let units = free
            .iter()
            .map(|&i| model.core().parameters[i].unit.clone())
            .collect();
        draw(&mut fitted, target, units, posterior, options, number)?;
    }
    Ok(fitted)
}

/// Draws from the posterior and says what they tell.
fn draw(
    fitted: &mut PatientFit,
    mut target: space::Posterior<PatientModel<'_>>,
    units: Vec<String>,
    posterior: Posterior,
    options: &FitOptions,
    number: u32,
) -> Result<(), FitError> {
    let space = &target.space().clone();
    let d = space.dimension();
    let sample = match posterior {
        Posterior::Nuts => {
            let sampling = Sampling {
                ess: options.ess,
                ..Sampling::default()
            };
            let sample = sample(&mut target, &sampling, options.seed, number)?;
            fitted.rhat_max = Some(sample.rhat_max);
            fitted.ess_min = Some(sample.ess_min);
            fitted.divergences = sample.divergences;
            if !sample.agreed {
                fitted.warnings.push(format!(
                    "the chains do not agree as wanted after {} draws each: R-hat {:.3}, smallest effective sample size {:.0}",
                    sample.length, sample.rhat_max, sample.ess_min
                ));
            }
            fitted.evaluations += sample.evaluations;
            sample.points
        }
        Posterior::Smc => {
            let count = (options.ess as usize).max(512);
            let cloud = particles(&mut target, count, options.seed, number)?;
            fitted.evaluations += cloud.evaluations;
            cloud.points
        }
    };
    let rows = sample.len() / d;
    let length = fitted
        .rhat_max
        .map_or(rows, |_| rows / Sampling::default().chains);
    let mut values = vec![0.0; sample.len()];
    for (z, x) in sample.chunks_exact(d).zip(values.chunks_exact_mut(d)) {
        space.to_bounded(z, x);
    }
    let columns: Vec<Vec<f64>> = (0..d)
        .map(|i| values.iter().skip(i).step_by(d).copied().collect())
        .collect();
    let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    for (slot, verdict) in identified(space, &slices).into_iter().enumerate() {
        if let Some(reason) = verdict.reason {
            fitted.identified[slot] = false;
            fitted
                .warnings
                .push(format!("{} is not identified: {reason}", verdict.name));
        }
    }
    fitted.draws = Some(Draws {
        names: space.coordinates().iter().map(|c| c.name.clone()).collect(),
        units,
        chain: (0..rows).map(|r| (r / length) as u32).collect(),
        draw: (0..rows).map(|r| (r % length) as u32).collect(),
        values,
    });
    Ok(())
}
