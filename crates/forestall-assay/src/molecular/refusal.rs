//! Places in the lines of a profile.

use forestall_base::{Diagnostic, Location};

/// A line of a file, for the place of a refusal.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) file: &'a str,
    /// Counted from 1.
    pub(crate) number: usize,
    pub(crate) text: &'a str,
}

impl Line<'_> {
    /// The place of the bytes `start..end` of the line.
    pub(crate) fn span(self, start: usize, end: usize) -> Location {
        let start = floor(self.text, start);
        let end = floor(self.text, end.max(start));
        Location {
            file: self.file.to_owned(),
            line: self.number,
            column: self.text[..start].chars().count() + 1,
            length: self.text[start..end].chars().count().max(1),
            text: self.text.to_owned(),
        }
    }

    /// The place of `part`, which is a piece of the line's own text; the whole line otherwise.
    pub(crate) fn part(self, part: &str) -> Location {
        let offset = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        if offset + part.len() <= self.text.len() {
            self.span(offset, offset + part.len())
        } else {
            self.span(0, self.text.len())
        }
    }
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A cell as it is shown in a sentence: at most 40 characters.
pub(crate) fn shown(text: &str) -> String {
    if text.chars().count() <= 40 {
        return format!("\"{text}\"");
    }
    let start: String = text.chars().take(39).collect();
    format!("\"{start}…\"")
}

/// Refusal of a file as a whole.
pub(crate) fn whole(code: &'static str, file: &str, what: &str) -> Diagnostic {
    Diagnostic::error(code, format!("{file}: {what}"))
}
