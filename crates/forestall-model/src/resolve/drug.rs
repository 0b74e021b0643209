//! `[drug]`: drugs and what they do to the rates.

use super::checker::Checker;
use super::place::Place;
use super::population::{one_minus, product};
use crate::document::{EffectTable, Mode, Span, Text};
use crate::unit::{Unit, WHOLE};
use crate::{Binary, Drug, Exposure, Expr};
use forestall_base::Diagnostic;

/// The most effects that may act on one rate.
const MOST: usize = 64;

/// The rate that an effect acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Site {
    Birth(usize),
    Death(usize),
    Switch(usize, usize),
    Mutation(usize, usize),
}

/// One effect of a drug on one rate.
#[derive(Debug, Clone)]
pub(super) struct Effects {
    site: Site,
    mode: Mode,
    /// `strength * dose`, or the factor while the drug is given.
    value: Expr,
    at: Span,
}

impl Effects {
    fn on(&self, site: Site, rate: Expr) -> Expr {
        if self.site != site {
            return rate;
        }
        match self.mode {
            Mode::Kill => rate,
            Mode::NortonSimon => product(rate, one_minus(self.value.clone())),
            Mode::Factor => product(rate, self.value.clone()),
        }
    }

    /// The birth rate of `population` under the drug.
    pub fn on_birth(&self, population: usize, rate: Expr) -> Expr {
        self.on(Site::Birth(population), rate)
    }

    /// The probability of mutation under the drug.
    pub fn on_mutation(&self, from: usize, to: usize, share: Expr) -> Expr {
        self.on(Site::Mutation(from, to), share)
    }

    /// The switch rate under the drug.
    pub fn on_switch(&self, from: usize, to: usize, rate: Expr) -> Expr {
        self.on(Site::Switch(from, to), rate)
    }

    /// The death rate under the drug; a drug may kill cells that do not die otherwise.
    pub fn on_death(&self, population: usize, rate: Option<Expr>) -> Option<Expr> {
        if self.site != Site::Death(population) {
            return rate;
        }
        if self.mode == Mode::Kill {
            return Some(match rate {
                None => self.value.clone(),
                Some(rate) => Expr::binary(Binary::Add, rate, self.value.clone()),
            });
        }
        rate.map(|rate| product(rate, self.value.clone()))
    }
}

impl Checker<'_, '_> {
    /// Drugs, and their effects in order of application.
    pub(super) fn effects(&mut self) -> Vec<Effects> {
        let document = self.document;
        let mut effects: Vec<Effects> = Vec::new();
        for (index, entry) in document.drug.0.iter().enumerate() {
            let table = &entry.value;
            if let (Exposure::OnOff, Some(unit)) = (table.exposure.value, &table.unit)
                && table.exposure.span != Span::default()
            {
                let note = Diagnostic::error("M0510", "an on-off drug has no unit")
                    .help("set exposure = \"amount\" to give amounts");
                self.reader.note(unit.span, note);
            }
            self.core.drugs.push(Drug {
                name: entry.name.clone(),
                exposure: table.exposure.value,
                unit: super::population::unit_text(table.unit.as_ref()),
                at_dose: Vec::new(),
            });
            if let (true, Some(effect)) = (self.is_in_doses(index), table.effect.items.first()) {
                self.refuse_level(effect.at, &entry.name);
            }
            for effect in &table.effect.items {
                let Some(value) = self.effect_value(index, effect) else {
                    continue;
                };
                for text in &effect.on.0 {
                    let Some(site) = self.site(effect.mode.value, text) else {
                        continue;
                    };
                    if effects.iter().filter(|own| own.site == site).count() == MOST {
                        let message = format!("more than {MOST} effects act on one rate");
                        self.refuse(text.span, "M0511", message);
                        continue;
                    }
                    effects.push(Effects {
                        site,
                        mode: effect.mode.value,
                        value: value.clone(),
                        at: text.span,
                    });
                }
            }
        }
        effects
    }

    /// `strength * dose(D)`, or `if(dose(D) > 0, factor, 1)`.
    fn effect_value(&mut self, drug: usize, effect: &EffectTable) -> Option<Expr> {
        // A mode that could not be read has been refused already.
        if effect.mode.span == Span::default() {
            return None;
        }
        let (key, value, other) = match effect.mode.value {
            Mode::Factor => ("factor", &effect.factor, ("strength", &effect.strength)),
            Mode::Kill | Mode::NortonSimon => {
                ("strength", &effect.strength, ("factor", &effect.factor))
            }
        };
        let word = match effect.mode.value {
            Mode::Factor => "factor",
            Mode::Kill => "kill",
            Mode::NortonSimon => "norton-simon",
        };
        if let (name, Some(extra)) = other {
            let note = Diagnostic::error(
                "M0512",
                format!("an effect of mode \"{word}\" has no \"{name}\""),
            )
            .expected(format!("\"{key}\""));
            self.reader.note(extra.token, note);
        }
        let Some(value) = value else {
            let note = Diagnostic::error(
                "M0512",
                format!("an effect of mode \"{word}\" needs \"{key}\""),
            );
            self.reader.note(effect.at, note);
            return None;
        };
        let what = format!("the {key} of an effect");
        let typed = self.resolve(value, &Place::dynamics(&what));
        let dose = Expr::Dose(drug);
        if effect.mode.value == Mode::Factor {
            self.expect_pure(value, &what, &typed);
            let given = Expr::binary(Binary::Greater, dose, Expr::Number(0.0));
            return Some(Expr::If(Box::new((given, typed.expr, Expr::Number(1.0)))));
        }
        let per_dose = self.drug_units[drug]
            .clone()
            .unwrap_or_default()
            .power(-WHOLE);
        let wanted = match effect.mode.value {
            Mode::Kill => self.rate_unit().times(&per_dose, WHOLE),
            _ => Unit::none().times(&per_dose, WHOLE),
        };
        let name = &self.document.drug.0[drug].name;
        let help = match effect.mode.value {
            Mode::Kill => format!("strength times dose({name}) must be a rate"),
            _ => format!("strength times dose({name}) must be a pure number"),
        };
        self.expect_unit(value.token, &what, &typed, &wanted, Some(help));
        Some(product(typed.expr, dose))
    }

    /// The rate that `on` names.
    fn site(&mut self, mode: Mode, on: &Text) -> Option<Site> {
        let shifted = |from: usize, word: &str| Text {
            value: word.to_owned(),
            // Inside the quotes, if the string has no escapes before.
            span: Span {
                start: on.span.start + 1 + from,
                end: on.span.start + 1 + from + word.len(),
            },
        };
        let text = on.value.as_str();
        if mode != Mode::Factor {
            let index = self.population_index(on)?;
            return Some(if mode == Mode::Kill {
                Site::Death(index)
            } else {
                Site::Birth(index)
            });
        }
        for (prefix, birth) in [("birth of ", true), ("death of ", false)] {
            if let Some(name) = text.strip_prefix(prefix) {
                let index = self.population_index(&shifted(prefix.len(), name))?;
                return Some(if birth {
                    Site::Birth(index)
                } else {
                    Site::Death(index)
                });
            }
        }
        for (prefix, switch) in [("switch ", true), ("mutation ", false)] {
            if let Some((from, to)) = text
                .strip_prefix(prefix)
                .and_then(|rest| rest.split_once(" -> "))
            {
                let a = self.population_index(&shifted(prefix.len(), from));
                let b = self.population_index(&shifted(prefix.len() + from.len() + 4, to));
                let (a, b) = (a?, b?);
                return Some(if switch {
                    Site::Switch(a, b)
                } else {
                    Site::Mutation(a, b)
                });
            }
        }
        let note = Diagnostic::error("M0513", format!("\"{text}\" is not the name of a rate"))
            .expected("\"birth of S\", \"death of S\", \"switch S -> R\" or \"mutation S -> R\"");
        self.reader.note(on.span, note);
        None
    }

    /// Notes effects on rates that the model does not have.
    pub(super) fn refuse_idle_effects(&mut self, effects: &[Effects]) {
        let document = self.document;
        let populations = &document.population.0;
        let name = |index: usize| populations[index].name.as_str();
        for effect in effects {
            let table = |index: usize| &populations[index].value;
            let (there, rate) = match effect.site {
                Site::Birth(own) => (
                    table(own).birth.is_some(),
                    format!("birth of {}", name(own)),
                ),
                Site::Death(own) => (
                    table(own).death.is_some()
                        || effects
                            .iter()
                            .any(|other| other.site == effect.site && other.mode == Mode::Kill),
                    format!("death of {}", name(own)),
                ),
                Site::Switch(own, to) => (
                    table(own)
                        .switch
                        .items
                        .iter()
                        .any(|item| item.to.value == name(to)),
                    format!("switch {} -> {}", name(own), name(to)),
                ),
                Site::Mutation(own, to) => (
                    table(own)
                        .mutation
                        .items
                        .iter()
                        .any(|item| item.to.value == name(to)),
                    format!("mutation {} -> {}", name(own), name(to)),
                ),
            };
            // A misspelt key may have been meant to declare the rate.
            let (Site::Birth(own)
            | Site::Death(own)
            | Site::Switch(own, _)
            | Site::Mutation(own, _)) = effect.site;
            let misspelt = format!("[population.{}]", name(own));
            if !there && !self.reader.has_unknown_key(&misspelt) {
                let note = Diagnostic::error(
                    "M0514",
                    format!("the drug acts on \"{rate}\", which the model does not have"),
                )
                .help("give the population such a rate, or delete the effect");
                self.reader.note(effect.at, note);
            }
        }
    }
}
