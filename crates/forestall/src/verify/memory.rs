//! The last cohort that was simulated: neighbouring `[expect]`s often ask other things of the same runs.

use std::cell::RefCell;

use forestall_engine::{EngineError, Job, Model, Run, Settings, Simulation};
use forestall_model::Core;

/// Fewer runs than this are not worth remembering.
const LEAST: usize = 16;

/// What was run, and what came out.
struct Last {
    core: Core,
    regimen: usize,
    settings: Settings,
    jobs: Vec<Job>,
    runs: Vec<Run>,
}

/// Remembers the last cohort.
#[derive(Default)]
pub(super) struct Memory(RefCell<Option<Last>>);

impl Memory {
    /// The runs of a cohort under a regimen, simulated if they are not the last ones.
    pub(super) fn run(
        &self,
        model: &Model,
        regimen: usize,
        settings: &Settings,
        jobs: &[Job],
    ) -> Result<Vec<Run>, EngineError> {
        if let Some(last) = self.0.borrow().as_ref()
            && (last.regimen, &last.settings) == (regimen, settings)
            && last.jobs == jobs
            && last.core == *model.core()
        {
            return Ok(last.runs.clone());
        }
        let runs = Simulation::new(model, regimen, settings.clone())?.run(jobs)?;
        if jobs.len() >= LEAST {
            *self.0.borrow_mut() = Some(Last {
                core: model.core().clone(),
                regimen,
                settings: settings.clone(),
                jobs: jobs.to_vec(),
                runs: runs.clone(),
            });
        }
        Ok(runs)
    }
}
