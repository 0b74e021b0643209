//! From the text of a file to a core.

use crate::document::{Document, Read, Reader, Span, apply, check_targets};
use crate::resolve::resolve;
use crate::{Core, Source};
use forestall_base::{Diagnostic, Diagnostics, Location};
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
    source.refuse_foreign()?;
    let text = source.body();
    let (mut file, faults) = DeTable::parse_recoverable(text);
    if !faults.is_empty() {
        return Err(syntax_errors(source, text, &faults));
    }
    let mut reader = Reader::new(&source.name, text);
    check_targets(&mut reader, file.get_ref());
    if let Some(name) = variant {
        apply(file.get_mut(), name)?;
    }
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
    let document = Document::read(&mut reader, Span::default(), &root);
    let core = resolve(&mut reader, &document, variants);
    let warnings = reader.finish()?;
    Ok(Loaded { core, warnings })
}

/// Errors of TOML itself.
fn syntax_errors(source: &Source, text: &str, faults: &[toml::de::Error]) -> Diagnostics {
    let mut shown: Vec<(usize, Diagnostic)> = Vec::new();
    for fault in faults.iter().take(20) {
        let span = fault.span().unwrap_or(0..0);
        let note = Diagnostic::error("M0005", fault.message().to_owned()).at(Location::of_span(
            &source.name,
            text,
            span.start,
            span.end,
        ));
        shown.push((span.start, note));
    }
    shown.sort_by_key(|(start, _)| *start);
    Diagnostics(shown.into_iter().map(|(_, note)| note).collect())
}
