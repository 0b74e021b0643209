//! The unit in which a model measures time.

use super::word::{TIMES, known};
use super::{Unit, WHOLE};

/// The unit in which a model measures time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TimeUnit {
    /// Canonical word and seconds; nothing for a model whose time is a count of steps.
    word: Option<(&'static str, f64)>,
}

impl TimeUnit {
    /// From `[model] time`.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "1" {
            return Some(Self { word: None });
        }
        TIMES
            .iter()
            .find(|(word, _, _)| *word == text)
            .map(|(word, _, seconds)| Self {
                word: Some((word, *seconds)),
            })
    }

    /// A stand-in for a unit that could not be read: days, the most common.
    pub fn unknown() -> Self {
        Self {
            word: Some(("day", 86_400.0)),
        }
    }

    /// The legal values of `[model] time`.
    pub fn legal() -> impl Iterator<Item = &'static str> {
        TIMES.iter().map(|(word, _, _)| *word).chain(["1"])
    }

    /// What the unit is called: `day`, or `step` where time has no unit.
    pub fn name(self) -> &'static str {
        self.word.map_or("step", |(word, _)| word)
    }

    /// The unit of a time.
    pub fn unit(self) -> Unit {
        self.word
            .map_or_else(Unit::none, |(word, _)| Unit::word(word))
    }

    /// How many units of the model's time one `word` is; nothing if it is no time.
    pub fn per(self, word: &str) -> Option<f64> {
        let Some((own, seconds)) = self.word else {
            return ["step", "steps"].contains(&word).then_some(1.0);
        };
        let canonical = known(word)?;
        if canonical == own {
            return Some(1.0);
        }
        let (_, _, other) = TIMES.iter().find(|(word, _, _)| *word == canonical)?;
        Some(other / seconds)
    }

    /// `unit` with all times in the model's unit, and the factor by which values grow.
    ///
    /// # Errors
    ///
    /// The word for a time in a model whose time has no unit.
    pub fn adopt(self, unit: &Unit) -> Result<(Unit, f64), String> {
        let mut adopted = Unit::none();
        let mut factor = 1.0;
        for (word, power) in unit.words() {
            let time = TIMES.iter().find(|(own, _, _)| *own == word);
            match (time, self.word) {
                (None, _) => adopted.multiply(word.to_owned().into(), power),
                (Some((word, _, _)), None) => return Err((*word).to_owned()),
                (Some((_, _, other)), Some((own, seconds))) => {
                    if other != &seconds {
                        let ratio = other / seconds;
                        factor *= if power == -WHOLE {
                            // One division only: 1/week in days is exactly 1/7.
                            seconds / other
                        } else {
                            libm::pow(ratio, f64::from(power) / f64::from(WHOLE))
                        };
                    }
                    adopted.multiply(own.into(), power);
                }
            }
        }
        Ok((adopted, factor))
    }
}
