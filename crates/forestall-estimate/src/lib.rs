//! Turns a table into parameters: one module per analysis.
//!
//! [`profile`] reads mechanisms of resistance, and what can be given instead, out of a molecular profile.

pub mod profile;
