//! Numbers that a model depends on, and how they are distributed.

use crate::Expr;

/// A named number.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Name.
    pub name: String,
    /// Default value.
    pub value: f64,
    /// Unit as written; `1` if dimensionless.
    pub unit: String,
    /// Smallest and largest legal value (may be infinite).
    pub bounds: (f64, f64),
    /// Prior for estimation; uniform on finite bounds if not given.
    pub prior: Option<Distribution>,
    /// Where the value comes from.
    pub source: Option<String>,
    /// A word for people, such as `growth rate of sensitive cells`.
    pub note: Option<String>,
}

/// A distribution of one number (a prior, or a spread over patients).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distribution {
    /// `uniform(low, high)`
    Uniform(f64, f64),
    /// `loguniform(low, high)`
    LogUniform(f64, f64),
    /// `normal(mean, sd)`
    Normal(f64, f64),
    /// `lognormal(median, sd of the natural logarithm)`
    LogNormal(f64, f64),
    /// `halfnormal(sd)`
    HalfNormal(f64),
    /// `beta(a, b)`
    Beta(f64, f64),
    /// `gamma(shape, mean)`
    Gamma(f64, f64),
    /// `exponential(mean)`
    Exponential(f64),
}

/// A named expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Let {
    /// Name.
    pub name: String,
    /// Its value, in parameters, states, doses, time and earlier `let`s.
    pub value: Expr,
    /// Unit as inferred or written.
    pub unit: String,
}
