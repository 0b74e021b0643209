//! From the XML of a model to what it declares.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{
    Assigned, Change, Count, Declared, Event, Function, Kind, Model, Reaction, Rule, Species,
};
use super::mathml::{lambda, math_of};
use super::unit::{self, Units};
use super::xml::File;
use forestall_base::Diagnostic;
use roxmltree::{Document, Node};

/// Reads the model of a file; what is wrong with it is noted in `file`.
pub(super) fn document(file: &mut File<'_>, tree: &Document<'_>) -> Model {
    let mut model = Model::default();
    let root = tree.root_element();
    let Some(node) = file.child(root, "model") else {
        if !file.core.is_empty() {
            let at = file.tag(root);
            file.note(at, Diagnostic::error("M1004", "<sbml> holds no <model>"));
        }
        return model;
    };
    let name = node.attribute("name").filter(|own| !own.trim().is_empty());
    name.or(node.attribute("id"))
        .unwrap_or("SBML model")
        .trim()
        .clone_into(&mut model.name);
    model.conversion = attribute(node, "conversionFactor");
    let units = unit::definitions(file, node);
    model.time_unit = unit::time(file.level, node, &units);
    functions(file, node, &mut model);
    declarations(file, node, &units, &mut model);
    for own in file.list(node, "listOfInitialAssignments", "initialAssignment") {
        model.initial.extend(assigned(file, own, "symbol"));
    }
    for (element, is_rate) in [("assignmentRule", false), ("rateRule", true)] {
        for own in file.list(node, "listOfRules", element) {
            let target = assigned(file, own, "variable");
            model
                .rules
                .extend(target.map(|target| Rule { is_rate, target }));
        }
    }
    for own in file.list(node, "listOfReactions", "reaction") {
        reaction(file, own, &units, &mut model);
    }
    for own in file.list(node, "listOfEvents", "event") {
        let number = model.events.len() + 1;
        model.events.extend(event(file, own, number));
    }
    check_ids(file, &model);
    model
}

fn attribute(node: Node<'_, '_>, name: &str) -> Option<String> {
    node.attribute(name).map(|text| text.trim().to_owned())
}

fn functions(file: &mut File<'_>, node: Node<'_, '_>, model: &mut Model) {
    for own in file.list(node, "listOfFunctionDefinitions", "functionDefinition") {
        let id = file.needed(own, "id");
        if let Some((arguments, body)) = lambda(file, own) {
            model.functions.push(Function {
                id,
                arguments,
                body,
            });
        }
    }
}

fn declarations(file: &mut File<'_>, node: Node<'_, '_>, units: &Units, model: &mut Model) {
    for own in file.list(node, "listOfCompartments", "compartment") {
        let missing = 3.0;
        let dimensions = file.number(own, "spatialDimensions").unwrap_or(missing);
        let kind = Kind::Compartment(dimensions);
        let own = declared(file, own, kind, ["size", "units"], units);
        model.quantities.push(own);
    }
    for own in file.list(node, "listOfSpecies", "species") {
        let boundary = file.truth(own, "boundaryCondition", false);
        let constant = file.truth(own, "constant", false);
        let species = Species {
            compartment: file.needed(own, "compartment"),
            concentration: file.number(own, "initialConcentration"),
            in_amounts: file.truth(own, "hasOnlySubstanceUnits", false),
            kept: boundary || constant,
            conversion: attribute(own, "conversionFactor").or_else(|| model.conversion.clone()),
        };
        let named = ["initialAmount", "substanceUnits"];
        let own = declared(file, own, Kind::Species(species), named, units);
        model.quantities.push(own);
    }
    for own in file.list(node, "listOfParameters", "parameter") {
        let own = parameter(file, own, units);
        model.quantities.push(own);
    }
}

fn parameter(file: &mut File<'_>, node: Node<'_, '_>, units: &Units) -> Declared {
    declared(file, node, Kind::Parameter, ["value", "units"], units)
}

/// A declaration; its number and its unit stand in the attributes `value` and `unit`.
fn declared(
    file: &mut File<'_>,
    node: Node<'_, '_>,
    kind: Kind,
    [value, unit]: [&str; 2],
    units: &Units,
) -> Declared {
    let value = file.number(node, value);
    let unit = unit::of(node.attribute(unit), units);
    let id = file.needed(node, "id");
    let name = attribute(node, "name").filter(|name| !name.is_empty() && *name != id);
    Declared {
        id,
        at: file.tag(node),
        kind,
        value,
        unit,
        note: name,
    }
}

fn assigned(file: &mut File<'_>, node: Node<'_, '_>, attribute: &str) -> Option<Assigned> {
    let id = file.needed(node, attribute);
    let math = math_of(file, node)?;
    let at = file.tag(node);
    Some(Assigned { id, at, math })
}

fn reaction(file: &mut File<'_>, node: Node<'_, '_>, units: &Units, model: &mut Model) {
    let id = file.needed(node, "id");
    let mut changes = Vec::new();
    for (list, sign) in [("listOfReactants", -1.0), ("listOfProducts", 1.0)] {
        for own in file.list(node, list, "speciesReference") {
            changes.push(change(file, own, sign, model));
        }
    }
    let law = file.child(node, "kineticLaw");
    let rate = law.and_then(|law| math_of(file, law));
    let mut locals = Vec::new();
    if let Some(law) = law {
        for (list, item) in [
            ("listOfParameters", "parameter"),
            ("listOfLocalParameters", "localParameter"),
        ] {
            for own in file.list(law, list, item) {
                locals.push(parameter(file, own, units));
            }
        }
    }
    let at = file.tag(node);
    model.reactions.push(Reaction {
        id,
        at,
        changes,
        rate,
        locals,
    });
}

fn change(file: &mut File<'_>, node: Node<'_, '_>, sign: f64, model: &mut Model) -> Change {
    let missing = if file.level == 2 { 1.0 } else { f64::NAN };
    let number = file.number(node, "stoichiometry");
    let formula = file
        .child(node, "stoichiometryMath")
        .and_then(|own| math_of(file, own));
    let count = if let Some(math) = formula {
        Count::Math(math)
    } else if let Some(id) = attribute(node, "id") {
        let named = ["stoichiometry", "units"];
        let mut named = declared(file, node, Kind::Stoichiometry, named, &Units::new());
        named.value = Some(number.unwrap_or(missing));
        model.quantities.push(named);
        Count::Named(id)
    } else {
        Count::Number(number.unwrap_or(missing))
    };
    Change {
        species: file.needed(node, "species"),
        at: file.tag(node),
        sign,
        count,
    }
}

fn event(file: &mut File<'_>, node: Node<'_, '_>, number: usize) -> Option<Event> {
    let trigger = file.child(node, "trigger")?;
    // An event whose trigger is left open never happens.
    let condition = math_of(file, trigger)?;
    let priority = file
        .child(node, "priority")
        .and_then(|own| math_of(file, own));
    let mut assignments = Vec::new();
    for own in file.list(node, "listOfEventAssignments", "eventAssignment") {
        assignments.extend(assigned(file, own, "variable"));
    }
    Some(Event {
        id: attribute(node, "id").unwrap_or_else(|| format!("event {number}")),
        trigger: condition,
        initial: file.truth(trigger, "initialValue", true),
        persistent: file.truth(trigger, "persistent", true),
        values_at_trigger: file.truth(node, "useValuesFromTriggerTime", true),
        priority,
        assignments,
    })
}

/// Refuses identifiers that are declared twice, and rules and assignments for what is not there or has one already.
fn check_ids(file: &mut File<'_>, model: &Model) {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let ids = (model.quantities.iter().map(|own| (&own.id, &own.at)))
        .chain(model.reactions.iter().map(|own| (&own.id, &own.at)));
    let mut notes = Vec::new();
    for (id, at) in ids.filter(|(id, _)| !id.is_empty()) {
        if let Some(first) = known.insert(id, at.start) {
            let line = file.line(first);
            let note = Diagnostic::error("M1006", format!("\"{id}\" is declared twice"));
            notes.push((
                at.clone(),
                note.help(format!("the first is at line {line}")),
            ));
        }
    }
    let rules = model.rules.iter().map(|rule| (&rule.target, "a rule"));
    let starts = model
        .initial
        .iter()
        .map(|own| (own, "an initial assignment"));
    let changes = (model.events.iter().flat_map(|own| &own.assignments))
        .map(|own| (own, "an event's assignment"));
    let mut taken = BTreeSet::new();
    for (target, what) in rules.chain(starts).chain(changes) {
        if !model.quantities.iter().any(|own| own.id == target.id) {
            let id = &target.id;
            let note = Diagnostic::error(
                "M1007",
                format!("{what} for \"{id}\", which is not declared"),
            );
            notes.push((target.at.clone(), note));
        } else if what != "an event's assignment" && !taken.insert((what, &target.id)) {
            let note = Diagnostic::error("M1006", format!("\"{}\" has {what} already", target.id));
            notes.push((target.at.clone(), note));
        }
    }
    for (at, note) in notes {
        file.note(at, note);
    }
}
