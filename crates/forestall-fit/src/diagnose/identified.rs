//! Whether the data told anything about a parameter.

use serde::{Deserialize, Serialize};

use super::{correlations, quantile};
use crate::space::Space;

/// What the data told about one parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identified {
    /// Name of the parameter.
    pub name: String,
    /// `1 - sd(posterior) / sd(prior)`: 0 if nothing was learnt, near 1 if much. May be negative.
    pub contraction: f64,
    /// Share of draws within 2 % of the prior's range (or of its central 98 %) above the lower bound.
    pub at_low: f64,
    /// The same below the upper bound.
    pub at_high: f64,
    /// The parameter with the strongest correlation in absolute value, and that correlation.
    pub strongest: Option<(String, f64)>,
    /// Why the parameter is not identified, in plain words; `None` if it is.
    pub reason: Option<String>,
}

/// A verdict for each parameter of a space, from its draws (one column per parameter, on the bounded scale).
///
/// Not identified: the posterior is hardly narrower than the prior (contraction below 0.2); or there is much mass at both
/// bounds (over 10 % each); or the parameter moves along a ridge with another (|correlation| above 0.95).
pub fn identified(space: &Space, columns: &[&[f64]]) -> Vec<Identified> {
    let d = space.dimension();
    let matrix = correlations(columns);
    space
        .coordinates()
        .iter()
        .enumerate()
        .map(|(i, coordinate)| {
            let draws = columns[i];
            let n = draws.len() as f64;
            let mean = draws.iter().sum::<f64>() / n;
            let sd = (draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
            let contraction = 1.0 - sd / coordinate.prior.standard_deviation();
            let (low, high) = coordinate.bounds;
            let (from, to) = (
                if low.is_finite() { low } else { coordinate.prior.quantile(0.01) },
                if high.is_finite() { high } else { coordinate.prior.quantile(0.99) },
            );
            let edge = 0.02 * (to - from);
            let share = |test: &dyn Fn(f64) -> bool| {
                draws.iter().filter(|x| test(**x)).count() as f64 / n
            };
            let at_low = share(&|x| low.is_finite() && x < from + edge);
            let at_high = share(&|x| high.is_finite() && x > to - edge);
            let strongest = (0..d)
                .filter(|&j| j != i)
                .max_by(|&a, &b| matrix[i * d + a].abs().total_cmp(&matrix[i * d + b].abs()))
                .map(|j| (space.coordinates()[j].name.clone(), matrix[i * d + j]));
            let percent = |x: f64| (100.0 * x).round();
            let reason = if contraction < 0.2 {
                let (a, b) = (quantile(draws, 0.05), quantile(draws, 0.95));
                Some(format!(
                    "the data hardly narrow it: 90 % of the posterior lies between {} and {}, and its spread is {} % of the prior's",
                    three_digits(a),
                    three_digits(b),
                    percent(1.0 - contraction)
                ))
            } else if at_low > 0.1 && at_high > 0.1 {
                Some(format!(
                    "the posterior piles up at both bounds: {} % at {from} and {} % at {to}",
                    percent(at_low),
                    percent(at_high)
                ))
            } else {
                strongest.as_ref().filter(|(_, r)| r.abs() > 0.95).map(|(other, r)| {
                    let sign = if *r < 0.0 { "−" } else { "" };
                    format!(
                        "only a combination with \"{other}\" is known: their correlation is {sign}{:.2}, so one can make up for the other",
                        r.abs()
                    )
                })
            };
            Identified {
                name: coordinate.name.clone(),
                contraction,
                at_low,
                at_high,
                strongest,
                reason,
            }
        })
        .collect()
}

/// A number in words: three significant digits, a power of ten where it is far from 1.
fn three_digits(x: f64) -> String {
    let scientific = format!("{x:.2e}");
    let exponent = scientific.split_once('e').and_then(|(_, e)| e.parse().ok());
    match exponent {
        Some(e @ -3..6) => format!("{x:.*}", usize::try_from(2 - e).unwrap_or(0)),
        _ => scientific,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Oracle: by hand.
    #[test]
    fn numbers_keep_three_digits_whatever_their_size() {
        for (x, text) in [
            (0.000_013_4, "1.34e-5"),
            (0.013, "0.0130"),
            (0.206_4, "0.206"),
            (-7.777, "-7.78"),
            (99.96, "100"),
            (12_345.0, "12345"),
            (0.0, "0.00"),
            (3.5e9, "3.50e9"),
        ] {
            assert_eq!(three_digits(x), text);
        }
    }
}
