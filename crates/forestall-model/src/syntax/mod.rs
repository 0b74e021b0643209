//! The expression grammar: text to a tree with the place of every part.

mod faults;
mod indexed;
mod lexer;
mod parser;
#[cfg(test)]
mod tests;
mod tree;

pub(crate) use parser::{parse, parse_in};
pub(crate) use tree::{Extent, Fault, Node, Part};
