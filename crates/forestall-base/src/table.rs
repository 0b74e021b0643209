//! Named columns of equal length, each with a unit.

use crate::table_error::TableError;

/// The values of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Real numbers; NaN stands for "no value".
    Number(Vec<f64>),
    /// Whole numbers.
    Integer(Vec<i64>),
    /// Texts; an empty text stands for "no value".
    Text(Vec<String>),
    /// Yes or no.
    Flag(Vec<bool>),
}

impl Values {
    /// Number of values.
    pub fn len(&self) -> usize {
        match self {
            Self::Number(values) => values.len(),
            Self::Integer(values) => values.len(),
            Self::Text(values) => values.len(),
            Self::Flag(values) => values.len(),
        }
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Name of the kind, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Number(_) => "number",
            Self::Integer(_) => "integer",
            Self::Text(_) => "text",
            Self::Flag(_) => "flag",
        }
    }
}

/// A named column with its unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Name, by convention in snake case (parameters keep the name they have in the model).
    pub name: String,
    /// Unit as text, for example `day` or `ng/ml`; `1` for dimensionless, empty where a unit makes no sense (texts, flags).
    pub unit: String,
    /// The values, one per row.
    pub values: Values,
}

impl Column {
    /// A column of real numbers.
    pub fn number(name: impl Into<String>, unit: impl Into<String>, values: Vec<f64>) -> Self {
        Self {
            name: name.into(),
            unit: unit.into(),
            values: Values::Number(values),
        }
    }

    /// A column of whole numbers.
    pub fn integer(name: impl Into<String>, unit: impl Into<String>, values: Vec<i64>) -> Self {
        Self {
            name: name.into(),
            unit: unit.into(),
            values: Values::Integer(values),
        }
    }

    /// A column of texts, without a unit.
    pub fn text(name: impl Into<String>, values: Vec<String>) -> Self {
        Self {
            name: name.into(),
            unit: String::new(),
            values: Values::Text(values),
        }
    }

    /// A column of flags, without a unit.
    pub fn flag(name: impl Into<String>, values: Vec<bool>) -> Self {
        Self {
            name: name.into(),
            unit: String::new(),
            values: Values::Flag(values),
        }
    }
}

/// Named columns of equal length.
///
/// ```
/// use forestall_base::{Column, Table};
/// let table = Table::new(vec![
///     Column::text("patient", vec!["P1".into(), "P1".into()]),
///     Column::number("psa", "ng/ml", vec![6.06, 0.03]),
/// ])?;
/// assert_eq!(table.rows(), 2);
/// assert_eq!(table.to_csv(), "patient,psa\nP1,6.06\nP1,0.03\n");
/// # Ok::<(), forestall_base::TableError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    columns: Vec<Column>,
}

impl Table {
    /// A table of these columns.
    ///
    /// # Errors
    /// [`TableError::Unnamed`], [`TableError::Duplicate`] and [`TableError::Length`].
    pub fn new(columns: Vec<Column>) -> Result<Self, TableError> {
        let mut table = Self::default();
        for column in columns {
            table.push(column)?;
        }
        Ok(table)
    }

    /// Adds a column on the right.
    ///
    /// # Errors
    /// As [`Table::new`]; the table is then as it was.
    pub fn push(&mut self, column: Column) -> Result<(), TableError> {
        if column.name.is_empty() {
            return Err(TableError::Unnamed(self.columns.len() + 1));
        }
        if self.column(&column.name).is_some() {
            return Err(TableError::Duplicate(column.name));
        }
        if !self.columns.is_empty() && column.values.len() != self.rows() {
            return Err(TableError::Length {
                found: column.values.len(),
                expected: self.rows(),
                name: column.name,
            });
        }
        self.columns.push(column);
        Ok(())
    }

    /// The columns from left to right.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    fn needed(&self, name: &str) -> Result<&Column, TableError> {
        self.column(name).ok_or_else(|| TableError::Missing {
            name: name.to_owned(),
            present: self
                .columns
                .iter()
                .map(|column| column.name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        })
    }

    /// The real numbers of a column; whole numbers are converted.
    ///
    /// # Errors
    /// [`TableError::Missing`] and [`TableError::Kind`].
    pub fn numbers(&self, name: &str) -> Result<Vec<f64>, TableError> {
        match &self.needed(name)?.values {
            Values::Number(values) => Ok(values.clone()),
            Values::Integer(values) => Ok(values.iter().map(|&value| value as f64).collect()),
            other => Err(kind(name, other, "number")),
        }
    }

    /// The whole numbers of a column.
    ///
    /// # Errors
    /// [`TableError::Missing`] and [`TableError::Kind`].
    pub fn integers(&self, name: &str) -> Result<&[i64], TableError> {
        match &self.needed(name)?.values {
            Values::Integer(values) => Ok(values),
            other => Err(kind(name, other, "integer")),
        }
    }

    /// The texts of a column.
    ///
    /// # Errors
    /// [`TableError::Missing`] and [`TableError::Kind`].
    pub fn texts(&self, name: &str) -> Result<&[String], TableError> {
        match &self.needed(name)?.values {
            Values::Text(values) => Ok(values),
            other => Err(kind(name, other, "text")),
        }
    }

    /// The flags of a column.
    ///
    /// # Errors
    /// [`TableError::Missing`] and [`TableError::Kind`].
    pub fn flags(&self, name: &str) -> Result<&[bool], TableError> {
        match &self.needed(name)?.values {
            Values::Flag(values) => Ok(values),
            other => Err(kind(name, other, "flag")),
        }
    }
}

fn kind(name: &str, found: &Values, expected: &'static str) -> TableError {
    TableError::Kind {
        name: name.to_owned(),
        found: found.kind(),
        expected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_say_what_is_wrong() {
        let text = |columns| Table::new(columns).unwrap_err().to_string();
        let one = || Column::number("a", "1", vec![1.0, 2.0]);
        assert_eq!(
            text(vec![one(), one()]),
            "two columns are called \"a\": names must differ"
        );
        assert_eq!(
            text(vec![one(), Column::flag("b", vec![true])]),
            "column \"b\" has 1 values, the columns before it have 2"
        );
        assert_eq!(
            text(vec![one(), Column::flag("", vec![true, true])]),
            "column 2 has no name: give every column a name"
        );
        let table = Table::new(vec![one()]).unwrap();
        assert_eq!(
            table.numbers("b").unwrap_err().to_string(),
            "there is no column \"b\"; the table has a"
        );
        assert_eq!(
            table.texts("a").unwrap_err().to_string(),
            "column \"a\" holds number values, text values are needed"
        );
    }

    #[test]
    fn whole_numbers_read_as_numbers() {
        let table = Table::new(vec![Column::integer("n", "1", vec![1, -2])]).unwrap();
        assert_eq!(table.numbers("n").unwrap(), [1.0, -2.0]);
        assert_eq!(table.integers("n").unwrap(), [1, -2]);
    }
}
