//! What can be asked of a finished run.

use super::expression::{Typed, Walker};
use super::place::Place;
use crate::suggestion::did_you_mean;
use crate::syntax::{Node, Part};
use crate::{Expr, Outcome};
use forestall_base::Diagnostic;

impl Walker<'_, '_, '_> {
    /// `time(stop)`, `starts(D)`, `final(x)`, ...
    pub(super) fn outcome(&mut self, name: &str, arguments: &[Node]) -> Typed {
        let outcome = match name {
            "end" => Some(Outcome::End),
            "loss" => Some(Outcome::Loss),
            "time" => self.stop(&arguments[0]).map(Outcome::StopTime),
            "starts" => self.drug(name, &arguments[0]).map(Outcome::Starts),
            "stops" => self.drug(name, &arguments[0]).map(Outcome::Stops),
            "time_on" => self.drug(name, &arguments[0]).map(Outcome::TimeOn),
            "start" | "stop" => {
                let drug = self.drug(name, &arguments[0]);
                let count = self.ordinal(name, &arguments[1]);
                drug.zip(count).map(|(drug, count)| {
                    if name == "start" {
                        Outcome::StartAt(drug, count)
                    } else {
                        Outcome::StopAt(drug, count)
                    }
                })
            }
            "final" => Some(Outcome::Final(Box::new(self.of_states(&arguments[0])))),
            _ => {
                let value = self.of_states(&arguments[0]);
                let time = arguments[1].literal().filter(|time| *time >= 0.0);
                if time.is_none() {
                    let note =
                        Diagnostic::error("M0708", "the second argument of at is not a time")
                            .expected("a number, 0 or more, in the model's unit of time");
                    self.note(arguments[1].extent, note);
                }
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
    fn stop(&mut self, argument: &Node) -> Option<usize> {
        let names: Vec<&str> = (self.checker.document.stop.0.iter())
            .map(|entry| entry.name.as_str())
            .collect();
        if let Part::Name(own) = &argument.part
            && let Some(index) = names.iter().position(|name| name == own)
        {
            return Some(index);
        }
        let mut note = Diagnostic::error("M0207", "time needs the name of a stop rule");
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

    /// Which of several events, from 1.
    fn ordinal(&mut self, name: &str, argument: &Node) -> Option<usize> {
        let count = argument
            .literal()
            .filter(|x| x.fract() == 0.0 && (1.0..=1e6).contains(x));
        if count.is_none() {
            let note = Diagnostic::error(
                "M0708",
                format!("the second argument of {name} is not a count"),
            )
            .expected("1 for the first, 2 for the second, ...");
            self.note(argument.extent, note);
        }
        count.map(|x| x as usize)
    }
}
