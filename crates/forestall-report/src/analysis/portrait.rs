//! Two states against each other.

use serde::{Deserialize, Serialize};

use crate::report::Quantity;

/// A phase portrait: nullclines, orbits and steady states of a model with two states. Places are values of the first and the second
/// state.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Portrait {
    /// The first state, across.
    pub x: Quantity,
    /// The second state, upwards.
    pub y: Quantity,
    /// Smallest and largest value across.
    pub x_range: (f64, f64),
    /// Smallest and largest value upwards.
    pub y_range: (f64, f64),
    /// Whether both axes are logarithmic.
    pub log: bool,
    /// Lines on which the first state does not change.
    pub first: Vec<Vec<[f64; 2]>>,
    /// Lines on which the second state does not change.
    pub second: Vec<Vec<[f64; 2]>>,
    /// Courses in time.
    pub orbits: Vec<Vec<[f64; 2]>>,
    /// Borders between basins.
    pub borders: Vec<Vec<[f64; 2]>>,
    /// Steady states.
    pub states: Vec<PortraitState>,
}

/// A steady state in a portrait.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PortraitState {
    /// Where.
    pub at: [f64; 2],
    /// Whether small deviations die out.
    pub stable: bool,
    /// What it is, for example `saddle`.
    pub word: String,
}
