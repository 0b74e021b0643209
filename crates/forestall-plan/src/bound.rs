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
use forestall_model::{Core, Expr, Memory, Method, StateKind, program::Builder, program::Program};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Cohort, arm::largest_amounts, course::deciding_stops, region::Region};

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
    /// The rule can never be met.
    #[error("stop rule `{0}` can never be met with these parameters, so control can last for ever")]
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
    #[error("`{population}` can be held in check: its growth per cell can be as low as {growth}")]
    Held {
        /// The population.
        population: String,
        /// Its smallest growth rate per cell.
        growth: f64,
    },
}

/// The bound at one parameter vector; the smallest over stop rules and populations.
///
/// # Errors
/// [`NoBound`] says why there is none: for the population with the largest growth, if several were tried.
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

/// The programs that the bound needs.
struct Escape<'core> {
    core: &'core Core,
    /// Populations: indices of states.
    populations: Vec<usize>,
    /// Start values, then whether each stop rule can never be met.
    start: Program,
    /// Assay values.
    assays: Program,
    /// Per population, its rate or why it cannot be used.
    rates: Vec<Result<Program, NoBound>>,
    /// Per usable stop rule: its index and its condition (truth, margin).
    rules: Vec<(usize, Program)>,
}

impl<'core> Escape<'core> {
    fn new(core: &'core Core) -> Result<Self, NoBound> {
        if matches!(core.solver.method, Method::Map { .. }) {
            return Err(NoBound::Map);
        }
        let is_population = |&i: &usize| core.states[i].kind == StateKind::Population;
        let populations: Vec<usize> = (0..core.states.len()).filter(is_population).collect();
        let mut rules = Vec::new();
        let mut reason = NoBound::NoStop;
        for index in deciding_stops(core) {
            match rule(core, index) {
                Ok(program) => rules.push((index, program)),
                Err(why) => reason = why,
            }
        }
        if rules.is_empty() {
            return Err(reason);
        }
        let mut start = Builder::new(core, 0, 0);
        for state in &core.states {
            start.output(&state.initial);
        }
        for stop in &core.stops {
            start.output(stop.never_if.as_ref().unwrap_or(&Expr::Number(0.0)));
        }
        let mut assays = Builder::new(core, 0, 0);
        for assay in &core.assays {
            assays.output(&assay.value);
        }
        Ok(Self {
            core,
            rates: populations.iter().map(|&p| rate(core, p)).collect(),
            populations,
            start: start.finish(),
            assays: assays.finish(),
            rules,
        })
    }

    fn at(&self, parameters: &[f64]) -> Result<Bound, NoBound> {
        let core = self.core;
        let states = core.states.len();
        let layout = self.start.layout;
        let mut inputs = vec![0.0; layout.inputs()];
        inputs[layout.parameter()..][..parameters.len()].copy_from_slice(parameters);
        let start = self.start.evaluate(&inputs);
        inputs[..states].copy_from_slice(&start[..states]);
        // What a measurement series remembers at the start is its first value.
        for (assay, value) in self.assays.evaluate(&inputs).into_iter().enumerate() {
            inputs[layout.memory(assay, Memory::Baseline)] = value;
        }
        let amounts = largest_amounts(core, parameters);
        let mut best: Result<Bound, NoBound> = Err(NoBound::NoStop);
        let mut largest = f64::NEG_INFINITY;
        for (index, rule) in &self.rules {
            let stop = &core.stops[*index];
            if start[states + index] != 0.0 {
                best = best.or(Err(NoBound::Never(stop.name.clone())));
                continue;
            }
            let Some(region) = Region::new(rule, &inputs, &self.populations) else {
                best = best.or(Err(NoBound::NotMonotone(stop.name.clone())));
                continue;
            };
            for (place, &population) in self.populations.iter().enumerate() {
                let name = &core.states[population].name;
                let found = self.escape(place, &region, &inputs, &amounts);
                match found {
                    Ok((time, growth, limit)) => {
                        if best.as_ref().is_ok_and(|b| b.time <= time) {
                            continue;
                        }
                        best = Ok(Bound {
                            time,
                            population: name.clone(),
                            growth,
                            limit,
                            exact: stop.check == forestall_model::Check::Continuous,
                        });
                    }
                    Err(reason) => {
                        // The reason that is worth telling: the population that comes nearest to having a bound.
                        let growth = match &reason {
                            NoBound::Held { growth, .. } => *growth,
                            _ => f64::MIN,
                        };
                        if best.is_err() && growth > largest {
                            largest = growth;
                            best = Err(reason);
                        }
                    }
                }
            }
        }
        best
    }

    /// Bound, smallest growth and limit of one population.
    fn escape(
        &self,
        place: usize,
        region: &Region,
        inputs: &[f64],
        amounts: &[f64],
    ) -> Result<(f64, f64, f64), NoBound> {
        let core = self.core;
        let program = self.rates[place].as_ref().map_err(Clone::clone)?;
        let population = self.populations[place];
        let name = || core.states[population].name.clone();
        let Some(limit) = region.largest(place) else {
            return Err(NoBound::Unlimited(name()));
        };
        for (other, &state) in self.populations.iter().enumerate() {
            if region.largest(other).is_none() && program.reads(state) {
                return Err(NoBound::Growth {
                    population: name(),
                    what: format!("`{}`", core.states[state].name),
                });
            }
        }
        let first = inputs[population];
        if first <= 0.0 {
            return Err(NoBound::Absent(name()));
        }
        let mut growth = f64::INFINITY;
        let mut inputs = inputs.to_vec();
        let doses = program.layout.dose();
        let read = |drug: &usize| program.reads(doses + drug);
        let drugs: Vec<usize> = (0..core.drugs.len()).filter(read).collect();
        for given in dose_combinations(core, &drugs, amounts) {
            inputs[doses..][..given.len()].copy_from_slice(&given);
            for point in region.points() {
                for (&state, &value) in self.populations.iter().zip(point) {
                    inputs[state] = value;
                }
                let rate = program.evaluate(&inputs)[0] / inputs[population];
                // A rate that is not a number is no lower bound of anything.
                growth = if rate.is_nan() {
                    f64::NEG_INFINITY
                } else {
                    growth.min(rate)
                };
            }
        }
        if growth <= 0.0 {
            return Err(NoBound::Held {
                population: name(),
                growth,
            });
        }
        Ok(((libm::log(limit / first) / growth).max(0.0), growth, limit))
    }
}

/// The condition of a stop rule on true present values, if it reads nothing but populations, parameters and baselines.
fn rule(core: &Core, index: usize) -> Result<Program, NoBound> {
    let stop = &core.stops[index];
    let refuse = |what: String| {
        Err(NoBound::Rule {
            stop: stop.name.clone(),
            what,
        })
    };
    if let Some(after) = stop.after {
        return refuse(format!("stop rule `{}`", core.stops[after].name));
    }
    let mut builder = Builder::new(core, 0, 0);
    // Without the rule's tolerance: the region below the limit is then larger, if anything, and so is the bound.
    builder.condition(&present(core, &stop.when), 0.0);
    let program = builder.finish();
    if let Some(what) = foreign(core, &program) {
        return refuse(what);
    }
    if let Some(drug) = (0..core.drugs.len()).find(|d| program.reads(program.layout.dose() + d)) {
        return refuse(format!("the dose of `{}`", core.drugs[drug].name));
    }
    Ok(program)
}

/// The rate of a population, if it reads nothing but populations, parameters and doses.
fn rate(core: &Core, population: usize) -> Result<Program, NoBound> {
    let state = &core.states[population];
    let refuse = |what: String| {
        Err(NoBound::Growth {
            population: state.name.clone(),
            what,
        })
    };
    if state.ceiling.is_some() {
        return refuse("its ceiling".to_owned());
    }
    let mut builder = Builder::new(core, 0, 0);
    builder.output(&state.rate);
    let program = builder.finish();
    match foreign(core, &program) {
        Some(what) => refuse(what),
        None => Ok(program),
    }
}

/// The first thing that a program reads and that the bound knows nothing of.
fn foreign(core: &Core, program: &Program) -> Option<String> {
    let layout = program.layout;
    let not_a_population = |i: &usize| core.states[*i].kind != StateKind::Population;
    let mut states = (0..core.states.len()).filter(not_a_population);
    if let Some(state) = states.find(|&i| program.reads(i)) {
        return Some(format!(
            "`{}`, which is not a population",
            core.states[state].name
        ));
    }
    if program.reads(layout.time()) || program.reads(layout.phase_time()) {
        return Some("time".to_owned());
    }
    if let Some(drug) = (0..core.drugs.len()).find(|d| program.reads(layout.time_on() + d)) {
        return Some(format!(
            "the time since `{}` was started",
            core.drugs[drug].name
        ));
    }
    let memories = [
        (Memory::Latest, "measurement"),
        (Memory::Previous, "measurement before the last"),
        (Memory::Nadir, "nadir"),
        (Memory::Peak, "peak"),
    ];
    for (index, assay) in core.assays.iter().enumerate() {
        for (memory, what) in memories {
            if program.reads(layout.memory(index, memory)) {
                return Some(format!("the {what} of `{}`", assay.name));
            }
        }
    }
    None
}

/// An expression in which the latest measurement is the true value of the moment.
fn present(core: &Core, expr: &Expr) -> Expr {
    let go = |e: &Expr| present(core, e);
    match expr {
        Expr::Assay(i, Memory::Latest) => core.assays[*i].value.clone(),
        Expr::Unary(op, a) => Expr::unary(*op, go(a)),
        Expr::Binary(op, ab) => Expr::binary(*op, go(&ab.0), go(&ab.1)),
        Expr::If(abc) => Expr::If(Box::new((go(&abc.0), go(&abc.1), go(&abc.2)))),
        other => other.clone(),
    }
}

/// Doses to try: every combination of off, half and full (on-off drugs: off and on) of the drugs that matter; of more than six
/// drugs: none, all, and each alone.
fn dose_combinations(core: &Core, drugs: &[usize], amounts: &[f64]) -> Vec<Vec<f64>> {
    let nothing = vec![0.0; core.drugs.len()];
    if drugs.len() > 6 {
        let mut all = vec![nothing.clone(), amounts.to_vec()];
        for &drug in drugs {
            let mut alone = nothing.clone();
            alone[drug] = amounts[drug];
            all.push(alone);
        }
        return all;
    }
    let mut all = vec![nothing];
    for &drug in drugs {
        let shares: &[f64] = match core.drugs[drug].exposure {
            forestall_model::Exposure::OnOff => &[0.0, 1.0],
            forestall_model::Exposure::Amount => &[0.0, 0.5, 1.0],
        };
        let given = |own: &Vec<f64>, share: &f64| {
            let mut own = own.clone();
            own[drug] = share * amounts[drug];
            own
        };
        all = all
            .iter()
            .flat_map(|own| shares.iter().map(move |s| given(own, s)))
            .collect();
    }
    all
}
