//! How long any schedule could keep a tumour below its limit.
//!
//! Let a population `p` grow per cell at least at rate `g > 0` whatever is given, in every state in which the stop rule does not
//! yet hold. Then `p' >= g p`, and progression is certain once `p` alone is as large as the rule allows, `P`, so that
//!
//! ```text
//! time to progression <= ln(P / p(0)) / g
//! ```
//!
//! For two competing populations with logistic growth this is the bound `ln(L / R0) / (rR (1 - L) - dR)`. `g` and `P` are computed
//! from the model's equations (see `region`), so that any model gets a bound that has one.

use forestall_engine::Model;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Cohort, escape::Escape};

/// An upper bound on the time to progression under any schedule of the model's drugs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bound {
    /// The bound, in the model's unit of time.
    pub time: f64,
    /// The population that escapes: the one whose growth gives the bound.
    pub population: String,
    /// Its smallest growth rate per cell, over all states below the limit and all doses, per unit of time.
    pub growth: f64,
    /// Its size at which progression is certain.
    pub limit: f64,
    /// Whether the stop rule is looked at at any moment. If it is only looked at from time to time, a schedule that is above the
    /// limit and back between two looks is not counted, and progression can be noted one look later.
    pub exact: bool,
}

/// Why a model has no such bound.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum NoBound {
    /// There is no stop rule.
    #[error("the model has no stop rule")]
    NoStop,
    /// There is no population.
    #[error("the model has no population, so nothing grows past a treatment")]
    NoPopulation,
    /// Time goes in steps.
    #[error("the model is a discrete map; the bound needs rates of growth")]
    Map,
    /// The rule asks for more than the present state of populations.
    #[error("stop rule `{stop}` depends on {what}, not on the present size of populations alone")]
    Rule {
        /// The rule.
        stop: String,
        /// What else it depends on.
        what: String,
    },
    /// The model says that the rule need never be met. It may hold under some regimens only.
    #[error(
        "with these parameters the model says that stop rule `{0}` need never be met (never_if), so control can last for ever"
    )]
    Never(String),
    /// Larger populations do not keep the rule true.
    #[error("stop rule `{0}` does not stay true as populations grow")]
    NotMonotone(String),
    /// Growth depends on something without a limit.
    #[error("the growth of `{population}` depends on {what}, which the stop rule does not limit")]
    Growth {
        /// The population.
        population: String,
        /// What its growth depends on.
        what: String,
    },
    /// The rule never holds, however large this population is.
    #[error("`{0}` alone never meets the stop rule, however large it is")]
    Unlimited(String),
    /// The population is absent at the start.
    #[error("`{0}` has no cells at the start")]
    Absent(String),
    /// Some dose below the limit holds the population in check.
    #[error(
        "`{population}` can be held in check: its growth per cell can be as low as {}",
        brief(*growth)
    )]
    Held {
        /// The population.
        population: String,
        /// Its smallest growth rate per cell.
        growth: f64,
    },
}

/// Three significant digits.
fn brief(growth: f64) -> String {
    match growth {
        0.0 => "0".to_owned(),
        _ if (1e-3..1e3).contains(&growth.abs()) => format!("{growth:.4}"),
        _ => format!("{growth:.2e}"),
    }
}

/// The bound at one parameter vector; the smallest over stop rules and populations.
///
/// # Errors
/// [`NoBound`] says why there is none: for a population that cannot be judged, or else for the one that grows most.
pub fn bound(model: &Model, parameters: &[f64]) -> Result<Bound, NoBound> {
    Escape::new(model.core())?.at(parameters)
}

/// The bound at every vector of a cohort.
pub(crate) fn bounds(model: &Model, cohort: &Cohort) -> Vec<Result<Bound, NoBound>> {
    match Escape::new(model.core()) {
        Ok(escape) => cohort
            .vectors()
            .par_iter()
            .map(|vector| escape.at(vector))
            .collect(),
        Err(reason) => vec![Err(reason); cohort.len()],
    }
}
