//! Chains at work: a state that advances block by block and can be stored between blocks.

use serde::{Deserialize, Serialize};

use super::adaptation::{Averaging, metric, windows};
use super::channels::{Purpose, stream};
use super::tree::Place;
use super::{Mixture, Particles, Record, Sample, Sampling, Verdict, particles};
use crate::diagnose::{ess_bulk, ess_tail, rhat};
use crate::{BatchDensity, Cholesky, FitError, Tempered};

/// One chain between two iterations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Chain {
    pub(super) place: Place,
    /// Whether the value at the place is known.
    pub(super) valued: bool,
    /// Whether the gradient is known too.
    pub(super) known: bool,
    pub(super) step: f64,
    pub(super) averaging: Averaging,
}

/// A run of chains. Store it after any block ([`serde`]) and go on later: the draws will be the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    pub(super) sampling: Sampling,
    pub(super) seed: u64,
    pub(super) patient: u32,
    pub(super) dimension: usize,
    pub(super) chains: Vec<Chain>,
    pub(super) mixture: Option<Mixture>,
    pub(super) metric: Cholesky,
    pub(super) step: f64,
    /// Whether global moves do the work, so that local ones may be short and rare.
    pub(super) global: bool,
    /// Warm-up windows to come, last one first.
    pub(super) windows: Vec<usize>,
    pub(super) iteration: usize,
    pub(super) draws: Vec<Vec<f64>>,
    /// How often the mixture was fitted anew, to draws that were then dropped.
    pub(super) refits: usize,
    pub(super) rhat_max: Option<f64>,
    pub(super) ess_min: Option<f64>,
    pub(super) verdict: Option<Verdict>,
    pub(super) ln_evidence: Option<f64>,
    pub(super) record: Record,
}

/// Global moves do the work if more than this share of them is taken.
const GLOBAL: f64 = 0.05;
/// A run is slow if its effective draws are less than this share of its draws when it may refit.
const SLOW: f64 = 0.2;
/// Refits at most; each waits twice as long as the one before.
const REFITS: usize = 4;

/// Samples a posterior: particles, mixture, chains until they agree.
///
/// # Errors
/// [`FitError`] if the prior gives no point that can be evaluated, a setting is outside its range, or the evaluator fails.
pub fn sample<T: Tempered + BatchDensity>(
    target: &mut T,
    sampling: &Sampling,
    seed: u64,
    patient: u32,
) -> Result<Sample, FitError> {
    let mut run = Run::new(target, sampling, seed, patient)?;
    while run.verdict().is_none() {
        run.advance(target)?;
    }
    Ok(run.sample())
}

impl Run {
    /// Draws particles and prepares chains with local and global moves.
    ///
    /// # Errors
    /// As [`sample`].
    pub fn new<T: Tempered + BatchDensity>(
        target: &mut T,
        sampling: &Sampling,
        seed: u64,
        patient: u32,
    ) -> Result<Self, FitError> {
        sampling.check()?;
        let cloud = particles(target, sampling.particles, seed, patient)?;
        let mut run = Self::from_particles(&cloud, sampling, seed, patient)?;
        run.polish(target, &cloud.points)?;
        Ok(run)
    }

    /// Chains with local and global moves that start at given particles.
    ///
    /// # Errors
    /// [`FitError::Setting`] if a setting is outside its range.
    pub fn from_particles(
        cloud: &Particles,
        sampling: &Sampling,
        seed: u64,
        patient: u32,
    ) -> Result<Self, FitError> {
        sampling.check()?;
        let count = cloud.ln_posterior.len();
        let d = cloud.points.len() / count;
        let mut random = stream(seed, patient, Purpose::Mixture, 0, 0);
        let mixture = Mixture::fit(&cloud.points, d, sampling.components, &mut random);
        let starts: Vec<&[f64]> = (0..sampling.chains)
            .map(|c| {
                let k = (2 * c + 1) * count / (2 * sampling.chains);
                &cloud.points[k * d..(k + 1) * d]
            })
            .collect();
        let mut run = Self::prepare(&starts, sampling, seed, patient, 0.5);
        run.metric = mixture.within().clone();
        run.mixture = Some(mixture);
        run.global = true;
        run.windows = windows(sampling.warmup, true);
        run.windows.reverse();
        run.ln_evidence = Some(cloud.ln_evidence);
        run.record.values = cloud.evaluations;
        Ok(run)
    }

    /// Chains with local moves only, from given points (as many as chains): plain NUTS with a metric learnt in windows.
    ///
    /// # Errors
    /// [`FitError`] if a setting is outside its range or the points do not fit.
    pub fn from_points(
        points: &[f64],
        sampling: &Sampling,
        seed: u64,
        patient: u32,
    ) -> Result<Self, FitError> {
        sampling.check()?;
        let d = points.len() / sampling.chains;
        if d == 0 || points.len() != d * sampling.chains {
            return Err(FitError::Length {
                what: "starting points of the chains",
                found: points.len(),
                expected: d.max(1) * sampling.chains,
            });
        }
        let starts: Vec<&[f64]> = points.chunks_exact(d).collect();
        let mut run = Self::prepare(&starts, sampling, seed, patient, 0.1);
        run.windows = windows(sampling.warmup, false);
        run.windows.reverse();
        Ok(run)
    }

    fn prepare(starts: &[&[f64]], sampling: &Sampling, seed: u64, patient: u32, step: f64) -> Self {
        let d = starts[0].len();
        let chain = |point: &&[f64]| Chain {
            place: Place {
                point: point.to_vec(),
                value: 0.0,
                gradient: vec![0.0; d],
            },
            valued: false,
            known: false,
            step,
            averaging: Averaging::new(step),
        };
        Self {
            sampling: *sampling,
            seed,
            patient,
            dimension: d,
            chains: starts.iter().map(chain).collect(),
            mixture: None,
            metric: Cholesky::identity(d),
            step,
            global: false,
            windows: Vec::new(),
            iteration: 0,
            draws: vec![Vec::new(); starts.len()],
            refits: 0,
            rhat_max: None,
            ess_min: None,
            verdict: None,
            ln_evidence: None,
            record: Record::default(),
        }
    }

    /// Why the run has ended, if it has.
    pub fn verdict(&self) -> Option<Verdict> {
        self.verdict
    }

    /// The mixture of the global moves.
    pub fn mixture(&self) -> Option<&Mixture> {
        self.mixture.as_ref()
    }

    /// Draws per chain so far, and draws per chain at most.
    pub fn progress(&self) -> (usize, usize) {
        (self.draws[0].len() / self.dimension, self.sampling.most)
    }

    /// Whether this stored run is that of these settings, so that it can go on.
    ///
    /// # Errors
    /// [`FitError::OtherRun`] says what differs.
    pub fn same(&self, sampling: &Sampling, seed: u64, patient: u32) -> Result<(), FitError> {
        let other = |what, found: String, expected: String| {
            Err(FitError::OtherRun {
                what,
                found,
                expected,
            })
        };
        if self.seed != seed {
            return other("seed", self.seed.to_string(), seed.to_string());
        }
        if self.patient != patient {
            return other("patient", self.patient.to_string(), patient.to_string());
        }
        if self.sampling != *sampling {
            return other(
                "sampling",
                format!("{:?}", self.sampling),
                format!("{sampling:?}"),
            );
        }
        Ok(())
    }

    /// Makes the next window of the warm-up or the next block of draws.
    ///
    /// # Errors
    /// The evaluator's own errors.
    pub fn advance(&mut self, target: &mut dyn BatchDensity) -> Result<(), FitError> {
        if self.verdict.is_some() {
            return Ok(());
        }
        if let Some(window) = self.windows.pop() {
            let draws = self.block(target, window, true)?;
            let learn = self.mixture.is_none() && !self.windows.is_empty();
            if learn && self.windows.len() + 2 <= windows(self.sampling.warmup, false).len() {
                self.metric = metric(&draws, self.dimension);
            }
            let n = self.chains.len() as f64;
            let ln_step = self
                .chains
                .iter()
                .map(|c| c.averaging.ln_mean())
                .sum::<f64>()
                / n;
            self.step = libm::exp(ln_step);
            let record = &mut self.record;
            self.global = record.jumps_taken as f64 > GLOBAL * record.jumps as f64;
            let restart = if learn { 0.5 } else { self.step };
            for chain in &mut self.chains {
                chain.step = if self.windows.is_empty() {
                    self.step
                } else {
                    restart
                };
                chain.averaging = Averaging::new(chain.step);
            }
            *record = Record {
                gradients: record.gradients,
                values: record.values,
                ..Record::default()
            };
            return Ok(());
        }
        let draws = self.block(target, self.sampling.block, false)?;
        for (all, new) in self.draws.iter_mut().zip(draws) {
            all.extend(new);
        }
        if self.look() {
            self.refit(target)?;
        }
        Ok(())
    }

    /// Looks at the diagnostics and decides; true if the mixture must be fitted anew.
    fn look(&mut self) -> bool {
        let d = self.dimension;
        let (mut worst, mut least) = (0.0_f64, f64::INFINITY);
        for i in 0..d {
            let columns: Vec<Vec<f64>> = self
                .draws
                .iter()
                .map(|c| c.iter().skip(i).step_by(d).copied().collect())
                .collect();
            let chains: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            worst = worst.max(rhat(&chains).min(1e9));
            least = least.min(ess_bulk(&chains)).min(ess_tail(&chains));
        }
        self.rhat_max = Some(worst);
        self.ess_min = Some(least);
        let (length, most) = self.progress();
        if worst < self.sampling.rhat && least > self.sampling.ess {
            self.verdict = Some(Verdict::Agreed);
        } else if length >= most {
            self.verdict = Some(Verdict::Budget);
        }
        self.verdict.is_none()
            && self.mixture.is_some()
            && self.sampling.refit > 0
            && self.refits < REFITS
            && length >= self.sampling.refit << self.refits
            && least < SLOW * (length * self.chains.len()) as f64
    }

    /// Slow chains have seen what the particles had missed: fits the mixture to their draws, drops these, and starts anew.
    fn refit(&mut self, target: &mut dyn BatchDensity) -> Result<(), FitError> {
        self.refits += 1;
        let random = &mut stream(self.seed, self.patient, Purpose::Mixture, 0, self.refits);
        let points = self.draws.concat();
        let most = self.sampling.components;
        self.mixture = Some(Mixture::fit(&points, self.dimension, most, random));
        self.polish(target, &points)?;
        for draws in &mut self.draws {
            draws.clear();
        }
        self.windows = vec![self.sampling.warmup / 2];
        let record = &mut self.record;
        record.jumps = 0;
        record.jumps_taken = 0;
        Ok(())
    }

    /// The draws so far, with what is known of them.
    pub fn sample(&self) -> Sample {
        let agreed = self.verdict == Some(Verdict::Agreed);
        Sample {
            chains: self.chains.len(),
            length: self.progress().0,
            points: self.draws.concat(),
            rhat_max: self.rhat_max.unwrap_or(f64::NAN),
            ess_min: self.ess_min.unwrap_or(0.0),
            verdict: self.verdict.unwrap_or(Verdict::Budget),
            agreed,
            divergences: self.record.divergences,
            global_acceptance: self.record.jumps_taken as f64 / self.record.jumps.max(1) as f64,
            ln_evidence: self.ln_evidence.unwrap_or(f64::NAN),
            evaluations: self.record.gradients + self.record.values,
            step: self.step,
            record: self.record.clone(),
        }
    }
}
