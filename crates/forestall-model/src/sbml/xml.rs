//! The XML of a file, and diagnostics that point into it.

use std::ops::Range;

use crate::Source;
use crate::source::{place, printable};
use forestall_base::{Diagnostic, Diagnostics, Location, Severity};
use roxmltree::{Document, Node};

/// Files larger than this are refused.
const LARGEST: usize = 64 << 20;
/// Elements deeper than this are refused.
const DEEPEST: usize = 300;

/// Parses the text of a source.
pub(super) fn parse(source: &Source) -> Result<Document<'_>, Diagnostics> {
    let text = source.body();
    if text.len() > LARGEST {
        return Err(Diagnostic::error(
            "M1001",
            format!("{} is too large for a model", source.name),
        )
        .expected("an SBML file of at most 64 MiB")
        .into());
    }
    if let Some(at) = too_deep(text) {
        return Err(Diagnostic::error("M1001", "elements are nested too deep")
            .at(place(&source.name, text, at, at + 1))
            .expected(format!("at most {DEEPEST} levels"))
            .into());
    }
    Document::parse(text).map_err(|error| {
        let at = error.pos();
        let start = offset(text, at.row as usize, at.col as usize);
        Diagnostic::error(
            "M1002",
            format!("this is not XML: {}", printable(&plain(&error))),
        )
        .at(place(&source.name, text, start, start + 1))
        .into()
    })
}

/// The message of the parser without its position.
fn plain(error: &roxmltree::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at ") {
        Some(end) if text[end + 4..].contains(':') => text[..end].to_owned(),
        _ => text,
    }
}

/// Byte offset of a line and column.
fn offset(text: &str, row: usize, column: usize) -> usize {
    let begin: usize = text
        .split_inclusive('\n')
        .take(row.max(1) - 1)
        .map(str::len)
        .sum();
    let inside = text[begin..].char_indices().nth(column.max(1) - 1);
    inside.map_or(text.len(), |(at, _)| begin + at)
}

/// Where tags are nested too deep, if they are; a rough count that the parser's own recursion cannot be hurt by.
fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'<' {
            let skip = |end: &str| {
                text[at..]
                    .find(end)
                    .map_or(text.len(), |n| at + n + end.len())
            };
            if text[at..].starts_with("<!--") {
                at = skip("-->");
                continue;
            }
            if text[at..].starts_with("<![CDATA[") {
                at = skip("]]>");
                continue;
            }
            match bytes.get(at + 1) {
                Some(b'/') => depth = depth.saturating_sub(1),
                Some(b'!' | b'?') => {}
                _ => {
                    let end = skip(">");
                    if !text[at..end].ends_with("/>") {
                        depth += 1;
                        if depth > DEEPEST {
                            return Some(at);
                        }
                    }
                }
            }
        }
        at += 1;
    }
    None
}

/// The file being read: diagnostics are collected here.
pub(super) struct File<'f> {
    name: &'f str,
    text: &'f str,
    notes: Vec<(usize, Diagnostic)>,
    /// Namespace of the core.
    pub core: String,
    /// Level of the language: 2 or 3.
    pub level: u32,
}

impl<'f> File<'f> {
    pub(super) fn new(source: &'f Source, text: &'f str) -> Self {
        Self {
            name: &source.name,
            text,
            notes: Vec::new(),
            core: String::new(),
            level: 3,
        }
    }

    /// Bytes of the start tag of an element.
    pub(super) fn tag(&self, node: Node<'_, '_>) -> Range<usize> {
        let whole = node.range();
        let length = self.text[whole.clone()]
            .find('>')
            .map_or(whole.len(), |n| n + 1);
        whole.start..whole.start + length
    }

    pub(super) fn location(&self, at: Range<usize>) -> Location {
        place(self.name, self.text, at.start, at.end)
    }

    /// Line of a byte, counted from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }

    /// Notes a diagnostic at some bytes.
    pub(super) fn note(&mut self, at: Range<usize>, note: Diagnostic) {
        if self.notes.len() < 100 {
            let location = self.location(at.clone());
            self.notes.push((at.start, note.at(location)));
        }
    }

    /// Refuses an element that is legal SBML.
    pub(super) fn unsupported(&mut self, node: Node<'_, '_>, what: &str, help: &str) {
        let at = self.tag(node);
        let line = self.line(at.start);
        let note = Diagnostic::error("M1010", format!("not supported: {what} at line {line}"));
        let note = if help.is_empty() {
            note
        } else {
            note.help(help)
        };
        self.note(at, note);
    }

    /// Warnings in the order of the file, or the errors if there are any.
    pub(super) fn finish(mut self) -> Result<Vec<Diagnostic>, Diagnostics> {
        self.notes.sort_by_key(|(at, _)| *at);
        let (errors, warnings): (Vec<_>, Vec<_>) = (self.notes.into_iter())
            .map(|(_, note)| note)
            .partition(|note| note.severity == Severity::Error);
        if errors.is_empty() {
            Ok(warnings)
        } else {
            Err(Diagnostics(errors))
        }
    }

    /// Elements of the core inside `parent`, by name.
    pub(super) fn children<'a, 'x>(
        &self,
        parent: Node<'a, 'x>,
        name: &'static str,
    ) -> Vec<Node<'a, 'x>> {
        let own = |n: &Node<'a, 'x>| {
            n.is_element()
                && n.tag_name().name() == name
                && n.tag_name().namespace() == Some(&self.core)
        };
        parent.children().filter(own).collect()
    }

    /// The first element of this name inside `parent`.
    pub(super) fn child<'a, 'x>(
        &self,
        parent: Node<'a, 'x>,
        name: &'static str,
    ) -> Option<Node<'a, 'x>> {
        self.children(parent, name).into_iter().next()
    }

    /// Elements `item` of the list `list` of `parent`.
    pub(super) fn list<'a, 'x>(
        &self,
        parent: Node<'a, 'x>,
        list: &'static str,
        item: &'static str,
    ) -> Vec<Node<'a, 'x>> {
        let lists = self.children(parent, list).into_iter();
        lists.flat_map(|own| self.children(own, item)).collect()
    }

    /// A number in an attribute.
    pub(super) fn number(&mut self, node: Node<'_, '_>, name: &str) -> Option<f64> {
        let text = node.attribute(name)?.trim();
        let value = match text {
            "INF" => Some(f64::INFINITY),
            "-INF" => Some(f64::NEG_INFINITY),
            "NaN" => Some(f64::NAN),
            _ => text.parse().ok(),
        };
        if value.is_none() {
            let found = printable(text);
            let note = Diagnostic::error("M1003", format!("{name}=\"{found}\" is no number"));
            self.note(
                self.tag(node),
                note.expected("a number, such as 0.5 or 1e-6"),
            );
        }
        value
    }

    /// A truth value in an attribute.
    pub(super) fn truth(&mut self, node: Node<'_, '_>, name: &str, missing: bool) -> bool {
        match node.attribute(name).map(str::trim) {
            None => missing,
            Some("true" | "1") => true,
            Some("false" | "0") => false,
            Some(found) => {
                let found = printable(found);
                let note =
                    Diagnostic::error("M1003", format!("{name}=\"{found}\" is no truth value"));
                self.note(self.tag(node), note.expected("true or false"));
                missing
            }
        }
    }

    /// An attribute that must be there.
    pub(super) fn needed(&mut self, node: Node<'_, '_>, name: &str) -> String {
        if let Some(text) = node.attribute(name) {
            return text.trim().to_owned();
        }
        let element = node.tag_name().name();
        let note = Diagnostic::error("M1004", format!("<{element}> has no {name}"));
        self.note(self.tag(node), note);
        String::new()
    }
}
