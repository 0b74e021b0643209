//! Discrete maps: what each state becomes in one step, and `next(X)`.

use super::checker::Checker;
use super::expression::{Typed, Walker};
use super::names::Target;
use super::order::order;
use crate::document::MethodWord;
use crate::suggestion::did_you_mean;
use crate::syntax::{Extent, Node, Part};
use crate::{Binary, Expr, Method};
use forestall_base::Diagnostic;

/// While states are resolved, `next(X)` is the state of X's index plus this; `steps` replaces it.
const NEXT: usize = usize::MAX / 2;

/// The largest step of one state after `next` has been replaced.
const LARGEST: usize = 10_000;
const DEEPEST: usize = 500;

impl Checker<'_, '_> {
    /// Whether the model is a map.
    pub(super) fn is_map(&self) -> bool {
        self.document
            .solver
            .as_ref()
            .and_then(|solver| solver.method.as_ref())
            .is_some_and(|word| word.value == MethodWord::Map && word.span.end > 0)
    }

    /// Fills in what each state becomes in one step of a map.
    pub fn steps(&mut self) {
        let Method::Map { step } = self.core.solver.method else {
            return;
        };
        let steps: Vec<Expr> = (self.core.states.iter().enumerate())
            .map(|(index, state)| {
                state.next.clone().unwrap_or_else(|| {
                    let change = super::population::product(Expr::Number(step), state.rate.clone());
                    Expr::binary(Binary::Add, Expr::State(index), change)
                })
            })
            .collect();
        let count = steps.len();
        let depends: Vec<Vec<usize>> = steps
            .iter()
            .map(|step| {
                let mut found = Vec::new();
                step.walk(&mut |expr| {
                    if let Expr::State(index) = expr
                        && (NEXT..NEXT + count).contains(index)
                        && !found.contains(&(index - NEXT))
                    {
                        found.push(index - NEXT);
                    }
                });
                found
            })
            .collect();
        let (ordered, cycles) = order(&depends);
        for cycle in &cycles {
            self.refuse_step_cycle(cycle);
        }
        if !cycles.is_empty() {
            return;
        }
        let mut done: Vec<Option<Expr>> = vec![None; count];
        for index in ordered {
            let whole = replaced(&steps[index], &done);
            let (size, depth) = measure(&whole);
            if size > LARGEST || depth > DEEPEST {
                let name = &self.names.states[index];
                let note = Diagnostic::error(
                    "M0604",
                    format!("one step of {name} is too large when every next(...) is written out"),
                )
                .help("use fewer next(...) of states that use next(...) themselves");
                self.reader.note(self.document.model.at, note);
                return;
            }
            let state = &mut self.core.states[index];
            state.next = Some(whole.clone());
            if !depends[index].is_empty() {
                // The derivative of a map that looks ahead has no meaning of its own.
                state.rate = Expr::Number(0.0);
            }
            let mut value = whole;
            if let Some(floor) = state.floor {
                value = Expr::binary(Binary::Max, value, Expr::Number(floor));
            }
            if let Some(ceiling) = state.ceiling {
                value = Expr::binary(Binary::Min, value, Expr::Number(ceiling));
            }
            done[index] = Some(value);
        }
    }

    fn refuse_step_cycle(&mut self, cycle: &[usize]) {
        let mut names: Vec<&str> = cycle
            .iter()
            .map(|index| self.names.states[*index].as_str())
            .collect();
        let Some(&first) = names.first() else { return };
        names.push(first);
        let message = format!("next({first}) is defined by itself: {}", names.join(" -> "));
        let document = self.document;
        let spans = (document
            .population
            .0
            .iter()
            .map(|entry| (&entry.name, entry.span)))
        .chain(
            document
                .state
                .0
                .iter()
                .map(|entry| (&entry.name, entry.span)),
        )
        .chain(
            document
                .assay
                .0
                .iter()
                .map(|entry| (&entry.name, entry.span)),
        );
        let span = spans.into_iter().find(|(name, _)| *name == first);
        if let Some((_, span)) = span {
            self.reader.note(
                span,
                Diagnostic::error("M0603", message)
                    .help("use values from before the step, without next(...)"),
            );
        }
    }
}

/// `expr` with every `next(X)` replaced by what X becomes.
fn replaced(expr: &Expr, done: &[Option<Expr>]) -> Expr {
    match expr {
        Expr::State(index) if *index >= NEXT => done
            .get(index - NEXT)
            .cloned()
            .flatten()
            .unwrap_or(Expr::Number(f64::NAN)),
        Expr::Unary(op, a) => Expr::unary(*op, replaced(a, done)),
        Expr::Binary(op, ab) => Expr::binary(*op, replaced(&ab.0, done), replaced(&ab.1, done)),
        Expr::If(abc) => Expr::If(Box::new((
            replaced(&abc.0, done),
            replaced(&abc.1, done),
            replaced(&abc.2, done),
        ))),
        other => other.clone(),
    }
}

/// Number of parts and depth of an expression.
fn measure(expr: &Expr) -> (usize, usize) {
    let all = |parts: &[&Expr]| {
        parts.iter().fold((1, 1), |(size, depth), part| {
            let (own_size, own_depth) = measure(part);
            (size + own_size, depth.max(own_depth + 1))
        })
    };
    match expr {
        Expr::Unary(_, a) => all(&[a]),
        Expr::Binary(_, ab) => all(&[&ab.0, &ab.1]),
        Expr::If(abc) => all(&[&abc.0, &abc.1, &abc.2]),
        _ => (1, 1),
    }
}

impl Walker<'_, '_, '_> {
    /// `next(X)`
    pub(super) fn next_value(&mut self, argument: &Node, at: Extent) -> Typed {
        if !self.place.next {
            let note = Diagnostic::error(
                "M0605",
                format!(
                    "next(...) is a value after a step, which {} cannot use",
                    self.place.what
                ),
            )
            .help("it is legal in \"next\" and \"ode\" where [solver] method = \"map\"");
            return self.note(at, note);
        }
        if let Part::Name(name) = &argument.part {
            let index = match self.checker.names.target(name) {
                Some(Target::State(index) | Target::Assay(_, Some(index))) => Some(index),
                _ => None,
            };
            if let Some(index) = index {
                self.needs.states = true;
                let written = self.checker.state_units.get(index).cloned().flatten();
                return Typed::of(
                    Expr::State(NEXT + index),
                    written.or_else(|| self.unwritten()),
                );
            }
        }
        let states = self.checker.names.states.clone();
        let mut note = Diagnostic::error("M0207", "next needs the name of a population or state")
            .expected(format!("one of {}", states.join(", ")));
        if let Part::Name(name) = &argument.part {
            note.help = did_you_mean(name, states.iter().map(String::as_str));
        }
        self.note(argument.extent, note)
    }
}
