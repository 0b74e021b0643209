//! The nouns that every part of forestall shares.
//!
//! | noun | what it is |
//! |---|---|
//! | [`Diagnostic`] | a refusal or a warning that names file, line, column, what was found and what to do |
//! | [`Stream`] | a counter-based random stream: the same seed gives the same bytes on any number of threads |
//!
//! This crate does not print, exit, open sockets, or read the clock or the environment.

mod diagnostic;
mod stream;

pub use diagnostic::{Diagnostic, Diagnostics, Location, Severity};
pub use stream::{Stream, normal_quantile, philox4x32_10};
