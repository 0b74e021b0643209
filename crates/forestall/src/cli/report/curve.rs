//! Curves of `curves.parquet`: what was fitted, over time, per patient and quantity.

use std::collections::BTreeMap;
use std::path::Path;

use forestall_base::{Diagnostic, Table, TableError};
use forestall_report::Band;

use crate::cli::failure::Failure;

/// The curve of one quantity of one patient.
#[derive(Debug, Clone, Default)]
pub(super) struct Curve {
    time: Vec<f64>,
    point: Vec<f64>,
    /// Quantiles 5, 25, 50, 75, 95 %.
    quantiles: [Vec<f64>; 5],
}

/// Curves by patient and quantity.
#[derive(Debug, Default)]
pub(super) struct Curves(BTreeMap<(String, String), Curve>);

impl Curves {
    /// Reads `curves.parquet` of a fit folder.
    pub(super) fn read(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join("curves.parquet");
        let of = |e: TableError| {
            Failure::from(
                Diagnostic::error("C0005", format!("{}: {e}", path.display()))
                    .help("give the folder that `forestall fit ... --out DIR` has written"),
            )
        };
        Self::of_table(&Table::read_parquet(&path).map_err(of)?).map_err(of)
    }

    fn of_table(table: &Table) -> Result<Self, TableError> {
        let (patients, names) = (table.texts("patient")?, table.texts("quantity")?);
        let (time, point) = (table.numbers("time")?, table.numbers("point")?);
        let mut quantiles = Vec::new();
        for name in ["q05", "q25", "q50", "q75", "q95"] {
            quantiles.push(table.numbers(name)?);
        }
        let mut all: BTreeMap<(String, String), Curve> = BTreeMap::new();
        for row in 0..table.rows() {
            if !time[row].is_finite() {
                continue;
            }
            let key = (patients[row].clone(), names[row].clone());
            let curve = all.entry(key).or_default();
            curve.time.push(time[row]);
            curve.point.push(point[row]);
            for (own, column) in curve.quantiles.iter_mut().zip(&quantiles) {
                own.push(column[row]);
            }
        }
        Ok(Self(all))
    }

    /// The curve of a quantity, if the fit has one.
    pub(super) fn get(&self, patient: &str, quantity: &str) -> Option<&Curve> {
        self.0.get(&(patient.to_owned(), quantity.to_owned()))
    }
}

impl Curve {
    /// The curve of the point estimate, up to `end`.
    pub(super) fn line(&self, end: f64) -> Vec<(f64, f64)> {
        let both = self.time.iter().copied().zip(self.point.iter().copied());
        both.filter(|(t, y)| *t <= end && y.is_finite()).collect()
    }

    /// The band, up to `end`, without times at which a quantile is no number.
    pub(super) fn band(&self, end: f64) -> Band {
        let good: Vec<usize> = (0..self.time.len())
            .filter(|&k| self.time[k] <= end && self.quantiles.iter().all(|q| q[k].is_finite()))
            .collect();
        let [q05, q25, q50, q75, q95] = [0, 1, 2, 3, 4].map(|column: usize| {
            let of = |&k: &usize| self.quantiles[column][k];
            good.iter().map(of).collect()
        });
        Band {
            time: good.iter().map(|&k| self.time[k]).collect(),
            q05,
            q25,
            q50,
            q75,
            q95,
        }
    }
}
