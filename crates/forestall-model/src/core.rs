//! The flat core that a model file means: what every engine reads.
// Long because the flat core is one noun with its parts: data without behaviour, read as a whole by every engine.

use crate::Expr;

/// A model after checking and expansion. Times are in [`Core::time_unit`].
#[derive(Debug, Clone, PartialEq)]
pub struct Core {
    /// `[model] name`.
    pub name: String,
    /// `[model] cite`.
    pub cite: Option<String>,
    /// `[model] summary`.
    pub summary: Option<String>,
    /// `[model] time`: the unit of time, such as `day`.
    pub time_unit: String,
    /// Parameters in file order.
    pub parameters: Vec<Parameter>,
    /// Named expressions; a `let` refers only to earlier ones after expansion.
    pub lets: Vec<Let>,
    /// Populations first, then `[state]` and assay states, in file order.
    pub states: Vec<State>,
    /// Births, deaths, mutations, switches: one rate each.
    pub channels: Vec<Channel>,
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
    /// What the file says of itself.
    pub expects: Vec<Expect>,
    /// Names of `[variant]` tables of the file.
    pub variants: Vec<String>,
}

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

/// What a state is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateKind {
    /// Cells (or cell density): changed by channels.
    Population,
    /// Anything else with its own equation: a marker, a substance, a capacity.
    Auxiliary,
}

/// A quantity that changes in time.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Name.
    pub name: String,
    /// Population or auxiliary.
    pub kind: StateKind,
    /// Unit as written; `1` if dimensionless.
    pub unit: String,
    /// Value at time 0, in parameters and parameter-only `let`s.
    pub initial: Expr,
    /// Time derivative: the sum of the channels and of the state's own `ode`.
    pub rate: Expr,
    /// Value after one step of a discrete map (`[solver] method = "map"` only), from the values before the step.
    pub next: Option<Expr>,
    /// Lower bound put on the state after each step.
    pub floor: Option<f64>,
    /// Upper bound put on the state after each step.
    pub ceiling: Option<f64>,
}

/// One kind of event: a birth, a death, a mutation, a switch.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// Such as `birth of S` or `switch S -> R`.
    pub name: String,
    /// Changed states and by how many.
    pub change: Vec<(usize, i32)>,
    /// Events per unit of time, in all cells together. Negative values of a birth mean deaths (crowding beyond capacity).
    pub rate: Expr,
}

/// How a drug is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exposure {
    /// On (1) or off (0).
    OnOff,
    /// Any amount from 0.
    Amount,
}

/// A drug.
#[derive(Debug, Clone, PartialEq)]
pub struct Drug {
    /// Name.
    pub name: String,
    /// On-off or amount.
    pub exposure: Exposure,
    /// Unit of the amount.
    pub unit: String,
}

/// What data and model are divided by before they are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relative {
    /// Nothing.
    Absolute,
    /// Their first value (model: at time 0).
    First,
    /// Their largest value (model: over all steps of the run).
    Peak,
}

/// Measurement noise; standard deviations are expressions in parameters.
#[derive(Debug, Clone, PartialEq)]
pub enum Noise {
    /// No noise is stated.
    None,
    /// `normal(sd)`: y = f + sd e.
    Normal(Expr),
    /// `proportional(b)`: y = f (1 + b e).
    Proportional(Expr),
    /// `combined(sd, b)`: y = f + sqrt(sd^2 + b^2 f^2) e.
    Combined(Expr, Expr),
    /// `lognormal(sd)`: ln y = ln f + sd e.
    LogNormal(Expr),
}

/// Something that can be measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Assay {
    /// Name.
    pub name: String,
    /// What is measured, in states, parameters, doses and `let`s.
    pub value: Expr,
    /// Unit as written; `1` if dimensionless.
    pub unit: String,
    /// Time between measurements in clinical routine.
    pub every: Option<f64>,
    /// Noise.
    pub noise: Noise,
    /// Values below are reported as "below".
    pub detection_limit: Option<f64>,
    /// What data and model are divided by before they are compared.
    pub relative: Relative,
}

/// When a regimen looks at the assays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Decide {
    /// Never: the regimen has one state.
    Never,
    /// At `first`, `first + every`, ... (visits).
    Visits {
        /// Time of the first decision.
        first: f64,
        /// Time between decisions.
        every: f64,
    },
    /// At any moment: the time at which a condition becomes true is root-found.
    Continuous,
}

/// What is given and when it is changed: a state machine that sees assays at visits.
#[derive(Debug, Clone, PartialEq)]
pub struct Regimen {
    /// Name.
    pub name: String,
    /// A word for people.
    pub note: Option<String>,
    /// Numbers that `plan` may choose.
    pub tune: Vec<Tune>,
    /// When decisions are taken.
    pub decide: Decide,
    /// States; a constant regimen has one.
    pub phases: Vec<Phase>,
    /// Index of the first state.
    pub initial: usize,
}

/// A number of a regimen that `plan` may choose.
#[derive(Debug, Clone, PartialEq)]
pub struct Tune {
    /// Name, usable in the regimen's conditions and doses.
    pub name: String,
    /// Value used when nothing is tuned.
    pub value: f64,
    /// Smallest candidate.
    pub low: f64,
    /// Largest candidate.
    pub high: f64,
    /// Number of grid points from `low` to `high`, both included.
    pub steps: usize,
}

/// A state of a regimen.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// Name.
    pub name: String,
    /// One per drug of the model, in that order.
    pub doses: Vec<Dosing>,
    /// Conditions in order; the first true one is taken.
    pub leave: Vec<Leave>,
}

/// How one drug is given while a regimen is in one state.
#[derive(Debug, Clone, PartialEq)]
pub enum Dosing {
    /// The same all the time; in parameters and tuned numbers.
    Constant(Expr),
    /// `amount` for `on`, then nothing for `off`, repeated from the moment the state is entered.
    Pulse {
        /// Length of a pulse.
        on: f64,
        /// Length of a pause.
        off: f64,
        /// Amount during the pulse.
        amount: Expr,
    },
    /// Given within windows of absolute time `[from, to)`; nothing outside.
    Windows(Vec<Window>),
}

/// A window of absolute time in which a drug is given.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// Start.
    pub from: f64,
    /// End (may be infinite).
    pub to: f64,
    /// Amount.
    pub amount: Expr,
}

/// A way out of a regimen state.
#[derive(Debug, Clone, PartialEq)]
pub struct Leave {
    /// Condition (not 0 means true).
    pub when: Expr,
    /// Index of the next state.
    pub to: usize,
}

/// When a stop rule is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Check {
    /// At 0, `every`, 2 `every`, ...
    Grid(f64),
    /// At the regimen's visits only.
    Visits,
    /// At any moment: the crossing is root-found.
    Continuous,
}

/// A stop rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// Name.
    pub name: String,
    /// Condition, on true (not noisy) assay values, states, parameters and time.
    pub when: Expr,
    /// A comparison in `when` also counts as true when it fails by less than this (absolute).
    pub tolerance: f64,
    /// When it is looked at.
    pub check: Check,
    /// Number of checks in a row that must be true.
    pub consecutive: u32,
    /// Whether the run ends here.
    pub ends: bool,
    /// Whether it is looked at before (`true`) or after the regimen's decision of the same moment.
    pub before_decision: bool,
    /// If true of the parameters, the rule can never be met and the run is not simulated.
    pub never_if: Option<Expr>,
    /// Index of another stop rule that must have been met before this one is looked at.
    pub after: Option<usize>,
}

/// How time is advanced.
#[derive(Debug, Clone, PartialEq)]
pub struct Solver {
    /// The method.
    pub method: Method,
    /// End of a run if no stop rule ends it earlier.
    pub until: f64,
}

/// The integration method of the deterministic engine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// Adaptive Tsitouras 5(4) with relative and absolute tolerance.
    Adaptive {
        /// Relative tolerance.
        relative: f64,
        /// Absolute tolerance, in the unit of the state.
        absolute: f64,
    },
    /// Classical Runge-Kutta with a fixed step (replay of published code).
    Rk4 {
        /// Step.
        step: f64,
    },
    /// Discrete map: each state becomes its `next`.
    Map {
        /// Time per application.
        step: f64,
    },
}

/// How a table maps to assays and drugs. Times and values are formulas over column names, as text.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// Column that names the patient.
    pub patient: String,
    /// Time of a row, as a formula over columns.
    pub time: String,
    /// Whether time 0 of a patient is the first row.
    pub start_at_first: bool,
    /// Assay columns.
    pub assays: Vec<DataAssay>,
    /// Drug columns.
    pub drugs: Vec<DataDrug>,
    /// Patients left out, with the reason.
    pub exclude: Vec<(String, String)>,
    /// Texts in value columns and what they mean.
    pub texts: Vec<(String, TextMeaning)>,
}

/// What a text in a value column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextMeaning {
    /// Not measured.
    Missing,
    /// Below the assay's detection limit.
    Below,
}

/// One assay in a table.
#[derive(Debug, Clone, PartialEq)]
pub struct DataAssay {
    /// Index of the assay.
    pub assay: usize,
    /// Column with the value (wide table), or the name in the `observable` column (long table).
    pub column: String,
    /// Time of the measurement if it differs from the row's time, as a formula over columns.
    pub time: Option<String>,
    /// Weight of a measurement at whose row the drug status differs from the row before (first and last row never).
    pub weight_at_switch: f64,
    /// Divisors that replace the patient's first or largest value, by patient.
    pub divisors: Vec<(String, f64)>,
}

/// One drug in a table: the value of a row holds until the next row.
#[derive(Debug, Clone, PartialEq)]
pub struct DataDrug {
    /// Index of the drug.
    pub drug: usize,
    /// Amount given by a row, as a formula over columns.
    pub value: String,
    /// Time from which it holds if it differs from the row's time, as a formula over columns.
    pub time: Option<String>,
}

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

/// How an expectation came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Printed in the paper or stored by its authors.
    Published,
    /// Computed from the published equations with an independent solver.
    Computed,
    /// A known slip: the value shows what goes wrong.
    Negative,
}

/// A number or a rule that the model must reproduce.
#[derive(Debug, Clone, PartialEq)]
pub struct Expect {
    /// Name.
    pub name: String,
    /// Regimen, by index; for tables possibly overridden per row.
    pub regimen: Option<usize>,
    /// Name of the `[variant]` to apply.
    pub variant: Option<String>,
    /// Engine that can give the number (`ode` here).
    pub engine: String,
    /// Parameter values: index and formula (a number, or a formula over the columns of `table`), as text.
    pub with: Vec<(usize, String)>,
    /// The quantity.
    pub of: Expr,
    /// What it must equal: numbers, or a formula over the columns of `table`, as text.
    pub equals: String,
    /// Tolerance.
    pub tolerance: Tolerance,
    /// Rows to run over.
    pub table: Option<ExpectTable>,
    /// Status.
    pub status: Status,
    /// Where the number comes from.
    pub source: String,
}

/// How close is equal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tolerance {
    /// Exactly equal (whole numbers).
    Exact,
    /// |a - b| at most this.
    Absolute(f64),
    /// |a - b| at most this times |b|.
    Relative(f64),
}

/// A table of expectations outside the project, found in the data folder.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectTable {
    /// Path below the data folder.
    pub file: String,
    /// Column whose text chooses the regimen, and the map from text to regimen index.
    pub regimen: Option<(String, Vec<(String, usize)>)>,
    /// Only rows in which each column has this text.
    pub only: Vec<(String, String)>,
    /// Patient column and data file, for quantities that need a patient's data.
    pub patient: Option<(String, String)>,
    /// `sum`: additionally the sum over all rows must equal this, within the same tolerance.
    pub sum: Option<f64>,
}
