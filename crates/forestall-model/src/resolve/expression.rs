//! One expression: names become indices, functions become operators, units are found.

use super::checker::Checker;
use super::names::{FUNCTIONS, Target};
use super::place::{Needs, Place};
use crate::document::{Expression, Span};
use crate::suggestion::did_you_mean;
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

/// Functions of one number, and whether the result has the unit of the argument.
const UNARY: [(&str, Unary, bool); 6] = [
    ("exp", Unary::Exp, false),
    ("ln", Unary::Ln, false),
    ("log10", Unary::Log10, false),
    ("tanh", Unary::Tanh, false),
    ("abs", Unary::Abs, true),
    ("floor", Unary::Floor, true),
];

/// Memories of assays.
const MEMORY: [(&str, Memory); 4] = [
    ("baseline", Memory::Baseline),
    ("previous", Memory::Previous),
    ("nadir", Memory::Nadir),
    ("peak", Memory::Peak),
];

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
                    Some(Target::Let(index)) => self.let_facts(index).is_some_and(|facts| facts.1),
                    _ => false,
                };
            }
        });
        found
    }

    /// Core index of a let and whether its unit is known.
    pub fn let_facts(&self, index: usize) -> Option<(usize, bool)> {
        let core = (*self.names.let_order.get(index)?)?;
        Some((core, self.lets[core].unit.is_some()))
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
        }
    }

    /// An operand of `and`, `or`, `not`, or the first argument of `if`.
    fn condition(&mut self, node: &Node, word: &str) -> Typed {
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
                let note = self.checker.unknown_name(name, &tunes);
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
        let Some((core, _)) = self.checker.let_facts(index) else {
            return Typed::unusable();
        };
        self.checker.let_used[core] = true;
        let facts = self.checker.lets[core].clone();
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
        self.needs.states |= needs.states;
        self.needs.doses |= needs.doses;
        self.needs.time |= needs.time;
        Typed {
            expr: Expr::Let(core),
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
    fn memory(&mut self, index: usize, memory: Memory) -> Typed {
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
        if self.place.outcome && (kind != "a clock") {
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

    fn call(&mut self, name: &str, at: Extent, arguments: &[Node], whole: Extent) -> Typed {
        let Some((_, least, most)) = FUNCTIONS.iter().find(|(own, _, _)| *own == name) else {
            return self.unknown_function(name, at);
        };
        let count = arguments.len();
        if count < *least || count > *most {
            let wanted = match *most {
                usize::MAX => format!("{least} or more arguments"),
                _ => crate::print::arguments(*least),
            };
            let found = crate::print::arguments(count);
            let note = Diagnostic::error("M0307", format!("{name} has {found}")).expected(wanted);
            return self.note(whole, note);
        }
        if let Some((_, op, keeps)) = UNARY.iter().find(|(own, _, _)| *own == name) {
            let a = self.node(&arguments[0]);
            let unit = if *keeps {
                a.unit
            } else {
                self.needs_no_unit(&arguments[0], &a, name);
                a.unit.map(|_| Unit::none())
            };
            return Typed::of(Expr::unary(*op, a.expr), unit);
        }
        if let Some((_, memory)) = MEMORY.iter().find(|(own, _)| *own == name) {
            return self.remembered(name, *memory, &arguments[0], at);
        }
        match name {
            "if" => self.choice(arguments),
            "min" => self.extreme(Binary::Min, arguments),
            "max" => self.extreme(Binary::Max, arguments),
            "sqrt" => {
                let a = self.node(&arguments[0]);
                let unit = a.unit.map(|unit| unit.power(crate::unit::WHOLE / 2));
                Typed::of(Expr::unary(Unary::Sqrt, a.expr), unit)
            }
            "hill" => self.hill(arguments),
            "next" => self.next_value(&arguments[0], at),
            "dose" | "on" | "time_on" if self.place.doses => self.dose(name, &arguments[0]),
            "dose" | "on" => self.misplaced(name, "about doses", at),
            "time_on" if !self.place.outcome => self.misplaced(name, "about doses", at),
            _ if self.place.outcome => self.outcome(name, arguments),
            _ => {
                let note = Diagnostic::error(
                    "M0205",
                    format!(
                        "{name}(...) is about a finished run, which {} cannot use",
                        self.place.what
                    ),
                )
                .help("it can be asked for in \"of\" of an [expect.NAME]");
                self.note(at, note)
            }
        }
    }

    fn unknown_function(&mut self, name: &str, at: Extent) -> Typed {
        let mut note = Diagnostic::error("M0202", format!("unknown function \"{name}\""));
        note.help = match name {
            "log" => Some("write ln for the natural logarithm, or log10".to_owned()),
            "pow" => Some("write a ^ b".to_owned()),
            _ if self.checker.names.target(name).is_some() => Some(format!(
                "\"{name}\" is no function: write \"*\" for a product"
            )),
            _ => did_you_mean(name, FUNCTIONS.iter().map(|(own, _, _)| *own)),
        };
        if note.help.is_none() {
            let names: Vec<&str> = FUNCTIONS[..11].iter().map(|(own, _, _)| *own).collect();
            note = note.expected(format!("one of {}", names.join(", ")));
        }
        self.note(at, note)
    }

    fn remembered(&mut self, name: &str, memory: Memory, argument: &Node, at: Extent) -> Typed {
        if !self.place.assays {
            return self.misplaced(name, "a memory of an assay", at);
        }
        if let Part::Name(own) = &argument.part
            && let Some(Target::Assay(index, _)) = self.checker.names.target(own)
        {
            return self.memory(index, memory);
        }
        let assays: Vec<&str> = (self.checker.document.assay.0.iter())
            .map(|entry| entry.name.as_str())
            .collect();
        let mut note = Diagnostic::error("M0207", format!("{name} needs the name of an assay"));
        note = if assays.is_empty() {
            note.help("the file declares no [assay.NAME]")
        } else {
            note.expected(format!("one of {}", assays.join(", ")))
        };
        self.note(argument.extent, note)
    }

    fn choice(&mut self, arguments: &[Node]) -> Typed {
        let condition = self.condition(&arguments[0], "if");
        let a = self.node(&arguments[1]);
        let b = self.node(&arguments[2]);
        let unit = self.same_unit((&arguments[1], &a), (&arguments[2], &b), "choose between");
        Typed {
            condition: a.condition && b.condition,
            expr: Expr::If(Box::new((condition.expr, a.expr, b.expr))),
            unit,
        }
    }

    fn extreme(&mut self, op: Binary, arguments: &[Node]) -> Typed {
        let mut whole = self.node(&arguments[0]);
        for argument in &arguments[1..] {
            let next = self.node(argument);
            let unit = self.same_unit((&arguments[0], &whole), (argument, &next), "compare");
            whole = Typed::of(Expr::binary(op, whole.expr, next.expr), unit);
        }
        whole
    }

    /// `x^n / (K^n + x^n)`
    fn hill(&mut self, arguments: &[Node]) -> Typed {
        let x = self.node(&arguments[0]);
        let k = self.node(&arguments[1]);
        let n = self.node(&arguments[2]);
        self.same_unit((&arguments[0], &x), (&arguments[1], &k), "compare");
        self.needs_no_unit(&arguments[2], &n, "the exponent of hill");
        let known = x.unit.is_some() || k.unit.is_some();
        let top = Expr::binary(Binary::Power, x.expr, n.expr.clone());
        let half = Expr::binary(Binary::Power, k.expr, n.expr);
        let bottom = Expr::binary(Binary::Add, half, top.clone());
        Typed::of(
            Expr::binary(Binary::Divide, top, bottom),
            known.then(Unit::none),
        )
    }

    /// The drug that `argument` names.
    pub fn drug(&mut self, name: &str, argument: &Node) -> Option<usize> {
        if let Part::Name(own) = &argument.part
            && let Some(Target::Drug(index)) = self.checker.names.target(own)
        {
            return Some(index);
        }
        let drugs: Vec<&str> = (self.checker.document.drug.0.iter())
            .map(|entry| entry.name.as_str())
            .collect();
        let mut note = Diagnostic::error("M0207", format!("{name} needs the name of a drug"));
        note = if drugs.is_empty() {
            note.help("the file declares no [drug.NAME]")
        } else {
            note.expected(format!("one of {}", drugs.join(", ")))
        };
        if let Part::Name(own) = &argument.part
            && let Some(help) = did_you_mean(own, drugs.iter().copied())
        {
            note = note.help(help);
        }
        self.note(argument.extent, note);
        None
    }

    fn dose(&mut self, name: &str, argument: &Node) -> Typed {
        let Some(index) = self.drug(name, argument) else {
            return Typed::unusable();
        };
        self.needs.doses = true;
        match name {
            "on" => Typed {
                expr: Expr::binary(Binary::Greater, Expr::Dose(index), Expr::Number(0.0)),
                unit: Some(Unit::none()),
                condition: true,
            },
            "time_on" => Typed::of(Expr::TimeOn(index), Some(self.checker.time.unit())),
            _ => {
                let written = self.checker.drug_units.get(index).cloned().flatten();
                Typed::of(Expr::Dose(index), written.or_else(|| self.unwritten()))
            }
        }
    }
}
