//! The quantity of an `[expect]` in every case.

use forestall_base::Diagnostics;
use forestall_engine::{
    Found, Job, Measured, Model, Probe, Run, Settings, Simulation, SteadyState,
};

use super::case::Case;
use super::check::Check;
use super::patients::Patients;

impl Check<'_> {
    /// The quantity of every case.
    pub(super) fn values(
        &self,
        model: &Model,
        cases: &[Case],
        patients: Option<&Patients>,
    ) -> Result<Vec<f64>, Diagnostics> {
        let probe = Probe::new(model.core(), &self.expect.of);
        let mut runs: Vec<Option<Run>> = vec![None; cases.len()];
        if probe.needs_run() {
            for regimen in 0..self.core.regimens.len() {
                let own: Vec<usize> = (0..cases.len())
                    .filter(|&i| cases[i].regimen == regimen)
                    .collect();
                if own.is_empty() {
                    continue;
                }
                let jobs: Vec<Job> = own
                    .iter()
                    .map(|&i| Job::new(cases[i].parameters.clone()))
                    .collect();
                let settings = Settings {
                    record: probe.times().to_vec(),
                    ..Settings::default()
                };
                let found = self
                    .memory
                    .run(model, regimen, &settings, &jobs)
                    .map_err(|e| self.refuse(e.to_string()))?;
                for (&case, run) in own.iter().zip(found) {
                    runs[case] = Some(run);
                }
            }
        }
        let mut values = Vec::with_capacity(cases.len());
        for (case, run) in cases.iter().zip(&runs) {
            let loss = match (patients, &case.patient) {
                (Some(patients), Some(id)) if probe.needs_loss() => patients
                    .loss(model, id, &case.parameters)
                    .map_err(|e| self.refuse(e))?,
                _ => f64::NAN,
            };
            let measured = Measured {
                run: run.as_ref(),
                parameters: &case.parameters,
                loss,
                extremes: &extremes(model, &probe, case, run.as_ref()),
                steady: &self.steady(model, &probe, case)?,
            };
            values.push(probe.value(&measured));
        }
        Ok(values)
    }

    /// Steady states at a case's parameters.
    fn steady(
        &self,
        model: &Model,
        probe: &Probe<'_>,
        case: &Case,
    ) -> Result<Vec<SteadyState>, Diagnostics> {
        if !probe.needs_steady() {
            return Ok(Vec::new());
        }
        let ranges = &model.core().steady;
        model
            .steady_states(Some(case.regimen), &case.parameters, ranges)
            .map_err(|e| self.refuse(e.to_string()))
    }
}

/// Extremes of a case's run, which is run again where they lie.
fn extremes(
    model: &Model,
    probe: &Probe<'_>,
    case: &Case,
    run: Option<&Run>,
) -> Vec<Option<Found>> {
    let Some(run) = run.filter(|run| run.failure.is_none()) else {
        return Vec::new();
    };
    let again = |record: Vec<f64>| {
        let settings = Settings {
            record,
            ..Settings::default()
        };
        let simulation = Simulation::new(model, case.regimen, settings).ok()?;
        let mut runs = simulation.run(&[Job::new(case.parameters.clone())]).ok()?;
        runs.pop()
    };
    probe.extremes(run, &case.parameters, &again)
}
