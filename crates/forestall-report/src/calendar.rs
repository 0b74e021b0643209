//! Months and years beside days.

/// A coarser unit of time that people think in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Calendar {
    /// How many of the finer unit it holds.
    pub(crate) length: f64,
    /// Its name in the plural.
    pub(crate) name: &'static str,
}

/// Mean length of a Gregorian year, in days.
const YEAR: f64 = 365.2425;

/// The coarser unit to print beside `unit` over a stretch of time this long, if one helps.
pub(crate) fn coarser(unit: &str, length: f64) -> Option<Calendar> {
    let (month, year) = match unit {
        "day" => (YEAR / 12.0, YEAR),
        "week" => (YEAR / 84.0, YEAR / 7.0),
        "month" => (1.0, 12.0),
        "hour" if length >= 72.0 => {
            return Some(Calendar {
                length: 24.0,
                name: "days",
            });
        }
        _ => return None,
    };
    if length >= 2.0 * year {
        Some(Calendar {
            length: year,
            name: "years",
        })
    } else if length >= 3.0 * month && unit != "month" {
        Some(Calendar {
            length: month,
            name: "months",
        })
    } else {
        None
    }
}

/// The unit in the plural, as on an axis.
pub(crate) fn plural(unit: &str) -> String {
    match unit {
        "" => String::new(),
        "day" | "week" | "month" | "year" | "hour" | "minute" | "step" => format!("{unit}s"),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_follow_up_is_in_years_and_short_in_months() {
        assert_eq!(coarser("day", 2200.0).map(|c| c.name), Some("years"));
        assert_eq!(coarser("day", 300.0).map(|c| c.name), Some("months"));
        assert_eq!(coarser("day", 60.0), None);
        assert_eq!(coarser("month", 60.0).map(|c| c.length), Some(12.0));
        assert_eq!(coarser("month", 10.0), None);
        assert_eq!(coarser("furlong", 60.0), None);
    }
}
