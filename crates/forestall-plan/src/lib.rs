//! Compares and tunes regimens under what is known, and is not known, about a patient.
//!
//! | question | start at |
//! |---|---|
//! | which of these regimens keeps the tumour in check for longest, and how sure is that? | [`compare()`] |
//! | which numbers should a regimen's rule have? | [`tune()`] |
//! | how much could any schedule reach at best? | [`bound()`] |
//! | what do burden and dosing look like? | [`sketch()`] |
//!
//! All of them take a [`Cohort`] of parameter vectors (a point, draws from a posterior, virtual patients) and a [`Scenario`]
//! (visits, measurement noise, horizon). Every regimen meets the same vectors with the same noise streams, so that differences
//! are draw by draw. Results do not depend on the number of threads.

mod arm;
mod batch;
mod bound;
mod candidate;
mod cohort;
mod compare;
mod course;
mod difference;
mod doses;
mod error;
mod escape;
mod grid;
mod judge;
mod places;
mod planned;
mod pooled;
mod ranks;
mod reads;
mod region;
mod scenario;
mod search;
mod sketch;
mod spread;
mod table;
mod tune;
mod verdict;

pub use arm::{Arm, Tuned, reference};
pub use bound::{Bound, NoBound, bound};
pub use candidate::Candidate;
pub use cohort::{Cohort, Origin};
pub use compare::{Comparison, compare};
pub use course::{Course, DoseSpan, dosing};
pub use difference::Difference;
pub use error::PlanError;
pub use places::places;
pub use planned::{BoundShare, Exposure, PlannedRegimen};
pub use pooled::{Pooled, PooledRegimen, pooled};
pub use ranks::{Standing, standings};
pub use scenario::Scenario;
pub use search::{Goal, Search};
pub use sketch::{Scale, Sketch, sketch};
pub use spread::Spread;
pub use table::patients_table;
pub use tune::{Tuning, tune};
pub use verdict::Verdict;
