//! Alleles, cells and clones from allele fractions: which variants lie in cis, and which clones there are.
//!
//! Everything is decided on bounds: a statement is `proven` only where it follows from the lower ends of exact intervals.

mod allelic;
mod binomial;
mod clones;
mod relation;
mod series;
mod shape;
#[cfg(test)]
mod tests;
mod trees;

pub use allelic::{Allelic, purity_from_truncal};
pub use binomial::{Bounds, binomial_at_least, binomial_interval};
pub use clones::{AllelePair, CloneEvent, Scenario, TumourClone, scenarios};
pub use relation::{Judgement, Proof, Relation, Spanning, relate};
pub use series::relate_over_time;
