//! Steps of `W` patients side by side: each lane has its own time, step and end of segment.

use forestall_model::{Core, Method, StateKind, program::Program};

use crate::{
    Failure,
    control::Control,
    kernel::{self, Lanes, Level, Rhs},
    machine::rhs_of,
    tableau::dense_weights,
};

const MAX_STEPS: u64 = 20_000_000;

/// A state with bounds that are put on it after each step.
#[derive(Debug, Clone, Copy)]
struct Clip {
    state: usize,
    low: f64,
    high: f64,
}

/// The integration of `W` lanes.
#[derive(Debug, Clone)]
pub(crate) struct Integrator<const W: usize> {
    pub lanes: Lanes<W>,
    rhs: Rhs,
    level: Level,
    method: Method,
    clips: Vec<Clip>,
    populations: Vec<usize>,
    control: [Control; W],
    /// Per lane: end of the segment, which a step meets exactly.
    pub limit: [f64; W],
    /// Per lane: whether it carries a patient.
    pub active: [bool; W],
    /// Per lane: whether the attempted step was accepted.
    pub accepted: [bool; W],
    /// Per lane: the time at the end of the attempted step.
    pub next_time: [f64; W],
    /// Per lane: steps of the present patient.
    pub steps: [u64; W],
    /// Per lane: why the present patient cannot go on.
    pub failure: [Option<Failure>; W],
    restart: [bool; W],
    fresh: [bool; W],
}

impl<const W: usize> Integrator<W> {
    pub(crate) fn new(program: &Program, core: &Core, level: Level) -> Self {
        let rhs = rhs_of(program);
        let n = rhs.extended;
        let mut registers = vec![[0.0; W]; program.registers];
        for &(register, value) in &program.constants {
            registers[register as usize] = [value; W];
        }
        let clips = core.states.iter().enumerate().filter_map(|(state, s)| {
            let (low, high) = (s.floor, s.ceiling);
            (low.is_some() || high.is_some()).then(|| Clip {
                state,
                low: low.unwrap_or(f64::NEG_INFINITY),
                high: high.unwrap_or(f64::INFINITY),
            })
        });
        let is_population = |s: &forestall_model::State| s.kind == StateKind::Population;
        let populations = (0..core.states.len()).filter(|&i| is_population(&core.states[i]));
        Self {
            lanes: Lanes {
                registers,
                y: vec![[0.0; W]; n],
                k: vec![[0.0; W]; 7 * n],
                t: [0.0; W],
                h: [0.0; W],
                error: [0.0; W],
                on_since: vec![[f64::INFINITY; W]; core.drugs.len()],
            },
            rhs,
            level,
            method: core.solver.method,
            clips: clips.collect(),
            populations: populations.collect(),
            control: [Control::new(0.0); W],
            limit: [0.0; W],
            active: [false; W],
            accepted: [false; W],
            next_time: [0.0; W],
            steps: [0; W],
            failure: [None; W],
            restart: [false; W],
            fresh: [false; W],
        }
    }

    /// Whether steps have dense output.
    pub(crate) fn is_dense(&self) -> bool {
        matches!(self.method, Method::Adaptive { .. })
    }

    /// Puts one lane's values into consecutive registers.
    pub(crate) fn load(&mut self, start: usize, lane: usize, values: &[f64]) {
        for (register, &value) in self.lanes.registers[start..].iter_mut().zip(values) {
            register[lane] = value;
        }
    }

    /// Recomputes what depends on parameters and doses.
    pub(crate) fn prepare(&mut self) {
        kernel::interpret(self.level, &self.rhs.setup, &mut self.lanes.registers);
        kernel::interpret(self.level, &self.rhs.segment, &mut self.lanes.registers);
    }

    /// Recomputes what depends on doses.
    pub(crate) fn prepare_segment(&mut self) {
        kernel::interpret(self.level, &self.rhs.segment, &mut self.lanes.registers);
    }

    /// Starts a patient in a lane at time 0 with these extended states.
    pub(crate) fn start(&mut self, lane: usize, states: impl Iterator<Item = f64>) {
        for (y, value) in self.lanes.y.iter_mut().zip(states) {
            y[lane] = value;
        }
        self.clip(lane);
        self.lanes.t[lane] = 0.0;
        self.steps[lane] = 0;
        self.failure[lane] = None;
        self.active[lane] = true;
        self.restart[lane] = true;
        self.fresh[lane] = true;
        for on in &mut self.lanes.on_since {
            on[lane] = f64::INFINITY;
        }
    }

    /// Takes a lane out of service.
    pub(crate) fn stop(&mut self, lane: usize) {
        self.active[lane] = false;
    }

    /// Says that a lane's right-hand side has jumped, so that its first stage must be computed afresh.
    pub(crate) fn jumped(&mut self, lane: usize) {
        self.restart[lane] = true;
    }

    /// The state `index` of a lane at its present time.
    pub(crate) fn state(&self, index: usize, lane: usize) -> f64 {
        self.lanes.y[index][lane]
    }

    /// Attempts one step in every active lane; [`Self::accepted`] and [`Self::next_time`] say how it went.
    pub(crate) fn attempt(&mut self) {
        if self.restart.contains(&true) {
            let mask = self.restart.map(|r| if r { 1.0 } else { 0.0 });
            kernel::restart(self.level, &self.rhs, &mut self.lanes, &mask);
            self.restart = [false; W];
            for lane in 0..W {
                if self.fresh[lane] && self.active[lane] {
                    self.control[lane] = Control::new(self.first_step(lane));
                    self.fresh[lane] = false;
                }
            }
        }
        let mut limited = [false; W];
        for lane in 0..W {
            self.lanes.h[lane] = 0.0;
            if !self.active[lane] {
                continue;
            }
            let t = self.lanes.t[lane];
            let remaining = self.limit[lane] - t;
            let wanted = match self.method {
                Method::Adaptive { .. } => self.control[lane].step,
                Method::Rk4 { step } | Method::Map { step } => step,
            };
            let hits = wanted >= remaining * (1.0 - 1e-10);
            limited[lane] = hits && wanted > remaining;
            let is_map = matches!(self.method, Method::Map { .. });
            let h = if hits && !is_map { remaining } else { wanted };
            self.lanes.h[lane] = h;
            self.next_time[lane] = if hits && !is_map {
                self.limit[lane]
            } else {
                t + h
            };
        }
        match self.method {
            Method::Adaptive { relative, absolute } => {
                kernel::attempt(self.level, &self.rhs, &mut self.lanes, (relative, absolute));
                for (lane, &limited) in limited.iter().enumerate() {
                    self.judge(lane, absolute, limited);
                }
            }
            Method::Rk4 { .. } => {
                kernel::rk4(self.level, &self.rhs, &mut self.lanes);
                self.accepted = self.active;
            }
            Method::Map { .. } => {
                kernel::apply_map(self.level, &self.rhs, &mut self.lanes);
                self.accepted = self.active;
            }
        }
        for lane in 0..W {
            self.steps[lane] += u64::from(self.active[lane]);
        }
    }

    /// Accepts or rejects the attempted adaptive step of a lane.
    fn judge(&mut self, lane: usize, absolute: f64, limited: bool) {
        self.accepted[lane] = false;
        if !self.active[lane] {
            return;
        }
        let h = self.lanes.h[lane];
        // A population that the step drives below zero beyond its tolerance is a step too long, not a number to clip.
        let negative = self.populations.iter().any(|&i| {
            self.lanes.registers[i][lane] < -10.0 * absolute && self.lanes.y[i][lane] >= 0.0
        });
        if negative && self.lanes.error[lane] <= 1.0 {
            self.control[lane].halve(h);
        } else {
            let error = self.lanes.error[lane];
            self.accepted[lane] = self.control[lane].note(h, error, limited);
        }
        let time = self.lanes.t[lane];
        if !self.accepted[lane] && self.control[lane].step < 1e-14 * time.abs().max(1e-3) {
            self.failure[lane] = Some(Failure::StepSize {
                time,
                step: self.control[lane].step,
            });
        } else if self.steps[lane] >= MAX_STEPS {
            self.failure[lane] = Some(Failure::Steps {
                time,
                steps: MAX_STEPS,
            });
        }
    }

    /// A first step from the sizes of the state and its derivative (Hairer, Norsett, Wanner, Solving ODEs I, section II.4).
    fn first_step(&self, lane: usize) -> f64 {
        let Method::Adaptive { relative, absolute } = self.method else {
            return 0.0;
        };
        let (mut size, mut slope) = (0.0_f64, 0.0_f64);
        for i in 0..self.rhs.states {
            let scale = absolute + relative * self.lanes.y[i][lane].abs();
            size += (self.lanes.y[i][lane] / scale).powi(2);
            slope += (self.lanes.k[i][lane] / scale).powi(2);
        }
        let remaining = self.limit[lane] - self.lanes.t[lane];
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

    /// States of all lanes at `t + theta h` of the attempted step, `theta` per lane, into `out` (first registers of a watch program).
    pub(crate) fn dense(&self, theta: &[f64; W], out: &mut [[f64; W]]) {
        let mut weights = [[0.0; W]; 7];
        for lane in 0..W {
            for (weight, value) in weights.iter_mut().zip(dense_weights(theta[lane])) {
                weight[lane] = value;
            }
        }
        kernel::dense(self.level, &self.rhs, &self.lanes, &weights, out);
    }

    /// One extended state of one lane at `t + theta h` of the attempted step.
    pub(crate) fn dense_state(&self, index: usize, lane: usize, theta: f64) -> f64 {
        if !self.is_dense() || theta >= 1.0 {
            return self.lanes.registers[index][lane];
        }
        let n = self.rhs.extended;
        let weights = dense_weights(theta);
        let sum: f64 = weights
            .iter()
            .enumerate()
            .map(|(s, w)| w * self.lanes.k[s * n + index][lane])
            .sum();
        self.lanes.y[index][lane] + self.lanes.h[lane] * sum
    }

    /// Ends the attempted, accepted step of a lane early, at `theta` of its length.
    pub(crate) fn truncate(&mut self, lane: usize, theta: f64) {
        for index in 0..self.rhs.extended {
            let value = self.dense_state(index, lane, theta);
            self.lanes.registers[index][lane] = value;
        }
        self.next_time[lane] = self.lanes.t[lane] + theta * self.lanes.h[lane];
        self.restart[lane] = true;
    }

    /// Takes over all accepted steps.
    pub(crate) fn commit(&mut self) {
        let accept = self.accepted.map(|a| if a { 1.0 } else { 0.0 });
        kernel::commit(self.level, &self.rhs, &mut self.lanes, &accept);
        for lane in 0..W {
            if self.accepted[lane] {
                self.lanes.t[lane] = self.next_time[lane];
                if !self.clips.is_empty() && self.clip(lane) {
                    self.restart[lane] = true;
                }
            }
        }
    }

    /// Puts floors and ceilings on a lane's states; a clipped state no longer depends on the parameters.
    fn clip(&mut self, lane: usize) -> bool {
        let n = self.rhs.states;
        let mut any = false;
        for clip in &self.clips {
            let value = self.lanes.y[clip.state][lane];
            let held = value.max(clip.low).min(clip.high);
            if held != value {
                self.lanes.y[clip.state][lane] = held;
                for direction in 1..self.rhs.extended / n {
                    self.lanes.y[direction * n + clip.state][lane] = 0.0;
                }
                any = true;
            }
        }
        any
    }
}
