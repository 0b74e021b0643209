//! Walks the TOML tree of a file and notes everything that is wrong with it.

use super::literal::source_offset;
use crate::syntax::{Extent, Fault};
use forestall_base::{Diagnostic, Diagnostics, Severity};
use toml::Spanned;
use toml::de::DeValue;

/// At most this many messages are shown.
const SHOWN: usize = 50;

/// Bytes `start..end` of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub(crate) struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl<T> From<&Spanned<T>> for Span {
    fn from(spanned: &Spanned<T>) -> Self {
        let range = spanned.span();
        Self {
            start: range.start,
            end: range.end,
        }
    }
}

/// A value of the file, read from TOML.
pub(crate) trait Read: Sized {
    /// Reads `value`, which belongs to the key at `key`; notes what is wrong and goes on.
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self;

    /// What stands in where the value is unusable.
    fn blank() -> Self;

    /// What is meant if the key is not there; nothing if it must be there.
    fn absent() -> Option<Self> {
        None
    }
}

impl<T: Read> Read for Option<T> {
    fn read(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Self {
        Some(T::read(reader, key, value))
    }

    fn blank() -> Self {
        None
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

/// The file, the place at hand and the messages so far.
pub(crate) struct Reader<'s> {
    file: &'s str,
    text: &'s str,
    path: Vec<String>,
    notes: Vec<(Span, Diagnostic)>,
}

impl<'s> Reader<'s> {
    /// A reader of `text`, the contents of `file`.
    pub fn new(file: &'s str, text: &'s str) -> Self {
        Self {
            file,
            text,
            path: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The table at hand, such as `[population.S]`.
    pub fn place(&self) -> String {
        if self.path.is_empty() {
            "the file".to_owned()
        } else {
            format!("[{}]", self.path.join("."))
        }
    }

    /// The table that holds `name`, which may itself be the place at hand.
    pub fn place_of(&self, name: &str) -> String {
        match self.path.split_last() {
            Some((last, [])) if last == name => "the file".to_owned(),
            Some((last, before)) if last == name => format!("[{}]", before.join(".")),
            _ => self.place(),
        }
    }

    /// Reads with `name` added to the place.
    pub fn within<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(name.to_owned());
        let value = read(self);
        self.path.pop();
        value
    }

    /// Notes a message about `span`.
    pub fn note(&mut self, span: Span, mut diagnostic: Diagnostic) {
        // Texts of the file reach terminals through messages.
        diagnostic.message = crate::source::printable(&diagnostic.message);
        diagnostic.expected = diagnostic
            .expected
            .map(|text| crate::source::printable(&text));
        diagnostic.help = diagnostic.help.map(|text| crate::source::printable(&text));
        self.notes.push((span, diagnostic));
    }

    /// Notes what is wrong with an expression in the string at `token`.
    pub fn note_fault(&mut self, token: Span, fault: Fault) {
        let mut diagnostic = Diagnostic::error(fault.code, fault.message);
        diagnostic.expected = fault.expected;
        diagnostic.help = fault.help;
        let span = self.inside(token, fault.extent);
        self.note(span, diagnostic);
    }

    /// The place in the file of a part of the string at `token`.
    pub fn inside(&self, token: Span, extent: Extent) -> Span {
        let raw = self.text.get(token.start..token.end).unwrap_or_default();
        if extent == Extent::default() || !raw.starts_with(['"', '\'']) {
            return token;
        }
        let start = source_offset(raw, extent.start);
        let end = if extent.end > extent.start {
            // The end of the last character, not the start of the next: an escape may lie between.
            source_offset(raw, extent.end)
        } else {
            start
        };
        Span {
            start: token.start + start,
            end: token.start + end.max(start),
        }
    }

    /// The text at `span` as it stands in the file.
    pub fn raw(&self, span: Span) -> &'s str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// Whether an unknown key of `place`, such as `[population.S]`, has been refused.
    pub fn has_unknown_key(&self, place: &str) -> bool {
        let end = format!(" in {place}");
        let mut notes = self.notes.iter();
        notes.any(|(_, note)| note.code == "M0101" && note.message.ends_with(&end))
    }

    /// Whether anything has been refused.
    pub fn failed(&self) -> bool {
        self.notes
            .iter()
            .any(|(_, note)| note.severity == Severity::Error)
    }

    /// Number of notes so far.
    pub fn count(&self) -> usize {
        self.notes.len()
    }

    /// The warnings, or the refusals if there are any, in the order of the file.
    pub fn finish(mut self) -> Result<Vec<Diagnostic>, Diagnostics> {
        let failed = self.failed();
        self.notes
            .retain(|(_, note)| !failed || note.severity == Severity::Error);
        self.notes.sort_by_key(|(span, _)| *span);
        self.notes.dedup_by(|b, a| a == b);
        let more = self.notes.len().saturating_sub(SHOWN);
        self.notes.truncate(SHOWN);
        let (file, text) = (self.file, self.text);
        let mut shown: Vec<Diagnostic> = self
            .notes
            .into_iter()
            .map(|(span, note)| {
                if note.location.is_some() {
                    return note;
                }
                note.at(crate::source::place(file, text, span.start, span.end))
            })
            .collect();
        if !failed {
            return Ok(shown);
        }
        if more > 0 {
            shown.push(Diagnostic::error(
                "M0009",
                format!("{more} more errors are not shown"),
            ));
        }
        Err(Diagnostics(shown))
    }
}
