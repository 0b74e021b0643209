//! The genes that somebody asks about.

use forestall_base::Names;

use super::build::landmarks;

/// Bits of a filter: many times the names, and few enough to stay close to the processor.
const FILTER: usize = 1 << 16;

/// The genes that somebody asks about, by every name they have, in capitals or not. Those whose places tell the build of the genome
/// belong to every set.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneSet {
    names: Names,
    /// A bit for each name, at a place that its bytes tell, whatever their case: most genes of a file find none there.
    filter: Vec<u64>,
}

impl GeneSet {
    /// The genes of these names.
    ///
    /// ```
    /// use forestall_assay::GeneSet;
    /// let genes = GeneSet::of(["EGFR", "HER1"]);
    /// assert!(genes.contains("EGFR") && genes.contains("Egfr") && !genes.contains("TTN"));
    /// ```
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut set = Self {
            names: Names::default(),
            filter: vec![0; FILTER / 64],
        };
        for name in landmarks() {
            set.add(name);
        }
        for name in names {
            set.add(&name.to_uppercase());
        }
        set
    }

    fn add(&mut self, name: &str) {
        self.names.intern(name);
        let (place, _) = place(name.as_bytes());
        self.filter[place / 64] |= 1 << (place % 64);
    }

    /// Whether a name is of one of these genes.
    #[must_use]
    #[inline]
    pub fn contains(&self, name: &str) -> bool {
        let (place, is_ascii) = place(name.as_bytes());
        // Letters beyond ASCII may have capitals of other bytes.
        (self.filter[place / 64] >> (place % 64) & 1 == 1 || !is_ascii) && self.holds(name)
    }

    fn holds(&self, name: &str) -> bool {
        self.names.find(name).is_some() || self.names.find(&name.to_uppercase()).is_some()
    }
}

/// The place of a name in the filter, by its length and both of its ends, and whether all of it is ASCII. Capitals and small letters
/// differ in one bit, which is left out.
#[inline]
fn place(name: &[u8]) -> (usize, bool) {
    const CASELESS: u64 = u64::from_ne_bytes([!0x20; 8]);
    const BEYOND_ASCII: u64 = u64::from_ne_bytes([0x80; 8]);
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let word = match (name.first_chunk(), name.last_chunk()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last))
        }
        // Up to three bytes: the first, the middle and the last are all of them.
        _ => match *name {
            [] => 0,
            [first, .., last] => {
                let middle = name[name.len() / 2];
                u64::from(u32::from_le_bytes([first, middle, last, 0]))
            }
            [only] => u64::from(only),
        },
    };
    let hash = ((word & CASELESS) ^ name.len() as u64).wrapping_mul(FACTOR);
    let is_ascii = word & BEYOND_ASCII == 0 && (name.len() <= 8 || name.is_ascii());
    ((hash >> 32) as usize % FILTER, is_ascii)
}

#[cfg(test)]
mod tests {
    use forestall_base::Stream;

    use super::GeneSet;

    /// Oracle: the names in capitals, one by one.
    #[test]
    fn a_gene_is_found_by_every_spelling_and_no_other_is() {
        let mut stream = Stream::new(11, 0, 0);
        let letters = ["A", "b", "C", "d", "1", "9", "-", "é", "ß", "ſ"];
        let mut names = |most: usize| -> Vec<String> {
            let name = |stream: &mut Stream| -> String {
                let length = stream.below(most);
                (0..length).map(|_| letters[stream.below(10)]).collect()
            };
            (0..500).map(|_| name(&mut stream)).collect()
        };
        let (known, others) = (names(20), [names(4), names(20)].concat());
        let set = GeneSet::of(known.iter().map(String::as_str));
        let capitals: Vec<String> = known.iter().map(|name| name.to_uppercase()).collect();
        for name in &known {
            let mixed: String = (name.chars().enumerate())
                .map(|(k, c)| {
                    if k % 2 == 0 {
                        c.to_ascii_uppercase()
                    } else {
                        c
                    }
                })
                .collect();
            assert!(set.contains(name) && set.contains(&mixed), "{name} {mixed}");
        }
        for name in &others {
            let known = capitals.contains(&name.to_uppercase());
            assert_eq!(set.contains(name), known, "{name}");
        }
    }
}
