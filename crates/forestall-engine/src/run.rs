//! What a simulation is asked and what it answers.

use crate::Failure;

/// How simulations of one regimen are run.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Seed of the measurement noise.
    pub seed: u64,
    /// Whether the regimen sees measurements with the assay's noise.
    pub noise: bool,
    /// Time between visits, if it replaces the regimen's own.
    pub visits: Option<f64>,
    /// End of a run, if it replaces the model's own.
    pub until: Option<f64>,
    /// Times at which states and doses are recorded (sorted).
    pub record: Vec<f64>,
    /// Whether what a file says of stop rules that can never be met is believed: such a rule is not looked at, and a run that has no
    /// other is skipped (it then only says so). Else every regimen is simulated and every rule looked at.
    pub skip_never: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 1,
            noise: false,
            visits: None,
            until: None,
            record: Vec::new(),
            skip_never: true,
        }
    }
}

/// One patient under one regimen.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// A value per parameter of the model.
    pub parameters: Vec<f64>,
    /// A value per tuned number of the regimen; empty for the file's values.
    pub tune: Vec<f64>,
    /// Number of the random stream of measurement noise.
    pub patient: u32,
}

impl Job {
    /// A patient with these parameters, file values of tuned numbers, and stream 0.
    pub fn new(parameters: Vec<f64>) -> Self {
        Self {
            parameters,
            tune: Vec::new(),
            patient: 0,
        }
    }
}

/// A change of dose.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Switch {
    /// When.
    pub time: f64,
    /// Which drug.
    pub drug: usize,
    /// Amount before.
    pub from: f64,
    /// Amount after.
    pub to: f64,
}

/// Recorded states and doses.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trajectory {
    /// Times, as far as the run went.
    pub times: Vec<f64>,
    /// States, one row per time.
    pub states: Vec<Vec<f64>>,
    /// Doses that have led up to each time (at time 0 those given from then on), one row per time.
    pub doses: Vec<Vec<f64>>,
}

/// How a run went.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// When it ended.
    pub end: f64,
    /// Per stop rule, when it was met.
    pub stops: Vec<Option<f64>>,
    /// Whether the run was not simulated because its stop rules can never be met.
    pub skipped: bool,
    /// Per stop rule, whether the parameters say that it can never be met (and are believed).
    pub never: Vec<bool>,
    /// States at the end.
    pub states: Vec<f64>,
    /// Doses given at time 0.
    pub first_doses: Vec<f64>,
    /// Changes of dose in order.
    pub switches: Vec<Switch>,
    /// Per drug, total time with an amount above 0.
    pub time_on: Vec<f64>,
    /// Per drug, integral of the amount over time.
    pub exposure: Vec<f64>,
    /// Number of visits made.
    pub visits: u32,
    /// Solver steps made.
    pub steps: u64,
    /// Recorded states and doses.
    pub trajectory: Trajectory,
    /// Why the run broke off, if it did.
    pub failure: Option<Failure>,
}

impl Run {
    /// How often a drug was switched on after having been off.
    pub fn starts(&self, drug: usize) -> usize {
        self.started(drug).count()
    }

    /// How long a drug has been on at `time`, by the doses that have led up to it; 0 while it is off.
    pub fn on_for(&self, drug: usize, time: f64) -> f64 {
        let mut since = (self.first_doses[drug] > 0.0).then_some(0.0);
        for switch in self
            .switches
            .iter()
            .filter(|s| s.drug == drug && s.time < time)
        {
            since = (switch.to > 0.0).then(|| since.unwrap_or(switch.time));
        }
        since.map_or(0.0, |since| time - since)
    }

    /// Times at which a drug was switched on.
    pub fn started(&self, drug: usize) -> impl Iterator<Item = f64> {
        let own = self.switches.iter().filter(move |s| s.drug == drug);
        own.filter(|s| s.from <= 0.0 && s.to > 0.0).map(|s| s.time)
    }

    /// Times at which a drug was switched off.
    pub fn stopped(&self, drug: usize) -> impl Iterator<Item = f64> {
        let own = self.switches.iter().filter(move |s| s.drug == drug);
        own.filter(|s| s.from > 0.0 && s.to <= 0.0).map(|s| s.time)
    }
}
