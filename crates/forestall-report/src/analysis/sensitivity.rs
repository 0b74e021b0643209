//! How an outcome depends on parameters.

use serde::{Deserialize, Serialize};

/// Elasticities of one outcome: per cent of change of the outcome per per cent of change of the parameter.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Elasticities {
    /// The outcome, for example `time(progression)`.
    pub outcome: String,
    /// One row per parameter, in any order.
    pub rows: Vec<ElasticityRow>,
}

/// One parameter.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ElasticityRow {
    /// Name.
    pub parameter: String,
    /// Elasticity, dimensionless.
    pub elasticity: f64,
}

/// Shares of the variance of one outcome.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Indices {
    /// The outcome.
    pub outcome: String,
    /// One row per parameter, in any order.
    pub rows: Vec<IndexRow>,
}

/// One parameter.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct IndexRow {
    /// Name.
    pub parameter: String,
    /// Share of the variance that it explains alone.
    pub first: Share90,
    /// Share that it takes part in.
    pub total: Share90,
}

/// A share with its 90 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Share90 {
    /// Estimate.
    pub value: f64,
    /// Lower end.
    pub q05: f64,
    /// Upper end.
    pub q95: f64,
}
