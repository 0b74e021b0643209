//! Who is called what.

use super::checker::Checker;
use crate::document::Span;
use crate::family::names_family;
use crate::suggestion::did_you_mean;
use forestall_base::Diagnostic;
use std::collections::BTreeMap;

/// Functions of the expression language with the number of their arguments.
pub(super) const FUNCTIONS: [(&str, usize, usize); 53] = [
    ("if", 3, 3),
    ("min", 2, usize::MAX),
    ("max", 2, usize::MAX),
    ("exp", 1, 1),
    ("ln", 1, 1),
    ("log10", 1, 1),
    ("sqrt", 1, 1),
    ("abs", 1, 1),
    ("floor", 1, 1),
    ("tanh", 1, 1),
    ("hill", 3, 3),
    ("ceil", 1, 1),
    ("factorial", 1, 1),
    ("sin", 1, 1),
    ("cos", 1, 1),
    ("tan", 1, 1),
    ("asin", 1, 1),
    ("acos", 1, 1),
    ("atan", 1, 1),
    ("sinh", 1, 1),
    ("cosh", 1, 1),
    ("asinh", 1, 1),
    ("acosh", 1, 1),
    ("atanh", 1, 1),
    ("dose", 1, 1),
    ("on", 1, 1),
    ("time_on", 1, 1),
    ("next", 1, 1),
    ("baseline", 1, 1),
    ("previous", 1, 1),
    ("nadir", 1, 1),
    ("peak", 1, 1),
    ("time", 1, 1),
    ("starts", 1, 1),
    ("stops", 1, 1),
    ("start", 2, 2),
    ("stop", 2, 2),
    ("end", 0, 0),
    ("final", 1, 1),
    ("at", 2, 2),
    ("largest", 1, 4),
    ("smallest", 1, 4),
    ("when_largest", 1, 4),
    ("when_smallest", 1, 4),
    ("steady_states", 0, 0),
    ("steady", 2, 2),
    ("eigenvalue", 2, 2),
    ("frequency", 2, 2),
    ("stable", 1, 1),
    ("probability", 1, 1),
    ("mean", 1, 1),
    ("sd", 1, 1),
    ("loss", 0, 0),
];

/// Words that cannot be names.
const RESERVED: [&str; 7] = ["and", "or", "not", "pi", "phase_time", "never", "off"];

/// Words that are keys beside drugs in a regimen.
const KEYS: [&str; 5] = ["note", "decide", "initial", "tune", "state"];

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// What families run over.
    Index,
    /// Index of a parameter.
    Parameter(usize),
    /// Index into the document's lets.
    Let(usize),
    /// Index of a population or state.
    State(usize),
    /// Index of a drug.
    Drug(usize),
    /// Index of an assay and of the state it has, if any.
    Assay(usize, Option<usize>),
}

/// Names of parameters, lets, states, drugs and assays.
#[derive(Debug, Default)]
pub(super) struct Names {
    targets: BTreeMap<String, (Target, &'static str)>,
    /// Populations and states by index.
    pub states: Vec<String>,
}

impl Names {
    /// What `name` stands for.
    pub fn target(&self, name: &str) -> Option<Target> {
        self.targets.get(name).map(|(target, _)| *target)
    }

    /// All names, in alphabetical order.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.targets.keys().map(String::as_str)
    }
}

/// Whether `name` is a word of letters, digits and underscores.
fn is_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// `a drug`, `an assay`
fn one(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'i']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {kind}")
}

impl Checker<'_, '_> {
    /// Collects the names of the document.
    pub fn names(&mut self) {
        let document = self.document;
        for entry in &document.index.0 {
            self.name(&entry.name, entry.span, "index", Target::Index);
        }
        for (index, entry) in document.parameter.0.iter().enumerate() {
            self.name(
                &entry.name,
                entry.span,
                "parameter",
                Target::Parameter(index),
            );
        }
        for (index, entry) in document.lets.0.iter().enumerate() {
            self.name(&entry.name, entry.span, "let", Target::Let(index));
        }
        for entry in &document.population.0 {
            let index = self.names.states.len();
            self.name(&entry.name, entry.span, "population", Target::State(index));
            self.names.states.push(entry.name.clone());
        }
        let mut owners: Vec<(Span, Option<usize>)> = Vec::new();
        owners.extend(
            (document.state.0.iter().enumerate()).map(|(index, entry)| (entry.span, Some(index))),
        );
        owners.extend(
            (document.assay.0.iter())
                .filter(|entry| entry.value.has_state())
                .map(|entry| (entry.span, None)),
        );
        owners.sort();
        for (span, owner) in owners {
            let index = self.names.states.len();
            if let Some(entry) = owner.map(|at| &document.state.0[at]) {
                self.name(&entry.name, entry.span, "state", Target::State(index));
                self.names.states.push(entry.name.clone());
            } else if let Some(entry) = document.assay.0.iter().find(|entry| entry.span == span) {
                self.names.states.push(entry.name.clone());
            }
        }
        for (index, entry) in document.drug.0.iter().enumerate() {
            self.name(&entry.name, entry.span, "drug", Target::Drug(index));
            if KEYS.contains(&entry.name.as_str()) || entry.name == "leave" {
                let note = Diagnostic::error(
                    "M0204",
                    format!("\"{}\" cannot be the name of a drug", entry.name),
                );
                self.reader.note(
                    entry.span,
                    note.help("it is a key of regimens, where drugs are named"),
                );
            }
        }
        for (index, entry) in document.assay.0.iter().enumerate() {
            let state = if entry.value.has_state() {
                self.names.states.iter().position(|own| *own == entry.name)
            } else {
                None
            };
            self.name(
                &entry.name,
                entry.span,
                "assay",
                Target::Assay(index, state),
            );
        }
        let regimens = document
            .regimen
            .0
            .iter()
            .map(|entry| (&entry.name, entry.span));
        let stops = document
            .stop
            .0
            .iter()
            .map(|entry| (&entry.name, entry.span));
        for (name, span) in regimens.chain(stops) {
            if name.trim().is_empty() {
                self.refuse(span, "M0203", "a name is empty");
            }
        }
        if self.names.states.is_empty() && !self.reader.failed() {
            self.reader.note(
                document.model.at,
                Diagnostic::error("M0103", "the model has nothing that changes in time")
                    .expected("at least one [population.NAME] or [state.NAME]"),
            );
        }
    }

    fn name(&mut self, name: &str, span: Span, kind: &'static str, target: Target) {
        if !is_word(name) {
            let mut note = Diagnostic::error("M0203", format!("\"{name}\" cannot be a name"))
                .expected("letters A-Z a-z, digits and _, not beginning with a digit");
            if names_family(name) {
                note = note.help("a family needs its index: [index] with clone = [\"S\", \"R\"]");
            }
            self.reader.note(span, note);
        }
        if RESERVED.contains(&name) || FUNCTIONS.iter().any(|(own, _, _)| *own == name) {
            self.reader.note(
                span,
                Diagnostic::error(
                    "M0204",
                    format!("\"{name}\" cannot be the name of a {kind}"),
                )
                .help("it is a word of the expression language"),
            );
        }
        if let Some((_, other)) = self.names.targets.get(name) {
            let message = format!("\"{name}\" is both {} and {}", one(other), one(kind));
            self.reader.note(
                span,
                Diagnostic::error("M0206", message)
                    .help("indices, parameters, lets, populations, states, drugs and assays share one set of names"),
            );
            return;
        }
        self.names.targets.insert(name.to_owned(), (target, kind));
    }

    /// A note that `name` is unknown.
    pub fn unknown_name(&self, name: &str, extra: &[&str]) -> Diagnostic {
        let mut note = Diagnostic::error("M0201", format!("unknown name \"{name}\""));
        let words = self.names.all().chain(extra.iter().copied());
        note.help = did_you_mean(name, words.chain(["time", "phase_time", "pi"]));
        if note.help.is_none() {
            note = note.help("declare it under [parameter] or [let]");
        }
        note
    }
}
