//! The built program: exit codes, streams, folders, refusals.
#![allow(clippy::unwrap_used)]

mod catalogue;
mod cohort;
mod data;
mod folders;
mod interrupted;
mod library;
mod planning;
mod privacy;
mod profile;
mod program;
mod refusals;
mod report;
mod same_bytes;
mod server;
mod streams;
