//! The genes that somebody asks about.

use forestall_base::Names;

use super::build::landmarks;

/// The genes that somebody asks about, by every name they have, in capitals or not. Those whose places tell the build of the genome
/// belong to every set.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneSet(Names);

impl GeneSet {
    /// The genes of these names.
    ///
    /// ```
    /// use forestall_assay::GeneSet;
    /// let genes = GeneSet::of(["EGFR", "HER1"]);
    /// assert!(genes.contains("EGFR") && genes.contains("Egfr") && !genes.contains("TTN"));
    /// ```
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut all = Names::default();
        for name in landmarks() {
            all.intern(name);
        }
        for name in names {
            all.intern(&name.to_uppercase());
        }
        Self(all)
    }

    /// Whether a name is of one of these genes.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        let capital = |byte: u8| byte.is_ascii() && !byte.is_ascii_lowercase();
        self.0.find(name).is_some()
            || !name.bytes().all(capital) && self.0.find(&name.to_uppercase()).is_some()
    }
}
