//! Where, inside a step, a condition becomes true: on a grid of times or at any moment.

use forestall_model::{Check, program::Condition};

use crate::{driver::Driver, patient::Event};

/// Halvings of a step until its crossing is known to 1e-14 of its length.
const HALVINGS: usize = 48;

/// A crossing inside a step.
#[derive(Debug, Clone, Copy)]
struct Crossing {
    time: f64,
    theta: f64,
}

impl<const W: usize> Driver<'_, W> {
    /// Whether conditions must be looked at between the ends of steps.
    fn looks_inside(&self, lane: usize) -> bool {
        if !self.integrator.is_dense() || !self.integrator.accepted[lane] {
            return false;
        }
        let Some(patient) = &self.patients[lane] else {
            return false;
        };
        let (start, end) = (
            self.integrator.lanes.t[lane],
            self.integrator.next_time[lane],
        );
        !self.sim.watch.leaves[patient.phase].is_empty()
            || self.core.stops.iter().any(|stop| match stop.check {
                Check::Continuous => true,
                Check::Grid(every) => first_point(start, every) < last_point(end, every),
                Check::Visits => false,
            })
    }

    /// Runs the watch program at the middle of the step if any lane needs it.
    pub(crate) fn look_at_middle(&mut self) {
        if (0..W).any(|lane| self.looks_inside(lane)) {
            self.look(&[0.5; W]);
            for (copy, index) in self.middle.iter_mut().zip(0..) {
                *copy = std::array::from_fn(|lane| self.watch.output(index, lane));
            }
        }
    }

    /// Finds what happens first in the attempted, accepted step of a lane, records up to there, and cuts the step if needed.
    pub(crate) fn advance(&mut self, lane: usize) {
        let start = self.integrator.lanes.t[lane];
        let end = self.integrator.next_time[lane];
        let mut first = Crossing {
            time: end,
            theta: 1.0,
        };
        let mut event = Event::None;
        let mut met: Vec<(usize, f64)> = Vec::new();
        for index in 0..self.core.stops.len() {
            if !self.is_open(lane, index) {
                continue;
            }
            let stop = &self.core.stops[index];
            let Some(at) = self.stop_crossing(lane, index) else {
                continue;
            };
            // A crossing at the very end belongs to the moment, in its order with the decision.
            if at.theta >= 1.0 && !stop.before_decision {
                continue;
            }
            let cuts = stop.ends || self.core.stops.iter().any(|s| s.after == Some(index));
            if cuts && (at.theta < first.theta || event == Event::None) {
                first = at;
                event = if stop.ends {
                    Event::End(at.time)
                } else {
                    Event::Met
                };
            }
            met.push((index, at.time));
        }
        let phase = self.patients[lane].as_ref().map_or(0, |p| p.phase);
        for way in 0..self.sim.watch.leaves[phase].len() {
            let condition = self.sim.watch.leaves[phase][way];
            if let Some(at) = self.any_moment(lane, condition)
                && (at.theta < first.theta || event == Event::None)
            {
                first = at;
                event = Event::Leave(way);
            }
        }
        for (index, time) in met {
            if time <= first.time {
                self.meet(lane, index, time);
            }
        }
        self.record_until(lane, start, first.time);
        if let Some(patient) = &mut self.patients[lane] {
            patient.expose(first.time - start);
            patient.event = event;
        }
        if first.theta < 1.0 {
            self.integrator.truncate(lane, first.theta);
        }
    }

    fn stop_crossing(&mut self, lane: usize, index: usize) -> Option<Crossing> {
        let stop = &self.core.stops[index];
        let condition = self.sim.watch.stops[index];
        match stop.check {
            Check::Visits => None,
            Check::Continuous => self.any_moment(lane, condition),
            Check::Grid(every) => self.on_grid(lane, index, condition, every),
        }
    }

    fn truth_at(&mut self, lane: usize, condition: Condition, theta: f64) -> bool {
        if theta >= 1.0 || !self.integrator.is_dense() {
            return self.end[condition.truth][lane] != 0.0;
        }
        self.look(&[theta; W]);
        self.watch.output(condition.truth, lane) != 0.0
    }

    /// A theta in the step at which the condition is true, judged from its ends, its middle, and a parabola through the margins.
    fn true_theta(&mut self, lane: usize, condition: Condition) -> Option<f64> {
        if self.integrator.is_dense() {
            if self.middle[condition.truth][lane] != 0.0 {
                return Some(0.5);
            }
            if self.end[condition.truth][lane] != 0.0 {
                return Some(1.0);
            }
            let before = self.patients[lane].as_ref()?.before[condition.margin];
            let middle = self.middle[condition.margin][lane];
            let end = self.end[condition.margin][lane];
            let curve = 2.0 * (before + end - 2.0 * middle);
            let slope = 4.0 * middle - 3.0 * before - end;
            let top = -slope / (2.0 * curve);
            if curve < 0.0 && top > 0.0 && top < 1.0 {
                let height = before - slope * slope / (4.0 * curve);
                let range = before.max(middle).max(end) - before.min(middle).min(end);
                if height > -0.1 * range && self.truth_at(lane, condition, top) {
                    return Some(top);
                }
            }
            return None;
        }
        (self.end[condition.truth][lane] != 0.0).then_some(1.0)
    }

    /// The first moment of the step at which the condition is true.
    fn any_moment(&mut self, lane: usize, condition: Condition) -> Option<Crossing> {
        let start = self.integrator.lanes.t[lane];
        let h = self.integrator.next_time[lane] - start;
        let mut high = self.true_theta(lane, condition)?;
        if self.integrator.is_dense() {
            let mut low = 0.0;
            for _ in 0..HALVINGS {
                let middle = 0.5 * (low + high);
                if self.truth_at(lane, condition, middle) {
                    high = middle;
                } else {
                    low = middle;
                }
            }
        }
        Some(Crossing {
            time: start + high * h,
            theta: high,
        })
    }

    /// The first grid point in the step at which the rule is met.
    fn on_grid(
        &mut self,
        lane: usize,
        index: usize,
        condition: Condition,
        every: f64,
    ) -> Option<Crossing> {
        let (start, end) = (
            self.integrator.lanes.t[lane],
            self.integrator.next_time[lane],
        );
        let (first, last) = (first_point(start, every), last_point(end, every));
        if first > last {
            return None;
        }
        let crossing = |point: i64| {
            let time = point as f64 * every;
            let theta = (time - start) / (end - start);
            let theta = if theta > 1.0 - 1e-9 { 1.0 } else { theta };
            Crossing {
                time: if theta >= 1.0 { end } else { time },
                theta,
            }
        };
        let stop = &self.core.stops[index];
        if stop.consecutive > 1 || !self.integrator.is_dense() {
            for point in first..=last {
                let at = crossing(point);
                if at.theta >= 1.0 && !stop.before_decision {
                    return None;
                }
                let truth = self.truth_at(lane, condition, at.theta);
                if self.count(lane, index, truth) {
                    return Some(at);
                }
            }
            return None;
        }
        if first == last {
            let at = crossing(first);
            return self.truth_at(lane, condition, at.theta).then_some(at);
        }
        // Between two points of the grid a condition may be true and false again: then it was not seen.
        let theta = self.true_theta(lane, condition)?;
        let at_or_after =
            (((start + theta * (end - start)) / every - 1e-9).ceil() as i64).clamp(first, last);
        let (mut low, mut high) = (first - 1, at_or_after);
        if !self.truth_at(lane, condition, crossing(high).theta) {
            return None;
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.truth_at(lane, condition, crossing(middle).theta) {
                high = middle;
            } else {
                low = middle;
            }
        }
        Some(crossing(high))
    }
}

/// The first grid point after `start`.
fn first_point(start: f64, every: f64) -> i64 {
    (start / every + 1e-9 * (start / every).abs().max(1.0)).floor() as i64 + 1
}

/// The last grid point up to `end`.
fn last_point(end: f64, every: f64) -> i64 {
    (end / every + 1e-9 * (end / every).abs().max(1.0)).floor() as i64
}
