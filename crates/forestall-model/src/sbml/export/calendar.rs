//! How one drug is given in one regimen state, as events.

use super::event::Event;
use super::formula::{Terms, apply, ci, number, piecewise};
use super::schedule::Needed;
use crate::{Binary, DoseTrain, Dosing, Expr, Window};

/// A drug in a regimen state.
pub(super) struct Place<'a> {
    pub phase: usize,
    pub drug: usize,
    pub needed: &'a Needed,
    pub terms: &'a Terms<'a>,
}

/// The level of a drug at time 0.
pub(super) fn at_start(dosing: &Dosing) -> Expr {
    match dosing {
        Dosing::Constant(amount) | Dosing::Pulse { amount, .. } => amount.clone(),
        Dosing::Windows(windows) => given(windows, 0.0),
        Dosing::Doses(_) => Expr::Number(0.0),
    }
}

/// The level of a drug at the moment at which the regimen enters a state.
pub(super) fn at_entry(dosing: &Dosing, terms: &Terms<'_>) -> String {
    let Dosing::Windows(windows) = dosing else {
        return terms.number(&at_start(dosing));
    };
    let time = terms.number(&Expr::Time);
    let pieces: Vec<(String, String)> = edges(windows)
        .into_iter()
        .rev()
        .map(|edge| {
            let condition = apply("geq", &[time.clone(), number(edge)]);
            (terms.number(&given(windows, edge)), condition)
        })
        .collect();
    let before = terms.number(&given(windows, 0.0));
    if pieces.is_empty() {
        before
    } else {
        piecewise(&pieces, &before)
    }
}

/// Times after 0 at which windows begin or end.
fn edges(windows: &[Window]) -> Vec<f64> {
    let mut edges: Vec<f64> = windows.iter().flat_map(|own| [own.from, own.to]).collect();
    edges.retain(|edge| *edge > 0.0 && edge.is_finite());
    edges.sort_by(f64::total_cmp);
    edges.dedup();
    edges
}

/// What windows give from `time` on.
fn given(windows: &[Window], time: f64) -> Expr {
    let open = windows
        .iter()
        .filter(|own| own.from <= time && time < own.to);
    open.map(|own| own.amount.clone())
        .reduce(|sum, own| Expr::binary(Binary::Add, sum, own))
        .unwrap_or(Expr::Number(0.0))
}

impl Place<'_> {
    /// The events of a dosing.
    pub(super) fn events(&self, dosing: &Dosing) -> Vec<Event> {
        match dosing {
            Dosing::Constant(_) => Vec::new(),
            Dosing::Pulse { on, off, amount } => self.pulses(*on, *off, amount),
            Dosing::Windows(windows) => self.windows(windows),
            Dosing::Doses(trains) => {
                let all = trains.iter().enumerate();
                all.flat_map(|(place, train)| self.train(place, train))
                    .collect()
            }
        }
    }

    fn drug(&self) -> &str {
        &self.terms.core.drugs[self.drug].name
    }

    /// A condition that holds only while the regimen is in this state.
    fn here(&self, conditions: &[String]) -> String {
        let mut all = Vec::new();
        if let Some((state, _)) = &self.needed.machine {
            all.push(apply("eq", &[ci(state), number(self.phase as f64)]));
        }
        all.extend_from_slice(conditions);
        match all.as_slice() {
            [one] => one.clone(),
            _ => apply("and", &all),
        }
    }

    fn windows(&self, windows: &[Window]) -> Vec<Event> {
        let Some(level) = &self.needed.levels[self.drug] else {
            return Vec::new();
        };
        let (edges, time) = (edges(windows), self.terms.number(&Expr::Time));
        let event = |(index, edge): (usize, &f64)| {
            let mut conditions = vec![apply("geq", &[time.clone(), number(*edge)])];
            if let (Some(next), true) = (edges.get(index + 1), self.needed.machine.is_some()) {
                conditions.push(apply("lt", &[time.clone(), number(*next)]));
            }
            let value = self.terms.number(&given(windows, *edge));
            let name = format!("{} from {}", self.drug(), crate::print::number(*edge));
            Event::new(name, self.here(&conditions), vec![(level.clone(), value)])
        };
        edges.iter().enumerate().map(event).collect()
    }

    fn pulses(&self, on: f64, off: f64, amount: &Expr) -> Vec<Event> {
        let key = (self.phase, self.drug, 0);
        let (Some(level), Some(begun)) = (
            &self.needed.levels[self.drug],
            self.needed.counters.get(&key),
        ) else {
            return Vec::new();
        };
        let since = self.terms.since_entry();
        let more = apply("plus", &[ci(begun), number(1.0)]);
        let begins = apply("times", &[more.clone(), number(on + off)]);
        let ends = apply("times", &[ci(begun), number(on + off)]);
        let ends = apply("plus", &[ends, number(on)]);
        let event = |name: &str, moment: String, assignments| {
            let trigger = self.here(&[apply("geq", &[since.clone(), moment])]);
            Event::new(format!("{} {name}", self.drug()), trigger, assignments)
        };
        let amount = self.terms.number(amount);
        vec![
            event(
                "on",
                begins,
                vec![(level.clone(), amount), (begun.clone(), more)],
            ),
            event("off", ends, vec![(level.clone(), number(0.0))]),
        ]
    }

    fn train(&self, place: usize, train: &DoseTrain) -> Vec<Event> {
        let key = (self.phase, self.drug, place);
        let Some(begun) = self.needed.counters.get(&key) else {
            return Vec::new();
        };
        let since = self.terms.since_entry();
        let times = match train.times {
            _ if train.every.is_infinite() => Some(1),
            times => times,
        };
        let moment = |count: String, after: f64| {
            let start = train.first + after;
            if times == Some(1) {
                return number(start);
            }
            let spans = apply("times", &[count, number(train.every)]);
            if start == 0.0 {
                return spans;
            }
            apply("plus", &[number(start), spans])
        };
        let mut conditions = vec![apply("geq", &[since.clone(), moment(ci(begun), 0.0)])];
        if let Some(times) = times {
            conditions.push(apply("lt", &[ci(begun), number(f64::from(times))]));
        }
        let more = apply("plus", &[ci(begun), number(1.0)]);
        let mut assignments = vec![(begun.clone(), more)];
        let amount = self.terms.number(&train.amount);
        let infusion = self.needed.infusions.get(&key);
        if let Some(rate) = infusion {
            let value = apply("divide", &[amount, number(train.over)]);
            assignments.push((rate.clone(), value));
        } else {
            let mut terms = self.terms.clone();
            terms.doses[self.drug] = amount;
            let own = &self.terms.core.drugs[self.drug];
            for (state, value) in &own.at_dose {
                assignments.push((terms.names.states[*state].clone(), terms.number(value)));
            }
        }
        let name = format!("dose of {}", self.drug());
        let mut dose = Event::new(name, self.here(&conditions), assignments);
        dose.initial = false;
        let mut events = vec![dose];
        if let Some(rate) = infusion {
            let last = apply("minus", &[ci(begun), number(1.0)]);
            let over = apply("geq", &[since, moment(last, train.over)]);
            let running = apply("gt", &[ci(begun), number(0.0)]);
            let trigger = self.here(&[running, over]);
            let name = format!("end of infusion of {}", self.drug());
            events.push(Event::new(name, trigger, vec![(rate.clone(), number(0.0))]));
        }
        events
    }
}
