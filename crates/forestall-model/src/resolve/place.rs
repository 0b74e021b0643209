//! Where an expression stands, and which names are legal there.

use crate::Tune;

/// Whether `dose(D)` of a drug in single doses means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Single {
    /// No dose is being given.
    Absent,
    /// A dose of this drug is being given.
    Of(usize),
    /// That is known where the expression is used.
    Later,
}

/// Where an expression stands.
#[expect(clippy::struct_excessive_bools, reason = "one for each kind of name")]
#[derive(Debug, Clone)]
pub(super) struct Place<'p> {
    /// For messages: `the birth rate of S`.
    pub what: String,
    /// Populations and states.
    pub states: bool,
    /// `dose(D)`, `on(D)`, `time_on(D)`.
    pub doses: bool,
    /// `time`.
    pub time: bool,
    /// `phase_time`.
    pub phase: bool,
    /// Assays and what they remember.
    pub assays: bool,
    /// Assays stand for their true values.
    pub values: bool,
    /// `next(X)`.
    pub next: bool,
    /// Whether single doses have an amount.
    pub single: Single,
    /// Quantities of a finished run.
    pub outcome: bool,
    /// Tuned numbers of the regimen at hand.
    pub tunes: &'p [Tune],
}

impl Place<'_> {
    /// Parameters only.
    pub fn parameters(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            states: false,
            doses: false,
            time: false,
            phase: false,
            assays: false,
            values: false,
            next: false,
            single: Single::Absent,
            outcome: false,
            tunes: &[],
        }
    }

    /// Everything that acts on the cells: parameters, states, doses, time.
    pub fn dynamics(what: impl Into<String>) -> Self {
        Self {
            states: true,
            doses: true,
            time: true,
            ..Self::parameters(what)
        }
    }

    /// What a condition of a stop rule may use.
    pub fn stop(what: impl Into<String>) -> Self {
        Self {
            assays: true,
            phase: true,
            ..Self::dynamics(what)
        }
    }

    /// What may be asked of a finished run.
    pub fn outcome(what: impl Into<String>) -> Self {
        Self {
            outcome: true,
            ..Self::parameters(what)
        }
    }

    /// What is legal here, for messages.
    pub fn legal(&self) -> String {
        let mut legal = vec!["parameters"];
        if !self.tunes.is_empty() {
            legal.push("tuned numbers of the regimen");
        }
        if self.states {
            legal.push("populations and states");
        }
        if self.assays {
            legal.push("assays");
        }
        if self.doses {
            legal.push("doses");
        }
        if self.time {
            legal.push("time");
        }
        if self.outcome {
            legal.push("quantities of the run such as time(stop), final(S), end()");
        }
        match legal.as_slice() {
            [one] => format!("{one} only"),
            [before @ .., last] => format!("{} and {last}", before.join(", ")),
            [] => String::new(),
        }
    }
}

/// What a named expression needs wherever it is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Needs {
    /// Populations or states.
    pub states: bool,
    /// Doses.
    pub doses: bool,
    /// Time.
    pub time: bool,
    /// The amount of a single dose of this drug.
    pub single: Option<usize>,
}
