//! A text in which families are named: `cell[clone, site]`, `switch cell[S, site] -> cell[R, site]`.

use super::{Bound, Scope, Subscript, too_large};
use crate::syntax::{Extent, Fault};

/// A text in which families are named.
#[derive(Debug)]
pub(crate) struct Template {
    pieces: Vec<Piece>,
    /// Variables without a value, in the order in which they are named, with their indices.
    pub free: Vec<(String, usize)>,
}

#[derive(Debug)]
enum Piece {
    Text(String),
    /// A variable, and how many places on.
    Slot(String, i64),
}

/// Whether `text` names a family: a word with an opening bracket behind it.
pub(crate) fn names_family(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|c| {
        let found = c == '[' && (before.is_ascii_alphanumeric() || before == '_');
        before = c;
        found
    })
}

impl Template {
    /// Reads the families in `text`; nothing if there are none.
    pub fn parse(text: &str, scope: &Scope) -> Result<Option<Self>, Fault> {
        if scope.is_empty() || !names_family(text) {
            return Ok(None);
        }
        let mut own = Self {
            pieces: Vec::new(),
            free: Vec::new(),
        };
        let mut at = 0;
        while let Some(open) = text[at..].find('[').map(|found| at + found) {
            own.pieces.push(Piece::Text(text[at..open].to_owned()));
            let Some(close) = text[open..].find(']').map(|found| open + found) else {
                return Err(fault(
                    open,
                    text.len(),
                    "\"[\" is never closed".to_owned(),
                    "\"]\" after the last index",
                ));
            };
            let mut from = open + 1;
            for part in text[open + 1..close].split(',') {
                own.slot(part, from, scope)?;
                from += part.len() + 1;
            }
            at = close + 1;
        }
        own.pieces.push(Piece::Text(text[at..].to_owned()));
        Ok(Some(own))
    }

    /// `clone`, `i in clone`, `S`, `level + 1`
    fn slot(&mut self, part: &str, from: usize, scope: &Scope) -> Result<(), Fault> {
        let word = part.trim();
        let start = from + part.len() - part.trim_start().len();
        let extent = Extent {
            start,
            end: (start + word.len()).max(start + 1),
        };
        if word.is_empty() {
            return Err(fault(
                extent.start,
                extent.end,
                "an index is missing between brackets".to_owned(),
                "names of indices, such as cell[clone, site]",
            ));
        }
        self.pieces.push(Piece::Text("_".to_owned()));
        if let Some((variable, index)) = word.split_once(" in ") {
            let (variable, index) = (variable.trim(), index.trim());
            let Some(index) = scope.index(index) else {
                return Err(scope.unknown(index, extent));
            };
            let bound = scope.bound(variable).is_some_and(|own| own.index == index);
            if !bound {
                self.add(variable, index);
            }
            self.pieces.push(Piece::Slot(variable.to_owned(), 0));
            return Ok(());
        }
        let (word, shift) = match word.split_once(['+', '-']) {
            Some((before, after)) => {
                let Ok(places) = after.trim().parse::<u8>() else {
                    return Err(scope.unknown(word, extent));
                };
                let minus = word[before.len()..].starts_with('-');
                let places = i64::from(places);
                (before.trim(), if minus { -places } else { places })
            }
            None => (word, 0),
        };
        let known = self.free.iter().any(|(own, _)| own == word) || scope.bound(word).is_some();
        if let (false, Some(index)) = (known, scope.index(word)) {
            self.add(word, index);
        } else if !known && !scope.is_value(word) {
            return Err(scope.unknown(word, extent));
        }
        self.pieces.push(Piece::Slot(word.to_owned(), shift));
        Ok(())
    }

    fn add(&mut self, variable: &str, index: usize) {
        if !self.free.iter().any(|(own, _)| own == variable) {
            self.free.push((variable.to_owned(), index));
        }
    }

    /// Every text that this one stands for, with the values of its variables. What names a neighbour beyond the end is left out.
    pub fn members(&self, scope: &Scope) -> Result<Vec<(String, Vec<Bound>)>, Fault> {
        let all = scope.combinations(&self.free);
        if all.is_empty() {
            return Err(too_large(Extent::default()));
        }
        let mut members = Vec::new();
        for bound in all {
            let mut inner = scope.clone();
            inner.bind(&bound);
            if let Some(text) = self.text(&inner)? {
                members.push((text, bound));
            }
        }
        Ok(members)
    }

    /// The text where all variables have a value.
    fn text(&self, scope: &Scope) -> Result<Option<String>, Fault> {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(own) => text += own,
                Piece::Slot(word, shift) => {
                    match scope.subscript(word, *shift, Extent::default())? {
                        Subscript::Value(value) => text += &value,
                        Subscript::Beyond => return Ok(None),
                    }
                }
            }
        }
        Ok(Some(text))
    }
}

fn fault(start: usize, end: usize, message: String, expected: &str) -> Fault {
    Fault {
        code: "M0210",
        extent: Extent { start, end },
        message,
        expected: Some(expected.to_owned()),
        help: None,
    }
}
