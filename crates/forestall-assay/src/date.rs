//! Calendar dates.

/// Days from 1970-01-01 to an ISO 8601 date `YYYY-MM-DD`; `None` for anything else, impossible dates included.
///
/// Counting rule: era of 400 years = 146,097 days (proleptic Gregorian calendar).
pub(crate) fn iso_day(text: &str) -> Option<f64> {
    if !is_written_as_date(text) {
        return None;
    }
    let number = |from: usize, to: usize| -> Option<i64> { text.get(from..to)?.parse().ok() };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if day < 1 || day > length {
        return None;
    }
    // Years begin in March, so that the leap day is the last day of the year.
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    Some((days - 719_468) as f64)
}

/// Whether a text has the form `YYYY-MM-DD`, whether or not there is such a day.
pub(crate) fn is_written_as_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// Whether a text looks like a date in some other notation (13/06/2006, 2006-6-1, 13.06.06, 2006-06-13T08:00).
pub(crate) fn looks_like_a_date(text: &str) -> bool {
    let head: &str = text.split(['T', ' ']).next().unwrap_or(text);
    ['-', '/', '.'].iter().any(|&mark| {
        let parts: Vec<&str> = head.split(mark).collect();
        parts.len() == 3
            && parts.iter().all(|part| {
                (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Oracle: Python's `date.toordinal() - 719163`.
    #[test]
    fn days_agree_with_python() {
        let known = [
            ("1970-01-01", 0.0),
            ("2000-02-29", 11_016.0),
            ("2006-06-13", 13_312.0),
            ("1900-03-01", -25_508.0),
            ("0001-01-01", -719_162.0),
            ("9999-12-31", 2_932_896.0),
        ];
        for (text, day) in known {
            assert_eq!(iso_day(text), Some(day), "{text}");
        }
        for text in [
            "1900-02-29",
            "2023-13-01",
            "2023-00-10",
            "2023-04-31",
            "2023-4-01",
            "+023-04-01",
            "20230401",
            "\u{e9}023-04-0",
        ] {
            assert_eq!(iso_day(text), None, "{text}");
        }
    }

    #[test]
    fn other_notations_are_recognised() {
        for text in [
            "13/06/2006",
            "13.06.06",
            "2006-6-1",
            "2006-06-13T08:00",
            "2006-06-13 08:00",
        ] {
            assert!(looks_like_a_date(text), "{text}");
        }
        for text in ["13", "1.5", "1-2", "a/b/c", "1.2.3.4", "FLU 750", ""] {
            assert!(!looks_like_a_date(text), "{text}");
        }
    }
}
