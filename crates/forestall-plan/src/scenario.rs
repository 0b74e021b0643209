//! The circumstances under which regimens are compared.

use forestall_engine::Settings;
use forestall_model::Core;
use serde::{Deserialize, Serialize};

use crate::PlanError;

/// When patients are seen, whether measurements are noisy, and how far ahead the plan looks. Times are in the model's unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// Time between visits, in place of the regimens' own; `None` keeps those.
    pub visits: Option<f64>,
    /// Whether decisions are taken on measurements with the assay's noise.
    pub noise: bool,
    /// Times are cut off here; `None` for the end that the model states.
    pub horizon: Option<f64>,
    /// Seed of the measurement noise.
    pub seed: u64,
}

impl Default for Scenario {
    /// Visits and horizon of the model, no noise, seed 1.
    fn default() -> Self {
        Self {
            visits: None,
            noise: false,
            horizon: None,
            seed: 1,
        }
    }
}

impl Scenario {
    /// The same with visits this far apart.
    #[must_use]
    pub fn every(self, visits: f64) -> Self {
        Self {
            visits: Some(visits),
            ..self
        }
    }

    /// The same with measurement noise.
    #[must_use]
    pub fn noisy(self) -> Self {
        Self {
            noise: true,
            ..self
        }
    }

    /// The same at each of these visit intervals (`None`: the regimens' own), without and with noise as asked for: intervals first.
    pub fn across(&self, visits: &[Option<f64>], noise: &[bool]) -> Vec<Self> {
        let one = |&visits: &Option<f64>| {
            noise.iter().map(move |&noise| Self {
                visits,
                noise,
                ..*self
            })
        };
        visits.iter().flat_map(one).collect()
    }

    /// The time at which runs are cut off.
    pub fn end(&self, core: &Core) -> f64 {
        self.horizon.unwrap_or(core.solver.until)
    }

    pub(crate) fn check(&self) -> Result<(), PlanError> {
        for (what, found) in [
            ("time between visits", self.visits),
            ("horizon", self.horizon),
        ] {
            if let Some(found) = found.filter(|x| !(x.is_finite() && *x > 0.0)) {
                return Err(PlanError::Number {
                    what,
                    expected: "positive and finite",
                    found,
                });
            }
        }
        Ok(())
    }

    /// What the engine is asked; every regimen is simulated, whatever a stop rule's `never_if` says: it may hold
    /// under some regimens only, and drug use counts.
    pub(crate) fn settings(&self, record: Vec<f64>) -> Settings {
        Settings {
            seed: self.seed,
            noise: self.noise,
            visits: self.visits,
            until: self.horizon,
            record,
            skip_never: false,
        }
    }
}
