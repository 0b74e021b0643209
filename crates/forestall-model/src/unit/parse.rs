//! The text of a unit: `1/day`, `ng/ml`, `cells^2/(ml day)`.

use super::word::{known, near_miss};
use super::{Unit, WHOLE};
use crate::syntax::{Extent, Fault};
use std::borrow::Cow;

/// Reads a unit.
pub(crate) fn parse(text: &str) -> Result<Unit, Fault> {
    let mut reader = Parser { text, at: 0 };
    let unit = reader.product(0)?;
    let rest = reader.rest();
    if rest.is_empty() {
        return Ok(unit);
    }
    let mut fault = reader.fault(1, "unexpected character in a unit");
    fault.help = foreign(rest).map(str::to_owned);
    Err(fault)
}

/// What to write instead of something that other notations have.
fn foreign(rest: &str) -> Option<&'static str> {
    match rest.chars().next()? {
        '/' => Some("write \"1/day\" for a rate per day"),
        '-' | '\u{2212}' | '\u{207b}' => Some("write \"1/day\" or \"day^-1\""),
        '\u{b2}' | '\u{b3}' | '\u{b9}' => Some("write \"^2\" or \"^3\""),
        _ => None,
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Parser<'t> {
    fn rest(&mut self) -> &'t str {
        let rest = self.text[self.at..].trim_start();
        self.at = self.text.len() - rest.len();
        rest
    }

    fn fault(&self, length: usize, message: &str) -> Fault {
        let rest = &self.text[self.at..];
        let length = rest.chars().take(length).map(char::len_utf8).sum::<usize>();
        let (start, end) = if length == 0 {
            (0, self.text.len())
        } else {
            (self.at, self.at + length)
        };
        Fault {
            code: "M0401",
            extent: Extent { start, end },
            message: message.to_owned(),
            expected: Some(
                "a unit such as \"1/day\", \"ng/ml\" or \"cells^2/(ml day)\"".to_owned(),
            ),
            help: None,
        }
    }

    /// Factors with `*`, `/` or blanks between them.
    fn product(&mut self, depth: usize) -> Result<Unit, Fault> {
        if depth > 16 {
            return Err(self.fault(1, "a unit with too many parentheses"));
        }
        let mut unit = self.factor(depth)?;
        loop {
            let rest = self.rest();
            let sign = match rest.chars().next() {
                Some('*' | '\u{b7}' | '\u{d7}') => {
                    self.at += rest.chars().next().map_or(0, char::len_utf8);
                    1
                }
                Some('/') => {
                    self.at += 1;
                    -1
                }
                Some(c) if c.is_alphanumeric() || c == '(' || c == '%' => 1,
                _ => return Ok(unit),
            };
            let factor = self.factor(depth)?;
            unit = unit.times(&factor, sign * WHOLE);
        }
    }

    fn factor(&mut self, depth: usize) -> Result<Unit, Fault> {
        let rest = self.rest();
        let base = if rest.starts_with('(') {
            self.at += 1;
            let inner = self.product(depth + 1)?;
            if !self.rest().starts_with(')') {
                return Err(self.fault(0, "\"(\" is never closed in a unit"));
            }
            self.at += 1;
            inner
        } else if rest.starts_with('1')
            && !rest[1..].starts_with(|c: char| c.is_ascii_digit() || c == '.')
        {
            self.at += 1;
            Unit::none()
        } else {
            self.word()?
        };
        if !self.rest().starts_with('^') {
            return Ok(base);
        }
        self.at += 1;
        let rest = self.rest();
        let length = rest
            .find(|c: char| !(c.is_ascii_digit() || c == '-'))
            .unwrap_or(rest.len());
        match rest[..length].parse::<i32>() {
            Ok(power) if power.abs() <= 12 => {
                self.at += length;
                Ok(base.power(power * WHOLE))
            }
            _ => Err(self.fault(
                1,
                "the exponent of a unit must be a whole number from -12 to 12",
            )),
        }
    }

    fn word(&mut self) -> Result<Unit, Fault> {
        let rest = self.rest();
        if let Some(help) = foreign(rest) {
            let mut fault = self.fault(1, "unexpected character in a unit");
            fault.help = Some(help.to_owned());
            return Err(fault);
        }
        if rest.is_empty() {
            return Err(self.fault(0, "a unit is incomplete"));
        }
        // Letters, then digits as in mm3; `%` is a word of its own.
        let letters = rest
            .find(|c: char| !(c.is_alphabetic() || c == '_' || c == '%'))
            .unwrap_or(rest.len());
        if letters == 0 {
            return Err(self.fault(1, "unexpected character in a unit"));
        }
        let digits = rest[letters..]
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len() - letters);
        let word = &rest[..letters + digits];
        let start = self.at;
        self.at += word.len();
        if word == "per" {
            return Err(Fault {
                code: "M0402",
                extent: Extent {
                    start,
                    end: self.at,
                },
                message: "\"per\" is no unit".to_owned(),
                expected: None,
                help: Some("write \"/\", as in \"1/day\"".to_owned()),
            });
        }
        if let Some(canonical) = known(word) {
            return Ok(Unit::word(canonical));
        }
        if let Some(meant) = near_miss(word) {
            return Err(Fault {
                code: "M0402",
                extent: Extent {
                    start,
                    end: self.at,
                },
                message: format!("unknown unit \"{word}\""),
                expected: None,
                help: Some(format!("did you mean \"{meant}\"?")),
            });
        }
        Ok(Unit::word(Cow::Owned(word.to_owned())))
    }
}
