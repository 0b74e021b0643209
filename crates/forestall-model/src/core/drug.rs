//! Drugs.

/// How a drug is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exposure {
    /// On (1) or off (0).
    OnOff,
    /// Any amount from 0.
    Amount,
}

/// A drug.
#[derive(Debug, Clone, PartialEq)]
pub struct Drug {
    /// Name.
    pub name: String,
    /// On-off or amount.
    pub exposure: Exposure,
    /// Unit of the amount.
    pub unit: String,
}
