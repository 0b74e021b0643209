//! Events.

use super::assemble::Assembly;
use super::document::Event;
use super::quantity::Role;
use super::translate::Scope;
use super::value::{Answer, What, When};
use crate::{Binary, Expr};
use forestall_base::Diagnostic;

impl Assembly<'_> {
    /// An event of the file as one of a core.
    pub(super) fn event(&mut self, event: &Event) -> Answer<crate::Event> {
        let (run, scope) = (When::Run, Scope::new());
        let trigger = self.expr(&event.trigger, run, &scope)?;
        let priority = match &event.priority {
            Some(math) => Some(self.expr(math, run, &scope)?),
            None => None,
        };
        // New values as written, by quantity.
        let mut values: Vec<(usize, Expr)> = Vec::new();
        for own in &event.assignments {
            let index = self.by_id[own.id.as_str()];
            if !matches!(self.quantities[index].role, Role::State(_)) {
                let text = format!("\"{}\" is set by an event and given by a rule", own.id);
                let note = Diagnostic::error("M1006", text).at(self.location(&own.at));
                return Err(Box::new(note));
            }
            values.push((index, self.expr(&own.math, run, &scope)?));
        }
        let mut assignments = Vec::new();
        for (index, value) in &values {
            let Role::State(state) = self.quantities[*index].role else {
                continue;
            };
            // A concentration that is set holds for the size before the event; then the amount stays.
            let value = match self.sized(*index) {
                Some(size) if !self.in_concentration(*index) => {
                    let size = self.get(size, What::Value, run)?;
                    Expr::binary(Binary::Multiply, value.clone(), size)
                }
                Some(size) => self.thinned(value.clone(), size, &values)?,
                None => value.clone(),
            };
            assignments.push((state, value));
        }
        self.thin(&values, &mut assignments)?;
        Ok(crate::Event {
            name: event.id.clone(),
            trigger: crate::Trigger::Condition(trigger),
            initial: event.initial,
            once: false,
            persistent: event.persistent,
            values_at_trigger: event.values_at_trigger,
            priority,
            assignments,
        })
    }

    /// Where an event sets a size, amounts stay and concentrations that are states follow.
    fn thin(
        &mut self,
        values: &[(usize, Expr)],
        assignments: &mut Vec<(usize, Expr)>,
    ) -> Answer<()> {
        for index in 0..self.quantities.len() {
            let Role::State(state) = self.quantities[index].role else {
                continue;
            };
            if !self.in_concentration(index) || values.iter().any(|(own, _)| *own == index) {
                continue;
            }
            if let Some(size) = self.sized(index)
                && values.iter().any(|(own, _)| *own == size)
            {
                let value = self.thinned(Expr::State(state), size, values)?;
                assignments.push((state, value));
            }
        }
        Ok(())
    }

    /// A concentration after the event of which the values are set, where its amount stays.
    fn thinned(&mut self, value: Expr, size: usize, values: &[(usize, Expr)]) -> Answer<Expr> {
        let Some((_, new)) = values.iter().find(|(own, _)| *own == size) else {
            return Ok(value);
        };
        let old = self.get(size, What::Value, When::Run)?;
        let share = Expr::binary(Binary::Divide, old, new.clone());
        Ok(Expr::binary(Binary::Multiply, value, share))
    }
}
