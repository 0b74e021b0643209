//! Formulas of SBML: names are still text.

use std::ops::Range;

use crate::{Binary, Unary};

/// A formula.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Math {
    /// A constant.
    Number(f64),
    /// An identifier, and where it stands.
    Name(String, Range<usize>),
    /// The time since the start.
    Time,
    /// How fast the value of an identifier changes.
    RateOf(String, Range<usize>),
    /// One operand.
    Unary(Unary, Box<Math>),
    /// Two operands.
    Binary(Binary, Box<(Math, Math)>),
    /// The first piece whose condition is true, else the last part, else not a number.
    Piecewise(Vec<(Math, Math)>, Option<Box<Math>>),
    /// A function definition with its arguments.
    Call(String, Vec<Math>, Range<usize>),
}

impl Math {
    pub(super) fn unary(op: Unary, a: Self) -> Self {
        Self::Unary(op, Box::new(a))
    }

    pub(super) fn binary(op: Binary, a: Self, b: Self) -> Self {
        Self::Binary(op, Box::new((a, b)))
    }

    /// 1 if it is not 0, else 0.
    pub(super) fn truth(self) -> Self {
        Self::unary(Unary::Not, Self::unary(Unary::Not, self))
    }

    /// All parts joined by an operator, as a flat tree; `none` if there are no parts.
    pub(super) fn join(op: Binary, mut parts: Vec<Self>, none: f64) -> Self {
        if parts.is_empty() {
            return Self::Number(none);
        }
        while parts.len() > 1 {
            let mut next = Vec::with_capacity(parts.len().div_ceil(2));
            let mut all = parts.into_iter();
            while let Some(a) = all.next() {
                next.push(match all.next() {
                    Some(b) => Self::binary(op, a, b),
                    None => a,
                });
            }
            parts = next;
        }
        parts.swap_remove(0)
    }
}
