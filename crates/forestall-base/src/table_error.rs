//! Refusals of tables.

use std::path::PathBuf;

/// Why a table cannot be built, written or read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// A column has no name.
    #[error("column {0} has no name: give every column a name")]
    Unnamed(usize),
    /// Two columns share a name.
    #[error("two columns are called \"{0}\": names must differ")]
    Duplicate(String),
    /// A column is longer or shorter than the first.
    #[error("column \"{name}\" has {found} values, the columns before it have {expected}")]
    Length {
        /// The column.
        name: String,
        /// Its number of values.
        found: usize,
        /// The table's number of rows.
        expected: usize,
    },
    /// A column that is needed is not there.
    #[error("there is no column \"{name}\"; the table has {present}")]
    Missing {
        /// The column.
        name: String,
        /// The names that are there.
        present: String,
    },
    /// A column holds another kind of values than needed.
    #[error("column \"{name}\" holds {found} values, {expected} values are needed")]
    Kind {
        /// The column.
        name: String,
        /// What it holds.
        found: &'static str,
        /// What is needed.
        expected: &'static str,
    },
    /// A Parquet column has a type that tables do not have.
    #[error(
        "column \"{name}\" has the Parquet type {found}; numbers, whole numbers, texts and flags can be read: convert it before"
    )]
    Type {
        /// The column.
        name: String,
        /// Its type.
        found: String,
    },
    /// A cell holds something its column cannot mean.
    #[error("row {row} of column \"{name}\": found {found}, expected {expected}")]
    Cell {
        /// The column.
        name: String,
        /// Row, counted from 1.
        row: usize,
        /// What was found.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// The bytes are not Parquet, or damaged.
    #[error("this is not a Parquet file, or it is damaged ({0})")]
    Parquet(String),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}
