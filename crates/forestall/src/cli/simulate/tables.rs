//! What a simulation writes: outcomes and trajectories.

use std::collections::BTreeMap;

use forestall_base::{Column, Outcome as StopOutcome, Outcomes, Table, TableError};
use forestall_engine::{Model, Run, Settings, Simulation};
use forestall_model::Core;

use super::super::failure::Failure;

/// Patients whose trajectories are written.
const TRAJECTORIES: usize = 50;

pub(super) fn outcomes(core: &Core, runs: &[(usize, Vec<Run>)]) -> Outcomes {
    let mut all = Outcomes::new();
    for (regimen, runs) in runs {
        let mut by_stop = BTreeMap::new();
        for (index, stop) in core.stops.iter().enumerate() {
            let good = runs.iter().filter(|r| r.failure.is_none());
            let times: Vec<f64> = good
                .map(|r| r.stops[index].unwrap_or(f64::INFINITY))
                .collect();
            if let Some(outcome) = StopOutcome::of_times(&times) {
                by_stop.insert(stop.name.clone(), outcome);
            }
        }
        all.insert(core.regimens[*regimen].name.clone(), by_stop);
    }
    all
}

pub(super) fn outcome_table(core: &Core, runs: &[(usize, Vec<Run>)]) -> Result<Table, TableError> {
    let (mut patient, mut regimen, mut stop, mut time) = (vec![], vec![], vec![], vec![]);
    for (index, runs) in runs {
        for (number, run) in runs.iter().enumerate() {
            for (rule, met) in core.stops.iter().zip(&run.stops) {
                patient.push(number as i64);
                regimen.push(core.regimens[*index].name.clone());
                stop.push(rule.name.clone());
                time.push(met.unwrap_or(f64::INFINITY));
            }
        }
    }
    Table::new(vec![
        Column::integer("patient", "1", patient),
        Column::text("regimen", regimen),
        Column::text("stop", stop),
        Column::number("time", core.time_unit.clone(), time),
    ])
}

pub(super) fn trajectory_table(
    model: &Model,
    patients: &[Vec<f64>],
    runs: &[(usize, Vec<Run>)],
) -> Result<Table, Failure> {
    let core = model.core();
    let (mut patient, mut regimen, mut time) = (vec![], vec![], vec![]);
    let (mut name, mut value) = (vec![], vec![]);
    for (index, runs) in runs {
        let simulation = Simulation::new(model, *index, Settings::default())?;
        for (number, run) in runs.iter().enumerate().take(TRAJECTORIES) {
            let assays = simulation.observe(&patients[number], run);
            let track = &run.trajectory;
            for (row, &at) in track.times.iter().enumerate() {
                let states = core.states.iter().map(|s| &s.name).zip(&track.states[row]);
                let doses = core.drugs.iter().map(|d| &d.name).zip(&track.doses[row]);
                let assays = core.assays.iter().map(|a| &a.name).zip(&assays[row]);
                for (key, &x) in states.chain(doses).chain(assays) {
                    patient.push(number as i64);
                    regimen.push(core.regimens[*index].name.clone());
                    time.push(at);
                    name.push(key.clone());
                    value.push(x);
                }
            }
        }
    }
    Table::new(vec![
        Column::integer("patient", "1", patient),
        Column::text("regimen", regimen),
        Column::number("time", core.time_unit.clone(), time),
        Column::text("observable", name),
        Column::number("value", "1", value),
    ])
    .map_err(|e| Failure::Run(e.to_string()))
}
