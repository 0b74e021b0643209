//! Numbers as a journal prints them: significant digits, a true minus, thin spaces, powers of ten.

/// What stands where there is no number.
const NOTHING: &str = "–";

/// The number with so many significant digits, trailing zeros kept away, in the shortest usual form.
///
/// Numbers from 1e-4 up to a million are written out, with thin spaces between thousands from 10 000 on; the rest as a
/// mantissa and a power of ten. A number that is not finite becomes a dash (infinity: `∞`).
///
/// ```
/// assert_eq!(forestall_report::significant(0.027_04, 3), "0.027");
/// assert_eq!(forestall_report::significant(-2626.0, 4), "−2626");
/// assert_eq!(forestall_report::significant(1.2e-7, 3), "1.2×10⁻⁷");
/// ```
pub fn significant(value: f64, digits: usize) -> String {
    if value.is_nan() {
        return NOTHING.into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "∞" } else { "−∞" }.into();
    }
    if value == 0.0 {
        return "0".into();
    }
    let digits = digits.max(1);
    // The decimal exponent after rounding to the digits asked for.
    let rounded = format!("{:.*e}", digits - 1, value.abs());
    let (mantissa, exponent) = rounded.split_once('e').unwrap_or((&rounded, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-4..6).contains(&exponent) {
        return signed(value, &power(trim(mantissa), exponent));
    }
    let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
    signed(
        value,
        &thousands(trim(&format!("{:.*}", decimals, value.abs()))),
    )
}

/// The number with so many significant digits, zeros kept, for a column of numbers of several sizes.
pub(crate) fn kept(value: f64, digits: usize) -> String {
    if !value.is_finite() || value == 0.0 || !(1e-4..1e6).contains(&value.abs()) {
        return significant(value, digits);
    }
    let rounded = format!("{:.*e}", digits.max(1) - 1, value.abs());
    let exponent: i32 = rounded
        .split_once('e')
        .map_or(0, |(_, e)| e.parse().unwrap_or(0));
    fixed(value, (digits as i32 - 1 - exponent).max(0) as usize)
}

/// The number with so many decimals, zeros kept, for a column of aligned numbers.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() || value.abs() >= 1e6 {
        return significant(value, decimals + 1);
    }
    let text = format!("{:.*}", decimals, value.abs());
    let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let text = thousands(&text);
    if is_zero { text } else { signed(value, &text) }
}

/// A time as people say it: whole from a hundred on, three digits below.
pub(crate) fn time(value: f64) -> String {
    if value.is_finite() && (100.0..1e6).contains(&value.abs()) {
        fixed(value, 0)
    } else {
        significant(value, 3)
    }
}

/// A share between 0 and 1 in per cent, to the point where the digits mean something.
pub(crate) fn percent(share: f64) -> String {
    if !share.is_finite() {
        return NOTHING.into();
    }
    let hundred = share * 100.0;
    if hundred > 0.0 && hundred < 0.5 {
        "<1\u{a0}%".into()
    } else if hundred > 99.5 && hundred < 100.0 {
        ">99\u{a0}%".into()
    } else {
        format!("{}\u{a0}%", fixed(hundred, 0))
    }
}

/// An allele fraction in per cent: small ones are what matters in plasma, so below ten they have a decimal place.
pub(crate) fn allele_percent(share: f64) -> String {
    let hundred = share * 100.0;
    if (0.05..9.95).contains(&hundred) {
        format!("{}\u{a0}%", fixed(hundred, 1))
    } else if hundred > 0.0 && hundred < 0.05 {
        "<0.1\u{a0}%".into()
    } else {
        percent(share)
    }
}

/// `mantissa × 10^exponent`, the mantissa left out where it is 1.
pub(crate) fn power(mantissa: &str, exponent: i32) -> String {
    let superscript: String = exponent
        .to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4' => '⁴',
            '5' => '⁵',
            '6' => '⁶',
            '7' => '⁷',
            '8' => '⁸',
            '9' => '⁹',
            _ => '⁰',
        })
        .collect();
    if mantissa == "1" {
        format!("10{superscript}")
    } else {
        format!("{mantissa}×10{superscript}")
    }
}

fn signed(value: f64, text: &str) -> String {
    if value < 0.0 {
        format!("−{text}")
    } else {
        text.to_owned()
    }
}

fn trim(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

/// Thin spaces between thousands, from five digits before the point on.
fn thousands(text: &str) -> String {
    let (whole, rest) = match text.find('.') {
        Some(point) => text.split_at(point),
        None => (text, ""),
    };
    if whole.len() < 5 {
        return text.to_owned();
    }
    let mut spaced = String::with_capacity(text.len() + 6);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            spaced.push('\u{2009}');
        }
        spaced.push(digit);
    }
    spaced + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_by_hand() {
        let cases = [
            (0.0, "0"),
            (663.0, "663"),
            (663.4, "663"),
            (0.027, "0.027"),
            (0.000_75, "0.00075"),
            (12_345.0, "12\u{2009}345"),
            (999.6, "1000"),
            (1e-12, "10⁻¹²"),
            (-3.456e12, "−3.46×10¹²"),
            (0.1, "0.1"),
            (f64::NAN, "–"),
            (f64::INFINITY, "∞"),
        ];
        for (value, text) in cases {
            assert_eq!(significant(value, 3), text, "{value}");
        }
        for (value, text) in [
            (11.62, "11.6"),
            (6.2, "6.20"),
            (0.46, "0.460"),
            (-0.0996, "−0.0996"),
            (663.0, "663"),
        ] {
            assert_eq!(kept(value, 3), text);
        }
        assert_eq!(fixed(-0.001, 2), "0.00");
        assert_eq!(fixed(0.5, 2), "0.50");
        assert_eq!(fixed(-7.8556, 3), "−7.856");
        assert_eq!(percent(0.823), "82\u{a0}%");
        assert_eq!(percent(0.001), "<1\u{a0}%");
        assert_eq!(percent(1.0), "100\u{a0}%");
        assert_eq!(allele_percent(0.0178), "1.8\u{a0}%");
        assert_eq!(allele_percent(0.006_2), "0.6\u{a0}%");
        assert_eq!(allele_percent(0.000_1), "<0.1\u{a0}%");
        assert_eq!(allele_percent(0.12), "12\u{a0}%");
    }
}
