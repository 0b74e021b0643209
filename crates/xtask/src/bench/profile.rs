//! The catalogue matched with large mutation tables: against Python, and how much memory the command takes.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{json, spread};
use crate::workspace::Workspace;

/// How often the two programs are run in turn.
const ROUNDS: usize = 15;
/// What the rival is asked for, and how it reads.
const RIVALS: [(&str, &str); 2] = [("match", "csv.DictReader"), ("tuned", "csv.reader")];
/// Rows of the table that both read.
const ROWS: &str = "rows=100000";
/// Rows of the table that only the command reads.
const MANY: &str = "rows=1000000";

/// Runs both programs on one table of 100,000 rows in turn, compares what they found, and prints the median of the ratios with its range;
/// then reads a million rows with `forestall profile` and prints the most memory it held.
///
/// # Errors
/// The public data or Python are missing, a program fails, or the two find different things.
pub fn run(workspace: &Workspace) -> Result<bool, String> {
    if workspace.data().is_none() {
        return Err("the tables are drawn from public data, which are not here".to_owned());
    }
    let folder = workspace.scratch("peers")?.join("profile");
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let at = |name: &str| folder.join(name).display().to_string();
    let ours = |words: &[String]| {
        let bench = ["bench", "--quiet", "--package", "forestall"];
        let mut command = workspace.cargo(&bench);
        command.args(["--bench", "profile", "--"]).args(words);
        command
    };
    let script = workspace.root().join("benches/peers/peer_profile.py");
    let rival = |words: &[String]| {
        let mut command = Command::new("python3");
        command.arg(&script).args(words);
        command
    };
    let (table, parts) = (at("small.maf"), at("parts.tsv"));
    let (found, theirs) = (at("hits.tsv"), at("peer-hits.tsv"));
    let make = [
        format!("table={table}"),
        ROWS.into(),
        format!("catalogue={parts}"),
        "write".into(),
    ];
    json(ours(&make))?;
    let own_words = [
        format!("table={table}"),
        format!("hits={found}"),
        "--json".into(),
    ];
    let rival_words = |task: &str| [task.into(), table.clone(), parts.clone(), theirs.clone()];
    let (mut milliseconds, mut ratios) = (Vec::new(), [Vec::new(), Vec::new()]);
    let mut hits = 0;
    for _ in 0..ROUNDS {
        let own = time(&json(ours(&own_words))?)?;
        milliseconds.push(1e3 * own);
        for (task, ratios) in RIVALS.iter().zip(&mut ratios) {
            let python = time(&json(rival(&rival_words(task.0)))?)?;
            hits = same(Path::new(&found), Path::new(&theirs))?;
            ratios.push(python / own);
        }
    }
    println!(
        "both found the same {hits} pairs of sample and mechanism, by the same rung, among those that Python matches (forestall matched the \
         whole catalogue)\nread and matched, milliseconds of processor time: {}",
        spread(milliseconds.into_iter())
    );
    for ((_, name), ratios) in RIVALS.iter().zip(ratios) {
        let ratio = spread(ratios.into_iter());
        println!("Python ({name}) to forestall: {ratio} over {ROUNDS} rounds");
    }
    let table = at("large.maf");
    let make = [format!("table={table}"), MANY.into(), "write".into()];
    json(ours(&make))?;
    let binary = workspace.binary()?.display().to_string();
    for output in [None, Some("--json")] {
        let mut words = vec!["memory".into(), binary.clone(), "profile".into()];
        words.push(table.clone());
        words.extend(output.map(str::to_owned));
        let told = json(rival(&words))?;
        println!(
            "a million rows through `forestall profile {}`: {:.0} MiB at most, {:.2} s of processor time",
            output.unwrap_or_default(),
            told["mib"].as_f64().unwrap_or(f64::NAN),
            told["cpu_s"].as_f64().unwrap_or(f64::NAN)
        );
    }
    Ok(true)
}

fn time(result: &Value) -> Result<f64, String> {
    let time = result["read_and_match_s"].as_f64();
    time.ok_or_else(|| format!("no `read_and_match_s` in {result}"))
}

/// The number of lines of two files that must be the same.
fn same(one: &Path, other: &Path) -> Result<usize, String> {
    let read = |path: &Path| {
        std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let (one, other) = (read(one)?, read(other)?);
    let alone = |a: &str, b: &str| {
        let known: std::collections::BTreeSet<&str> = b.lines().collect();
        let own = a.lines().filter(|line| !known.contains(line));
        own.take(5).collect::<Vec<_>>().join("; ")
    };
    if one == other {
        Ok(one.lines().count())
    } else {
        Err(format!(
            "the two found different things; only forestall: {}; only Python: {}",
            alone(&one, &other),
            alone(&other, &one)
        ))
    }
}
