//! What an identifier stands for: given by a rule, changing in time, or fixed.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Declared, Kind, Model, Species};
use super::math::Math;

/// An identifier with a value.
#[derive(Debug)]
pub(super) struct Quantity<'m> {
    pub id: &'m str,
    /// Nothing for a reaction.
    pub declared: Option<&'m Declared>,
    /// Index of the reaction whose rate it is.
    pub reaction: Option<usize>,
    pub initial: Option<&'m Math>,
    pub rule: Option<&'m Math>,
    pub rate: Option<&'m Math>,
    pub role: Role,
    /// Parameter that holds the declared number of what is fixed.
    pub parameter: Option<usize>,
}

/// How a quantity gets its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// By an assignment rule.
    Rule,
    /// It is the rate of a reaction.
    Reaction,
    /// It changes in time; index of its state.
    State(usize),
    /// It stays as it begins.
    Fixed,
}

impl<'m> Quantity<'m> {
    /// What only a species has.
    pub(super) fn species(&self) -> Option<&'m Species> {
        match &self.declared?.kind {
            Kind::Species(species) => Some(species),
            _ => None,
        }
    }

    pub(super) fn unit(&self) -> &str {
        self.declared.map_or("1", |own| &own.unit)
    }
}

/// The quantities of a model, in the order of the file, reactions last, and their places by identifier.
pub(super) fn quantities(model: &Model) -> (Vec<Quantity<'_>>, BTreeMap<&str, usize>) {
    let mut initial = BTreeMap::new();
    for own in &model.initial {
        initial.insert(own.id.as_str(), &own.math);
    }
    let (mut rules, mut rates) = (BTreeMap::new(), BTreeMap::new());
    for own in &model.rules {
        let to = if own.is_rate { &mut rates } else { &mut rules };
        to.insert(own.target.id.as_str(), &own.target.math);
    }
    let events = model.events.iter().flat_map(|own| &own.assignments);
    let jumping: BTreeSet<&str> = events.map(|own| own.id.as_str()).collect();
    let changes = model.reactions.iter().flat_map(|own| &own.changes);
    let reacting: BTreeSet<&str> = changes.map(|own| own.species.as_str()).collect();
    let mut states = 0;
    let mut all: Vec<Quantity<'_>> = Vec::new();
    for own in &model.quantities {
        let id = own.id.as_str();
        let kept = match &own.kind {
            Kind::Species(species) => species.kept,
            _ => true,
        };
        let role = if rules.contains_key(id) {
            Role::Rule
        } else if rates.contains_key(id) || jumping.contains(id) || (!kept && reacting.contains(id))
        {
            states += 1;
            Role::State(states - 1)
        } else {
            Role::Fixed
        };
        all.push(Quantity {
            id,
            declared: Some(own),
            reaction: None,
            initial: initial.get(id).copied(),
            rule: rules.get(id).copied(),
            rate: rates.get(id).copied(),
            role,
            parameter: None,
        });
    }
    for (index, own) in model.reactions.iter().enumerate() {
        all.push(Quantity {
            id: &own.id,
            declared: None,
            reaction: Some(index),
            initial: None,
            rule: None,
            rate: None,
            role: Role::Reaction,
            parameter: None,
        });
    }
    let by_id = all
        .iter()
        .enumerate()
        .map(|(index, own)| (own.id, index))
        .collect();
    (all, by_id)
}
