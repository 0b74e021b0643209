//! Where rates jump: comparisons of states or time in the equations. A step that ran across one would lose its order, so it ends there.

use forestall_model::{Binary, Core, Expr, Method};

use crate::{
    crossing::{Crossing, LAST_BIT},
    driver::Driver,
};

/// Switches of rates this close together, relative to the time, are at almost one moment.
pub(crate) const CLOSE: f64 = 1e-9;
/// So many of them mean that the state slides along a comparison.
const MOST_CLOSE_SWITCHES: u32 = 40;
/// Steps made again until a jump is reached.
const MOST_RETRIES: u32 = 20;
/// A jump so late in a rejected step, in parts of it, is not what the step was rejected for.
const LATE: f64 = 0.9;

/// The comparisons in the rates of `core` that may change while a run goes on, each once; none for fixed steps.
pub(crate) fn of(core: &Core) -> Vec<Expr> {
    let mut found = Vec::new();
    if matches!(core.solver.method, Method::Adaptive { .. }) {
        for state in &core.states {
            collect(core, &state.rate, &mut found);
        }
    }
    found
}

/// The comparisons in the triggers of events.
pub(crate) fn of_triggers(core: &Core) -> Vec<Expr> {
    let mut found = Vec::new();
    for event in &core.events {
        if let Some(condition) = event.trigger.condition() {
            collect(core, condition, &mut found);
        }
    }
    found
}

fn collect(core: &Core, expr: &Expr, found: &mut Vec<Expr>) {
    match expr {
        Expr::Let(index) => collect(core, &core.lets[*index].value, found),
        Expr::Unary(_, a) => collect(core, a, found),
        Expr::Binary(op, ab) => {
            let jumps = matches!(
                op,
                Binary::Less | Binary::LessEqual | Binary::Greater | Binary::GreaterEqual
            );
            if jumps && (varies(core, &ab.0) || varies(core, &ab.1)) && !found.contains(expr) {
                found.push(expr.clone());
            }
            collect(core, &ab.0, found);
            collect(core, &ab.1, found);
        }
        Expr::If(abc) => {
            collect(core, &abc.0, found);
            collect(core, &abc.1, found);
            collect(core, &abc.2, found);
        }
        _ => {}
    }
}

/// Whether a value changes between changes of dose.
pub(crate) fn varies(core: &Core, expr: &Expr) -> bool {
    match expr {
        Expr::State(_) | Expr::Time | Expr::TimeOn(_) => true,
        Expr::Let(index) => varies(core, &core.lets[*index].value),
        Expr::Unary(_, a) => varies(core, a),
        Expr::Binary(_, ab) => varies(core, &ab.0) || varies(core, &ab.1),
        Expr::If(abc) => varies(core, &abc.0) || varies(core, &abc.1) || varies(core, &abc.2),
        _ => false,
    }
}

impl<const W: usize> Driver<'_, W> {
    /// Where in the step a rate first jumps; nothing while it does so again and again at one moment (the state slides along the
    /// comparison, and the step control has to follow it).
    pub(crate) fn switch_crossing(&mut self, lane: usize) -> Option<Crossing> {
        let patient = self.patients[lane].as_ref()?;
        if patient.close_switches >= MOST_CLOSE_SWITCHES {
            return None;
        }
        let mut first: Option<Crossing> = None;
        for index in 0..self.sim.watch.switches.len() {
            let [on, off] = self.sim.watch.switches[index];
            let wanted = if self.before[on.truth][lane] == 0.0 {
                on
            } else {
                off
            };
            let at = self.any_moment(lane, wanted);
            let earlier = |at: &Crossing| first.is_none_or(|first| at.theta < first.theta);
            first = at.filter(earlier).or(first);
        }
        first
    }

    /// Whether a step that runs across a jump must be made again up to it: what lies behind spoils what lies before. The last bit
    /// is not worth it.
    pub(crate) fn must_retry(&mut self, lane: usize, at: Crossing) -> bool {
        let (start, end) = self.span(lane);
        let bit = LAST_BIT * end.abs().max(1.0);
        let Some(patient) = &mut self.patients[lane] else {
            return false;
        };
        patient.retries += 1;
        let again = at.time - start > bit && end - at.time > bit && patient.retries <= MOST_RETRIES;
        if !again {
            patient.retries = 0;
        }
        again
    }

    /// Counts the jumps of a patient's rates that follow each other at almost one moment.
    pub(crate) fn note_switch(&mut self, lane: usize, time: f64) {
        if let Some(patient) = &mut self.patients[lane] {
            let close = time - patient.last_switch <= CLOSE * time.max(1.0);
            patient.close_switches = if close { patient.close_switches + 1 } else { 0 };
            patient.last_switch = time;
        }
    }

    /// A step that was rejected because rates jump inside it is made again up to the jump; across the jump itself leads a step that is
    /// as short as rounding lets it be. Halving alone would not get there: where a state is exactly 0 before the jump, no step across
    /// it is short enough for its own size.
    pub(crate) fn stop_short_of_jumps(&mut self) {
        if self.sim.watch.switches.is_empty() {
            return;
        }
        for lane in 0..W {
            let accepted = self.integrator.is_accepted(lane);
            let Some(patient) = self.patients[lane].as_mut() else {
                continue;
            };
            patient.rejections = if accepted { 0 } else { patient.rejections + 1 };
            if accepted || patient.rejections > MOST_RETRIES || !self.integrator.is_active(lane) {
                continue;
            }
            let Some(at) = self.switch_crossing(lane) else {
                continue;
            };
            let start = self.span(lane).0;
            let (length, bit) = (at.time - start, LAST_BIT * start.abs().max(1.0));
            // The last stage of a step up to the jump must not lie behind it by a rounding.
            if length <= 2.0 * bit {
                self.integrator.try_length(lane, length + bit, true);
            } else if at.theta < LATE {
                self.integrator.try_length(lane, length - bit, false);
            }
        }
    }
}
