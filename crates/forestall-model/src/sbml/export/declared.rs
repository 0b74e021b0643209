//! Events of the core as events of the file.

use super::event::Event;
use super::formula::{Terms, apply, ci, number};
use super::schedule::Needed;
use crate::{Core, Expr, Trigger};

/// One per event; one per moment where a calendar is a list of times.
pub(super) fn events(core: &Core, needed: &Needed, terms: &Terms<'_>) -> Vec<Event> {
    let all = core.events.iter().zip(&needed.occurrences);
    all.flat_map(|(own, counter)| declared(own, counter.as_deref(), terms))
        .collect()
}

fn declared(own: &crate::Event, counter: Option<&str>, terms: &Terms<'_>) -> Vec<Event> {
    let event = |name: String, trigger: String, initial: bool| {
        let assignments = (own.assignments.iter())
            .map(|(state, value)| (terms.names.states[*state].clone(), terms.number(value)));
        let mut assignments: Vec<(String, String)> = assignments.collect();
        if let Some(id) = counter {
            assignments.push((id.to_owned(), apply("plus", &[ci(id), number(1.0)])));
        }
        Event {
            name,
            trigger,
            initial,
            persistent: own.persistent,
            values_at_trigger: own.values_at_trigger,
            priority: own.priority.as_ref().map(|value| terms.number(value)),
            assignments,
        }
    };
    let time = || terms.number(&Expr::Time);
    match (&own.trigger, counter) {
        (Trigger::Condition(condition), None) => {
            vec![event(own.name.clone(), terms.truth(condition), own.initial)]
        }
        (Trigger::Condition(condition), Some(id)) => {
            let open = apply("lt", &[ci(id), number(1.0)]);
            let trigger = apply("and", &[terms.truth(condition), open]);
            vec![event(own.name.clone(), trigger, own.initial)]
        }
        (Trigger::Times(times), _) => {
            let one = |at: &f64| {
                let name = format!("{} at {}", own.name, crate::print::number(*at));
                event(name, apply("geq", &[time(), number(*at)]), true)
            };
            times.iter().map(one).collect()
        }
        (
            Trigger::Every {
                first,
                every,
                times,
            },
            Some(id),
        ) => {
            let passed = apply("times", &[ci(id), number(*every)]);
            let moment = apply("plus", &[number(*first), passed]);
            let mut trigger = apply("geq", &[time(), moment]);
            if let Some(times) = times {
                let open = apply("lt", &[ci(id), number(f64::from(*times))]);
                trigger = apply("and", &[trigger, open]);
            }
            vec![event(own.name.clone(), trigger, true)]
        }
        // Every such event has a counter.
        (Trigger::Every { .. }, None) => Vec::new(),
    }
}
