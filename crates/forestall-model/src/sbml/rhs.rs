//! Rates of reactions and of everything that changes in time.

use super::assemble::Assembly;
use super::document::Count;
use super::quantity::Role;
use super::translate::Scope;
use super::value::{Answer, What, When};
use crate::{Binary, Expr};
use forestall_base::Diagnostic;

impl Assembly<'_> {
    /// The rate of a reaction; 0 if the file leaves it open.
    pub(super) fn reaction_rate(&mut self, index: usize, when: When) -> Answer<Expr> {
        let model = self.model;
        let Some(number) = self.quantities[index].reaction else {
            return Ok(Expr::Number(0.0));
        };
        match &model.reactions[number].rate {
            Some(math) => {
                let scope = self.locals[number].clone();
                self.expr(math, when, &scope)
            }
            None => Ok(Expr::Number(0.0)),
        }
    }

    /// The time derivative of a state: of an amount or of a value.
    pub(super) fn derivative(&mut self, index: usize, when: When) -> Answer<Expr> {
        match self.quantities[index].rate {
            Some(math) => self.expr(math, when, &Scope::new()),
            None => self.flux(index, when),
        }
    }

    /// What reactions make of a species per time.
    fn flux(&mut self, index: usize, when: When) -> Answer<Expr> {
        let model = self.model;
        let (id, species) = (self.quantities[index].id, self.quantities[index].species());
        let mut sum: Option<Expr> = None;
        if species.is_some_and(|own| !own.kept) {
            for &(reaction, change) in &self.changes.get(id).cloned().unwrap_or_default() {
                let own = &model.reactions[reaction].changes[change];
                let count = match &own.count {
                    Count::Number(x) => Expr::Number(*x),
                    Count::Named(name) => {
                        let named = self.by_id[name.as_str()];
                        self.get(named, What::Value, when)?
                    }
                    Count::Math(math) => self.expr(math, when, &Scope::new())?,
                };
                let rate = self.by_id[model.reactions[reaction].id.as_str()];
                let rate = self.get(rate, What::Value, when)?;
                let term = if count == Expr::Number(1.0) {
                    rate
                } else {
                    Expr::binary(Binary::Multiply, count, rate)
                };
                sum = Some(match sum {
                    None if own.sign > 0.0 => term,
                    None => Expr::unary(crate::Unary::Negate, term),
                    Some(sum) if own.sign > 0.0 => Expr::binary(Binary::Add, sum, term),
                    Some(sum) => Expr::binary(Binary::Subtract, sum, term),
                });
            }
        }
        let Some(sum) = sum else {
            return Ok(Expr::Number(0.0));
        };
        match species.and_then(|own| own.conversion.as_deref()) {
            Some(factor) => {
                let Some(&factor) = self.by_id.get(factor) else {
                    let text =
                        format!("the conversion factor \"{factor}\" of \"{id}\" is not declared");
                    return Err(Box::new(
                        self.at_declaration(index, Diagnostic::error("M1007", text)),
                    ));
                };
                let factor = self.get(factor, What::Value, when)?;
                Ok(Expr::binary(Binary::Multiply, factor, sum))
            }
            None => Ok(sum),
        }
    }

    /// How fast the value of a quantity changes.
    pub(super) fn rate(&mut self, index: usize, when: When) -> Answer<Expr> {
        let id = self.quantities[index].id;
        match self.quantities[index].role {
            Role::Rule | Role::Reaction => {
                let text =
                    format!("not supported: rateOf \"{id}\", which a formula gives its value");
                Err(Box::new(Diagnostic::error("M1010", text)))
            }
            Role::State(_) if self.in_concentration(index) => self.derivative(index, when),
            role => {
                let own = match role {
                    Role::State(_) => self.derivative(index, when)?,
                    _ => Expr::Number(0.0),
                };
                let Some(size) = self.sized(index) else {
                    return Ok(own);
                };
                let volume = self.get(size, What::Value, when)?;
                if self.quantities[size].role == Role::Fixed {
                    return Ok(Expr::binary(Binary::Divide, own, volume));
                }
                // (A / V)' = (A' - A / V V') / V
                let growth = self.get(size, What::Rate, when)?;
                let value = self.get(index, What::Value, when)?;
                let thinning = Expr::binary(Binary::Multiply, value, growth);
                let top = Expr::binary(Binary::Subtract, own, thinning);
                Ok(Expr::binary(Binary::Divide, top, volume))
            }
        }
    }
}
