//! Indexed families: `cell[clone, site]` stands for `cell_S_lung`, `cell_S_liver`, ...

mod template;
#[cfg(test)]
mod tests;

pub(crate) use template::{Template, names_family};

use crate::suggestion::did_you_mean;
use crate::syntax::{Extent, Fault};
use std::cell::Cell;
use std::rc::Rc;

/// Values of one index.
pub(crate) const MOST_VALUES: usize = 128;
/// Parts of expressions and members of families that one file may give rise to.
const MOST_PARTS: usize = 500_000;

/// An index of the file and its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Index {
    /// Such as `clone`.
    pub name: String,
    /// Such as `S` and `R`.
    pub values: Vec<String>,
}

/// A variable that runs over an index and has one of its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bound {
    /// The name of the index itself, or another as in `i in clone`.
    pub variable: String,
    /// Which index.
    pub index: usize,
    /// Which of its values.
    pub value: usize,
}

/// The indices of a file and the variables that have a value where something is read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    indices: Rc<Vec<Index>>,
    bound: Vec<Bound>,
    made: Rc<Cell<usize>>,
}

/// What stands between the brackets of a name.
pub(crate) enum Subscript {
    /// A value of an index.
    Value(String),
    /// A neighbour beyond the end of its index.
    Beyond,
}

impl Scope {
    /// A scope in which no variable has a value.
    pub fn new(indices: Vec<Index>) -> Self {
        Self {
            indices: Rc::new(indices),
            ..Self::default()
        }
    }

    /// Whether the file has no index.
    pub fn is_empty(&self) -> bool {
        self.indices.is_empty()
    }

    /// The index number `index`.
    pub fn values(&self, index: usize) -> &[String] {
        self.indices.get(index).map_or(&[], |own| &own.values)
    }

    /// Number of the index called `name`.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.indices.iter().position(|own| own.name == name)
    }

    /// What the variable `name` has been given.
    pub fn bound(&self, name: &str) -> Option<&Bound> {
        self.bound.iter().rev().find(|own| own.variable == name)
    }

    /// Gives variables their values; take them back with [`Self::release`].
    pub fn bind(&mut self, more: &[Bound]) {
        self.bound.extend_from_slice(more);
    }

    /// Takes back the last `count` variables.
    pub fn release(&mut self, count: usize) {
        self.bound.truncate(self.bound.len().saturating_sub(count));
    }

    /// Whether `word` is a value of some index.
    pub fn is_value(&self, word: &str) -> bool {
        self.indices
            .iter()
            .any(|own| own.values.iter().any(|value| value == word))
    }

    /// Counts something that was made; false if that is too much for one file.
    pub fn make(&self, count: usize) -> bool {
        self.made.set(self.made.get().saturating_add(count));
        self.made.get() <= MOST_PARTS
    }

    /// What `word` (a variable or a value) or its neighbour `shift` places on stands for.
    pub fn subscript(&self, word: &str, shift: i64, extent: Extent) -> Result<Subscript, Fault> {
        let bound = self.bound(word).map(|own| (own.index, own.value));
        let place = bound.or_else(|| {
            let mut indices = self.indices.iter().enumerate();
            indices.find_map(|(index, own)| {
                let value = own.values.iter().position(|value| value == word)?;
                Some((index, value))
            })
        });
        let Some((index, value)) = place else {
            return Err(self.unknown(word, extent));
        };
        let wanted = (value as i64).checked_add(shift);
        let wanted = wanted.and_then(|value| usize::try_from(value).ok());
        let found = wanted.and_then(|value| self.values(index).get(value));
        Ok(found.map_or(Subscript::Beyond, |own| Subscript::Value(own.clone())))
    }

    /// A word between brackets that means nothing there.
    pub fn unknown(&self, word: &str, extent: Extent) -> Fault {
        let variables = self.bound.iter().map(|own| own.variable.as_str());
        let values = self.indices.iter().flat_map(|own| &own.values);
        let words: Vec<&str> = variables.chain(values.map(String::as_str)).collect();
        let names: Vec<&str> = self.indices.iter().map(|own| own.name.as_str()).collect();
        let (message, help) = if names.contains(&word) {
            (
                format!("\"{word}\" has no value here"),
                Some(format!(
                    "name a value such as {}, or sum over all: sum({word}: ...)",
                    self.indices
                        .iter()
                        .find(|own| own.name == word)
                        .and_then(|own| own.values.first())
                        .map_or("?", String::as_str)
                )),
            )
        } else {
            (
                format!("\"{word}\" is no index, variable or value of an index here"),
                did_you_mean(word, words.iter().copied().chain(names.iter().copied())),
            )
        };
        Fault {
            code: "M0209",
            extent,
            message,
            expected: (help.is_none()).then(|| format!("one of {}", words.join(", "))),
            help,
        }
    }

    /// All ways to give values to variables over these indices, the first running slowest.
    pub fn combinations(&self, free: &[(String, usize)]) -> Vec<Vec<Bound>> {
        let mut all: Vec<Vec<Bound>> = vec![Vec::new()];
        for (variable, index) in free {
            let count = self.values(*index).len();
            if !self.make(all.len().saturating_mul(count)) {
                return Vec::new();
            }
            let with = |(one, value): (&Vec<Bound>, usize)| {
                let mut longer = one.clone();
                longer.push(Bound {
                    variable: variable.clone(),
                    index: *index,
                    value,
                });
                longer
            };
            all = all
                .iter()
                .flat_map(|one| (0..count).map(move |value| (one, value)))
                .map(with)
                .collect();
        }
        all
    }
}

/// What is said of a file whose families and sums are too large when they are written out.
pub(crate) fn too_large(extent: Extent) -> Fault {
    Fault {
        code: "M0215",
        extent,
        message: format!("the families and sums of the file have more than {MOST_PARTS} parts"),
        expected: None,
        help: Some("use shorter indices, or fewer sums within sums".to_owned()),
    }
}
