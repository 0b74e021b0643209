//! One NUTS transition as a machine that asks for one gradient at a time.
//!
//! The No-U-Turn sampler of Hoffman and Gelman (2014, JMLR 15:1593) with multinomial choice of the next point and the generalised
//! criterion of Betancourt (2017, arXiv:1701.02434), applied also across the seam of each pair of subtrees. Recursion is replaced by
//! a pile of finished subtrees: a new leaf is a subtree of one, and two of equal depth on top of the pile become one.
//!
//! Momenta are whitened by the metric: with `C = L L'` the covariance of the posterior, `r ~ normal(0, 1)`, `dz/dt = L r`,
//! `dr/dt = L' grad`, so that every product of momenta below is a plain scalar product.

use forestall_base::Stream;

use crate::Cholesky;
use crate::linear::dot;

/// A rise of the energy beyond this is a divergence.
const DIVERGENT: f64 = 1000.0;

/// A place of the posterior, with what is known there.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct Place {
    pub point: Vec<f64>,
    pub value: f64,
    pub gradient: Vec<f64>,
}

/// An end of the trajectory.
#[derive(Debug, Clone)]
struct End {
    point: Vec<f64>,
    momentum: Vec<f64>,
    /// Whitened gradient.
    force: Vec<f64>,
}

/// A finished piece of trajectory, in the order of its growth.
#[derive(Debug, Clone)]
struct Piece {
    depth: usize,
    first: Vec<f64>,
    last: Vec<f64>,
    sum: Vec<f64>,
    ln_weight: f64,
    chosen: Place,
}

/// How a transition went.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Transition {
    /// Mean acceptance statistic over the leaves.
    pub acceptance: f64,
    /// Doublings.
    pub depth: usize,
    /// Whether the trajectory was cut by a divergence.
    pub divergent: bool,
    /// Leapfrog steps.
    pub leaves: usize,
}

/// A transition under way.
#[derive(Debug, Clone)]
pub(super) struct Tree<'a> {
    metric: &'a Cholesky,
    step: f64,
    most: usize,
    stream: Stream,
    energy: f64,
    /// Past and future end.
    ends: [End; 2],
    /// The whole tree; `first` is the past end, `last` the future end.
    whole: Piece,
    forward: bool,
    pile: Vec<Piece>,
    half: Vec<f64>,
    asked: Vec<f64>,
    acceptance: f64,
    leaves: usize,
    divergent: bool,
}

impl<'a> Tree<'a> {
    /// Starts a transition from a place with at most `most` doublings.
    pub(super) fn new(
        from: Place,
        metric: &'a Cholesky,
        step: f64,
        most: usize,
        mut stream: Stream,
    ) -> Self {
        let d = from.point.len();
        let momentum: Vec<f64> = (0..d).map(|_| stream.normal()).collect();
        let mut force = vec![0.0; d];
        metric.multiply_transposed(&from.gradient, &mut force);
        let end = End {
            point: from.point.clone(),
            momentum: momentum.clone(),
            force,
        };
        let mut tree = Self {
            metric,
            step,
            most,
            stream,
            energy: 0.5 * dot(&momentum, &momentum) - from.value,
            ends: [end.clone(), end],
            whole: Piece {
                depth: 0,
                first: momentum.clone(),
                last: momentum.clone(),
                sum: momentum,
                ln_weight: 0.0,
                chosen: from,
            },
            forward: true,
            pile: Vec::new(),
            half: vec![0.0; d],
            asked: vec![0.0; d],
            acceptance: 0.0,
            leaves: 0,
            divergent: false,
        };
        tree.turn();
        tree
    }

    /// The point at which value and gradient are wanted.
    pub(super) fn next_point(&self) -> &[f64] {
        &self.asked
    }

    /// Takes value and gradient at [`Self::next_point`]; true if the transition is over.
    pub(super) fn absorb(&mut self, value: f64, gradient: &[f64]) -> bool {
        self.leaves += 1;
        let d = gradient.len();
        let signed = if self.forward { self.step } else { -self.step };
        let mut force = vec![0.0; d];
        self.metric.multiply_transposed(gradient, &mut force);
        let momentum: Vec<f64> = (0..d)
            .map(|i| self.half[i] + 0.5 * signed * force[i])
            .collect();
        let ln_weight = self.energy - 0.5 * dot(&momentum, &momentum) + value;
        if ln_weight.is_nan() || ln_weight < -DIVERGENT {
            self.divergent = true;
            return true;
        }
        self.acceptance += libm::exp(ln_weight.min(0.0));
        let mut piece = Piece {
            depth: 0,
            first: momentum.clone(),
            last: momentum.clone(),
            sum: momentum.clone(),
            ln_weight,
            chosen: Place {
                point: self.asked.clone(),
                value,
                gradient: gradient.to_vec(),
            },
        };
        self.ends[usize::from(self.forward)] = End {
            point: self.asked.clone(),
            momentum,
            force,
        };
        while let Some(before) = self.pile.pop_if(|top| top.depth == piece.depth) {
            let Some(joined) = self.join(before, piece) else {
                return true;
            };
            piece = joined;
        }
        if piece.depth < self.whole.depth {
            self.pile.push(piece);
            self.leap();
            return false;
        }
        self.grow(piece)
    }

    /// The place at which the transition ended, and how it went.
    pub(super) fn finish(self) -> (Place, Transition) {
        let transition = Transition {
            acceptance: self.acceptance / self.leaves.max(1) as f64,
            depth: self.whole.depth,
            divergent: self.divergent,
            leaves: self.leaves,
        };
        (self.whole.chosen, transition)
    }

    /// Two pieces of equal depth become one, or `None` if it turns back on itself.
    fn join(&mut self, a: Piece, b: Piece) -> Option<Piece> {
        if turns(&a, &b) {
            return None;
        }
        let ln_weight = ln_add(a.ln_weight, b.ln_weight);
        let later = libm::log(self.stream.uniform()) < b.ln_weight - ln_weight;
        Some(Piece {
            depth: a.depth + 1,
            sum: a.sum.iter().zip(&b.sum).map(|(x, y)| x + y).collect(),
            first: a.first,
            last: b.last,
            ln_weight,
            chosen: if later { b.chosen } else { a.chosen },
        })
    }

    /// Adds a complete subtree to the whole tree; true if the transition is over.
    fn grow(&mut self, mut piece: Piece) -> bool {
        // The new half is preferred in proportion to the old one's weight.
        if libm::log(self.stream.uniform()) < piece.ln_weight - self.whole.ln_weight {
            std::mem::swap(&mut self.whole.chosen, &mut piece.chosen);
        }
        if !self.forward {
            // In the order of time.
            std::mem::swap(&mut piece.first, &mut piece.last);
        }
        let over = if self.forward {
            turns(&self.whole, &piece)
        } else {
            turns(&piece, &self.whole)
        };
        for (s, p) in self.whole.sum.iter_mut().zip(&piece.sum) {
            *s += p;
        }
        if self.forward {
            self.whole.last = piece.last;
        } else {
            self.whole.first = piece.first;
        }
        self.whole.ln_weight = ln_add(self.whole.ln_weight, piece.ln_weight);
        self.whole.depth += 1;
        if over || self.whole.depth >= self.most {
            return true;
        }
        self.turn();
        false
    }

    /// Chooses a direction for the next doubling.
    fn turn(&mut self) {
        self.forward = self.stream.uniform() < 0.5;
        self.leap();
    }

    /// Half a momentum step and a whole position step from the growing end.
    fn leap(&mut self) {
        let end = &self.ends[usize::from(self.forward)];
        let signed = if self.forward { self.step } else { -self.step };
        for i in 0..self.half.len() {
            self.half[i] = end.momentum[i] + 0.5 * signed * end.force[i];
        }
        self.metric.multiply(&self.half, &mut self.asked);
        for i in 0..self.asked.len() {
            self.asked[i] = end.point[i] + signed * self.asked[i];
        }
    }
}

/// The generalised criterion on two neighbouring pieces taken together, and on each with the other's nearest leaf.
fn turns(a: &Piece, b: &Piece) -> bool {
    let straight = |first: &[f64], last: &[f64], parts: [&[f64]; 2]| {
        let along = |p: &[f64]| dot(p, parts[0]) + dot(p, parts[1]);
        along(first) > 0.0 && along(last) > 0.0
    };
    !(straight(&a.first, &b.last, [&a.sum, &b.sum])
        && straight(&a.first, &b.first, [&a.sum, &b.first])
        && straight(&a.last, &b.last, [&a.last, &b.sum]))
}

/// `ln(e^a + e^b)`.
pub(super) fn ln_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY {
        high
    } else {
        high + libm::log1p(libm::exp(low - high))
    }
}
