//! Events: where in a step a trigger may become true, and what happens then.

use forestall_base::Stream;

use crate::{
    Failure,
    crossing::Crossing,
    driver::Driver,
    patient::{Patient, Triggered},
};

/// Channel of the draws that order events of equal priority.
pub(crate) const ORDER_CHANNEL: u64 = 0x6F72_6465_7200_0000;
/// Events that may set each other off at one moment.
const MOST_EVENTS: u32 = 10_000;

impl<const W: usize> Driver<'_, W> {
    /// Where in the step a comparison in a trigger first changes.
    pub(crate) fn trigger_crossing(&mut self, lane: usize) -> Option<Crossing> {
        let mut first: Option<Crossing> = None;
        for index in 0..self.sim.watch.triggers.len() {
            let [on, off] = self.sim.watch.triggers[index];
            let is_off = self.before[on.truth][lane] == 0.0;
            let at = self.any_moment(lane, if is_off { on } else { off });
            let earlier = |at: &Crossing| first.is_none_or(|first| at.theta < first.theta);
            first = at.filter(earlier).or(first);
        }
        first
    }

    /// Lets events happen whose triggers have become true by `time`; tells whether there was one.
    pub(crate) fn fire(&mut self, lane: usize, time: f64) -> bool {
        if self.core.events.is_empty() {
            return false;
        }
        let Some(mut patient) = self.patients[lane].take() else {
            return false;
        };
        let mut happened = 0;
        let mut now = self.event_values(lane, &patient, time);
        self.due(&mut patient, time);
        self.trigger(&mut patient, &now);
        while let Some(next) = Self::choose(&mut patient, &now) {
            let event = &self.core.events[next.event];
            let values = next.values.unwrap_or_else(|| now[next.event][2..].to_vec());
            let states = event.assignments.iter().map(|(state, _)| *state);
            self.integrator.jump(lane, states.zip(values));
            happened += 1;
            if happened > MOST_EVENTS {
                break;
            }
            now = self.event_values(lane, &patient, time);
            self.trigger(&mut patient, &now);
        }
        self.patients[lane] = Some(patient);
        if happened > MOST_EVENTS {
            self.close(lane, time, Some(Failure::EndlessEvents { time }));
        }
        happened > 0
    }

    /// End of the present segment: the next visit, dose change, event of the calendar, or the end of the run.
    pub(crate) fn set_limit(&mut self, lane: usize) {
        let Some(patient) = &self.patients[lane] else {
            return;
        };
        let mut limit = self.sim.until.min(patient.next_dose);
        if let Some(visits) = self.sim.visits {
            limit = limit.min(visits.time(patient.visit));
        }
        for (event, &occurred) in self.core.events.iter().zip(&patient.occurred) {
            limit = limit.min(event.trigger.time(occurred).unwrap_or(f64::INFINITY));
        }
        self.integrator.lanes.limit[lane] = limit;
    }

    /// Per event: truth of its trigger, priority, new values.
    fn event_values(&self, lane: usize, patient: &Patient, time: f64) -> Vec<Vec<f64>> {
        let program = &self.sim.events;
        let layout = program.layout;
        let mut inputs = vec![0.0; layout.inputs()];
        for (slot, y) in inputs
            .iter_mut()
            .zip(&self.integrator.lanes.y[..layout.states])
        {
            *slot = y[lane];
        }
        let parameters = &self.jobs[patient.job].parameters;
        inputs[layout.parameter()..][..parameters.len()].copy_from_slice(parameters);
        inputs[layout.dose()..][..patient.doses.len()].copy_from_slice(&patient.doses);
        for drug in 0..layout.drugs {
            let since = self.integrator.lanes.on_since[drug][lane];
            inputs[layout.time_on() + drug] = if since.is_finite() { time - since } else { 0.0 };
        }
        inputs[layout.time()] = time;
        let mut values = program.evaluate(&inputs).into_iter();
        let events = self.core.events.iter();
        events
            .map(|event| values.by_ref().take(2 + event.assignments.len()).collect())
            .collect()
    }

    /// Notes events of the calendar that are due; of several occurrences at almost one moment, one.
    fn due(&self, patient: &mut Patient, time: f64) {
        let reached = time + 1e-9 * time.max(1.0);
        for (index, event) in self.core.events.iter().enumerate() {
            let mut is_due = false;
            while event
                .trigger
                .time(patient.occurred[index])
                .is_some_and(|at| at <= reached)
            {
                patient.occurred[index] += 1;
                is_due = true;
            }
            if is_due {
                patient.triggered.push(Triggered {
                    event: index,
                    values: None,
                });
            }
        }
    }

    /// Notes events whose trigger has just become true, and forgets those that it no longer holds for.
    fn trigger(&self, patient: &mut Patient, now: &[Vec<f64>]) {
        for (index, event) in self.core.events.iter().enumerate() {
            if event.trigger.condition().is_none() {
                continue;
            }
            let truth = now[index][0] != 0.0 && !now[index][0].is_nan();
            let spent = event.once && patient.occurred[index] > 0;
            if truth && !patient.triggers[index] && !spent {
                patient.occurred[index] += 1;
                let values = event.values_at_trigger.then(|| now[index][2..].to_vec());
                patient.triggered.push(Triggered {
                    event: index,
                    values,
                });
            }
            if !truth && !event.persistent {
                patient.triggered.retain(|own| own.event != index);
            }
            patient.triggers[index] = truth;
        }
    }

    /// Takes the triggered event of the largest priority; among equals, any.
    fn choose(patient: &mut Patient, now: &[Vec<f64>]) -> Option<Triggered> {
        let priority = |own: &Triggered| {
            let value = now[own.event][1];
            if value.is_nan() {
                f64::NEG_INFINITY
            } else {
                value
            }
        };
        let largest = patient.triggered.iter().map(priority).reduce(f64::max)?;
        let among: Vec<usize> = (0..patient.triggered.len())
            .filter(|&index| priority(&patient.triggered[index]) == largest)
            .collect();
        let which = match among.len() {
            1 => 0,
            many => patient.order.below(many),
        };
        Some(patient.triggered.remove(among[which]))
    }

    /// The draws that order events of equal priority.
    pub(crate) fn order_stream(&self, patient: u32) -> Stream {
        Stream::new(self.sim.settings.seed, patient, ORDER_CHANNEL)
    }
}
