//! Oracles: closed-form posteriors, marginals and evidences; statistics, limits and false-alarm rates stand in each first line.

mod densities;
mod global;
mod local;
mod machinery;
