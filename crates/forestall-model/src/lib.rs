//! forestall's model language: parse, check, expand and compile to bytecode.
//!
//! | noun | what it is |
//! |---|---|
//! | [`Source`] | the text of a model file |
//! | [`Core`] | what the file means: parameters, states, channels, assays, regimens, stop rules |
//! | [`Formula`] | an expression over the columns of a table |
//! | [`program`] | the core compiled to bytecode |
//!
//! [`load`] leads from the first to the second, [`expand`] prints the second, and [`json_schema`]
//! describes the file to editors. The language is described in the book, chapter "The model language".

mod asked;
mod behaviour;
mod core;
mod distribution;
mod document;
mod expr;
mod family;
mod formula;
mod load;
mod outcome;
mod print;
pub mod program;
mod resolve;
pub mod sbml;
mod schema;
mod source;
mod sugar;
mod suggestion;
mod syntax;
mod unit;
mod vocabulary;

pub use crate::asked::load_asked;
pub use crate::behaviour::rules_of_table;
pub use crate::core::*;
pub use crate::expr::{Binary, Expr, Memory, Unary};
pub use crate::formula::Formula;
pub use crate::load::{Loaded, load};
pub use crate::outcome::{Extreme, Outcome};
pub use crate::print::{expand, written};
pub use crate::schema::json_schema;
pub use crate::source::Source;
pub use crate::vocabulary::{MECHANISMS, STRATEGIES, UNSTATED, Word};
