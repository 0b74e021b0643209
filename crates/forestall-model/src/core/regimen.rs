//! What is given and when it is changed.

use crate::Expr;

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
    /// Single doses and infusions; only of drugs with [`Drug::at_dose`](crate::Drug::at_dose).
    Doses(Vec<DoseTrain>),
}

/// Equal doses at equal intervals, counted from the moment the regimen's state is entered.
#[derive(Debug, Clone, PartialEq)]
pub struct DoseTrain {
    /// Amount of each dose.
    pub amount: Expr,
    /// Time of the first.
    pub first: f64,
    /// Time between the beginnings of two; infinite if there is one only.
    pub every: f64,
    /// Number of doses; nothing means until the end.
    pub times: Option<u32>,
    /// Length of an infusion at a constant rate; 0 for all at once.
    pub over: f64,
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
