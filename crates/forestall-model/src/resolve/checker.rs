//! What is known so far while a document is resolved.

use super::names::Names;
use super::place::Needs;
use super::words::words;
use crate::document::{Document, Duration, Reader, Span, Text};
use crate::suggestion::did_you_mean;
use crate::unit::{TimeUnit, Unit};
use crate::{Core, Expr};
use forestall_base::Diagnostic;
use std::collections::BTreeSet;

/// The document, the core so far, the names and units.
pub(super) struct Checker<'c, 's> {
    pub reader: &'c mut Reader<'s>,
    pub document: &'c Document,
    pub core: Core,
    pub time: TimeUnit,
    pub names: Names,
    /// Units by index of the parameter; nothing if none was written.
    pub parameter_units: Vec<Option<Unit>>,
    /// By what values written in the file are multiplied.
    pub parameter_factors: Vec<f64>,
    pub state_units: Vec<Option<Unit>>,
    pub drug_units: Vec<Option<Unit>>,
    pub assay_units: Vec<Option<Unit>>,
    /// By index in the document; nothing before they are resolved.
    pub lets: Vec<Option<LetFacts>>,
    /// Which parameters and lets are used.
    pub parameter_used: Vec<bool>,
    pub let_used: Vec<bool>,
}

/// What is known of a `let`.
#[derive(Debug, Clone)]
pub(super) struct LetFacts {
    /// What stands for it: its name, or its value where that holds only while a dose is given.
    pub value: Expr,
    /// Unit, if it is known.
    pub unit: Option<Unit>,
    /// What it needs.
    pub needs: Needs,
    /// Whether it is a condition.
    pub condition: bool,
}

/// `[model] time`.
pub(super) fn time_unit(reader: &mut Reader<'_>, document: &Document) -> TimeUnit {
    let text = &document.model.time;
    if let Some(unit) = TimeUnit::parse(&text.value) {
        return unit;
    }
    // A missing key has been noted already.
    if text.span != Span::default() {
        let mut note = Diagnostic::error(
            "M0403",
            format!("\"{}\" is not a unit of time for a model", text.value),
        )
        .expected(format!(
            "one of {}",
            TimeUnit::legal()
                .map(|word| format!("\"{word}\""))
                .collect::<Vec<_>>()
                .join(", ")
        ));
        note.help = did_you_mean(&text.value, TimeUnit::legal());
        reader.note(text.span, note);
    }
    TimeUnit::unknown()
}

impl<'c, 's> Checker<'c, 's> {
    pub fn new(reader: &'c mut Reader<'s>, document: &'c Document, time: TimeUnit) -> Self {
        let text = |text: &Option<Text>| text.as_ref().map(|t| t.value.clone());
        let core = Core {
            name: document.model.name.value.clone(),
            cite: text(&document.model.cite),
            summary: text(&document.model.summary),
            mechanisms: words(&document.model.mechanism),
            strategies: words(&document.model.strategy),
            slips: words(&document.model.slips),
            time_unit: time.name().to_owned(),
            ..Core::default()
        };
        Self {
            reader,
            document,
            core,
            time,
            names: Names::default(),
            parameter_units: Vec::new(),
            parameter_factors: Vec::new(),
            state_units: Vec::new(),
            drug_units: Vec::new(),
            assay_units: Vec::new(),
            lets: Vec::new(),
            parameter_used: Vec::new(),
            let_used: Vec::new(),
        }
    }

    /// Notes an error at `span`.
    pub fn refuse(&mut self, span: Span, code: &'static str, message: impl Into<String>) {
        self.reader.note(span, Diagnostic::error(code, message));
    }

    /// A span of time in the model's unit; negative ones are refused, and 0 if `positive`.
    pub fn duration(&mut self, duration: &Duration, positive: bool) -> f64 {
        if duration.value.is_nan() {
            return f64::NAN;
        }
        let factor = match &duration.unit {
            None => 1.0,
            Some((word, extent)) => {
                let Some(factor) = self.time.per(word) else {
                    let span = self.reader.inside(duration.span, *extent);
                    let name = self.time.name();
                    let mut note =
                        Diagnostic::error("M0404", format!("\"{word}\" is not a unit of time"));
                    note = if self.time.unit().is_none() {
                        note.help("the model's time has no unit: write a number of steps")
                    } else {
                        note.expected(format!("for example \"14 {name}\""))
                    };
                    if !self.time.unit().is_none()
                        && let Some(help) =
                            did_you_mean(word, TimeUnit::legal().filter(|word| *word != "1"))
                    {
                        note = note.help(help);
                    }
                    self.reader.note(span, note);
                    return f64::NAN;
                };
                factor
            }
        };
        let value = duration.value * factor;
        if value < 0.0 || (positive && value == 0.0) {
            let expected = if positive { "more than 0" } else { "0 or more" };
            let found = if value < 0.0 { "negative" } else { "0" };
            self.reader.note(
                duration.span,
                Diagnostic::error("M0110", format!("a duration is {found}")).expected(expected),
            );
            return f64::NAN;
        }
        value
    }

    /// Index of the entry called `name` among `names`, or a note that there is none.
    pub fn index_of(
        &mut self,
        span: Span,
        kind: &str,
        name: &str,
        names: &[&str],
    ) -> Option<usize> {
        if let Some(at) = names.iter().position(|own| *own == name) {
            return Some(at);
        }
        let mut note = Diagnostic::error("M0201", format!("unknown {kind} \"{name}\""));
        note = if names.is_empty() {
            note.help(format!("the file declares no {kind}"))
        } else {
            note.expected(format!("one of {}", names.join(", ")))
        };
        if let Some(help) = did_you_mean(name, names.iter().copied()) {
            note = note.help(help);
        }
        self.reader.note(span, note);
        None
    }

    /// Notes every parameter and let that nothing uses; a family only if no member is used.
    pub fn unused(&mut self) {
        let document = self.document;
        let used: BTreeSet<Span> = (document.parameter.0.iter().zip(&self.parameter_used))
            .filter(|(_, used)| **used)
            .map(|(entry, _)| entry.span)
            .collect();
        for entry in &document.parameter.0 {
            if !used.contains(&entry.span) {
                self.refuse_idle("parameter", &entry.name, entry.span);
            }
        }
        let used: BTreeSet<Span> = (document.lets.0.iter().zip(&self.let_used))
            .filter(|(_, used)| **used)
            .map(|(entry, _)| entry.span)
            .collect();
        for (index, entry) in document.lets.0.iter().enumerate() {
            if self.let_facts(index).is_some() && !used.contains(&entry.span) {
                self.refuse_idle("let", &entry.name, entry.span);
            }
        }
    }

    fn refuse_idle(&mut self, kind: &str, name: &str, span: Span) {
        let name = self.reader.family_of(name).unwrap_or(name);
        let note = Diagnostic::warning("M0901", format!("{kind} \"{name}\" is not used"));
        self.reader
            .note(span, note.help("delete it, or use it in an expression"));
    }
}
