//! `[let]`: named expressions, in the order in which they depend on each other.

use super::checker::{Checker, LetFacts};
use super::names::Target;
use super::order::order;
use super::place::{Place, Single};
use crate::syntax::Part;
use crate::{Expr, Let};
use forestall_base::Diagnostic;

impl Checker<'_, '_> {
    /// Resolves all lets.
    pub fn lets(&mut self) {
        let count = self.document.lets.0.len();
        self.lets = vec![None; count];
        self.let_used = vec![false; count];
        let depends: Vec<Vec<usize>> = (0..count)
            .map(|index| self.let_dependencies(index))
            .collect();
        let (ordered, cycles) = order(&depends);
        for cycle in cycles {
            self.refuse_cycle(&cycle);
        }
        for index in ordered {
            self.let_value(index);
        }
    }

    /// Document indices of the lets that a let uses, in order of use.
    fn let_dependencies(&self, index: usize) -> Vec<usize> {
        let mut found = Vec::new();
        if let Some(tree) = &self.document.lets.0[index].value.0.value.tree {
            tree.walk(&mut |node| {
                if let Part::Name(name) = &node.part
                    && let Some(Target::Let(other)) = self.names.target(name)
                    && !found.contains(&other)
                {
                    found.push(other);
                }
            });
        }
        found
    }

    fn refuse_cycle(&mut self, cycle: &[usize]) {
        let lets = &self.document.lets.0;
        let mut names: Vec<&str> = cycle
            .iter()
            .map(|index| lets[*index].name.as_str())
            .collect();
        let Some(&first) = cycle.first() else { return };
        names.push(&lets[first].name);
        let message = format!(
            "\"{}\" is defined by itself: {}",
            names[0],
            names.join(" -> ")
        );
        self.reader.note(
            lets[first].span,
            Diagnostic::error("M0208", message)
                .help("a quantity that depends on its own past is a [state.NAME]"),
        );
    }

    fn let_value(&mut self, index: usize) {
        let entry = &self.document.lets.0[index];
        let table = &entry.value.0;
        let place = Place {
            single: Single::Later,
            ..Place::dynamics(format!("let \"{}\"", entry.name))
        };
        let (typed, needs) = self.resolve_with_needs(&table.value, &place);
        let written = table.unit.as_ref().and_then(|text| {
            let (unit, factor) = self.unit_of(text)?;
            if factor != 1.0 {
                let name = self.time.name();
                let note =
                    Diagnostic::error("M0407", "the unit contains another time than the model's")
                        .expected(format!("times in {name}"));
                self.reader.note(text.span, note);
            }
            Some((unit, text.value.clone()))
        });
        if let Some((unit, _)) = &written {
            let what = format!("\"{}\"", entry.name);
            self.expect_unit(table.value.token, &what, &typed, unit, None);
        }
        let unit = written
            .as_ref()
            .map(|(unit, _)| unit.clone())
            .or(typed.unit);
        let value = if needs.single.is_some() {
            typed.expr
        } else {
            let text = match (&written, &unit) {
                (Some((_, text)), _) => text.clone(),
                (None, Some(unit)) => unit.to_string(),
                (None, None) => "1".to_owned(),
            };
            self.core.lets.push(Let {
                name: entry.name.clone(),
                value: typed.expr,
                unit: text,
            });
            Expr::Let(self.core.lets.len() - 1)
        };
        self.lets[index] = Some(LetFacts {
            value,
            unit,
            needs,
            condition: typed.condition,
        });
    }
}
