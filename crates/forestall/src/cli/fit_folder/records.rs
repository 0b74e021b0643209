//! Readings and doses as used, to tables and back.

use forestall_base::{Censoring, Column, DoseChange, PatientRecord, Reading, Table, TableError};
use forestall_model::Core;

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

/// What [`reading_table`] and [`dose_table`] hold.
pub(super) fn records_of(
    core: &Core,
    readings: &Table,
    doses: &Table,
) -> Result<Vec<PatientRecord>, String> {
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
