//! Derivatives by the tangents that a replay carries beside the states.

use std::cell::Cell;

use forestall_model::program::{Builder, Program};
use forestall_model::{Core, Dosing, Expr, Memory, Parameter};

use super::leaf::{Leaf, leaves};
use crate::analysis::held::replaced;
use crate::{DoseChange, EngineError, Model, Quantity, Reading, Replay, Run};

/// The derivative of the quantity by each of the parameters, where tangents give it; nothing if they give none.
pub(super) fn slopes(
    model: &Model,
    regimen: usize,
    quantity: &Expr,
    parameters: &[f64],
    directions: &[usize],
) -> Result<Option<Vec<Option<f64>>>, EngineError> {
    let Some((leaves, run)) = leaves(model, regimen, quantity, parameters) else {
        return Ok(None);
    };
    let tower = Tower::new(model, &run, parameters, directions, &leaves)?;
    let Some(tower) = tower else {
        return Ok(None);
    };
    let mut by_leaf = Vec::with_capacity(leaves.len());
    let mut values = Vec::with_capacity(leaves.len());
    for leaf in &leaves {
        let Some((value, slopes)) = tower.leaf(leaf) else {
            return Ok(None);
        };
        values.push(value);
        by_leaf.push(slopes);
    }
    // The quantity as an expression in its leaves.
    let next = Cell::new(0);
    let first = tower.core.parameters.len() - leaves.len();
    let outer = replaced(quantity, &|part| match part {
        Expr::Outcome(_) => {
            next.set(next.get() + 1);
            Some(Expr::Parameter(first + next.get() - 1))
        }
        _ => None,
    });
    let all: Vec<usize> = (directions.iter().copied())
        .chain(first..first + leaves.len())
        .collect();
    let mut builder = Builder::new(&tower.core, 0, all.len());
    builder.output(&outer);
    builder.tangents(&all);
    let program = builder.finish();
    let mut inputs = tower.inputs(&program, 0.0, &[]);
    inputs[program.layout.parameter() + first..][..leaves.len()].copy_from_slice(&values);
    let out = program.evaluate(&inputs);
    let frozen = read_by_doses(model.core(), regimen, directions);
    let slope = |k: usize| {
        let through: f64 = (0..leaves.len())
            .map(|l| out[1 + directions.len() + l] * by_leaf[l][k])
            .sum();
        let slope = out[1 + k] + through;
        (!frozen[k] && slope.is_finite()).then_some(slope)
    };
    Ok(Some((0..directions.len()).map(slope).collect()))
}

/// Per direction, whether amounts of the regimen depend on it, which a recorded schedule does not show.
fn read_by_doses(core: &Core, regimen: usize, directions: &[usize]) -> Vec<bool> {
    let mut read = vec![false; directions.len()];
    let phases = core.regimens[regimen].phases.iter();
    for dosing in phases.flat_map(|phase| &phase.doses) {
        let amounts: Vec<&Expr> = match dosing {
            Dosing::Constant(amount) | Dosing::Pulse { amount, .. } => vec![amount],
            Dosing::Windows(windows) => windows.iter().map(|w| &w.amount).collect(),
            Dosing::Doses(trains) => trains.iter().map(|t| &t.amount).collect(),
        };
        for amount in amounts {
            mark(core, amount, directions, &mut read);
        }
    }
    read
}

fn mark(core: &Core, expr: &Expr, directions: &[usize], read: &mut [bool]) {
    expr.walk(&mut |part| match part {
        Expr::Parameter(index) => {
            for (k, direction) in directions.iter().enumerate() {
                read[k] |= direction == index;
            }
        }
        Expr::Let(index) => mark(core, &core.lets[*index].value, directions, read),
        _ => {}
    });
}

/// States with their tangents at all times that are read.
struct Tower {
    model: Model,
    /// The core with a parameter for each baseline and, behind them, for each leaf.
    core: Core,
    parameters: Vec<f64>,
    directions: Vec<usize>,
    /// Indices of the parameters that stand for baselines, one per assay.
    baselines: Vec<usize>,
    /// Derivative of each baseline by each direction.
    baseline_slopes: Vec<Vec<f64>>,
    /// Times that are read, and per time the states, then their tangents direction by direction, then the doses.
    spots: Vec<(f64, Vec<f64>, Vec<f64>)>,
}

impl Tower {
    fn new(
        model: &Model,
        run: &Run,
        parameters: &[f64],
        directions: &[usize],
        leaves: &[Leaf],
    ) -> Result<Option<Self>, EngineError> {
        let mut core = model.core().clone();
        let own = core.parameters.len();
        for number in 0..core.assays.len() + leaves.len() {
            core.parameters.push(extra(number));
        }
        let mut all = parameters.to_vec();
        all.resize(core.parameters.len(), 0.0);
        let extended = Model::new(core.clone())?;
        let mut times: Vec<f64> = leaves.iter().map(Leaf::time).chain([0.0]).collect();
        times.sort_by(f64::total_cmp);
        times.dedup();
        let states = core.states.len();
        let readings: Vec<Reading> = (times.iter())
            .flat_map(|&time| {
                (0..states).map(move |s| Reading {
                    time,
                    quantity: Quantity::State(s),
                })
            })
            .collect();
        let first = run.first_doses.iter().enumerate();
        let mut doses: Vec<DoseChange> = first
            .map(|(drug, &amount)| DoseChange {
                time: 0.0,
                drug,
                amount,
            })
            .collect();
        doses.extend(run.switches.iter().map(|s| DoseChange {
            time: s.time,
            drug: s.drug,
            amount: s.to,
        }));
        let end = times.last().copied().unwrap_or(0.0);
        let replay = Replay::new(&extended, &doses, &readings, end, directions)?;
        let prediction = replay.predict(std::slice::from_ref(&all))?;
        if prediction.failures[0].is_some() {
            return Ok(None);
        }
        let n = directions.len();
        let spots = times.iter().enumerate().map(|(at, &time)| {
            let mut values = prediction.values[at * states..][..states].to_vec();
            for k in 0..n {
                values.extend((0..states).map(|s| prediction.tangents[(at * states + s) * n + k]));
            }
            // Doses that have led up to the time.
            let given = (0..core.drugs.len()).map(|drug| {
                let mut before = doses
                    .iter()
                    .filter(|d| d.drug == drug && (d.time < time || d.time == 0.0));
                before.next_back().map_or(0.0, |d| d.amount)
            });
            (time, values, given.collect())
        });
        let mut tower = Self {
            spots: spots.collect(),
            baselines: (own..own + core.assays.len()).collect(),
            baseline_slopes: Vec::new(),
            model: extended,
            core,
            parameters: all,
            directions: directions.to_vec(),
        };
        for assay in 0..tower.core.assays.len() {
            let value = tower.core.assays[assay].value.clone();
            let Some((value, slopes)) = tower.leaf(&Leaf::Value(value, 0.0)) else {
                return Ok(None);
            };
            tower.parameters[own + assay] = value;
            tower.baseline_slopes.push(slopes);
        }
        Ok(Some(tower))
    }

    /// Inputs of a program at a time that is read, with tangents of the directions in front of those of `more`.
    fn inputs(&self, program: &Program, time: f64, more: &[usize]) -> Vec<f64> {
        let layout = program.layout;
        let mut inputs = vec![0.0; layout.inputs()];
        inputs[layout.parameter()..][..self.parameters.len()].copy_from_slice(&self.parameters);
        inputs[layout.time()] = time;
        if let Some((_, values, doses)) = self.spots.iter().find(|spot| spot.0 == time) {
            let kept = values
                .len()
                .min(layout.states * (1 + layout.directions.saturating_sub(more.len())));
            inputs[..kept].copy_from_slice(&values[..kept]);
            inputs[layout.dose()..][..doses.len()].copy_from_slice(doses);
        }
        inputs
    }

    /// The value of a leaf and its derivative by each direction.
    fn leaf(&self, leaf: &Leaf) -> Option<(f64, Vec<f64>)> {
        match leaf {
            Leaf::Value(inner, time) => {
                let mut builder = Builder::new(&self.core, 0, self.directions.len());
                builder.output(inner);
                builder.tangents(&self.directions);
                let program = builder.finish();
                let out = program.evaluate(&self.inputs(&program, *time, &[]));
                Some((out[0], out[1..].to_vec()))
            }
            Leaf::Time(stop, time) => {
                let when =
                    replaced(
                        &self.model.present(&self.core.stops[*stop].when),
                        &|part| match part {
                            Expr::Assay(assay, Memory::Baseline) => {
                                Some(Expr::Parameter(self.baselines[*assay]))
                            }
                            _ => None,
                        },
                    );
                let slopes = self.margin_slopes(&when, *stop, *time);
                let speed = self.margin_speed(&when, *stop, *time);
                let slopes: Vec<f64> = slopes.iter().map(|slope| -slope / speed).collect();
                slopes
                    .iter()
                    .all(|x| x.is_finite())
                    .then_some((*time, slopes))
            }
        }
    }

    /// Derivative of the margin of a condition by each direction, at a fixed time.
    fn margin_slopes(&self, when: &Expr, stop: usize, time: f64) -> Vec<f64> {
        let all: Vec<usize> = [self.directions.as_slice(), &self.baselines].concat();
        let mut builder = Builder::new(&self.core, 0, all.len());
        let condition = builder.condition(when, self.core.stops[stop].tolerance);
        builder.tangents(&all);
        let program = builder.finish();
        let out = program.evaluate(&self.inputs(&program, time, &self.baselines));
        // The outputs of direction k are those two, again.
        let by = |k: usize| out[2 * (k + 1) + condition.margin];
        let n = self.directions.len();
        (0..n)
            .map(|k| {
                let through = (self.baseline_slopes.iter().enumerate())
                    .map(|(assay, slopes)| by(n + assay) * slopes[k]);
                by(k) + through.sum::<f64>()
            })
            .collect()
    }

    /// How fast the margin of a condition changes in time.
    fn margin_speed(&self, when: &Expr, stop: usize, time: f64) -> f64 {
        let mut builder = Builder::new(&self.core, 0, 0);
        let condition = builder.condition(when, self.core.stops[stop].tolerance);
        builder.jacobian();
        let program = builder.finish();
        let inputs = self.inputs(&program, time, &[]);
        let out = program.evaluate(&inputs);
        let rates = self.model.rates(&[]);
        let flow = rates.evaluate(&self.inputs(&rates, time, &[]));
        let along = flow
            .iter()
            .enumerate()
            .map(|(s, rate)| out[2 * (s + 1) + condition.margin] * rate);
        let mut speed: f64 = along.sum();
        if program.reads(program.layout.time()) {
            let step = 1e-6 * time.abs().max(1e-3);
            let at = |shift: f64| {
                let mut later = inputs.clone();
                later[program.layout.time()] += shift;
                program.evaluate(&later)[condition.margin]
            };
            speed += (at(step) - at(-step)) / (2.0 * step);
        }
        speed
    }
}

/// A number that stands for something of the run.
fn extra(number: usize) -> Parameter {
    Parameter {
        name: format!("#{number}"),
        value: 0.0,
        unit: "1".to_owned(),
        bounds: (f64::NEG_INFINITY, f64::INFINITY),
        prior: None,
        source: None,
        note: None,
    }
}
