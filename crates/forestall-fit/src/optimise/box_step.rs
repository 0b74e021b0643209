//! The exact minimum of a convex quadratic function within a box: the step of every derivative-based search here.

use crate::Cholesky;
use crate::linear::dot;

/// Minimises `g.p + p'Bp/2` over `low <= p <= high` (with `low <= 0 <= high`) by a primal active-set method.
///
/// `hessian` must be positive definite. Coordinates at a bound are returned with the bound's exact value. `None` if a
/// factorisation fails.
pub(super) fn box_step(
    hessian: &[f64],
    gradient: &[f64],
    low: &[f64],
    high: &[f64],
) -> Option<Vec<f64>> {
    let d = gradient.len();
    let mut p = vec![0.0; d];
    let mut held: Vec<bool> = (0..d)
        .map(|i| (low[i] >= 0.0 && gradient[i] >= 0.0) || (high[i] <= 0.0 && gradient[i] <= 0.0))
        .collect();
    for _ in 0..20 * d + 20 {
        let free: Vec<usize> = (0..d).filter(|&i| !held[i]).collect();
        let n = free.len();
        let mut target = p.clone();
        if n > 0 {
            let mut part = vec![0.0; n * n];
            let mut right = vec![0.0; n];
            for (a, &i) in free.iter().enumerate() {
                let row = &hessian[i * d..(i + 1) * d];
                right[a] = -gradient[i]
                    - (0..d)
                        .filter(|&j| held[j])
                        .map(|j| row[j] * p[j])
                        .sum::<f64>();
                for (b, &j) in free.iter().enumerate() {
                    part[a * n + b] = row[j];
                }
            }
            Cholesky::new(&part, n)?.solve(&mut right);
            for (a, &i) in free.iter().enumerate() {
                target[i] = right[a];
            }
        }
        // How far towards the target until a bound is met.
        let (mut share, mut blocked) = (1.0, None);
        for &i in &free {
            let bound = if target[i] < low[i] {
                low[i]
            } else if target[i] > high[i] {
                high[i]
            } else {
                continue;
            };
            let ratio = ((bound - p[i]) / (target[i] - p[i])).max(0.0);
            if blocked.is_none() || ratio < share {
                share = ratio;
                blocked = Some((i, bound));
            }
        }
        for &i in &free {
            p[i] += share * (target[i] - p[i]);
        }
        if let Some((i, bound)) = blocked {
            p[i] = bound;
            held[i] = true;
            continue;
        }
        p = target;
        // Release the held coordinate whose multiplier has the wrong sign most clearly.
        let release = (0..d)
            .filter(|&i| held[i])
            .map(|i| {
                let slope = gradient[i] + dot(&hessian[i * d..(i + 1) * d], &p);
                let scale = hessian[i * d + i].sqrt();
                (i, if p[i] <= low[i] { -slope } else { slope } / scale)
            })
            .filter(|&(i, wrong)| wrong > 1e-14 * gradient[i].abs() && low[i] < high[i])
            .max_by(|a, b| a.1.total_cmp(&b.1));
        match release {
            Some((i, _)) => held[i] = false,
            None => return Some(p),
        }
    }
    Some(p)
}
