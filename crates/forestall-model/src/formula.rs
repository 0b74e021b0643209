//! Formulas over the columns of a table.

use crate::suggestion::did_you_mean;
use crate::syntax::{self, Extent, Fault, Node, Part};
use crate::{Binary, Unary};
use forestall_base::{Diagnostic, Location};

/// A formula over the columns of a table, such as `max(floor(day) - 1, 0)`.
///
/// Names are columns; a column whose name is not a word stands between backticks. `never` is
/// infinity, `pi` is pi; everything else is as in the expressions of a model.
///
/// ```
/// let formula = forestall_model::Formula::parse("if(indefinite == 1, never, 2 * `days (d)`)").unwrap();
/// assert_eq!(formula.names(), ["indefinite", "days (d)"]);
/// let row = |name: &str| Some(if name == "indefinite" { 0.0 } else { 21.0 });
/// assert_eq!(formula.evaluate(&row), 42.0);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    text: String,
    tree: Node,
    names: Vec<String>,
}

impl Formula {
    /// Reads a formula.
    ///
    /// # Errors
    ///
    /// If `text` is not a formula; the location is line 1 of a file named `formula`.
    #[expect(
        clippy::result_large_err,
        reason = "formulas are read once, and a diagnostic is what callers show"
    )]
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let tree = read(text).map_err(|fault| {
            let Extent { start, end } = fault.extent;
            let mut diagnostic = Diagnostic::error(fault.code, fault.message)
                .at(Location::of_span("formula", text, start, end));
            diagnostic.expected = fault.expected;
            diagnostic.help = fault.help;
            diagnostic
        })?;
        Ok(Self {
            text: text.to_owned(),
            names: columns(&tree),
            tree,
        })
    }

    /// The text that was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The columns that are used, in order of first use.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The value for one row; `column` gives the number in a column, nothing if the cell is empty.
    ///
    /// NaN where an empty cell matters.
    pub fn evaluate(&self, column: &dyn Fn(&str) -> Option<f64>) -> f64 {
        value(&self.tree, column)
    }
}

/// Functions of one number that formulas have.
const ONE: [(&str, Unary); 8] = [
    ("exp", Unary::Exp),
    ("ln", Unary::Ln),
    ("log10", Unary::Log10),
    ("sqrt", Unary::Sqrt),
    ("abs", Unary::Abs),
    ("floor", Unary::Floor),
    ("tanh", Unary::Tanh),
    ("not", Unary::Not),
];
const FUNCTIONS: [&str; 12] = [
    "exp", "ln", "log10", "sqrt", "abs", "floor", "tanh", "ceil", "round", "min", "max", "if",
];

/// The columns of a formula, or what is wrong with it.
pub(crate) fn check(text: &str) -> Result<Vec<String>, Fault> {
    read(text).map(|tree| columns(&tree))
}

fn columns(tree: &Node) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    tree.walk(&mut |node| {
        if let Part::Name(name) = &node.part
            && !["never", "pi"].contains(&name.as_str())
            && !names.contains(name)
        {
            names.push(name.clone());
        }
    });
    names
}

fn read(text: &str) -> Result<Node, Fault> {
    let tree = syntax::parse(text, true)?;
    let mut fault = None;
    tree.walk(&mut |node| {
        if let Part::Call(name, at, arguments) = &node.part
            && fault.is_none()
        {
            fault = refuse_call(name, *at, arguments.len(), node.extent);
        }
    });
    match fault {
        Some(fault) => Err(fault),
        None => Ok(tree),
    }
}

fn refuse_call(name: &str, at: Extent, count: usize, whole: Extent) -> Option<Fault> {
    let wanted = match name {
        "min" | "max" if count >= 2 => return None,
        "min" | "max" => "2 or more",
        "if" if count == 3 => return None,
        "if" => "3",
        _ if FUNCTIONS.contains(&name) && count == 1 => return None,
        _ if FUNCTIONS.contains(&name) => "1",
        _ => {
            return Some(Fault {
                code: "M0202",
                extent: at,
                message: format!("unknown function \"{name}\" in a formula over columns"),
                expected: Some(format!("one of {}", FUNCTIONS.join(", "))),
                help: did_you_mean(name, FUNCTIONS),
            });
        }
    };
    Some(Fault {
        code: "M0307",
        extent: whole,
        message: format!("{name} has {}", crate::print::arguments(count)),
        expected: Some(format!("{wanted} arguments")),
        help: None,
    })
}

fn value(node: &Node, column: &dyn Fn(&str) -> Option<f64>) -> f64 {
    match &node.part {
        Part::Number(x) => *x,
        Part::Name(name) => match name.as_str() {
            "never" => f64::INFINITY,
            "pi" => std::f64::consts::PI,
            _ => column(name).unwrap_or(f64::NAN),
        },
        Part::Negate(a) => -value(a, column),
        Part::Not(a) => unary(Unary::Not, value(a, column)),
        Part::Inset(a, _) => value(a, column),
        Part::Binary(op, ab) => binary(*op, value(&ab.0, column), value(&ab.1, column)),
        Part::Call(name, _, arguments) => {
            let all = || arguments.iter().map(|node| value(node, column));
            match name.as_str() {
                "min" => all()
                    .reduce(|a, b| binary(Binary::Min, a, b))
                    .unwrap_or(f64::NAN),
                "max" => all()
                    .reduce(|a, b| binary(Binary::Max, a, b))
                    .unwrap_or(f64::NAN),
                "if" => match arguments.as_slice() {
                    [condition, then, otherwise] => {
                        let chosen = if value(condition, column) == 0.0 {
                            otherwise
                        } else {
                            then
                        };
                        value(chosen, column)
                    }
                    _ => f64::NAN,
                },
                "ceil" => all().map(libm::ceil).next().unwrap_or(f64::NAN),
                "round" => all().map(libm::round).next().unwrap_or(f64::NAN),
                _ => {
                    let op = ONE.iter().find(|(own, _)| own == name);
                    op.zip(all().next())
                        .map_or(f64::NAN, |((_, op), x)| unary(*op, x))
                }
            }
        }
    }
}

fn unary(op: Unary, x: f64) -> f64 {
    match op {
        Unary::Negate => -x,
        Unary::Exp => libm::exp(x),
        Unary::Ln => libm::log(x),
        Unary::Log10 => libm::log10(x),
        Unary::Sqrt => libm::sqrt(x),
        Unary::Abs => x.abs(),
        Unary::Floor => libm::floor(x),
        Unary::Not => f64::from(x == 0.0),
        _ => crate::program::elementary(op, x),
    }
}

/// The value of `a op b`.
pub(crate) fn binary(op: Binary, a: f64, b: f64) -> f64 {
    match op {
        Binary::Add => a + b,
        Binary::Subtract => a - b,
        Binary::Multiply => a * b,
        Binary::Divide => a / b,
        Binary::Power => libm::pow(a, b),
        Binary::Min => a.min(b),
        Binary::Max => a.max(b),
        Binary::Less => f64::from(a < b),
        Binary::LessEqual => f64::from(a <= b),
        Binary::Greater => f64::from(a > b),
        Binary::GreaterEqual => f64::from(a >= b),
        Binary::Equal => f64::from(a == b),
        Binary::NotEqual => f64::from(a != b),
        Binary::And => f64::from(a != 0.0 && b != 0.0),
        Binary::Or => f64::from(a != 0.0 || b != 0.0),
    }
}
