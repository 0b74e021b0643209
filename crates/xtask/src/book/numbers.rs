//! The table of the numbers that a model states and those that came out.

use serde_json::Value;

use super::generated::Body;

/// Longer tables are folded.
const SHORT: usize = 14;

/// What `forestall verify models --json` says of one model, by the kind of entry.
fn of<'v>(verified: &'v Value, model: &str, key: &str) -> Vec<&'v Value> {
    let all = verified[key].as_array().into_iter().flatten();
    all.filter(|own| {
        let file = own["model"].as_str().unwrap_or_default();
        let stem = std::path::Path::new(file).file_stem();
        stem.is_some_and(|stem| stem == model)
    })
    .collect()
}

/// How many numbers there are of each model, how many agree, and what the others wait for.
pub fn totals(verified: &Value, models: &[(&str, String)], data: bool) -> Body {
    if !data {
        return Body::Unknown("the totals in the book need public data sets".to_owned());
    }
    let mut page = String::from("| model | compared | agree | waiting |\n|---|---:|---:|---|\n");
    for (model, link) in models {
        let made = of(verified, model, "expects");
        let sum = |key: &str| -> u64 { made.iter().filter_map(|one| one[key].as_u64()).sum() };
        let compared = sum("comparisons");
        let mut waiting: Vec<(&str, usize)> = Vec::new();
        for one in of(verified, model, "pending") {
            let reason = one["reason"].as_str().unwrap_or_default();
            match waiting.iter_mut().find(|(own, _)| *own == reason) {
                Some((_, count)) => *count += 1,
                None => waiting.push((reason, 1)),
            }
        }
        let waiting: Vec<String> = waiting
            .iter()
            .map(|(reason, count)| format!("{count}: {reason}"))
            .collect();
        page += &format!(
            "| {link} | {compared} | {} | {} |\n",
            compared - sum("failed"),
            waiting.join("; ")
        );
    }
    Body::Text(page)
}

/// The table of one model from what `forestall verify models --json` says.
pub fn body(verified: &Value, model: &str, data: bool) -> Body {
    let of = |key: &str| of(verified, model, key);
    let (made, pending, skipped) = (of("expects"), of("pending"), of("skipped"));
    if !skipped.is_empty() && !data {
        return Body::Unknown(format!(
            "the numbers of {model} in the book: some are compared with public data sets"
        ));
    }
    let mut sources: Vec<&str> = Vec::new();
    let mut rows = String::from(
        "| check | what | stated | got | within | source |\n|---|---|---:|---:|---|---|\n",
    );
    for one in &made {
        let source = one["source"].as_str().unwrap_or_default();
        let index = sources
            .iter()
            .position(|own| *own == source)
            .unwrap_or_else(|| {
                sources.push(source);
                sources.len() - 1
            });
        let count = one["comparisons"].as_u64().unwrap_or(0);
        let failed = one["failed"].as_u64().unwrap_or(0);
        let (stated, got) = if count == 1 {
            (number(&one["expected"]), number(&one["got"]))
        } else {
            (
                format!("{count} numbers"),
                format!("{} agree", count - failed),
            )
        };
        let got = if failed == 0 {
            got
        } else {
            format!("**{got}**")
        };
        rows += &format!(
            "| {} | `{}` | {stated} | {got} | {} | {} {} |\n",
            one["check"].as_str().unwrap_or_default(),
            one["quantity"]
                .as_str()
                .unwrap_or_default()
                .replace('|', "\\|"),
            one["tolerance"].as_str().unwrap_or_default(),
            one["status"].as_str().unwrap_or_default(),
            index + 1
        );
    }
    for one in &pending {
        rows += &format!(
            "| {} | | | {} | | |\n",
            one["check"].as_str().unwrap_or_default(),
            one["reason"].as_str().unwrap_or_default()
        );
    }
    let total: u64 = made
        .iter()
        .filter_map(|one| one["comparisons"].as_u64())
        .sum();
    let failed: u64 = made.iter().filter_map(|one| one["failed"].as_u64()).sum();
    let mut text = format!("{total} numbers compared, {} agree", total - failed);
    if !pending.is_empty() {
        text += &format!(", {} wait for an engine", pending.len());
    }
    text += ". Sources:";
    for (k, source) in sources.iter().enumerate() {
        text += &format!(" ({}) {source};", k + 1);
    }
    let text = text.trim_end_matches(';').to_owned() + ".";
    Body::Text(if made.len() + pending.len() > SHORT {
        format!("{text}\n\n<details><summary>All checks</summary>\n\n{rows}\n</details>")
    } else {
        format!("{text}\n\n{rows}")
    })
}

/// A number with as many digits as are compared here: five.
fn number(value: &Value) -> String {
    let Some(x) = value.as_f64() else {
        return "never".to_owned();
    };
    if x == 0.0 || (x.fract() == 0.0 && x.abs() < 1e6) {
        return format!("{x}");
    }
    let size = x.abs();
    if !(1e-3..1e6).contains(&size) {
        return format!("{x:.4e}");
    }
    let decimals = (4 - size.log10().floor() as i32).max(0) as usize;
    let text = format!("{x:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Body, body, number};

    #[test]
    fn numbers_have_five_digits() {
        for (value, wanted) in [
            (json!(663.0), "663"),
            (json!(0.263_247_7), "0.26325"),
            (json!(8_186_380.0), "8.1864e6"),
            (json!(null), "never"),
            (json!(9.2e-16), "9.2000e-16"),
        ] {
            assert_eq!(number(&value), wanted);
        }
    }

    #[test]
    fn a_number_that_waits_says_for_what_and_missing_data_leave_the_table() {
        let verified = json!({
            "expects": [{"model": "models/a.toml", "check": "x", "quantity": "end()", "expected": 1.0, "got": 1.0,
                "tolerance": "exact", "status": "published", "source": "doi:1", "comparisons": 1, "failed": 0}],
            "pending": [{"model": "models/a.toml", "check": "y", "reason": "needs the hybrid engine"}],
            "skipped": [{"model": "models/b.toml"}],
        });
        let Body::Text(text) = body(&verified, "a", false) else {
            panic!("a table");
        };
        assert!(
            text.starts_with(
                "1 numbers compared, 1 agree, 1 wait for an engine. Sources: (1) doi:1."
            ),
            "{text}"
        );
        assert!(
            text.contains("| y | | | needs the hybrid engine | | |"),
            "{text}"
        );
        assert!(matches!(body(&verified, "b", false), Body::Unknown(_)));
    }
}
