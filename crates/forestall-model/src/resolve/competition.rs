//! `[competition]`: births shrink as competitors fill the capacity.

use super::checker::Checker;
use super::expression::Typed;
use super::place::Place;
use super::population::{one_minus, product};
use crate::document::{Capacity, CompetitionTable, Expression, Span};
use crate::unit::{Comparison, Unit, WHOLE};
use crate::{Binary, Expr};
use forestall_base::Diagnostic;

/// What the birth rate of each population is multiplied by.
pub(super) struct Crowding(Vec<Option<Expr>>);

impl Crowding {
    /// `1 - sum of a_ij x_j / K_i` for population `index`; 1 if it does not compete.
    pub fn factor(&self, index: usize) -> Expr {
        let factor = self.0.get(index).cloned().flatten();
        factor.unwrap_or(Expr::Number(1.0))
    }
}

impl Checker<'_, '_> {
    /// The factors of `[competition]`.
    pub(super) fn crowding(&mut self) -> Crowding {
        let document = self.document;
        let mut factors = vec![None; document.population.0.len()];
        let Some(table) = &document.competition else {
            return Crowding(factors);
        };
        let members = self.competitors(table);
        let Some(rows) = self.weights(table, members.len()) else {
            return Crowding(factors);
        };
        for (row, &own) in members.iter().enumerate() {
            let entry = &document.population.0[own];
            if entry.value.birth.is_none() && table.populations.is_some() {
                let note = Diagnostic::error(
                    "M0506",
                    format!("{} competes but has no birth that could shrink", entry.name),
                )
                .help("competition multiplies birth rates: give the population one");
                self.reader.note(entry.span, note);
            }
            let Some(capacity) = self.capacity_of(table, &entry.name) else {
                continue;
            };
            let what = format!("the capacity of {}", entry.name);
            let ceiling = self.resolve(capacity, &Place::dynamics(&what));
            let mut sum: Option<Expr> = None;
            for (column, &other) in members.iter().enumerate() {
                let weight = rows[row][column].clone();
                self.check_capacity(capacity, &ceiling, &weight, other);
                if weight.expr == Expr::Number(0.0) {
                    continue;
                }
                let term = product(weight.expr, Expr::State(other));
                sum = Some(match sum {
                    None => term,
                    Some(sum) => Expr::binary(Binary::Add, sum, term),
                });
            }
            let Some(sum) = sum else { continue };
            let share = match ceiling.expr {
                Expr::Number(1.0) => sum,
                capacity => Expr::binary(Binary::Divide, sum, capacity),
            };
            factors[own] = Some(one_minus(share));
        }
        Crowding(factors)
    }

    /// Populations that compete.
    fn competitors(&mut self, table: &CompetitionTable) -> Vec<usize> {
        let Some(list) = &table.populations else {
            return (0..self.document.population.0.len()).collect();
        };
        let mut members = Vec::new();
        for text in &list.items {
            if let Some(index) = self.population_index(text) {
                if members.contains(&index) {
                    let message = format!("\"{}\" is listed twice", text.value);
                    self.refuse(text.span, "M0507", message);
                } else {
                    members.push(index);
                }
            }
        }
        members
    }

    /// The competition matrix, resolved.
    fn weights(&mut self, table: &CompetitionTable, size: usize) -> Option<Vec<Vec<Typed>>> {
        let Some(matrix) = &table.matrix else {
            return Some(vec![vec![Typed::of(Expr::Number(1.0), None); size]; size]);
        };
        // What could not be read has been refused already.
        if matrix.span == Span::default() {
            return None;
        }
        let shape = |reader: &mut crate::document::Reader<'_>, span: Span, found: String| {
            let note = Diagnostic::error("M0508", found).expected(format!(
                "{size} x {size} numbers, a row and a column for each population"
            ));
            reader.note(span, note);
        };
        let count = matrix.items.len();
        let mut fits = true;
        if count != size {
            let plural = if count == 1 { "" } else { "s" };
            shape(
                self.reader,
                matrix.span,
                format!("the competition matrix has {count} row{plural}"),
            );
            fits = false;
        }
        for row in &matrix.items {
            let length = row.items.len();
            if length != size {
                let plural = if length == 1 { "" } else { "s" };
                let found = format!("a row of the competition matrix has {length} number{plural}");
                shape(self.reader, row.span, found);
                fits = false;
            }
        }
        if !fits {
            return None;
        }
        let place = Place::dynamics("the competition matrix");
        Some(
            matrix
                .items
                .iter()
                .map(|row| {
                    row.items
                        .iter()
                        .map(|item| self.resolve(item, &place))
                        .collect()
                })
                .collect(),
        )
    }

    /// The capacity of one population.
    fn capacity_of<'t>(
        &mut self,
        table: &'t CompetitionTable,
        name: &str,
    ) -> Option<&'t Expression> {
        let each = match &table.capacity {
            Capacity::Shared(capacity) => return Some(capacity),
            Capacity::Each(each) => each,
        };
        for entry in &each.0 {
            let text = crate::document::Text {
                value: entry.name.clone(),
                span: entry.span,
            };
            // Noted once per name: equal notes are merged.
            self.population_index(&text);
        }
        let found = each.0.iter().find(|entry| entry.name == name);
        if found.is_none() {
            let note = Diagnostic::error("M0509", format!("{name} competes but has no capacity"))
                .help(format!(
                    "write capacity = {{ {name} = ... }}, or one capacity for all"
                ));
            self.reader.note(table.at, note);
        }
        found.map(|entry| &entry.value)
    }

    /// Capacity and competitors must have one unit.
    fn check_capacity(
        &mut self,
        capacity: &Expression,
        ceiling: &Typed,
        weight: &Typed,
        other: usize,
    ) {
        let Some(unit) = &ceiling.unit else { return };
        let own = self.state_units[other].clone();
        let weighted = match &weight.unit {
            Some(weight) => own.clone().unwrap_or_default().times(weight, WHOLE),
            None => own.clone().unwrap_or_default(),
        };
        if unit.compare(&weighted) == Comparison::Same {
            return;
        }
        let name = self.document.population.0[other].name.clone();
        let found = super::measure::in_unit(unit);
        let mut note = Diagnostic::error(
            "M0406",
            format!(
                "the capacity is {found}, but {name} is {}",
                super::measure::in_unit(&weighted)
            ),
        );
        if own.is_none() {
            note = note.help(format!("write unit = \"{unit}\" in [population.{name}]"));
        } else if unit.is_none() {
            note = note.help(format!(
                "give the capacity the unit {}",
                Unit::to_string(&weighted)
            ));
        }
        self.reader.note(capacity.token, note);
    }
}
