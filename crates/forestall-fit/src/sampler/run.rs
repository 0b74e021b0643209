//! Chains at work: a state that advances block by block and can be stored between blocks.

use serde::{Deserialize, Serialize};

use super::adaptation::{Averaging, metric, windows};
use super::channels::{Purpose, stream};
use super::tree::{Place, Transition, Tree};
use super::{Mixture, Particles, Record, Sample, Sampling, Verdict, particles};
use crate::diagnose::{ess_bulk, ess_tail, rhat};
use crate::{BatchDensity, Cholesky, FitError, Tempered};

/// One chain between two iterations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Chain {
    place: Place,
    /// Whether value and gradient of the place are known.
    known: bool,
    step: f64,
    averaging: Averaging,
}

/// A run of chains. Store it after any block ([`serde`]) and go on later: the draws will be the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    sampling: Sampling,
    seed: u64,
    patient: u32,
    dimension: usize,
    chains: Vec<Chain>,
    mixture: Option<Mixture>,
    metric: Cholesky,
    step: f64,
    /// Warm-up windows to come, last one first.
    windows: Vec<usize>,
    iteration: usize,
    draws: Vec<Vec<f64>>,
    rhat_max: Option<f64>,
    ess_min: Option<f64>,
    verdict: Option<Verdict>,
    ln_evidence: Option<f64>,
    record: Record,
}

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
        Self::from_particles(&cloud, sampling, seed, patient)
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
            windows: Vec::new(),
            iteration: 0,
            draws: vec![Vec::new(); starts.len()],
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
            let restart = if learn { 0.5 } else { self.step };
            for chain in &mut self.chains {
                chain.step = if self.windows.is_empty() {
                    self.step
                } else {
                    restart
                };
                chain.averaging = Averaging::new(chain.step);
            }
            if self.windows.is_empty() {
                let Record {
                    gradients, values, ..
                } = self.record;
                self.record = Record {
                    gradients,
                    values,
                    ..Record::default()
                };
            }
            return Ok(());
        }
        let draws = self.block(target, self.sampling.block, false)?;
        for (all, new) in self.draws.iter_mut().zip(draws) {
            all.extend(new);
        }
        self.look();
        Ok(())
    }

    /// Looks at the diagnostics and decides.
    fn look(&mut self) {
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

    /// Makes `length` iterations of every chain; gives the points after each, by chain.
    fn block(
        &mut self,
        target: &mut dyn BatchDensity,
        length: usize,
        adapt: bool,
    ) -> Result<Vec<Vec<f64>>, FitError> {
        let (d, count) = (self.dimension, self.chains.len());
        let proposals = self.propose(target, length)?;
        let metric = self.metric.clone();
        let mut kept = vec![Vec::with_capacity(length * d); count];
        let mut trees: Vec<Option<Tree<'_>>> = vec![None; count];
        let mut done = vec![0; count];
        let (mut points, mut values, mut gradients) = (Vec::new(), Vec::new(), Vec::new());
        for c in 0..count {
            self.jump(c, 0, length, &proposals);
        }
        loop {
            points.clear();
            let mut active = Vec::with_capacity(count);
            for c in 0..count {
                if done[c] == length {
                    continue;
                }
                let chain = &self.chains[c];
                if chain.known && trees[c].is_none() {
                    let now = self.iteration + done[c];
                    let random = stream(self.seed, self.patient, Purpose::Local, c, now);
                    let (from, most) = (chain.place.clone(), self.sampling.depth);
                    trees[c] = Some(Tree::new(from, &metric, chain.step, most, random));
                }
                let wanted = trees[c]
                    .as_ref()
                    .map_or(&chain.place.point[..], Tree::next_point);
                points.extend_from_slice(wanted);
                active.push(c);
            }
            if active.is_empty() {
                break;
            }
            values.resize(active.len(), 0.0);
            gradients.resize(active.len() * d, 0.0);
            target.evaluate(&points, &mut values, Some(&mut gradients))?;
            self.record.gradients += active.len();
            for (row, &c) in active.iter().enumerate() {
                let gradient = &gradients[row * d..(row + 1) * d];
                let Some(mut tree) = trees[c].take() else {
                    let chain = &mut self.chains[c];
                    chain.place.value = values[row];
                    chain.place.gradient.copy_from_slice(gradient);
                    chain.known = true;
                    continue;
                };
                if !tree.absorb(values[row], gradient) {
                    trees[c] = Some(tree);
                    continue;
                }
                let (place, transition) = tree.finish();
                self.note(transition);
                let wanted = self.sampling.acceptance;
                let chain = &mut self.chains[c];
                chain.place = place;
                if adapt {
                    chain.step = chain.averaging.next(transition.acceptance, wanted);
                }
                kept[c].extend_from_slice(&chain.place.point);
                done[c] += 1;
                if done[c] < length {
                    self.jump(c, done[c], length, &proposals);
                }
            }
        }
        self.iteration += length;
        Ok(kept)
    }

    fn note(&mut self, transition: Transition) {
        let record = &mut self.record;
        record.transitions += 1;
        record.divergences += usize::from(transition.divergent);
        record.acceptance += transition.acceptance;
        if record.depths.len() <= transition.depth {
            record.depths.resize(transition.depth + 1, 0);
        }
        record.depths[transition.depth] += 1;
    }

    /// Draws and evaluates all global proposals of a block.
    fn propose(
        &mut self,
        target: &mut dyn BatchDensity,
        length: usize,
    ) -> Result<Proposals, FitError> {
        let (d, jumps) = (self.dimension, self.sampling.jumps);
        let Some(mixture) = self.mixture.as_ref().filter(|_| jumps > 0) else {
            return Ok(Proposals::default());
        };
        let count = self.chains.len() * length * jumps;
        let mut all = Proposals {
            points: vec![0.0; count * d],
            ln_ratio: vec![0.0; count],
            values: vec![0.0; count],
            ln_uniform: vec![0.0; count],
        };
        for row in 0..count / jumps {
            let (c, now) = (row / length, self.iteration + row % length);
            let mut random = stream(self.seed, self.patient, Purpose::Global, c, now);
            for k in row * jumps..(row + 1) * jumps {
                let point = &mut all.points[k * d..(k + 1) * d];
                mixture.draw(&mut random, point);
                all.ln_ratio[k] = -mixture.ln_density(point);
                all.ln_uniform[k] = libm::log(random.uniform());
            }
        }
        target.evaluate(&all.points, &mut all.values, None)?;
        for (ratio, value) in all.ln_ratio.iter_mut().zip(&all.values) {
            *ratio += if value.is_nan() {
                f64::NEG_INFINITY
            } else {
                *value
            };
        }
        self.record.values += count;
        Ok(all)
    }

    /// The global moves of chain `c` at the iteration `t` of a block of `length`.
    fn jump(&mut self, c: usize, t: usize, length: usize, proposals: &Proposals) {
        let (d, jumps) = (self.dimension, self.sampling.jumps);
        let chain = &mut self.chains[c];
        // Before the first evaluation of a chain its density is unknown.
        let Some(mixture) = self.mixture.as_ref().filter(|_| chain.known && jumps > 0) else {
            return;
        };
        let mut here = chain.place.value - mixture.ln_density(&chain.place.point);
        let mut taken = None;
        let first = (c * length + t) * jumps;
        for k in first..first + jumps {
            self.record.jumps += 1;
            if proposals.ln_uniform[k] < proposals.ln_ratio[k] - here {
                self.record.jumps_taken += 1;
                here = proposals.ln_ratio[k];
                taken = Some(k);
            }
        }
        if let Some(k) = taken {
            chain
                .place
                .point
                .copy_from_slice(&proposals.points[k * d..(k + 1) * d]);
            chain.known = false;
        }
    }
}

/// All global proposals of a block: by chain, iteration, move.
#[derive(Debug, Default)]
struct Proposals {
    points: Vec<f64>,
    /// Log posterior minus log proposal density.
    ln_ratio: Vec<f64>,
    values: Vec<f64>,
    ln_uniform: Vec<f64>,
}
