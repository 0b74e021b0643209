//! Round quantities to mark on an axis.

use crate::number::{fixed, power, significant};

/// A mark on an axis.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tick {
    /// Where, in the unit of the axis.
    pub(crate) value: f64,
    /// What is written there; nothing for a minor tick.
    pub(crate) label: String,
}

impl Tick {
    fn minor(value: f64) -> Self {
        Self {
            value,
            label: String::new(),
        }
    }
}

/// The round step (1, 2 or 5 times a power of ten) that cuts a width into about so many parts.
pub(crate) fn round_step(width: f64, about: usize) -> f64 {
    let raw = width / about.max(1) as f64;
    let decade = libm::pow(10.0, libm::floor(libm::log10(raw)));
    let lead = raw / decade;
    let round = if lead < 1.5 {
        1.0
    } else if lead < 3.5 {
        2.0
    } else if lead < 7.5 {
        5.0
    } else {
        10.0
    };
    round * decade
}

/// Ticks at multiples of a round step.
pub(crate) fn linear_ticks(domain: [f64; 2], about: usize) -> Vec<Tick> {
    let [low, high] = domain;
    let step = round_step(high - low, about);
    multiples(domain, step)
}

/// Ticks at the multiples of `step` within the domain, labelled alike.
pub(crate) fn multiples(domain: [f64; 2], step: f64) -> Vec<Tick> {
    let [low, high] = domain;
    if !(step.is_finite() && step > 0.0) {
        return Vec::new();
    }
    // A tick that rounding puts a hair outside the domain belongs to it.
    let slack = 1e-9;
    let first = libm::ceil(low / step - slack);
    let last = libm::floor(high / step + slack);
    if !(first.is_finite() && last.is_finite()) || last - first > 1000.0 {
        return Vec::new();
    }
    let count = (last - first) as i64 + 1;
    let largest = low.abs().max(high.abs());
    let exponent = libm::floor(libm::log10(step) + 1e-9) as i32;
    (0..count.max(0))
        .map(|k| {
            let value = (first + k as f64) * step;
            let label = if value == 0.0 {
                "0".into()
            } else if largest >= 1e6 || exponent < -5 {
                // As many digits as tell neighbours apart.
                let lead = libm::floor(libm::log10(value.abs()) + 1e-9) as i32;
                significant(value, (lead - exponent + 1).clamp(1, 12) as usize)
            } else {
                fixed(value, (-exponent).max(0) as usize)
            };
            Tick { value, label }
        })
        .collect()
}

/// Ticks at powers of ten, with unlabelled ones between; at 1, 2 and 5 times them where the domain is short.
pub(crate) fn log_ticks(domain: [f64; 2], about: usize) -> Vec<Tick> {
    let [low, high] = domain;
    let first = libm::floor(libm::log10(low) + 1e-9) as i32;
    let last = libm::ceil(libm::log10(high) - 1e-9) as i32;
    let inside = |value: f64| value >= low * (1.0 - 1e-9) && value <= high * (1.0 + 1e-9);
    let whole: Vec<i32> = (first..=last)
        .filter(|&exponent| inside(ten_to(exponent)))
        .collect();
    if whole.len() < 2 {
        return short_log_ticks(domain, first..=last, about);
    }
    let stride = whole.len().div_ceil(about.max(2)).max(1) as i32;
    let mut ticks = Vec::new();
    for exponent in first..=last {
        let decade = ten_to(exponent);
        if inside(decade) {
            if exponent.rem_euclid(stride) == 0 {
                ticks.push(Tick {
                    value: decade,
                    label: decade_label(exponent),
                });
            } else if whole.len() <= 40 {
                ticks.push(Tick::minor(decade));
            }
        }
        if stride == 1 && whole.len() <= 6 {
            let between = (2..10).map(|lead| f64::from(lead) * decade);
            ticks.extend(between.filter(|&value| inside(value)).map(Tick::minor));
        }
    }
    ticks
}

/// Fewer than two powers of ten in the domain: 1, 2, 5 times them, or a linear choice if even those are too few.
fn short_log_ticks(
    domain: [f64; 2],
    exponents: impl Iterator<Item = i32>,
    about: usize,
) -> Vec<Tick> {
    let ticks: Vec<Tick> = exponents
        .flat_map(|exponent| [1.0, 2.0, 5.0].map(|lead| lead * ten_to(exponent)))
        .filter(|value| *value >= domain[0] && *value <= domain[1])
        .map(|value| Tick {
            value,
            label: significant(value, 3),
        })
        .collect();
    if ticks.len() < 2 {
        return linear_ticks(domain, about);
    }
    ticks
}

/// Zero, and powers of ten times the threshold on either side.
pub(crate) fn symlog_ticks(domain: [f64; 2], threshold: f64, about: usize) -> Vec<Tick> {
    let first = libm::ceil(libm::log10(threshold) - 1e-9) as i32;
    let [low, high] = domain;
    let reach = |end: f64| {
        let last = libm::floor(libm::log10(end.max(f64::MIN_POSITIVE)) + 1e-9) as i32;
        (last - first + 1).max(0)
    };
    let decades = reach(high).max(reach(-low));
    let sides = if low < 0.0 && high > 0.0 { 2 } else { 1 };
    let stride = (decades * sides).div_euclid(about.max(2) as i32).max(0) + 1;
    // The largest decade is always marked, so count down from it.
    let mut ticks = Vec::new();
    let last = first + decades - 1;
    let mut exponent = last;
    while exponent >= first {
        for sign in [-1.0, 1.0] {
            let value = sign * ten_to(exponent);
            if value >= low && value <= high {
                let text = decade_label(exponent);
                let label = if sign < 0.0 {
                    format!("−{text}")
                } else {
                    text
                };
                ticks.push(Tick { value, label });
            }
        }
        exponent -= stride;
    }
    if low <= 0.0 && high >= 0.0 {
        ticks.push(Tick {
            value: 0.0,
            label: "0".into(),
        });
    }
    ticks.sort_by(|a, b| a.value.total_cmp(&b.value));
    ticks
}

fn ten_to(exponent: i32) -> f64 {
    libm::pow(10.0, f64::from(exponent))
}

fn decade_label(exponent: i32) -> String {
    if (-3..=4).contains(&exponent) {
        significant(ten_to(exponent), 1)
    } else {
        power("1", exponent)
    }
}
