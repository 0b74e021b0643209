//! Header of a delimited table.

use forestall_base::{Diagnostic, nearest};

use super::cells::Cells;
use super::lines::Lines;
use super::refusal::{Line, whole};

/// The header of a table.
pub(crate) struct Header {
    pub(crate) delimiter: u8,
    /// Column names as they stand.
    pub(crate) names: Vec<String>,
    /// The same in lower case.
    lower: Vec<String>,
}

impl Header {
    /// The header in `line`; `#` in front is passed over.
    pub(crate) fn of(line: &str) -> Self {
        let delimiter = delimiter(line);
        let mut cells = Cells::default();
        cells.split(line, delimiter);
        let names: Vec<String> = (0..cells.len())
            .map(|i| cells.get(line, i).trim_start_matches('#').trim().to_owned())
            .collect();
        let lower = names.iter().map(|name| name.to_ascii_lowercase()).collect();
        Self {
            delimiter,
            names,
            lower,
        }
    }

    /// The header in the first line that is not blank, where there is one.
    pub(crate) fn first(lines: &mut Lines<'_>) -> Result<Option<Self>, Diagnostic> {
        while lines.advance()? {
            if !lines.text().trim().is_empty() {
                return Ok(Some(Self::of(lines.text())));
            }
        }
        Ok(None)
    }

    /// The first of `names` (lower case) that is a column.
    pub(crate) fn find(&self, names: &[&str]) -> Option<usize> {
        names
            .iter()
            .find_map(|name| self.lower.iter().position(|known| known == name))
    }

    /// Whether there is a column of one of these names.
    pub(crate) fn has(&self, names: &[&str]) -> bool {
        self.find(names).is_some()
    }

    /// The first column whose name begins so.
    pub(crate) fn starting(&self, prefix: &str) -> Option<usize> {
        self.lower.iter().position(|name| name.starts_with(prefix))
    }

    /// A column that must be there.
    pub(crate) fn need(
        &self,
        line: Line<'_>,
        names: &[&str],
        what: &str,
    ) -> Result<usize, Diagnostic> {
        self.find(names)
            .ok_or_else(|| self.missing(line, names, what))
    }

    /// Refusal of a table without a column of `what`, called by one of `names`.
    pub(crate) fn missing(&self, line: Line<'_>, names: &[&str], what: &str) -> Diagnostic {
        let mut location = line.span(0, line.text.len());
        location.length = 1;
        let alike = names
            .iter()
            .find_map(|name| nearest(name, self.lower.iter().map(String::as_str)));
        let help = alike
            .and_then(|near| self.lower.iter().position(|name| name == near))
            .map_or_else(
                || format!("name the column of {what} \"{}\"", names[0]),
                |at| {
                    format!(
                        "did you mean \"{}\"? Rename it to \"{}\"",
                        self.names[at], names[0]
                    )
                },
            );
        whole("G0010", line.file, &format!("there is no column of {what}"))
            .at(location)
            .expected(format!("one of {}, in any case", names.join(", ")))
            .help(help)
    }
}

/// Tab if there is one outside of quotes, else the more frequent of semicolon and comma.
fn delimiter(line: &str) -> u8 {
    let count = |wanted: u8| {
        let mut quoted = false;
        line.bytes()
            .filter(|&byte| {
                quoted ^= byte == b'"';
                !quoted && byte == wanted
            })
            .count()
    };
    if count(b'\t') > 0 {
        b'\t'
    } else if count(b';') > count(b',') {
        b';'
    } else {
        b','
    }
}
