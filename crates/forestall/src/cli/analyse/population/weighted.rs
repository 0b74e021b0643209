//! What is wanted of a population, and the weights that give it.

use forestall_engine::{Model, Prevalence, Target, Weights};
use forestall_model::Distribution;

use super::super::{
    arguments::PopulationArguments,
    quantities::{more, values},
    ranges::{self, Range},
};
use crate::cli::{arguments::ModelArguments, failure::Failure};

/// What is wanted of a population.
pub(super) struct Wanted {
    plausible: Vec<Range>,
    targets: Vec<(String, Distribution)>,
    shares: Vec<(Range, f64)>,
}

/// Drawn patients with their weights.
pub(super) struct Population {
    pub weights: Weights,
    /// Per patient, whether it is plausible.
    pub plausible: Vec<bool>,
    /// Per patient, whether it belongs to the population without weights.
    pub accepted: Vec<bool>,
    /// Whether weights differ among plausible patients.
    pub weighted: bool,
}

impl Wanted {
    /// Reads --plausible, --target and --share.
    pub(super) fn read(arguments: &PopulationArguments) -> Result<Self, Failure> {
        let plausible = arguments
            .plausible
            .iter()
            .map(|text| ranges::range("--plausible", text));
        let targets = arguments
            .target
            .iter()
            .map(|text| ranges::target("--target", text));
        let shares = arguments
            .share
            .iter()
            .map(|text| ranges::share("--share", text));
        Ok(Self {
            plausible: plausible.collect::<Result<_, _>>()?,
            targets: targets.collect::<Result<_, _>>()?,
            shares: shares.collect::<Result<_, _>>()?,
        })
    }

    /// Runs what is wanted under one regimen and weights the patients.
    pub(super) fn population(
        &self,
        named: &ModelArguments,
        model: &Model,
        regimen: usize,
        count: usize,
        seed: u64,
        patient: impl Fn(usize) -> Vec<f64> + Sync,
    ) -> Result<Population, Failure> {
        let of = |option: &str, texts: Vec<String>| more(named, &texts, option);
        let mut quantities = of(
            "--plausible",
            self.plausible.iter().map(|r| r.of.clone()).collect(),
        )?;
        quantities.extend(of(
            "--target",
            self.targets.iter().map(|t| t.0.clone()).collect(),
        )?);
        quantities.extend(of(
            "--share",
            self.shares.iter().map(|s| s.0.of.clone()).collect(),
        )?);
        let rows = if quantities.is_empty() {
            vec![Vec::new(); count]
        } else {
            values(
                model,
                regimen,
                &quantities,
                count,
                "patients to choose from",
                patient,
            )?
        };
        let (p, t) = (self.plausible.len(), self.targets.len());
        let plausible: Vec<bool> = (rows.iter())
            .map(|row| {
                self.plausible
                    .iter()
                    .zip(row)
                    .all(|(range, x)| range.holds(*x))
            })
            .collect();
        if !plausible.contains(&true) {
            return Err(Failure::Run(format!(
                "none of {count} patients is plausible: widen --plausible, or the distributions of the parameters"
            )));
        }
        let targets: Vec<Target> = (self.targets.iter().enumerate())
            .map(|(k, (_, wanted))| Target {
                values: rows.iter().map(|row| row[p + k]).collect(),
                wanted: *wanted,
            })
            .collect();
        let prevalence: Vec<Prevalence> = (self.shares.iter().enumerate())
            .map(|(k, (range, share))| Prevalence {
                inside: rows.iter().map(|row| range.holds(row[p + t + k])).collect(),
                share: *share,
            })
            .collect();
        let weights = Weights::new(&plausible, &targets).ok_or_else(|| {
            Failure::Run("no patient has the outcomes that --target wants: draw more with --patients, widen the distributions of the parameters, or choose targets that do not depend on each other".to_owned())
        })?;
        let weights = weights.with_prevalence(&prevalence).ok_or_else(|| {
            Failure::Run("a range after --share holds no patient, or all of them: draw more with --patients, or move the range".to_owned())
        })?;
        let weighted = t + prevalence.len() > 0;
        let accepted = if weighted {
            weights.accepted(seed)
        } else {
            plausible.clone()
        };
        Ok(Population {
            weights,
            plausible,
            accepted,
            weighted,
        })
    }
}
