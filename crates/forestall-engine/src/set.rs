//! A set of lanes.

/// A set of at most 32 lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Set(u32);

impl Set {
    /// The lanes whose truth value is not 0.
    #[inline]
    pub(crate) fn of<const W: usize>(truth: &[f64; W]) -> Self {
        let mut bits = 0;
        for (lane, &value) in truth.iter().enumerate() {
            bits |= u32::from(value != 0.0) << lane;
        }
        Self(bits)
    }

    pub(crate) fn insert(&mut self, lane: usize) {
        self.0 |= 1 << lane;
    }

    pub(crate) fn remove(&mut self, lane: usize) {
        self.0 &= !(1 << lane);
    }

    pub(crate) fn contains(self, lane: usize) -> bool {
        self.0 >> lane & 1 == 1
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The lanes from first to last.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        let mut bits = self.0;
        std::iter::from_fn(move || {
            let lane = bits.trailing_zeros() as usize;
            bits &= bits.wrapping_sub(1);
            (lane < 32).then_some(lane)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_gives_back_what_was_put_in() {
        let mut set = Set::of(&[0.0, 1.0, 0.0, 1.0]);
        set.insert(31);
        assert_eq!(set.iter().collect::<Vec<_>>(), [1, 3, 31]);
        assert!(set.contains(3) && !set.contains(2));
        set.remove(3);
        assert!(!set.contains(3) && set.contains(1));
        assert!(Set::default().is_empty());
    }
}
