//! `[state]` and the states of assays.

use super::checker::Checker;
use super::place::Place;
use super::population::unit_text;
use crate::document::{Expression, Number, Span, Text};
use crate::{Expr, State, StateKind};
use forestall_base::Diagnostic;

/// What a state and an assay with a state have in common.
struct Dynamics<'d> {
    name: &'d str,
    at: Span,
    unit: Option<&'d Text>,
    initial: Option<&'d Expression>,
    ode: Option<&'d Expression>,
    next: Option<&'d Expression>,
    floor: Option<Number>,
    ceiling: Option<Number>,
    assay: bool,
}

impl Checker<'_, '_> {
    /// States other than populations, in the order of the file.
    pub fn states(&mut self) {
        let document = self.document;
        let states = document.state.0.iter().map(|entry| Dynamics {
            name: &entry.name,
            at: entry.span,
            unit: entry.value.unit.as_ref(),
            initial: Some(&entry.value.initial),
            ode: entry.value.ode.as_ref(),
            next: entry.value.next.as_ref(),
            floor: entry.value.floor,
            ceiling: entry.value.ceiling,
            assay: false,
        });
        let assays = document
            .assay
            .0
            .iter()
            .filter(|entry| entry.value.has_state());
        let assays = assays.map(|entry| Dynamics {
            name: &entry.name,
            at: entry.span,
            unit: entry.value.unit.as_ref(),
            initial: entry.value.initial.as_ref(),
            ode: entry.value.ode.as_ref(),
            next: entry.value.next.as_ref(),
            floor: None,
            ceiling: None,
            assay: true,
        });
        let mut all: Vec<Dynamics<'_>> = states.chain(assays).collect();
        all.sort_by_key(|own| own.at);
        for own in all {
            self.state_of(&own);
        }
    }

    fn state_of(&mut self, own: &Dynamics<'_>) {
        let index = self.core.states.len();
        // Populations that were refused leave gaps.
        if self.names.states.get(index).map(String::as_str) != Some(own.name) {
            return;
        }
        let table = if own.assay { "assay" } else { "state" };
        let initial = if let Some(initial) = own.initial {
            self.initial(own.name, index, initial)
        } else {
            let note = Diagnostic::error(
                "M0102",
                format!("missing key \"initial\" in [assay.{}]", own.name),
            )
            .help("an assay with an ode is a state of the model");
            self.reader.note(own.at, note);
            Expr::Number(f64::NAN)
        };
        let map = self.is_map();
        let mut rate = Expr::Number(0.0);
        if let Some(ode) = own.ode {
            let place = Place {
                next: map,
                ..Place::dynamics(format!("the ode of {}", own.name))
            };
            let typed = self.resolve(ode, &place);
            self.expect_derivative(own.name, index, ode, &typed);
            rate = typed.expr;
        }
        let mut next = None;
        if let Some(expression) = own.next {
            if !map {
                let note = Diagnostic::error("M0602", "\"next\" is for maps only")
                    .help("write [solver] method = \"map\", or an ode");
                self.reader.note(expression.token, note);
            }
            let place = Place {
                next: true,
                ..Place::dynamics(format!("the next value of {}", own.name))
            };
            let typed = self.resolve(expression, &place);
            let unit = self.state_units[index].clone().unwrap_or_default();
            let what = format!("the next value of {}", own.name);
            self.expect_unit(expression.token, &what, &typed, &unit, None);
            next = Some(typed.expr);
        }
        match (own.ode, own.next) {
            (Some(_), Some(next)) => {
                let message = format!("[{table}.{}] has both \"ode\" and \"next\"", own.name);
                let note = Diagnostic::error("M0601", message).expected("one of them");
                self.reader.note(next.token, note);
            }
            (None, None) => {
                let note = Diagnostic::error(
                    "M0102",
                    format!("missing key \"ode\" in [{table}.{}]", own.name),
                )
                .help("write ode = \"0\" for a state that does not change");
                self.reader.note(own.at, note);
            }
            _ => {}
        }
        let (floor, ceiling) = self.guards(own.floor, own.ceiling);
        self.core.states.push(State {
            name: own.name.to_owned(),
            kind: StateKind::Auxiliary,
            unit: unit_text(own.unit),
            initial,
            rate,
            next,
            floor,
            ceiling,
        });
    }
}
