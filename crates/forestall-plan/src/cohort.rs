//! The parameter vectors that a plan is made for.

use forestall_base::{Draws, nearest};
use forestall_model::Core;
use serde::{Deserialize, Serialize};

use crate::PlanError;

/// What a cohort of parameter vectors stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// One vector: nothing is said about uncertainty.
    Point,
    /// Draws from the posterior of one patient: the spread is what is not known.
    Posterior,
    /// Many patients: the spread is how they differ.
    Virtual,
}

/// Parameter vectors, each with the number of its noise streams.
#[derive(Debug, Clone, PartialEq)]
pub struct Cohort {
    origin: Origin,
    vectors: Vec<Vec<f64>>,
    numbers: Vec<u32>,
}

impl Cohort {
    /// One parameter vector (a value per parameter of the model).
    pub fn point(vector: Vec<f64>) -> Self {
        Self::new(vec![vector], Origin::Point)
    }

    /// Parameter vectors, numbered from 0.
    pub fn new(vectors: Vec<Vec<f64>>, origin: Origin) -> Self {
        let numbers = (0..vectors.len() as u32).collect();
        Self {
            origin,
            vectors,
            numbers,
        }
    }

    /// Draws from a posterior laid over `base`, which has a value for every parameter of the model.
    ///
    /// # Errors
    /// [`PlanError::UnknownParameter`] for a column that the model does not have; [`PlanError::VectorLength`] if `base` does not
    /// fit the model.
    pub fn from_draws(core: &Core, base: &[f64], draws: &Draws) -> Result<Self, PlanError> {
        if base.len() != core.parameters.len() {
            return Err(PlanError::VectorLength {
                number: 1,
                found: base.len(),
                expected: core.parameters.len(),
            });
        }
        let mut columns = Vec::with_capacity(draws.names.len());
        for name in &draws.names {
            let Some(index) = core.parameter(name) else {
                let names = core.parameters.iter().map(|p| p.name.as_str());
                return Err(PlanError::UnknownParameter {
                    name: name.clone(),
                    near: nearest(name, names).map(str::to_owned),
                });
            };
            columns.push(index);
        }
        let vector = |row| {
            let mut vector = base.to_vec();
            for (&index, &value) in columns.iter().zip(draws.row(row)) {
                vector[index] = value;
            }
            vector
        };
        let vectors = (0..draws.rows()).map(vector).collect();
        Ok(Self::new(vectors, Origin::Posterior))
    }

    /// At most `most` of the vectors, evenly spaced; each keeps its number, and so its noise.
    #[must_use]
    pub fn thinned(&self, most: usize) -> Self {
        let (all, kept) = (self.len(), most.clamp(1, self.len().max(1)));
        if kept == all {
            return self.clone();
        }
        let places = (0..kept).map(|i| i * all / kept);
        Self {
            origin: self.origin,
            vectors: places.clone().map(|i| self.vectors[i].clone()).collect(),
            numbers: places.map(|i| self.numbers[i]).collect(),
        }
    }

    /// Every other vector, and those between: one part to choose a rule on, one to tell what the choice is worth. A single vector
    /// is in both parts.
    #[must_use]
    pub fn halves(&self) -> (Self, Self) {
        if self.len() < 2 {
            return (self.clone(), self.clone());
        }
        let every_other = |from: usize| Self {
            origin: self.origin,
            vectors: self.vectors.iter().skip(from).step_by(2).cloned().collect(),
            numbers: self.numbers.iter().skip(from).step_by(2).copied().collect(),
        };
        (every_other(0), every_other(1))
    }

    /// Number of vectors.
    pub fn len(&self) -> usize {
        self.vectors.len()
    }

    /// Whether there is no vector.
    pub fn is_empty(&self) -> bool {
        self.vectors.is_empty()
    }

    /// What the vectors stand for.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// The vectors.
    pub fn vectors(&self) -> &[Vec<f64>] {
        &self.vectors
    }

    /// The numbers of their noise streams.
    pub fn numbers(&self) -> &[u32] {
        &self.numbers
    }

    pub(crate) fn check(&self, core: &Core) -> Result<(), PlanError> {
        if self.is_empty() {
            return Err(PlanError::NoVector);
        }
        let expected = core.parameters.len();
        match self.vectors.iter().position(|v| v.len() != expected) {
            Some(at) => Err(PlanError::VectorLength {
                number: at + 1,
                found: self.vectors[at].len(),
                expected,
            }),
            None => Ok(()),
        }
    }
}
