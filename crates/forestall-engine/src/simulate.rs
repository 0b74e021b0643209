//! Simulation of a regimen: a state machine that sees assays at visits, stop rules, recorded trajectories.
//!
//! At one moment the order is: integrate to the moment; stop rules that are looked at before the decision; the measurement and
//! the decision; stop rules that are looked at after it; dose changes.

use std::sync::{Arc, OnceLock};

use forestall_base::Stream;
use forestall_model::{
    Check, Core, Decide, Memory, Noise, Regimen, program::Builder, program::Program,
};

use crate::{
    EngineError, Job, Model, Run, Settings,
    dose_effect::DoseEffect,
    driver::Driver,
    kernel::Linear,
    machine::Compiled,
    model::{Decision, Watch},
    patient::offsets,
};

/// Times of visits: `first`, `first + every`, ...
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Visits {
    pub first: f64,
    pub every: f64,
}

/// A regimen of a model, ready to be run on many patients.
pub struct Simulation<'model> {
    pub(crate) model: &'model Model,
    pub(crate) regimen: &'model Regimen,
    pub(crate) settings: Settings,
    pub(crate) rates: Arc<Compiled>,
    /// Made when it is first needed.
    linear: OnceLock<Arc<Linear>>,
    pub(crate) start: Arc<Compiled>,
    pub(crate) watch: Watch,
    pub(crate) decision: Decision,
    pub(crate) amounts: Arc<Compiled>,
    /// Per drug, what a single dose does.
    pub(crate) at_dose: Vec<DoseEffect>,
    pub(crate) events: Program,
    /// Where the amounts of each regimen state begin.
    pub(crate) offsets: Vec<usize>,
    /// The file's values of tuned numbers.
    pub(crate) tune: Vec<f64>,
    pub(crate) noise: Arc<Compiled>,
    /// What leads to time 0.
    pub(crate) past: Option<Box<Simulation<'model>>>,
    pub(crate) visits: Option<Visits>,
    pub(crate) until: f64,
}

impl Visits {
    /// Time of a visit, counted from 0.
    pub(crate) fn time(&self, visit: u64) -> f64 {
        self.first + visit as f64 * self.every
    }
}

/// Two times that differ by rounding only.
pub(crate) fn same_time(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(1.0)
}

impl<'model> Simulation<'model> {
    /// Prepares regimen number `regimen` of the model.
    ///
    /// # Errors
    /// [`EngineError::NoVisits`] if a stop rule is checked at visits and there are none; [`EngineError::Times`] if the times to
    /// record are not sorted and finite.
    pub fn new(
        model: &'model Model,
        regimen: usize,
        settings: Settings,
    ) -> Result<Self, EngineError> {
        let core = model.core();
        let regimen = &core.regimens[regimen];
        let visits = match (regimen.decide, settings.visits) {
            (Decide::Visits { first, every }, None) => Some(Visits { first, every }),
            (Decide::Visits { first, every }, Some(new)) => Some(Visits {
                first: if first == every { new } else { first },
                every: new,
            }),
            (Decide::Never | Decide::Continuous, Some(every)) => Some(Visits {
                first: every,
                every,
            }),
            (Decide::Never | Decide::Continuous, None) => {
                let every = core.assays.iter().find_map(|a| a.every);
                every.map(|every| Visits {
                    first: every,
                    every,
                })
            }
        };
        if let Some(stop) = core.stops.iter().find(|s| s.check == Check::Visits)
            && visits.is_none()
        {
            return Err(EngineError::NoVisits {
                stop: stop.name.clone(),
                regimen: regimen.name.clone(),
            });
        }
        let mut before = f64::NEG_INFINITY;
        for &found in &settings.record {
            if !found.is_finite() || found < before {
                return Err(EngineError::Times { found, before });
            }
            before = found;
        }
        // Visits matter only where something happens at them.
        let used = matches!(regimen.decide, Decide::Visits { .. })
            || core.stops.iter().any(|s| s.check == Check::Visits);
        Ok(Self {
            model,
            regimen,
            rates: Compiled::new(&model.rates(&[])),
            linear: OnceLock::new(),
            start: Compiled::new(&model.start(&[])),
            watch: model.watch(regimen),
            decision: model.decision(regimen),
            amounts: Compiled::new(&model.amounts(regimen)),
            at_dose: model.at_dose(),
            events: model.events(),
            offsets: offsets(regimen),
            tune: regimen.tune.iter().map(|t| t.value).collect(),
            noise: Compiled::new(&noise_program(core)),
            past: Self::of_past(model)?,
            visits: visits.filter(|_| used),
            until: settings.until.unwrap_or(core.solver.until),
            settings,
        })
    }

    /// Runs all jobs side by side in lanes, on the calling thread. Results do not depend on how jobs are grouped into calls.
    ///
    /// # Errors
    /// [`EngineError::ParameterCount`] if a job has not one value per parameter.
    pub fn run(&self, jobs: &[Job]) -> Result<Vec<Run>, EngineError> {
        match jobs.len() {
            0..=1 => self.run_in_lanes::<1>(jobs),
            2..=8 => self.run_in_lanes::<8>(jobs),
            _ => self.run_in_lanes::<16>(jobs),
        }
    }

    /// Runs all jobs in lanes of `W`; `W = 1` is the scalar reference, and every width gives the same bytes.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn run_in_lanes<const W: usize>(&self, jobs: &[Job]) -> Result<Vec<Run>, EngineError> {
        let expected = self.model.core().parameters.len();
        if let Some(job) = jobs.iter().find(|j| j.parameters.len() != expected) {
            return Err(EngineError::ParameterCount {
                expected,
                found: job.parameters.len(),
            });
        }
        let starts = self.starts::<W>(jobs)?;
        if self.model.is_stiff() {
            let never = vec![f64::INFINITY; jobs.len()];
            let driver = Driver::<W>::new(self, jobs, starts, Some(self.linear()), never);
            return Ok(driver.run().0);
        }
        Ok(self.run_choosing::<W>(jobs, &starts))
    }

    /// What linearly implicit steps need.
    pub(crate) fn linear(&self) -> &Arc<Linear> {
        self.linear.get_or_init(|| self.model.linear())
    }

    /// Assay values of recorded states: one row per time, one column per assay.
    pub fn observe(&self, parameters: &[f64], run: &Run) -> Vec<Vec<f64>> {
        let program = self.model.observables(&[]);
        let layout = program.layout;
        let assays = self.model.core().assays.len();
        let mut inputs = vec![0.0; layout.inputs()];
        inputs[layout.parameter()..][..parameters.len()].copy_from_slice(parameters);
        let track = &run.trajectory;
        let rows = track.times.iter().zip(&track.states).zip(&track.doses);
        rows.map(|((&time, states), doses)| {
            inputs[..states.len()].copy_from_slice(states);
            inputs[layout.dose()..][..doses.len()].copy_from_slice(doses);
            inputs[layout.time()] = time;
            for drug in 0..layout.drugs {
                inputs[layout.time_on() + drug] = run.on_for(drug, time);
            }
            program.evaluate(&inputs)[..assays].to_vec()
        })
        .collect()
    }
}

/// Two standard deviations per assay: absolute and relative; a log-normal assay has a relative one on the log scale.
fn noise_program(core: &Core) -> Program {
    let mut builder = Builder::new(core, 0, 0);
    let zero = forestall_model::Expr::Number(0.0);
    for assay in &core.assays {
        let (absolute, relative) = match &assay.noise {
            Noise::None => (&zero, &zero),
            Noise::Normal(sd) => (sd, &zero),
            Noise::Proportional(b) | Noise::LogNormal(b) => (&zero, b),
            Noise::Combined(sd, b) => (sd, b),
        };
        builder.output(absolute);
        builder.output(relative);
    }
    builder.finish()
}

/// A measurement of a true value.
pub(crate) fn measure(noise: &Noise, value: f64, sd: (f64, f64), stream: &mut Stream) -> f64 {
    let (absolute, relative) = sd;
    match noise {
        Noise::None => value,
        Noise::Normal(_) => value + absolute * stream.normal(),
        Noise::Proportional(_) => value * (1.0 + relative * stream.normal()),
        Noise::Combined(..) => {
            let spread = absolute * absolute + relative * relative * value * value;
            value + spread.sqrt() * stream.normal()
        }
        Noise::LogNormal(_) => value * libm::exp(relative * stream.normal()),
    }
}

/// What a measurement series remembers, as the five registers of a program.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Series([f64; 5]);

impl Series {
    pub(crate) fn first(value: f64) -> Self {
        Self([value; 5])
    }

    pub(crate) fn add(&mut self, value: f64) {
        let s = &mut self.0;
        s[Memory::Previous as usize] = s[Memory::Latest as usize];
        s[Memory::Latest as usize] = value;
        s[Memory::Nadir as usize] = s[Memory::Nadir as usize].min(value);
        s[Memory::Peak as usize] = s[Memory::Peak as usize].max(value);
    }

    pub(crate) fn registers(&self) -> &[f64; 5] {
        &self.0
    }
}
