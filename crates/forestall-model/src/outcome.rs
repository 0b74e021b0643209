//! What a finished run, or the equations themselves, can be asked for in `[expect]`.

use crate::Expr;

/// What a finished run can be asked for; only in `[expect]`.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// `time(stop)`: when the stop rule was met; infinite if never.
    StopTime(usize),
    /// `starts(drug)`: how often the drug was switched on after having been off (the start at time 0 not counted).
    Starts(usize),
    /// `stops(drug)`: how often the drug was switched off.
    Stops(usize),
    /// `start(drug, k)`: time of the k-th (from 1) switch from off to on.
    StartAt(usize, usize),
    /// `stop(drug, k)`: time of the k-th (from 1) switch from on to off.
    StopAt(usize, usize),
    /// `time_on(drug)`: total time with the drug on.
    TimeOn(usize),
    /// `end()`: when the run ended.
    End,
    /// `final(x)`: an expression in states, parameters and `let`s at the end of the run.
    Final(Box<Expr>),
    /// `at(x, t)`: the same at time t.
    At(Box<Expr>, f64),
    /// `largest(x, from, to, every)` and its kin: an extreme value of an expression in states, or its time.
    Extreme(Box<Extreme>),
    /// `steady_states()`: number of steady states within the ranges of `[steady]`.
    SteadyStates,
    /// `steady(x, k)`: an expression in states at the k-th (from 1) steady state.
    Steady(Box<Expr>, usize),
    /// `eigenvalue(k, j)`: real part of the j-th (from 1) eigenvalue of the k-th steady state, the largest first.
    Eigenvalue(usize, usize),
    /// `frequency(k, j)`: size of its imaginary part.
    Frequency(usize, usize),
    /// `stable(k)`: 1 if all eigenvalues of the k-th steady state have negative real parts, else 0.
    Stable(usize),
    /// `probability(stop)`: share of many stochastic runs in which the stop rule is met.
    Probability(usize),
    /// `mean(q)`: mean of a quantity over many stochastic runs.
    Mean(Box<Expr>),
    /// `sd(q)`: standard deviation of a quantity over many stochastic runs.
    Deviation(Box<Expr>),
    /// `loss()`: the `[fit]` objective of a patient's data replayed on the recorded schedule.
    Loss,
}

/// An extreme value of a run, or its time.
#[derive(Debug, Clone, PartialEq)]
pub struct Extreme {
    /// The expression, in states, parameters and `let`s.
    pub value: Expr,
    /// Whether the largest value is meant, else the smallest.
    pub largest: bool,
    /// Whether its time is asked for, else the value.
    pub when: bool,
    /// Where it is looked for: from and to; the whole run if not given.
    pub window: Option<(f64, f64)>,
    /// Looks at `from`, `from + every`, ... only; at all moments if not given.
    pub every: Option<f64>,
}

impl Outcome {
    /// The expression that is asked about, if any.
    pub fn value(&self) -> Option<&Expr> {
        match self {
            Self::Final(value)
            | Self::At(value, _)
            | Self::Steady(value, _)
            | Self::Mean(value)
            | Self::Deviation(value) => Some(value),
            Self::Extreme(extreme) => Some(&extreme.value),
            _ => None,
        }
    }

    /// Whether it is about a simulated run, not about the equations or a patient's data.
    pub fn is_of_run(&self) -> bool {
        !self.is_of_steady_states() && *self != Self::Loss
    }

    /// Whether it is about many runs with chance in them.
    pub fn is_of_many_runs(&self) -> bool {
        matches!(
            self,
            Self::Probability(_) | Self::Mean(_) | Self::Deviation(_)
        )
    }

    /// Whether it is about steady states.
    pub fn is_of_steady_states(&self) -> bool {
        matches!(
            self,
            Self::SteadyStates
                | Self::Steady(..)
                | Self::Eigenvalue(..)
                | Self::Frequency(..)
                | Self::Stable(_)
        )
    }
}
