//! forestall's model language: parse, check, expand and compile to bytecode.

mod core;
mod expr;
pub mod program;

pub use crate::core::*;
pub use crate::expr::{Binary, Expr, Memory, Outcome, Unary};
