//! Expressions as MathML.

use super::identifier::Identifiers;
use super::page;
use crate::{Binary, Core, Expr, Memory, Unary};

const TIME: &str = "<csymbol encoding=\"text\" definitionURL=\"http://www.sbml.org/sbml/symbols/time\">time</csymbol>";

/// What the leaves of expressions are called in the file.
#[derive(Debug, Clone)]
pub(super) struct Terms<'a> {
    pub core: &'a Core,
    pub names: &'a Identifiers,
    /// Formula of the present dose of each drug.
    pub doses: Vec<String>,
    /// Identifier of the time at which the regimen entered its state; nothing for time 0.
    pub entered: Option<String>,
}

impl Terms<'_> {
    /// A formula whose value is a number.
    pub(super) fn number(&self, expr: &Expr) -> String {
        match expr {
            Expr::Number(x) => number(*x),
            Expr::Parameter(index) => ci(&self.names.parameters[*index]),
            Expr::Let(index) => ci(&self.names.lets[*index]),
            Expr::State(index) => ci(&self.names.states[*index]),
            Expr::Dose(index) => self.doses[*index].clone(),
            Expr::Time => TIME.to_owned(),
            Expr::PhaseTime => self.since_entry(),
            Expr::Tune(index) => ci(&self.names.tunes[*index]),
            Expr::Assay(index, Memory::Latest) => self.number(&self.core.assays[*index].value),
            // Refused before.
            Expr::Assay(..) | Expr::Outcome(_) | Expr::TimeOn(_) => "<notanumber/>".to_owned(),
            Expr::Unary(Unary::Not, _) => self.counted(expr),
            Expr::Binary(op, _) if is_truth(*op) => self.counted(expr),
            Expr::Unary(op, a) => unary(*op, &self.number(a)),
            Expr::Binary(op, ab) => {
                let name = operator(*op);
                let mut parts = Vec::new();
                if matches!(op, Binary::Add | Binary::Multiply) {
                    spine(expr, *op, &mut parts);
                } else {
                    parts.extend([&ab.0, &ab.1]);
                }
                let parts: Vec<String> = parts.into_iter().map(|own| self.number(own)).collect();
                apply(name, &parts)
            }
            Expr::If(_) => {
                let (mut pieces, mut rest) = (Vec::new(), expr);
                while let Expr::If(abc) = rest {
                    pieces.push((self.number(&abc.1), self.truth(&abc.0)));
                    rest = &abc.2;
                }
                piecewise(&pieces, &self.number(rest))
            }
        }
    }

    /// A formula whose value is true or false.
    pub(super) fn truth(&self, expr: &Expr) -> String {
        match expr {
            Expr::Unary(Unary::Not, a) => apply("not", &[self.truth(a)]),
            Expr::Binary(op @ (Binary::And | Binary::Or), _) => {
                let mut parts = Vec::new();
                spine(expr, *op, &mut parts);
                let parts: Vec<String> = parts.into_iter().map(|own| self.truth(own)).collect();
                apply(operator(*op), &parts)
            }
            Expr::Binary(op, ab) if is_truth(*op) => {
                apply(operator(*op), &[self.number(&ab.0), self.number(&ab.1)])
            }
            Expr::Number(x) => if *x == 0.0 { "<false/>" } else { "<true/>" }.to_owned(),
            other => apply("neq", &[self.number(other), number(0.0)]),
        }
    }

    /// 1 where it is true, else 0.
    fn counted(&self, expr: &Expr) -> String {
        piecewise(&[(number(1.0), self.truth(expr))], &number(0.0))
    }

    /// The time since the regimen entered its state.
    pub(super) fn since_entry(&self) -> String {
        match &self.entered {
            Some(entered) => apply("minus", &[TIME.to_owned(), ci(entered)]),
            None => TIME.to_owned(),
        }
    }
}

/// The operands of a chain that is worked out from the left.
fn spine<'e>(expr: &'e Expr, op: Binary, parts: &mut Vec<&'e Expr>) {
    let mut right = Vec::new();
    let mut rest = expr;
    while let Expr::Binary(own, ab) = rest {
        if *own != op {
            break;
        }
        right.push(&ab.1);
        rest = &ab.0;
    }
    parts.push(rest);
    parts.extend(right.into_iter().rev());
}

fn is_truth(op: Binary) -> bool {
    !matches!(
        op,
        Binary::Add
            | Binary::Subtract
            | Binary::Multiply
            | Binary::Divide
            | Binary::Power
            | Binary::Min
            | Binary::Max
    )
}

fn operator(op: Binary) -> &'static str {
    match op {
        Binary::Add => "plus",
        Binary::Subtract => "minus",
        Binary::Multiply => "times",
        Binary::Divide => "divide",
        Binary::Power => "power",
        Binary::Min => "min",
        Binary::Max => "max",
        Binary::Less => "lt",
        Binary::LessEqual => "leq",
        Binary::Greater => "gt",
        Binary::GreaterEqual => "geq",
        Binary::Equal => "eq",
        Binary::NotEqual => "neq",
        Binary::And => "and",
        Binary::Or => "or",
    }
}

fn unary(op: Unary, a: &str) -> String {
    let name = match op {
        Unary::Negate => "minus",
        Unary::Exp => "exp",
        Unary::Ln => "ln",
        Unary::Log10 => {
            return format!("<apply><log/><logbase><cn>10</cn></logbase>{a}</apply>");
        }
        Unary::Sqrt => {
            return format!("<apply><root/><degree><cn>2</cn></degree>{a}</apply>");
        }
        Unary::Abs => "abs",
        Unary::Floor => "floor",
        Unary::Ceil => "ceiling",
        // Of the whole part, as here.
        Unary::Factorial => return apply("factorial", &[apply("floor", &[a.to_owned()])]),
        Unary::Sin => "sin",
        Unary::Cos => "cos",
        Unary::Tan => "tan",
        Unary::Asin => "arcsin",
        Unary::Acos => "arccos",
        Unary::Atan => "arctan",
        Unary::Sinh => "sinh",
        Unary::Cosh => "cosh",
        Unary::Tanh => "tanh",
        Unary::Asinh => "arcsinh",
        Unary::Acosh => "arccosh",
        Unary::Atanh => "arctanh",
        Unary::Not => "not",
    };
    apply(name, &[a.to_owned()])
}

/// An operator with its operands.
pub(super) fn apply(name: &str, parts: &[String]) -> String {
    format!("<apply><{name}/>{}</apply>", parts.concat())
}

/// Values with their conditions, and the value where none is true.
pub(super) fn piecewise(pieces: &[(String, String)], rest: &str) -> String {
    let pieces: Vec<String> = (pieces.iter())
        .map(|(value, condition)| format!("<piece>{value}{condition}</piece>"))
        .collect();
    let pieces = pieces.concat();
    format!("<piecewise>{pieces}<otherwise>{rest}</otherwise></piecewise>")
}

/// An identifier.
pub(super) fn ci(id: &str) -> String {
    format!("<ci>{id}</ci>")
}

/// A constant.
pub(super) fn number(x: f64) -> String {
    if x.is_nan() {
        return "<notanumber/>".to_owned();
    }
    if x.is_infinite() {
        let infinity = "<infinity/>".to_owned();
        return if x > 0.0 {
            infinity
        } else {
            apply("minus", &[infinity])
        };
    }
    let text = page::number(x);
    match text.split_once('e') {
        Some((digits, exponent)) => {
            format!("<cn type=\"e-notation\">{digits}<sep/>{exponent}</cn>")
        }
        None => format!("<cn>{text}</cn>"),
    }
}
