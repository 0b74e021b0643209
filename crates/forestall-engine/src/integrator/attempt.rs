//! Within an attempted step: states between its ends, an earlier end, another try.

use forestall_model::Method;

use super::{Integrator, clip};
use crate::{
    kernel,
    tableau::{A, dense_weights},
};

impl<const W: usize> Integrator<'_, W> {
    /// States of all lanes at `t + theta h` of the attempted step, `theta` per lane, into `out` (first registers of another program).
    pub(crate) fn dense(&self, theta: &[f64; W], out: &mut [[f64; W]]) {
        if let Some(implicit) = &self.implicit {
            kernel::rosenbrock_dense(self.level, implicit, &self.lanes, theta, out);
        } else {
            kernel::dense(self.level, &self.rhs, &self.lanes, theta, out);
        }
        if !self.clips.is_empty() {
            let directions = out.len() / self.rhs.states;
            for lane in 0..W {
                clip(&self.clips, out, lane, directions, self.rhs.states);
            }
        }
    }

    /// One extended state of one lane at `t + theta h` of the attempted step.
    pub(crate) fn dense_state(&self, index: usize, lane: usize, theta: f64) -> f64 {
        let (start, end) = (self.lanes.y[index][lane], self.lanes.registers[index][lane]);
        if theta >= 1.0 {
            return end;
        }
        let n = self.rhs.extended;
        if let Some(implicit) = &self.implicit {
            if let Some(value) = implicit.decayed(&self.lanes, index, lane, theta) {
                return value;
            }
            let stage = |s: usize| self.lanes.k[s * n + index][lane];
            return kernel::continuous(theta, [start, end, stage(0), stage(1)]);
        }
        match self.method {
            Method::Adaptive { .. } | Method::Stiff { .. } => {}
            // A parabola through the state and its derivative at the start and the state at the end.
            Method::Rk4 { .. } => {
                let first = self.lanes.h[lane] * self.lanes.k[index][lane];
                return start + theta * first + theta * theta * (end - start - first);
            }
            Method::Map { .. } => return start,
        }
        let mut sum = 0.0;
        for (s, weight) in dense_weights(theta).into_iter().enumerate() {
            sum += weight * self.lanes.k[s * n + index][lane];
        }
        start + self.lanes.h[lane] * sum
    }

    /// Step length times the rate at which the slope of a lane changes between the two states that the last explicit step has computed at
    /// its end: about the product of length and fastest decay where stability holds the step back, small where it does not.
    pub(crate) fn change_of_slope(&self, lane: usize) -> f64 {
        let (n, lanes) = (self.rhs.extended, &self.lanes);
        let (mut slopes, mut states) = (0.0, 0.0);
        for i in 0..self.rhs.states {
            let k = |stage: usize| lanes.k[stage * n + i][lane];
            let weights = A[4].iter().zip(&A[5]).enumerate();
            let apart: f64 = weights.map(|(s, (sixth, end))| (sixth - end) * k(s)).sum();
            let size = lanes.floor[i][lane] + lanes.y[i][lane].abs();
            slopes += ((k(6) - k(5)) / size).powi(2);
            states += (apart / size).powi(2);
        }
        if states > 0.0 {
            (slopes / states).sqrt()
        } else {
            0.0
        }
    }

    /// Ends the attempted, accepted step of a lane early, at `theta` of its length.
    pub(crate) fn truncate(&mut self, lane: usize, theta: f64) {
        for index in 0..self.rhs.extended {
            let value = self.dense_state(index, lane, theta);
            self.lanes.registers[index][lane] = value;
        }
        self.lanes.next[lane] = self.lanes.t[lane] + theta * self.lanes.h[lane];
        self.lanes.restart[lane] = 1.0;
        self.clip_attempt(lane);
    }

    /// Gives up the attempted step of a lane; the next one has `theta` of its length.
    pub(crate) fn retry(&mut self, lane: usize, theta: f64) {
        self.lanes.accepted[lane] = 0.0;
        self.lanes.rejected[lane] = 1.0;
        self.lanes.step[lane] = theta * self.lanes.h[lane];
    }

    /// The next attempt of a lane has this length; if it is `forced`, it is accepted whatever its error.
    pub(crate) fn try_length(&mut self, lane: usize, length: f64, forced: bool) {
        self.lanes.step[lane] = length;
        self.lanes.forced[lane] = f64::from(u8::from(forced));
        if forced {
            self.failure[lane] = None;
            self.failed.remove(lane);
        }
    }
}
