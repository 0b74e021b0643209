//! Walks the TOML tree of a file and notes everything that is wrong with it.

use super::literal::source_offset;
use crate::family::{Bound, Scope, Template};
use crate::syntax::{Extent, Fault};
use forestall_base::{Diagnostic, Diagnostics, Severity};
use std::collections::BTreeMap;
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

impl From<Extent> for Span {
    fn from(bytes: Extent) -> Self {
        Self {
            start: bytes.start,
            end: bytes.end,
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

    /// Reads what may stand for several: the item of a list that names a family, or points to one with "to".
    fn read_all(reader: &mut Reader<'_>, key: Span, value: &Spanned<DeValue<'_>>) -> Vec<Self> {
        reader.each_target(value, |reader| Self::read(reader, key, value))
    }

    /// The part of the value of a family that belongs to the member with these values of its variables.
    fn of_member<'i>(
        _reader: &mut Reader<'_>,
        value: &Spanned<DeValue<'i>>,
        _bound: &[Bound],
    ) -> Spanned<DeValue<'i>> {
        value.clone()
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
    /// Indices, and the variables that have a value at hand.
    pub scope: Scope,
    /// Members of families and the names that they were declared by.
    members: BTreeMap<String, String>,
}

impl<'s> Reader<'s> {
    /// A reader of `text`, the contents of `file`.
    pub fn new(file: &'s str, text: &'s str) -> Self {
        Self {
            file,
            text,
            path: Vec::new(),
            notes: Vec::new(),
            scope: Scope::default(),
            members: BTreeMap::new(),
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

    /// Reads with variables of a family bound.
    pub fn bound<T>(&mut self, bound: &[Bound], read: impl FnOnce(&mut Self) -> T) -> T {
        self.scope.bind(bound);
        let value = read(self);
        self.scope.release(bound.len());
        value
    }

    /// Remembers that `member` was declared by the family `head`.
    pub fn remember(&mut self, member: &str, head: &str) {
        self.members.insert(member.to_owned(), head.to_owned());
    }

    /// The family that `member` was declared by.
    pub fn family_of(&self, member: &str) -> Option<&str> {
        self.members.get(member).map(String::as_str)
    }

    /// Reads an item of a list once for each place that its "to" stands for, other than the entry at hand.
    fn each_target<T>(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        mut read: impl FnMut(&mut Self) -> T,
    ) -> Vec<T> {
        let to = match value.get_ref() {
            DeValue::Table(table) => table.get("to").map(Spanned::get_ref),
            _ => None,
        };
        let Some(DeValue::String(to)) = to else {
            return vec![read(self)];
        };
        // What is wrong with it is said where it is read.
        let Ok(Some(template)) = Template::parse(to, &self.scope) else {
            return vec![read(self)];
        };
        let Ok(members) = template.members(&self.scope) else {
            return vec![read(self)];
        };
        let several = !template.free.is_empty();
        let mut all = Vec::new();
        for (name, bound) in members {
            if !(several && self.path.contains(&name)) {
                all.push(self.bound(&bound, &mut read));
            }
        }
        all
    }

    /// Messages that say the same of several members of a family become one about the family.
    fn join_members(&mut self) {
        if self.members.is_empty() {
            return;
        }
        let names = std::mem::take(&mut self.members);
        let mut joined: Vec<(Span, Diagnostic)> = Vec::new();
        for (span, note) in std::mem::take(&mut self.notes) {
            let mut general = note.clone();
            general.message = in_families(&general.message, &names);
            general.help = general.help.map(|text| in_families(&text, &names));
            general.expected = general.expected.map(|text| in_families(&text, &names));
            let before = joined.iter_mut().rev().take_while(|(own, _)| *own == span);
            let mut before = before.map(|(_, own)| own);
            let same = before.find(|own| {
                own.code == general.code && in_families(&own.message, &names) == general.message
            });
            match same {
                Some(own) => *own = general,
                None => joined.push((span, note)),
            }
        }
        self.notes = joined;
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
        if extent == Extent::default() || extent == Extent::WHOLE || !raw.starts_with(['"', '\'']) {
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
        self.join_members();
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

/// `text` with the names of members replaced by those of their families.
fn in_families(text: &str, names: &BTreeMap<String, String>) -> String {
    let mut new = String::new();
    let mut rest = text;
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    while let Some(start) = rest.find(is_word) {
        let end = rest[start..]
            .find(|c| !is_word(c))
            .map_or(rest.len(), |length| start + length);
        new += &rest[..start];
        let word = &rest[start..end];
        new += names.get(word).map_or(word, String::as_str);
        rest = &rest[end..];
    }
    new + rest
}
