//! The density of one measurement given the model's value, with its derivatives.

use forestall_base::Censoring;

const LN_ROOT_2_PI: f64 = 0.918_938_533_204_672_8;

/// The standard deviation of a measurement: `sqrt(absolute^2 + relative^2 f^2)`, or of its logarithm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    /// Absolute part.
    pub absolute: f64,
    /// Part relative to the model's value; for a logarithmic scale, the standard deviation itself.
    pub relative: f64,
    /// Whether the logarithm is normal.
    pub logarithmic: bool,
}

/// A log density and its derivatives by the model's value and the two parts of the spread.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Term {
    pub value: f64,
    pub by_model: f64,
    pub by_absolute: f64,
    pub by_relative: f64,
}

impl Term {
    const IMPOSSIBLE: Self = Self {
        value: f64::NEG_INFINITY,
        by_model: 0.0,
        by_absolute: 0.0,
        by_relative: 0.0,
    };
}

/// Log density of measuring `y` when the model gives `f`; a weight w divides the standard deviation.
pub(crate) fn ln_density(
    y: f64,
    censoring: Censoring,
    f: f64,
    spread: Spread,
    weight: f64,
) -> Term {
    if spread.logarithmic {
        let upper = match censoring {
            Censoring::Interval { upper } => Censoring::Interval {
                upper: libm::log(upper),
            },
            other => other,
        };
        if f <= 0.0 || (y <= 0.0 && censoring == Censoring::None) {
            return Term::IMPOSSIBLE;
        }
        let (ln_y, ln_f) = (libm::log(y), libm::log(f));
        let sd = spread.relative / weight;
        let (value, by_shift, by_sd) = standard(ln_y, upper, ln_f, sd);
        let jacobian = if censoring == Censoring::None {
            ln_y
        } else {
            0.0
        };
        return Term {
            value: value - jacobian,
            by_model: by_shift / f,
            by_absolute: 0.0,
            by_relative: by_sd / weight,
        };
    }
    let Spread {
        absolute, relative, ..
    } = spread;
    let sd = (absolute * absolute + relative * relative * f * f).sqrt();
    if sd <= 0.0 || !sd.is_finite() {
        return Term::IMPOSSIBLE;
    }
    let (value, by_shift, by_scaled) = standard(y, censoring, f, sd / weight);
    let by_sd = by_scaled / weight;
    Term {
        value,
        by_model: by_shift + by_sd * relative * relative * f / sd,
        by_absolute: by_sd * absolute / sd,
        by_relative: by_sd * relative * f * f / sd,
    }
}

/// Log probability (density) of a normal measurement, and its derivatives by the mean and the standard deviation.
fn standard(y: f64, censoring: Censoring, mean: f64, sd: f64) -> (f64, f64, f64) {
    let z = (y - mean) / sd;
    match censoring {
        Censoring::None => {
            let value = -0.5 * z * z - libm::log(sd) - LN_ROOT_2_PI;
            (value, z / sd, (z * z - 1.0) / sd)
        }
        Censoring::Left => {
            let (value, slope) = ln_normal_cdf(z);
            (value, -slope / sd, -slope * z / sd)
        }
        Censoring::Right => {
            let (value, slope) = ln_normal_cdf(-z);
            (value, slope / sd, slope * z / sd)
        }
        Censoring::Interval { upper } => {
            let high = (upper - mean) / sd;
            // Work in the tail where the digits are.
            let (low, high, sign) = if z > 0.0 {
                (-high, -z, -1.0)
            } else {
                (z, high, 1.0)
            };
            let (ln_high, _) = ln_normal_cdf(high);
            let (ln_low, _) = ln_normal_cdf(low);
            let value = ln_high + libm::log1p(-libm::exp(ln_low - ln_high));
            let density = |x: f64| libm::exp(-0.5 * x * x - LN_ROOT_2_PI - value);
            let (at_high, at_low) = (density(high), density(low));
            let by_mean = -sign * (at_high - at_low) / sd;
            (value, by_mean, -(at_high * high - at_low * low) / sd)
        }
    }
}

/// Logarithm of the standard normal distribution function and its derivative.
pub(crate) fn ln_normal_cdf(z: f64) -> (f64, f64) {
    let value = if z > -30.0 {
        let upper = 0.5 * libm::erfc(z / std::f64::consts::SQRT_2);
        if z > 0.0 {
            libm::log1p(-upper)
        } else {
            libm::log(0.5 * libm::erfc(-z / std::f64::consts::SQRT_2))
        }
    } else {
        // Asymptotic series; its error at -30 is below 2e-10.
        let w = 1.0 / (z * z);
        -0.5 * z * z - LN_ROOT_2_PI - libm::log(-z)
            + libm::log1p(-w * (1.0 - 3.0 * w * (1.0 - 5.0 * w)))
    };
    (value, libm::exp(-0.5 * z * z - LN_ROOT_2_PI - value))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Oracle: SciPy `norm.logcdf`, 12 digits.
    #[test]
    fn ln_normal_cdf_equals_scipy() {
        let cases = [
            (-40.0, -804.608_442_013_754),
            (-29.0, -424.787_419_909_730_26),
            (-10.0, -53.231_285_151_2),
            (-1.0, -1.841_021_645_009_26),
            (0.0, -std::f64::consts::LN_2),
            (3.0, -0.001_350_809_964_748_2),
        ];
        for (z, wanted) in cases {
            let (got, _) = ln_normal_cdf(z);
            assert!(
                ((got - wanted) / wanted).abs() < 1e-8,
                "{z}: {got} {wanted}"
            );
        }
    }

    /// Oracle: central differences, step 1e-6, to 1e-6 relative.
    #[test]
    fn derivatives_equal_differences() {
        let kinds = [
            Censoring::None,
            Censoring::Left,
            Censoring::Right,
            Censoring::Interval { upper: 2.3 },
        ];
        for censoring in kinds {
            for logarithmic in [false, true] {
                for f in [0.4, 1.9, 6.0] {
                    let at = |f: f64, a: f64, r: f64| {
                        let spread = Spread {
                            absolute: a,
                            relative: r,
                            logarithmic,
                        };
                        ln_density(1.7, censoring, f, spread, 5.0)
                    };
                    let here = at(f, 0.9, 0.7);
                    let e = 1e-6;
                    let slopes = [
                        (
                            at(f + e, 0.9, 0.7).value - at(f - e, 0.9, 0.7).value,
                            here.by_model,
                        ),
                        (
                            at(f, 0.9 + e, 0.7).value - at(f, 0.9 - e, 0.7).value,
                            here.by_absolute,
                        ),
                        (
                            at(f, 0.9, 0.7 + e).value - at(f, 0.9, 0.7 - e).value,
                            here.by_relative,
                        ),
                    ];
                    for (difference, derivative) in slopes {
                        let slope = difference / (2.0 * e);
                        let close = (slope - derivative).abs() < 1e-6 * (1.0 + derivative.abs());
                        assert!(
                            close,
                            "{censoring:?} {logarithmic} {f}: {slope} {derivative}"
                        );
                    }
                }
            }
        }
    }

    /// Oracle: the normal density integrates to the censored probabilities.
    #[test]
    fn left_interval_and_right_add_up_to_one() {
        let spread = Spread {
            absolute: 0.8,
            relative: 0.0,
            logarithmic: false,
        };
        let p = |y, c| libm::exp(ln_density(y, c, 1.3, spread, 1.0).value);
        let total = p(0.9, Censoring::Left)
            + p(0.9, Censoring::Interval { upper: 2.0 })
            + p(2.0, Censoring::Right);
        assert!((total - 1.0).abs() < 1e-14);
    }
}
