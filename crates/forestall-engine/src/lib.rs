//! Runs a compiled forestall model.
//!
//! | question | start at |
//! |---|---|
//! | what happens to patients under a regimen? | [`Simulation`] |
//! | what would have been measured on a recorded schedule, and how does it depend on parameters? | [`Replay`] |
//! | where does it come to rest? | [`Model::steady_states`], under a constant dose [`Model::held`] |
//! | how do its steady states move with a parameter? | [`Model::branches`] |
//! | what is a quantity such as the time to progression of many runs? | [`Outcomes`] |
//!
//! The first two carry eight patients side by side through one bytecode; each has its own time and step, so results do not depend on who
//! travels together.

mod analysis;
mod crossing;
mod decays;
mod dose_effect;
mod dosing;
mod driver;
mod error;
mod events;
mod integrator;
mod kernel;
mod look;
mod machine;
mod model;
mod outcome;
mod past;
mod patient;
mod player;
mod replay;
mod rodas;
mod run;
mod set;
mod settle;
mod simulate;
mod sizes;
mod stage;
mod steady;
mod stiffness;
mod switches;
mod tableau;

pub use analysis::{
    Along, AnalysisError, Branch, BranchPoint, HeldDose, Index, Kind, Local, Nullclines,
    Prevalence, Slope, SobolDesign, SobolIndex, SobolIndices, Special, Target, Weights,
};
pub use error::{EngineError, Failure};
pub use model::Model;
pub use outcome::{Found, Measured, Outcomes, Probe};
pub use replay::{DoseChange, Prediction, Quantity, Reading, Replay};
pub use run::{Job, Run, Settings, Switch, Trajectory};
pub use simulate::Simulation;
pub use steady::SteadyState;
