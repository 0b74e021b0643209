//! Words held once.

use std::num::NonZeroU32;

/// A word of [`Names`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(NonZeroU32);

impl Name {
    fn at(index: u32) -> Self {
        Self(NonZeroU32::MIN.saturating_add(index))
    }

    /// Position of the word in order of first appearance.
    #[must_use]
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
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
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// All words, one behind the other.
    texts: String,
    /// Where each word ends in `texts`.
    ends: Vec<usize>,
    /// Open addressing: position of a word plus 1, 0 where free. The length is a power of two, at least twice the number of words.
    slots: Vec<u32>,
    /// The same for words of one ASCII character, which are frequent (bases, chromosomes), by that character.
    letters: Vec<u32>,
}

impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        self.ends == other.ends && self.texts == other.texts
    }
}

impl Names {
    /// The name of `text`, added if it is new.
    pub fn intern(&mut self, text: &str) -> Name {
        let &[letter] = text.as_bytes() else {
            return self.add(text);
        };
        if self.letters.is_empty() {
            self.letters = vec![0; 128];
        }
        let at = usize::from(letter);
        if self.letters[at] == 0 {
            self.letters[at] = self.add(text).0.get();
        }
        Name::at(self.letters[at] - 1)
    }

    /// The name of `text`, looked up among all words.
    fn add(&mut self, text: &str) -> Name {
        if self.slots.len() < 2 * (self.ends.len() + 1) {
            self.grow();
        }
        let at = self.slot(text);
        if let Some(known) = self.slots[at].checked_sub(1) {
            return Name::at(known);
        }
        let number = self.ends.len() as u32;
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
        self.slots[at] = number + 1;
        Name::at(number)
    }

    /// The name of `text`, if it is known.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Name> {
        if self.slots.is_empty() {
            return None;
        }
        self.slots[self.slot(text)].checked_sub(1).map(Name::at)
    }

    /// The word.
    #[must_use]
    pub fn text(&self, name: Name) -> &str {
        self.word(name.index())
    }

    /// All words, in order of first appearance.
    pub fn iter(&self) -> impl Iterator<Item = (Name, &str)> {
        (0..self.ends.len()).map(|index| (Name::at(index as u32), self.word(index)))
    }

    /// Number of words.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    #[inline]
    fn word(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.texts[start..self.ends[index]]
    }

    /// The slot that holds `text`, or the free one where it belongs.
    fn slot(&self, text: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash(text.as_bytes()) as usize & mask;
        while let Some(known) = self.slots[at].checked_sub(1) {
            if self.word(known as usize) == text {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let size = (2 * self.slots.len()).max(64);
        self.slots = vec![0; size];
        for index in 0..self.ends.len() {
            let mut at = hash(self.word(index).as_bytes()) as usize & (size - 1);
            while self.slots[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = index as u32 + 1;
        }
    }
}

/// Eight bytes at a time: multiply by an odd constant and fold the high bits down.
fn hash(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut state = bytes.len() as u64;
    let mut mix = |word: u64| {
        state = (state ^ word).wrapping_mul(FACTOR);
        state ^= state >> 29;
    };
    let mut rest = bytes;
    while let Some((chunk, behind)) = rest.split_first_chunk::<8>() {
        mix(u64::from_le_bytes(*chunk));
        rest = behind;
    }
    let mut last = 0;
    for &byte in rest {
        last = last << 8 | u64::from(byte);
    }
    mix(last);
    state.wrapping_mul(FACTOR) >> 20
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_character_are_words_like_others() {
        let mut names = Names::default();
        let words = ["A", "é", "A", "", "T", "AT", "A", ""];
        let found = words.map(|word| names.intern(word).index());
        assert_eq!(found, [0, 1, 0, 2, 3, 4, 0, 2]);
        assert!(names.find("A").is_some() && names.find("C").is_none());
        assert_eq!(names.clone().intern("T"), names.intern("T"));
    }

    #[test]
    fn many_words_keep_their_numbers() {
        let words: Vec<String> = (0..20_000).map(|n| format!("word {n}")).collect();
        let mut names = Names::default();
        assert!(names.is_empty() && names.find("word 0").is_none());
        for (n, word) in words.iter().enumerate() {
            assert_eq!(names.intern(word).index(), n);
        }
        for (n, word) in words.iter().enumerate() {
            assert_eq!(names.intern(word).index(), n);
            assert_eq!(names.find(word).map(|name| names.text(name)), Some(&**word));
        }
        assert_eq!(names.len(), words.len());
        assert_eq!(names.intern("").index(), words.len());
        assert_eq!(names.iter().last().map(|(_, word)| word), Some(""));
        assert_eq!(names.find("word"), None);
    }

    #[test]
    fn a_name_that_may_be_missing_takes_four_bytes() {
        assert_eq!(size_of::<Option<Name>>(), 4);
    }
}
