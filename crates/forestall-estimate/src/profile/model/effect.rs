//! What a drug does to a clone.

/// What a drug does to a clone, and who says so.
#[derive(Debug, Clone, PartialEq)]
pub enum DrugEffect {
    /// As to sensitive cells.
    Full,
    /// The clone needs more of it: range of the factor on the concentration of half effect.
    Fold {
        /// Smallest factor.
        low: f64,
        /// Largest factor.
        high: f64,
        /// Where the factors come from.
        source: String,
    },
    /// Less, by a share that nobody has measured; full while the drug with this number is given too, if there is one.
    Reduced {
        /// Drug that restores the effect.
        restored_by: Option<usize>,
        /// Who says that it is less.
        source: String,
    },
    /// None.
    Nothing {
        /// Who says so.
        source: String,
    },
}
