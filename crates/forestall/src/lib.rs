//! forestall: how a tumour escapes its therapy, and how to plan ahead of it. For research, not for treatment decisions.
//!
//! This crate joins the others into commands; each is also a function here.
//!
//! | goal | start at |
//! |---|---|
//! | check that a model file reproduces its paper | [`verify`] |
//! | read a table of measurements as a model's `[data]` section says | [`measurements`] |
//! | the model language, engines, inference, plans, pages | the re-exported crates |

pub mod measurements;
pub mod synthetic;
pub mod verify;

pub use forestall_assay as assay;
pub use forestall_base as base;
pub use forestall_engine as engine;
pub use forestall_estimate as estimate;
pub use forestall_fit as fit;
pub use forestall_model as model;
pub use forestall_plan as plan;
pub use forestall_report as report;
