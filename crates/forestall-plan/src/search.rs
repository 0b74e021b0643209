//! What is looked for when a regimen is tuned, and how.

use serde::{Deserialize, Serialize};

use crate::{PlanError, spread::mean};

/// What a search makes as large as possible.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// Mean time to progression, cut off at the horizon.
    Mean,
    /// This quantile of the time: 0.1 is the time that nine draws in ten exceed (robust, chance-constrained).
    Quantile(f64),
    /// Probability that the time is longer than this.
    Exceeds(f64),
}

/// How a regimen is searched.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Search {
    /// What is made as large as possible.
    pub goal: Goal,
    /// Largest mean share of the time on any drug, 0 to 1; `None` for no limit.
    pub most_drug_use: Option<f64>,
    /// How often the distance to neighbours is halved around the best grid point; 0 for the grid alone.
    pub halvings: u32,
    /// With more draws than this, the grid is judged on so many evenly spaced ones, the best tenth on four times as many, and so
    /// on, until all are used; `None` judges every candidate on all draws.
    pub screen: Option<usize>,
}

impl Default for Search {
    /// Mean time, no limit of drug use, the grid alone, screening on 32 draws.
    fn default() -> Self {
        Self {
            goal: Goal::Mean,
            most_drug_use: None,
            halvings: 0,
            screen: Some(32),
        }
    }
}

impl Goal {
    /// The number that is made as large as possible; `None` for no times.
    pub(crate) fn value(self, times: &[f64]) -> Option<f64> {
        match self {
            Goal::Mean => mean(times),
            Goal::Quantile(p) => {
                let mut sorted = times.to_vec();
                sorted.sort_by(f64::total_cmp);
                forestall_base::quantile(&sorted, p)
            }
            Goal::Exceeds(time) => {
                let longer = times.iter().filter(|&&t| t > time).count();
                Some(longer as f64 / times.len() as f64)
            }
        }
    }
}

impl Search {
    pub(crate) fn check(&self) -> Result<(), PlanError> {
        match self.goal {
            Goal::Quantile(p) if !(0.0..=1.0).contains(&p) => return Err(PlanError::Quantile(p)),
            Goal::Exceeds(found) if !(found.is_finite() && found >= 0.0) => {
                return Err(PlanError::Number {
                    what: "time to exceed",
                    expected: "finite and not negative",
                    found,
                });
            }
            _ => {}
        }
        match self.most_drug_use.filter(|x| !(0.0..=1.0).contains(x)) {
            Some(found) => Err(PlanError::Number {
                what: "largest drug use",
                expected: "a share from 0 to 1",
                found,
            }),
            None => Ok(()),
        }
    }
}
