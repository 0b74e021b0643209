//! What each draw came to, as a table.

use forestall_base::{Column, Table, TableError};

use crate::{Comparison, Course};

impl Comparison {
    /// One row per regimen and draw: `regimen, draw, time, progressed, never, failed, drug_use, starts, visits`; regimens best
    /// first, draws from 0.
    ///
    /// # Errors
    /// None in practice: the columns are fixed and equally long.
    pub fn to_table(&self) -> Result<Table, TableError> {
        let rows: Vec<(&str, i64, &Course)> = self
            .regimens
            .iter()
            .zip(&self.courses)
            .flat_map(|(r, own)| {
                own.iter()
                    .zip(0..)
                    .map(move |(c, draw)| (r.name.as_str(), draw, c))
            })
            .collect();
        let number = |name: &str, unit: &str, of: fn(&Course) -> f64| {
            Column::number(name, unit, rows.iter().map(|(_, _, c)| of(c)).collect())
        };
        let flag = |name: &str, of: fn(&Course) -> bool| {
            Column::flag(name, rows.iter().map(|(_, _, c)| of(c)).collect())
        };
        let whole = |name: &str, of: fn(&Course) -> i64| {
            Column::integer(name, "1", rows.iter().map(|(_, _, c)| of(c)).collect())
        };
        Table::new(vec![
            Column::text(
                "regimen",
                rows.iter().map(|(name, _, _)| (*name).to_owned()).collect(),
            ),
            Column::integer("draw", "1", rows.iter().map(|(_, draw, _)| *draw).collect()),
            number("time", &self.unit, |c| c.time),
            flag("progressed", |c| c.progressed),
            flag("never", |c| c.never),
            flag("failed", |c| c.failed),
            number("drug_use", "1", |c| c.drug_use),
            whole("starts", |c| c.starts as i64),
            whole("visits", |c| i64::from(c.visits)),
        ])
    }
}
