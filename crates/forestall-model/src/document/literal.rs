//! Where in the file a character of a TOML string stands.

/// Offset into `raw` (a string with its quotes) of the byte `wanted` of its value.
pub(super) fn source_offset(raw: &str, wanted: usize) -> usize {
    let (quotes, escapes) = if raw.starts_with("\"\"\"") {
        (3, true)
    } else if raw.starts_with("'''") {
        (3, false)
    } else {
        (1, raw.starts_with('"'))
    };
    let mut at = quotes;
    if quotes == 3 {
        // A line end right behind the opening quotes does not belong to the value.
        at += usize::from(raw[at..].starts_with('\r'));
        at += usize::from(raw[at..].starts_with('\n'));
    }
    let mut value = 0;
    while value < wanted {
        let Some(c) = raw.get(at..).and_then(|rest| rest.chars().next()) else {
            break;
        };
        if c == '\\' && escapes {
            let (source, decoded) = escape(&raw[at..]);
            at += source;
            value += decoded;
        } else {
            at += c.len_utf8();
            value += c.len_utf8();
        }
    }
    at.min(raw.len())
}

/// Length of the escape at the start of `rest` and of what it stands for.
fn escape(rest: &str) -> (usize, usize) {
    let digits = |from: usize, count: usize| {
        rest.get(from..from + count)
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .and_then(char::from_u32)
            .map_or(1, char::len_utf8)
    };
    match rest[1..].chars().next() {
        Some('u') => (6, digits(2, 4)),
        Some('U') => (10, digits(2, 8)),
        Some('x') => (4, digits(2, 2)),
        Some(c) if c.is_whitespace() => {
            let blank = rest[1..].len() - rest[1..].trim_start().len();
            (1 + blank, 0)
        }
        Some(c) => (1 + c.len_utf8(), 1),
        None => (1, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value of a TOML string as the `toml` crate reads it is the oracle.
    #[test]
    fn offsets_lead_to_the_same_character_as_in_the_decoded_value() {
        for raw in [
            r#""a + X""#,
            r#""\t \u00e9 + X""#,
            r#""\U0001F600 \\ \"q\" X""#,
            "'\\n X'",
            "\"\"\"\n  a +\n  X\"\"\"",
            "\"\"\"a \\\n     + X\"\"\"",
            "'''\na\n+ X'''",
            "\"\"\"\r\na\r\n+ X\"\"\"",
        ] {
            let table: toml::Table = format!("v = {raw}").parse().unwrap();
            let value = table["v"].as_str().unwrap();
            let at = source_offset(raw, value.find('X').unwrap());
            assert!(raw[at..].starts_with('X'), "{raw:?}: {:?}", &raw[at..]);
        }
    }
}
