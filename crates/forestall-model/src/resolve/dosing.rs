//! How drugs are given: all the time, in pulses, in windows.

use super::checker::Checker;
use super::place::Place;
use crate::document::{DoseValue, Duration, Entry, Expression, List, Named, WindowTable};
use crate::suggestion::did_you_mean;
use crate::syntax::Node;
use crate::{Dosing, Exposure, Expr, Tune, Window};
use forestall_base::Diagnostic;

impl Checker<'_, '_> {
    /// How each drug of the model is given.
    pub(super) fn doses(
        &mut self,
        drugs: &Named<DoseValue>,
        tune: &[Tune],
        place: &str,
    ) -> Vec<Dosing> {
        let document = self.document;
        let names: Vec<&str> = document
            .drug
            .0
            .iter()
            .map(|own| own.name.as_str())
            .collect();
        for entry in &drugs.0 {
            if names.contains(&entry.name.as_str()) {
                continue;
            }
            let keys: &[&str] = if place.contains(".state.") {
                &["leave"]
            } else {
                &["note", "decide", "initial", "tune", "state"]
            };
            let legal: Vec<&str> = names.iter().chain(keys).copied().collect();
            let message = format!("\"{}\" in {place} is neither a drug nor a key", entry.name);
            let mut note = Diagnostic::error("M0201", message)
                .expected(format!("one of {}", legal.join(", ")));
            note.help = did_you_mean(&entry.name, legal);
            self.reader.note(entry.span, note);
        }
        (0..names.len())
            .map(|index| {
                let entry = drugs.0.iter().find(|entry| entry.name == names[index]);
                entry.map_or(Dosing::Constant(Expr::Number(0.0)), |entry| {
                    self.dosing(index, entry, tune)
                })
            })
            .collect()
    }

    fn dosing(&mut self, drug: usize, entry: &Entry<DoseValue>, tune: &[Tune]) -> Dosing {
        let exposure = self.document.drug.0[drug].value.exposure.value;
        let level = !matches!(entry.value, DoseValue::Off | DoseValue::Doses(..));
        if level && self.is_in_doses(drug) {
            let note = Diagnostic::error(
                "M0617",
                format!("{} is given in single doses, not at a level", entry.name),
            )
            .expected("{ amount = ..., every = ..., times = ... }, or a list of such");
            self.reader.note(entry.span, note);
        }
        match &entry.value {
            DoseValue::Off => Dosing::Constant(Expr::Number(0.0)),
            DoseValue::On(span) => {
                if exposure == Exposure::Amount {
                    let note = Diagnostic::error(
                        "M0613",
                        format!(
                            "\"on\" says no amount, but {} is given in amounts",
                            entry.name
                        ),
                    )
                    .expected("a number or an expression");
                    self.reader.note(*span, note);
                }
                Dosing::Constant(Expr::Number(1.0))
            }
            DoseValue::Amount(amount) => Dosing::Constant(self.amount(drug, Some(amount), tune)),
            DoseValue::Pulse(pulse) => Dosing::Pulse {
                on: self.duration(&pulse.on, true),
                off: self.duration(&pulse.off, true),
                amount: self.amount(drug, pulse.amount.as_ref(), tune),
            },
            DoseValue::Windows(windows) => self.windows(drug, windows, tune),
            DoseValue::Doses(trains, span) => self.trains(drug, trains, *span, tune),
        }
    }

    pub(super) fn amount(
        &mut self,
        drug: usize,
        amount: Option<&Expression>,
        tune: &[Tune],
    ) -> Expr {
        let Some(amount) = amount else {
            return Expr::Number(1.0);
        };
        let entry = &self.document.drug.0[drug];
        let name = &entry.name;
        let literal = amount.tree.as_ref().and_then(Node::literal);
        if entry.value.exposure.value == Exposure::OnOff
            && amount.tree.is_some()
            && !matches!(literal, Some(0.0 | 1.0))
        {
            let note = Diagnostic::error("M0613", format!("{name} is on or off, not an amount"))
                .expected("\"on\", \"off\", 0 or 1")
                .help(format!(
                    "set exposure = \"amount\" in [drug.{name}] to give amounts"
                ));
            self.reader.note(amount.token, note);
        }
        if literal.is_some_and(|x| x < 0.0) {
            self.refuse(
                amount.token,
                "M0613",
                format!("an amount of {name} is negative"),
            );
        }
        let what = format!("the amount of {name}");
        let place = Place {
            tunes: tune,
            ..Place::parameters(&what)
        };
        let typed = self.resolve(amount, &place);
        if literal.is_none()
            && let Some(unit) = self.drug_units[drug].clone()
        {
            self.expect_unit(amount.token, &what, &typed, &unit, None);
        }
        typed.expr
    }

    fn windows(&mut self, drug: usize, windows: &List<WindowTable>, tune: &[Tune]) -> Dosing {
        let mut all: Vec<Window> = Vec::new();
        for window in &windows.items {
            let from = self.duration(&window.from, false);
            let to = match &window.to {
                Some(to) => self.duration(to, false),
                None => f64::INFINITY,
            };
            let end: Option<&Duration> = window.to.as_ref();
            if to <= from {
                let span = end.map_or(window.at, |to| to.span);
                self.refuse(span, "M0614", "a window ends before it begins");
            }
            if all.last().is_some_and(|before| from < before.to) {
                let note =
                    Diagnostic::error("M0614", "a window begins before the one before it ends")
                        .expected("windows in order of time, without overlap");
                self.reader.note(window.from.span, note);
            }
            let amount = self.amount(drug, window.amount.as_ref(), tune);
            all.push(Window { from, to, amount });
        }
        Dosing::Windows(all)
    }
}
