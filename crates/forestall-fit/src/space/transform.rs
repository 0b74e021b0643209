//! One parameter between its open interval and the real line.

use serde::{Deserialize, Serialize};

/// A smooth increasing (for [`Transform::Below`]: decreasing) map from the real line onto an open interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Transform {
    /// `x = z`: no bounds.
    Identity,
    /// `x = low + exp(z)`.
    Above(f64),
    /// `x = high - exp(z)`.
    Below(f64),
    /// `x = low + (high - low) / (1 + exp(-z))`.
    Logit(f64, f64),
    /// `x = low + (high - low) * F(z)` with the standard normal distribution function `F`: a uniform prior becomes a standard normal
    /// one, so that flat directions and mass at a bound have normal tails.
    Probit(f64, f64),
    /// Probit on the logarithm: the same for a log-uniform prior, `0 < low < high`.
    LogProbit(f64, f64),
    /// Logit on the logarithm: `ln x = ln low + (ln high - ln low) / (1 + exp(-z))`, for `0 < low < high`.
    LogLogit(f64, f64),
}

/// What a transform does at one `z`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Image {
    /// The parameter, strictly inside its bounds.
    pub x: f64,
    /// `dx/dz`.
    pub slope: f64,
    /// `ln |dx/dz|`.
    pub ln_slope: f64,
    /// Derivative of `ln |dx/dz|` with respect to `z`.
    pub curve: f64,
}

/// `ln(1 + e^-|z|)`.
fn ln_1p_exp_minus(z: f64) -> f64 {
    libm::log1p(libm::exp(-z.abs()))
}

impl Transform {
    /// The transform for bounds that may be infinite.
    pub fn between(low: f64, high: f64) -> Self {
        match (low.is_finite(), high.is_finite()) {
            (true, true) => Self::Probit(low, high),
            (true, false) => Self::Above(low),
            (false, true) => Self::Below(high),
            (false, false) => Self::Identity,
        }
    }

    /// The image of `z` with its derivatives. `z` beyond +-700 (probit: +-37) is taken as +-700 (+-37).
    pub fn image(self, z: f64) -> Image {
        let z = match self {
            Self::Identity => z,
            Self::Probit(..) | Self::LogProbit(..) => z.clamp(-37.0, 37.0),
            _ => z.clamp(-700.0, 700.0),
        };
        match self {
            Self::Identity => Image {
                x: z,
                slope: 1.0,
                ln_slope: 0.0,
                curve: 0.0,
            },
            Self::Above(low) => {
                let e = libm::exp(z);
                Image {
                    x: (low + e).max(low.next_up()),
                    slope: e,
                    ln_slope: z,
                    curve: 1.0,
                }
            }
            Self::Below(high) => {
                let e = libm::exp(z);
                Image {
                    x: (high - e).min(high.next_down()),
                    slope: -e,
                    ln_slope: z,
                    curve: 1.0,
                }
            }
            Self::Logit(low, high) => logistic(low, high, z),
            Self::Probit(low, high) => normal(low, high, z),
            Self::LogLogit(low, high) => {
                logistic(libm::log(low), libm::log(high), z).of_logarithm(low, high)
            }
            Self::LogProbit(low, high) => {
                normal(libm::log(low), libm::log(high), z).of_logarithm(low, high)
            }
        }
    }

    /// The `z` of a parameter value. Values on or outside a bound are taken as just inside (1e-12 of the width, or of 1).
    pub fn inverse(self, x: f64) -> f64 {
        match self {
            Self::Identity => x,
            Self::Above(low) => libm::log((x - low).max(1e-12)),
            Self::Below(high) => libm::log((high - x).max(1e-12)),
            Self::Logit(low, high) => logit(low, high, x),
            Self::Probit(low, high) => probit(low, high, x),
            Self::LogProbit(low, high) => {
                probit(libm::log(low), libm::log(high), libm::log(x.max(low)))
            }
            Self::LogLogit(low, high) => {
                logit(libm::log(low), libm::log(high), libm::log(x.max(low)))
            }
        }
    }
}

impl Image {
    /// The exponential of this image of a logarithm.
    fn of_logarithm(self, low: f64, high: f64) -> Self {
        let x = libm::exp(self.x).clamp(low.next_up(), high.next_down());
        Self {
            x,
            slope: x * self.slope,
            ln_slope: self.x + self.ln_slope,
            curve: self.slope + self.curve,
        }
    }
}

fn normal(low: f64, high: f64, z: f64) -> Image {
    const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_8;
    let width = high - low;
    let small = 0.5 * libm::erfc(z.abs() / std::f64::consts::SQRT_2);
    let x = if z < 0.0 {
        low + width * small
    } else {
        high - width * small
    };
    let ln_slope = libm::log(width) - 0.5 * z * z - LN_SQRT_2PI;
    Image {
        x: x.clamp(low.next_up(), high.next_down()),
        slope: libm::exp(ln_slope),
        ln_slope,
        curve: -z,
    }
}

fn probit(low: f64, high: f64, x: f64) -> f64 {
    let share = |part: f64| (part / (high - low)).clamp(1e-12, 1.0);
    let (below, above) = (share(x - low), share(high - x));
    if below < above {
        forestall_base::normal_quantile(below)
    } else {
        -forestall_base::normal_quantile(above)
    }
}

fn logistic(low: f64, high: f64, z: f64) -> Image {
    let width = high - low;
    let e = libm::exp(-z.abs());
    // The smaller of the two shares, computed without cancellation, and the side from which it is measured.
    let small = e / (1.0 + e);
    let x = if z < 0.0 {
        low + width * small
    } else {
        high - width * small
    };
    let ln_slope = libm::log(width) - z.abs() - 2.0 * ln_1p_exp_minus(z);
    Image {
        x: x.clamp(low.next_up(), high.next_down()),
        slope: width * small / (1.0 + e),
        ln_slope,
        curve: if z < 0.0 {
            1.0 - 2.0 * small
        } else {
            2.0 * small - 1.0
        },
    }
}

fn logit(low: f64, high: f64, x: f64) -> f64 {
    let least = 1e-12 * (high - low);
    libm::log((x - low).max(least) / (high - x).max(least))
}
