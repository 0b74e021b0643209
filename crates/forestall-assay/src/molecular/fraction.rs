//! Whether a column of allele fractions holds fractions or percent.

use forestall_base::{Diagnostic, Finding, Location};

use super::numbers::finite;
use super::options::VafMeaning;
use super::refusal::shown;

/// Looks at every allele fraction of a file; what they mean is settled at its end.
pub(crate) struct FractionWatch {
    meaning: VafMeaning,
    largest: f32,
    /// Where the largest value between 1 and 1.5 stands.
    unclear: Option<(f32, Location)>,
    signs: bool,
    seen: bool,
}

impl FractionWatch {
    pub(crate) fn new(meaning: VafMeaning) -> Self {
        Self {
            meaning,
            largest: 0.0,
            unclear: None,
            signs: false,
            seen: false,
        }
    }

    /// The number in a cell, not yet scaled.
    pub(crate) fn read(
        &mut self,
        cell: &str,
        at: impl Fn() -> Location,
    ) -> Result<Option<f32>, Diagnostic> {
        if cell.is_empty() {
            return Ok(None);
        }
        let (text, sign) = match cell.strip_suffix('%') {
            Some(text) => (text.trim_end(), true),
            None => (cell, false),
        };
        let largest = if self.meaning == VafMeaning::Fraction && !sign {
            1.0
        } else {
            100.0
        };
        let Some(value) = finite(text).filter(|v| (0.0..=largest).contains(v)) else {
            let expected = if largest > 1.0 {
                "a fraction from 0 to 1 or a percentage from 0 to 100; empty, NA or . where it is not known"
            } else {
                "a fraction from 0 to 1, as was said"
            };
            return Err(Diagnostic::error(
                "G0022",
                format!("{} is no allele fraction", shown(cell)),
            )
            .at(at())
            .expected(expected)
            .help("check that this column holds the allele fraction, and not a depth or a score"));
        };
        let value = value as f32;
        self.seen = true;
        self.signs |= sign;
        self.largest = self.largest.max(value);
        if value > 1.0 && value <= 1.5 && self.unclear.as_ref().is_none_or(|(v, _)| value > *v) {
            self.unclear = Some((value, at()));
        }
        Ok(Some(value))
    }

    /// Scales the fractions; the rule that was used, in words.
    pub(crate) fn settle(
        &mut self,
        findings: &mut [Finding],
    ) -> Result<Option<&'static str>, Diagnostic> {
        if !self.seen {
            return Ok(None);
        }
        let (percent, remark) = self.percent()?;
        if percent {
            for finding in findings {
                finding.vaf = finding.vaf.map(|vaf| vaf / 100.0);
            }
        }
        Ok(Some(remark))
    }

    /// One fraction by itself, as it stands in a list where each line is typed in its own way.
    pub(crate) fn single(
        meaning: VafMeaning,
        cell: &str,
        at: impl Fn() -> Location,
    ) -> Result<Option<f32>, Diagnostic> {
        let mut watch = Self::new(meaning);
        let read = watch.read(cell, at)?;
        let (percent, _) = watch.percent()?;
        Ok(read.map(|value| if percent { value / 100.0 } else { value }))
    }

    /// Whether the fractions are percent, and why.
    fn percent(&mut self) -> Result<(bool, &'static str), Diagnostic> {
        let (percent, remark) = match self.meaning {
            VafMeaning::Fraction => (
                false,
                "Allele fractions were read as fractions, as was said.",
            ),
            VafMeaning::Percent => (true, "Allele fractions were read as percent, as was said."),
            VafMeaning::Guess if self.signs => {
                (true, "Allele fractions are percent: they carry the sign.")
            }
            VafMeaning::Guess if self.largest > 1.5 => (
                true,
                "Allele fractions were read as percent, because the largest exceeds 1.5.",
            ),
            VafMeaning::Guess => (
                false,
                "Allele fractions were read as fractions, because none exceeds 1.",
            ),
        };
        if let Some((value, at)) = self
            .unclear
            .take()
            .filter(|_| self.largest <= 1.5 && !percent)
        {
            return Err(Diagnostic::error(
                "G0023",
                format!("the largest allele fraction is {value}: too large for a fraction, small for a percentage"),
            )
            .at(at)
            .expected("fractions from 0 to 1, or percentages of which one exceeds 1.5")
            .help("say what the column holds: --vaf fraction or --vaf percent"));
        }
        Ok((percent, remark))
    }
}
