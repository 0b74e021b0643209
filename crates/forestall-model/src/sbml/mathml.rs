//! MathML content markup as formulas.

use super::math::Math;
use super::xml::File;
use crate::source::printable;
use crate::{Binary, Unary};
use forestall_base::Diagnostic;
use roxmltree::Node;

/// Avogadro's constant as SBML Level 3 fixes it.
const AVOGADRO: f64 = 6.022_141_79e23;

/// The formula in `<math>` of an element; nothing if it has none.
pub(super) fn math_of(file: &mut File<'_>, parent: Node<'_, '_>) -> Option<Math> {
    let math = parent.children().find(|n| n.tag_name().name() == "math")?;
    let inner = elements(math).next()?;
    Some(formula(file, inner))
}

/// Arguments and body of the `<lambda>` of a function definition.
pub(super) fn lambda(file: &mut File<'_>, parent: Node<'_, '_>) -> Option<(Vec<String>, Math)> {
    let math = parent.children().find(|n| n.tag_name().name() == "math")?;
    let mut inner = elements(math).next()?;
    while inner.tag_name().name() == "semantics" {
        inner = elements(inner).next()?;
    }
    let (mut arguments, mut body) = (Vec::new(), None);
    for node in elements(inner) {
        if node.tag_name().name() == "bvar" {
            arguments.extend(elements(node).next().map(|ci| text(ci).to_owned()));
        } else {
            body = Some(formula(file, node));
        }
    }
    Some((arguments, body?))
}

fn elements<'a, 'x: 'a>(node: Node<'a, 'x>) -> impl Iterator<Item = Node<'a, 'x>> {
    node.children().filter(Node::is_element)
}

fn text<'a>(node: Node<'a, '_>) -> &'a str {
    node.text().unwrap_or_default().trim()
}

fn formula(file: &mut File<'_>, node: Node<'_, '_>) -> Math {
    match node.tag_name().name() {
        "cn" => number(file, node),
        "ci" => Math::Name(text(node).to_owned(), file.tag(node)),
        "true" => Math::Number(1.0),
        "false" => Math::Number(0.0),
        "pi" => Math::Number(std::f64::consts::PI),
        "exponentiale" => Math::Number(std::f64::consts::E),
        "infinity" => Math::Number(f64::INFINITY),
        "notanumber" => Math::Number(f64::NAN),
        "csymbol" => symbol(file, node),
        "piecewise" => piecewise(file, node),
        "semantics" => match elements(node).next() {
            Some(inner) => formula(file, inner),
            None => unknown(file, node),
        },
        "apply" => apply(file, node),
        _ => unknown(file, node),
    }
}

fn unknown(file: &mut File<'_>, node: Node<'_, '_>) -> Math {
    let name = printable(node.tag_name().name());
    file.unsupported(node, &format!("<{name}> in a formula"), "");
    Math::Number(f64::NAN)
}

fn number(file: &mut File<'_>, node: Node<'_, '_>) -> Math {
    let mut parts = node.children().filter(Node::is_text);
    let mut part = || {
        parts
            .next()
            .and_then(|n| n.text())
            .unwrap_or_default()
            .trim()
    };
    let first = part();
    let read = |text: &str| text.parse::<f64>().ok();
    let value = match node.attribute("type").map(str::trim) {
        Some("e-notation") => read(&format!("{first}e{}", part())),
        Some("rational") => read(first).zip(read(part())).map(|(a, b)| a / b),
        _ => read(first),
    };
    if value.is_none() {
        let found = printable(first);
        let at = file.tag(node);
        let note = Diagnostic::error("M1003", format!("\"{found}\" in <cn> is no number"));
        file.note(at, note);
    }
    Math::Number(value.unwrap_or(f64::NAN))
}

fn symbol(file: &mut File<'_>, node: Node<'_, '_>) -> Math {
    let url = node.attribute("definitionURL").unwrap_or_default().trim();
    match url.rsplit('/').next() {
        Some("time") => Math::Time,
        Some("avogadro") => Math::Number(AVOGADRO),
        // Refused before, where all delays are.
        Some("delay") => Math::Number(f64::NAN),
        _ => {
            let what = format!("<csymbol> {}", printable(url));
            file.unsupported(node, &what, "");
            Math::Number(f64::NAN)
        }
    }
}

fn piecewise(file: &mut File<'_>, node: Node<'_, '_>) -> Math {
    let (mut pieces, mut rest) = (Vec::new(), None);
    for part in elements(node) {
        let mut inner: Vec<Math> = elements(part).map(|n| formula(file, n)).collect();
        match (part.tag_name().name(), inner.len()) {
            ("piece", 2) => {
                let condition = inner.swap_remove(1);
                pieces.push((inner.swap_remove(0), condition));
            }
            ("otherwise", 1) => rest = inner.pop().map(Box::new),
            _ => return unknown(file, part),
        }
    }
    Math::Piecewise(pieces, rest)
}

fn apply(file: &mut File<'_>, node: Node<'_, '_>) -> Math {
    let mut inner = elements(node);
    let Some(head) = inner.next() else {
        return unknown(file, node);
    };
    let (mut special, mut arguments) = (None, Vec::new());
    for part in inner {
        if matches!(part.tag_name().name(), "degree" | "logbase") {
            special = elements(part).next().map(|n| formula(file, n));
        } else if head.tag_name().name() == "csymbol" && part.tag_name().name() == "ci" {
            // The identifier itself, not its value.
            arguments.push(Math::Name(text(part).to_owned(), file.tag(part)));
        } else {
            arguments.push(formula(file, part));
        }
    }
    match head.tag_name().name() {
        "ci" => Math::Call(text(head).to_owned(), arguments, file.tag(node)),
        "csymbol" => match (head.attribute("definitionURL"), arguments.pop()) {
            (Some(url), Some(Math::Name(id, at))) if url.trim().ends_with("/rateOf") => {
                Math::RateOf(id, at)
            }
            _ => symbol(file, head),
        },
        name => match operator(name, arguments, special) {
            Some(math) => math,
            None => unknown(file, head),
        },
    }
}

/// An operator with its operands; nothing if there is no such operator with so many.
fn operator(name: &str, mut arguments: Vec<Math>, special: Option<Math>) -> Option<Math> {
    let chain = |op: Binary, arguments: Vec<Math>| {
        let pairs = arguments
            .windows(2)
            .map(|pair| Math::binary(op, pair[0].clone(), pair[1].clone()));
        Math::join(Binary::And, pairs.collect(), 1.0)
    };
    match name {
        "plus" => return Some(Math::join(Binary::Add, arguments, 0.0)),
        "times" => return Some(Math::join(Binary::Multiply, arguments, 1.0)),
        "and" => return Some(Math::join(Binary::And, arguments, 1.0).truth()),
        "or" => return Some(Math::join(Binary::Or, arguments, 0.0).truth()),
        "xor" => {
            let truths = arguments.into_iter().map(Math::truth).collect();
            return Some(Math::join(Binary::NotEqual, truths, 0.0).truth());
        }
        "min" => return Some(Math::join(Binary::Min, arguments, f64::INFINITY)),
        "max" => return Some(Math::join(Binary::Max, arguments, f64::NEG_INFINITY)),
        "eq" => return Some(chain(Binary::Equal, arguments)),
        "gt" => return Some(chain(Binary::Greater, arguments)),
        "geq" => return Some(chain(Binary::GreaterEqual, arguments)),
        "lt" => return Some(chain(Binary::Less, arguments)),
        "leq" => return Some(chain(Binary::LessEqual, arguments)),
        _ => {}
    }
    let last = arguments.pop()?;
    match (arguments.pop(), arguments.is_empty()) {
        (None, _) => one(name, last, special),
        (Some(first), true) => two(name, first, last),
        _ => None,
    }
}

fn one(name: &str, a: Math, special: Option<Math>) -> Option<Math> {
    let inverse = |a| Math::binary(Binary::Divide, Math::Number(1.0), a);
    let of = |op, a| Some(Math::unary(op, a));
    match name {
        "minus" => of(Unary::Negate, a),
        "exp" => of(Unary::Exp, a),
        "ln" => of(Unary::Ln, a),
        "log" => Some(match special {
            None | Some(Math::Number(10.0)) => Math::unary(Unary::Log10, a),
            Some(base) => {
                let (a, base) = (Math::unary(Unary::Ln, a), Math::unary(Unary::Ln, base));
                Math::binary(Binary::Divide, a, base)
            }
        }),
        "root" => Some(match special {
            None | Some(Math::Number(2.0)) => Math::unary(Unary::Sqrt, a),
            Some(degree) => Math::binary(Binary::Power, a, inverse(degree)),
        }),
        "abs" => of(Unary::Abs, a),
        "floor" => of(Unary::Floor, a),
        "ceiling" => of(Unary::Ceil, a),
        "factorial" => of(Unary::Factorial, a),
        "not" => of(Unary::Not, a),
        "sin" => of(Unary::Sin, a),
        "cos" => of(Unary::Cos, a),
        "tan" => of(Unary::Tan, a),
        "sec" => Some(inverse(Math::unary(Unary::Cos, a))),
        "csc" => Some(inverse(Math::unary(Unary::Sin, a))),
        "cot" => Some(inverse(Math::unary(Unary::Tan, a))),
        "sinh" => of(Unary::Sinh, a),
        "cosh" => of(Unary::Cosh, a),
        "tanh" => of(Unary::Tanh, a),
        "sech" => Some(inverse(Math::unary(Unary::Cosh, a))),
        "csch" => Some(inverse(Math::unary(Unary::Sinh, a))),
        "coth" => Some(inverse(Math::unary(Unary::Tanh, a))),
        "arcsin" => of(Unary::Asin, a),
        "arccos" => of(Unary::Acos, a),
        "arctan" => of(Unary::Atan, a),
        "arcsec" => of(Unary::Acos, inverse(a)),
        "arccsc" => of(Unary::Asin, inverse(a)),
        "arccot" => of(Unary::Atan, inverse(a)),
        "arcsinh" => of(Unary::Asinh, a),
        "arccosh" => of(Unary::Acosh, a),
        "arctanh" => of(Unary::Atanh, a),
        "arcsech" => of(Unary::Acosh, inverse(a)),
        "arccsch" => of(Unary::Asinh, inverse(a)),
        "arccoth" => of(Unary::Atanh, inverse(a)),
        _ => None,
    }
}

fn two(name: &str, a: Math, b: Math) -> Option<Math> {
    let op = match name {
        "minus" => Binary::Subtract,
        "divide" => Binary::Divide,
        "power" => Binary::Power,
        "neq" => Binary::NotEqual,
        "implies" => {
            let not = Math::unary(Unary::Not, a);
            return Some(Math::binary(Binary::Or, not, b));
        }
        "quotient" => return Some(quotient(a, b)),
        "rem" => {
            let whole = Math::binary(Binary::Multiply, quotient(a.clone(), b.clone()), b);
            return Some(Math::binary(Binary::Subtract, a, whole));
        }
        _ => return None,
    };
    Some(Math::binary(op, a, b))
}

/// a / b without what follows the point.
fn quotient(a: Math, b: Math) -> Math {
    let ratio = Math::binary(Binary::Divide, a, b);
    let negative = Math::binary(Binary::Less, ratio.clone(), Math::Number(0.0));
    let up = Math::unary(Unary::Ceil, ratio.clone());
    let down = Math::unary(Unary::Floor, ratio);
    Math::Piecewise(vec![(up, negative)], Some(Box::new(down)))
}
