//! An SBML model as it is written.

use std::ops::Range;

use super::math::Math;

/// Everything of a model that has a meaning for its course in time.
#[derive(Debug, Default)]
pub(super) struct Model {
    pub name: String,
    pub time_unit: String,
    /// Identifier of the conversion factor of all species.
    pub conversion: Option<String>,
    pub functions: Vec<Function>,
    pub quantities: Vec<Declared>,
    pub initial: Vec<Assigned>,
    pub rules: Vec<Rule>,
    pub reactions: Vec<Reaction>,
    pub events: Vec<Event>,
}

/// A function definition.
#[derive(Debug)]
pub(super) struct Function {
    pub id: String,
    pub arguments: Vec<String>,
    pub body: Math,
}

/// A compartment, species, parameter or named stoichiometry.
#[derive(Debug)]
pub(super) struct Declared {
    pub id: String,
    pub at: Range<usize>,
    pub kind: Kind,
    /// Size, amount or value.
    pub value: Option<f64>,
    pub unit: String,
    pub note: Option<String>,
}

/// What is declared.
#[derive(Debug)]
pub(super) enum Kind {
    /// A compartment with its number of dimensions.
    Compartment(f64),
    Parameter,
    Stoichiometry,
    Species(Species),
}

/// What only a species has.
#[derive(Debug)]
pub(super) struct Species {
    pub compartment: String,
    pub concentration: Option<f64>,
    /// Whether formulas mean its amount.
    pub in_amounts: bool,
    /// Whether reactions leave it as it is.
    pub kept: bool,
    pub conversion: Option<String>,
}

/// A formula for an identifier.
#[derive(Debug)]
pub(super) struct Assigned {
    pub id: String,
    pub at: Range<usize>,
    pub math: Math,
}

/// A rule.
#[derive(Debug)]
pub(super) struct Rule {
    /// Whether it gives the time derivative instead of the value.
    pub is_rate: bool,
    pub target: Assigned,
}

/// A reaction.
#[derive(Debug)]
pub(super) struct Reaction {
    pub id: String,
    pub at: Range<usize>,
    pub changes: Vec<Change>,
    /// Nothing if the file leaves the rate open.
    pub rate: Option<Math>,
    pub locals: Vec<Declared>,
}

/// A species that a reaction changes.
#[derive(Debug)]
pub(super) struct Change {
    pub species: String,
    pub at: Range<usize>,
    /// -1 for reactants, 1 for products.
    pub sign: f64,
    pub count: Count,
}

/// How many.
#[derive(Debug)]
pub(super) enum Count {
    Number(f64),
    Named(String),
    Math(Math),
}

/// An event.
#[derive(Debug)]
pub(super) struct Event {
    pub id: String,
    pub trigger: Math,
    /// Whether the trigger counts as true before time 0.
    pub initial: bool,
    pub persistent: bool,
    pub values_at_trigger: bool,
    pub priority: Option<Math>,
    pub assignments: Vec<Assigned>,
}
