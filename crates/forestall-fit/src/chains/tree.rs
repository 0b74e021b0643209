//! One chain as a machine that asks for one gradient at a time, so that many chains share a batch.
//!
//! No-U-Turn sampler of Hoffman and Gelman 2014 with multinomial weights and the generalised criterion of Betancourt 2017
//! (arXiv:1701.02434), built without recursion: while a subtree grows, the momenta that later checks need are kept per level
//! (Phan, Pradhan, Jankowiak 2019, arXiv:1912.11554). Between two such transitions the chain makes a global independence proposal.

use forestall_base::Stream;

use crate::{Cholesky, linear::dot};

use super::global::Global;

/// Doublings of a trajectory at most.
const MAX_DEPTH: usize = 8;

/// A change of energy beyond this is a divergence.
const DIVERGENT: f64 = 1000.0;

/// A point of phase space.
#[derive(Debug, Clone)]
struct Phase {
    q: Vec<f64>,
    p: Vec<f64>,
    gradient: Vec<f64>,
}

/// What the chain waits for.
#[derive(Debug, Clone)]
enum Waiting {
    /// The value at its first point.
    First,
    /// The end of a leapfrog step whose first half momentum is kept.
    Leaf { half: Vec<f64> },
    /// The value of a global proposal.
    Jump { ln_proposal: f64 },
}

/// The subtree that is growing.
#[derive(Debug, Clone)]
struct Subtree {
    leaves: usize,
    wanted: usize,
    forward: bool,
    ln_weight: f64,
    proposal: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
    sum: Vec<f64>,
    kept_p: Vec<Vec<f64>>,
    kept_sum: Vec<Vec<f64>>,
}

/// A chain.
#[derive(Debug, Clone)]
pub(super) struct Chain {
    stream: Stream,
    /// Metric: covariance factor (inverse mass).
    pub metric: Cholesky,
    pub step: f64,
    /// Present point, log density, gradient.
    pub point: Vec<f64>,
    pub value: f64,
    gradient: Vec<f64>,
    waiting: Waiting,
    asked: Vec<f64>,
    left: Phase,
    right: Phase,
    energy: f64,
    depth: usize,
    tree_sum: Vec<f64>,
    tree_weight: f64,
    proposal: Vec<f64>,
    proposal_value: f64,
    proposal_gradient: Vec<f64>,
    subtree: Option<Subtree>,
    accept_sum: f64,
    accept_count: usize,
    /// Mean acceptance of the last transition, for step adaptation.
    pub accept: f64,
    pub divergences: usize,
    pub transitions: usize,
    pub jumps: usize,
    pub jumps_taken: usize,
}

impl Chain {
    pub(super) fn new(point: &[f64], metric: Cholesky, step: f64, stream: Stream) -> Self {
        let d = point.len();
        let empty = Phase {
            q: vec![0.0; d],
            p: vec![0.0; d],
            gradient: vec![0.0; d],
        };
        Self {
            stream,
            metric,
            step,
            point: point.to_vec(),
            value: f64::NEG_INFINITY,
            gradient: vec![0.0; d],
            waiting: Waiting::First,
            asked: point.to_vec(),
            left: empty.clone(),
            right: empty,
            energy: 0.0,
            depth: 0,
            tree_sum: vec![0.0; d],
            tree_weight: 0.0,
            proposal: point.to_vec(),
            proposal_value: 0.0,
            proposal_gradient: vec![0.0; d],
            subtree: None,
            accept_sum: 0.0,
            accept_count: 0,
            accept: 0.0,
            divergences: 0,
            transitions: 0,
            jumps: 0,
            jumps_taken: 0,
        }
    }

    /// The point at which the chain wants value and gradient.
    pub(super) fn asks(&self) -> &[f64] {
        &self.asked
    }

    /// Takes what it asked for; true if a whole iteration (local and global move) has just ended.
    pub(super) fn absorb(&mut self, value: f64, gradient: &[f64], global: &Global) -> bool {
        match std::mem::replace(&mut self.waiting, Waiting::First) {
            Waiting::First => {
                self.value = value;
                self.gradient.copy_from_slice(gradient);
                self.begin();
                false
            }
            Waiting::Leaf { half } => {
                if self.leaf(&half, value, gradient) {
                    self.finish_transition();
                    let asked = global.draw(&mut self.stream);
                    let ln_proposal = global.ln_density(&asked);
                    self.asked = asked;
                    self.waiting = Waiting::Jump { ln_proposal };
                }
                false
            }
            Waiting::Jump { ln_proposal } => {
                self.jumps += 1;
                let back = global.ln_density(&self.point);
                let gain = value - self.value + back - ln_proposal;
                if value.is_finite() && libm::log(self.stream.uniform()) < gain {
                    self.point.copy_from_slice(&self.asked);
                    self.value = value;
                    self.gradient.copy_from_slice(gradient);
                    self.jumps_taken += 1;
                }
                self.begin();
                true
            }
        }
    }

    fn kinetic(&self, p: &[f64]) -> f64 {
        let mut v = vec![0.0; p.len()];
        self.metric.multiply_transposed(p, &mut v);
        0.5 * dot(&v, &v)
    }

    fn velocity(&self, p: &[f64]) -> Vec<f64> {
        let mut half = vec![0.0; p.len()];
        let mut v = vec![0.0; p.len()];
        self.metric.multiply_transposed(p, &mut half);
        self.metric.multiply(&half, &mut v);
        v
    }

    /// Draws a momentum and asks for the first leaf.
    fn begin(&mut self) {
        let d = self.point.len();
        // p = L^-T u has covariance (L L')^-1, the mass.
        let mut p: Vec<f64> = (0..d).map(|_| self.stream.normal()).collect();
        self.metric.solve_upper(&mut p);
        let here = Phase {
            q: self.point.clone(),
            p: p.clone(),
            gradient: self.gradient.clone(),
        };
        self.energy = self.kinetic(&p) - self.value;
        self.left = here.clone();
        self.right = here;
        self.depth = 0;
        self.tree_sum = p;
        self.tree_weight = 0.0;
        self.proposal.clone_from(&self.point);
        self.proposal_value = self.value;
        self.proposal_gradient.clone_from(&self.gradient);
        self.accept_sum = 0.0;
        self.accept_count = 0;
        self.grow();
    }

    /// Starts a subtree of `2^depth` leaves in a random direction.
    fn grow(&mut self) {
        let d = self.point.len();
        let forward = self.stream.uniform() < 0.5;
        self.subtree = Some(Subtree {
            leaves: 0,
            wanted: 1 << self.depth,
            forward,
            ln_weight: f64::NEG_INFINITY,
            proposal: vec![0.0; d],
            value: 0.0,
            gradient: vec![0.0; d],
            sum: vec![0.0; d],
            kept_p: vec![vec![0.0; d]; self.depth + 1],
            kept_sum: vec![vec![0.0; d]; self.depth + 1],
        });
        self.ask_leaf(forward);
    }

    fn ask_leaf(&mut self, forward: bool) {
        let edge = if forward { &self.right } else { &self.left };
        let step = if forward { self.step } else { -self.step };
        let half: Vec<f64> = edge
            .p
            .iter()
            .zip(&edge.gradient)
            .map(|(p, g)| p + 0.5 * step * g)
            .collect();
        let v = self.velocity(&half);
        self.asked = edge.q.iter().zip(&v).map(|(q, v)| q + step * v).collect();
        self.waiting = Waiting::Leaf { half };
    }

    /// Adds a leaf; true if the transition is over.
    fn leaf(&mut self, half: &[f64], value: f64, gradient: &[f64]) -> bool {
        let Some(mut subtree) = self.subtree.take() else {
            return true;
        };
        let step = if subtree.forward {
            self.step
        } else {
            -self.step
        };
        let p: Vec<f64> = half
            .iter()
            .zip(gradient)
            .map(|(p, g)| p + 0.5 * step * g)
            .collect();
        let energy = self.kinetic(&p) - value;
        let ln_weight = self.energy - energy;
        let good = ln_weight.is_finite();
        self.accept_sum += if good {
            libm::exp(ln_weight.min(0.0))
        } else {
            0.0
        };
        self.accept_count += 1;
        if !good || -ln_weight > DIVERGENT {
            self.divergences += 1;
            return true;
        }
        let total = ln_add(subtree.ln_weight, ln_weight);
        if libm::log(self.stream.uniform()) < ln_weight - total {
            subtree.proposal.clone_from(&self.asked);
            subtree.value = value;
            subtree.gradient.copy_from_slice(gradient);
        }
        subtree.ln_weight = total;
        for (s, p) in subtree.sum.iter_mut().zip(&p) {
            *s += p;
        }
        let edge = Phase {
            q: self.asked.clone(),
            p: p.clone(),
            gradient: gradient.to_vec(),
        };
        if subtree.forward {
            self.right = edge;
        } else {
            self.left = edge;
        }
        let turned = self.turns_inside(&mut subtree, &p);
        subtree.leaves += 1;
        if turned {
            return true;
        }
        if subtree.leaves < subtree.wanted {
            let forward = subtree.forward;
            self.subtree = Some(subtree);
            self.ask_leaf(forward);
            return false;
        }
        self.join(&subtree)
    }

    /// Checks the criterion on every subtree that the newest leaf completes.
    fn turns_inside(&self, subtree: &mut Subtree, p: &[f64]) -> bool {
        let n = subtree.leaves;
        let level = (n >> 1).count_ones() as usize;
        if n % 2 == 0 {
            subtree.kept_p[level].copy_from_slice(p);
            subtree.kept_sum[level].copy_from_slice(&subtree.sum);
            return false;
        }
        let lowest = level + 1 - (n.trailing_ones() as usize).min(level + 1);
        (lowest..=level).rev().any(|i| {
            let first = &subtree.kept_p[i];
            let sum: Vec<f64> = subtree
                .sum
                .iter()
                .zip(&subtree.kept_sum[i])
                .zip(first)
                .map(|((s, k), f)| s - k + f)
                .collect();
            self.turns(first, p, &sum)
        })
    }

    fn turns(&self, first: &[f64], last: &[f64], sum: &[f64]) -> bool {
        let along: Vec<f64> = sum
            .iter()
            .zip(first.iter().zip(last))
            .map(|(s, (a, b))| s - 0.5 * (a + b))
            .collect();
        let v = self.velocity(&along);
        dot(&v, first) <= 0.0 || dot(&v, last) <= 0.0
    }

    /// Joins a complete subtree to the tree; true if the transition is over.
    fn join(&mut self, subtree: &Subtree) -> bool {
        if libm::log(self.stream.uniform()) < subtree.ln_weight - self.tree_weight {
            self.proposal.clone_from(&subtree.proposal);
            self.proposal_value = subtree.value;
            self.proposal_gradient.clone_from(&subtree.gradient);
        }
        self.tree_weight = ln_add(self.tree_weight, subtree.ln_weight);
        for (s, p) in self.tree_sum.iter_mut().zip(&subtree.sum) {
            *s += p;
        }
        self.depth += 1;
        if self.depth >= MAX_DEPTH || self.turns(&self.left.p, &self.right.p, &self.tree_sum) {
            return true;
        }
        self.grow();
        false
    }

    fn finish_transition(&mut self) {
        self.point.clone_from(&self.proposal);
        self.value = self.proposal_value;
        self.gradient.clone_from(&self.proposal_gradient);
        self.accept = self.accept_sum / self.accept_count.max(1) as f64;
        self.transitions += 1;
        self.subtree = None;
    }
}

fn ln_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY {
        high
    } else {
        high + libm::log1p(libm::exp(low - high))
    }
}
