//! Drugs that are given in single doses: what a dose does to the states, and infusions.

use super::checker::Checker;
use super::place::{Place, Single};
use super::population::product;
use crate::document::{DoseValue, Expression, Span, TrainTable};
use crate::unit::{Unit, WHOLE};
use crate::{Binary, DoseTrain, Dosing, Exposure, Expr, Tune};
use forestall_base::Diagnostic;

impl Checker<'_, '_> {
    /// Whether a drug is given in single doses instead of at a level.
    pub fn is_in_doses(&self, drug: usize) -> bool {
        let table = &self.document.drug.0[drug].value;
        table.into.is_some() || !table.at_dose.0.is_empty()
    }

    /// A drug in doses has no level that could act.
    pub fn refuse_level(&mut self, span: Span, drug: &str) {
        let note = Diagnostic::error(
            "M0617",
            format!("{drug} is given in single doses: between them there is no dose({drug})"),
        )
        .help("use the state that receives the doses");
        self.reader.note(span, note);
    }

    /// What doses do, after all states are known.
    pub fn at_doses(&mut self) {
        let document = self.document;
        for (drug, entry) in document.drug.0.iter().enumerate() {
            let table = &entry.value;
            let mut changes: Vec<(usize, Expr)> = Vec::new();
            if self.is_in_doses(drug) && table.exposure.value == Exposure::OnOff {
                let note = Diagnostic::error(
                    "M0617",
                    format!(
                        "{} is on or off, so it cannot be given in doses",
                        entry.name
                    ),
                );
                self.reader
                    .note(table.exposure.span, note.help("set exposure = \"amount\""));
            }
            if let Some(into) = &table.into {
                let names = self.names.states.clone();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let found = self.index_of(into.span, "population or state", &into.value, &names);
                if let Some(state) = found {
                    let arriving = self.arriving(drug, state);
                    let sum = Expr::binary(Binary::Add, Expr::State(state), arriving.clone());
                    changes.push((state, sum));
                    self.infuse(drug, state, arriving);
                }
            }
            if let (None, Some(fraction)) = (&table.into, &table.fraction) {
                let note = Diagnostic::error("M0617", "\"fraction\" does nothing without \"into\"");
                self.reader.note(
                    fraction.token,
                    note.help("say which state the doses are added to"),
                );
            }
            for change in &table.at_dose.0 {
                self.change(drug, &change.name, change.span, &change.value, &mut changes);
            }
            if let Some(own) = self.core.drugs.get_mut(drug) {
                own.at_dose = changes;
            }
        }
    }

    /// `fraction * dose(D)`
    fn arriving(&mut self, drug: usize, state: usize) -> Expr {
        let document = self.document;
        let entry = &document.drug.0[drug];
        let dose = Expr::Dose(drug);
        let own = self.drug_units[drug].clone().unwrap_or_default();
        let wanted = self.state_units[state].clone().unwrap_or_default();
        let per_dose = wanted.times(&own, -WHOLE);
        let Some(fraction) = &entry.value.fraction else {
            if per_dose.compare(&Unit::none()) != crate::unit::Comparison::Same
                && let Some(into) = &entry.value.into
            {
                let message = format!(
                    "doses of {} are {}, but {} is {}",
                    entry.name,
                    super::measure::in_unit(&own),
                    into.value,
                    super::measure::in_unit(&wanted)
                );
                let note = Diagnostic::error("M0406", message)
                    .help("give the drug that unit, or convert with fraction = \"...\"");
                self.reader.note(into.span, note);
            }
            return dose;
        };
        let what = format!("the fraction of {}", entry.name);
        let typed = self.resolve(fraction, &Place::parameters(&what));
        self.expect_unit(fraction.token, &what, &typed, &per_dose, None);
        product(typed.expr, dose)
    }

    /// Infusions flow into the state at a constant rate.
    fn infuse(&mut self, drug: usize, state: usize, arriving: Expr) {
        let name = &self.document.drug.0[drug].name;
        let lasts = |value: &DoseValue| match value {
            DoseValue::Doses(trains, _) => trains.iter().any(|train| train.over.is_some()),
            _ => false,
        };
        let infused = self.document.regimen.0.iter().any(|regimen| {
            let phases = regimen.value.state.0.iter().map(|phase| &phase.value.drugs);
            let mut given = phases
                .chain([&regimen.value.drugs])
                .flat_map(|drugs| &drugs.0);
            given.any(|own| own.name == *name && lasts(&own.value))
        });
        if infused && let Some(own) = self.core.states.get_mut(state) {
            own.rate = match std::mem::replace(&mut own.rate, Expr::Number(0.0)) {
                Expr::Number(0.0) => arriving,
                rate => Expr::binary(Binary::Add, rate, arriving),
            };
        }
    }

    /// What one state becomes.
    fn change(
        &mut self,
        drug: usize,
        name: &str,
        span: Span,
        value: &Expression,
        changes: &mut Vec<(usize, Expr)>,
    ) {
        let names = self.names.states.clone();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let Some(state) = self.index_of(span, "population or state", name, &names) else {
            return;
        };
        if changes.iter().any(|(other, _)| *other == state) {
            let note = Diagnostic::error(
                "M0617",
                format!("a dose both changes {name} and is added to it"),
            );
            self.reader.note(
                span,
                note.help("write the sum in \"at_dose\", without \"into\""),
            );
        }
        let what = format!("what {name} becomes at a dose");
        let place = Place {
            single: Single::Of(drug),
            ..Place::dynamics(&what)
        };
        let typed = self.resolve(value, &place);
        let unit = self
            .state_units
            .get(state)
            .cloned()
            .flatten()
            .unwrap_or_default();
        self.expect_unit(value.token, &what, &typed, &unit, None);
        changes.push((state, typed.expr));
    }

    /// Single doses and infusions of a regimen.
    pub(super) fn trains(
        &mut self,
        drug: usize,
        trains: &[TrainTable],
        span: Span,
        tune: &[Tune],
    ) -> Dosing {
        let document = self.document;
        let name = &document.drug.0[drug].name;
        if !self.is_in_doses(drug) {
            let note = Diagnostic::error("M0617", format!("{name} is given in doses, but the file does not say what a dose does"))
                .help(format!("add into = \"...\" or at_dose = {{ ... }} to [drug.{name}], or give a level: an amount, pulses with on and off, or windows with from and to"));
            self.reader.note(span, note);
        }
        let mut all = Vec::new();
        for train in trains {
            let amount = self.amount(drug, Some(&train.amount), tune);
            let first = train
                .first
                .as_ref()
                .map_or(0.0, |first| self.duration(first, false));
            let every = train.every.as_ref().map(|every| self.duration(every, true));
            let over = train
                .over
                .as_ref()
                .map_or(0.0, |over| self.duration(over, true));
            let times = train.times.map(|count| count.value);
            if let (None, Some(count)) = (every, train.times.filter(|count| count.value > 1)) {
                let note = Diagnostic::error("M0618", "several doses need the time between them")
                    .expected("every = \"7 day\"");
                self.reader.note(count.span, note);
            }
            if let (Some(every), Some(over_text)) = (every, &train.over)
                && over > every
            {
                let note = Diagnostic::error(
                    "M0618",
                    "an infusion is still running when the next one begins",
                );
                self.reader.note(
                    over_text.span,
                    note.expected("\"over\" of at most \"every\""),
                );
            }
            if let (Some(over), None) = (&train.over, &document.drug.0[drug].value.into) {
                let note = Diagnostic::error(
                    "M0618",
                    format!("an infusion of {name} flows into no state"),
                );
                self.reader.note(
                    over.span,
                    note.help(format!("add into = \"...\" to [drug.{name}]")),
                );
            }
            all.push(DoseTrain {
                amount,
                first,
                every: every.unwrap_or(f64::INFINITY),
                times: if every.is_none() { Some(1) } else { times },
                over,
            });
        }
        Dosing::Doses(all)
    }
}
