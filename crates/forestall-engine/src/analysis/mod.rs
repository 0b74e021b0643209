//! Analyses of a model: steady states under a held dose, branches of steady states, sensitivities, weighted virtual populations.
//!
//! | question | start at |
//! |---|---|
//! | what are the steady states under a constant dose, and of which kind? | [`Model::held`](crate::Model::held), [`Model::steady_states`](crate::Model::steady_states), [`Kind`] |
//! | how do they move with a parameter, and where do they appear, vanish or begin to oscillate? | [`Model::branches`](crate::Model::branches) |
//! | where do the rates of two states vanish, and where is the border between basins? | [`Model::nullclines`](crate::Model::nullclines), [`Model::border`](crate::Model::border) |
//! | how does a quantity of a run change with parameters, a little or over their distributions? | [`Model::elasticities`](crate::Model::elasticities), [`SobolDesign`] |
//! | how must virtual patients be weighted to look like real ones? | [`Weights`] |

mod branch;
mod continuation;
mod curve;
mod elasticity;
mod error;
mod held;
mod kind;
mod lyapunov;
mod nullcline;
mod orbit;
mod sobol;
mod special;
mod weights;

pub use branch::{Branch, BranchPoint, Special};
pub use continuation::Along;
pub use elasticity::{Local, Slope};
pub use error::AnalysisError;
pub use held::HeldDose;
pub use kind::Kind;
pub use nullcline::Nullclines;
pub use sobol::{Index, SobolDesign, SobolIndex, SobolIndices};
pub use weights::{Prevalence, Target, Weights};
