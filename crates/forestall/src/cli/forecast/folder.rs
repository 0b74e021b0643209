//! What `forecast` writes (`forecast.json`, `forecast.parquet`) and `report` reads.

use std::path::Path;

use forestall_base::{Column, Diagnostic, Table, TableError};
use serde::{Deserialize, Serialize};

use crate::cli::{failure::Failure, nullable};

/// One forecast reading of `forecast.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub patient: String,
    pub assay: String,
    #[serde(deserialize_with = "nullable::number")]
    pub time: f64,
    #[serde(deserialize_with = "nullable::number")]
    pub observed: f64,
    #[serde(deserialize_with = "nullable::number")]
    pub median: f64,
    #[serde(deserialize_with = "nullable::number")]
    pub q05: f64,
    #[serde(deserialize_with = "nullable::number")]
    pub q95: f64,
    #[serde(deserialize_with = "nullable::number")]
    pub locf: f64,
}

/// `forecast.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ForecastSummary {
    pub model: String,
    pub method: String,
    /// `last 2` or `after 720`.
    pub held_out: String,
    pub patients: usize,
    #[serde(deserialize_with = "nullable::number")]
    pub mae: f64,
    #[serde(deserialize_with = "nullable::number")]
    pub mae_locf: f64,
    pub beats_locf: bool,
    #[serde(deserialize_with = "nullable::number")]
    pub median_error: f64,
    #[serde(deserialize_with = "nullable::number")]
    pub median_error_locf: f64,
    #[serde(deserialize_with = "nullable::number")]
    pub log_error: f64,
    #[serde(deserialize_with = "nullable::number")]
    pub log_error_locf: f64,
    #[serde(deserialize_with = "nullable::number")]
    pub coverage_90: f64,
    #[serde(deserialize_with = "nullable::number")]
    pub share_better: f64,
    /// 90 % bootstrap interval over patients of mae - mae_locf.
    #[serde(deserialize_with = "nullable::number")]
    pub difference_q05: f64,
    #[serde(deserialize_with = "nullable::number")]
    pub difference_q95: f64,
    pub records: Vec<Record>,
    /// Patients left out, with the reason.
    pub excluded: Vec<(String, String)>,
}

impl ForecastSummary {
    /// What the predictive intervals leave out, as the end of a sentence; empty if nothing.
    pub(crate) fn scope_of_intervals(&self) -> &'static str {
        if self.method == "map" {
            " (of a best point: noise alone, not what the fit leaves open)"
        } else {
            ""
        }
    }

    /// Reads the folder that `forecast` has written.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let file = path.join("forecast.json");
        let refuse = |e: String| {
            let help = "give the folder that `forestall forecast ... --out DIR` has written";
            Failure::from(Diagnostic::error("C0009", format!("{}: {e}", file.display())).help(help))
        };
        let text = std::fs::read_to_string(&file).map_err(|e| refuse(e.to_string()))?;
        serde_json::from_str(&text).map_err(|e| refuse(e.to_string()))
    }

    /// The records as a table, times in `time_unit`.
    pub(super) fn to_table(&self, time_unit: &str) -> Result<Table, TableError> {
        let r = &self.records;
        let number = |name: &str, unit: &str, of: fn(&Record) -> f64| {
            Column::number(name, unit, r.iter().map(of).collect())
        };
        Table::new(vec![
            Column::text("patient", r.iter().map(|r| r.patient.clone()).collect()),
            Column::text("assay", r.iter().map(|r| r.assay.clone()).collect()),
            number("time", time_unit, |r| r.time),
            number("observed", "1", |r| r.observed),
            number("median", "1", |r| r.median),
            number("q05", "1", |r| r.q05),
            number("q95", "1", |r| r.q95),
            number("locf", "1", |r| r.locf),
        ])
    }
}
