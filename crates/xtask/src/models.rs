//! The model library reproduces what was published.

use std::process::Command;

use serde_json::Value;

use crate::tally::Tally;
use crate::workspace::Workspace;

/// Runs `forestall verify models --json` and counts its checks.
pub fn verify(workspace: &Workspace) -> Tally {
    let binary = match workspace.binary() {
        Ok(binary) => binary,
        Err(message) => return Tally::fail(message),
    };
    let mut command = Command::new(binary);
    command
        .current_dir(workspace.root())
        .args(["verify", "models", "--json"]);
    if let Some(data) = workspace.data() {
        command.env("FORESTALL_DATA", data);
    }
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => return Tally::fail(format!("cannot run forestall: {error}")),
    };
    let mut tally = match serde_json::from_slice::<Value>(&output.stdout) {
        Ok(summary) => tally(&summary),
        Err(error) => Tally::fail(format!(
            "`forestall verify models --json` did not print JSON: {error}"
        )),
    };
    if !output.status.success() && tally.failed.is_empty() {
        tally.add(Tally::fail(format!(
            "forestall verify ended with {}",
            output.status
        )));
    }
    if !tally.failed.is_empty() {
        print!("{}", String::from_utf8_lossy(&output.stderr));
    }
    tally
}

/// Counts and messages of the summary: `models`, `checks`, `passed`, `failed`, and `skipped` where data are missing.
fn tally(summary: &Value) -> Tally {
    let Some(passed) = summary["passed"].as_u64().filter(|passed| *passed > 0) else {
        return Tally::fail("`forestall verify models` passed no check at all");
    };
    let lines = |key: &str| -> Vec<String> {
        summary[key]
            .as_array()
            .map(|entries| entries.iter().map(line).collect())
            .unwrap_or_default()
    };
    let failed = match &summary["failed"] {
        Value::Array(_) => lines("failed"),
        other => vec![format!("`failed` is not a list but {other}")],
    };
    Tally {
        passed: passed as usize,
        failed,
        skipped: lines("skipped"),
    }
}

fn line(entry: &Value) -> String {
    let Some(fields) = entry.as_object() else {
        return entry.to_string();
    };
    let words: Vec<String> = fields
        .iter()
        .map(|(name, value)| {
            format!(
                "{name} {}",
                value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned)
            )
        })
        .collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::tally;

    #[test]
    fn a_failed_check_is_reported_with_its_numbers() {
        let summary = json!({"models": 1, "checks": 3, "passed": 2, "failed": [
            {"model": "a", "check": "ttp", "got": 452, "expected": 663, "tolerance": "exact"}]});
        let tally = tally(&summary);
        assert_eq!(tally.passed, 2);
        assert_eq!(
            tally.failed,
            ["check ttp, expected 663, got 452, model a, tolerance exact"]
        );
    }

    #[test]
    fn no_check_at_all_is_a_failure() {
        assert_eq!(
            tally(&json!({"models": 0, "checks": 0, "passed": 0, "failed": []}))
                .failed
                .len(),
            1
        );
        assert_eq!(
            tally(&json!({"passed": 3})).failed,
            ["`failed` is not a list but null"]
        );
    }
}
