//! The built program: exit codes, streams, folders, refusals.

mod data;
mod program;
mod server;
