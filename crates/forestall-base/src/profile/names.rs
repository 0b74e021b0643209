//! Words held once.

use std::collections::HashMap;

/// A word of [`Names`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(u32);

impl Name {
    /// Position of the word in order of first appearance.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Words in order of first appearance, each held once.
///
/// ```
/// let mut names = forestall_base::Names::default();
/// let gene = names.intern("EGFR");
/// assert_eq!(names.intern("EGFR"), gene);
/// assert_eq!(names.text(gene), "EGFR");
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Names {
    texts: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
}

impl Names {
    /// The name of `text`, added if it is new.
    pub fn intern(&mut self, text: &str) -> Name {
        if let Some(&number) = self.numbers.get(text) {
            return Name(number);
        }
        let number = self.texts.len() as u32;
        self.texts.push(text.into());
        self.numbers.insert(text.into(), number);
        Name(number)
    }

    /// The name of `text`, if it is known.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Name> {
        self.numbers.get(text).copied().map(Name)
    }

    /// The word.
    #[must_use]
    pub fn text(&self, name: Name) -> &str {
        &self.texts[name.index()]
    }

    /// Number of words.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}
