//! From quantities to places on the page.

use crate::ticks::{Tick, linear_ticks, log_ticks, symlog_ticks};

/// How quantities are spread along an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Spread {
    /// In proportion.
    Linear,
    /// By their logarithm; positive quantities only.
    Log,
    /// In proportion within `threshold` of zero, by their logarithm beyond.
    Symlog {
        /// Where the logarithm takes over, in the unit of the quantity.
        threshold: f64,
    },
}

/// A mapping from quantities (a domain) to places (a range, in drawing units).
///
/// Every scale has a finite domain of positive width, whatever it was made of: nothing, one value, equal values, values
/// that are not finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    pub(crate) spread: Spread,
    pub(crate) domain: [f64; 2],
    pub(crate) range: [f64; 2],
}

/// Beyond this nothing is drawn, so that widths of domains stay finite.
const LARGEST: f64 = 1e300;
/// Smallest quantity on a logarithmic axis.
const SMALLEST: f64 = 1e-300;
/// From this ratio of largest to smallest on, an axis of positive quantities is logarithmic.
const LOG_FROM: f64 = 50.0;
/// From this ratio on, an axis that includes zero is logarithmic beyond a threshold.
const SYMLOG_FROM: f64 = 1e4;

impl Scale {
    /// A linear scale over exactly this domain.
    pub(crate) fn linear(domain: [f64; 2], range: [f64; 2]) -> Self {
        Self {
            spread: Spread::Linear,
            domain: widened(domain),
            range,
        }
    }

    /// A logarithmic scale over this domain, moved up into the positive where it is not.
    pub(crate) fn log(domain: [f64; 2], range: [f64; 2]) -> Self {
        let [a, b] = widened(domain);
        let high = if b > 0.0 { b } else { 1.0 };
        let low = if a > 0.0 { a } else { high * 1e-3 };
        let low = low.max(SMALLEST);
        let high = high.max(low * 1.000_001);
        Self {
            spread: Spread::Log,
            domain: [low, high],
            range,
        }
    }

    /// The scale that suits these quantities: logarithmic for positive ones over orders of magnitude, symmetric
    /// logarithmic where they include zero, linear from zero otherwise (or from the smallest, where zero is far away).
    pub(crate) fn suiting(values: impl IntoIterator<Item = f64>, range: [f64; 2]) -> Self {
        let mut low = f64::INFINITY;
        let mut high = f64::NEG_INFINITY;
        let mut nearest_zero = f64::INFINITY;
        for value in values {
            if !value.is_finite() {
                continue;
            }
            let value = value.clamp(-LARGEST, LARGEST);
            low = low.min(value);
            high = high.max(value);
            if value != 0.0 {
                nearest_zero = nearest_zero.min(value.abs());
            }
        }
        if low > high {
            return Self::linear([0.0, 1.0], range);
        }
        let largest = high.abs().max(low.abs());
        if low > 0.0 && high / low >= LOG_FROM {
            return Self::log([low, high], range).padded(0.03);
        }
        if low <= 0.0 && nearest_zero.is_finite() && largest / nearest_zero >= SYMLOG_FROM {
            return Self {
                spread: Spread::Symlog {
                    threshold: nearest_zero.max(largest * 1e-9),
                },
                domain: [low, high],
                range,
            }
            .padded(0.03);
        }
        let mut scale = Self::linear([low, high], range).padded(0.05);
        // Quantities have a zero, and it belongs on the axis unless it is far off.
        if low >= 0.0 && (low < 0.6 * high || low == high) {
            scale.domain[0] = 0.0;
        }
        if low >= 0.0 {
            scale.domain[0] = scale.domain[0].max(0.0);
        }
        scale
    }

    /// The same scale with a margin on both sides, as a share of the range.
    pub(crate) fn padded(self, share: f64) -> Self {
        let [a, b] = self.domain.map(|value| self.forward(value));
        let margin = (b - a) * share;
        let domain = [self.backward(a - margin), self.backward(b + margin)];
        if domain.iter().all(|end| end.is_finite()) {
            Self { domain, ..self }
        } else {
            self
        }
    }

    /// The same domain on another range.
    pub(crate) fn onto(self, range: [f64; 2]) -> Self {
        Self { range, ..self }
    }

    /// Where a quantity is drawn, in drawing units; not a number for one that has no place on this scale.
    pub(crate) fn at(&self, value: f64) -> f64 {
        if !value.is_finite() || (self.spread == Spread::Log && value <= 0.0) {
            return f64::NAN;
        }
        let [a, b] = self.domain.map(|end| self.forward(end));
        let share = (self.forward(value.clamp(-LARGEST, LARGEST)) - a) / (b - a);
        // A place far off the page is as good as one further off, and prints shorter.
        let share = share.clamp(-9.0, 10.0);
        self.range[0] + share * (self.range[1] - self.range[0])
    }

    /// Where a quantity is drawn, moved to the nearer end if it lies outside; not a number stays so.
    pub(crate) fn within(&self, value: f64) -> f64 {
        let value = if self.spread == Spread::Log && value <= 0.0 {
            self.domain[0]
        } else {
            value
        };
        let (low, high) = if self.range[0] < self.range[1] {
            (self.range[0], self.range[1])
        } else {
            (self.range[1], self.range[0])
        };
        self.at(value).clamp(low, high)
    }

    /// Where a curve runs: as [`Scale::within`], but so far beyond the end that a window cuts it off.
    pub(crate) fn beyond(&self, value: f64) -> f64 {
        let [a, b] = self.range;
        let margin = (b - a).abs() * 0.5;
        let place = self.at(value);
        if place.is_nan() {
            return self.within(value);
        }
        place.clamp(a.min(b) - margin, a.max(b) + margin)
    }

    /// Whether the quantity lies in the domain.
    pub(crate) fn contains(&self, value: f64) -> bool {
        value >= self.domain[0] && value <= self.domain[1]
    }

    /// About so many ticks, at round quantities within the domain.
    pub(crate) fn ticks(&self, about: usize) -> Vec<Tick> {
        match self.spread {
            Spread::Linear => linear_ticks(self.domain, about),
            Spread::Log => log_ticks(self.domain, about),
            Spread::Symlog { threshold } => symlog_ticks(self.domain, threshold, about),
        }
    }

    /// The word for the spread in a caption.
    pub(crate) fn word(&self) -> &'static str {
        match self.spread {
            Spread::Linear => "linear",
            Spread::Log => "logarithmic",
            Spread::Symlog { .. } => "logarithmic beyond a threshold around zero",
        }
    }

    fn forward(&self, value: f64) -> f64 {
        match self.spread {
            Spread::Linear => value,
            Spread::Log => libm::log10(value.max(SMALLEST)),
            Spread::Symlog { threshold } => {
                libm::copysign(libm::log1p(value.abs() / threshold), value)
            }
        }
    }

    fn backward(&self, place: f64) -> f64 {
        match self.spread {
            Spread::Linear => place,
            Spread::Log => libm::pow(10.0, place),
            Spread::Symlog { threshold } => {
                libm::copysign(libm::expm1(place.abs()) * threshold, place)
            }
        }
    }
}

/// A domain that is finite, in order, and has a width one can divide by.
fn widened(domain: [f64; 2]) -> [f64; 2] {
    let [a, b] = domain;
    let (a, b) = match (a.is_finite(), b.is_finite()) {
        (true, true) => (a.min(b), a.max(b)),
        (true, false) => (a, a),
        (false, true) => (b, b),
        (false, false) => return [0.0, 1.0],
    };
    let (a, b) = (a.clamp(-LARGEST, LARGEST), b.clamp(-LARGEST, LARGEST));
    let size = a.abs().max(b.abs());
    if b - a > size * 1e-9 {
        [a, b]
    } else if size == 0.0 {
        [0.0, 1.0]
    } else {
        [a - size * 0.5, b + size * 0.5]
    }
}

#[cfg(test)]
#[path = "scale_tests.rs"]
mod tests;
