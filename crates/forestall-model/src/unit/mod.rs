//! Units: products of powers of words, compared by dimension and scale.

mod parse;
#[cfg(test)]
mod tests;
mod time;
mod word;

use std::borrow::Cow;
use std::fmt;
use word::measure;

pub(crate) use parse::parse;
pub(crate) use time::TimeUnit;

/// Exponents are counted in sixtieths, so that square and cube roots are exact.
pub(crate) const WHOLE: i32 = 60;

/// A product of powers of unit words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Unit(Vec<(Cow<'static, str>, i32)>);

impl Unit {
    /// No unit.
    pub fn none() -> Self {
        Self::default()
    }

    /// One word to the power 1.
    pub fn word(word: impl Into<Cow<'static, str>>) -> Self {
        Self(vec![(word.into(), WHOLE)])
    }

    /// Whether no word is left.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// The words with their exponents in sixtieths.
    pub fn words(&self) -> impl Iterator<Item = (&str, i32)> {
        self.0.iter().map(|(word, power)| (word.as_ref(), *power))
    }

    /// `self` times `other` to the power `sixtieths` / 60.
    #[must_use]
    pub fn times(&self, other: &Self, sixtieths: i32) -> Self {
        let mut product = self.clone();
        for (word, power) in &other.0 {
            let power = power * sixtieths / WHOLE;
            product.multiply(word.clone(), power);
        }
        product
    }

    /// `self` to the power `sixtieths` / 60.
    #[must_use]
    pub fn power(&self, sixtieths: i32) -> Self {
        Self::none().times(self, sixtieths)
    }

    /// Multiplies by a power of a word, in sixtieths.
    pub fn multiply(&mut self, word: Cow<'static, str>, power: i32) {
        if let Some(at) = self.0.iter().position(|(own, _)| *own == word) {
            self.0[at].1 += power;
            if self.0[at].1 == 0 {
                self.0.remove(at);
            }
        } else if power != 0 {
            self.0.push((word, power));
        }
    }

    /// Compares dimension and scale.
    pub fn compare(&self, other: &Self) -> Comparison {
        if self == other {
            return Comparison::Same;
        }
        let (a, b) = (measure(self), measure(other));
        if a.dimensions != b.dimensions {
            return Comparison::Different;
        }
        let ratio = a.scale / b.scale;
        if (ratio - 1.0).abs() < 1e-9 {
            Comparison::Same
        } else {
            Comparison::Scaled(ratio)
        }
    }
}

/// How two units relate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Comparison {
    /// The same.
    Same,
    /// The same dimension; the first is so many times the second.
    Scaled(f64),
    /// Different dimensions.
    Different,
}

impl fmt::Display for Unit {
    /// As in a file: `1/day`, `ng/ml`, `cell^2/(ml day)`, `1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let write = |power: i32, word: &str| match power {
            WHOLE => word.to_owned(),
            _ if power % WHOLE == 0 => format!("{word}^{}", power / WHOLE),
            _ => format!("{word}^{}", f64::from(power) / f64::from(WHOLE)),
        };
        let above: Vec<String> = self
            .0
            .iter()
            .filter(|(_, power)| *power > 0)
            .map(|(word, power)| write(*power, word))
            .collect();
        let below: Vec<String> = self
            .0
            .iter()
            .filter(|(_, power)| *power < 0)
            .map(|(word, power)| write(-power, word))
            .collect();
        let numerator = if above.is_empty() {
            "1".to_owned()
        } else {
            above.join(" ")
        };
        match below.as_slice() {
            [] => write!(f, "{numerator}"),
            [one] => write!(f, "{numerator}/{one}"),
            _ => write!(f, "{numerator}/({})", below.join(" ")),
        }
    }
}
