//! Prior and likelihood together, as a density on the real space.

use forestall_base::Stream;

use super::Space;
use crate::{BatchDensity, FitError, Tempered};

/// The posterior density of the parameters of a [`Space`] under a log likelihood that is a function of the bounded parameters.
#[derive(Debug, Clone)]
pub struct Posterior<L> {
    space: Space,
    likelihood: L,
    bounded: Vec<f64>,
}

impl<L: BatchDensity> Posterior<L> {
    /// Puts a space and a log likelihood (of bounded parameters) together.
    ///
    /// # Errors
    /// [`FitError::Length`] if their dimensions differ.
    pub fn new(space: Space, likelihood: L) -> Result<Self, FitError> {
        if likelihood.dimension() != space.dimension() {
            return Err(FitError::Length {
                what: "parameters of the likelihood",
                found: likelihood.dimension(),
                expected: space.dimension(),
            });
        }
        Ok(Self {
            space,
            likelihood,
            bounded: Vec::new(),
        })
    }

    /// The space.
    pub fn space(&self) -> &Space {
        &self.space
    }

    fn fill_bounded(&mut self, points: &[f64]) {
        let d = self.space.dimension();
        self.bounded.resize(points.len(), 0.0);
        for (z, x) in points.chunks_exact(d).zip(self.bounded.chunks_exact_mut(d)) {
            self.space.to_bounded(z, x);
        }
    }
}

impl<L: BatchDensity> BatchDensity for Posterior<L> {
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
        self.fill_bounded(points);
        self.likelihood
            .evaluate(&self.bounded, value, gradient.as_deref_mut())?;
        for (k, z) in points.chunks_exact(d).enumerate() {
            let slot = gradient.as_deref_mut().map(|g| {
                let row = &mut g[k * d..(k + 1) * d];
                for ((g, c), z) in row.iter_mut().zip(&self.space.coordinates).zip(z) {
                    *g *= c.transform.image(*z).slope;
                }
                row
            });
            value[k] += self.space.ln_prior(z, slot);
        }
        Ok(())
    }
}

impl<L: BatchDensity> Tempered for Posterior<L> {
    fn dimension(&self) -> usize {
        self.space.dimension()
    }

    fn draw_prior(&self, stream: &mut Stream, point: &mut [f64]) {
        self.space.draw_prior(stream, point);
    }

    fn ln_prior(&self, point: &[f64]) -> f64 {
        self.space.ln_prior(point, None)
    }

    fn ln_likelihood(&mut self, points: &[f64], value: &mut [f64]) -> Result<(), FitError> {
        self.fill_bounded(points);
        self.likelihood.evaluate(&self.bounded, value, None)
    }
}
