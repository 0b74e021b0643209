//! Small models with known behaviour, and how to run one patient.
#![allow(clippy::unwrap_used, dead_code, missing_docs)]

use forestall_engine::{Job, Model, Run, Settings, Simulation};
use forestall_model::Core;

use crate::models::{
    assay, constant, core, daily, dose, fixed, gt, lt, n, now, par, phase, population, regimen,
    state, y,
};

pub const LN2: f64 = std::f64::consts::LN_2;

pub fn run_with(core: Core, settings: Settings) -> Run {
    let model = Model::new(core).unwrap();
    let simulation = Simulation::new(&model, 0, settings).unwrap();
    let parameters = model.core().parameters.iter().map(|p| p.value).collect();
    simulation.run(&[Job::new(parameters)]).unwrap().remove(0)
}

pub fn run(core: Core) -> Run {
    run_with(core, Settings::default())
}

/// y' = r y from 1, with assay y and a constant regimen.
pub fn growing(rate: f64) -> Core {
    let mut model = core(&[rate], vec![population(1.0, par(0) * y(0))], 1);
    model.assays = vec![assay(y(0))];
    model.regimens = vec![fixed(vec![constant(0.0)])];
    model
}

/// x = sin t, v = cos t.
pub fn swinging() -> Core {
    let mut model = core(&[], vec![state(0.0, y(1)), state(1.0, -y(0))], 1);
    model.assays = vec![assay(y(0))];
    model.regimens = vec![fixed(vec![constant(0.0)])];
    model
}

/// A policy that switches a drug on above 2 at weekly visits.
pub fn policy() -> Core {
    let rate = (par(0) - n(1.0) * dose(0)) * y(0);
    let mut model = core(&[0.1], vec![population(1.0, rate)], 1);
    model.assays = vec![assay(y(0))];
    let off = phase(vec![constant(0.0)], vec![(gt(now(0), 2.0), 1)]);
    let on = phase(vec![constant(1.0)], vec![(lt(now(0), 1.0), 0)]);
    model.regimens = vec![regimen(daily(7.0), vec![off, on])];
    model.solver.until = 60.0;
    model
}
