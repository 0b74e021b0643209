//! The space in which parameters are sought: bounds and priors of the model, seen from the real line.
//!
//! Optimisers work on the parameters themselves, within closed bounds. Samplers work on the whole of `R^d`, where the density of
//! `z` is that of `x(z)` times `|dx/dz|`.

// Several arrays share one index; zipped iterators would hide the algebra.
#![allow(clippy::needless_range_loop)]

mod posterior;
mod prior;
mod transform;

#[cfg(test)]
mod tests;

use forestall_base::Stream;
use forestall_model::{Distribution, Parameter};

pub use posterior::Posterior;
pub use prior::Prior;
pub use transform::{Image, Transform};

use crate::FitError;

/// One free parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Coordinate {
    /// Name.
    pub name: String,
    /// Smallest and largest legal value.
    pub bounds: (f64, f64),
    /// Prior, cut to the bounds.
    pub prior: Prior,
    /// Map from the real line into the bounds.
    pub transform: Transform,
}

/// The free parameters of a fit, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Space {
    coordinates: Vec<Coordinate>,
}

impl Space {
    /// The space of the parameters with the indices `free`. Without a prior, a parameter is uniform on its finite bounds.
    ///
    /// # Errors
    /// [`FitError`] if nothing is free, an index does not exist, bounds are empty, an unbounded parameter has no prior, or a prior
    /// has no mass within the bounds.
    pub fn of_model(parameters: &[Parameter], free: &[usize]) -> Result<Self, FitError> {
        if free.is_empty() {
            return Err(FitError::NothingFree);
        }
        let coordinates = free
            .iter()
            .map(|&index| {
                let parameter = parameters.get(index).ok_or(FitError::NoParameter {
                    index,
                    count: parameters.len(),
                })?;
                Coordinate::new(&parameter.name, parameter.bounds, parameter.prior)
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { coordinates })
    }

    /// The space of given coordinates.
    ///
    /// # Errors
    /// [`FitError::NothingFree`] if there are none.
    pub fn new(coordinates: Vec<Coordinate>) -> Result<Self, FitError> {
        if coordinates.is_empty() {
            return Err(FitError::NothingFree);
        }
        Ok(Self { coordinates })
    }

    /// Number of free parameters.
    pub fn dimension(&self) -> usize {
        self.coordinates.len()
    }

    /// The free parameters in order.
    pub fn coordinates(&self) -> &[Coordinate] {
        &self.coordinates
    }

    /// Bounds in order.
    pub fn bounds(&self) -> Vec<(f64, f64)> {
        self.coordinates.iter().map(|c| c.bounds).collect()
    }

    /// The parameters that `z` stands for.
    pub fn to_bounded(&self, z: &[f64], x: &mut [f64]) {
        for ((c, z), x) in self.coordinates.iter().zip(z).zip(x) {
            *x = c.transform.image(*z).x;
        }
    }

    /// The point of the real space that parameters stand for; values on a bound are taken as just inside.
    pub fn to_free(&self, x: &[f64], z: &mut [f64]) {
        for ((c, x), z) in self.coordinates.iter().zip(x).zip(z) {
            *z = c.transform.inverse(*x);
        }
    }

    /// Log density of the prior at `z`, with the Jacobian of the transforms; adds its gradient to `gradient` if given.
    pub fn ln_prior(&self, z: &[f64], gradient: Option<&mut [f64]>) -> f64 {
        let mut total = 0.0;
        let mut gradient = gradient;
        for (i, c) in self.coordinates.iter().enumerate() {
            let image = c.transform.image(z[i]);
            let (value, slope) = c.prior.ln_density(image.x);
            total += value + image.ln_slope;
            if let Some(g) = gradient.as_deref_mut() {
                g[i] += slope * image.slope + image.curve;
            }
        }
        total
    }

    /// Draws a point `z` from the prior.
    pub fn draw_prior(&self, stream: &mut Stream, z: &mut [f64]) {
        for (c, z) in self.coordinates.iter().zip(z) {
            *z = c.transform.inverse(c.prior.quantile(stream.uniform()));
        }
    }

    /// Turns coordinates of the unit cube into parameters through the prior quantiles: spreads starting points as the prior does.
    pub fn from_unit(&self, unit: &[f64], x: &mut [f64]) {
        for ((c, u), x) in self.coordinates.iter().zip(unit).zip(x) {
            *x = c.prior.quantile(*u);
        }
    }
}

impl Coordinate {
    /// A free parameter with bounds and prior.
    ///
    /// # Errors
    /// [`FitError`] if the bounds are empty, or there is neither a prior nor a finite interval, or the prior has no mass in it.
    pub fn new(
        name: &str,
        bounds: (f64, f64),
        prior: Option<Distribution>,
    ) -> Result<Self, FitError> {
        let (low, high) = bounds;
        let name = name.to_owned();
        if low.is_nan() || high.is_nan() || low >= high {
            return Err(FitError::EmptyBounds { name, low, high });
        }
        let distribution = match prior {
            Some(prior) => prior,
            None if low.is_finite() && high.is_finite() => Distribution::Uniform(low, high),
            None => return Err(FitError::NoPrior { name, low, high }),
        };
        let Some(prior) = Prior::new(distribution, bounds) else {
            let prior = written(distribution);
            return Err(FitError::EmptyPrior {
                name,
                prior,
                low,
                high,
            });
        };
        let (from, to) = prior.support();
        let transform = match distribution {
            Distribution::LogUniform(..) => Transform::LogProbit(from, to),
            _ => Transform::between(from, to),
        };
        Ok(Self {
            name,
            bounds: (from, to),
            prior,
            transform,
        })
    }
}

/// A distribution as the model file writes it.
fn written(distribution: Distribution) -> String {
    match distribution {
        Distribution::Uniform(a, b) => format!("uniform({a}, {b})"),
        Distribution::LogUniform(a, b) => format!("loguniform({a}, {b})"),
        Distribution::Normal(a, b) => format!("normal({a}, {b})"),
        Distribution::LogNormal(a, b) => format!("lognormal({a}, {b})"),
        Distribution::HalfNormal(a) => format!("halfnormal({a})"),
        Distribution::Beta(a, b) => format!("beta({a}, {b})"),
        Distribution::Gamma(a, b) => format!("gamma({a}, {b})"),
        Distribution::Exponential(a) => format!("exponential({a})"),
    }
}
