//! From an SBML model to a core.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Symbol;
use super::document::{Kind, Model};
use super::quantity::{Quantity, Role, quantities};
use super::translate::Scope;
use super::value::{Answer, What, When};
use crate::source::place;
use crate::{
    Assay, Core, Decide, Expr, Noise, Parameter, Phase, Regimen, Relative, Solver, Source, State,
    StateKind,
};
use forestall_base::{Diagnostic, Diagnostics, Location};

/// SBML says not how long a run shall be.
const UNTIL: f64 = 100.0;

/// A core in the making.
pub(super) struct Assembly<'m> {
    pub model: &'m Model,
    source: &'m Source,
    pub core: Core,
    pub quantities: Vec<Quantity<'m>>,
    pub by_id: BTreeMap<&'m str, usize>,
    /// Reactions that change a species, with the place in their list.
    pub changes: BTreeMap<&'m str, Vec<(usize, usize)>>,
    /// Parameters of each reaction.
    pub locals: Vec<Scope>,
    pub known: BTreeMap<(usize, What, When), Expr>,
    /// What is being worked out.
    pub open: Vec<(usize, What, When)>,
    names: BTreeSet<String>,
    /// Parts of expressions made so far.
    pub size: usize,
    /// Functions called inside each other.
    pub depth: usize,
}

/// The core of a model, and what its identifiers mean.
pub(super) fn assemble(source: &Source, model: &Model) -> Result<(Core, Vec<Symbol>), Diagnostics> {
    let (quantities, by_id) = quantities(model);
    let mut changes: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
    for (reaction, own) in model.reactions.iter().enumerate() {
        for (place, change) in own.changes.iter().enumerate() {
            changes
                .entry(&change.species)
                .or_default()
                .push((reaction, place));
        }
    }
    let names = (by_id.keys()).map(|id| (*id).to_owned()).collect();
    let mut assembly = Assembly {
        model,
        source,
        core: Core {
            name: model.name.clone(),
            time_unit: model.time_unit.clone(),
            solver: Solver {
                until: UNTIL,
                ..Solver::default()
            },
            ..Core::default()
        },
        quantities,
        by_id,
        changes,
        locals: Vec::new(),
        known: BTreeMap::new(),
        open: Vec::new(),
        names,
        size: 0,
        depth: 0,
    };
    assembly.parameters();
    let symbols = assembly.fill().map_err(|note| Diagnostics::from(*note))?;
    Ok((assembly.core, symbols))
}

impl Assembly<'_> {
    pub(super) fn location(&self, at: &Range<usize>) -> Location {
        place(&self.source.name, self.source.body(), at.start, at.end)
    }

    /// A diagnostic at the declaration of a quantity.
    pub(super) fn at_declaration(&self, index: usize, note: Diagnostic) -> Diagnostic {
        match self.quantities[index].declared {
            Some(declared) => note.at(self.location(&declared.at)),
            None => note,
        }
    }

    /// A name that nothing has yet.
    pub(super) fn fresh(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut number = 2;
        while !self.names.insert(name.clone()) {
            name = format!("{wanted}_{number}");
            number += 1;
        }
        name
    }

    /// Parameters for whatever is fixed by a number, and for those of reactions.
    fn parameters(&mut self) {
        for index in 0..self.quantities.len() {
            let own = &self.quantities[index];
            if own.role != Role::Fixed || own.initial.is_some() {
                continue;
            }
            let (Some(declared), Expr::Number(value)) = (own.declared, self.number(index)) else {
                continue;
            };
            if value.is_nan() {
                continue;
            }
            self.quantities[index].parameter = Some(self.core.parameters.len());
            let (unit, note) = (declared.unit.clone(), declared.note.clone());
            self.core
                .parameters
                .push(parameter(declared.id.clone(), value, unit, note));
        }
        for reaction in &self.model.reactions {
            let mut scope = Scope::new();
            for local in &reaction.locals {
                let name = self.fresh(&format!("{}_{}", reaction.id, local.id));
                scope.insert(
                    local.id.clone(),
                    Expr::Parameter(self.core.parameters.len()),
                );
                let value = local.value.unwrap_or(f64::NAN);
                let (unit, note) = (local.unit.clone(), local.note.clone());
                self.core
                    .parameters
                    .push(parameter(name, value, unit, note));
            }
            self.locals.push(scope);
        }
    }

    /// States, assays and symbols.
    fn fill(&mut self) -> Answer<Vec<Symbol>> {
        self.check_species()?;
        let mut symbols = Vec::new();
        for index in 0..self.quantities.len() {
            let value = self.get_at(index, What::Value)?;
            let species = self.quantities[index].species().is_some();
            let amount = if species {
                Some(self.get_at(index, What::Amount)?)
            } else {
                None
            };
            let concentration = match (&amount, self.compartment(index)) {
                (Some(_), Some(_)) if self.sized(index).is_some() => Some(value.clone()),
                (Some(amount), Some(size)) => {
                    let size = self.get_at(size, What::Value)?;
                    Some(Expr::binary(crate::Binary::Divide, amount.clone(), size))
                }
                _ => None,
            };
            symbols.push(Symbol {
                id: self.quantities[index].id.to_owned(),
                value,
                amount,
                concentration,
            });
        }
        for index in 0..self.quantities.len() {
            if let Role::State(_) = self.quantities[index].role {
                let state = self.state(index)?;
                self.core.states.push(state);
            }
        }
        for event in &self.model.events {
            let event = self.event(event)?;
            self.core.events.push(event);
        }
        if self.core.states.is_empty() {
            let name = self.fresh("elapsed");
            let (initial, rate) = (Expr::Number(0.0), Expr::Number(1.0));
            self.core
                .states
                .push(auxiliary(name, "1".to_owned(), initial, rate));
        }
        for (index, symbol) in symbols.iter().enumerate() {
            self.assay(index, &symbol.value);
        }
        self.core.regimens.push(Regimen {
            name: "as_written".to_owned(),
            note: None,
            tune: Vec::new(),
            decide: Decide::Never,
            phases: vec![Phase {
                name: "always".to_owned(),
                doses: Vec::new(),
                leave: Vec::new(),
            }],
            initial: 0,
        });
        Ok(symbols)
    }

    /// Refuses species in compartments, and reactions of species, that are not there.
    fn check_species(&self) -> Answer<()> {
        let missing = |what: &str, id: &str, at: &Range<usize>| {
            let text = format!("{what} \"{id}\" is not declared");
            Err(Box::new(
                Diagnostic::error("M1007", text).at(self.location(at)),
            ))
        };
        for own in &self.quantities {
            if let (Some(species), Some(declared)) = (own.species(), own.declared) {
                let id = species.compartment.as_str();
                let at = self
                    .by_id
                    .get(id)
                    .and_then(|at| self.quantities[*at].declared);
                if !at.is_some_and(|own| matches!(own.kind, Kind::Compartment(_))) {
                    return missing("compartment", id, &declared.at);
                }
            }
        }
        for change in self.model.reactions.iter().flat_map(|own| &own.changes) {
            let at = self.by_id.get(change.species.as_str());
            if at.is_none_or(|at| self.quantities[*at].species().is_none()) {
                return missing("species", &change.species, &change.at);
            }
        }
        Ok(())
    }

    fn get_at(&mut self, index: usize, what: What) -> Answer<Expr> {
        let found = self.get(index, what, When::Run);
        found.map_err(|note| match note.location {
            Some(_) => note,
            None => Box::new(self.at_declaration(index, *note)),
        })
    }

    fn state(&mut self, index: usize) -> Answer<State> {
        let what = if self.in_concentration(index) || self.quantities[index].species().is_none() {
            What::Value
        } else {
            What::Amount
        };
        let initial = self.get(index, what, When::Start)?;
        let rate = self.derivative(index, When::Run)?;
        let own = &self.quantities[index];
        Ok(auxiliary(
            own.id.to_owned(),
            own.unit().to_owned(),
            initial,
            rate,
        ))
    }

    /// Whatever changes in time can be measured.
    fn assay(&mut self, index: usize, value: &Expr) {
        let own = &self.quantities[index];
        let changes = matches!(own.role, Role::State(_) | Role::Rule);
        let species = own.species().is_some() && !matches!(value, Expr::Parameter(_));
        if !(changes || species) || matches!(value, Expr::State(_)) {
            return;
        }
        let name = match value {
            Expr::Let(at) => self.core.lets[*at].name.clone(),
            _ => own.id.to_owned(),
        };
        self.core.assays.push(Assay {
            name,
            value: value.clone(),
            unit: own.unit().to_owned(),
            every: None,
            noise: Noise::None,
            detection_limit: None,
            relative: Relative::Absolute,
        });
    }
}

fn parameter(name: String, value: f64, unit: String, note: Option<String>) -> Parameter {
    Parameter {
        name,
        value,
        unit,
        bounds: (f64::NEG_INFINITY, f64::INFINITY),
        prior: None,
        source: None,
        note,
    }
}

fn auxiliary(name: String, unit: String, initial: Expr, rate: Expr) -> State {
    State {
        name,
        kind: StateKind::Auxiliary,
        unit,
        initial,
        rate,
        next: None,
        floor: None,
        ceiling: None,
    }
}
