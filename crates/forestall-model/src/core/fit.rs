//! What is estimated from data.

/// What is minimised when a point estimate is sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objective {
    /// Minus the log of the posterior density (noise model and priors).
    Posterior,
    /// Sum of weighted squared differences.
    SumOfSquares,
    /// Root of the sum of weighted squared differences.
    RootSumOfSquares,
}

/// What is estimated.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Indices of the estimated parameters.
    pub free: Vec<usize>,
    /// What a point estimate minimises.
    pub objective: Objective,
    /// Parameters profiled on a grid over the whole cohort: index and values.
    pub profile: Vec<(usize, Vec<f64>)>,
}
