//! What comes out of simulated treatment, and which regimen comes out best.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// When a stop rule was met over an ensemble of patients or draws, in the model's time unit.
///
/// A quantile is `None` (JSON `null`) where that share of the ensemble never met the rule.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Median time; `None` for never.
    pub median: Option<f64>,
    /// 5 % quantile; `None` for never.
    pub q05: Option<f64>,
    /// 95 % quantile; `None` for never.
    pub q95: Option<f64>,
    /// Share of the ensemble that met the rule before the end of the simulation, 0 to 1.
    pub probability: f64,
}

impl Outcome {
    /// The outcome of an ensemble of times; infinite stands for never.
    ///
    /// Quantiles are type 7 (see [`crate::quantile`]). `None` for an empty ensemble.
    pub fn of_times(times: &[f64]) -> Option<Self> {
        let mut sorted = times.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |p| crate::quantile(&sorted, p).map(|time| time.is_finite().then_some(time));
        let met = times.iter().filter(|time| time.is_finite()).count();
        Some(Self {
            median: at(0.5)?,
            q05: at(0.05)?,
            q95: at(0.95)?,
            probability: met as f64 / times.len() as f64,
        })
    }
}

/// Outcomes by regimen, then by stop rule.
pub type Outcomes = BTreeMap<String, BTreeMap<String, Outcome>>;

/// An objective under uncertainty.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Objective {
    /// Mean over the posterior; times are cut off at the end of the simulation, so that it is always a number.
    pub mean: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// 95 % quantile.
    pub q95: f64,
}

/// One regimen in a ranking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RankedRegimen {
    /// Name in the model file.
    pub name: String,
    /// The objective, in the unit of the ranking.
    pub objective: Objective,
    /// Mean share of the time on any drug, 0 to 1.
    pub drug_use: f64,
    /// Place, 1 for the best; regimens that cannot be told apart share a place.
    pub rank: usize,
}

/// Regimens ordered by an objective, best first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranking {
    /// What is compared, for example `time to progression`.
    pub objective: String,
    /// Its unit.
    pub unit: String,
    /// The regimens, best first.
    pub regimens: Vec<RankedRegimen>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_never_come_are_null() {
        let outcome = Outcome::of_times(&[1.0, 2.0, f64::INFINITY]).unwrap();
        assert_eq!(outcome.median, Some(2.0));
        assert_eq!(outcome.q95, None);
        assert!((outcome.probability - 2.0 / 3.0).abs() < 1e-15);
        let json = serde_json::to_string(&outcome).unwrap();
        assert!(json.contains("\"q95\":null"), "{json}");
        assert!(Outcome::of_times(&[]).is_none());
    }

    #[test]
    fn a_ranking_has_the_keys_of_the_command_contract() {
        let ranking = Ranking {
            objective: "time to progression".into(),
            unit: "day".into(),
            regimens: vec![RankedRegimen {
                name: "at50".into(),
                objective: Objective {
                    mean: 663.0,
                    q05: 600.0,
                    q95: 700.5,
                },
                drug_use: 0.5,
                rank: 1,
            }],
        };
        assert_eq!(
            serde_json::to_string(&ranking).unwrap(),
            "{\"objective\":\"time to progression\",\"unit\":\"day\",\"regimens\":[{\"name\":\"at50\",\"objective\":{\"mean\":663.0,\"q05\":600.0,\"q95\":700.5},\"drug_use\":0.5,\"rank\":1}]}"
        );
    }
}
