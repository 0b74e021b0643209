//! From the text of a file to a core.

use crate::document::{Document, Read, Reader, Span, apply, check_targets, scope};
use crate::resolve::resolve;
use crate::source::{place, printable};
use crate::sugar::write_out;
use crate::{Core, Source, sbml};
use forestall_base::{Diagnostic, Diagnostics};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A model that has been read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// What the file means.
    pub core: Core,
    /// What is legal but probably not meant, in the order of the file.
    pub warnings: Vec<Diagnostic>,
}

/// Reads, checks and expands a model file.
///
/// With `variant`, the changes of that `[variant]` are laid over the file first.
///
/// # Errors
///
/// Everything that is wrong with the file, in its order, each with file, line, column, what was
/// found and, where it can be said, what was expected and what to do.
pub fn load(source: &Source, variant: Option<&str>) -> Result<Loaded, Diagnostics> {
    if sbml::is_sbml(source) {
        if let Some(name) = variant {
            let text = format!("an SBML file has no variant \"{name}\"");
            return Err(Diagnostic::error("M1014", text).into());
        }
        return sbml::import(source).map(|imported| imported.loaded);
    }
    source.refuse_foreign()?;
    let text = source.body();
    let (mut file, faults) = DeTable::parse_recoverable(text);
    if !faults.is_empty() {
        return Err(syntax_errors(source, text, &faults));
    }
    let mut reader = Reader::new(&source.name, text);
    reader.scope = scope(file.get_ref());
    check_targets(&mut reader, file.get_ref());
    if let Some(name) = variant {
        apply(file.get_mut(), name)?;
    }
    reader.scope = scope(file.get_ref());
    let variants = match file.get_ref().get("variant").map(Spanned::get_ref) {
        Some(DeValue::Table(table)) => {
            let mut names: Vec<_> = table.keys().collect();
            names.sort_by_key(|name| name.span().start);
            names
                .into_iter()
                .map(|name| name.get_ref().to_string())
                .collect()
        }
        _ => Vec::new(),
    };
    let root = Spanned::new(0..0, DeValue::Table(file.into_inner()));
    let mut document = Document::read(&mut reader, Span::default(), &root);
    write_out(&mut reader, &mut document);
    let core = resolve(&mut reader, &document, variants);
    let warnings = reader.finish()?;
    Ok(Loaded { core, warnings })
}

/// Errors of TOML itself, in words of this project.
fn syntax_errors(source: &Source, text: &str, faults: &[toml::de::Error]) -> Diagnostics {
    let mut shown: Vec<(usize, Diagnostic)> = Vec::new();
    // A table that is there twice repeats its keys: only the table is reported.
    let mut repeated = 0..0;
    for fault in faults.iter().take(20) {
        let span = fault.span().unwrap_or(0..0);
        let found = text.get(span.clone()).unwrap_or_default();
        let duplicate = fault.message() == "duplicate key";
        if duplicate && repeated.contains(&span.start) {
            continue;
        }
        let before = text.get(..span.start).unwrap_or_default();
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        if duplicate && text[line..].starts_with('[') {
            let rest = &text[span.start..];
            let end = rest.find("\n[").map_or(text.len(), |at| span.start + at);
            repeated = span.start..end;
        }
        let note = explained(fault.message(), found);
        let place = place(&source.name, text, span.start, span.end);
        shown.push((span.start, note.at(place)));
    }
    shown.sort_by_key(|(start, _)| *start);
    Diagnostics(shown.into_iter().map(|(_, note)| note).collect())
}

/// What a message of the TOML parser means for the author of a model.
fn explained(message: &str, found: &str) -> Diagnostic {
    let error = |text: String| Diagnostic::error("M0005", text);
    match message {
        "duplicate key" => {
            error(format!("\"{}\" is given twice", printable(found))).help("keep one of them")
        }
        "string values must be quoted, expected literal string" if found.trim().is_empty() => {
            error("a key has no value".to_owned())
                .expected("a number, a string, an array or a table")
        }
        "string values must be quoted, expected literal string" => error(format!(
            "\"{}\" is neither a number nor quoted",
            printable(found.trim())
        ))
        .help("write words and expressions in quotes, such as birth = \"r * 2\""),
        _ if message.starts_with("invalid basic string")
            || message.starts_with("invalid literal string") =>
        {
            error("a string is never closed".to_owned())
                .expected("its quote before the end of the line")
        }
        _ if message.contains("recurs") => {
            error("arrays and tables are nested too deep".to_owned())
        }
        _ => error(format!("this is not TOML: {}", printable(message))),
    }
}
