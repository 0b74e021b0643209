//! Where, inside a step, a condition becomes true: on a grid of times or at any moment.

use forestall_model::{Check, program::Condition};

use crate::{driver::Driver, patient::Event};

/// Halvings of a step until its crossing is known to 1e-14 of its length.
const HALVINGS: usize = 48;

/// A step that ends so near a jump, relative to the time, ends at it.
pub(crate) const LAST_BIT: f64 = 1e-11;

/// A crossing inside a step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Crossing {
    pub time: f64,
    pub theta: f64,
}

impl<const W: usize> Driver<'_, W> {
    /// Whether conditions must be looked at between the ends of steps.
    pub(crate) fn looks_inside(&self, lane: usize) -> bool {
        if !self.integrator.is_dense() || !self.integrator.is_active(lane) {
            return false;
        }
        let Some(patient) = &self.patients[lane] else {
            return false;
        };
        if !self.integrator.is_accepted(lane) {
            return !self.sim.watch.switches.is_empty();
        }
        let (start, end) = self.span(lane);
        !self.sim.watch.leaves[patient.phase].is_empty()
            || !self.sim.watch.switches.is_empty()
            || !self.sim.watch.triggers.is_empty()
            || self.core.stops.iter().any(|stop| match stop.check {
                Check::Continuous => true,
                Check::Grid(every) => first_point(start, every) < last_point(end, every),
                Check::Visits => false,
            })
    }

    /// Start and end of a lane's attempted step.
    pub(crate) fn span(&self, lane: usize) -> (f64, f64) {
        (
            self.integrator.lanes.t[lane],
            self.integrator.lanes.next[lane],
        )
    }

    /// Finds what happens first in the attempted, accepted step of a lane, records up to there, and cuts the step if needed.
    pub(crate) fn advance(&mut self, lane: usize) {
        let mut first = Crossing {
            time: self.span(lane).1,
            theta: 1.0,
        };
        if self.watched {
            let switch = self.switch_crossing(lane);
            if let Some(at) = switch
                && self.must_retry(lane, at)
            {
                self.integrator.retry(lane, at.theta);
                return;
            }
            first = self.first_event(lane, first, switch);
        }
        self.record_until(lane, first.time);
        if first.theta < 1.0 {
            self.integrator.truncate(lane, first.theta);
        }
    }

    /// The first moment at which the step must be cut (`end` if none), with what happens there noted; rules that cut nothing are
    /// noted up to it.
    fn first_event(&mut self, lane: usize, end: Crossing, switch: Option<Crossing>) -> Crossing {
        let mut first = end;
        let mut event = Event::None;
        let mut met: Vec<(usize, Crossing)> = Vec::new();
        for index in 0..self.core.stops.len() {
            let Some(at) = self.stop_crossing(lane, index) else {
                continue;
            };
            met.push((index, at));
            let stop = &self.core.stops[index];
            let cuts = stop.ends || self.core.stops.iter().any(|s| s.after == Some(index));
            if cuts && (at.theta < first.theta || event == Event::None) {
                first = at;
                event = if stop.ends {
                    Event::End(at.time)
                } else {
                    Event::Met
                };
            }
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
        if let Some(at) = switch.filter(|at| at.theta < first.theta) {
            first = at;
            event = Event::Switch;
            self.note_switch(lane, at.time);
        }
        if let Some(at) = self.trigger_crossing(lane)
            && (at.theta < first.theta || event == Event::None)
        {
            first = at;
            event = Event::Trigger;
        }
        for index in 0..self.core.stops.len() {
            self.keep_count(lane, index, first.theta);
        }
        for (index, at) in met {
            if at.theta <= first.theta {
                self.meet(lane, index, at.time);
            }
        }
        if event != Event::None
            && let Some(patient) = &mut self.patients[lane]
        {
            patient.event = event;
            self.events.insert(lane);
        }
        first
    }

    /// Where in the step an open rule is met. What happens at the very end of a segment belongs to that moment, in its order with
    /// the decision.
    fn stop_crossing(&mut self, lane: usize, index: usize) -> Option<Crossing> {
        if !self.is_open(lane, index) {
            return None;
        }
        let stop = &self.core.stops[index];
        let condition = self.sim.watch.stops[index];
        let at = match stop.check {
            Check::Visits => None,
            Check::Continuous => self.any_moment(lane, condition),
            Check::Grid(every) => self.on_grid(lane, index, condition, every),
        }?;
        let later = at.theta >= 1.0 && !stop.before_decision && self.ends_segment(lane);
        (!later).then_some(at)
    }

    /// Whether the attempted step ends where the segment ends.
    fn ends_segment(&self, lane: usize) -> bool {
        let end = self.span(lane).1;
        end + 1e-9 * end.max(1.0) >= self.integrator.lanes.limit[lane]
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
            let before = self.before[condition.margin][lane];
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
    pub(crate) fn any_moment(&mut self, lane: usize, condition: Condition) -> Option<Crossing> {
        let (start, end) = self.span(lane);
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
            time: start + high * (end - start),
            theta: high,
        })
    }

    /// A grid point as a moment of the step. A step of a fixed-step method is looked at as a whole, at its end.
    fn grid_crossing(&self, lane: usize, point: i64, every: f64) -> Crossing {
        let (start, end) = self.span(lane);
        let time = point as f64 * every;
        let theta = (time - start) / (end - start);
        if theta > 1.0 - 1e-9 || !self.integrator.is_dense() {
            Crossing {
                time: end,
                theta: 1.0,
            }
        } else {
            Crossing { time, theta }
        }
    }

    /// The grid points in the step, first and last; a fixed-step method sees the last only.
    fn grid_points(&self, lane: usize, every: f64) -> Option<(i64, i64)> {
        let (start, end) = self.span(lane);
        let (first, last) = (first_point(start, every), last_point(end, every));
        let first = if self.integrator.is_dense() {
            first
        } else {
            first.max(last)
        };
        (first <= last).then_some((first, last))
    }

    /// The first grid point in the step at which the rule is met.
    fn on_grid(
        &mut self,
        lane: usize,
        index: usize,
        condition: Condition,
        every: f64,
    ) -> Option<Crossing> {
        let (first, last) = self.grid_points(lane, every)?;
        let needed = self.core.stops[index].consecutive;
        if needed > 1 {
            let mut in_a_row = self.patients[lane].as_ref()?.in_a_row[index];
            for point in first..=last {
                let at = self.grid_crossing(lane, point, every);
                let truth = self.truth_at(lane, condition, at.theta);
                in_a_row = if truth { in_a_row + 1 } else { 0 };
                if in_a_row >= needed {
                    return Some(at);
                }
            }
            return None;
        }
        if first == last {
            let at = self.grid_crossing(lane, first, every);
            return self.truth_at(lane, condition, at.theta).then_some(at);
        }
        // Between two points of the grid a condition may be true and false again: then it was not seen.
        let (start, end) = self.span(lane);
        let theta = self.true_theta(lane, condition)?;
        let at_or_after =
            (((start + theta * (end - start)) / every - 1e-9).ceil() as i64).clamp(first, last);
        let (mut low, mut high) = (first - 1, at_or_after);
        let crossing = self.grid_crossing(lane, high, every);
        if !self.truth_at(lane, condition, crossing.theta) {
            return None;
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            let crossing = self.grid_crossing(lane, middle, every);
            if self.truth_at(lane, condition, crossing.theta) {
                high = middle;
            } else {
                low = middle;
            }
        }
        Some(self.grid_crossing(lane, high, every))
    }

    /// Counts the checks of a rule that must be true several times in a row, up to `theta` of the step.
    fn keep_count(&mut self, lane: usize, index: usize, theta: f64) {
        let stop = &self.core.stops[index];
        let Check::Grid(every) = stop.check else {
            return;
        };
        if stop.consecutive < 2 || !self.is_open(lane, index) {
            return;
        }
        let Some((first, last)) = self.grid_points(lane, every) else {
            return;
        };
        for point in first..=last {
            let at = self.grid_crossing(lane, point, every);
            let later = at.theta >= 1.0 && !stop.before_decision && self.ends_segment(lane);
            if at.theta <= theta && !later {
                let truth = self.truth_at(lane, self.sim.watch.stops[index], at.theta);
                self.count(lane, index, truth);
            }
        }
    }

    /// Records states at all asked times up to `time` in the attempted step; at time 0, the present state.
    pub(crate) fn record_until(&mut self, lane: usize, time: f64) {
        let start = self.integrator.lanes.t[lane];
        let Some(patient) = &mut self.patients[lane] else {
            return;
        };
        // Times that differ by rounding only are the same.
        let reached = time + 1e-9 * time.max(1.0);
        let asked = &self.sim.settings.record;
        while let Some(&at) = asked.get(patient.recorded).filter(|&&at| at <= reached) {
            let states = 0..self.watch.layout.states;
            let row = if time <= 0.0 {
                let y = &self.integrator.lanes.y;
                states.map(|i| y[i][lane]).collect()
            } else {
                let theta = (at - start) / self.integrator.lanes.h[lane];
                let theta = if theta > 1.0 - 1e-9 {
                    1.0
                } else {
                    theta.max(0.0)
                };
                states
                    .map(|i| self.integrator.dense_state(i, lane, theta))
                    .collect()
            };
            patient.run.trajectory.times.push(at);
            patient.run.trajectory.states.push(row);
            patient.run.trajectory.doses.push(patient.doses.clone());
            patient.recorded += 1;
        }
    }
}

/// The first grid point after `start` (not negative).
fn first_point(start: f64, every: f64) -> i64 {
    last_point(start, every) + 1
}

/// The last grid point up to `end` (not negative); times that differ by rounding only are the same.
fn last_point(end: f64, every: f64) -> i64 {
    let points = end / every;
    (points + 1e-9 * points.max(1.0)) as i64
}
