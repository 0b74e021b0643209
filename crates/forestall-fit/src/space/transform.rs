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
            (true, true) => Self::Logit(low, high),
            (true, false) => Self::Above(low),
            (false, true) => Self::Below(high),
            (false, false) => Self::Identity,
        }
    }

    /// The image of `z` with its derivatives. `z` beyond +-700 is taken as +-700.
    pub fn image(self, z: f64) -> Image {
        let z = if matches!(self, Self::Identity) {
            z
        } else {
            z.clamp(-700.0, 700.0)
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
            Self::LogLogit(low, high) => {
                let inner = logistic(libm::log(low), libm::log(high), z);
                let x = libm::exp(inner.x).clamp(low.next_up(), high.next_down());
                Image {
                    x,
                    slope: x * inner.slope,
                    ln_slope: inner.x + inner.ln_slope,
                    curve: inner.slope + inner.curve,
                }
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
            Self::LogLogit(low, high) => {
                logit(libm::log(low), libm::log(high), libm::log(x.max(low)))
            }
        }
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
