//! A distribution as it is written in a file.

use crate::Distribution;
use crate::suggestion::did_you_mean;
use crate::syntax::{self, Extent, Fault, Part};
use forestall_base::{Diagnostic, Diagnostics};
use std::fmt;

/// Names and what their arguments are called.
const KINDS: [(&str, &[&str]); 8] = [
    ("uniform", &["low", "high"]),
    ("loguniform", &["low", "high"]),
    ("normal", &["mean", "sd"]),
    ("lognormal", &["median", "sd of the natural logarithm"]),
    ("halfnormal", &["sd"]),
    ("beta", &["a", "b"]),
    ("gamma", &["shape", "mean"]),
    ("exponential", &["mean"]),
];

impl Distribution {
    /// The distribution that a text such as `lognormal(0.027, 0.5)` says.
    ///
    /// # Errors
    ///
    /// What is wrong with the text, without a place.
    ///
    /// ```
    /// use forestall_model::Distribution;
    /// assert_eq!(Distribution::parse("beta(1, 4)"), Ok(Distribution::Beta(1.0, 4.0)));
    /// assert!(Distribution::parse("beta(1)").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, Diagnostics> {
        Self::from_text(text).map_err(|fault| {
            let mut note = Diagnostic::error(fault.code, fault.message);
            note.expected = fault.expected;
            note.help = fault.help;
            note.into()
        })
    }

    /// Reads for example `lognormal(0.027, 0.5)`.
    pub(crate) fn from_text(text: &str) -> Result<Self, Fault> {
        let tree = syntax::parse(text, false)?;
        let fault = |extent: Extent, message: String, expected: Option<String>| Fault {
            code: "M0109",
            extent,
            message,
            expected,
            help: None,
        };
        let Part::Call(name, at, arguments) = &tree.part else {
            return Err(fault(
                tree.extent,
                format!("\"{text}\" is not a distribution"),
                Some("for example \"lognormal(0.027, 0.5)\"".to_owned()),
            ));
        };
        let Some((_, wanted)) = KINDS.iter().find(|(kind, _)| kind == name) else {
            let kinds = KINDS.map(|(kind, _)| kind);
            return Err(Fault {
                help: did_you_mean(name, kinds),
                ..fault(
                    *at,
                    format!("unknown distribution \"{name}\""),
                    Some(format!("one of {}", kinds.join(", "))),
                )
            });
        };
        let form = format!("{name}({})", wanted.join(", "));
        if arguments.len() != wanted.len() {
            let count = crate::print::arguments(arguments.len());
            return Err(fault(
                tree.extent,
                format!("{name} has {count}"),
                Some(form),
            ));
        }
        let mut numbers = [0.0; 2];
        for (slot, argument) in numbers.iter_mut().zip(arguments) {
            *slot = argument.literal().ok_or_else(|| {
                fault(
                    argument.extent,
                    format!("the arguments of {name} must be numbers"),
                    Some(form.clone()),
                )
            })?;
        }
        let [a, b] = numbers;
        let positive = |index: usize| {
            if numbers[index] > 0.0 {
                return Ok(());
            }
            let what = wanted[index];
            Err(fault(
                arguments[index].extent,
                format!("the {what} of {name} must be greater than 0"),
                Some(form.clone()),
            ))
        };
        let ordered = || {
            if a < b {
                return Ok(());
            }
            Err(fault(
                arguments[0].extent.to(arguments[1].extent),
                format!("the low end of {name} must be less than its high end"),
                Some(form.clone()),
            ))
        };
        Ok(match name.as_str() {
            "uniform" => {
                ordered()?;
                Self::Uniform(a, b)
            }
            "loguniform" => {
                positive(0)?;
                ordered()?;
                Self::LogUniform(a, b)
            }
            "normal" => {
                positive(1)?;
                Self::Normal(a, b)
            }
            "lognormal" => {
                positive(0)?;
                positive(1)?;
                Self::LogNormal(a, b)
            }
            "halfnormal" => {
                positive(0)?;
                Self::HalfNormal(a)
            }
            "beta" => {
                positive(0)?;
                positive(1)?;
                Self::Beta(a, b)
            }
            "gamma" => {
                positive(0)?;
                positive(1)?;
                Self::Gamma(a, b)
            }
            _ => {
                positive(0)?;
                Self::Exponential(a)
            }
        })
    }

    /// The distribution of `factor` times the number; nothing for one that cannot be stretched.
    pub(crate) fn scaled(self, factor: f64) -> Option<Self> {
        Some(match self {
            Self::Uniform(a, b) => Self::Uniform(a * factor, b * factor),
            Self::LogUniform(a, b) => Self::LogUniform(a * factor, b * factor),
            Self::Normal(a, b) => Self::Normal(a * factor, b * factor),
            Self::LogNormal(a, b) => Self::LogNormal(a * factor, b),
            Self::HalfNormal(a) => Self::HalfNormal(a * factor),
            Self::Gamma(a, b) => Self::Gamma(a, b * factor),
            Self::Exponential(a) => Self::Exponential(a * factor),
            Self::Beta(..) => return None,
        })
    }
}

impl fmt::Display for Distribution {
    /// As in a model file, such as `lognormal(0.027, 0.5)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, a, b) = match *self {
            Self::Uniform(a, b) => ("uniform", a, Some(b)),
            Self::LogUniform(a, b) => ("loguniform", a, Some(b)),
            Self::Normal(a, b) => ("normal", a, Some(b)),
            Self::LogNormal(a, b) => ("lognormal", a, Some(b)),
            Self::HalfNormal(a) => ("halfnormal", a, None),
            Self::Beta(a, b) => ("beta", a, Some(b)),
            Self::Gamma(a, b) => ("gamma", a, Some(b)),
            Self::Exponential(a) => ("exponential", a, None),
        };
        write!(f, "{name}({}", crate::print::number(a))?;
        if let Some(b) = b {
            write!(f, ", {}", crate::print::number(b))?;
        }
        write!(f, ")")
    }
}
