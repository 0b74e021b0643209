//! Resolved expressions as text, with as few parentheses as the grammar needs.

use crate::{Binary, Core, Expr, Extreme, Memory, Outcome, Tune, Unary};

/// Prints expressions with the names of a core.
pub(crate) struct Printer<'p> {
    core: &'p Core,
    tunes: &'p [Tune],
}

// How strongly the parts of the grammar bind.
const OR: u8 = 1;
const AND: u8 = 3;
const NOT: u8 = 5;
const COMPARISON: u8 = 7;
const SUM: u8 = 9;
const PRODUCT: u8 = 11;
const NEGATION: u8 = 13;
const POWER: u8 = 16;
const ATOM: u8 = 20;

impl<'p> Printer<'p> {
    /// A printer for expressions of `core`; `tunes` are those of the regimen at hand.
    pub fn new(core: &'p Core, tunes: &'p [Tune]) -> Self {
        Self { core, tunes }
    }

    /// The text of `expr`.
    pub fn text(&self, expr: &Expr) -> String {
        self.part(expr).0
    }

    /// The text and how strongly its outermost operator binds.
    fn part(&self, expr: &Expr) -> (String, u8) {
        let name = |names: Option<&str>| names.unwrap_or("?").to_owned();
        match expr {
            Expr::Number(x) => {
                let strength = if x.is_sign_negative() { NEGATION } else { ATOM };
                (super::number(*x), strength)
            }
            Expr::Parameter(index) => (
                name(
                    self.core
                        .parameters
                        .get(*index)
                        .map(|own| own.name.as_str()),
                ),
                ATOM,
            ),
            Expr::Let(index) => (
                name(self.core.lets.get(*index).map(|own| own.name.as_str())),
                ATOM,
            ),
            Expr::State(index) => (
                name(self.core.states.get(*index).map(|own| own.name.as_str())),
                ATOM,
            ),
            Expr::Dose(index) => (format!("dose({})", self.drug(*index)), ATOM),
            Expr::TimeOn(index) => (format!("time_on({})", self.drug(*index)), ATOM),
            Expr::Time => ("time".to_owned(), ATOM),
            Expr::PhaseTime => ("phase_time".to_owned(), ATOM),
            Expr::Tune(index) => (
                name(self.tunes.get(*index).map(|own| own.name.as_str())),
                ATOM,
            ),
            Expr::Assay(index, memory) => {
                let assay = name(self.core.assays.get(*index).map(|own| own.name.as_str()));
                let text = match memory {
                    Memory::Latest => assay,
                    Memory::Baseline => format!("baseline({assay})"),
                    Memory::Previous => format!("previous({assay})"),
                    Memory::Nadir => format!("nadir({assay})"),
                    Memory::Peak => format!("peak({assay})"),
                };
                (text, ATOM)
            }
            Expr::Outcome(outcome) => (self.outcome(outcome), ATOM),
            Expr::Unary(op, a) => self.unary(*op, a),
            Expr::Binary(op, ab) => self.binary(*op, &ab.0, &ab.1),
            Expr::If(abc) => (
                format!(
                    "if({}, {}, {})",
                    self.text(&abc.0),
                    self.text(&abc.1),
                    self.text(&abc.2)
                ),
                ATOM,
            ),
        }
    }

    fn drug(&self, index: usize) -> &str {
        self.core
            .drugs
            .get(index)
            .map_or("?", |own| own.name.as_str())
    }

    /// The text of an operand, in parentheses if it binds less than `strength`.
    fn operand(&self, expr: &Expr, strength: u8) -> String {
        let (text, own) = self.part(expr);
        if own < strength {
            format!("({text})")
        } else {
            text
        }
    }

    fn unary(&self, op: Unary, a: &Expr) -> (String, u8) {
        let function = match op {
            Unary::Negate => {
                // A literal would take the sign as its own.
                let text = match a {
                    Expr::Number(_) => format!("(-({}))", self.text(a)),
                    _ => return (format!("-{}", self.operand(a, NEGATION)), NEGATION),
                };
                return (text, ATOM);
            }
            Unary::Not => return (format!("not {}", self.operand(a, NOT)), NOT),
            Unary::Exp => "exp",
            Unary::Ln => "ln",
            Unary::Log10 => "log10",
            Unary::Sqrt => "sqrt",
            Unary::Abs => "abs",
            Unary::Floor => "floor",
            Unary::Tanh => "tanh",
            Unary::Ceil => "ceil",
            Unary::Factorial => "factorial",
            Unary::Sin => "sin",
            Unary::Cos => "cos",
            Unary::Tan => "tan",
            Unary::Asin => "asin",
            Unary::Acos => "acos",
            Unary::Atan => "atan",
            Unary::Sinh => "sinh",
            Unary::Cosh => "cosh",
            Unary::Asinh => "asinh",
            Unary::Acosh => "acosh",
            Unary::Atanh => "atanh",
        };
        (format!("{function}({})", self.text(a)), ATOM)
    }

    fn binary(&self, op: Binary, a: &Expr, b: &Expr) -> (String, u8) {
        let (sign, left, right, own) = match op {
            Binary::Min => return (format!("min({}, {})", self.text(a), self.text(b)), ATOM),
            Binary::Max => return (format!("max({}, {})", self.text(a), self.text(b)), ATOM),
            Binary::Or => ("or", OR, OR + 1, OR),
            Binary::And => ("and", AND, AND + 1, AND),
            Binary::Less => ("<", COMPARISON + 1, COMPARISON + 1, COMPARISON),
            Binary::LessEqual => ("<=", COMPARISON + 1, COMPARISON + 1, COMPARISON),
            Binary::Greater => (">", COMPARISON + 1, COMPARISON + 1, COMPARISON),
            Binary::GreaterEqual => (">=", COMPARISON + 1, COMPARISON + 1, COMPARISON),
            Binary::Equal => ("==", COMPARISON + 1, COMPARISON + 1, COMPARISON),
            Binary::NotEqual => ("!=", COMPARISON + 1, COMPARISON + 1, COMPARISON),
            Binary::Add => ("+", SUM, SUM + 1, SUM),
            Binary::Subtract => ("-", SUM, SUM + 1, SUM),
            Binary::Multiply => ("*", PRODUCT, PRODUCT + 1, PRODUCT),
            Binary::Divide => ("/", PRODUCT, PRODUCT + 1, PRODUCT),
            Binary::Power => ("^", POWER + 1, NEGATION, POWER),
        };
        (
            format!(
                "{} {sign} {}",
                self.operand(a, left),
                self.operand(b, right)
            ),
            own,
        )
    }

    fn outcome(&self, outcome: &Outcome) -> String {
        let stop = |index: usize| {
            self.core
                .stops
                .get(index)
                .map_or("?", |own| own.name.as_str())
        };
        match outcome {
            Outcome::StopTime(index) => format!("time({})", stop(*index)),
            Outcome::Starts(drug) => format!("starts({})", self.drug(*drug)),
            Outcome::Stops(drug) => format!("stops({})", self.drug(*drug)),
            Outcome::StartAt(drug, count) => format!("start({}, {count})", self.drug(*drug)),
            Outcome::StopAt(drug, count) => format!("stop({}, {count})", self.drug(*drug)),
            Outcome::TimeOn(drug) => format!("time_on({})", self.drug(*drug)),
            Outcome::End => "end()".to_owned(),
            Outcome::Final(value) => format!("final({})", self.text(value)),
            Outcome::At(value, time) => {
                format!("at({}, {})", self.text(value), super::number(*time))
            }
            Outcome::Extreme(extreme) => self.extreme(extreme),
            Outcome::SteadyStates => "steady_states()".to_owned(),
            Outcome::Steady(value, which) => format!("steady({}, {which})", self.text(value)),
            Outcome::Eigenvalue(which, rank) => format!("eigenvalue({which}, {rank})"),
            Outcome::Frequency(which, rank) => format!("frequency({which}, {rank})"),
            Outcome::Stable(which) => format!("stable({which})"),
            Outcome::Probability(index) => format!("probability({})", stop(*index)),
            Outcome::Mean(value) => format!("mean({})", self.text(value)),
            Outcome::Deviation(value) => format!("sd({})", self.text(value)),
            Outcome::Loss => "loss()".to_owned(),
        }
    }

    fn extreme(&self, extreme: &Extreme) -> String {
        let mut parts = vec![self.text(&extreme.value)];
        if let Some((from, to)) = extreme.window {
            parts.extend([super::number(from), super::number(to)]);
        }
        parts.extend(extreme.every.map(super::number));
        format!(
            "{}{}({})",
            if extreme.when { "when_" } else { "" },
            if extreme.largest {
                "largest"
            } else {
                "smallest"
            },
            parts.join(", ")
        )
    }
}
