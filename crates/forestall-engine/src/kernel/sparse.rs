//! Elimination of the matrix of a linearly implicit step in an order fixed once per model, on the entries that can differ from 0.
//!
//! Pivots lie on the diagonal, in the order of least fill (H. Markowitz 1957, doi:10.1287/mnsc.3.3.255). A lane in which a pivot is
//! nearly lost in rounding, or has grown out of proportion, is left to the dense elimination with row exchanges.

use std::ops::Range;

/// A pivot below this part of what it was computed from is nearly lost.
const LOST: f64 = 1e-6;
/// Growth of a diagonal entry, relative to its terms, beyond which the order is not to be trusted.
const GROWTH: f64 = 1e8;

/// A row below a pivot: its entry in the pivot's column, and what changes in the row.
#[derive(Debug, Clone)]
struct Row {
    factor: usize,
    /// Pairs of an entry of the row and the entry of the pivot's row that is subtracted.
    updates: Range<usize>,
    /// The row's diagonal entry and the entry subtracted from it, if it changes.
    diagonal: Option<(usize, usize)>,
}

/// A pivot: its place in the order is its index.
#[derive(Debug, Clone)]
struct Pivot {
    variable: usize,
    rows: Range<usize>,
    /// Entries left and right of the diagonal in the pivot's row, with their variables.
    left: Range<usize>,
    right: Range<usize>,
}

/// The plan of an elimination. Entry `i` of the diagonal is entry number `i` of the matrix.
#[derive(Debug, Clone, Default)]
pub(super) struct Elimination {
    pivots: Vec<Pivot>,
    rows: Vec<Row>,
    updates: Vec<(usize, usize)>,
    /// Entry and variable, of all rows of the factors.
    terms: Vec<(usize, usize)>,
    /// Row and column of each entry that is not on the diagonal, fill included.
    others: Vec<(usize, usize)>,
}

impl Elimination {
    /// Plans the elimination of a matrix of `n` rows with these entries off the diagonal (row, column).
    pub(super) fn new(n: usize, entries: &[(usize, usize)]) -> Self {
        let mut place = vec![usize::MAX; n * n];
        for i in 0..n {
            place[i * n + i] = i;
        }
        let mut plan = Self::default();
        for &(row, column) in entries {
            plan.place(&mut place, n, row, column);
        }
        let mut waiting: Vec<usize> = (0..n).collect();
        let mut position = vec![n; n];
        for step in 0..n {
            let there = |row: usize, column: usize| place[row * n + column] != usize::MAX;
            let fill = |own: usize| {
                let count = |is: &dyn Fn(usize) -> bool| {
                    waiting.iter().filter(|&&o| o != own && is(o)).count()
                };
                count(&|o| there(own, o)) * count(&|o| there(o, own))
            };
            let Some(at) = (0..waiting.len()).min_by_key(|&at| fill(waiting[at])) else {
                break;
            };
            let own = waiting.remove(at);
            position[own] = step;
            plan.eliminate(&mut place, n, own, &waiting);
        }
        for at in 0..plan.pivots.len() {
            let own = plan.pivots[at].variable;
            let mut side = |earlier: bool| {
                let start = plan.terms.len();
                let asked = |&o: &usize| o != own && (position[o] < at) == earlier;
                for o in (0..n).filter(asked) {
                    if place[own * n + o] != usize::MAX {
                        plan.terms.push((place[own * n + o], o));
                    }
                }
                start..plan.terms.len()
            };
            let (left, right) = (side(true), side(false));
            plan.pivots[at].left = left;
            plan.pivots[at].right = right;
        }
        plan
    }

    /// The number of an entry, which is made if it is not there.
    fn place(&mut self, place: &mut [usize], n: usize, row: usize, column: usize) -> usize {
        let own = &mut place[row * n + column];
        if *own == usize::MAX {
            *own = n + self.others.len();
            self.others.push((row, column));
        }
        *own
    }

    /// Notes what the elimination of one variable does to the rows of those that wait.
    fn eliminate(&mut self, place: &mut [usize], n: usize, own: usize, waiting: &[usize]) {
        let first = self.rows.len();
        for &row in waiting {
            let factor = place[row * n + own];
            if factor == usize::MAX {
                continue;
            }
            let (start, mut diagonal) = (self.updates.len(), None);
            for &column in waiting {
                let upper = place[own * n + column];
                if upper == usize::MAX {
                    continue;
                }
                if row == column {
                    diagonal = Some((row, upper));
                } else {
                    let target = self.place(place, n, row, column);
                    self.updates.push((target, upper));
                }
            }
            let updates = start..self.updates.len();
            self.rows.push(Row {
                factor,
                updates,
                diagonal,
            });
        }
        let rows = first..self.rows.len();
        self.pivots.push(Pivot {
            variable: own,
            rows,
            left: 0..0,
            right: 0..0,
        });
    }

    /// Number of entries of the matrix and its factors.
    pub(super) fn entries(&self) -> usize {
        self.pivots.len() + self.others.len()
    }

    /// Row and column of each entry off the diagonal, from entry number `n` on.
    pub(super) fn others(&self) -> &[(usize, usize)] {
        &self.others
    }
}

/// Factorises in place; the diagonal ends as reciprocals. `size` holds the size of the terms of each diagonal entry. Gives the lanes
/// (1 or 0) that must not be solved with these factors.
#[inline(always)]
pub(super) fn factorise_sparse<const W: usize>(
    plan: &Elimination,
    matrix: &mut [[f64; W]],
    size: &mut [[f64; W]],
) -> [f64; W] {
    let mut bad = [0.0; W];
    for pivot in &plan.pivots {
        let (value, terms) = (matrix[pivot.variable], size[pivot.variable]);
        bad = each!(l => if value[l].abs() >= LOST * terms[l] { bad[l] } else { 1.0 });
        let inverse: [f64; W] = each!(l => 1.0 / value[l]);
        matrix[pivot.variable] = inverse;
        for row in &plan.rows[pivot.rows.clone()] {
            let entry = matrix[row.factor];
            let factor: [f64; W] = each!(l => entry[l] * inverse[l]);
            matrix[row.factor] = factor;
            if let Some((target, upper)) = row.diagonal {
                let (own, upper, before) = (matrix[target], matrix[upper], size[target]);
                let less: [f64; W] = each!(l => factor[l] * upper[l]);
                matrix[target] = each!(l => own[l] - less[l]);
                bad = each!(l => if less[l].abs() <= GROWTH * before[l] { bad[l] } else { 1.0 });
                size[target] = each!(l => before[l].max(less[l].abs()));
            }
            for &(target, upper) in &plan.updates[row.updates.clone()] {
                let (own, upper) = (matrix[target], matrix[upper]);
                matrix[target] = each!(l => own[l] - factor[l] * upper[l]);
            }
        }
    }
    bad
}

/// Solves with the factors, in place.
#[inline(always)]
pub(super) fn solve_sparse<const W: usize>(
    plan: &Elimination,
    matrix: &[[f64; W]],
    side: &mut [[f64; W]],
) {
    for pivot in &plan.pivots {
        let mut sum = side[pivot.variable];
        for &(entry, variable) in &plan.terms[pivot.left.clone()] {
            let (factor, other) = (&matrix[entry], &side[variable]);
            sum = each!(l => sum[l] - factor[l] * other[l]);
        }
        side[pivot.variable] = sum;
    }
    for pivot in plan.pivots.iter().rev() {
        let mut sum = side[pivot.variable];
        for &(entry, variable) in &plan.terms[pivot.right.clone()] {
            let (factor, other) = (&matrix[entry], &side[variable]);
            sum = each!(l => sum[l] - factor[l] * other[l]);
        }
        let inverse = &matrix[pivot.variable];
        side[pivot.variable] = each!(l => sum[l] * inverse[l]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forestall_base::Stream;

    /// Oracle: the matrix times the solution is the right-hand side to 1e-11, for random sparse matrices with a strong diagonal.
    #[test]
    fn a_sparse_solution_satisfies_its_equations() {
        for case in 0..50 {
            let mut stream = Stream::new(11, case, 0);
            let n = 2 + case as usize % 17;
            let mut entries = Vec::new();
            for i in 0..n {
                for j in 0..n {
                    if i != j && stream.uniform() < 0.2 {
                        entries.push((i, j));
                    }
                }
            }
            let plan = Elimination::new(n, &entries);
            let mut matrix = vec![[0.0; 1]; plan.entries()];
            let mut dense = vec![0.0; n * n];
            for i in 0..n {
                let value = 3.0 + n as f64 * stream.uniform();
                matrix[i] = [value];
                dense[i * n + i] = value;
            }
            for (at, &(i, j)) in plan.others().iter().enumerate().take(entries.len()) {
                let value = stream.normal();
                matrix[n + at] = [value];
                dense[i * n + j] = value;
            }
            let wanted: Vec<f64> = (0..n).map(|_| stream.normal()).collect();
            let mut side: Vec<[f64; 1]> = wanted.iter().map(|&x| [x]).collect();
            let mut size = matrix[..n].to_vec();
            let bad = factorise_sparse(&plan, &mut matrix, &mut size);
            assert_eq!(bad, [0.0], "case {case}");
            solve_sparse(&plan, &matrix, &mut side);
            for i in 0..n {
                let sum: f64 = (0..n).map(|j| dense[i * n + j] * side[j][0]).sum();
                assert!((sum - wanted[i]).abs() < 1e-11, "case {case}");
            }
        }
    }

    /// A chain has no fill: its elimination needs its own entries alone.
    #[test]
    fn a_chain_is_eliminated_without_fill() {
        let chain: Vec<(usize, usize)> = (1..9).map(|i| (i, i - 1)).collect();
        assert_eq!(Elimination::new(9, &chain).entries(), 17);
        // An arrow that would fill all if its head went first.
        let arrow: Vec<_> = (1..9).flat_map(|i| [(0, i), (i, 0)]).collect();
        assert_eq!(Elimination::new(9, &arrow).entries(), 25);
    }

    /// In the second lane the first pivot is lost: `1 - 1`.
    #[test]
    fn a_lost_pivot_is_told_lane_by_lane() {
        let plan = Elimination::new(2, &[(0, 1), (1, 0)]);
        let mut matrix = [[2.0, 1e-9], [2.0, 1e-9], [1.0, 1.0], [1.0, 1.0]];
        let mut size = [[2.0, 1.0], [2.0, 1.0]];
        assert_eq!(factorise_sparse(&plan, &mut matrix, &mut size), [0.0, 1.0]);
    }
}
