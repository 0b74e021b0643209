//! `[fit]`: what is estimated from data.

use super::checker::Checker;
use crate::document::{Grid, Span};
use crate::{Fit, Objective};
use forestall_base::Diagnostic;

impl Checker<'_, '_> {
    /// `[fit]`, if the file has it.
    pub fn fit(&mut self) {
        let document = self.document;
        let Some(table) = &document.fit else { return };
        let names: Vec<&str> = document
            .parameter
            .0
            .iter()
            .map(|own| own.name.as_str())
            .collect();
        let mut free: Vec<usize> = Vec::new();
        for text in &table.free.items {
            let Some(index) = self.index_of(text.span, "parameter", &text.value, &names) else {
                continue;
            };
            if free.contains(&index) {
                self.refuse(
                    text.span,
                    "M0702",
                    format!("\"{}\" is listed twice", text.value),
                );
                continue;
            }
            let parameter = &self.core.parameters[index];
            let bounded = parameter.bounds.0.is_finite() && parameter.bounds.1.is_finite();
            if !bounded && parameter.prior.is_none() {
                let note = Diagnostic::error(
                    "M0703",
                    format!(
                        "\"{}\" is estimated without a prior or finite bounds",
                        text.value
                    ),
                )
                .help(format!(
                    "write for example {} = {{ value = ..., bounds = [low, high] }}",
                    text.value
                ));
                self.reader.note(text.span, note);
            }
            free.push(index);
        }
        let mut profile = Vec::new();
        for entry in &table.profile.0 {
            let Some(index) = self.index_of(entry.span, "parameter", &entry.name, &names) else {
                continue;
            };
            let values = self.grid(&entry.name, index, &entry.value);
            profile.push((index, values));
        }
        self.core.fit = Some(Fit {
            free,
            objective: (table.objective.as_ref()).map_or(Objective::Posterior, |word| word.value),
            profile,
        });
    }

    /// Values of a profile, in the model's unit of time.
    fn grid(&mut self, name: &str, index: usize, grid: &Grid) -> Vec<f64> {
        let factor = self.parameter_factors[index];
        let (low, high) = self.core.parameters[index].bounds;
        let (values, span): (Vec<f64>, Span) = match grid {
            Grid::Values(list) => (
                list.items
                    .iter()
                    .map(|number| number.value * factor)
                    .collect(),
                list.span,
            ),
            Grid::Spaced(table) => {
                let (first, last) = (table.range.low, table.range.high);
                let count = table.steps.value.max(2);
                let step = (last - first) / f64::from(count - 1);
                if !(first.is_finite() && last.is_finite()) {
                    // Unreadable bounds have been refused already; infinite ones have no grid.
                    if table.range.span != Span::default() {
                        self.refuse(
                            table.range.span,
                            "M0704",
                            "the range of a profile is infinite",
                        );
                    }
                    return Vec::new();
                }
                let values = (0..count).map(|k| {
                    if k + 1 == count {
                        last * factor
                    } else {
                        (first + f64::from(k) * step) * factor
                    }
                });
                (values.collect(), table.range.span)
            }
        };
        // What could not be read has been refused already.
        if span == Span::default() {
            return values;
        }
        if values.is_empty() {
            self.refuse(
                span,
                "M0704",
                format!("the profile of \"{name}\" has no values"),
            );
        }
        if values.iter().any(|x| *x < low || *x > high) {
            let note = Diagnostic::error(
                "M0704",
                format!("the profile of \"{name}\" leaves the bounds of the parameter"),
            )
            .expected(format!(
                "values from {} to {}",
                crate::print::number(low / factor),
                crate::print::number(high / factor)
            ));
            self.reader.note(span, note);
        }
        values
    }
}
