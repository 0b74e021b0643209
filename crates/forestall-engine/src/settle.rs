//! What is due after a step was taken over: ends, visits, decisions, dose changes.
//!
//! Lanes go through each stage together, so that programs run once for all of them; no lane sees another.

use forestall_model::{Check, Decide, Stop};

use crate::{
    Failure, driver::Driver, patient::Event, set::Set, simulate::same_time, switches::CLOSE,
};

/// Changes of regimen state that may follow each other at one moment, or almost.
const MOST_CHANGES: u32 = 100;

impl<const W: usize> Driver<'_, W> {
    /// Brings all lanes that were stepped to the start of their next step.
    pub(crate) fn settle(&mut self) {
        if self.watched {
            let accepted = self.integrator.lanes.accepted;
            for (before, end) in self.before.iter_mut().zip(&self.end) {
                *before = std::array::from_fn(|l| {
                    if accepted[l] == 0.0 {
                        before[l]
                    } else {
                        end[l]
                    }
                });
            }
        }
        for lane in self.integrator.failed.iter() {
            self.close(
                lane,
                self.integrator.lanes.t[lane],
                self.integrator.failure[lane],
            );
        }
        let mut jumped = std::mem::take(&mut self.events);
        let due = self.integrator.lanes.arrived;
        if jumped.or(due).is_empty() {
            return;
        }
        self.each(jumped.or(due), |driver, lane, time| {
            if let Some(patient) = &mut driver.patients[lane]
                && time - patient.entered > CLOSE * time.max(1.0)
            {
                patient.changes_now = 0;
            }
            driver.settle_event(lane, time);
        });
        if !due.is_empty() {
            self.visit(due, &mut jumped);
            self.end_segments(due, &mut jumped);
        }
        self.begin_steps(due, jumped);
    }

    /// What happened inside or at the end of the step.
    fn settle_event(&mut self, lane: usize, time: f64) {
        let Some(patient) = &mut self.patients[lane] else {
            return;
        };
        match std::mem::replace(&mut patient.event, Event::None) {
            Event::End(when) => self.close(lane, when, None),
            Event::Leave(way) => self.take(lane, way, time),
            Event::Met => {
                self.look_at_present();
                self.check_waiting(lane, time);
            }
            Event::Switch | Event::Trigger | Event::None => {}
        }
    }

    /// Measurements, rules and decisions of lanes that have a visit.
    fn visit(&mut self, due: Set, jumped: &mut Set) {
        let Some(visits) = self.sim.visits else {
            return;
        };
        let mut visiting = Set::default();
        self.each(due, |driver, lane, time| {
            let patient = driver.patients[lane].as_ref();
            if patient.is_some_and(|p| time + 1e-9 * time.max(1.0) >= visits.time(p.visit)) {
                visiting.insert(lane);
            }
        });
        if visiting.is_empty() {
            return;
        }
        self.look_at_present();
        self.each(visiting, |driver, lane, _| driver.measure_now(lane));
        self.check_all(visiting, true, |_, check| check == Check::Visits);
        if self.sim.regimen.decide != Decide::Continuous {
            self.each(visiting, Self::load_decision);
            self.decision.run();
            self.each(visiting, |driver, lane, time| {
                if driver.decide(lane, time) {
                    jumped.insert(lane);
                }
            });
        }
        self.check_all(visiting, false, |_, check| check == Check::Visits);
        // A rule between visits may read what the visit has measured.
        if self.watched && self.remembers {
            *jumped = jumped.or(visiting);
        }
    }

    /// Rules on a grid that are looked at after the decision, the end of the run, and dose changes of the calendar.
    fn end_segments(&mut self, due: Set, jumped: &mut Set) {
        self.check_all(due, false, |time, check| match check {
            Check::Grid(every) => same_time((time / every).round() * every, time),
            _ => false,
        });
        self.each(due, |driver, lane, time| {
            if time + 1e-9 * time.max(1.0) >= driver.sim.until {
                driver.close(lane, time, None);
            }
            let Some(patient) = &mut driver.patients[lane] else {
                return;
            };
            if time + 1e-9 * time.max(1.0) >= patient.next_dose
                && patient.give(driver.sim.regimen, &driver.sim.offsets, time, false)
            {
                driver.load_doses(lane);
                driver.give_single_doses(lane, time);
                jumped.insert(lane);
            }
        });
    }

    /// Chained decisions of regimens that decide at any moment, and what the next step needs.
    fn begin_steps(&mut self, due: Set, mut jumped: Set) {
        self.each(due.or(jumped), |driver, lane, time| {
            if driver.fire(lane, time) {
                jumped.insert(lane);
            }
        });
        if !jumped.is_empty() && self.sim.regimen.decide == Decide::Continuous {
            self.each(jumped, Self::leave_if_already_true);
        }
        self.each(jumped, |driver, lane, time| {
            let patient = driver.patients[lane].as_ref();
            if patient.is_some_and(|p| p.changes_now > MOST_CHANGES) {
                driver.close(lane, time, Some(Failure::Restless { time }));
            }
        });
        if self.watched && !jumped.is_empty() {
            self.look_at_present();
            for (index, before) in self.before.iter_mut().enumerate() {
                for lane in jumped.iter() {
                    before[lane] = self.watch.output(index, lane);
                }
            }
        }
        self.each(due.or(jumped), |driver, lane, _| driver.set_limit(lane));
    }

    /// Calls `act` with the time of each lane of the set that still carries its patient.
    fn each(&mut self, lanes: Set, mut act: impl FnMut(&mut Self, usize, f64)) {
        for lane in lanes.iter() {
            if self.integrator.is_active(lane) {
                act(self, lane, self.integrator.lanes.t[lane]);
            }
        }
    }

    /// Adds a visit to the series, from present watch outputs; the watch program then remembers it.
    fn measure_now(&mut self, lane: usize) {
        for assay in 0..self.core.assays.len() {
            let value = self.watch.output(assay, lane);
            let seen = self.seen(lane, assay, value);
            if let Some(patient) = &mut self.patients[lane] {
                patient.truth[assay].add(value);
                patient.measured[assay].add(seen);
            }
        }
        if let Some(patient) = &mut self.patients[lane] {
            patient.visit += 1;
            patient.run.visits += 1;
        }
        self.load_memory(lane);
    }

    /// Takes the first way out whose condition the decision program has found true; tells whether there was one.
    pub(crate) fn decide(&mut self, lane: usize, time: f64) -> bool {
        let Some(patient) = &self.patients[lane] else {
            return false;
        };
        let ways = &self.sim.decision.leaves[patient.phase];
        let way = ways
            .iter()
            .position(|&output| self.decision.output(output, lane) != 0.0);
        if let Some(way) = way {
            self.take(lane, way, time);
        }
        way.is_some()
    }

    /// Leaves the present state of the regimen by a way out.
    fn take(&mut self, lane: usize, way: usize, time: f64) {
        let regimen = self.sim.regimen;
        let Some(patient) = &mut self.patients[lane] else {
            return;
        };
        patient.phase = regimen.phases[patient.phase].leave[way].to;
        patient.entered = time;
        patient.changes_now += 1;
        if patient.give(regimen, &self.sim.offsets, time, false) {
            self.load_doses(lane);
            // Those of time 0 come after everything else of that moment.
            if time > 0.0 {
                self.give_single_doses(lane, time);
            }
        }
    }

    /// For regimens that decide at any moment: takes ways out whose condition already holds.
    pub(crate) fn leave_if_already_true(&mut self, lane: usize, time: f64) {
        loop {
            self.look_at_present();
            let Some(patient) = &self.patients[lane] else {
                return;
            };
            if patient.changes_now > MOST_CHANGES {
                return;
            }
            let ways = &self.sim.watch.leaves[patient.phase];
            let Some(way) = ways
                .iter()
                .position(|c| self.watch.output(c.truth, lane) != 0.0)
            else {
                return;
            };
            self.take(lane, way, time);
        }
    }

    /// Checks rules of all asked lanes that are due, on present states.
    fn check_all(&mut self, lanes: Set, before_decision: bool, due: impl Fn(f64, Check) -> bool) {
        let wanted = |time: f64, stop: &Stop| {
            stop.before_decision == before_decision && due(time, stop.check)
        };
        let times = self.integrator.lanes.t;
        let stops = &self.core.stops;
        let any = |lane: usize| stops.iter().any(|s| wanted(times[lane], s));
        if lanes.iter().any(any) {
            self.look_at_present();
            self.each(lanes, |driver, lane, time| {
                driver.check(lane, time, before_decision, |check| due(time, check));
            });
        }
    }

    /// Checks rules that have just been allowed to be looked at.
    fn check_waiting(&mut self, lane: usize, time: f64) {
        for index in 0..self.core.stops.len() {
            let stop = &self.core.stops[index];
            let due = match stop.check {
                Check::Continuous => true,
                Check::Grid(every) => same_time((time / every).round() * every, time),
                Check::Visits => false,
            };
            // What is due at the end of a segment gets its turn there, after the decision.
            let later = !stop.before_decision && self.integrator.lanes.arrived.contains(lane);
            if due && !later && stop.after.is_some() && self.check_rule(lane, index, time) {
                return;
            }
        }
    }

    /// Checks rules that are due, on present watch outputs; tells whether the run ended.
    pub(crate) fn check(
        &mut self,
        lane: usize,
        time: f64,
        before_decision: bool,
        due: impl Fn(Check) -> bool,
    ) -> bool {
        (0..self.core.stops.len()).any(|index| {
            let stop = &self.core.stops[index];
            stop.before_decision == before_decision
                && due(stop.check)
                && self.check_rule(lane, index, time)
        })
    }

    /// Checks one rule on present watch outputs; tells whether the run ended.
    fn check_rule(&mut self, lane: usize, index: usize, time: f64) -> bool {
        if !self.is_open(lane, index) {
            return false;
        }
        let truth = self.watch.output(self.sim.watch.stops[index].truth, lane) != 0.0;
        if !self.count(lane, index, truth) {
            return false;
        }
        self.meet(lane, index, time);
        let ends = self.core.stops[index].ends;
        if ends {
            self.close(lane, time, None);
        }
        ends
    }

    /// Whether a stop rule is still to be met and may be looked at.
    pub(crate) fn is_open(&self, lane: usize, stop: usize) -> bool {
        let Some(patient) = &self.patients[lane] else {
            return false;
        };
        let waits = self.core.stops[stop]
            .after
            .is_some_and(|a| patient.run.stops[a].is_none());
        patient.run.stops[stop].is_none() && !patient.run.never[stop] && !waits
    }

    /// Counts a check; tells whether enough in a row were true.
    pub(crate) fn count(&mut self, lane: usize, stop: usize, truth: bool) -> bool {
        let Some(patient) = &mut self.patients[lane] else {
            return false;
        };
        patient.in_a_row[stop] = if truth { patient.in_a_row[stop] + 1 } else { 0 };
        patient.in_a_row[stop] >= self.core.stops[stop].consecutive
    }

    pub(crate) fn meet(&mut self, lane: usize, stop: usize, time: f64) {
        if let Some(patient) = &mut self.patients[lane] {
            patient.run.stops[stop] = Some(time);
        }
    }
}
