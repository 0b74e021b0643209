//! Export of a core under one regimen as SBML Level 3 Version 2 core.

mod calendar;
mod declared;
mod event;
mod formula;
mod identifier;
mod page;
mod reaction;
mod refusal;
mod schedule;
mod unit;
mod value;

use self::event::Event;
use self::formula::Terms;
use self::identifier::Identifiers;
use self::page::{Page, attribute};
use self::reaction::Reaction;
use self::schedule::{Needed, Schedule};
use self::unit::Units;
use self::value::Value;
use crate::Core;
use forestall_base::{Diagnostic, Diagnostics};

const NAMESPACE: &str = "http://www.sbml.org/sbml/level3/version2/core";

/// Writes a model under one of its regimens, by index, as SBML Level 3 Version 2 core.
///
/// Populations are species that reactions change, one reaction per channel; other states have rate rules; named expressions and assays
/// are assignment rules, or initial assignments where nothing in them changes; doses and what a regimen decides at any moment are events.
///
/// # Errors
///
/// What SBML core cannot say, by name: discrete maps and fixed steps, bounds on states, `time_on`, decisions at visits and what a
/// regimen remembers of measurements.
pub fn export(core: &Core, regimen: usize) -> Result<String, Diagnostics> {
    let Some(own) = core.regimens.get(regimen) else {
        return Err(
            Diagnostic::error("M1015", format!("the model has no regimen {regimen}")).into(),
        );
    };
    refusal::refuse(core, own)?;
    let mut names = Identifiers::new(core, &own.tune);
    let needed = Needed::new(core, own, &mut names);
    let terms = Terms {
        core,
        names: &names,
        doses: (0..core.drugs.len())
            .map(|drug| needed.dose(drug))
            .collect(),
        entered: needed.machine.as_ref().map(|(_, entered)| entered.clone()),
    };
    let schedule = Schedule::new(own, &needed, &terms);
    let reactions = reaction::reactions(core, &terms);
    let values = value::values(core, &schedule, reactions.is_some(), &terms);
    let mut events = schedule.events;
    events.extend(declared::events(core, &needed, &terms));
    let mut file = File {
        core,
        units: Units::default(),
        page: Page::inside(2),
    };
    file.species(&values, &names);
    file.parameters(&values);
    file.formulas(&values);
    file.reactions(&reactions.unwrap_or_default());
    file.events(&events, &mut names);
    Ok(file.finish(&own.name))
}

/// A file in the making.
struct File<'c> {
    core: &'c Core,
    units: Units,
    page: Page,
}

impl File<'_> {
    fn species(&mut self, values: &[Value], names: &Identifiers) {
        let species: Vec<&Value> = values.iter().filter(|own| own.species).collect();
        if species.is_empty() {
            return;
        }
        let compartment = &names.compartment;
        self.page.list("listOfCompartments", |page| {
            page.line(&format!(
                "<compartment{} spatialDimensions=\"3\" size=\"1\" constant=\"true\" sboTerm=\"SBO:0000290\"/>",
                attribute("id", compartment)
            ));
        });
        let units = &mut self.units;
        self.page.list("listOfSpecies", |page| {
            for own in species {
                let head = own.head()
                    + &attribute("compartment", compartment)
                    + &own.number("initialAmount")
                    + &units.of_species(&own.unit);
                page.line(&format!(
                    "<species{head} hasOnlySubstanceUnits=\"true\" boundaryCondition=\"false\" constant=\"false\" sboTerm=\"SBO:0000240\"/>"
                ));
            }
        });
    }

    fn parameters(&mut self, values: &[Value]) {
        let units = &mut self.units;
        self.page.list("listOfParameters", |page| {
            for own in values.iter().filter(|own| !own.species) {
                let head = own.head()
                    + &own.number("value")
                    + &units.attribute("units", &own.unit)
                    + &attribute("constant", &own.constant.to_string())
                    + &attribute("sboTerm", "SBO:0000002");
                match &own.source {
                    Some(source) => page.element("parameter", &head, |page| page.notes(&[source])),
                    None => page.line(&format!("<parameter{head}/>")),
                }
            }
        });
    }

    fn formulas(&mut self, values: &[Value]) {
        self.page.list("listOfInitialAssignments", |page| {
            for own in values {
                if let Some(math) = &own.initial {
                    let symbol = attribute("symbol", &own.id);
                    page.element("initialAssignment", &symbol, |page| page.math(math));
                }
            }
        });
        self.page.list("listOfRules", |page| {
            for own in values {
                let variable = attribute("variable", &own.id);
                if let Some(math) = &own.rule {
                    page.element("assignmentRule", &variable, |page| page.math(math));
                }
                if let Some(math) = &own.rate {
                    page.element("rateRule", &variable, |page| page.math(math));
                }
            }
        });
    }

    fn reactions(&mut self, reactions: &[Reaction]) {
        self.page.list("listOfReactions", |page| {
            for own in reactions {
                own.write(page);
            }
        });
    }

    fn events(&mut self, events: &[Event], names: &mut Identifiers) {
        self.page.list("listOfEvents", |page| {
            for own in events {
                own.write(&names.fresh(&own.name), page);
            }
        });
    }

    fn finish(&mut self, regimen: &str) -> String {
        let core = self.core;
        let head = attribute("id", &Identifiers::default().fresh(&core.name))
            + &attribute("name", &core.name)
            + &self.units.attribute("timeUnits", &core.time_unit);
        let mut page = Page::default();
        page.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        let sbml = attribute("xmlns", NAMESPACE) + " level=\"3\" version=\"2\"";
        page.element("sbml", &sbml, |page| {
            page.element("model", &head, |page| {
                let regimen = format!("regimen {regimen}");
                let notes = [
                    core.summary.as_deref(),
                    core.cite.as_deref(),
                    Some(&regimen),
                ];
                let notes: Vec<&str> = notes.into_iter().flatten().collect();
                page.notes(&notes);
                self.units.write(page);
                page.append(&self.page);
            });
        });
        page.finish()
    }
}
