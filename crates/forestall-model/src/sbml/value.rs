//! Values and amounts of quantities, during a run and at its start.

use super::assemble::Assembly;
use super::document::Kind;
use super::quantity::Role;
use super::translate::Scope;
use crate::{Binary, Expr, Let};
use forestall_base::Diagnostic;

/// A value, or why there is none.
pub(super) type Answer<T> = Result<T, Box<Diagnostic>>;

/// What is asked about a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// What it means in formulas.
    Value,
    /// The amount of a species.
    Amount,
    /// The time derivative of its value.
    Rate,
}

/// When it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum When {
    /// At any moment of a run.
    Run,
    /// At time 0, before any event.
    Start,
}

impl Assembly<'_> {
    /// A value, an amount or a rate; each is worked out once.
    pub(super) fn get(&mut self, index: usize, what: What, when: When) -> Answer<Expr> {
        let key = (index, what, when);
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        if let Some(first) = self.open.iter().position(|own| *own == key) {
            let chain = (self.open[first..].iter().chain([&key]))
                .map(|(index, _, _)| self.quantities[*index].id);
            let mut names: Vec<&str> = chain.collect();
            names.dedup();
            let id = self.quantities[index].id;
            let note = Diagnostic::error("M1013", format!("\"{id}\" depends on itself"));
            return Err(Box::new(note.help(names.join(" -> "))));
        }
        if self.open.len() > 400 {
            let id = self.quantities[index].id;
            let text = format!("\"{id}\" depends on too long a chain of others");
            return Err(Box::new(Diagnostic::error("M1008", text)));
        }
        self.open.push(key);
        let found = match what {
            What::Value => self.value(index, when),
            What::Amount => self.amount(index, when),
            What::Rate => self.rate(index, when),
        };
        self.open.pop();
        let found = found?;
        self.known.insert(key, found.clone());
        Ok(found)
    }

    fn value(&mut self, index: usize, when: When) -> Answer<Expr> {
        let own = &self.quantities[index];
        let (id, role, initial, rule) = (own.id, own.role, own.initial, own.rule);
        if when == When::Start {
            if let Some(math) = initial {
                let name = if role == Role::Fixed {
                    id.to_owned()
                } else {
                    format!("{id}_start")
                };
                let expr = self.expr(math, when, &Scope::new())?;
                return Ok(self.lets(name, expr, index, false));
            }
            return match (rule, role) {
                (Some(math), _) => {
                    let expr = self.expr(math, when, &Scope::new())?;
                    Ok(self.lets(format!("{id}_start"), expr, index, false))
                }
                (None, Role::Reaction) => self.reaction_rate(index, when),
                _ => self.declared_value(index),
            };
        }
        match (rule, role) {
            (Some(math), _) => {
                let expr = self.expr(math, when, &Scope::new())?;
                Ok(self.lets(id.to_owned(), expr, index, true))
            }
            (None, Role::Reaction) => {
                let expr = self.reaction_rate(index, when)?;
                Ok(self.lets(id.to_owned(), expr, index, true))
            }
            (None, Role::State(state)) => match self.sized(index) {
                Some(size) if !self.in_concentration(index) => {
                    let size = self.get(size, What::Value, when)?;
                    let expr = Expr::binary(Binary::Divide, Expr::State(state), size);
                    Ok(self.lets(format!("{id}_concentration"), expr, index, true))
                }
                _ => Ok(Expr::State(state)),
            },
            (None, Role::Fixed | Role::Rule) => match self.sized(index) {
                Some(size) if self.quantities[size].role != Role::Fixed => {
                    let amount = self.get(index, What::Amount, When::Start)?;
                    let size = self.get(size, What::Value, when)?;
                    let expr = Expr::binary(Binary::Divide, amount, size);
                    Ok(self.lets(format!("{id}_concentration"), expr, index, true))
                }
                _ => self.get(index, What::Value, When::Start),
            },
        }
    }

    fn amount(&mut self, index: usize, when: When) -> Answer<Expr> {
        let Some(size) = self.sized(index) else {
            return self.get(index, What::Value, when);
        };
        let own = &self.quantities[index];
        match (own.role, when) {
            (Role::State(state), When::Run) if !self.in_concentration(index) => {
                Ok(Expr::State(state))
            }
            (Role::Fixed, When::Run) => self.get(index, What::Amount, When::Start),
            (_, When::Start)
                if own.initial.is_none()
                    && own.rule.is_none()
                    && own.declared.is_some_and(|d| d.value.is_some()) =>
            {
                Ok(self.number(index))
            }
            _ => {
                let value = self.get(index, What::Value, when)?;
                let size = self.get(size, What::Value, when)?;
                Ok(Expr::binary(Binary::Multiply, value, size))
            }
        }
    }

    /// What the declaration says of the value at the start.
    fn declared_value(&mut self, index: usize) -> Answer<Expr> {
        let own = &self.quantities[index];
        let number = self.number(index);
        let Some(species) = own.species() else {
            return Ok(number);
        };
        let concentration =
            own.declared.is_some_and(|d| d.value.is_none()) && species.concentration.is_some();
        let in_amounts = species.in_amounts;
        let Some(size) = self.compartment(index) else {
            return Ok(number);
        };
        match (concentration, in_amounts) {
            (true, true) => {
                let size = self.get(size, What::Value, When::Start)?;
                Ok(Expr::binary(Binary::Multiply, number, size))
            }
            (false, false) => {
                let size = self.get(size, What::Value, When::Start)?;
                Ok(Expr::binary(Binary::Divide, number, size))
            }
            _ => Ok(number),
        }
    }

    /// The declared number: a parameter if it is fixed.
    pub(super) fn number(&self, index: usize) -> Expr {
        let own = &self.quantities[index];
        if let Some(parameter) = own.parameter {
            return Expr::Parameter(parameter);
        }
        let number = own.declared.and_then(|d| d.value);
        let number = number.or(own.species().and_then(|s| s.concentration));
        Expr::Number(number.unwrap_or(f64::NAN))
    }

    /// The compartment of a species, if it has a size.
    pub(super) fn compartment(&self, index: usize) -> Option<usize> {
        let species = self.quantities[index].species()?;
        let at = *self.by_id.get(species.compartment.as_str())?;
        match self.quantities[at].declared?.kind {
            Kind::Compartment(dimensions) if dimensions != 0.0 => Some(at),
            _ => None,
        }
    }

    /// The compartment of a species whose value is a concentration.
    pub(super) fn sized(&self, index: usize) -> Option<usize> {
        let species = self.quantities[index].species()?;
        if species.in_amounts {
            None
        } else {
            self.compartment(index)
        }
    }

    /// Whether the state of a species is its concentration: where a rule gives the rate of that.
    pub(super) fn in_concentration(&self, index: usize) -> bool {
        self.quantities[index].rate.is_some() && self.sized(index).is_some()
    }

    /// A named expression; what is a name or a number already stays as it is unless `always`.
    pub(super) fn lets(&mut self, name: String, value: Expr, index: usize, always: bool) -> Expr {
        let plain = !matches!(value, Expr::Unary(..) | Expr::Binary(..) | Expr::If(_));
        if plain && !always {
            return value;
        }
        let own = self.quantities[index].id;
        let name = if name == own { name } else { self.fresh(&name) };
        let unit = self.quantities[index].unit().to_owned();
        self.core.lets.push(Let { name, value, unit });
        Expr::Let(self.core.lets.len() - 1)
    }
}
