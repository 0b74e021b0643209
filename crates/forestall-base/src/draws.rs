//! Draws from a posterior.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::parameters::Interval;
use crate::table::{Column, Table};
use crate::table_error::TableError;

/// Draws from a posterior: one row per draw, one column per parameter.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Draws {
    /// Parameter names, one per column.
    pub names: Vec<String>,
    /// Units, one per column.
    pub units: Vec<String>,
    /// Chain of each row, from 0.
    pub chain: Vec<u32>,
    /// Number of each row within its chain, from 0.
    pub draw: Vec<u32>,
    /// The values, row by row: `rows x names.len()`.
    pub values: Vec<f64>,
}

impl Draws {
    /// Number of draws over all chains.
    pub fn rows(&self) -> usize {
        self.chain.len()
    }

    /// One draw: the value of each parameter.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.names.len()..(row + 1) * self.names.len()]
    }

    /// All draws of one parameter.
    pub fn column(&self, name: &str) -> Option<Vec<f64>> {
        let at = self.names.iter().position(|other| other == name)?;
        Some(
            self.values
                .iter()
                .skip(at)
                .step_by(self.names.len())
                .copied()
                .collect(),
        )
    }

    /// 5, 50 and 95 % quantiles of one parameter; `None` if there is no such parameter or no draw.
    ///
    /// Between neighbouring draws the quantile is interpolated linearly (type 7 of Hyndman and Fan 1996, the default of R and
    /// NumPy).
    pub fn interval(&self, name: &str) -> Option<Interval> {
        let mut values = self.column(name)?;
        values.sort_by(f64::total_cmp);
        Some(Interval {
            q05: quantile(&values, 0.05)?,
            q50: quantile(&values, 0.5)?,
            q95: quantile(&values, 0.95)?,
        })
    }

    /// The draws as a table: `chain, draw`, then one column per parameter under its own name.
    ///
    /// # Errors
    /// [`TableError::Length`] if the parts do not fit together, [`TableError::Duplicate`] if a parameter is called `chain` or
    /// `draw`.
    pub fn to_table(&self) -> Result<Table, TableError> {
        let rows = self.rows();
        let lengths = [
            ("draw", self.draw.len(), rows),
            ("values", self.values.len(), rows * self.names.len()),
            ("units", self.units.len(), self.names.len()),
        ];
        for (name, found, expected) in lengths {
            if found != expected {
                return Err(TableError::Length {
                    name: name.into(),
                    found,
                    expected,
                });
            }
        }
        let whole = |values: &[u32]| values.iter().map(|&value| i64::from(value)).collect();
        let mut table = Table::new(vec![
            Column::integer("chain", "1", whole(&self.chain)),
            Column::integer("draw", "1", whole(&self.draw)),
        ])?;
        for (at, (name, unit)) in self.names.iter().zip(&self.units).enumerate() {
            let values = (0..rows).map(|row| self.values[row * self.names.len() + at]);
            table.push(Column::number(name, unit, values.collect()))?;
        }
        Ok(table)
    }

    /// The draws in a table with `chain`, `draw` and number columns; other columns are left out.
    ///
    /// # Errors
    /// [`TableError::Missing`], [`TableError::Kind`], and [`TableError::Cell`] for a negative chain or draw.
    pub fn from_table(table: &Table) -> Result<Self, TableError> {
        let whole = |name: &str| {
            let values = table
                .integers(name)?
                .iter()
                .enumerate()
                .map(|(row, &value)| {
                    u32::try_from(value).map_err(|_| TableError::Cell {
                        name: name.to_owned(),
                        row: row + 1,
                        found: value.to_string(),
                        expected: "a whole number from 0 to 4294967295",
                    })
                });
            values.collect::<Result<Vec<u32>, _>>()
        };
        let mut draws = Self {
            chain: whole("chain")?,
            draw: whole("draw")?,
            ..Self::default()
        };
        let mut columns = Vec::new();
        for column in table.columns() {
            if let ("chain" | "draw", _) | (_, Err(_)) =
                (column.name.as_str(), table.numbers(&column.name))
            {
                continue;
            }
            draws.names.push(column.name.clone());
            draws.units.push(column.unit.clone());
            columns.push(table.numbers(&column.name)?);
        }
        draws.values.reserve(table.rows() * columns.len());
        for row in 0..table.rows() {
            draws
                .values
                .extend(columns.iter().map(|column| column[row]));
        }
        Ok(draws)
    }

    /// Writes the draws as Parquet, whole or not at all.
    ///
    /// # Errors
    /// Those of [`Draws::to_table`] and [`Table::write_parquet`].
    pub fn write_parquet(&self, path: &Path) -> Result<(), TableError> {
        self.to_table()?.write_parquet(path)
    }

    /// Reads draws from Parquet.
    ///
    /// # Errors
    /// Those of [`Table::read_parquet`] and [`Draws::from_table`].
    pub fn read_parquet(path: &Path) -> Result<Self, TableError> {
        Self::from_table(&Table::read_parquet(path)?)
    }
}

/// Quantile of sorted values, type 7 of Hyndman and Fan 1996 (doi:10.1080/00031305.1996.10473566).
///
/// `None` for no values. `probability` is limited to 0..=1.
///
/// ```
/// assert_eq!(forestall_base::quantile(&[1.0, 2.0, 4.0], 0.75), Some(3.0));
/// ```
pub fn quantile(sorted: &[f64], probability: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = probability.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    let share = place - below as f64;
    // Infinite values (an event that never comes) must not give infinity minus infinity.
    Some(if share == 0.0 || low == high {
        low
    } else {
        low + share * (high - low)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Draws {
        Draws {
            names: vec!["fR".into(), "n0".into()],
            units: vec!["1".into(), "cells".into()],
            chain: vec![0, 0, 1],
            draw: vec![0, 1, 0],
            values: vec![0.1, 1.0, 0.2, 2.0, 0.3, 3.0],
        }
    }

    #[test]
    fn draws_survive_the_way_through_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("draws.parquet");
        example().write_parquet(&path).unwrap();
        let read = Draws::read_parquet(&path).unwrap();
        assert_eq!(read, example());
        assert_eq!(read.row(1), [0.2, 2.0]);
        assert_eq!(read.column("n0").unwrap(), [1.0, 2.0, 3.0]);
        assert_eq!(read.column("x"), None);
    }

    /// Oracle: `numpy.quantile([1, 2, 3], [0.05, 0.5, 0.95])` = 1.1, 2.0, 2.9.
    #[test]
    fn interval_is_that_of_numpy() {
        let interval = example().interval("n0").unwrap();
        for (got, wanted) in [
            (interval.q05, 1.1),
            (interval.q50, 2.0),
            (interval.q95, 2.9),
        ] {
            assert!((got - wanted).abs() < 1e-12, "{got}");
        }
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(
            quantile(&[1.0, f64::INFINITY, f64::INFINITY], 0.9),
            Some(f64::INFINITY)
        );
    }

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        let short = Draws {
            draw: vec![0],
            ..example()
        };
        assert_eq!(
            short.to_table().unwrap_err().to_string(),
            "column \"draw\" has 1 values, the columns before it have 3"
        );
        let clash = Draws {
            names: vec!["chain".into(), "n0".into()],
            ..example()
        };
        assert_eq!(
            clash.to_table().unwrap_err().to_string(),
            "two columns are called \"chain\": names must differ"
        );
    }
}
