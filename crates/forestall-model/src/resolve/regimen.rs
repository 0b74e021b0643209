//! `[regimen]`: what is given and when it is changed.

use super::checker::Checker;
use super::names::FUNCTIONS;
use super::place::Place;
use crate::document::{Entry, Named, PhaseTable, RegimenTable, Rule, Span, TuneTable};
use crate::{Decide, Leave, Phase, Regimen, Tune};
use forestall_base::Diagnostic;

impl Checker<'_, '_> {
    /// Regimens in the order of the file.
    pub fn regimens(&mut self) {
        let document = self.document;
        for entry in &document.regimen.0 {
            let regimen = self.regimen(entry);
            self.core.regimens.push(regimen);
        }
    }

    fn regimen(&mut self, entry: &Entry<RegimenTable>) -> Regimen {
        let table = &entry.value;
        let tune = self.tunes(&table.tune);
        let place = format!("[regimen.{}]", entry.name);
        let mut decide = Decide::Never;
        let mut initial = 0;
        let phases = if table.state.0.is_empty() {
            for (key, span) in [
                ("decide", table.decide.as_ref().map(|decide| decide.span)),
                (
                    "initial",
                    table.initial.as_ref().map(|initial| initial.span),
                ),
            ] {
                if let Some(span) = span {
                    let note = Diagnostic::error(
                        "M0610",
                        format!("\"{key}\" does nothing: {place} has no states"),
                    )
                    .help(format!("add [regimen.{}.state.NAME]", entry.name));
                    self.reader.note(span, note);
                }
            }
            vec![Phase {
                name: "always".to_owned(),
                doses: self.doses(&table.drugs, &tune, &place),
                leave: Vec::new(),
            }]
        } else {
            for dose in &table.drugs.0 {
                let note = Diagnostic::error(
                    "M0611",
                    format!("\"{}\" stands beside the states of {place}", dose.name),
                )
                .help("say in each state what is given in it");
                self.reader.note(dose.span, note);
            }
            decide = self.decide(entry);
            let names: Vec<&str> = table.state.0.iter().map(|own| own.name.as_str()).collect();
            match &table.initial {
                Some(text) => {
                    let kind = "state of the regimen";
                    let found = self.index_of(text.span, kind, &text.value, &names);
                    initial = found.unwrap_or(0);
                }
                None => self.missing(entry.span, "initial", &place, "the name of the first state"),
            }
            let phases: Vec<Phase> = table
                .state
                .0
                .iter()
                .map(|phase| self.phase(entry, phase, &names, &tune))
                .collect();
            self.warn_unreachable(entry, &phases, initial);
            phases
        };
        Regimen {
            name: entry.name.clone(),
            note: table.note.as_ref().map(|text| text.value.clone()),
            tune,
            decide,
            phases,
            initial,
        }
    }

    fn missing(&mut self, span: Span, key: &str, place: &str, expected: &str) {
        let note = Diagnostic::error("M0102", format!("missing key \"{key}\" in {place}"))
            .expected(expected);
        self.reader.note(span, note);
    }

    fn decide(&mut self, entry: &Entry<RegimenTable>) -> Decide {
        let Some(timing) = &entry.value.decide else {
            let place = format!("[regimen.{}]", entry.name);
            self.missing(
                entry.span,
                "decide",
                &place,
                "\"every 1 day\" or \"continuous\"",
            );
            return Decide::Never;
        };
        match &timing.rule {
            Rule::Every(every, first) => {
                let every = self.duration(every, true);
                let first = match first {
                    Some(first) => self.duration(first, false),
                    None => every,
                };
                Decide::Visits { first, every }
            }
            Rule::Continuous => Decide::Continuous,
            Rule::Visits => {
                let note = Diagnostic::error("M0106", "\"visits\" is not a value of \"decide\"")
                    .expected("\"every 1 day\" or \"continuous\"")
                    .help("say how often the patient is seen");
                self.reader.note(timing.span, note);
                Decide::Never
            }
            Rule::Unreadable => Decide::Never,
        }
    }

    fn phase(
        &mut self,
        regimen: &Entry<RegimenTable>,
        entry: &Entry<PhaseTable>,
        names: &[&str],
        tune: &[Tune],
    ) -> Phase {
        let place = format!("[regimen.{}.state.{}]", regimen.name, entry.name);
        let doses = self.doses(&entry.value.drugs, tune, &place);
        let mut leave = Vec::new();
        for way in &entry.value.leave.items {
            let place = Place {
                assays: true,
                doses: true,
                time: true,
                phase: true,
                tunes: tune,
                ..Place::parameters("a condition of a regimen")
            };
            let when = self.resolve_condition(&way.when, &place);
            let kind = "state of the regimen";
            if let Some(to) = self.index_of(way.to.span, kind, &way.to.value, names) {
                leave.push(Leave { when, to });
            }
        }
        Phase {
            name: entry.name.clone(),
            doses,
            leave,
        }
    }

    fn warn_unreachable(&mut self, entry: &Entry<RegimenTable>, phases: &[Phase], initial: usize) {
        let mut reached = vec![false; phases.len()];
        let mut open = vec![initial];
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut reached[at], true) {
                continue;
            }
            open.extend(phases[at].leave.iter().map(|leave| leave.to));
        }
        for (phase, reached) in entry.value.state.0.iter().zip(reached) {
            if !reached {
                let note = Diagnostic::warning(
                    "M0902",
                    format!(
                        "state \"{}\" of [regimen.{}] is never reached",
                        phase.name, entry.name
                    ),
                )
                .help("no \"leave\" leads to it");
                self.reader.note(phase.span, note);
            }
        }
    }

    fn tunes(&mut self, tunes: &Named<TuneTable>) -> Vec<Tune> {
        let mut all = Vec::new();
        for entry in &tunes.0 {
            let taken = self.names.target(&entry.name).is_some();
            let reserved = FUNCTIONS.iter().any(|(own, _, _)| *own == entry.name);
            if taken || reserved {
                let kind = if taken {
                    "already a name of the model"
                } else {
                    "a word of the language"
                };
                let note = Diagnostic::error(
                    "M0612",
                    format!("tuned number \"{}\" is {kind}", entry.name),
                )
                .help("choose another name");
                self.reader.note(entry.span, note);
            }
            let table = &entry.value;
            let (low, high) = (table.range.low, table.range.high);
            if table.value.value < low || table.value.value > high {
                let message = format!("the value of \"{}\" lies outside its range", entry.name);
                let note = Diagnostic::error("M0111", message).expected(format!(
                    "a number from {} to {}",
                    crate::print::number(low),
                    crate::print::number(high)
                ));
                self.reader.note(table.value.span, note);
            }
            if table.range.span != Span::default() && !(low.is_finite() && high.is_finite()) {
                self.refuse(
                    table.range.span,
                    "M0612",
                    "the range of a tuned number is infinite",
                );
            }
            if table.steps.value < 2 && table.steps.span != Span::default() {
                let note = Diagnostic::error("M0612", "a tuned number has one candidate only")
                    .expected("2 or more steps");
                self.reader.note(table.steps.span, note);
            }
            all.push(Tune {
                name: entry.name.clone(),
                value: table.value.value,
                low,
                high,
                steps: table.steps.value as usize,
            });
        }
        all
    }
}
