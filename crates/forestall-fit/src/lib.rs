//! From data and a model to a posterior, and forecasts with their error.
//!
//! | part | what it is |
//! |---|---|
//! | [`space`] | bounds and priors of the model, seen from the real line |
//! | [`optimise`] | many starts in lock-step: least squares, quasi-Newton, simplex, all within bounds |
//! | [`sampler`] | tempered particles, then chains with local (NUTS) and global moves until they agree |
//! | [`diagnose`] | do the chains agree, how much are they worth, what did the data not tell |
//!
//! Everything asks for many parameter vectors at once ([`BatchDensity`], [`BatchResiduals`]), because the engine computes eight
//! simulations in the time of one.

mod band;

mod density;
pub mod diagnose;
mod error;
mod estimate;
pub mod forecast;
mod likelihood;
mod linear;
pub mod optimise;
mod patient_fit;
pub mod sampler;
pub mod space;

pub use band::{Band, Sketch, bands};
pub use density::{BatchDensity, BatchResiduals, Tempered};
pub use error::FitError;
pub use estimate::{PointEstimate, estimate};
pub use likelihood::{Datum, PatientModel};
pub use linear::Cholesky;
pub use patient_fit::{FitOptions, PatientFit, Posterior, fit_patient};
