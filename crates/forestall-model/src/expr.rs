//! Resolved expressions: every name has become an index into the [`Core`](crate::Core).

use crate::Outcome;

/// A function of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unary {
    /// `-x`
    Negate,
    /// `exp(x)`
    Exp,
    /// `ln(x)`, natural logarithm
    Ln,
    /// `log10(x)`
    Log10,
    /// `sqrt(x)`
    Sqrt,
    /// `abs(x)`
    Abs,
    /// `floor(x)`
    Floor,
    /// `ceil(x)`
    Ceil,
    /// `factorial(n)`: of the whole part of n
    Factorial,
    /// `sin(x)`
    Sin,
    /// `cos(x)`
    Cos,
    /// `tan(x)`
    Tan,
    /// `asin(x)`
    Asin,
    /// `acos(x)`
    Acos,
    /// `atan(x)`
    Atan,
    /// `sinh(x)`
    Sinh,
    /// `cosh(x)`
    Cosh,
    /// `tanh(x)`
    Tanh,
    /// `asinh(x)`
    Asinh,
    /// `acosh(x)`
    Acosh,
    /// `atanh(x)`
    Atanh,
    /// `not c`: 1 if c is 0, else 0
    Not,
}

/// A function of two numbers. Comparisons and logic give 1 or 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Binary {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`
    Divide,
    /// `a ^ b`
    Power,
    /// `min(a, b)`; the other one if one is NaN
    Min,
    /// `max(a, b)`; the other one if one is NaN
    Max,
    /// `a < b`
    Less,
    /// `a <= b`
    LessEqual,
    /// `a > b`
    Greater,
    /// `a >= b`
    GreaterEqual,
    /// `a == b`
    Equal,
    /// `a != b`
    NotEqual,
    /// `a and b`
    And,
    /// `a or b`
    Or,
}

/// What a measurement series remembers; usable in regimen and stop conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Memory {
    /// `burden`: the latest value.
    Latest,
    /// `baseline(burden)`: the value at time 0.
    Baseline,
    /// `previous(burden)`: the value before the latest (the latest while there is only one).
    Previous,
    /// `nadir(burden)`: the smallest value so far.
    Nadir,
    /// `peak(burden)`: the largest value so far.
    Peak,
}

/// A resolved expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A constant.
    Number(f64),
    /// A parameter, by index into [`Core::parameters`](crate::Core::parameters).
    Parameter(usize),
    /// A `let`, by index into [`Core::lets`](crate::Core::lets).
    Let(usize),
    /// A state, by index into [`Core::states`](crate::Core::states).
    State(usize),
    /// `dose(D)`: the present amount or rate of a drug (1 while an on-off drug is on).
    Dose(usize),
    /// `time_on(D)`: time since the drug was last switched on; 0 while it is off.
    TimeOn(usize),
    /// `time`: time since the start of the run.
    Time,
    /// `phase_time`: time since the regimen entered its present state (regimen and stop conditions only).
    PhaseTime,
    /// A tuned number of the regimen at hand, by index into [`Regimen::tune`](crate::Regimen::tune).
    Tune(usize),
    /// A measured value (regimen and stop conditions only), by index into [`Core::assays`](crate::Core::assays).
    Assay(usize, Memory),
    /// A quantity of the finished run (`[expect]` only).
    Outcome(Outcome),
    /// One operand.
    Unary(Unary, Box<Expr>),
    /// Two operands.
    Binary(Binary, Box<(Expr, Expr)>),
    /// `if(c, a, b)`: a where c is not 0, else b.
    If(Box<(Expr, Expr, Expr)>),
}

impl Expr {
    /// `a op b`.
    pub fn binary(op: Binary, a: Self, b: Self) -> Self {
        Self::Binary(op, Box::new((a, b)))
    }

    /// `op a`.
    pub fn unary(op: Unary, a: Self) -> Self {
        Self::Unary(op, Box::new(a))
    }

    /// Calls `visit` for this expression and all below it, parents first.
    pub fn walk(&self, visit: &mut impl FnMut(&Self)) {
        visit(self);
        match self {
            Self::Binary(_, ab) => {
                ab.0.walk(visit);
                ab.1.walk(visit);
            }
            Self::If(abc) => {
                abc.0.walk(visit);
                abc.1.walk(visit);
                abc.2.walk(visit);
            }
            Self::Unary(_, a) => a.walk(visit),
            Self::Outcome(outcome) => {
                if let Some(value) = outcome.value() {
                    value.walk(visit);
                }
            }
            _ => {}
        }
    }
}
