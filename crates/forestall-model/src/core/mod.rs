//! The flat core that a model file means: what every engine reads.

mod access;
mod assay;
mod data;
mod drug;
mod event;
mod expect;
mod fit;
mod parameter;
mod regimen;
mod solver;
mod start;
mod state;
mod stop;

pub use assay::{Assay, Noise, Relative};
pub use data::{Data, DataAssay, DataDrug, TextMeaning};
pub use drug::{Drug, Exposure};
pub use event::{Event, Trigger};
pub use expect::{Expect, ExpectTable, Status, Tolerance};
pub use fit::{Fit, Objective};
pub use parameter::{Distribution, Let, Parameter};
pub use regimen::{Decide, DoseTrain, Dosing, Leave, Phase, Regimen, Tune, Window};
pub use solver::{Method, Solver};
pub use start::Start;
pub use state::{Channel, State, StateKind};
pub use stop::{Check, Stop};

/// A model after checking and expansion. Times are in [`Core::time_unit`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Core {
    /// `[model] name`.
    pub name: String,
    /// `[model] cite`.
    pub cite: Option<String>,
    /// `[model] summary`.
    pub summary: Option<String>,
    /// `[model] mechanism`: mechanisms of escape in the model.
    pub mechanisms: Vec<String>,
    /// `[model] strategy`: strategies against them in the model.
    pub strategies: Vec<String>,
    /// `[model] slips`: known slips of the source.
    pub slips: Vec<String>,
    /// `[model] time`: the unit of time, such as `day`.
    pub time_unit: String,
    /// Parameters in file order.
    pub parameters: Vec<Parameter>,
    /// Named expressions; a `let` refers only to earlier ones after expansion.
    pub lets: Vec<Let>,
    /// Populations first, then `[state]` and assay states, in file order.
    pub states: Vec<State>,
    /// What leads from the initial values to time 0; nothing if they hold at time 0.
    pub start: Option<Start>,
    /// Births, deaths, mutations, switches: one rate each.
    pub channels: Vec<Channel>,
    /// What sets states at its moment, in file order.
    pub events: Vec<Event>,
    /// Drugs in file order.
    pub drugs: Vec<Drug>,
    /// Assays in file order.
    pub assays: Vec<Assay>,
    /// Regimens in file order.
    pub regimens: Vec<Regimen>,
    /// Stop rules in file order.
    pub stops: Vec<Stop>,
    /// How time is advanced.
    pub solver: Solver,
    /// Distributions over patients: parameter index and distribution.
    pub patients: Vec<(usize, Distribution)>,
    /// How a table of measurements maps to assays and drugs.
    pub data: Option<Data>,
    /// What is estimated from data.
    pub fit: Option<Fit>,
    /// Ranges within which steady states are looked for, one per state; empty if the file has no `[steady]`.
    pub steady: Vec<(f64, f64)>,
    /// What the file says of itself.
    pub expects: Vec<Expect>,
    /// Names of `[variant]` tables of the file.
    pub variants: Vec<String>,
}
