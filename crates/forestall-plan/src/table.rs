//! What each draw came to, as a table.

use forestall_base::{Column, Table, TableError, Values};

use crate::{Comparison, Course};

impl Comparison {
    /// One row per regimen and draw: `regimen, draw, time, progressed, failed, drug_use, starts, visits`; regimens best
    /// first, draws from 0.
    ///
    /// # Errors
    /// None in practice: the columns are fixed and equally long.
    pub fn to_table(&self) -> Result<Table, TableError> {
        let rows = self.rows();
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
            flag("failed", |c| c.failed),
            number("drug_use", "1", |c| c.drug_use),
            whole("starts", |c| c.starts as i64),
            whole("visits", |c| i64::from(c.visits)),
        ])
    }

    /// Regimen, number of the draw and what it came to, in the order of the table.
    fn rows(&self) -> Vec<(&str, i64, &Course)> {
        let all = self.regimens.iter().zip(&self.courses);
        all.flat_map(|(r, own)| {
            let draws = own.iter().zip(0..);
            draws.map(move |(c, draw)| (r.name.as_str(), draw, c))
        })
        .collect()
    }
}

/// The tables of several patients as one, with `patient` as the first column.
///
/// # Errors
/// None in practice: the columns are the same for every patient.
pub fn patients_table(patients: &[(&str, &Comparison)]) -> Result<Table, TableError> {
    let mut ids: Vec<String> = Vec::new();
    let mut columns: Vec<Column> = Vec::new();
    for (id, comparison) in patients {
        let own = comparison.to_table()?;
        ids.extend(std::iter::repeat_n((*id).to_owned(), own.rows()));
        if columns.is_empty() {
            columns = own.columns().to_vec();
            continue;
        }
        for (all, more) in columns.iter_mut().zip(own.columns()) {
            match (&mut all.values, &more.values) {
                (Values::Number(all), Values::Number(more)) => all.extend_from_slice(more),
                (Values::Integer(all), Values::Integer(more)) => all.extend_from_slice(more),
                (Values::Text(all), Values::Text(more)) => all.extend_from_slice(more),
                (Values::Flag(all), Values::Flag(more)) => all.extend_from_slice(more),
                _ => {}
            }
        }
    }
    let mut all = vec![Column::text("patient", ids)];
    all.extend(columns);
    Table::new(all)
}
