//! Circular and hyperbolic functions, their inverses, and functions of whole numbers: values and forward derivatives.

use super::graph::Graph;
use crate::{Binary, Unary};

/// The largest n whose n! is finite.
const LAST_FACTORIAL: f64 = 170.0;

/// The value, the same on every machine; NaN for an operation that is not of this file.
pub(crate) fn value(op: Unary, x: f64) -> f64 {
    match op {
        Unary::Sin => libm::sin(x),
        Unary::Cos => libm::cos(x),
        Unary::Tan => libm::tan(x),
        Unary::Asin => libm::asin(x),
        Unary::Acos => libm::acos(x),
        Unary::Atan => libm::atan(x),
        Unary::Sinh => libm::sinh(x),
        Unary::Cosh => libm::cosh(x),
        Unary::Tanh => libm::tanh(x),
        Unary::Asinh => libm::asinh(x),
        Unary::Acosh => libm::acosh(x),
        Unary::Atanh => libm::atanh(x),
        Unary::Ceil => libm::ceil(x),
        Unary::Factorial => factorial(x),
        _ => f64::NAN,
    }
}

/// The product of the whole numbers up to the whole part of `x`.
fn factorial(x: f64) -> f64 {
    if x.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if x >= LAST_FACTORIAL + 1.0 {
        return f64::INFINITY;
    }
    (2..=x as u32).map(f64::from).product()
}

impl Graph {
    /// The derivative of `op(a)`, whose value is `value`, where that of `a` is `da`.
    pub(super) fn elementary_tangent(&mut self, op: Unary, a: u32, value: u32, da: u32) -> u32 {
        let one = self.number(1.0);
        let square = |graph: &mut Self, x| graph.binary(Binary::Multiply, x, x);
        match op {
            Unary::Sin => {
                let slope = self.unary(Unary::Cos, a);
                self.binary(Binary::Multiply, slope, da)
            }
            Unary::Cos => {
                let slope = self.unary(Unary::Sin, a);
                let fall = self.binary(Binary::Multiply, slope, da);
                self.unary(Unary::Negate, fall)
            }
            Unary::Tan => {
                let square = square(self, value);
                let slope = self.binary(Binary::Add, one, square);
                self.binary(Binary::Multiply, slope, da)
            }
            Unary::Tanh => {
                let square = square(self, value);
                let slope = self.binary(Binary::Subtract, one, square);
                self.binary(Binary::Multiply, slope, da)
            }
            Unary::Sinh | Unary::Cosh => {
                let other = if op == Unary::Sinh {
                    Unary::Cosh
                } else {
                    Unary::Sinh
                };
                let slope = self.unary(other, a);
                self.binary(Binary::Multiply, slope, da)
            }
            Unary::Asin | Unary::Acos => {
                let square = square(self, a);
                let rest = self.binary(Binary::Subtract, one, square);
                let root = self.unary(Unary::Sqrt, rest);
                let slope = self.binary(Binary::Divide, da, root);
                if op == Unary::Asin {
                    slope
                } else {
                    self.unary(Unary::Negate, slope)
                }
            }
            Unary::Atan | Unary::Atanh => {
                let square = square(self, a);
                let sign = if op == Unary::Atan {
                    Binary::Add
                } else {
                    Binary::Subtract
                };
                let bottom = self.binary(sign, one, square);
                self.binary(Binary::Divide, da, bottom)
            }
            Unary::Asinh | Unary::Acosh => {
                let square = square(self, a);
                let sign = if op == Unary::Asinh {
                    Binary::Add
                } else {
                    Binary::Subtract
                };
                let under = self.binary(sign, square, one);
                let root = self.unary(Unary::Sqrt, under);
                self.binary(Binary::Divide, da, root)
            }
            _ => self.number(0.0),
        }
    }
}
