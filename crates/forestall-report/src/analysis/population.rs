//! A virtual population.

use serde::{Deserialize, Serialize};

use crate::report::{Band, Quantity};

/// Best response per virtual patient under one regimen.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Waterfall {
    /// What is measured, for example `volume`.
    pub assay: String,
    /// Regimen.
    pub regimen: String,
    /// Per patient, the smallest value over the first one, minus 1; in any order.
    pub changes: Vec<f64>,
}

/// Curves of virtual patients under one regimen.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Bundle {
    /// What is drawn.
    pub observable: Quantity,
    /// Regimen.
    pub regimen: String,
    /// Unit of time.
    pub time_unit: String,
    /// Curves of some patients.
    pub curves: Vec<Vec<(f64, f64)>>,
    /// Quantiles over all patients.
    pub band: Band,
}
