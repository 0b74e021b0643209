//! The calendar of a regimen as variables and events.

use std::collections::BTreeMap;

use super::calendar;
use super::event::Event;
use super::formula::{Terms, apply, ci, number};
use super::identifier::Identifiers;
use crate::{Core, Dosing, Expr, Regimen, Trigger};

/// A parameter that the calendar needs.
#[derive(Debug)]
pub(super) struct Variable {
    pub id: String,
    pub name: String,
    pub unit: String,
    /// Value at time 0.
    pub start: Expr,
    pub constant: bool,
}

/// Identifiers that the calendar needs.
#[derive(Debug, Default)]
pub(super) struct Needed {
    /// State of the regimen and when it was entered; nothing where it has one state only.
    pub machine: Option<(String, String)>,
    /// Level of each drug, apart from infusions; nothing where no formula asks for it.
    pub levels: Vec<Option<String>>,
    /// How many doses or pulses have begun, by regimen state, drug and place.
    pub counters: BTreeMap<(usize, usize, usize), String>,
    /// Rates of infusions, by regimen state, drug and place.
    pub infusions: BTreeMap<(usize, usize, usize), String>,
    /// How often each event of the core has happened, where that matters.
    pub occurrences: Vec<Option<String>>,
}

/// The calendar of a regimen.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    pub variables: Vec<Variable>,
    pub events: Vec<Event>,
}

impl Needed {
    /// Identifiers for everything that the calendar needs.
    pub(super) fn new(core: &Core, regimen: &Regimen, names: &mut Identifiers) -> Self {
        let mut own = Self::default();
        let several = regimen.phases.len() > 1;
        if several {
            own.machine = Some((names.fresh("regimen_state"), names.fresh("entered")));
        }
        for (drug, declared) in core.drugs.iter().enumerate() {
            let mut level = false;
            for (phase, doses) in regimen.phases.iter().map(|own| &own.doses).enumerate() {
                let key = |place| (phase, drug, place);
                match &doses[drug] {
                    Dosing::Constant(_) | Dosing::Windows(_) => level = true,
                    Dosing::Pulse { off, .. } => {
                        level = true;
                        if *off > 0.0 {
                            let wanted = format!("{}_pulses", declared.name);
                            own.counters.insert(key(0), names.fresh(&wanted));
                        }
                    }
                    Dosing::Doses(trains) => {
                        for (place, train) in trains.iter().enumerate() {
                            let wanted = format!("{}_doses", declared.name);
                            own.counters.insert(key(place), names.fresh(&wanted));
                            if train.over > 0.0 {
                                let wanted = format!("{}_infusion", declared.name);
                                own.infusions.insert(key(place), names.fresh(&wanted));
                            }
                        }
                    }
                }
            }
            let level = level && used(core, drug);
            own.levels.push(level.then(|| names.drugs[drug].clone()));
        }
        for event in &core.events {
            let counts = event.once || matches!(event.trigger, Trigger::Every { .. });
            let id = counts.then(|| names.fresh(&format!("{}_count", event.name)));
            own.occurrences.push(id);
        }
        own
    }

    /// Formula of the present dose of a drug.
    pub(super) fn dose(&self, drug: usize) -> String {
        let infusions = self
            .infusions
            .iter()
            .filter(|((_, own, _), _)| *own == drug);
        let mut parts: Vec<String> = self.levels[drug].iter().map(|id| ci(id)).collect();
        parts.extend(infusions.map(|(_, id)| ci(id)));
        match parts.as_slice() {
            [] => number(0.0),
            [one] => one.clone(),
            _ => apply("plus", &parts),
        }
    }
}

/// Whether a formula asks for the dose of a drug.
fn used(core: &Core, drug: usize) -> bool {
    let mut found = false;
    let all = (core.lets.iter().map(|own| &own.value))
        .chain(core.states.iter().map(|own| &own.rate))
        .chain(core.assays.iter().map(|own| &own.value))
        .chain(core.events.iter().filter_map(|own| own.trigger.condition()))
        .chain(
            core.events
                .iter()
                .flat_map(|own| own.assignments.iter().map(|set| &set.1)),
        );
    for expr in all {
        expr.walk(&mut |part| found |= *part == Expr::Dose(drug));
    }
    found
}

impl Schedule {
    /// The calendar of a regimen.
    pub(super) fn new(regimen: &Regimen, needed: &Needed, terms: &Terms<'_>) -> Self {
        let mut own = Self::default();
        own.variables(regimen, needed, terms);
        for (phase, _) in regimen.phases.iter().enumerate() {
            own.leave(regimen, phase, needed, terms);
            for (drug, dosing) in regimen.phases[phase].doses.iter().enumerate() {
                let place = calendar::Place {
                    phase,
                    drug,
                    needed,
                    terms,
                };
                own.events.extend(place.events(dosing));
            }
        }
        // Doses of one moment come in the order of the model file.
        let doses = own.events.iter().filter(|own| own.priority.is_none());
        let mut left = doses.count() as f64;
        if own.events.len() + terms.core.events.len() > 1 {
            for event in &mut own.events {
                if event.priority.is_none() {
                    event.priority = Some(number(left));
                    left -= 1.0;
                }
            }
        }
        own
    }

    fn variables(&mut self, regimen: &Regimen, needed: &Needed, terms: &Terms<'_>) {
        let several = regimen.phases.len() > 1;
        let mut add = |id: &str, name: String, unit: &str, start: Expr, constant: bool| {
            self.variables.push(Variable {
                id: id.to_owned(),
                name,
                unit: unit.to_owned(),
                start,
                constant,
            });
        };
        for (tune, id) in regimen.tune.iter().zip(&terms.names.tunes) {
            add(id, tune.name.clone(), "1", Expr::Number(tune.value), true);
        }
        let core = terms.core;
        if let Some((state, entered)) = &needed.machine {
            let names: Vec<String> = (regimen.phases.iter().enumerate())
                .map(|(index, phase)| format!("{index} {}", phase.name))
                .collect();
            let name = format!("state of the regimen: {}", names.join(", "));
            add(
                state,
                name,
                "1",
                Expr::Number(regimen.initial as f64),
                false,
            );
            let name = "time at which the regimen entered its state".to_owned();
            add(entered, name, &core.time_unit, Expr::Number(0.0), false);
        }
        for (drug, level) in needed.levels.iter().enumerate() {
            let Some(level) = level else { continue };
            let dosing = &regimen.phases[regimen.initial].doses[drug];
            let constant = !several && matches!(dosing, Dosing::Constant(_));
            let (own, start) = (&core.drugs[drug], calendar::at_start(dosing));
            add(
                level,
                format!("dose of {}", own.name),
                &own.unit,
                start,
                constant,
            );
        }
        let drug = |key: &(usize, usize, usize)| &core.drugs[key.1];
        for (key, id) in &needed.counters {
            let name = format!("doses of {} that have begun", drug(key).name);
            add(id, name, "1", Expr::Number(0.0), false);
        }
        for (event, id) in core.events.iter().zip(&needed.occurrences) {
            let Some(id) = id else { continue };
            let name = format!("how often event {} has happened", event.name);
            add(id, name, "1", Expr::Number(0.0), false);
        }
        for (key, id) in &needed.infusions {
            let name = format!("infusion of {}", drug(key).name);
            let unit = format!("({})/{}", drug(key).unit, core.time_unit);
            add(id, name, &unit, Expr::Number(0.0), false);
        }
    }

    /// The ways out of a regimen state.
    fn leave(&mut self, regimen: &Regimen, phase: usize, needed: &Needed, terms: &Terms<'_>) {
        let Some((state, entered)) = &needed.machine else {
            return;
        };
        let own = &regimen.phases[phase];
        for (index, leave) in own.leave.iter().enumerate() {
            let here = apply("eq", &[ci(state), number(phase as f64)]);
            let trigger = apply("and", &[here, terms.truth(&leave.when)]);
            let mut assignments = vec![
                (state.clone(), number(leave.to as f64)),
                (entered.clone(), terms.number(&Expr::Time)),
            ];
            let next = &regimen.phases[leave.to];
            for (drug, dosing) in next.doses.iter().enumerate() {
                if let Some(level) = &needed.levels[drug] {
                    assignments.push((level.clone(), calendar::at_entry(dosing, terms)));
                }
            }
            for (_, id) in needed.counters.iter().filter(|(key, _)| key.0 == leave.to) {
                assignments.push((id.clone(), number(0.0)));
            }
            for id in needed.infusions.values() {
                assignments.push((id.clone(), number(0.0)));
            }
            let name = format!("{} -> {}", own.name, next.name);
            let mut event = Event::new(name, trigger, assignments);
            event.initial = false;
            event.persistent = false;
            // The first way out that is open is taken, before any dose.
            event.priority = Some(number(1e6 - index as f64));
            self.events.push(event);
        }
    }
}
