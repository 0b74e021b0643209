//! The nouns that every part of forestall shares.
//!
//! | noun | what it is |
//! |---|---|
//! | [`Diagnostic`] | a refusal or a warning that names file, line, column, what was found and what to do |
//! | [`Stream`] | a counter-based random stream: the same seed gives the same bytes on any number of threads |
//! | [`Table`] | named columns of equal length, each with a unit; Parquet and CSV |
//! | [`ParameterSet`] | parameters of a patient or a population, each an [`Estimate`] with interval and source |
//! | [`Draws`] | draws from a posterior |
//! | [`Outcome`] | when a stop rule was met over an ensemble |
//! | [`Ranking`] | regimens, best first, under uncertainty |
//! | [`Profile`] | a molecular profile: findings in samples, and what the assay could have found |
//! | [`Manifest`] | what was run on what, with content hashes |
//!
//! This crate does not print, exit, open sockets, or read the clock or the environment.

mod diagnostic;
mod draws;
mod file;
mod manifest;
mod parameters;
mod profile;
mod ranking;
mod record;
mod special;
mod stream;
mod suggestion;
mod table;
mod table_csv;
mod table_error;
mod table_parquet;
#[cfg(test)]
mod table_parquet_tests;

pub use diagnostic::{Diagnostic, Diagnostics, Location, Severity};
pub use draws::{Draws, quantile};
pub use file::write_atomically;
pub use manifest::{HashedFile, Manifest, hmac_sha256_hex, sha256_hex};
pub use parameters::{Bound, Estimate, Interval, ParameterSet};
pub use profile::{
    Assessed, Consequence, Coverage, Exposure, Finding, Found, Level, Measurement, Name, Names,
    Phase, Place, Profile, Reads, Sample,
};
pub use ranking::{Objective, Outcome, Outcomes, RankedRegimen, Ranking};
pub use record::{Censoring, DoseChange, PatientRecord, Reading};
pub use special::{beta_quantile, gamma_quantile, incomplete_beta, incomplete_gamma};
pub use stream::{Stream, normal_quantile, philox4x32_10};
pub use suggestion::nearest;
pub use table::{Column, Table, Values};
pub use table_error::TableError;
