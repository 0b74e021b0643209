//! The value of a quantity such as `time(progression)` on a finished run.

mod extreme;
mod many;

use forestall_model::{
    Core, Expr, Extreme, Outcome,
    program::{Builder, Op, Program},
};

use crate::{Run, SteadyState, Trajectory};

pub use extreme::Found;
pub use many::Outcomes;

/// What a quantity is computed from.
#[derive(Debug, Clone, Copy)]
pub struct Measured<'a> {
    /// The finished run; without one what asks for it is not a number.
    pub run: Option<&'a Run>,
    /// A value per parameter of the model.
    pub parameters: &'a [f64],
    /// The value of `loss()`; not a number where there are no data.
    pub loss: f64,
    /// One per extreme of the quantity, in its order, as [`Probe::extremes`] finds them.
    pub extremes: &'a [Option<Found>],
    /// The steady states, in their order.
    pub steady: &'a [SteadyState],
}

/// A quantity of a run, prepared: the expressions in states that it reads are compiled, the times are collected.
#[derive(Debug)]
pub struct Probe<'a> {
    core: &'a Core,
    of: &'a Expr,
    times: Vec<f64>,
    programs: Vec<(&'a Expr, Program)>,
    extremes: Vec<&'a Extreme>,
    /// Until when the run is looked at; infinite if to its end.
    horizon: f64,
    needs_run: bool,
    needs_steady: bool,
    needs_loss: bool,
}

impl<'a> Probe<'a> {
    /// Prepares the quantity `of` of the model `core`.
    pub fn new(core: &'a Core, of: &'a Expr) -> Self {
        let mut probe = Self {
            core,
            of,
            times: Vec::new(),
            programs: Vec::new(),
            extremes: extreme::of(of),
            horizon: 0.0,
            needs_run: false,
            needs_steady: false,
            needs_loss: false,
        };
        probe.collect(core, of);
        probe.times.sort_by(f64::total_cmp);
        probe.times.dedup();
        probe
    }

    fn collect(&mut self, core: &'a Core, expr: &'a Expr) {
        match expr {
            Expr::Outcome(Outcome::Loss) => self.needs_loss = true,
            Expr::Outcome(outcome) => {
                self.needs_run |= outcome.is_of_run();
                self.horizon = self.horizon.max(match outcome {
                    Outcome::At(_, time) => *time,
                    Outcome::Extreme(own) => own.window.map_or(f64::INFINITY, |(_, to)| to),
                    _ => f64::INFINITY,
                });
                self.needs_steady |= outcome.is_of_steady_states();
                if let Some(inner) = outcome.value() {
                    let mut builder = Builder::new(core, 0, 0);
                    builder.output(inner);
                    self.programs.push((inner, builder.finish()));
                }
                match outcome {
                    Outcome::At(_, time) => self.times.push(*time),
                    Outcome::Extreme(own) => self.times.extend(extreme::first_grid(core, own)),
                    _ => {}
                }
            }
            Expr::Unary(_, a) => self.collect(core, a),
            Expr::Binary(_, ab) => {
                self.collect(core, &ab.0);
                self.collect(core, &ab.1);
            }
            Expr::If(abc) => {
                self.collect(core, &abc.0);
                self.collect(core, &abc.1);
                self.collect(core, &abc.2);
            }
            _ => {}
        }
    }

    /// Times at which the run must be recorded, sorted.
    pub fn times(&self) -> &[f64] {
        &self.times
    }

    /// Until when the run is looked at, in the unit of time of the model; infinite if to its end.
    pub fn horizon(&self) -> f64 {
        self.horizon
    }

    /// Whether a run must be simulated.
    pub fn needs_run(&self) -> bool {
        self.needs_run
    }

    /// Whether steady states must be known.
    pub fn needs_steady(&self) -> bool {
        self.needs_steady
    }

    /// Finds the extremes of a run that was recorded at [`Probe::times`]; `again` runs the same patient, recorded at other times.
    pub fn extremes(
        &self,
        run: &Run,
        parameters: &[f64],
        again: &impl Fn(Vec<f64>) -> Option<Run>,
    ) -> Vec<Option<Found>> {
        let find = |own: &&Extreme| {
            let times = extreme::first_grid(self.core, own);
            let value = |track: &Trajectory, row: usize| {
                let (states, doses) = (&track.states[row], &track.doses[row]);
                self.state_value(&own.value, states, doses, track.times[row], parameters)
            };
            extreme::find(own, &times, run, &value, again)
        };
        self.extremes.iter().map(find).collect()
    }

    /// Whether data must be replayed.
    pub fn needs_loss(&self) -> bool {
        self.needs_loss
    }

    /// The quantity; not a number where something it needs is missing or the run broke off.
    pub fn value(&self, measured: &Measured<'_>) -> f64 {
        self.evaluate(self.of, measured)
    }

    fn evaluate(&self, expr: &Expr, m: &Measured<'_>) -> f64 {
        match expr {
            Expr::Number(x) => *x,
            Expr::Parameter(i) => m.parameters[*i],
            Expr::Let(i) => self.evaluate(&self.core.lets[*i].value, m),
            Expr::Unary(op, a) => Op::Unary(*op).apply(self.evaluate(a, m), 0.0, 0.0),
            Expr::Binary(op, ab) => {
                let (a, b) = (self.evaluate(&ab.0, m), self.evaluate(&ab.1, m));
                Op::Binary(*op).apply(a, b, 0.0)
            }
            Expr::If(abc) => {
                let chosen = if self.evaluate(&abc.0, m) == 0.0 {
                    &abc.2
                } else {
                    &abc.1
                };
                self.evaluate(chosen, m)
            }
            Expr::Outcome(Outcome::Loss) => m.loss,
            Expr::Outcome(outcome) if outcome.is_of_steady_states() => self.steady(outcome, m),
            Expr::Outcome(outcome) => m.run.map_or(f64::NAN, |run| self.outcome(outcome, run, m)),
            _ => f64::NAN,
        }
    }

    fn outcome(&self, outcome: &Outcome, run: &Run, m: &Measured<'_>) -> f64 {
        if run.failure.is_some() {
            return f64::NAN;
        }
        let kth = |mut times: Box<dyn Iterator<Item = f64> + '_>, k: usize| {
            times.nth(k.saturating_sub(1)).unwrap_or(f64::INFINITY)
        };
        match outcome {
            Outcome::StopTime(stop) => run.stops[*stop].unwrap_or(f64::INFINITY),
            Outcome::Starts(drug) => run.starts(*drug) as f64,
            Outcome::Stops(drug) => run.stopped(*drug).count() as f64,
            Outcome::StartAt(drug, k) => kth(Box::new(run.started(*drug)), *k),
            Outcome::StopAt(drug, k) => kth(Box::new(run.stopped(*drug)), *k),
            Outcome::TimeOn(drug) => run.time_on[*drug],
            Outcome::End => run.end,
            Outcome::Final(inner) => {
                let last = run.switches.iter().rev();
                let doses: Vec<f64> = run
                    .first_doses
                    .iter()
                    .enumerate()
                    .map(|(d, &first)| last.clone().find(|s| s.drug == d).map_or(first, |s| s.to))
                    .collect();
                self.state_value(inner, &run.states, &doses, run.end, m.parameters)
            }
            Outcome::At(inner, time) => {
                let track = &run.trajectory;
                let Some(row) = track.times.iter().position(|t| t == time) else {
                    return f64::NAN;
                };
                self.state_value(
                    inner,
                    &track.states[row],
                    &track.doses[row],
                    *time,
                    m.parameters,
                )
            }
            Outcome::Extreme(own) => {
                let own: *const Extreme = std::ptr::from_ref(own.as_ref());
                let mut all = self.extremes.iter().zip(m.extremes);
                let found = all.find(|(e, _)| std::ptr::eq(**e, own));
                found
                    .and_then(|(e, found)| found.map(|f| if e.when { f.time } else { f.value }))
                    .unwrap_or(f64::NAN)
            }
            _ => f64::NAN,
        }
    }

    fn steady(&self, outcome: &Outcome, m: &Measured<'_>) -> f64 {
        let state = |k: usize| m.steady.get(k.saturating_sub(1));
        let eigenvalue = |k: usize, j: usize| {
            let found = state(k).and_then(|s| s.eigenvalues.get(j.saturating_sub(1)));
            found.copied().unwrap_or((f64::NAN, f64::NAN))
        };
        match outcome {
            Outcome::SteadyStates => m.steady.len() as f64,
            Outcome::Steady(inner, k) => state(*k).map_or(f64::NAN, |s| {
                self.state_value(inner, &s.states, &[], 0.0, m.parameters)
            }),
            Outcome::Eigenvalue(k, j) => eigenvalue(*k, *j).0,
            Outcome::Frequency(k, j) => eigenvalue(*k, *j).1.abs(),
            Outcome::Stable(k) => {
                state(*k).map_or(f64::NAN, |s| f64::from(u8::from(s.is_stable())))
            }
            _ => f64::NAN,
        }
    }

    fn state_value(
        &self,
        inner: &Expr,
        states: &[f64],
        doses: &[f64],
        time: f64,
        parameters: &[f64],
    ) -> f64 {
        let Some((_, program)) = self.programs.iter().find(|(e, _)| std::ptr::eq(*e, inner)) else {
            return f64::NAN;
        };
        let layout = program.layout;
        let mut inputs = vec![0.0; layout.inputs()];
        inputs[..states.len()].copy_from_slice(states);
        inputs[layout.parameter()..][..parameters.len()].copy_from_slice(parameters);
        inputs[layout.dose()..][..doses.len()].copy_from_slice(doses);
        inputs[layout.time()] = time;
        program.evaluate(&inputs)[0]
    }
}
