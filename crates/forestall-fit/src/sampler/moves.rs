//! The moves of a block: all global proposals at once, then local transitions in lock-step.

use super::Run;
use super::channels::{Purpose, stream};
use super::tree::{Transition, Tree};
use crate::{BatchDensity, FitError};

/// Doublings at most where global moves do the work: a local move then only has to leave the spot.
const SHORT: usize = 2;
/// There, one iteration in this many has a local move.
const RARE: usize = 8;

/// All global proposals of a block: by chain, iteration, move.
#[derive(Debug, Default)]
struct Proposals {
    points: Vec<f64>,
    /// Log posterior minus log proposal density.
    ln_ratio: Vec<f64>,
    values: Vec<f64>,
    ln_uniform: Vec<f64>,
}

impl Run {
    /// Makes `length` iterations of every chain; gives the points after each, by chain.
    pub(super) fn block(
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
            done[c] = self.enter(c, 0, length, adapt, &proposals, &mut kept[c]);
        }
        let most = if self.global {
            SHORT.min(self.sampling.depth)
        } else {
            self.sampling.depth
        };
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
                    let from = chain.place.clone();
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
                    (chain.valued, chain.known) = (true, true);
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
                let next = done[c] + 1;
                done[c] = self.enter(c, next, length, adapt, &proposals, &mut kept[c]);
            }
        }
        self.iteration += length;
        Ok(kept)
    }

    /// Global moves of chain `c` from the iteration `t` of a block on, up to the next iteration with a local move, which is given.
    fn enter(
        &mut self,
        c: usize,
        mut t: usize,
        length: usize,
        adapt: bool,
        proposals: &Proposals,
        kept: &mut Vec<f64>,
    ) -> usize {
        while t < length {
            self.jump(c, t, length, proposals);
            let rare = self.global && !adapt && self.chains[c].valued;
            if !rare || (self.iteration + t).is_multiple_of(RARE) {
                break;
            }
            kept.extend_from_slice(&self.chains[c].place.point);
            t += 1;
        }
        t
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
        let Some(mixture) = self.mixture.as_ref().filter(|_| chain.valued && jumps > 0) else {
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
            chain.place.value = proposals.values[k];
            chain.known = false;
        }
    }
}
