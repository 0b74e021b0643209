//! The folder that `fit` writes and `plan` and `report` read: model, data as used, estimates, draws, curves.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use forestall_base::{
    Censoring, Column, Diagnostic, DoseChange, Draws, Estimate, PatientRecord, Reading, Table,
    TableError,
};
use forestall_engine::Quantity;
use forestall_fit::Band;
use forestall_model::{Core, Source, load};
use serde::{Deserialize, Serialize};

use super::failure::Failure;

/// One patient of `fit.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct PatientSummary {
    pub patient: String,
    pub readings: usize,
    /// Estimated parameters by name.
    pub parameters: BTreeMap<String, Estimate>,
    /// What was minimised, at the best point.
    #[serde(deserialize_with = "super::nullable::number")]
    pub loss: f64,
    #[serde(deserialize_with = "super::nullable::number")]
    pub r2: f64,
    #[serde(deserialize_with = "super::nullable::number")]
    pub aic: f64,
    /// Number of distinct local optima that the search met.
    pub optima: usize,
    /// Largest rank-normalised split R-hat (`null` without draws).
    pub rhat_max: Option<f64>,
    /// Smallest of bulk and tail effective sample sizes (`null` without draws).
    pub ess_min: Option<f64>,
    pub draws: usize,
    pub divergences: usize,
    /// Number of simulations made.
    pub evaluations: usize,
    /// What the reader of the estimates must know, in plain words.
    pub warnings: Vec<String>,
}

/// `fit.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FitSummary {
    pub model: String,
    pub variant: Option<String>,
    pub method: String,
    pub seed: u64,
    pub data: String,
    /// Parameters that were not estimated and differ from the model file.
    pub set: Vec<String>,
    pub patients: Vec<PatientSummary>,
    /// Patients left out, with the reason.
    pub excluded: Vec<(String, String)>,
    /// Sum of the losses.
    #[serde(deserialize_with = "super::nullable::number")]
    pub objective: f64,
    /// Cohort loss on the grid of `[fit.profile]`, if asked for.
    pub profile: Option<Profile>,
}

/// A cohort profile: the loss summed over patients, each refitted at every point of the grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Profile {
    /// Profiled parameters and their values; the first varies slowest.
    pub parameters: Vec<(String, Vec<f64>)>,
    #[serde(deserialize_with = "super::nullable::numbers")]
    pub loss: Vec<f64>,
}

/// Everything in the folder.
pub(crate) struct FitFolder {
    pub path: PathBuf,
    pub source: Source,
    pub core: Core,
    pub summary: FitSummary,
    pub records: Vec<PatientRecord>,
    /// Draws per patient, by the names of the free parameters; empty for a point fit.
    pub draws: BTreeMap<String, Draws>,
}

impl FitFolder {
    /// Reads a folder that `fit` has written.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let refuse = |message: String| {
            let help = "give the folder that `forestall fit ... --out DIR` has written";
            Failure::Input(Diagnostic::error("C0005", message).help(help).into())
        };
        let shown = path.display();
        if path.join("unfinished.json").exists() {
            return Err(Failure::Input(
                Diagnostic::error("C0006", format!("the fit in {shown} is unfinished"))
                    .help("run the same `forestall fit` command again; it goes on where it stopped")
                    .into(),
            ));
        }
        let text = |name: &str| {
            std::fs::read_to_string(path.join(name)).map_err(|e| {
                refuse(format!(
                    "{shown} is no fit folder: {name} cannot be read: {e}"
                ))
            })
        };
        let summary: FitSummary = serde_json::from_str(&text("fit.json")?)
            .map_err(|e| refuse(format!("{shown}/fit.json: {e}")))?;
        let source = Source {
            name: "model.toml".to_owned(),
            text: text("model.toml")?,
        };
        let core = load(&source, summary.variant.as_deref())?.core;
        let table = |name: &str| {
            Table::read_parquet(&path.join(name))
                .map_err(|e| refuse(format!("{shown}/{name}: {e}")))
        };
        let records = records_of(&core, &table("readings.parquet")?, &table("doses.parquet")?)
            .map_err(|e| refuse(format!("{shown}: {e}")))?;
        let mut draws = BTreeMap::new();
        if path.join("draws.parquet").exists() {
            draws =
                draws_of(&table("draws.parquet")?).map_err(|e| refuse(format!("{shown}: {e}")))?;
        }
        Ok(Self {
            path: path.to_owned(),
            source,
            core,
            summary,
            records,
            draws,
        })
    }

    /// Parameters of the model with those the fit was told to use.
    pub(crate) fn base(&self) -> Result<Vec<f64>, Failure> {
        super::parameters::set_parameters(&self.core, &self.summary.set)
    }
}

/// Readings of all patients as one long table.
pub(crate) fn reading_table(core: &Core, records: &[PatientRecord]) -> Result<Table, TableError> {
    let all = || {
        records
            .iter()
            .flat_map(|p| p.readings.iter().map(move |r| (p, r)))
    };
    let censoring = |c: Censoring| match c {
        Censoring::None => "none",
        Censoring::Left => "left",
        Censoring::Right => "right",
        Censoring::Interval { .. } => "interval",
    };
    let upper = |c: Censoring| match c {
        Censoring::Interval { upper } => upper,
        _ => f64::NAN,
    };
    let divisor = |p: &PatientRecord, r: &Reading| {
        p.divisors
            .get(r.assay)
            .copied()
            .flatten()
            .unwrap_or(f64::NAN)
    };
    Table::new(vec![
        Column::text("patient", all().map(|(p, _)| p.id.clone()).collect()),
        Column::number(
            "time",
            core.time_unit.clone(),
            all().map(|(_, r)| r.time).collect(),
        ),
        Column::text(
            "assay",
            all()
                .map(|(_, r)| core.assays[r.assay].name.clone())
                .collect(),
        ),
        Column::number("value", "1", all().map(|(_, r)| r.value).collect()),
        Column::text(
            "censoring",
            all()
                .map(|(_, r)| censoring(r.censoring).to_owned())
                .collect(),
        ),
        Column::number(
            "upper",
            "1",
            all().map(|(_, r)| upper(r.censoring)).collect(),
        ),
        Column::number("weight", "1", all().map(|(_, r)| r.weight).collect()),
        Column::number("divisor", "1", all().map(|(p, r)| divisor(p, r)).collect()),
        Column::integer("line", "1", all().map(|(_, r)| r.line as i64).collect()),
    ])
}

/// Dose changes of all patients as one long table.
pub(crate) fn dose_table(core: &Core, records: &[PatientRecord]) -> Result<Table, TableError> {
    let all = || {
        records
            .iter()
            .flat_map(|p| p.doses.iter().map(move |d| (p, d)))
    };
    Table::new(vec![
        Column::text("patient", all().map(|(p, _)| p.id.clone()).collect()),
        Column::number(
            "time",
            core.time_unit.clone(),
            all().map(|(_, d)| d.time).collect(),
        ),
        Column::text(
            "drug",
            all()
                .map(|(_, d)| core.drugs[d.drug].name.clone())
                .collect(),
        ),
        Column::number("amount", "1", all().map(|(_, d)| d.amount).collect()),
    ])
}

fn records_of(core: &Core, readings: &Table, doses: &Table) -> Result<Vec<PatientRecord>, String> {
    let e = |error: TableError| error.to_string();
    let mut records: Vec<PatientRecord> = Vec::new();
    let patients = readings.texts("patient").map_err(e)?;
    let (times, values) = (
        readings.numbers("time").map_err(e)?,
        readings.numbers("value").map_err(e)?,
    );
    let (assays, kinds) = (
        readings.texts("assay").map_err(e)?,
        readings.texts("censoring").map_err(e)?,
    );
    let (uppers, weights) = (
        readings.numbers("upper").map_err(e)?,
        readings.numbers("weight").map_err(e)?,
    );
    let (divisors, lines) = (
        readings.numbers("divisor").map_err(e)?,
        readings.integers("line").map_err(e)?,
    );
    for row in 0..readings.rows() {
        let id = &patients[row];
        if records.last().is_none_or(|r| &r.id != id) {
            records.push(PatientRecord {
                id: id.clone(),
                readings: Vec::new(),
                doses: Vec::new(),
                start: 0.0,
                end: 0.0,
                divisors: vec![None; core.assays.len()],
            });
        }
        let Some(record) = records.last_mut() else {
            continue;
        };
        let assay = core
            .assay(&assays[row])
            .ok_or_else(|| format!("assay {} is not in the model", assays[row]))?;
        let censoring = match kinds[row].as_str() {
            "left" => Censoring::Left,
            "right" => Censoring::Right,
            "interval" => Censoring::Interval { upper: uppers[row] },
            _ => Censoring::None,
        };
        if divisors[row].is_finite() {
            record.divisors[assay] = Some(divisors[row]);
        }
        let (time, value, weight) = (times[row], values[row], weights[row]);
        record.end = record.end.max(time);
        let line = lines[row] as usize;
        record.readings.push(Reading {
            assay,
            time,
            value,
            censoring,
            weight,
            line,
        });
    }
    let (patients, times) = (
        doses.texts("patient").map_err(e)?,
        doses.numbers("time").map_err(e)?,
    );
    let (drugs, amounts) = (
        doses.texts("drug").map_err(e)?,
        doses.numbers("amount").map_err(e)?,
    );
    for row in 0..doses.rows() {
        let drug = core
            .drug(&drugs[row])
            .ok_or_else(|| format!("drug {} is not in the model", drugs[row]))?;
        if let Some(record) = records.iter_mut().find(|r| r.id == patients[row]) {
            record.doses.push(DoseChange {
                time: times[row],
                drug,
                amount: amounts[row],
            });
            record.end = record.end.max(times[row]);
        }
    }
    Ok(records)
}

/// Draws of all patients as one table: `patient, chain, draw`, then the free parameters.
pub(crate) fn draw_table(draws: &[(String, Draws)]) -> Result<Option<Table>, TableError> {
    let Some((_, first)) = draws.first() else {
        return Ok(None);
    };
    let names = first.names.clone();
    let all = || {
        draws
            .iter()
            .flat_map(|(id, d)| (0..d.rows()).map(move |row| (id, d, row)))
    };
    let mut table = Table::new(vec![
        Column::text("patient", all().map(|(id, _, _)| id.clone()).collect()),
        Column::integer(
            "chain",
            "1",
            all().map(|(_, d, r)| i64::from(d.chain[r])).collect(),
        ),
        Column::integer(
            "draw",
            "1",
            all().map(|(_, d, r)| i64::from(d.draw[r])).collect(),
        ),
    ])?;
    for (index, name) in names.iter().enumerate() {
        let unit = first.units[index].clone();
        table.push(Column::number(
            name.clone(),
            unit,
            all().map(|(_, d, r)| d.row(r)[index]).collect(),
        ))?;
    }
    Ok(Some(table))
}

fn draws_of(table: &Table) -> Result<BTreeMap<String, Draws>, String> {
    let e = |error: TableError| error.to_string();
    let parameters: Vec<&Column> = table.columns().iter().skip(3).collect();
    let columns: Vec<Vec<f64>> = parameters
        .iter()
        .map(|c| table.numbers(&c.name))
        .collect::<Result<_, _>>()
        .map_err(e)?;
    let (patients, chains) = (
        table.texts("patient").map_err(e)?,
        table.integers("chain").map_err(e)?,
    );
    let numbers = table.integers("draw").map_err(e)?;
    let mut all: BTreeMap<String, Draws> = BTreeMap::new();
    for row in 0..table.rows() {
        let own = all.entry(patients[row].clone()).or_insert_with(|| Draws {
            names: parameters.iter().map(|c| c.name.clone()).collect(),
            units: parameters.iter().map(|c| c.unit.clone()).collect(),
            ..Draws::default()
        });
        own.chain.push(chains[row] as u32);
        own.draw.push(numbers[row] as u32);
        own.values.extend(columns.iter().map(|c| c[row]));
    }
    Ok(all)
}

/// Curves and bands of all patients as one long table.
pub(crate) fn band_table(core: &Core, bands: &[(String, Vec<Band>)]) -> Result<Table, TableError> {
    let all = || {
        bands.iter().flat_map(|(id, bands)| {
            bands
                .iter()
                .flat_map(move |b| (0..b.times.len()).map(move |t| (id, b, t)))
        })
    };
    let name = |q: Quantity| match q {
        Quantity::Assay(a) => core.assays[a].name.clone(),
        Quantity::State(s) => core.states[s].name.clone(),
    };
    let number = |key: &str, of: fn(&Band) -> &Vec<f64>| {
        Column::number(key, "1", all().map(|(_, b, t)| of(b)[t]).collect())
    };
    Table::new(vec![
        Column::text("patient", all().map(|(id, _, _)| id.clone()).collect()),
        Column::text(
            "quantity",
            all().map(|(_, b, _)| name(b.quantity)).collect(),
        ),
        Column::flag("with_noise", all().map(|(_, b, _)| b.with_noise).collect()),
        Column::number(
            "time",
            core.time_unit.clone(),
            all().map(|(_, b, t)| b.times[t]).collect(),
        ),
        number("point", |b| &b.point),
        number("q05", |b| &b.q05),
        number("q25", |b| &b.q25),
        number("q50", |b| &b.q50),
        number("q75", |b| &b.q75),
        number("q95", |b| &b.q95),
    ])
}
