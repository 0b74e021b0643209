//! Refusals and warnings as values: where, what was found, what was expected, what to do.

use std::fmt;

/// How serious a [`Diagnostic`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The input can be used, but the user should know.
    Warning,
    /// The input is refused.
    Error,
}

/// A place in a text file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// File name as the user gave it.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// Number of offending characters (at least 1).
    pub length: usize,
    /// The whole line, without its line end.
    pub text: String,
}

impl Location {
    /// The location of the bytes `start..end` of `source`; offsets past the end point behind the last character.
    ///
    /// Line ends may be LF, CR LF or CR.
    ///
    /// ```
    /// let at = forestall_base::Location::of_span("m.toml", "a = 1\nbb = x\n", 11, 12);
    /// assert_eq!((at.line, at.column, at.text.as_str()), (2, 6, "bb = x"));
    /// ```
    pub fn of_span(file: &str, source: &str, start: usize, end: usize) -> Self {
        let mut start = start.min(source.len());
        while !source.is_char_boundary(start) {
            start -= 1;
        }
        let end = end.clamp(start, source.len());
        // Large files are asked for many places, and few hold a carriage return.
        let before = &source[..start];
        let count = |wanted| count(before.as_bytes(), wanted);
        let (line, begin) = if count(b'\r') > 0 {
            line_of(source.as_bytes(), start)
        } else {
            let begin = before.rfind('\n').map_or(0, |at| at + 1);
            (count(b'\n') + 1, begin)
        };
        let rest = &source[begin..];
        let stop = rest.find(['\n', '\r']).map_or(source.len(), |n| begin + n);
        let text = source[begin..stop].to_owned();
        let column = source[begin..start.min(stop).max(begin)].chars().count() + 1;
        let mut finish = end.min(stop.max(start));
        while !source.is_char_boundary(finish) {
            finish -= 1;
        }
        let length = source[start..finish.max(start)].chars().count().max(1);
        Self {
            file: file.to_owned(),
            line,
            column,
            length,
            text,
        }
    }
}

/// How often a byte occurs; in pieces that a byte can count, so that the compiler compares many at once.
fn count(bytes: &[u8], wanted: u8) -> usize {
    let of_piece = |piece: &[u8]| piece.iter().fold(0, |n: u8, &b| n + u8::from(b == wanted));
    let pieces = bytes.chunks(usize::from(u8::MAX));
    pieces.map(|piece| usize::from(of_piece(piece))).sum()
}

/// Number of the line that the byte `at` of `source` is in, and where it begins; LF, CR LF and CR end a line.
fn line_of(source: &[u8], at: usize) -> (usize, usize) {
    let (mut line, mut begin) = (1, 0);
    for (i, &byte) in source.iter().enumerate().take(at) {
        let carriage_alone = byte == b'\r' && source.get(i + 1) != Some(&b'\n');
        if byte == b'\n' || carriage_alone {
            line += 1;
            begin = i + 1;
        }
    }
    (line, begin)
}

/// One refusal or warning.
///
/// The texts follow one style: `message` says what was found, `expected` what would have been accepted, `help` what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// Stable code such as `M0102` (model), `T0007` (table), `C0001` (command line).
    pub code: &'static str,
    /// What was found, in one sentence without a full stop.
    pub message: String,
    /// Where, if the input is a text file.
    pub location: Option<Location>,
    /// What was expected instead.
    pub expected: Option<String>,
    /// What to do about it, for example `did you mean "birth"?`.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error with a code and what was found.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            location: None,
            expected: None,
            help: None,
        }
    }

    /// A warning with a code and what was found.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    /// Adds the place.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }

    /// Adds what was expected.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    /// Plain text, understandable without colour:
    ///
    /// ```text
    /// error[M0102]: unknown key "brith" in [population.S]
    ///   --> model.toml:7:1
    ///    |
    ///  7 | brith = "r"
    ///    | ^^^^^
    ///   expected: one of birth, death, initial
    ///   help: did you mean "birth"?
    /// ```
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{kind}[{}]: {}", self.code, self.message)?;
        if let Some(at) = &self.location {
            let width = at.line.to_string().len().max(2);
            write!(f, "\n  --> {}:{}:{}", at.file, at.line, at.column)?;
            // A line of thousands of characters would bury the message: show a window around the place.
            let from = if at.column > 80 { at.column - 41 } else { 0 };
            let shown: String = at.text.chars().skip(from).take(120).collect();
            let shown = shown.replace('\t', " ");
            let carets = at
                .length
                .min(120usize.saturating_sub(at.column - 1 - from))
                .max(1);
            write!(f, "\n {:width$} |\n {:>width$} | {shown}", "", at.line)?;
            write!(
                f,
                "\n {:width$} | {}{}",
                "",
                " ".repeat(at.column - 1 - from),
                "^".repeat(carets)
            )?;
        }
        if let Some(expected) = &self.expected {
            write!(f, "\n  expected: {expected}")?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostic {}

/// One or more refusals of one input, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, diagnostic) in self.0.iter().enumerate() {
            if i > 0 {
                write!(f, "\n\n")?;
            }
            write!(f, "{diagnostic}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

impl From<Diagnostic> for Diagnostics {
    fn from(one: Diagnostic) -> Self {
        Self(vec![one])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_end_counts_once() {
        for source in ["a\nb\nc!", "a\r\nb\r\nc!", "a\rb\rc!"] {
            let start = source.find('!').unwrap();
            let at = Location::of_span("f", source, start, start + 1);
            assert_eq!(
                (at.line, at.column, at.text.as_str()),
                (3, 2, "c!"),
                "{source:?}"
            );
        }
    }

    #[test]
    fn display_points_at_the_offending_characters() {
        let at = Location::of_span("model.toml", "x = 1\nbrith = \"r\"\n", 6, 11);
        let text = Diagnostic::error("M0102", "unknown key \"brith\" in [population.S]")
            .at(at)
            .expected("one of birth, death, initial")
            .help("did you mean \"birth\"?")
            .to_string();
        let wanted = "error[M0102]: unknown key \"brith\" in [population.S]\n  --> model.toml:2:1\n    |\n  2 | brith = \"r\"\n    | ^^^^^\n  expected: one of birth, death, initial\n  help: did you mean \"birth\"?";
        assert_eq!(text, wanted);
    }

    #[test]
    fn offsets_outside_the_text_do_not_panic() {
        let at = Location::of_span("f", "\u{e9}\n", 1, 99);
        assert_eq!((at.line, at.column), (1, 1));
        assert_eq!(Location::of_span("f", "", 7, 9).column, 1);
    }

    #[test]
    fn long_lines_are_windowed() {
        let source = format!("{}!{}", "a".repeat(5000), "b".repeat(5000));
        let at = Location::of_span("f", &source, 5000, 5001);
        let text = Diagnostic::error("T0001", "found \"!\"").at(at).to_string();
        assert!(
            text.lines().all(|line| line.chars().count() < 140),
            "{text}"
        );
        assert!(text.contains('!'));
    }
}
