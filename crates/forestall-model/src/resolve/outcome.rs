//! What can be asked of a finished run.

use super::expression::{Typed, Walker};
use super::place::Place;
use crate::suggestion::did_you_mean;
use crate::syntax::{Node, Part};
use crate::{Expr, Extreme, Outcome};
use forestall_base::Diagnostic;

impl Walker<'_, '_, '_> {
    /// `time(stop)`, `starts(D)`, `final(x)`, ...
    pub(super) fn outcome(&mut self, name: &str, arguments: &[Node]) -> Typed {
        let outcome = match name {
            "end" => Some(Outcome::End),
            "loss" => Some(Outcome::Loss),
            "time" => self.stop(name, &arguments[0]).map(Outcome::StopTime),
            "probability" => self.stop(name, &arguments[0]).map(Outcome::Probability),
            "mean" => Some(Outcome::Mean(Box::new(self.node(&arguments[0]).expr))),
            "sd" => Some(Outcome::Deviation(Box::new(self.node(&arguments[0]).expr))),
            "starts" => self.drug(name, &arguments[0]).map(Outcome::Starts),
            "stops" => self.drug(name, &arguments[0]).map(Outcome::Stops),
            "time_on" => self.drug(name, &arguments[0]).map(Outcome::TimeOn),
            "start" | "stop" => {
                let drug = self.drug(name, &arguments[0]);
                let count = self.ordinal(name, 2, &arguments[1]);
                drug.zip(count).map(|(drug, count)| {
                    if name == "start" {
                        Outcome::StartAt(drug, count)
                    } else {
                        Outcome::StopAt(drug, count)
                    }
                })
            }
            "largest" | "smallest" | "when_largest" | "when_smallest" => self
                .extreme(name, arguments)
                .map(|extreme| Outcome::Extreme(Box::new(extreme))),
            "steady_states" => Some(Outcome::SteadyStates),
            "steady" => {
                let value = self.of_states(&arguments[0]);
                let which = self.ordinal(name, 2, &arguments[1]);
                which.map(|which| Outcome::Steady(Box::new(value), which))
            }
            "stable" => self.ordinal(name, 1, &arguments[0]).map(Outcome::Stable),
            "eigenvalue" | "frequency" => {
                let which = self.ordinal(name, 1, &arguments[0]);
                let rank = self.ordinal(name, 2, &arguments[1]);
                which.zip(rank).map(|(which, rank)| {
                    if name == "eigenvalue" {
                        Outcome::Eigenvalue(which, rank)
                    } else {
                        Outcome::Frequency(which, rank)
                    }
                })
            }
            "final" => Some(Outcome::Final(Box::new(self.of_states(&arguments[0])))),
            _ => {
                let value = self.of_states(&arguments[0]);
                let time = self.moment(name, 2, &arguments[1]);
                time.map(|time| Outcome::At(Box::new(value), time))
            }
        };
        outcome.map_or_else(Typed::unusable, |outcome| {
            Typed::of(Expr::Outcome(outcome), None)
        })
    }

    /// An expression in states, true assay values, parameters and lets.
    fn of_states(&mut self, node: &Node) -> Expr {
        let place = Place {
            values: true,
            ..Place::dynamics("a value of a run")
        };
        let mut inner = Walker {
            checker: &mut *self.checker,
            token: self.token,
            place: &place,
            strict: false,
            needs: self.needs,
        };
        inner.node(node).expr
    }

    /// The stop rule that `argument` names.
    fn stop(&mut self, name: &str, argument: &Node) -> Option<usize> {
        let names: Vec<&str> = (self.checker.document.stop.0.iter())
            .map(|entry| entry.name.as_str())
            .collect();
        if let Part::Name(own) = &argument.part
            && let Some(index) = names.iter().position(|name| name == own)
        {
            return Some(index);
        }
        let mut note = Diagnostic::error("M0207", format!("{name} needs the name of a stop rule"));
        note = if names.is_empty() {
            note.help("the file declares no [stop.NAME]")
        } else {
            note.expected(format!("one of {}", names.join(", ")))
        };
        if let Part::Name(own) = &argument.part
            && let Some(help) = did_you_mean(own, names.iter().copied())
        {
            note = note.help(help);
        }
        self.note(argument.extent, note);
        None
    }

    /// `largest(x)`, `largest(x, from, to)`, `largest(x, from, to, every)`
    fn extreme(&mut self, name: &str, arguments: &[Node]) -> Option<Extreme> {
        let value = self.of_states(&arguments[0]);
        let mut window = None;
        if let [_, from, to, ..] = arguments {
            let from = self.moment(name, 2, from);
            let end = self.moment(name, 3, to);
            let (from, end) = from.zip(end)?;
            if end <= from {
                let message =
                    format!("{name} looks at no time: its third argument is not after its second");
                self.note(to.extent, Diagnostic::error("M0708", message));
            }
            window = Some((from, end));
        } else if let Some(from) = arguments.get(1) {
            let message = format!("{name} has a beginning but no end");
            let note = Diagnostic::error("M0708", message).expected(format!(
                "{name}(x), {name}(x, from, to) or {name}(x, from, to, every)"
            ));
            self.note(from.extent, note);
        }
        let mut every = None;
        if let Some(argument) = arguments.get(3) {
            every = self.moment(name, 4, argument);
            if every == Some(0.0) {
                let message = format!("the fourth argument of {name} is 0");
                self.note(
                    argument.extent,
                    Diagnostic::error("M0708", message).expected("the time between two looks"),
                );
            }
        }
        Some(Extreme {
            value,
            largest: name.ends_with("largest"),
            when: name.starts_with("when"),
            window,
            every,
        })
    }

    /// A time, as a number.
    fn moment(&mut self, name: &str, place: usize, argument: &Node) -> Option<f64> {
        let time = argument.literal().filter(|time| *time >= 0.0);
        if time.is_none() {
            let message = format!("the {} argument of {name} is not a time", ordinal(place));
            let note = Diagnostic::error("M0708", message)
                .expected("a number, 0 or more, in the model's unit of time");
            self.note(argument.extent, note);
        }
        time
    }

    /// Which of several, from 1.
    fn ordinal(&mut self, name: &str, place: usize, argument: &Node) -> Option<usize> {
        let count = argument
            .literal()
            .filter(|x| x.fract() == 0.0 && (1.0..=1e6).contains(x));
        if count.is_none() {
            let message = format!("the {} argument of {name} is not a count", ordinal(place));
            let note = Diagnostic::error("M0708", message)
                .expected("1 for the first, 2 for the second, ...");
            self.note(argument.extent, note);
        }
        count.map(|x| x as usize)
    }
}

/// `first`, `second`, ...
fn ordinal(place: usize) -> &'static str {
    match place {
        1 => "first",
        2 => "second",
        3 => "third",
        _ => "fourth",
    }
}
