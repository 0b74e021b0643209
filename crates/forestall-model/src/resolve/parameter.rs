//! Parameters, their units, and their spread over patients.

use super::checker::Checker;
use crate::document::{DistributionText, ParameterValue, Span};
use crate::unit::Unit;
use crate::{Distribution, Parameter};
use forestall_base::Diagnostic;

impl Checker<'_, '_> {
    /// `[parameter]`
    pub fn parameters(&mut self) {
        let document = self.document;
        for entry in &document.parameter.0 {
            let ParameterValue(table) = &entry.value;
            let (unit, factor) = match &table.unit {
                None => (None, 1.0),
                Some(text) => match self.unit_of(text) {
                    Some((unit, factor)) => (Some((unit, text.value.clone())), factor),
                    None => (None, 1.0),
                },
            };
            let value = table.value.value * factor;
            let mut bounds = (f64::NEG_INFINITY, f64::INFINITY);
            if let Some(own) = table.bounds {
                bounds = (own.low * factor, own.high * factor);
                if value < bounds.0 || value > bounds.1 {
                    let message =
                        format!("the value of \"{}\" lies outside its bounds", entry.name);
                    let note = Diagnostic::error("M0111", message).expected(format!(
                        "a number from {} to {}",
                        crate::print::number(own.low),
                        crate::print::number(own.high)
                    ));
                    self.reader.note(table.value.span, note);
                }
            }
            let prior = table
                .prior
                .and_then(|prior| self.stretched(&prior, factor))
                .map(|(prior, span)| {
                    self.refuse_disjoint(&entry.name, prior, bounds, span);
                    prior
                });
            let written = match &unit {
                None => "1".to_owned(),
                // As written, unless times were brought to the model's.
                Some((_, text)) if factor == 1.0 => text.clone(),
                Some((unit, _)) => unit.to_string(),
            };
            self.core.parameters.push(Parameter {
                name: entry.name.clone(),
                value,
                unit: written,
                bounds,
                prior,
                source: table.source.as_ref().map(|text| text.value.clone()),
                note: table.note.as_ref().map(|text| text.value.clone()),
            });
            self.parameter_units.push(unit.map(|(unit, _)| unit));
            self.parameter_factors.push(factor);
            self.parameter_used.push(false);
        }
    }

    /// A distribution of a number that is written in another unit of time.
    fn stretched(&mut self, text: &DistributionText, factor: f64) -> Option<(Distribution, Span)> {
        let distribution = text.value?;
        if factor == 1.0 {
            return Some((distribution, text.span));
        }
        let scaled = distribution.scaled(factor);
        if scaled.is_none() {
            self.reader.note(
                text.span,
                Diagnostic::error(
                    "M0112",
                    "a beta distribution cannot be converted to the model's unit of time",
                )
                .help("write the parameter in the model's unit of time"),
            );
        }
        Some((scaled?, text.span))
    }

    /// A prior without any density within the bounds can never be sampled.
    fn refuse_disjoint(&mut self, name: &str, prior: Distribution, bounds: (f64, f64), span: Span) {
        let (low, high) = prior.support();
        if high <= bounds.0 || low >= bounds.1 {
            let message = format!("the prior of \"{name}\" has no overlap with its bounds");
            let note = Diagnostic::error("M0113", message).expected(format!(
                "values from {} to {}",
                crate::print::number(bounds.0),
                crate::print::number(bounds.1)
            ));
            self.reader.note(span, note);
        }
    }

    /// `[patients]`
    pub fn patients(&mut self) {
        let document = self.document;
        let names: Vec<&str> = (document.parameter.0.iter())
            .map(|entry| entry.name.as_str())
            .collect();
        for entry in &document.patients.0 {
            let index = self.index_of(entry.span, "parameter", &entry.name, &names);
            let Some(index) = index else { continue };
            let factor = self.parameter_factors[index];
            let bounds = self.core.parameters[index].bounds;
            if let Some((distribution, span)) = self.stretched(&entry.value, factor) {
                let (low, high) = distribution.support();
                if high <= bounds.0 || low >= bounds.1 {
                    let message = format!(
                        "the spread of \"{}\" over patients has no overlap with its bounds",
                        entry.name
                    );
                    self.refuse(span, "M0113", message);
                }
                self.core.patients.push((index, distribution));
            }
        }
    }

    /// Units of states, drugs and assays.
    pub fn units(&mut self) {
        let document = self.document;
        let mut of_states = Vec::new();
        for name in self.names.states.clone() {
            let population = document
                .population
                .0
                .iter()
                .find(|entry| entry.name == name);
            let state = document.state.0.iter().find(|entry| entry.name == name);
            let assay = document.assay.0.iter().find(|entry| entry.name == name);
            let text = population
                .map(|entry| &entry.value.unit)
                .or(state.map(|entry| &entry.value.unit))
                .or(assay.map(|entry| &entry.value.unit));
            // The unit of an assay with a state is read once, below.
            let quiet = population.is_none() && state.is_none();
            of_states.push(match text {
                Some(Some(text)) if quiet => crate::unit::parse(&text.value).ok(),
                Some(Some(text)) => self.plain_unit(text),
                _ => None,
            });
        }
        self.state_units = of_states;
        for entry in &document.drug.0 {
            let unit = entry
                .value
                .unit
                .as_ref()
                .and_then(|text| self.plain_unit(text));
            let unit = match entry.value.exposure.value {
                crate::Exposure::OnOff => None,
                crate::Exposure::Amount => unit,
            };
            self.drug_units.push(unit);
        }
        for entry in &document.assay.0 {
            let unit = entry
                .value
                .unit
                .as_ref()
                .and_then(|text| self.plain_unit(text));
            self.assay_units.push(unit);
        }
    }

    /// A unit whose times must be the model's own, since values have no factor here.
    fn plain_unit(&mut self, text: &crate::document::Text) -> Option<Unit> {
        let (unit, factor) = self.unit_of(text)?;
        if factor != 1.0 {
            let name = self.time.name();
            let note =
                Diagnostic::error("M0407", "the unit contains another time than the model's")
                    .expected(format!("times in {name}"));
            self.reader.note(text.span, note);
            return None;
        }
        Some(unit)
    }
}
