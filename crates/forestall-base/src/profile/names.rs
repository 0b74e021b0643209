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
    /// Open addressing. The length is a power of two, at least twice the number of words.
    slots: Vec<Slot>,
}

/// A free slot has no word.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// Low half of the hash, so that hardly a word is compared with another.
    hash: u32,
    word: Option<Name>,
}

impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        self.ends == other.ends && self.texts == other.texts
    }
}

impl Names {
    /// The name of `text`, added if it is new.
    pub fn intern(&mut self, text: &str) -> Name {
        if self.slots.len() < 2 * (self.ends.len() + 1) {
            self.grow();
        }
        let hash = hash(text.as_bytes());
        let at = self.slot(hash, text);
        if let Some(known) = self.slots[at].word {
            return known;
        }
        let name = Name::at(self.ends.len() as u32);
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
        self.slots[at] = Slot {
            hash,
            word: Some(name),
        };
        name
    }

    /// The name of `text`, if it is known.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Name> {
        if self.slots.is_empty() {
            return None;
        }
        self.slots[self.slot(hash(text.as_bytes()), text)].word
    }

    /// The word.
    #[must_use]
    pub fn text(&self, name: Name) -> &str {
        self.word(name.index())
    }

    #[inline]
    fn bytes(&self, name: Name) -> &[u8] {
        let (start, end) = self.span(name.index());
        &self.texts.as_bytes()[start..end]
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

    fn word(&self, index: usize) -> &str {
        let (start, end) = self.span(index);
        &self.texts[start..end]
    }

    #[inline]
    fn span(&self, index: usize) -> (usize, usize) {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        (start, self.ends[index])
    }

    /// The slot that holds `text`, or the free one where it belongs.
    #[inline]
    fn slot(&self, hash: u32, text: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            let Some(name) = slot.word else { return at };
            if slot.hash == hash && self.bytes(name) == text.as_bytes() {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let size = (2 * self.slots.len()).max(64);
        let mut slots = vec![Slot::default(); size];
        for slot in self.slots.iter().filter(|slot| slot.word.is_some()) {
            let mut at = slot.hash as usize & (size - 1);
            while slots[at].word.is_some() {
                at = (at + 1) & (size - 1);
            }
            slots[at] = *slot;
        }
        self.slots = slots;
    }
}

/// Eight bytes at a time: multiply by an odd constant and fold the high bits down.
#[inline]
fn hash(bytes: &[u8]) -> u32 {
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
    // Fewer than eight: two halves that may overlap, or what there is.
    let last = match *rest {
        [] => 0,
        [a] => u64::from(a),
        [a, .., b] if rest.len() < 4 => u64::from(a) | u64::from(rest[1]) << 8 | u64::from(b) << 16,
        _ => {
            let half = |at: usize| {
                rest[at..]
                    .first_chunk()
                    .map_or(0, |b| u32::from_le_bytes(*b))
            };
            u64::from(half(0)) | u64::from(half(rest.len() - 4)) << 32
        }
    };
    mix(last);
    (state.wrapping_mul(FACTOR) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

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
