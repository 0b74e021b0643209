//! How much longer one regimen takes than another, on the same draws.

use serde::{Deserialize, Serialize};

use crate::{Spread, spread::mean};

/// Share of the draws that differ in which a regimen must be the longer one for the difference to be clear.
const CLEARLY: f64 = 0.95;

/// The 95 % quantile of the standard normal distribution.
const NORMAL_95: f64 = 1.644_853_626_951_472_7;

/// How much longer (or shorter) one regimen takes than another, draw by draw.
///
/// Times are cut off at the horizon, so the mean is the difference of restricted means (Royston and Parmar 2013,
/// doi:10.1186/1471-2288-13-152), and a draw in which both regimens reach the horizon is a tie: its difference is 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Mean.
    pub mean: f64,
    /// Lower end of the 90 % interval of the mean (Student's, of paired differences).
    pub mean_q05: f64,
    /// Its upper end.
    pub mean_q95: f64,
    /// 5 % quantile over the draws.
    pub q05: f64,
    /// Median.
    pub median: f64,
    /// 95 % quantile.
    pub q95: f64,
    /// Share of the draws in which it is longer.
    pub longer: f64,
    /// Share of the draws in which it is shorter.
    pub shorter: f64,
}

impl Difference {
    /// Of `ours` to `theirs`, which are paired; `None` for no draws.
    ///
    /// ```
    /// let difference = forestall_plan::Difference::between(&[3.0, 9.0], &[1.0, 9.0]).unwrap();
    /// assert_eq!((difference.mean, difference.longer, difference.shorter), (1.0, 0.5, 0.0));
    /// ```
    pub fn between(ours: &[f64], theirs: &[f64]) -> Option<Self> {
        Self::pooled(&[paired(ours, theirs)])
    }

    /// Of the draws of several patients, one group of paired differences per patient; `None` for no draws.
    ///
    /// Every patient counts the same in the mean. With two or more of them its interval is about other patients like these: the
    /// patients' own means are what varies. With one it is about the draws.
    pub fn pooled(groups: &[Vec<f64>]) -> Option<Self> {
        let means: Vec<f64> = groups.iter().filter_map(|own| mean(own)).collect();
        let all = || groups.iter().flatten().copied();
        let spread = Spread::of(all())?;
        let units: Vec<f64> = if means.len() > 1 {
            means
        } else {
            all().collect()
        };
        let centre = mean(&units)?;
        let half = half_width(&units, centre);
        let share = |is: fn(&f64) -> bool| all().filter(is).count() as f64 / all().count() as f64;
        Some(Self {
            mean: centre,
            mean_q05: centre - half,
            mean_q95: centre + half,
            q05: spread.q05,
            median: spread.median,
            q95: spread.q95,
            longer: share(|d| *d > 0.0),
            shorter: share(|d| *d < 0.0),
        })
    }

    /// Whether it is clearly longer: the 90 % interval of the mean lies above 0, and of the draws in which the two differ it is the
    /// longer one in at least 95 %.
    ///
    /// The first says that the mean is not an accident of the draws taken. The second says what is known of this patient: ties are
    /// left out as in the sign test (Dixon and Mood 1946, doi:10.1080/01621459.1946.10501898), because a draw in which both
    /// regimens reach the horizon is for neither. A regimen that is never shorter and sometimes longer is clearly longer; one
    /// that gains much in some draws and loses in many others is not.
    pub fn clear(&self) -> bool {
        let differ = self.longer + self.shorter;
        self.mean_q05 > 0.0 && self.longer > 0.0 && self.longer >= CLEARLY * differ - 1e-12
    }
}

/// Differences of paired times.
pub(crate) fn paired(ours: &[f64], theirs: &[f64]) -> Vec<f64> {
    ours.iter().zip(theirs).map(|(a, b)| a - b).collect()
}

/// Half the width of the 90 % interval of a mean; 0 for a single value, of whose spread nothing is known.
fn half_width(values: &[f64], centre: f64) -> f64 {
    let count = values.len() as f64;
    if values.len() < 2 {
        return 0.0;
    }
    let squares: f64 = values.iter().map(|v| (v - centre) * (v - centre)).sum();
    student_95(count - 1.0) * libm::sqrt(squares / (count - 1.0) / count)
}

/// The 95 % quantile of Student's distribution: exact for 1 and 2 degrees of freedom, else the expansion of Cornish and Fisher
/// (Abramowitz and Stegun 1964, 26.7.5), right to 0.3 % at 3 and to 1e-5 from 10 on.
fn student_95(freedom: f64) -> f64 {
    if freedom < 1.5 {
        return libm::tan(0.45 * std::f64::consts::PI);
    }
    if freedom < 2.5 {
        return 0.9 * libm::sqrt(2.0 / (1.0 - 0.81));
    }
    let z = NORMAL_95;
    let square = z * z;
    let terms = [
        (square + 1.0) / 4.0,
        ((5.0 * square + 16.0) * square + 3.0) / 96.0,
        (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) / 384.0,
        ((((79.0 * square + 776.0) * square + 1482.0) * square - 1920.0) * square - 945.0)
            / 92_160.0,
    ];
    let sum = terms.iter().rev().fold(0.0, |sum, t| (sum + t) / freedom);
    z * (1.0 + sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Published table (Abramowitz and Stegun 1964, table 26.10, P = 0.90 two-sided).
    #[test]
    fn the_quantile_of_student_is_that_of_the_table() {
        for (freedom, wanted, within) in [
            (1.0, 6.314, 5e-4),
            (2.0, 2.920, 5e-4),
            (3.0, 2.353, 7e-3),
            (4.0, 2.132, 2e-3),
            (5.0, 2.015, 1e-3),
            (10.0, 1.812, 6e-4),
            (30.0, 1.697, 6e-4),
            (99.0, 1.660, 6e-4),
        ] {
            let got = student_95(freedom);
            assert!((got - wanted).abs() < within, "{freedom}: {got}");
        }
    }
}
