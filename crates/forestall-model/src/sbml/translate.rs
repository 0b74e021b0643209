//! Formulas of SBML as expressions of a core.

use std::collections::BTreeMap;
use std::ops::Range;

use super::assemble::Assembly;
use super::math::Math;
use super::value::{Answer, What, When};
use crate::Expr;
use crate::source::printable;
use crate::suggestion::did_you_mean;
use forestall_base::Diagnostic;

/// Expressions larger than this, function definitions put in, are refused.
const LARGEST: usize = 1_000_000;
/// Functions that call each other deeper than this are refused.
const DEEPEST: usize = 50;

/// Names that mean something else than in the whole model: arguments and parameters of a reaction.
pub(super) type Scope = BTreeMap<String, Expr>;

impl Assembly<'_> {
    /// The expression of a formula.
    pub(super) fn expr(&mut self, math: &Math, when: When, scope: &Scope) -> Answer<Expr> {
        self.size += 1;
        if self.size > LARGEST {
            let text = "the formulas of this model are too large once functions are put in";
            return Err(Box::new(Diagnostic::error("M1008", text)));
        }
        match math {
            Math::Number(x) => Ok(Expr::Number(*x)),
            Math::Time => Ok(match when {
                When::Run => Expr::Time,
                When::Start => Expr::Number(0.0),
            }),
            Math::Name(id, at) => match scope.get(id) {
                Some(expr) => Ok(expr.clone()),
                None => self.named(id, at, What::Value, when),
            },
            Math::RateOf(id, at) => match scope.get(id) {
                Some(Expr::State(_) | Expr::Let(_)) | None => self.named(id, at, What::Rate, when),
                Some(_) => Ok(Expr::Number(0.0)),
            },
            Math::Unary(op, a) => Ok(Expr::unary(*op, self.expr(a, when, scope)?)),
            Math::Binary(op, ab) => {
                let a = self.expr(&ab.0, when, scope)?;
                Ok(Expr::binary(*op, a, self.expr(&ab.1, when, scope)?))
            }
            Math::Piecewise(pieces, rest) => {
                let mut whole = match rest {
                    Some(rest) => self.expr(rest, when, scope)?,
                    None => Expr::Number(f64::NAN),
                };
                for (value, condition) in pieces.iter().rev() {
                    let condition = self.expr(condition, when, scope)?;
                    let value = self.expr(value, when, scope)?;
                    whole = Expr::If(Box::new((condition, value, whole)));
                }
                Ok(whole)
            }
            Math::Call(id, arguments, at) => self.call(id, arguments, at, when, scope),
        }
    }

    /// A quantity by its identifier.
    fn named(&mut self, id: &str, at: &Range<usize>, what: What, when: When) -> Answer<Expr> {
        let Some(&index) = self.by_id.get(id) else {
            let id = printable(id);
            let note = Diagnostic::error("M1007", format!("\"{id}\" is not declared"));
            let note = match did_you_mean(&id, self.by_id.keys().copied()) {
                Some(help) => note.help(help),
                None => note,
            };
            return Err(Box::new(note.at(self.location(at))));
        };
        self.get(index, what, when).map_err(|note| {
            if note.location.is_some() {
                note
            } else {
                Box::new(note.at(self.location(at)))
            }
        })
    }

    fn call(
        &mut self,
        id: &str,
        arguments: &[Math],
        at: &Range<usize>,
        when: When,
        scope: &Scope,
    ) -> Answer<Expr> {
        let model = self.model;
        let Some(function) = model.functions.iter().find(|own| own.id == id) else {
            let id = printable(id);
            let note = Diagnostic::error("M1007", format!("function \"{id}\" is not declared"));
            return Err(Box::new(note.at(self.location(at))));
        };
        if function.arguments.len() != arguments.len() {
            let found = crate::print::arguments(arguments.len());
            let wanted = crate::print::arguments(function.arguments.len());
            let note = Diagnostic::error("M1009", format!("function \"{id}\" has {found}"));
            return Err(Box::new(note.at(self.location(at)).expected(wanted)));
        }
        if self.depth >= DEEPEST {
            let note = Diagnostic::error("M1008", format!("function \"{id}\" calls itself"));
            return Err(Box::new(note.at(self.location(at))));
        }
        let mut inner = Scope::new();
        for (name, argument) in function.arguments.iter().zip(arguments) {
            inner.insert(name.clone(), self.expr(argument, when, scope)?);
        }
        self.depth += 1;
        let result = self.expr(&function.body, when, &inner);
        self.depth -= 1;
        result
    }
}
