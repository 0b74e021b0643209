//! Dimensional analysis of expressions.

use super::checker::Checker;
use super::expression::{Typed, Walker};
use crate::Binary;
use crate::document::Span;
use crate::syntax::{Extent, Node, Part};
use crate::unit::{Comparison, Unit, WHOLE};
use forestall_base::Diagnostic;

/// `in 1/day`, `without unit`
pub(super) fn in_unit(unit: &Unit) -> String {
    if unit.is_none() {
        "without unit".to_owned()
    } else {
        format!("in {unit}")
    }
}

/// How two units differ, as advice.
fn advice(comparison: Comparison) -> Option<String> {
    match comparison {
        Comparison::Scaled(ratio) => Some(format!(
            "they differ by a factor of {}: write both in one unit",
            crate::print::number(ratio)
        )),
        _ => None,
    }
}

impl Walker<'_, '_, '_> {
    /// The unit of `a op b` for arithmetic and comparisons.
    pub(super) fn binary_unit(
        &mut self,
        op: Binary,
        a: (&Node, &Typed),
        b: (&Node, &Typed),
    ) -> Option<Unit> {
        let (left, right) = (a.1.unit.as_ref(), b.1.unit.as_ref());
        match op {
            Binary::Multiply => Some(left?.times(right?, WHOLE)),
            Binary::Divide => Some(left?.times(right?, -WHOLE)),
            Binary::Power => self.power_unit(a, b),
            Binary::Add => self.same_unit(a, b, "add"),
            Binary::Subtract => self.same_unit(a, b, "subtract"),
            _ => {
                self.same_unit(a, b, "compare");
                Some(Unit::none())
            }
        }
    }

    fn power_unit(&mut self, a: (&Node, &Typed), b: (&Node, &Typed)) -> Option<Unit> {
        self.needs_no_unit(b.0, b.1, "an exponent");
        let base = a.1.unit.as_ref()?;
        if base.is_none() {
            return Some(Unit::none());
        }
        // Exponents of units are kept in sixtieths: 2 / 3 is one of them.
        let sixtieths = b.0.ratio().map(|x| x * f64::from(WHOLE));
        match sixtieths {
            Some(x) if (x - x.round()).abs() < 1e-9 && x.abs() <= 12.0 * f64::from(WHOLE) => {
                Some(base.power(x.round() as i32))
            }
            _ => {
                let text = self.shown(a.0);
                let note = Diagnostic::error(
                    "M0405",
                    format!(
                        "{text} is {}, so its exponent must be a number",
                        in_unit(base)
                    ),
                )
                .help("divide it by a quantity of the same unit first");
                self.note(b.0.extent, note);
                None
            }
        }
    }

    /// The common unit of two operands, or a note that there is none.
    pub(super) fn same_unit(
        &mut self,
        a: (&Node, &Typed),
        b: (&Node, &Typed),
        verb: &str,
    ) -> Option<Unit> {
        let (Some(left), Some(right)) = (&a.1.unit, &b.1.unit) else {
            return a.1.unit.clone().or_else(|| b.1.unit.clone());
        };
        let comparison = left.compare(right);
        if comparison == Comparison::Same {
            return Some(left.clone());
        }
        let message = format!(
            "cannot {verb} {} ({}) and {} ({})",
            self.shown(a.0),
            named(left),
            self.shown(b.0),
            named(right)
        );
        let mut note = Diagnostic::error("M0405", message);
        let literal = |node: &Node| node.literal().is_some();
        note.help = advice(comparison).or_else(|| {
            let (number, other) = if literal(a.0) { (a.0, b) } else { (b.0, a) };
            if literal(number) && verb != "compare" {
                let unit = other.1.unit.as_ref().map_or_else(String::new, named);
                let text = self.shown(other.0);
                return Some(format!(
                    "make the number a parameter in {unit}, or divide {text} by a quantity in {unit}"
                ));
            }
            (left.is_none() || right.is_none()).then(|| {
                "what has no unit counts as a pure number: give it one, as in { value = 0.027, unit = \"1/day\" }".to_owned()
            })
        });
        self.note(a.0.extent.to(b.0.extent), note);
        None
    }

    /// Notes an argument that has a unit where none may be.
    pub(super) fn needs_no_unit(&mut self, node: &Node, typed: &Typed, what: &str) {
        if let Some(unit) = &typed.unit
            && unit.compare(&Unit::none()) != Comparison::Same
        {
            let text = self.shown(node);
            let note = Diagnostic::error(
                "M0405",
                format!(
                    "{what} needs a pure number, but {text} is {}",
                    in_unit(unit)
                ),
            )
            .help("divide it by a quantity of the same unit");
            self.note(node.extent, note);
        }
    }

    /// A part of the expression as it stands in the file.
    fn shown(&self, node: &Node) -> String {
        let (token, node) = match &node.part {
            Part::Inset(inner, at) => (Span::from(*at), inner.as_ref()),
            _ => (self.token, node),
        };
        if node.extent == Extent::WHOLE {
            return match &node.part {
                Part::Name(name) => format!("\"{name}\""),
                _ => "this".to_owned(),
            };
        }
        let span = self.checker.reader.inside(token, node.extent);
        let text = self.checker.reader.raw(span);
        if text.chars().count() > 40 || text.contains('\n') {
            "this".to_owned()
        } else {
            format!("\"{text}\"")
        }
    }
}

/// `day`, `no unit`
fn named(unit: &Unit) -> String {
    if unit.is_none() {
        "no unit".to_owned()
    } else {
        unit.to_string()
    }
}

impl Checker<'_, '_> {
    /// Notes that `what` is not in the unit it should be in.
    pub(super) fn expect_unit(
        &mut self,
        token: Span,
        what: &str,
        typed: &Typed,
        wanted: &Unit,
        help: Option<String>,
    ) {
        let Some(unit) = &typed.unit else { return };
        let comparison = unit.compare(wanted);
        if comparison == Comparison::Same {
            return;
        }
        let mut note = Diagnostic::error("M0406", format!("{what} is {}", in_unit(unit)))
            .expected(format!("a value {}", in_unit(wanted)));
        note.help = advice(comparison).or(help);
        self.reader.note(token, note);
    }

    /// One per unit of time.
    pub(super) fn rate_unit(&self) -> Unit {
        self.time.unit().power(-WHOLE)
    }

    /// Reads a unit in the file, with times brought to the model's, and the factor for its values.
    pub(super) fn unit_of(&mut self, text: &crate::document::Text) -> Option<(Unit, f64)> {
        let unit = match crate::unit::parse(&text.value) {
            Ok(unit) => unit,
            Err(fault) => {
                self.reader.note_fault(text.span, fault);
                return None;
            }
        };
        match self.time.adopt(&unit) {
            Ok(adopted) => Some(adopted),
            Err(word) => {
                let note = Diagnostic::error(
                    "M0407",
                    format!("the unit contains \"{word}\", but the model's time has no unit"),
                )
                .help("set [model] time to a unit, or write the unit without time");
                self.reader.note(text.span, note);
                None
            }
        }
    }
}
