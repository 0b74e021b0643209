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
    /// The [`key`] of the word.
    key: u64,
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
        let key = key(text.as_bytes());
        let at = self.slot(key, text);
        if let Some(known) = self.slots[at].word {
            return known;
        }
        let name = Name::at(self.ends.len() as u32);
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
        self.slots[at] = Slot {
            key,
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
        self.slots[self.slot(key(text.as_bytes()), text)].word
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
    fn slot(&self, key: u64, text: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = place(key) & mask;
        loop {
            let slot = self.slots[at];
            let Some(name) = slot.word else { return at };
            if slot.key == key && (key < HASHED || self.bytes(name) == text.as_bytes()) {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    #[cold]
    fn grow(&mut self) {
        let size = (2 * self.slots.len()).max(64);
        let mut slots = vec![Slot::default(); size];
        for slot in self.slots.iter().filter(|slot| slot.word.is_some()) {
            let mut at = place(slot.key) & (size - 1);
            while slots[at].word.is_some() {
                at = (at + 1) & (size - 1);
            }
            slots[at] = *slot;
        }
        self.slots = slots;
    }
}

const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
/// Keys from here on are hashes.
const HASHED: u64 = 1 << 63;

/// What a word is looked up by: up to seven bytes are their own key, with their number on top; more are hashed, eight at a time.
#[inline]
fn key(bytes: &[u8]) -> u64 {
    let length = bytes.len();
    let own = match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (Some(first), Some(last)) if length < 8 => {
            // The two halves overlap.
            let behind = u64::from(u32::from_le_bytes(*last)) >> (8 * (8 - length));
            u64::from(u32::from_le_bytes(*first)) | behind << 32
        }
        (Some(_), _) => return hash(bytes) | HASHED,
        _ => match *bytes {
            [a, .., c] => {
                let middle = length / 2;
                u64::from(a)
                    | u64::from(bytes[middle]) << (8 * middle)
                    | u64::from(c) << (8 * (length - 1))
            }
            [a] => u64::from(a),
            [] => 0,
        },
    };
    own | (length as u64) << 56
}

/// The place of a key in a table of any size, in the low bits.
#[inline]
fn place(key: u64) -> usize {
    (key.wrapping_mul(FACTOR) >> 32) as usize
}

/// Eight bytes at a time, the last of which may overlap those before: multiply by an odd constant and fold the high bits down.
#[inline]
fn hash(bytes: &[u8]) -> u64 {
    let mut state = bytes.len() as u64;
    let mut mix = |word: &[u8; 8]| {
        state = (state ^ u64::from_le_bytes(*word)).wrapping_mul(FACTOR);
        state ^= state >> 29;
    };
    let (words, rest) = bytes.as_chunks();
    words.iter().for_each(&mut mix);
    if let Some(last) = bytes.last_chunk().filter(|_| !rest.is_empty()) {
        mix(last);
    }
    state
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

    /// Words that differ in length, in one byte or by a zero byte only, around the length from which on they are hashed.
    #[test]
    fn words_that_are_nearly_the_same_are_told_apart() {
        let mut words = vec![String::new()];
        for length in 1..20 {
            for at in 0..length {
                for byte in [b'A', b'\0', b'x'] {
                    let mut word = vec![b'A'; length];
                    word[at] = byte;
                    words.push(String::from_utf8(word).unwrap());
                }
            }
        }
        let mut names = Names::default();
        let found: Vec<usize> = words.iter().map(|w| names.intern(w).index()).collect();
        for (word, at) in words.iter().zip(found) {
            assert_eq!(names.word(at), word);
        }
        words.sort_unstable();
        words.dedup();
        assert_eq!(names.len(), words.len());
    }

    #[test]
    fn a_name_that_may_be_missing_takes_four_bytes() {
        assert_eq!(size_of::<Option<Name>>(), 4);
    }
}
