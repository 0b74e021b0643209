//! `[event]`: what sets populations and states at its moment.

use super::checker::Checker;
use super::names::Target;
use super::place::Place;
use crate::document::{EventTable, Expression, Span};
use crate::syntax::Part;
use crate::{Binary, Event, Expr, Trigger};
use forestall_base::Diagnostic;

/// So many times of a calendar may be written out.
const MOST_TIMES: usize = 10_000;

impl Checker<'_, '_> {
    /// Events in the order of the file; those of one moment get priorities that say which comes first.
    pub fn events(&mut self) {
        let document = self.document;
        let entries = &document.event.0;
        let mut wanted = Vec::new();
        for entry in entries {
            let (name, table) = (&entry.name, &entry.value);
            if name.trim().is_empty() {
                self.refuse(entry.span, "M0203", "a name is empty");
            }
            let trigger = self.trigger(name, entry.span, table);
            self.refuse_stray_keys(table);
            let mut assignments = Vec::new();
            for set in &table.set.0 {
                if let Some(state) = self.settable(&set.name, set.span) {
                    assignments.push((state, self.new_value(state, &set.name, &set.value)));
                }
            }
            if table.set.0.is_empty() {
                let note = Diagnostic::error("M0621", format!("event {name} sets nothing"));
                let note = note.expected("set = { S = \"0.1 * S\" }");
                self.reader.note(entry.span, note);
            }
            wanted.push(table.priority.map_or(0.0, |own| own.value));
            self.core.events.push(Event {
                name: name.clone(),
                trigger,
                initial: table.at_start.is_some_and(|flag| !flag.0),
                once: table.once.is_some_and(|flag| flag.0),
                persistent: true,
                values_at_trigger: false,
                priority: None,
                assignments,
            });
        }
        // Among equals the order of the file; below 0, so that in an exported file they come after the doses of the moment.
        let mut order: Vec<usize> = (0..wanted.len()).collect();
        order.sort_by(|a, b| wanted[*b].total_cmp(&wanted[*a]).then(a.cmp(b)));
        for (place, index) in order.into_iter().enumerate() {
            let priority = Expr::Number(-1.0 - place as f64);
            self.core.events[index].priority = Some(priority);
        }
    }

    /// When an event happens.
    fn trigger(&mut self, name: &str, at: Span, table: &EventTable) -> Trigger {
        let given = [
            table.when.is_some(),
            table.moments.is_some(),
            table.every.is_some(),
        ];
        if given.iter().filter(|given| **given).count() != 1 {
            let message = if given.contains(&true) {
                format!("event {name} happens by more than one rule")
            } else {
                format!("the file does not say when event {name} happens")
            };
            let note = Diagnostic::error("M0619", message).expected(
                "one of when = \"S > 10\", at = \"14 day\", at = [14, 28], every = \"7 day\"",
            );
            self.reader.note(at, note);
        }
        if let Some(when) = &table.when {
            let place = Place::dynamics(format!("the condition of event {name}"));
            let condition = self.resolve_condition(when, &place);
            self.refuse_equality(when);
            return Trigger::Condition(condition);
        }
        if let Some(every) = &table.every {
            let every = self.duration(every, true);
            let first = table.first.as_ref();
            return Trigger::Every {
                first: first.map_or(every, |first| self.duration(first, true)),
                every,
                times: table.times.map(|count| count.value),
            };
        }
        let all = table.moments.iter().flat_map(|at| &at.0);
        let mut times: Vec<f64> = all.map(|time| self.duration(time, true)).collect();
        if times.len() > MOST_TIMES {
            let message = format!("event {name} has more than {MOST_TIMES} times");
            let note = Diagnostic::error("M0619", message).help("write every = \"1 day\"");
            self.reader.note(at, note);
        }
        times.sort_by(f64::total_cmp);
        Trigger::Times(times)
    }

    /// What is continuous is equal to something for no time at all.
    fn refuse_equality(&mut self, when: &Expression) {
        let Some(tree) = &when.tree else { return };
        let mut found = None;
        tree.walk(&mut |node| {
            let (Part::Binary(op @ (Binary::Equal | Binary::NotEqual), sides), None) =
                (&node.part, found)
            else {
                return;
            };
            let mut continuous = false;
            let mut look = |part: &crate::syntax::Node| {
                if let Part::Name(name) = &part.part {
                    continuous |=
                        name == "time" || matches!(self.names.target(name), Some(Target::State(_)));
                }
            };
            sides.0.walk(&mut look);
            sides.1.walk(&mut look);
            if continuous {
                found = Some((*op, node.extent));
            }
        });
        let Some((op, extent)) = found else { return };
        let word = if op == Binary::Equal { "==" } else { "!=" };
        let message = format!("the moment of \"{word}\" between continuous values cannot be found");
        let note = Diagnostic::error("M0620", message);
        let span = self.reader.inside(when.token, extent);
        self.reader.note(
            span,
            note.help("write \">=\" or \"<=\" for the crossing that is meant"),
        );
    }

    /// Keys that belong to another way to say when.
    fn refuse_stray_keys(&mut self, table: &EventTable) {
        let (no_when, no_every) = (table.when.is_none(), table.every.is_none());
        let stray = [
            (table.once.is_some() && no_when, "once", "when"),
            (table.at_start.is_some() && no_when, "at_start", "when"),
            (table.first.is_some() && no_every, "first", "every"),
            (table.times.is_some() && no_every, "times", "every"),
        ];
        for (_, key, owner) in stray.into_iter().filter(|(stray, ..)| *stray) {
            let message = format!("\"{key}\" does nothing without \"{owner}\"");
            let note = Diagnostic::error("M0619", message);
            self.reader.note(table.at, note.help("delete it"));
        }
    }

    /// Index of what an event may set.
    fn settable(&mut self, name: &str, span: Span) -> Option<usize> {
        let kind = match self.names.target(name) {
            Some(Target::Parameter(_)) => "a parameter",
            Some(Target::Let(_)) => "a let",
            Some(Target::Drug(_)) => "a drug",
            Some(Target::Assay(_, None)) => "an assay",
            _ => {
                let names = self.names.states.clone();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                return self.index_of(span, "population or state", name, &names);
            }
        };
        let note = Diagnostic::error(
            "M0621",
            format!("\"{name}\" is {kind}, which no event can set"),
        )
        .expected("populations and states");
        let help = match kind {
            "a drug" => "doses are given by regimens".to_owned(),
            _ => format!(
                "make it a state that changes at events only: [state.{name}] with an initial value and ode = 0"
            ),
        };
        self.reader.note(span, note.help(help));
        None
    }

    fn new_value(&mut self, state: usize, name: &str, value: &Expression) -> Expr {
        let what = format!("what {name} becomes at an event");
        let typed = self.resolve(value, &Place::dynamics(&what));
        let unit = self.state_units.get(state).cloned().flatten();
        self.expect_unit(value.token, &what, &typed, &unit.unwrap_or_default(), None);
        typed.expr
    }
}
