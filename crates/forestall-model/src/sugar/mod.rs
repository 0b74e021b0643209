//! Constructs that stand for others: written out before names and units are looked at.

mod combination;
mod game;
mod growth;
mod pattern;
mod pk;
mod predation;
mod rule;
mod surface;

use crate::document::{Document, Entry, Expression, LetTable, LetValue, Reader, Span};
use crate::suggestion::did_you_mean;
use forestall_base::Diagnostic;

/// Writes out every construct that stands for others, and notes what is wrong with it.
pub(crate) fn write_out(reader: &mut Reader<'_>, document: &mut Document) {
    combination::write_out(reader, document);
    predation::write_out(reader, document);
    pk::write_out(reader, document);
    growth::write_out(reader, document);
    game::write_out(reader, document);
    // Rules come last: they change the rates that laws and games have given.
    rule::write_out(reader, document);
}

/// Notes a name that is not among `names`.
fn unknown<'n>(
    reader: &mut Reader<'_>,
    span: Span,
    kind: &str,
    name: &str,
    names: impl Iterator<Item = &'n str>,
) {
    let names: Vec<&str> = names.collect();
    let note = Diagnostic::error("M0201", format!("unknown {kind} \"{name}\""));
    let mut note = if names.is_empty() {
        note.help(format!("the file declares no {kind}"))
    } else {
        note.expected(format!("one of {}", names.join(", ")))
    };
    if let Some(help) = did_you_mean(name, names) {
        note = note.help(help);
    }
    reader.note(span, note);
}

/// Whether the optional keys are those of `what`, such as `law "gompertz"`: name, value, legal, required.
fn check_keys(
    reader: &mut Reader<'_>,
    code: &'static str,
    what: &str,
    at: Span,
    keys: &[(&str, Option<&Expression>, bool, bool)],
) -> bool {
    let mut fits = true;
    for (key, value, legal, required) in keys {
        match value {
            Some(value) if !legal => {
                let note = Diagnostic::error(code, format!("{what} has no \"{key}\""));
                reader.note(value.token, note.help("delete it"));
                fits = false;
            }
            None if *required => {
                let note = Diagnostic::error(code, format!("{what} needs \"{key}\""));
                reader.note(at, note);
                fits = false;
            }
            _ => {}
        }
    }
    fits
}

/// A `let` that is known by name only, since what it stands for has been refused.
fn unread(name: impl Into<String>, span: Span) -> Entry<LetValue> {
    let value = Expression {
        tree: None,
        token: span,
    };
    named(name, span, value)
}

/// A `let` that is not written in the file.
fn named(name: impl Into<String>, span: Span, value: Expression) -> Entry<LetValue> {
    Entry {
        name: name.into(),
        span,
        value: LetValue(LetTable {
            at: span,
            value,
            unit: None,
        }),
    }
}
