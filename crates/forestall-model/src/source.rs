//! The text of a model file, before anything is known about it.

use forestall_base::{Diagnostic, Diagnostics, Location};

/// Model files are written by people; whatever is larger is something else.
const LARGEST: usize = 1 << 20;

/// A model file that has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// File name, as it shall appear in messages.
    pub name: String,
    /// The text.
    pub text: String,
}

/// `text` with a stand-in for every character that would act on a terminal.
pub(crate) fn printable(text: &str) -> String {
    let shown = |c: char| {
        if c.is_control() && c != '\t' {
            '\u{fffd}'
        } else {
            c
        }
    };
    text.chars().map(shown).collect()
}

/// The location of bytes `start..end`, printable.
pub(crate) fn place(file: &str, text: &str, start: usize, end: usize) -> Location {
    let mut place = Location::of_span(file, text, start, end);
    place.text = printable(&place.text);
    place
}

impl Source {
    /// A source of this name and text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
        }
    }

    /// The text without a byte-order mark.
    pub(crate) fn body(&self) -> &str {
        self.text.strip_prefix('\u{feff}').unwrap_or(&self.text)
    }

    /// Refuses what cannot be a model file, in words that TOML's own messages do not have.
    pub(crate) fn refuse_foreign(&self) -> Result<(), Diagnostics> {
        let text = self.body();
        let place = |at: usize| place(&self.name, text, at, at + 1);
        if text.len() > LARGEST {
            return Err(Diagnostic::error(
                "M0003",
                format!("{} is larger than a model file can be", self.name),
            )
            .expected("at most 1 MiB")
            .help("measurements belong in a table of their own, see [data]")
            .into());
        }
        if text.trim().is_empty() {
            return Err(
                Diagnostic::error("M0001", format!("{} is empty", self.name))
                    .expected("a model file in TOML that begins with [model]")
                    .into(),
            );
        }
        let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        if let Some(at) = text.find(|c: char| control(c) || c == '\u{fffd}') {
            let strange = text
                .chars()
                .filter(|&c| control(c) || c == '\u{fffd}')
                .count();
            let found = if text[at..].starts_with('\0') {
                "a NUL character".to_owned()
            } else {
                let code = text[at..].chars().next().map_or(0, u32::from);
                format!("the character U+{code:04X}")
            };
            // A file of which much is unprintable is not worth showing.
            if strange * 20 > text.chars().count() {
                return Err(Diagnostic::error(
                    "M0002",
                    format!("{} is not a text file: it contains {found}", self.name),
                )
                .expected("a model file in TOML, encoded as UTF-8")
                .into());
            }
            return Err(
                Diagnostic::error("M0002", format!("the text contains {found}"))
                    .at(place(at))
                    .expected("text encoded as UTF-8")
                    .help("delete the character, or save the file as UTF-8")
                    .into(),
            );
        }
        let lone = text
            .bytes()
            .zip(text.bytes().skip(1).map(Some).chain([None]))
            .position(|(byte, next)| byte == b'\r' && next != Some(b'\n'));
        if let Some(at) = lone {
            return Err(Diagnostic::error(
                "M0004",
                "a line ends with a carriage return alone, as on old Macintosh computers",
            )
            .at(place(at))
            .expected("line ends LF or CR LF")
            .help("save the file with Unix or Windows line ends")
            .into());
        }
        Ok(())
    }
}
