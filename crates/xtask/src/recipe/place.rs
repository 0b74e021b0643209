//! Naming places in a JSON value: `regimens[0].drug_use.mean`, `patients[*].r2`.

use serde_json::Value;

/// One step into a value.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Key(&'a str),
    Index(usize),
    Every,
}

/// Every place that `path` names, with its full path; an empty path names the value itself.
///
/// # Errors
/// The path is malformed, or the value has no such place.
pub fn find<'a>(value: &'a Value, path: &str) -> Result<Vec<(String, &'a Value)>, String> {
    let mut found = vec![(String::new(), value)];
    for part in parts(path)? {
        let mut next = Vec::new();
        for (at, value) in found {
            match part {
                Part::Key(key) => {
                    let inner = value.get(key).ok_or_else(|| missing(&at, value, key))?;
                    let at = if at.is_empty() {
                        key.to_owned()
                    } else {
                        format!("{at}.{key}")
                    };
                    next.push((at, inner));
                }
                Part::Index(index) => {
                    let inner = value
                        .get(index)
                        .ok_or_else(|| missing(&at, value, &format!("[{index}]")))?;
                    next.push((format!("{at}[{index}]"), inner));
                }
                Part::Every => {
                    let all = value.as_array().ok_or_else(|| missing(&at, value, "[*]"))?;
                    next.extend(
                        all.iter()
                            .enumerate()
                            .map(|(index, inner)| (format!("{at}[{index}]"), inner)),
                    );
                }
            }
        }
        found = next;
    }
    if found.is_empty() {
        Err(format!("`{path}` names nothing: the list is empty"))
    } else {
        Ok(found)
    }
}

/// Checks the form of a path.
///
/// # Errors
/// What is wrong with it.
pub fn validate(path: &str) -> Result<(), String> {
    parts(path).map(|_| ())
}

fn parts(path: &str) -> Result<Vec<Part<'_>>, String> {
    let malformed = || format!("`{path}` is not a path such as `patients[*].r2`");
    let mut parts = Vec::new();
    for piece in path.split('.').filter(|_| !path.is_empty()) {
        let (key, mut rest) = piece
            .find('[')
            .map_or((piece, ""), |open| piece.split_at(open));
        if key.is_empty() && rest.is_empty() {
            return Err(malformed());
        }
        if !key.is_empty() {
            parts.push(Part::Key(key));
        }
        while !rest.is_empty() {
            let (inner, after) = rest
                .strip_prefix('[')
                .and_then(|open| open.split_once(']'))
                .ok_or_else(malformed)?;
            parts.push(match inner {
                "*" => Part::Every,
                number => Part::Index(number.parse().map_err(|_| malformed())?),
            });
            rest = after;
        }
    }
    Ok(parts)
}

fn missing(at: &str, value: &Value, wanted: &str) -> String {
    let there = match value {
        Value::Object(fields) => format!(
            "keys {}",
            fields.keys().cloned().collect::<Vec<_>>().join(", ")
        ),
        Value::Array(entries) => format!("a list of {}", entries.len()),
        other => other.to_string(),
    };
    let at = if at.is_empty() { "the output" } else { at };
    format!("{at} has no `{wanted}`, but {there}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::find;

    #[test]
    fn keys_indices_and_stars_are_followed() {
        let value = json!({"patients": [{"r2": 0.5}, {"r2": 0.75}], "sum": {"loss": 2}});
        let at = |path: &str| {
            find(&value, path).map(|found| {
                found
                    .into_iter()
                    .map(|(at, inner)| format!("{at}={inner}"))
                    .collect::<Vec<_>>()
            })
        };
        assert_eq!(at("sum.loss").unwrap(), ["sum.loss=2"]);
        assert_eq!(at("patients[1].r2").unwrap(), ["patients[1].r2=0.75"]);
        assert_eq!(
            at("patients[*].r2").unwrap(),
            ["patients[0].r2=0.5", "patients[1].r2=0.75"]
        );
        assert_eq!(
            at("patients[2]").unwrap_err(),
            "patients has no `[2]`, but a list of 2"
        );
        assert_eq!(
            at("sum.los").unwrap_err(),
            "sum has no `los`, but keys loss"
        );
        assert_eq!(
            at("sum..loss").unwrap_err(),
            "`sum..loss` is not a path such as `patients[*].r2`"
        );
        assert_eq!(
            find(&json!({"patients": []}), "patients[*].r2").unwrap_err(),
            "`patients[*].r2` names nothing: the list is empty"
        );
    }
}
