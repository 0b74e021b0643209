//! Nullclines of a model with two states: where one of the rates vanishes.
//!
//! Zeros of the rates on the edges of a grid, found by halving, joined through its cells (marching squares).

use std::collections::BTreeMap;

use crate::{AnalysisError, EngineError, Model};

/// Cells of the grid in each direction.
const CELLS: usize = 120;
/// Halvings of an edge.
const HALVINGS: usize = 40;

/// Lines on which a rate vanishes, each a list of places (values of the first and the second state).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Nullclines {
    /// Where the first state does not change.
    pub first: Vec<Vec<[f64; 2]>>,
    /// Where the second state does not change.
    pub second: Vec<Vec<[f64; 2]>>,
    /// Rates of both states at the corners of a coarse grid: place and rates per unit of time.
    pub field: Vec<([f64; 2], [f64; 2])>,
}

/// Cells between two places of the field of rates.
const COARSER: usize = 8;

/// An edge of the grid: its lower left corner, and whether it runs upwards.
type Edge = (usize, usize, bool);

impl Model {
    /// The nullclines of a model with two states within two ranges; on a logarithmic grid where `log` says so (a range must then begin
    /// above 0). Nothing for a model with more states or fewer.
    ///
    /// # Errors
    /// [`EngineError::ParameterCount`] if there is not one value per parameter.
    pub fn nullclines(
        &self,
        parameters: &[f64],
        ranges: [(f64, f64); 2],
        log: bool,
    ) -> Result<Nullclines, AnalysisError> {
        let core = self.core();
        if parameters.len() != core.parameters.len() {
            return Err(EngineError::ParameterCount {
                expected: core.parameters.len(),
                found: parameters.len(),
            }
            .into());
        }
        if core.states.len() != 2 {
            return Ok(Nullclines::default());
        }
        let program = self.rates(&[]);
        let layout = program.layout;
        let mut inputs = vec![0.0; layout.inputs()];
        inputs[layout.parameter()..][..parameters.len()].copy_from_slice(parameters);
        let rates = |place: [f64; 2]| {
            let mut inputs = inputs.clone();
            inputs[..2].copy_from_slice(&place);
            let out = program.evaluate(&inputs);
            [out[0], out[1]]
        };
        let at = |axis: usize, share: f64| {
            let (low, high) = ranges[axis];
            if log {
                low * libm::pow(high / low, share)
            } else {
                low + share * (high - low)
            }
        };
        let place = |i: f64, j: f64| [at(0, i / CELLS as f64), at(1, j / CELLS as f64)];
        let mut corners = Vec::with_capacity((CELLS + 1) * (CELLS + 1));
        let mut field = Vec::new();
        for j in 0..=CELLS {
            for i in 0..=CELLS {
                let here = place(i as f64, j as f64);
                let value = rates(here);
                if i % COARSER == COARSER / 2 && j % COARSER == COARSER / 2 {
                    field.push((here, value));
                }
                corners.push(value);
            }
        }
        let lines = |which: usize| {
            let corner = |i: usize, j: usize| corners[j * (CELLS + 1) + i][which];
            let zero = |(i, j, up): Edge| {
                let end = |share: f64| {
                    let (x, y) = (i as f64, j as f64);
                    if up {
                        place(x, y + share)
                    } else {
                        place(x + share, y)
                    }
                };
                let sign = corner(i, j) > 0.0;
                let (mut low, mut high) = (0.0, 1.0);
                for _ in 0..HALVINGS {
                    let middle = 0.5 * (low + high);
                    if (rates(end(middle))[which] > 0.0) == sign {
                        low = middle;
                    } else {
                        high = middle;
                    }
                }
                end(0.5 * (low + high))
            };
            joined(&segments(&corner), &zero)
        };
        Ok(Nullclines {
            first: lines(0),
            second: lines(1),
            field,
        })
    }
}

/// Pairs of edges between which the line runs through a cell.
fn segments(corner: &impl Fn(usize, usize) -> f64) -> Vec<(Edge, Edge)> {
    let mut all = Vec::new();
    for j in 0..CELLS {
        for i in 0..CELLS {
            let [a, b, c, d] =
                [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)].map(|(i, j)| corner(i, j));
            if ![a, b, c, d].iter().all(|x| x.is_finite()) {
                continue;
            }
            let edges = [
                ((i, j, false), a, b),
                ((i + 1, j, true), b, c),
                ((i, j + 1, false), d, c),
                ((i, j, true), a, d),
            ];
            let crossed: Vec<Edge> = (edges.iter())
                .filter(|(_, from, to)| (*from > 0.0) != (*to > 0.0))
                .map(|(edge, ..)| *edge)
                .collect();
            match crossed[..] {
                [one, two] => all.push((one, two)),
                // A saddle of the rate: its mean says which corners belong together.
                [one, two, three, four] => {
                    if ((a + b + c + d) > 0.0) == (a > 0.0) {
                        all.extend([(one, two), (three, four)]);
                    } else {
                        all.extend([(one, four), (two, three)]);
                    }
                }
                _ => {}
            }
        }
    }
    all
}

/// Segments joined to lines, with a place for each edge.
fn joined(segments: &[(Edge, Edge)], place: &impl Fn(Edge) -> [f64; 2]) -> Vec<Vec<[f64; 2]>> {
    let mut at: BTreeMap<Edge, Vec<usize>> = BTreeMap::new();
    for (number, (a, b)) in segments.iter().enumerate() {
        at.entry(*a).or_default().push(number);
        at.entry(*b).or_default().push(number);
    }
    let mut used = vec![false; segments.len()];
    let mut lines = Vec::new();
    // Open lines first, from their ends; what is left is closed.
    let ends: Vec<usize> = (0..segments.len())
        .filter(|&k| {
            [segments[k].0, segments[k].1]
                .iter()
                .any(|e| at[e].len() == 1)
        })
        .chain(0..segments.len())
        .collect();
    for begin in ends {
        if used[begin] {
            continue;
        }
        used[begin] = true;
        let (a, b) = segments[begin];
        let (first, mut last) = if at[&b].len() == 1 { (b, a) } else { (a, b) };
        let mut line = vec![place(first), place(last)];
        while let Some(&next) = at[&last].iter().find(|&&k| !used[k]) {
            used[next] = true;
            let (a, b) = segments[next];
            last = if a == last { b } else { a };
            line.push(place(last));
        }
        lines.push(line);
    }
    lines
}
