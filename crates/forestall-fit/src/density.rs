//! What optimisers and samplers ask of a model: many parameter vectors at once.

use crate::FitError;

/// A logarithmic density that is evaluated at many points at once.
///
/// Points, values and gradients are flat and row-major: `n` points of dimension `d` take `n * d`, `n` and `n * d` numbers. An
/// implementation puts the points of one call into the lanes of its engine. The value at a point must not depend on the other
/// points of the call: runs are reproducible only because of that.
pub trait BatchDensity {
    /// Number of coordinates of a point.
    fn dimension(&self) -> usize;

    /// Writes the logarithm of the density (up to a constant) of each point and, if wanted, its gradient.
    ///
    /// A point outside the support, or at which the model fails, gets `-inf` or NaN; its gradient is not read.
    ///
    /// # Errors
    /// [`FitError::Model`] if nothing can be evaluated at all; never for a single bad point.
    fn evaluate(
        &mut self,
        points: &[f64],
        value: &mut [f64],
        gradient: Option<&mut [f64]>,
    ) -> Result<(), FitError>;
}

/// A density made of a prior that can be drawn from and a likelihood: what a tempered sampler needs.
pub trait Tempered {
    /// Number of coordinates of a point.
    fn dimension(&self) -> usize;

    /// Draws a point from the prior.
    fn draw_prior(&self, stream: &mut forestall_base::Stream, point: &mut [f64]);

    /// Logarithm of the normalised prior density at a point.
    fn ln_prior(&self, point: &[f64]) -> f64;

    /// Writes the log likelihood of each point, as [`BatchDensity::evaluate`] does.
    ///
    /// # Errors
    /// [`FitError::Model`] if nothing can be evaluated at all.
    fn ln_likelihood(&mut self, points: &[f64], value: &mut [f64]) -> Result<(), FitError>;
}

/// Weighted residuals, and their derivatives, at many points at once: what least squares needs.
pub trait BatchResiduals {
    /// Number of coordinates of a point.
    fn dimension(&self) -> usize;

    /// Number of residuals of a point.
    fn count(&self) -> usize;

    /// Writes the residuals of each point (`n * count`) and their derivatives (`n * count * dimension`, coordinate fastest).
    ///
    /// A point at which the model fails gets NaN in its first residual.
    ///
    /// # Errors
    /// [`FitError::Model`] if nothing can be evaluated at all.
    fn evaluate(
        &mut self,
        points: &[f64],
        residuals: &mut [f64],
        jacobian: &mut [f64],
    ) -> Result<(), FitError>;
}
