//! The built program: exit codes, streams, folders, refusals.
#![allow(clippy::unwrap_used)]

mod alleles;
mod analyses;
mod catalogue;
mod cohort;
mod data;
mod doses;
mod figure;
mod folders;
mod graph;
mod interrupted;
mod library;
mod pairs;
mod planning;
mod population;
mod privacy;
mod profile;
mod program;
mod refusals;
mod report;
mod same_bytes;
mod server;
mod streams;
