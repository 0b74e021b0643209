//! What a cell of a value column says.

use crate::mapping::{AssayColumn, TextMeaning};
use forestall_base::Censoring;

/// A value and how much of it is known.
pub(crate) type Value = (f64, Censoring);

/// Why a cell says nothing: code, what was found, what was expected, what to do.
pub(crate) struct Problem {
    pub(crate) code: &'static str,
    pub(crate) found: String,
    pub(crate) expected: String,
    pub(crate) help: String,
}

impl Problem {
    fn new(code: &'static str, found: String, expected: &str, help: impl Into<String>) -> Self {
        Self {
            code,
            found,
            expected: expected.to_owned(),
            help: help.into(),
        }
    }
}

/// The value of a cell; `None` for not measured.
pub(crate) fn value(
    cell: &str,
    assay: &AssayColumn,
    texts: &[(String, TextMeaning)],
) -> Result<Option<Value>, Problem> {
    if cell.is_empty() {
        return Ok(None);
    }
    if let Some((_, meaning)) = texts.iter().find(|(text, _)| text == cell) {
        return match (meaning, assay.detection_limit) {
            (TextMeaning::Missing, _) => Ok(None),
            (TextMeaning::Below, Some(limit)) => Ok(Some((limit, Censoring::Left))),
            (TextMeaning::Below, None) => Err(Problem::new(
                "T0044",
                format!(
                    "\"{cell}\" means below detection, but the assay \"{}\" has no detection limit",
                    assay.name
                ),
                "a limit, to know below what",
                format!("add detection_limit to [assay.{}]", assay.name),
            )),
        };
    }
    let (censoring, rest) = split_sign(cell);
    let number = number(rest).ok_or_else(|| no_number(cell, &assay.name))?;
    if !number.is_finite() {
        return Err(Problem::new(
            "T0042",
            format!("found \"{cell}\" as value of the assay \"{}\"", assay.name),
            "a finite number, or an empty cell for not measured",
            format!("leave the cell empty, or write \"{cell}\" = \"missing\" in [data.text]"),
        ));
    }
    if number < 0.0 && !assay.may_be_negative {
        return Err(Problem::new(
            "T0043",
            format!(
                "found the negative value {cell} of the assay \"{}\"",
                assay.name
            ),
            "a number that is not negative",
            "correct the value, or leave the cell empty if it was not measured",
        ));
    }
    Ok(Some((number, censoring)))
}

/// Splits `<0.1`, `<= 0.1`, `>500` into what the sign means and the rest.
fn split_sign(cell: &str) -> (Censoring, &str) {
    for (sign, censoring) in [
        ("<=", Censoring::Left),
        ("\u{2264}", Censoring::Left),
        ("<", Censoring::Left),
        (">=", Censoring::Right),
        ("\u{2265}", Censoring::Right),
        (">", Censoring::Right),
    ] {
        if let Some(rest) = cell.strip_prefix(sign) {
            return (censoring, rest.trim_start());
        }
    }
    (Censoring::None, cell)
}

/// A number as programs write it, with a point; `NaN` and `inf` included.
pub(crate) fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// A number, or `true` and `false` as 1 and 0.
pub(crate) fn number_or_flag(text: &str) -> Option<f64> {
    number(text).or_else(|| {
        if text.eq_ignore_ascii_case("true") {
            Some(1.0)
        } else if text.eq_ignore_ascii_case("false") {
            Some(0.0)
        } else {
            None
        }
    })
}

/// Words of spreadsheets and statistics programs for a value that is not there.
const ABSENT: &[&str] = &[
    "na", "n/a", "n.a.", "nd", "n.d.", "null", "none", "-", "--", ".", "?",
];

fn no_number(cell: &str, assay: &str) -> Problem {
    let expected = "a number, <0.1 for below detection, or an empty cell for not measured";
    let found = format!("found \"{cell}\" as value of the assay \"{assay}\"");
    if let Some(help) = how_to_write(cell) {
        return Problem::new("T0041", found, expected, help);
    }
    let help = if ABSENT.iter().any(|word| cell.eq_ignore_ascii_case(word)) {
        format!("leave the cell empty, or write \"{cell}\" = \"missing\" in [data.text]")
    } else {
        format!("say what it means in [data.text]: \"{cell}\" = \"missing\" or \"below\"")
    };
    Problem::new("T0040", found, expected, help)
}

/// What to write instead of a text that would be a number in another notation; `None` for any other text.
pub(crate) fn how_to_write(cell: &str) -> Option<String> {
    let (_, text) = split_sign(cell);
    let sign = &cell[..cell.len() - text.len()];
    let thousands = without_thousands(text);
    if let Some(points) = with_point(text) {
        let help = format!("write decimals with a point: {sign}{points}");
        return Some(match thousands {
            Some(plain) => format!("{help}, or {sign}{plain} if the comma stands for thousands"),
            None => help,
        });
    }
    if let Some(plain) = thousands {
        return Some(format!(
            "write the number without marks for thousands: {sign}{plain}"
        ));
    }
    if text
        .strip_suffix('%')
        .is_some_and(|rest| number(rest.trim_end()).is_some())
    {
        return Some("write the number without the percent sign".to_owned());
    }
    let marks = ['=', '\'', '"'];
    let bare = text.trim_matches(marks);
    if bare != text && number(bare).is_some() {
        return Some(format!(
            "write the number without marks of a spreadsheet: {sign}{bare}"
        ));
    }
    let begins = text.starts_with(|first: char| first.is_ascii_digit());
    (begins && text.contains(' ')).then(|| {
        "write one number alone: a unit goes into the header, a note into another column".to_owned()
    })
}

/// A number with a decimal comma, written with a point; points for thousands are dropped.
fn with_point(text: &str) -> Option<String> {
    let (whole, decimals) = text.split_once(',')?;
    let whole = if whole.contains('.') {
        grouped(whole, '.')?
    } else {
        whole.to_owned()
    };
    let written = format!("{whole}.{decimals}");
    (!decimals.contains(',') && !decimals.contains('.') && number(&written).is_some())
        .then_some(written)
}

/// A number with commas, blanks or apostrophes between groups of three digits, without them.
fn without_thousands(text: &str) -> Option<String> {
    let (whole, decimals) = match text.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (text, None),
    };
    let joined = [',', ' ', '\u{a0}', '\u{202f}', '\'']
        .iter()
        .find_map(|&mark| grouped(whole, mark))?;
    let written = decimals.map_or(joined.clone(), |decimals| format!("{joined}.{decimals}"));
    number(&written).is_some().then_some(written)
}

/// Digits in groups of three behind a mark, joined; `None` for anything else.
fn grouped(text: &str, mark: char) -> Option<String> {
    let mut groups = text.split(mark);
    let first = groups.next()?;
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let mut joined = first.to_owned();
    let mut any = false;
    for group in groups {
        if group.len() != 3 || !digits(group) {
            return None;
        }
        joined.push_str(group);
        any = true;
    }
    (any && first.len() <= 3 && digits(first)).then_some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_cells() {
        let mut assay = AssayColumn::new("psa");
        assay.detection_limit = Some(0.1);
        let texts = [
            ("NE".to_owned(), TextMeaning::Missing),
            ("TOO SMALL TO MEASURE".to_owned(), TextMeaning::Below),
        ];
        let read = |cell: &str| value(cell, &assay, &texts).ok().flatten();
        assert_eq!(read("6.06"), Some((6.06, Censoring::None)));
        assert_eq!(read("1e-3"), Some((0.001, Censoring::None)));
        assert_eq!(read("<0.1"), Some((0.1, Censoring::Left)));
        assert_eq!(read("<= 0.1"), Some((0.1, Censoring::Left)));
        assert_eq!(read("\u{2264}0.1"), Some((0.1, Censoring::Left)));
        assert_eq!(read(">500"), Some((500.0, Censoring::Right)));
        assert_eq!(read("TOO SMALL TO MEASURE"), Some((0.1, Censoring::Left)));
        assert!(matches!(value("NE", &assay, &texts), Ok(None)));
        assert!(matches!(value("", &assay, &texts), Ok(None)));
        assert!(value("ne", &assay, &texts).is_err());
    }
}
