//! Point estimates of one patient: many starts, least squares first, then the posterior density itself.

use forestall_model::{Expr, Noise, Objective};

use crate::{
    BatchDensity, FitError, PatientModel,
    optimise::{Optima, Side, Stopping, least_squares, quasi_newton, spread},
    space::Space,
};

/// The best point of a patient.
#[derive(Debug, Clone, PartialEq)]
pub struct PointEstimate {
    /// Free parameters, in the order of the fit.
    pub point: Vec<f64>,
    /// Where each lies within its bounds.
    pub sides: Vec<Side>,
    /// What was minimised: the sum of squares, its root, or minus the log posterior density.
    pub loss: f64,
    /// Sum of squared weighted residuals.
    pub sum_of_squares: f64,
    /// 1 - RSS/TSS over uncensored readings (unweighted).
    pub r2: f64,
    /// Akaike's criterion `n ln(RSS/n) + 2k`, k counting the parameters of the curve (not of the noise).
    pub aic: f64,
    /// Number of uncensored readings.
    pub readings: usize,
    /// Predicted value of each reading, scaled as the data.
    pub predicted: Vec<f64>,
    /// Number of distinct local optima met.
    pub optima: usize,
    /// Number of simulations made.
    pub evaluations: usize,
}

/// Finds the best point from `starts` starting points.
///
/// # Errors
/// [`FitError`] if no start can be evaluated or the model has no noise where the objective needs it.
pub fn estimate(
    patient: &mut PatientModel<'_>,
    space: &Space,
    objective: Objective,
    starts: usize,
) -> Result<PointEstimate, FitError> {
    let d = space.dimension();
    let unit = spread(d, starts.max(1));
    let points: Vec<Vec<f64>> = unit
        .chunks_exact(d)
        .map(|u| {
            let mut x = vec![0.0; d];
            space.from_unit(u, &mut x);
            x
        })
        .collect();
    let bounds = space.bounds();
    let squares = least_squares(patient, &bounds, &points, Stopping::default())?;
    if objective != Objective::Posterior {
        return finish(patient, &squares, objective);
    }
    let noise = noise_parameters(patient);
    let mut seeds: Vec<Vec<f64>> = Vec::new();
    for optimum in squares.optima.iter().take(4) {
        let mut seed = optimum.point.clone();
        let count = patient.data().len().max(1) as f64;
        for &(slot, relative) in &noise {
            let (low, high) = bounds[slot];
            let scale = if relative { mean_size(patient) } else { 1.0 };
            let size = (optimum.value / count).sqrt() / scale;
            seed[slot] = size.max(1e-6).clamp(low, high);
        }
        seeds.push(seed);
    }
    let mut density = BoundedPosterior { space, patient };
    let best = quasi_newton(&mut density, &bounds, &seeds, Stopping::default())?;
    let mut found = finish(density.patient, &best, objective)?;
    found.evaluations += squares.evaluations;
    found.optima = squares.optima.len();
    Ok(found)
}

/// Positions of free parameters that are nothing but a standard deviation, and whether it is relative.
fn noise_parameters(patient: &PatientModel<'_>) -> Vec<(usize, bool)> {
    let slot = |expr: &Expr| match expr {
        Expr::Parameter(index) => patient.free().iter().position(|f| f == index),
        _ => None,
    };
    let mut found = Vec::new();
    for assay in &patient.core().assays {
        match &assay.noise {
            Noise::None => {}
            Noise::Normal(sd) => found.extend(slot(sd).map(|s| (s, false))),
            Noise::Proportional(b) | Noise::LogNormal(b) => {
                found.extend(slot(b).map(|s| (s, true)));
            }
            Noise::Combined(sd, b) => {
                found.extend(slot(sd).map(|s| (s, false)));
                found.extend(slot(b).map(|s| (s, true)));
            }
        }
    }
    found
}

fn mean_size(patient: &PatientModel<'_>) -> f64 {
    let data = patient.data();
    let sum: f64 = data.iter().map(|d| d.value.abs()).sum();
    (sum / data.len().max(1) as f64).max(1e-12)
}

fn finish(
    patient: &PatientModel<'_>,
    optima: &Optima,
    objective: Objective,
) -> Result<PointEstimate, FitError> {
    let best = optima.best();
    let predicted = patient.predict(&best.point)?;
    let used: Vec<_> = patient
        .data()
        .iter()
        .zip(&predicted)
        .filter(|(d, _)| d.censoring == forestall_base::Censoring::None)
        .collect();
    let n = used.len() as f64;
    let mean = used.iter().map(|(d, _)| d.value).sum::<f64>() / n;
    let total: f64 = used.iter().map(|(d, _)| (d.value - mean).powi(2)).sum();
    let rest: f64 = used.iter().map(|(d, f)| (d.value - **f).powi(2)).sum();
    let weighted: f64 = used
        .iter()
        .map(|(d, f)| (d.weight * (d.value - **f)).powi(2))
        .sum();
    let k = patient.free().len() - noise_parameters(patient).len();
    Ok(PointEstimate {
        loss: match objective {
            Objective::RootSumOfSquares => best.value.sqrt(),
            Objective::SumOfSquares | Objective::Posterior => best.value,
        },
        point: best.point.clone(),
        sides: best.sides.clone(),
        sum_of_squares: weighted,
        r2: 1.0 - rest / total,
        aic: n * libm::log(rest / n) + 2.0 * k as f64,
        readings: used.len(),
        predicted,
        optima: optima.optima.len(),
        evaluations: optima.evaluations,
    })
}

/// Prior and likelihood as a density of the bounded parameters themselves.
struct BoundedPosterior<'a, 'model> {
    space: &'a Space,
    patient: &'a mut PatientModel<'model>,
}

impl BatchDensity for BoundedPosterior<'_, '_> {
    fn dimension(&self) -> usize {
        self.space.dimension()
    }

    fn evaluate(
        &mut self,
        points: &[f64],
        value: &mut [f64],
        mut gradient: Option<&mut [f64]>,
    ) -> Result<(), FitError> {
        let d = self.space.dimension();
        BatchDensity::evaluate(self.patient, points, value, gradient.as_deref_mut())?;
        for (k, point) in points.chunks_exact(d).enumerate() {
            for (j, (coordinate, &x)) in self.space.coordinates().iter().zip(point).enumerate() {
                let (density, slope) = coordinate.prior.ln_density(x);
                value[k] += density;
                if let Some(gradient) = gradient.as_deref_mut() {
                    gradient[k * d + j] += slope;
                }
            }
        }
        Ok(())
    }
}
