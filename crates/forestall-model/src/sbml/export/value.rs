//! Everything in the file that has a value.

use super::formula::Terms;
use super::page::{attribute, number};
use super::schedule::Schedule;
use crate::{Core, Expr, StateKind};

/// A species or a parameter.
#[derive(Debug, Default)]
pub(super) struct Value {
    pub id: String,
    pub name: Option<String>,
    pub unit: String,
    pub source: Option<String>,
    pub species: bool,
    pub constant: bool,
    /// Value at time 0, where it is a number.
    pub start: Option<f64>,
    /// Value at time 0, where it is a formula.
    pub initial: Option<String>,
    pub rule: Option<String>,
    pub rate: Option<String>,
}

impl Value {
    /// Identifier and name as attributes.
    pub(super) fn head(&self) -> String {
        let name = self.name.as_ref().filter(|name| **name != self.id);
        attribute("id", &self.id) + &name.map_or_else(String::new, |name| attribute("name", name))
    }

    /// The value at time 0 as an attribute, where it is a number.
    pub(super) fn number(&self, name: &str) -> String {
        let start = self.start.filter(|_| self.rule.is_none());
        start.map_or_else(String::new, |x| attribute(name, &number(x)))
    }

    /// The same, beginning with an expression.
    fn from(mut self, start: &Expr, terms: &Terms<'_>) -> Self {
        match start {
            Expr::Number(x) => self.start = Some(*x),
            other => self.initial = Some(terms.number(other)),
        }
        self
    }
}

/// Parameters, what the regimen needs, named expressions, assays and states, in this order.
pub(super) fn values(
    core: &Core,
    schedule: &Schedule,
    reactions: bool,
    terms: &Terms<'_>,
) -> Vec<Value> {
    let names = terms.names;
    let mut values = Vec::new();
    for (own, id) in core.parameters.iter().zip(&names.parameters) {
        values.push(Value {
            id: id.clone(),
            name: Some(own.note.clone().unwrap_or_else(|| own.name.clone())),
            unit: own.unit.clone(),
            source: own.source.clone(),
            constant: true,
            start: Some(own.value),
            ..Value::default()
        });
    }
    for own in &schedule.variables {
        let value = Value {
            id: own.id.clone(),
            name: Some(own.name.clone()),
            unit: own.unit.clone(),
            constant: own.constant,
            ..Value::default()
        };
        values.push(value.from(&own.start, terms));
    }
    let fixed = fixed(core);
    for ((own, id), fixed) in core.lets.iter().zip(&names.lets).zip(fixed) {
        let value = Value {
            id: id.clone(),
            name: Some(own.name.clone()),
            unit: own.unit.clone(),
            constant: fixed,
            ..Value::default()
        };
        values.push(if fixed {
            value.from(&own.value, terms)
        } else {
            Value {
                rule: Some(terms.number(&own.value)),
                ..value
            }
        });
    }
    for (own, id) in core.assays.iter().zip(&names.assays) {
        values.push(Value {
            id: id.clone(),
            name: Some(own.name.clone()),
            unit: own.unit.clone(),
            rule: Some(terms.number(&own.value)),
            ..Value::default()
        });
    }
    for (own, id) in core.states.iter().zip(&names.states) {
        let species = reactions && own.kind == StateKind::Population;
        let value = Value {
            id: id.clone(),
            name: Some(own.name.clone()),
            unit: own.unit.clone(),
            species,
            rate: (!species).then(|| terms.number(&own.rate)),
            ..Value::default()
        };
        values.push(value.from(&own.initial, terms));
    }
    values
}

/// Which named expressions stay as they begin.
fn fixed(core: &Core) -> Vec<bool> {
    let mut fixed: Vec<bool> = Vec::new();
    for own in &core.lets {
        let mut stays = true;
        own.value.walk(&mut |part| match part {
            Expr::Let(index) => stays &= fixed.get(*index).copied().unwrap_or(false),
            Expr::Number(_)
            | Expr::Parameter(_)
            | Expr::Unary(..)
            | Expr::Binary(..)
            | Expr::If(_) => {}
            _ => stays = false,
        });
        fixed.push(stays);
    }
    fixed
}
