//! The programs behind the upper bound: growth of each population, and the region in which a stop rule does not hold.

use forestall_model::{
    Check, Core, Expr, Memory, Method, StateKind, program::Builder, program::Program,
};

use crate::{
    Bound, NoBound,
    course::deciding_stops,
    doses::Doses,
    reads::{rate, rule},
    region::Region,
};

/// The programs that the bound needs.
pub(crate) struct Escape<'core> {
    core: &'core Core,
    doses: Doses<'core>,
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
    pub(crate) fn new(core: &'core Core) -> Result<Self, NoBound> {
        if matches!(core.solver.method, Method::Map { .. }) {
            return Err(NoBound::Map);
        }
        let is_population = |&i: &usize| core.states[i].kind == StateKind::Population;
        let populations: Vec<usize> = (0..core.states.len()).filter(is_population).collect();
        if populations.is_empty() {
            return Err(NoBound::NoPopulation);
        }
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
            doses: Doses::new(core),
            rates: populations.iter().map(|&p| rate(core, p)).collect(),
            populations,
            start: start.finish(),
            assays: assays.finish(),
            rules,
        })
    }

    pub(crate) fn at(&self, parameters: &[f64]) -> Result<Bound, NoBound> {
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
        let amounts = self.doses.largest(parameters);
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
                            exact: stop.check == Check::Continuous,
                        });
                    }
                    Err(reason) => {
                        // The reason worth telling: what cannot be judged, then what comes nearest to growing.
                        let growth = match &reason {
                            NoBound::Held { growth, .. } => *growth,
                            NoBound::Absent(_) => f64::MIN,
                            _ => f64::MAX,
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
        for given in self.doses.combinations(&drugs, amounts) {
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
