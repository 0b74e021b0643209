//! Steps of `W` patients side by side: each lane has its own time, step and end of segment.

mod attempt;

use std::sync::Arc;

use forestall_model::{Method, StateKind};

use crate::{
    Failure, Model,
    kernel::{self, Implicit, LOG_LEAST, Lanes, Level, Linear, Rhs},
    machine::{Compiled, Machine, load},
    set::Set,
    sizes,
};

/// Steps of a patient at most: of a method that chooses their size, and of fixed ones.
const MOST_STEPS: (u64, u64) = (2_000_000, 20_000_000);

/// The absolute tolerance is this part of the relative one times the size of the state, where a file gives none.
const SHARE: f64 = 1e-4;
/// Least absolute tolerance: what divides must not be 0.
const LEAST: f64 = 1e-290;

/// A state with bounds that are put on it after each step.
#[derive(Debug, Clone, Copy)]
struct Clip {
    state: usize,
    low: f64,
    high: f64,
}

/// The integration of `W` lanes.
#[derive(Debug, Clone)]
pub(crate) struct Integrator<'model, const W: usize> {
    model: &'model Model,
    pub lanes: Lanes<W>,
    rhs: Rhs,
    /// What linearly implicit steps need.
    implicit: Option<Box<Implicit<W>>>,
    level: Level,
    method: Method,
    clips: Vec<Clip>,
    /// Per lane: why the present patient cannot go on.
    pub failure: [Option<Failure>; W],
    /// Lanes that have just failed.
    pub failed: Set,
    attempts: u64,
    /// Lanes whose first step is still to be chosen.
    fresh: Set,
    /// Lanes in which sizes of states may be unknown.
    unsized_lanes: Set,
    /// Whether doses or parameters have changed since the segments were prepared.
    stale: bool,
}

impl<'model, const W: usize> Integrator<'model, W> {
    /// Steps by the model's method, or linearly implicit ones if what they need is given.
    pub(crate) fn new(
        model: &'model Model,
        rates: &Arc<Compiled>,
        linear: Option<&Arc<Linear>>,
    ) -> Self {
        let core = model.core();
        let clips = core.states.iter().enumerate().filter_map(|(state, s)| {
            let (low, high) = (s.floor, s.ceiling);
            (low.is_some() || high.is_some()).then(|| Clip {
                state,
                low: low.unwrap_or(f64::NEG_INFINITY),
                high: high.unwrap_or(f64::INFINITY),
            })
        });
        let populations = core.states.iter().enumerate();
        let populations = populations.filter(|(_, s)| s.kind == StateKind::Population);
        let mut lanes = Lanes::new(rates);
        if let Method::Adaptive { relative, absolute } | Method::Stiff { relative, absolute } =
            core.solver.method
            && absolute == 0.0
        {
            lanes.share = SHARE * relative;
        }
        Self {
            model,
            lanes,
            rhs: Rhs::new(rates, populations.map(|(i, _)| i).collect()),
            implicit: linear.map(|own| Box::new(Implicit::new(own))),
            level: model.level,
            method: core.solver.method,
            clips: clips.collect(),
            failure: [None; W],
            failed: Set::default(),
            attempts: 0,
            fresh: Set::default(),
            unsized_lanes: Set::default(),
            stale: false,
        }
    }

    /// Whether steps have dense output.
    pub(crate) fn is_dense(&self) -> bool {
        matches!(self.method, Method::Adaptive { .. } | Method::Stiff { .. })
    }

    /// Whether steps are linearly implicit.
    pub(crate) fn is_implicit(&self) -> bool {
        self.implicit.is_some()
    }

    /// Whether a lane carries a patient.
    pub(crate) fn is_active(&self, lane: usize) -> bool {
        self.lanes.active[lane] != 0.0
    }

    /// Whether the attempted step of a lane was accepted.
    pub(crate) fn is_accepted(&self, lane: usize) -> bool {
        self.lanes.accepted[lane] != 0.0
    }

    /// Whether any lane carries a patient.
    pub(crate) fn any_active(&self) -> bool {
        self.lanes.active != [0.0; W]
    }

    /// Puts one lane's values into consecutive registers.
    pub(crate) fn load(&mut self, start: usize, lane: usize, values: &[f64]) {
        load(&mut self.lanes.registers, start, lane, values);
        if let Some(implicit) = &mut self.implicit {
            implicit.load(start, lane, values);
        }
    }

    /// Takes over a patient from a lane of machines that have been prepared.
    pub(crate) fn adopt(
        &mut self,
        lane: usize,
        (rates, jacobian): (&Machine<W>, Option<&Machine<W>>),
        from: usize,
    ) {
        let here = (&mut self.lanes.registers[..], lane);
        self.rhs.code.adopt(here, (&rates.registers, from));
        if let Some((implicit, jacobian)) = self.implicit.as_mut().zip(jacobian) {
            implicit.adopt(lane, &jacobian.registers, from);
        }
        self.stale = true;
    }

    /// Recomputes what depends on parameters.
    pub(crate) fn prepare(&mut self) {
        kernel::interpret(self.level, &self.rhs.code.setup, &mut self.lanes.registers);
        if let Some(implicit) = &mut self.implicit {
            implicit.prepare(self.level);
        }
        self.stale = true;
    }

    /// Puts the doses that hold from now on into a lane, and notes when drugs were switched on.
    pub(crate) fn dose(&mut self, start: usize, lane: usize, doses: &[f64]) {
        self.load(start, lane, doses);
        let now = self.lanes.t[lane];
        for (on, &dose) in self.lanes.on_since.iter_mut().zip(doses) {
            if dose <= 0.0 {
                on[lane] = f64::INFINITY;
            } else if on[lane].is_infinite() {
                on[lane] = now;
            }
        }
        self.stale = true;
        self.lanes.restart[lane] = 1.0;
    }

    /// Starts a patient in a lane at time 0 with these extended states; no drug is on yet.
    pub(crate) fn start(&mut self, lane: usize, states: impl Iterator<Item = f64>) {
        for (y, value) in self.lanes.y.iter_mut().zip(states) {
            y[lane] = value;
        }
        let directions = self.rhs.extended / self.rhs.states;
        clip(
            &self.clips,
            &mut self.lanes.y,
            lane,
            directions,
            self.rhs.states,
        );
        let lanes = &mut self.lanes;
        lanes.t[lane] = 0.0;
        lanes.log_before[lane] = LOG_LEAST;
        lanes.rejected[lane] = 0.0;
        lanes.steps[lane] = 0.0;
        lanes.active[lane] = 1.0;
        lanes.accepted[lane] = 0.0;
        lanes.forced[lane] = 0.0;
        lanes.restart[lane] = 1.0;
        for on in &mut lanes.on_since {
            on[lane] = f64::INFINITY;
        }
        self.failure[lane] = None;
        self.fresh.insert(lane);
        self.unsized_lanes.insert(lane);
        for floor in &mut self.lanes.floor {
            floor[lane] = 0.0;
        }
    }

    /// Sets the absolute tolerances of a lane from the sizes of its states so far.
    fn size(&mut self, lane: usize) {
        if let Method::Adaptive { absolute, .. } | Method::Stiff { absolute, .. } = self.method
            && absolute > 0.0
        {
            for floor in &mut self.lanes.floor {
                floor[lane] = absolute;
            }
            return;
        }
        let lanes = &mut self.lanes;
        let pairs = lanes.y.iter().zip(&lanes.floor);
        let mut sizes: Vec<f64> = pairs
            .map(|(y, floor)| y[lane].abs().max(floor[lane] / lanes.share))
            .collect();
        if sizes::are_unknown(&sizes) {
            let program = self.model.partials();
            let registers = &lanes.registers[..program.layout.inputs()];
            let mut inputs: Vec<f64> = registers.iter().map(|r| r[lane]).collect();
            for (input, y) in inputs.iter_mut().zip(&lanes.y) {
                *input = y[lane];
            }
            let span = self.model.core().solver.until;
            sizes::raise(&mut sizes, program, &inputs, span);
        }
        for (floor, size) in lanes.floor.iter_mut().zip(sizes) {
            floor[lane] = (lanes.share * size).max(LEAST);
        }
    }

    /// Gives states of a lane new values at the present moment.
    pub(crate) fn jump(&mut self, lane: usize, values: impl Iterator<Item = (usize, f64)>) {
        for (state, value) in values {
            self.lanes.y[state][lane] = value;
        }
        clip(&self.clips, &mut self.lanes.y, lane, 1, self.rhs.states);
        self.lanes.restart[lane] = 1.0;
        if self.lanes.share > 0.0 {
            self.unsized_lanes.insert(lane);
        }
    }

    /// Takes a lane out of service.
    pub(crate) fn stop(&mut self, lane: usize) {
        self.lanes.active[lane] = 0.0;
        self.lanes.accepted[lane] = 0.0;
    }

    /// Attempts one step in every active lane.
    pub(crate) fn attempt(&mut self) {
        if self.stale {
            kernel::interpret(
                self.level,
                &self.rhs.code.segment,
                &mut self.lanes.registers,
            );
            if let Some(implicit) = &mut self.implicit {
                implicit.doses_changed(self.level);
            }
            self.stale = false;
        }
        match self.method {
            Method::Adaptive { relative, .. } | Method::Stiff { relative, .. } => {
                if self.lanes.restart != [0.0; W] {
                    // Implicit steps work their first slope out with the Jacobian.
                    if self.implicit.is_none() || !self.fresh.is_empty() {
                        kernel::restart(self.level, &self.rhs, &mut self.lanes);
                    }
                    self.lanes.restart = [0.0; W];
                    for lane in self.unsized_lanes.iter() {
                        self.size(lane);
                    }
                    self.unsized_lanes = Set::default();
                    for lane in self.fresh.iter() {
                        self.lanes.step[lane] = self.first_step(lane, relative);
                    }
                    self.fresh = Set::default();
                }
                let lanes = &mut self.lanes;
                match &mut self.implicit {
                    Some(own) => kernel::rosenbrock(self.level, &self.rhs, lanes, own, relative),
                    None => kernel::attempt(self.level, &self.rhs, lanes, relative),
                }
            }
            Method::Rk4 { step } => kernel::rk4(self.level, &self.rhs, &mut self.lanes, step),
            Method::Map { step } => kernel::apply_map(self.level, &self.rhs, &mut self.lanes, step),
        }
        if !self.clips.is_empty() {
            for lane in self.lanes.stepped.iter() {
                self.clip_attempt(lane);
            }
        }
        self.attempts += 1;
        self.failed = self.lanes.stuck;
        for lane in self.lanes.stuck.iter() {
            self.failure[lane] = Some(Failure::StepSize {
                time: self.lanes.t[lane],
                step: self.lanes.step[lane],
            });
        }
        // No patient has made more steps than there were attempts.
        let most = if self.is_dense() {
            MOST_STEPS.0
        } else {
            MOST_STEPS.1
        };
        if self.attempts >= most {
            for lane in 0..W {
                let (steps, time) = (self.lanes.steps[lane] as u64, self.lanes.t[lane]);
                if steps >= most && self.is_active(lane) {
                    self.failure[lane] = Some(Failure::Steps { time, steps });
                    self.failed.insert(lane);
                }
            }
        }
    }

    /// A first step from the sizes of the state and its derivative (Hairer, Norsett, Wanner, Solving ODEs I, section II.4).
    fn first_step(&self, lane: usize, relative: f64) -> f64 {
        let (mut size, mut slope) = (0.0_f64, 0.0_f64);
        let pairs = self.lanes.y[..self.rhs.states].iter().zip(&self.lanes.k);
        for ((y, k), floor) in pairs.zip(&self.lanes.floor) {
            let scale = floor[lane] + relative * y[lane].abs();
            size += (y[lane] / scale).powi(2);
            slope += (k[lane] / scale).powi(2);
        }
        let remaining = self.lanes.limit[lane] - self.lanes.t[lane];
        let step = if size < 1e-10 || slope < 1e-10 {
            1e-3 * remaining
        } else {
            0.01 * (size / slope).sqrt()
        };
        if step.is_finite() && step > 0.0 {
            step
        } else {
            1e-6
        }
    }

    /// Takes over all accepted steps.
    pub(crate) fn commit(&mut self) {
        kernel::commit(self.level, &self.rhs, &mut self.lanes);
    }

    /// Puts bounds on the state that a lane's attempt leads to.
    fn clip_attempt(&mut self, lane: usize) {
        let directions = self.rhs.extended / self.rhs.states;
        if clip(
            &self.clips,
            &mut self.lanes.registers,
            lane,
            directions,
            self.rhs.states,
        ) {
            self.lanes.restart[lane] = 1.0;
        }
    }
}

/// Puts floors and ceilings on a lane's states; a clipped state no longer depends on the parameters.
fn clip<const W: usize>(
    clips: &[Clip],
    values: &mut [[f64; W]],
    lane: usize,
    directions: usize,
    states: usize,
) -> bool {
    let mut any = false;
    for clip in clips {
        let value = values[clip.state][lane];
        let held = value.max(clip.low).min(clip.high);
        if held != value {
            values[clip.state][lane] = held;
            for direction in 1..directions {
                values[direction * states + clip.state][lane] = 0.0;
            }
            any = true;
        }
    }
    any
}
