//! `OUTCOME in LOW..HIGH`, `OUTCOME in LOW..HIGH = SHARE`, `OUTCOME ~ DISTRIBUTION`.

use forestall_model::Distribution;

use super::named::number;
use crate::cli::failure::Failure;

/// An outcome and a range of it; an end that is left out is open.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Range {
    pub of: String,
    pub low: f64,
    pub high: f64,
}

impl Range {
    pub(super) fn holds(&self, x: f64) -> bool {
        x >= self.low && x <= self.high
    }
}

/// Reads `OUTCOME in LOW..HIGH`.
pub(super) fn range(option: &str, text: &str) -> Result<Range, Failure> {
    let refused = || {
        Failure::usage(
            format!("{option} {text}: that is no outcome with a range"),
            format!(
                "write for example {option} 'at(burden, 90) in 0.1..5'; 0.1.. has no upper end"
            ),
        )
    };
    let (of, rest) = text.rsplit_once(" in ").ok_or_else(refused)?;
    let (low, high) = rest.trim().split_once("..").ok_or_else(refused)?;
    let end = |text: &str, open: f64| match text.trim() {
        "" => Ok(open),
        given => number(option, given),
    };
    let range = Range {
        of: of.trim().to_owned(),
        low: end(low, f64::NEG_INFINITY)?,
        high: end(high, f64::INFINITY)?,
    };
    if range.low >= range.high {
        let message = format!("{option} {text}: {} is not below {}", range.low, range.high);
        return Err(Failure::usage(message, "write the smallest value first"));
    }
    Ok(range)
}

/// Reads `OUTCOME in LOW..HIGH = SHARE`.
pub(super) fn share(option: &str, text: &str) -> Result<(Range, f64), Failure> {
    let Some((first, last)) = text.rsplit_once('=') else {
        return Err(Failure::usage(
            format!("{option} {text}: there is no share"),
            format!("write for example {option} 'at(burden, 90) in 0..0.7 = 0.4'"),
        ));
    };
    let share = number(option, last.trim())?;
    if !(0.0..=1.0).contains(&share) {
        let message = format!("{option} {text}: {share} is no share");
        return Err(Failure::usage(message, "a share lies between 0 and 1"));
    }
    Ok((range(option, first.trim())?, share))
}

/// Reads `OUTCOME ~ DISTRIBUTION`.
pub(super) fn target(option: &str, text: &str) -> Result<(String, Distribution), Failure> {
    let Some((of, wanted)) = text.split_once('~') else {
        return Err(Failure::usage(
            format!("{option} {text}: there is no \"~\""),
            format!("write for example {option} 'time(progression) ~ lognormal(400, 0.5)'"),
        ));
    };
    let wanted = Distribution::parse(wanted.trim()).map_err(|mut notes| {
        for note in &mut notes.0 {
            note.message = format!("{option} {text}: {}", note.message);
        }
        notes
    })?;
    Ok((of.trim().to_owned(), wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_shares_and_targets_are_read() {
        let read = range("--plausible", "at(S, 9) in 0.1..5").ok();
        assert_eq!(
            read,
            Some(Range {
                of: "at(S, 9)".to_owned(),
                low: 0.1,
                high: 5.0
            })
        );
        let open = range("--plausible", "end() in ..1e3")
            .ok()
            .map(|r| (r.low, r.holds(1e3), r.holds(2e3)));
        assert_eq!(open, Some((f64::NEG_INFINITY, true, false)));
        let both = share("--share", "at(S, 9) in 0..1 = 0.4")
            .ok()
            .map(|(r, s)| (r.high, s));
        assert_eq!(both, Some((1.0, 0.4)));
        let wanted = target("--target", "at(S, 9) ~ normal(1, 2)").ok();
        assert_eq!(
            wanted,
            Some(("at(S, 9)".to_owned(), Distribution::Normal(1.0, 2.0)))
        );
        for wrong in [
            "at(S, 9)",
            "at(S, 9) in 3",
            "at(S, 9) in 3..2",
            "at(S, 9) in a..b",
        ] {
            assert!(range("--plausible", wrong).is_err(), "{wrong}");
        }
        assert!(
            share("--share", "S in 0..1 = 2").is_err() && share("--share", "S in 0..1").is_err()
        );
        assert!(
            target("--target", "S normal(1, 2)").is_err()
                && target("--target", "S ~ norm(1, 2)").is_err()
        );
    }
}
