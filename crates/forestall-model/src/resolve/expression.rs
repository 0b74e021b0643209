//! One expression: names become indices, functions become operators, units are found.

use super::checker::{Checker, LetFacts};
use super::names::{FUNCTIONS, Target};
use super::place::{Needs, Place};
use crate::document::{Expression, Span};
use crate::syntax::{Extent, Node, Part};
use crate::unit::Unit;
use crate::{Binary, Expr, Memory, Unary};
use forestall_base::Diagnostic;

/// A resolved expression and what is known of it.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub expr: Expr,
    /// Its unit; nothing if it fits any.
    pub unit: Option<Unit>,
    /// Whether it is a condition.
    pub condition: bool,
}

impl Typed {
    /// A value of known unit.
    pub fn of(expr: Expr, unit: Option<Unit>) -> Self {
        Self {
            expr,
            unit,
            condition: false,
        }
    }

    /// What stands in for something that could not be resolved.
    pub fn unusable() -> Self {
        Self {
            expr: Expr::Number(f64::NAN),
            unit: None,
            condition: true,
        }
    }
}

impl Checker<'_, '_> {
    /// Resolves an expression that stands in `place`.
    pub fn resolve(&mut self, expression: &Expression, place: &Place<'_>) -> Typed {
        self.resolve_with_needs(expression, place).0
    }

    /// The same, with what the expression needs.
    pub fn resolve_with_needs(
        &mut self,
        expression: &Expression,
        place: &Place<'_>,
    ) -> (Typed, Needs) {
        let Some(tree) = &expression.tree else {
            return (Typed::unusable(), Needs::default());
        };
        let mut walker = Walker {
            strict: !place.outcome && self.has_units(tree),
            checker: self,
            token: expression.token,
            place,
            needs: Needs::default(),
        };
        let typed = walker.node(tree);
        let needs = walker.needs;
        (typed, needs)
    }

    /// Resolves a condition.
    pub fn resolve_condition(&mut self, expression: &Expression, place: &Place<'_>) -> Expr {
        let typed = self.resolve(expression, place);
        if !typed.condition {
            self.reader.note(
                expression.token,
                Diagnostic::error(
                    "M0308",
                    format!("{} is a number, not true or false", place.what),
                )
                .expected("a comparison such as \"burden > 1.2 * baseline(burden)\""),
            );
        }
        typed.expr
    }

    /// Whether a parameter or let with a unit occurs.
    fn has_units(&self, tree: &Node) -> bool {
        let mut found = false;
        tree.walk(&mut |node| {
            if let Part::Name(name) = &node.part {
                found |= match self.names.target(name) {
                    Some(Target::Parameter(index)) => {
                        self.parameter_units.get(index).is_some_and(Option::is_some)
                    }
                    Some(Target::Let(index)) => self
                        .let_facts(index)
                        .is_some_and(|facts| facts.unit.is_some()),
                    _ => false,
                };
            }
        });
        found
    }

    /// What is known of a let, by its index in the document.
    pub fn let_facts(&self, index: usize) -> Option<&LetFacts> {
        self.lets.get(index)?.as_ref()
    }
}

/// Walks one expression.
pub(super) struct Walker<'w, 'c, 's> {
    pub checker: &'w mut Checker<'c, 's>,
    pub token: Span,
    pub place: &'w Place<'w>,
    /// Whether what has no unit is dimensionless (else it fits any unit).
    pub strict: bool,
    pub needs: Needs,
}

impl Walker<'_, '_, '_> {
    /// Notes an error at a part of the expression.
    pub fn note(&mut self, extent: Extent, note: Diagnostic) -> Typed {
        let span = self.checker.reader.inside(self.token, extent);
        self.checker.reader.note(span, note);
        Typed::unusable()
    }

    /// The unit of something for which none was written.
    pub fn unwritten(&self) -> Option<Unit> {
        self.strict.then(Unit::none)
    }

    pub fn node(&mut self, node: &Node) -> Typed {
        match &node.part {
            Part::Number(x) => Typed {
                // A bare 0 fits any unit.
                unit: if *x == 0.0 { None } else { self.unwritten() },
                expr: Expr::Number(*x),
                condition: *x == 0.0 || *x == 1.0,
            },
            Part::Name(name) => self.name(name, node.extent),
            Part::Negate(a) => {
                let inner = self.node(a);
                let expr = match inner.expr {
                    Expr::Number(x) => Expr::Number(-x),
                    expr => Expr::unary(Unary::Negate, expr),
                };
                Typed::of(expr, inner.unit)
            }
            Part::Not(a) => {
                let inner = self.condition(a, "not");
                Typed {
                    expr: Expr::unary(Unary::Not, inner.expr),
                    unit: Some(Unit::none()),
                    condition: true,
                }
            }
            Part::Binary(op, ab) => self.binary(*op, &ab.0, &ab.1),
            Part::Call(name, at, arguments) => self.call(name, *at, arguments, node.extent),
            Part::Inset(inner, at) => {
                let outer = std::mem::replace(&mut self.token, Span::from(*at));
                let typed = self.node(inner);
                self.token = outer;
                typed
            }
        }
    }

    /// An operand of `and`, `or`, `not`, or the first argument of `if`.
    pub fn condition(&mut self, node: &Node, word: &str) -> Typed {
        let typed = self.node(node);
        if !typed.condition {
            self.note(
                node.extent,
                Diagnostic::error("M0308", format!("\"{word}\" needs a condition"))
                    .expected("a comparison such as \"time > 5\""),
            );
        }
        typed
    }

    fn binary(&mut self, op: Binary, left: &Node, right: &Node) -> Typed {
        if matches!(op, Binary::And | Binary::Or) {
            let word = if op == Binary::And { "and" } else { "or" };
            let a = self.condition(left, word);
            let b = self.condition(right, word);
            return Typed {
                expr: Expr::binary(op, a.expr, b.expr),
                unit: Some(Unit::none()),
                condition: true,
            };
        }
        let a = self.node(left);
        let b = self.node(right);
        let comparison = matches!(
            op,
            Binary::Less
                | Binary::LessEqual
                | Binary::Greater
                | Binary::GreaterEqual
                | Binary::Equal
                | Binary::NotEqual
        );
        let unit = self.binary_unit(op, (left, &a), (right, &b));
        Typed {
            expr: Expr::binary(op, a.expr, b.expr),
            unit,
            condition: comparison,
        }
    }

    fn name(&mut self, name: &str, extent: Extent) -> Typed {
        match name {
            "pi" => return Typed::of(Expr::Number(std::f64::consts::PI), self.unwritten()),
            "time" if self.place.time => {
                self.needs.time = true;
                return Typed::of(Expr::Time, Some(self.checker.time.unit()));
            }
            "phase_time" if self.place.phase => {
                return Typed::of(Expr::PhaseTime, Some(self.checker.time.unit()));
            }
            "time" | "phase_time" => return self.misplaced(name, "a clock", extent),
            _ => {}
        }
        let tune = self.place.tunes.iter().position(|tune| tune.name == name);
        if let Some(index) = tune {
            return Typed::of(Expr::Tune(index), None);
        }
        match self.checker.names.target(name) {
            Some(Target::Parameter(index)) => self.parameter(index),
            Some(Target::Let(index)) => self.named_expression(name, index, extent),
            Some(Target::State(index)) => self.state(name, index, extent),
            Some(Target::Index) => {
                let note = Diagnostic::error(
                    "M0212",
                    format!("\"{name}\" is an index, which has no value here"),
                )
                .help(format!("sum over it: sum({name}: ...)"));
                self.note(extent, note)
            }
            Some(Target::Drug(_)) => {
                let note = Diagnostic::error("M0205", format!("\"{name}\" is a drug"))
                    .help(format!("write dose({name}) or on({name})"));
                self.note(extent, note)
            }
            Some(Target::Assay(index, state)) => self.assay(name, index, state, extent),
            None => {
                if FUNCTIONS.iter().any(|(own, _, _)| *own == name) {
                    let note = Diagnostic::error("M0205", format!("\"{name}\" is a function"))
                        .help(format!("write {name}(...)"));
                    return self.note(extent, note);
                }
                let tunes: Vec<&str> = self.place.tunes.iter().map(|t| t.name.as_str()).collect();
                let mut note = self.checker.unknown_name(name, &tunes);
                let span = self.checker.reader.inside(self.token, extent);
                let written = self.checker.reader.raw(span);
                if written.contains('[') {
                    note.message = format!("unknown name \"{written}\"");
                }
                self.note(extent, note)
            }
        }
    }

    fn parameter(&mut self, index: usize) -> Typed {
        if let Some(used) = self.checker.parameter_used.get_mut(index) {
            *used = true;
        }
        let written = self.checker.parameter_units.get(index).cloned().flatten();
        Typed::of(Expr::Parameter(index), written.or_else(|| self.unwritten()))
    }

    fn named_expression(&mut self, name: &str, index: usize, extent: Extent) -> Typed {
        // A let that could not be resolved has been refused already.
        let Some(facts) = self.checker.let_facts(index).cloned() else {
            return Typed::unusable();
        };
        self.checker.let_used[index] = true;
        let needs = facts.needs;
        let lacking = [
            (needs.states && !self.place.states, "populations or states"),
            (needs.doses && !self.place.doses, "doses"),
            (needs.time && !self.place.time, "time"),
        ];
        if let Some((_, what)) = lacking.iter().find(|(lacking, _)| *lacking) {
            let note = Diagnostic::error(
                "M0205",
                format!(
                    "\"{name}\" depends on {what}, which {} cannot use",
                    self.place.what
                ),
            )
            .expected(self.place.legal());
            return self.note(extent, self.hint_at_assay(note));
        }
        if let Some(drug) = needs.single
            && !self.single_dose(drug)
        {
            self.refuse_level(drug, extent);
            return Typed::unusable();
        }
        self.needs.states |= needs.states;
        self.needs.doses |= needs.doses;
        self.needs.time |= needs.time;
        Typed {
            expr: facts.value,
            unit: facts.unit.or_else(|| self.unwritten()),
            condition: facts.condition,
        }
    }

    fn state(&mut self, name: &str, index: usize, extent: Extent) -> Typed {
        if !self.place.states {
            let kind = if index < self.checker.document.population.0.len() {
                "a population"
            } else {
                "a state"
            };
            return self.misplaced(name, kind, extent);
        }
        self.needs.states = true;
        let written = self.checker.state_units.get(index).cloned().flatten();
        Typed::of(Expr::State(index), written.or_else(|| self.unwritten()))
    }

    fn assay(&mut self, name: &str, index: usize, state: Option<usize>, extent: Extent) -> Typed {
        if self.place.assays {
            return self.memory(index, Memory::Latest);
        }
        if self.place.values {
            let value = self
                .checker
                .core
                .assays
                .get(index)
                .map(|assay| assay.value.clone());
            return value.map_or_else(Typed::unusable, |expr| Typed::of(expr, None));
        }
        match state {
            Some(index) if self.place.states => self.state(name, index, extent),
            _ => self.misplaced(name, "an assay", extent),
        }
    }

    /// What an assay remembers.
    pub fn memory(&mut self, index: usize, memory: Memory) -> Typed {
        let written = self.checker.assay_units.get(index).cloned().flatten();
        Typed::of(
            Expr::Assay(index, memory),
            written.or_else(|| self.unwritten()),
        )
    }

    /// A name that is known but not legal here.
    pub fn misplaced(&mut self, name: &str, kind: &str, extent: Extent) -> Typed {
        let note = Diagnostic::error(
            "M0205",
            format!("\"{name}\" is {kind}, which {} cannot use", self.place.what),
        )
        .expected(self.place.legal());
        let mut note = self.hint_at_assay(note);
        if self.place.outcome && ["a population", "a state", "an assay"].contains(&kind) {
            note = note.help(format!("write final({name}) or at({name}, t)"));
        }
        self.note(extent, note)
    }

    /// A regimen that looks at hidden states is told what to do.
    fn hint_at_assay(&self, note: Diagnostic) -> Diagnostic {
        if self.place.assays && !self.place.states {
            note.help("a regimen sees assays only: define an [assay.NAME] for what is measured")
        } else {
            note
        }
    }
}
