//! Steady states: all roots of the time derivatives within a box, with the eigenvalues of the Jacobian there.
//!
//! Newton's method from starting points that fill the box and its lower faces, half of them evenly, half on a logarithmic scale; then
//! deflated Newton steps from some of them, away from what was found, until nothing new comes.

mod deflation;
pub(crate) mod eigenvalues;
pub(crate) mod linear;
mod start;

use forestall_model::program::Program;

use crate::{Model, dosing, patient::offsets};

/// Starting points from which deflated steps are taken.
const DEFLATED: usize = 64;
/// Steps of Newton's method from one starting point.
const MOST_STEPS: usize = 100;
/// A step this small, relative to the state or the range, ends Newton's method.
const CONVERGED: f64 = 1e-13;
/// Steady states closer than this, relative to the state or the range, are the same one.
const SAME: f64 = 1e-6;

/// A state in which nothing changes.
#[derive(Debug, Clone, PartialEq)]
pub struct SteadyState {
    /// Values of all states, in their order and units.
    pub states: Vec<f64>,
    /// Eigenvalues of the Jacobian, per unit of time: real and imaginary parts, the largest real part first.
    pub eigenvalues: Vec<(f64, f64)>,
}

impl SteadyState {
    /// Whether small deviations die out: all real parts are negative.
    pub fn is_stable(&self) -> bool {
        self.eigenvalues.iter().all(|(real, _)| *real < 0.0)
    }
}

/// The equations at fixed parameters and doses.
struct Field<'a> {
    program: Program,
    inputs: Vec<f64>,
    ranges: &'a [(f64, f64)],
}

impl Model {
    /// All steady states within `ranges` (one per state) that Newton's method finds, ordered by the first state, then the second,
    /// and so on. Doses are those that `regimen` gives first (none if there is no regimen), time is 0.
    ///
    /// # Errors
    /// [`EngineError::ParameterCount`](crate::EngineError::ParameterCount) if there is not one value per parameter.
    pub fn steady_states(
        &self,
        regimen: Option<usize>,
        parameters: &[f64],
        ranges: &[(f64, f64)],
    ) -> Result<Vec<SteadyState>, crate::EngineError> {
        let core = self.core();
        if parameters.len() != core.parameters.len() {
            return Err(crate::EngineError::ParameterCount {
                expected: core.parameters.len(),
                found: parameters.len(),
            });
        }
        let mut field = self.field(regimen, parameters, ranges);
        let mut found: Vec<Vec<f64>> = Vec::new();
        let starts = start::points(ranges);
        for begin in &starts {
            let Some(states) = field.root(begin.clone(), &[]) else {
                continue;
            };
            if !found.iter().any(|old| field.is_same(old, &states)) {
                found.push(states);
            }
        }
        let some = starts.iter().step_by((starts.len() / DEFLATED).max(1));
        for begin in some {
            while let Some(near) = field.root(begin.clone(), &found) {
                // The last steps are those of the plain equations.
                let plain = field.root(near, &[]);
                match plain.filter(|new| !found.iter().any(|old| field.is_same(old, new))) {
                    Some(states) => found.push(states),
                    None => break,
                }
            }
        }
        found.sort_by(|a, b| {
            let mut pairs = a.iter().zip(b).zip(ranges);
            let apart = pairs.find(|((a, b), range)| apart(**a, **b, **range));
            apart.map_or(std::cmp::Ordering::Equal, |((a, b), _)| a.total_cmp(b))
        });
        let with_eigenvalues = |states: Vec<f64>| SteadyState {
            eigenvalues: eigenvalues::of(&field.evaluate(&states).1, states.len()),
            states,
        };
        Ok(found.into_iter().map(with_eigenvalues).collect())
    }

    /// The equations with the doses that a regimen gives at time 0.
    fn field<'a>(
        &self,
        regimen: Option<usize>,
        parameters: &[f64],
        ranges: &'a [(f64, f64)],
    ) -> Field<'a> {
        let program = self.partials().clone();
        let layout = program.layout;
        let mut inputs = vec![0.0; layout.inputs()];
        inputs[layout.parameter()..][..parameters.len()].copy_from_slice(parameters);
        if let Some(regimen) = regimen {
            let doses = self.first_doses(regimen, parameters);
            inputs[layout.dose()..][..doses.len()].copy_from_slice(&doses);
        }
        Field {
            program,
            inputs,
            ranges,
        }
    }

    /// The steady state under the first regimen next to states that are almost at rest; these themselves if Newton's method finds
    /// no better ones.
    pub(crate) fn rest_near(&self, parameters: &[f64], states: Vec<f64>) -> Vec<f64> {
        let largest = states.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        let around = |x: &f64| {
            let width = 1e-3 * x.abs() + 1e-9 * largest;
            (x - width, x + width)
        };
        let ranges: Vec<(f64, f64)> = states.iter().map(around).collect();
        let mut field = self.field(Some(0), parameters, &ranges);
        let change = |field: &Field<'_>, states: &[f64]| {
            let (rates, _) = field.evaluate(states);
            rates
                .iter()
                .fold(0.0_f64, |most, rate| most.max(rate.abs()))
        };
        match field.root(states.clone(), &[]) {
            Some(found) if change(&field, &found) <= change(&field, &states) => found,
            _ => states,
        }
    }

    /// The doses that a regimen gives at time 0.
    fn first_doses(&self, regimen: usize, parameters: &[f64]) -> Vec<f64> {
        let regimen = &self.core().regimens[regimen];
        let program = self.amounts(regimen);
        let layout = program.layout;
        let mut inputs = vec![0.0; layout.inputs()];
        inputs[layout.parameter()..][..parameters.len()].copy_from_slice(parameters);
        for (slot, tune) in inputs[layout.tune()..].iter_mut().zip(&regimen.tune) {
            *slot = tune.value;
        }
        let amounts = program.evaluate(&inputs);
        let mut from = offsets(regimen)[regimen.initial];
        let doses = regimen.phases[regimen.initial].doses.iter();
        doses
            .map(|dosing| {
                let own = &amounts[from..];
                from += dosing::width(dosing);
                dosing::at(dosing, own, 0.0, 0.0).0
            })
            .collect()
    }
}

/// Whether two values of one state are different ones.
fn apart(a: f64, b: f64, range: (f64, f64)) -> bool {
    (a - b).abs() > SAME * (a.abs().max(b.abs())) + 1e-9 * SAME * (range.1 - range.0)
}

impl Field<'_> {
    /// Time derivatives and their partial derivatives by the states, column by column.
    fn evaluate(&self, states: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let mut inputs = self.inputs.clone();
        inputs[..states.len()].copy_from_slice(states);
        let mut rates = self.program.evaluate(&inputs);
        let jacobian = rates.split_off(states.len());
        (rates, jacobian)
    }

    fn is_same(&self, a: &[f64], b: &[f64]) -> bool {
        let mut pairs = a.iter().zip(b).zip(self.ranges);
        !pairs.any(|((a, b), range)| apart(*a, *b, *range))
    }

    /// Newton's method, away from what is `known`; a step that would leave the box goes nine tenths of the way to its side.
    fn root(&mut self, mut states: Vec<f64>, known: &[Vec<f64>]) -> Option<Vec<f64>> {
        for _ in 0..MOST_STEPS {
            let (rates, jacobian) = self.evaluate(&states);
            let mut step = linear::solve(jacobian, rates)?;
            if !known.is_empty() {
                let stretch = deflation::stretch(&states, &step, known, self.ranges);
                for x in &mut step {
                    *x *= stretch;
                }
            }
            let mut largest = 0.0_f64;
            for ((x, step), (low, high)) in states.iter_mut().zip(step).zip(self.ranges) {
                let mut next = *x - step;
                if next < *low {
                    // A root on the side itself is reached within rounding.
                    let slack = CONVERGED * (high - low);
                    next = if next > low - slack {
                        *low
                    } else {
                        x.mul_add(0.1, low * 0.9)
                    };
                } else if next > *high {
                    next = x.mul_add(0.1, high * 0.9);
                }
                let scale = next.abs().max(1e-9 * (high - low));
                largest = largest.max((next - *x).abs() / scale);
                *x = next;
            }
            if largest.is_nan() {
                return None;
            }
            if largest <= CONVERGED {
                return Some(states);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests;
