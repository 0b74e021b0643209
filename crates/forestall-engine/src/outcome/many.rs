//! Quantities of many runs.

use forestall_model::Expr;

use super::{Measured, Probe};
use crate::{EngineError, Job, Model, Run, Settings, Simulation};

/// Quantities of runs under one regimen, prepared once for many patients.
pub struct Outcomes<'model> {
    model: &'model Model,
    regimen: usize,
    settings: Settings,
    probes: Vec<Probe<'model>>,
    simulation: Simulation<'model>,
}

impl<'model> Outcomes<'model> {
    /// Prepares quantities under a regimen. Runs go as far as the quantities look.
    ///
    /// # Errors
    /// Those of [`Simulation::new`].
    pub fn new(
        model: &'model Model,
        regimen: usize,
        quantities: &'model [Expr],
        settings: &Settings,
    ) -> Result<Self, EngineError> {
        let core = model.core();
        let probes: Vec<Probe<'_>> = quantities.iter().map(|of| Probe::new(core, of)).collect();
        let horizon = probes.iter().map(Probe::horizon).fold(0.0, f64::max);
        let until = settings.until.unwrap_or(core.solver.until);
        let mut settings = settings.clone();
        if horizon > 0.0 && horizon < until {
            settings.until = Some(horizon);
        }
        let mut record: Vec<f64> = probes.iter().flat_map(|p| p.times().to_vec()).collect();
        record.sort_by(f64::total_cmp);
        record.dedup();
        let first = Settings {
            record,
            ..settings.clone()
        };
        Ok(Self {
            model,
            regimen,
            probes,
            simulation: Simulation::new(model, regimen, first)?,
            settings,
        })
    }

    /// One row per job, one value per quantity; not a number where a run broke off.
    ///
    /// # Errors
    /// Those of [`Simulation::run`].
    pub fn of(&self, jobs: &[Job]) -> Result<Vec<Vec<f64>>, EngineError> {
        let runs = self.simulation.run(jobs)?;
        let row = |(job, run): (&Job, &Run)| {
            self.probes
                .iter()
                .map(|probe| self.value(probe, job, run))
                .collect()
        };
        Ok(jobs.iter().zip(&runs).map(row).collect())
    }

    fn value(&self, probe: &Probe<'_>, job: &Job, run: &Run) -> f64 {
        let again = |record: Vec<f64>| {
            let settings = Settings {
                record,
                ..self.settings.clone()
            };
            let simulation = Simulation::new(self.model, self.regimen, settings).ok()?;
            simulation.run(std::slice::from_ref(job)).ok()?.pop()
        };
        let extremes = match run.failure {
            None => probe.extremes(run, &job.parameters, &again),
            Some(_) => Vec::new(),
        };
        probe.value(&Measured {
            run: Some(run),
            parameters: &job.parameters,
            loss: f64::NAN,
            extremes: &extremes,
            steady: &[],
        })
    }
}
