//! Functions of the expression language.

use super::expression::{Typed, Walker};
use super::names::{FUNCTIONS, Target};
use super::place::Single;
use crate::suggestion::did_you_mean;
use crate::syntax::{Extent, Node, Part};
use crate::unit::Unit;
use crate::{Binary, Expr, Memory, Unary};
use forestall_base::Diagnostic;

/// Functions of one number, and whether the result has the unit of the argument.
const UNARY: [(&str, Unary, bool); 19] = [
    ("exp", Unary::Exp, false),
    ("ln", Unary::Ln, false),
    ("log10", Unary::Log10, false),
    ("tanh", Unary::Tanh, false),
    ("ceil", Unary::Ceil, true),
    ("factorial", Unary::Factorial, false),
    ("sin", Unary::Sin, false),
    ("cos", Unary::Cos, false),
    ("tan", Unary::Tan, false),
    ("asin", Unary::Asin, false),
    ("acos", Unary::Acos, false),
    ("atan", Unary::Atan, false),
    ("sinh", Unary::Sinh, false),
    ("cosh", Unary::Cosh, false),
    ("asinh", Unary::Asinh, false),
    ("acosh", Unary::Acosh, false),
    ("atanh", Unary::Atanh, false),
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

impl Walker<'_, '_, '_> {
    /// `f(a, ...)`
    pub(super) fn call(
        &mut self,
        name: &str,
        at: Extent,
        arguments: &[Node],
        whole: Extent,
    ) -> Typed {
        let Some((_, least, most)) = FUNCTIONS.iter().find(|(own, _, _)| *own == name) else {
            return self.unknown_function(name, at);
        };
        let count = arguments.len();
        if count < *least || count > *most {
            let wanted = match *most {
                usize::MAX => format!("{least} or more arguments"),
                _ if most > least => format!("{least} to {most} arguments"),
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
            "min" => self.outermost(Binary::Min, arguments),
            "max" => self.outermost(Binary::Max, arguments),
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

    fn outermost(&mut self, op: Binary, arguments: &[Node]) -> Typed {
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
        if self.checker.is_in_doses(index) && !(name == "dose" && self.single_dose(index)) {
            self.refuse_level(index, argument.extent);
            return Typed::unusable();
        }
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

    /// Whether a single dose of this drug has an amount here, or where the expression is used.
    pub(super) fn single_dose(&mut self, drug: usize) -> bool {
        match self.place.single {
            Single::Absent => false,
            Single::Of(own) => own == drug,
            Single::Later => *self.needs.single.get_or_insert(drug) == drug,
        }
    }

    /// A drug in single doses has no level at `extent`.
    pub(super) fn refuse_level(&mut self, drug: usize, extent: Extent) {
        let drug = self.checker.document.drug.0[drug].name.clone();
        let span = self.checker.reader.inside(self.token, extent);
        self.checker.refuse_level(span, &drug);
    }
}
