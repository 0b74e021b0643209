//! Steady states over a parameter.

use serde::{Deserialize, Serialize};

use crate::report::Quantity;

/// A bifurcation diagram.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Diagram {
    /// The parameter, across.
    pub x: Quantity,
    /// The state or assay, upwards.
    pub y: Quantity,
    /// Whether the axis across is logarithmic.
    pub log: bool,
    /// First and last value of the parameter.
    pub range: (f64, f64),
    /// Stretches of branches.
    pub stretches: Vec<DiagramStretch>,
    /// What happens where.
    pub marks: Vec<DiagramMark>,
}

/// Part of a branch on which stability does not change.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DiagramStretch {
    /// Whether small deviations die out.
    pub stable: bool,
    /// Parameter and value, in the order of the curve.
    pub places: Vec<[f64; 2]>,
}

/// What a mark in a diagram says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// Two steady states meet and vanish.
    Fold,
    /// Oscillations begin.
    Hopf,
    /// Branches cross.
    Crossing,
}

/// A marked point of a diagram.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DiagramMark {
    /// Parameter and value.
    pub at: [f64; 2],
    /// What happens there.
    pub kind: MarkKind,
}

impl MarkKind {
    /// The word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Fold => "fold",
            Self::Hopf => "Hopf",
            Self::Crossing => "crossing",
        }
    }
}
