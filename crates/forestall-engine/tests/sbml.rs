//! The SBML semantic test suite at its own tolerances: every case is passed or refused by name, and the book's table counts them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "tests stop here"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use forestall_engine::{Job, Model, Settings, Simulation};
use forestall_model::program::Builder;
use forestall_model::sbml::{Imported, import};
use forestall_model::{Expr, Method, Source};

/// What became of a case.
enum Fate {
    Passed,
    Refused(String),
    Failed(String),
}

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The suite, unpacked; nothing where it is not there.
fn suite() -> Option<PathBuf> {
    let set = std::env::var_os("FORESTALL_DATA").map(PathBuf::from);
    let data = set.unwrap_or_else(|| root().join("../shared/data"));
    let archive = data.join("sbml-semantic.tar.gz");
    if !archive.is_file() {
        eprintln!("skipped: sbml-semantic.tar.gz is not in the data folder");
        return None;
    }
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sbml");
    fs::create_dir_all(&to).unwrap();
    let done = Command::new("tar")
        .arg("xzf")
        .arg(&archive)
        .arg("-C")
        .arg(&to)
        .status()
        .unwrap();
    assert!(done.success(), "tar cannot unpack the suite");
    Some(to.join("sbml-semantic"))
}

/// The settings of a case: key and value.
fn settings(text: &str) -> BTreeMap<String, String> {
    let pairs = text.lines().filter_map(|line| line.split_once(':'));
    pairs
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

fn words(text: Option<&String>) -> Vec<String> {
    let all = text.map_or("", String::as_str).split(',').map(str::trim);
    all.filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn number(text: &str) -> f64 {
    match text.trim().to_lowercase().as_str() {
        "inf" | "infinity" => f64::INFINITY,
        "-inf" | "-infinity" => f64::NEG_INFINITY,
        "nan" => f64::NAN,
        other => other.parse().unwrap_or(f64::NAN),
    }
}

/// What a column of the results means.
fn meaning(imported: &Imported, id: &str, asked: &BTreeMap<String, String>) -> Option<Expr> {
    let symbol = imported.symbols.iter().find(|own| own.id == id)?;
    let among = |key| words(asked.get(key)).iter().any(|own| own == id);
    if among("amount") && symbol.amount.is_some() {
        return symbol.amount.clone();
    }
    if among("concentration") && symbol.concentration.is_some() {
        return symbol.concentration.clone();
    }
    Some(symbol.value.clone())
}

/// A refusal in a few words: what is not supported.
fn reason(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    let what = first
        .split_once("not supported: ")
        .map_or(first, |(_, rest)| rest);
    what.split(" at line").next().unwrap_or(what).to_owned()
}

fn run(folder: &Path) -> Fate {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.sort();
    let of = |ending: &str| {
        files
            .iter()
            .find(|p| p.to_string_lossy().ends_with(ending))
            .map(|p| fs::read_to_string(p).unwrap())
    };
    let (Some(xml), Some(asked), Some(results)) =
        (of(".xml"), of("settings.txt"), of("results.csv"))
    else {
        return Fate::Failed("files are missing".to_owned());
    };
    let asked = settings(&asked);
    let imported = match import(&Source::new("model.xml", xml)) {
        Ok(imported) => imported,
        Err(errors) => {
            let text = errors.to_string();
            if text.contains("not supported: ") {
                return Fate::Refused(reason(&text));
            }
            return Fate::Failed(text);
        }
    };
    let mut lines = results.lines().filter(|line| !line.trim().is_empty());
    let header: Vec<&str> = lines
        .next()
        .unwrap()
        .split(',')
        .map(|name| name.trim().trim_matches('"'))
        .collect();
    let rows: Vec<Vec<f64>> = lines
        .map(|line| line.split(',').map(number).collect())
        .collect();
    let core = imported.loaded.core.clone();
    let mut builder = Builder::new(&core, 0, 0);
    for id in &header[1..] {
        let Some(expr) = meaning(&imported, id, &asked) else {
            return Fate::Failed(format!("no symbol {id}"));
        };
        builder.output(&expr);
    }
    let program = builder.finish();
    let model = match Model::new(core.clone()) {
        Ok(model) => model,
        Err(error) => return Fate::Failed(error.to_string()),
    };
    let model = model.with_method(Method::Adaptive {
        relative: 1e-9,
        absolute: 1e-14,
    });
    let times: Vec<f64> = rows.iter().map(|row| row[0]).collect();
    let settings = Settings {
        until: times.last().copied(),
        record: times.clone(),
        ..Settings::default()
    };
    let simulation = Simulation::new(&model, 0, settings).unwrap();
    let runs = simulation.run(&[Job::new(core.defaults())]).unwrap();
    let track = &runs[0].trajectory;
    if track.times.len() != times.len() {
        return Fate::Failed(format!(
            "ends at {} with {:?}",
            runs[0].end, runs[0].failure
        ));
    }
    let (relative, absolute) = (number(&asked["relative"]), number(&asked["absolute"]));
    let layout = program.layout;
    for (row, states) in rows.iter().zip(&track.states) {
        let mut inputs = vec![0.0; layout.inputs()];
        inputs[..states.len()].copy_from_slice(states);
        inputs[layout.parameter()..][..core.parameters.len()].copy_from_slice(&core.defaults());
        inputs[layout.time()] = row[0];
        let got = program.evaluate(&inputs);
        for ((id, &got), &wanted) in header[1..].iter().zip(&got).zip(&row[1..]) {
            let same = got == wanted || (got.is_nan() && wanted.is_nan());
            let near = (got - wanted).abs() <= absolute + relative * wanted.abs();
            if !(same || near) {
                return Fate::Failed(format!("{id} at {}: {got} instead of {wanted}", row[0]));
            }
        }
    }
    Fate::Passed
}

/// Oracle: the results of the suite, at its own tolerances.
#[test]
fn every_case_of_the_semantic_suite_is_passed_or_refused_by_name() {
    let Some(folder) = suite() else { return };
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    cases.retain(|p| p.is_dir());
    cases.sort();
    let (mut passed, mut refused, mut failed) = (0, BTreeMap::<String, usize>::new(), Vec::new());
    for case in &cases {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        match run(case) {
            Fate::Passed => passed += 1,
            Fate::Refused(why) => *refused.entry(why).or_default() += 1,
            Fate::Failed(why) => failed.push(format!("{name}: {why}")),
        }
    }
    let (rows, all) = (
        table(cases.len(), passed, &refused, failed.len()),
        failed.len(),
    );
    eprintln!("{rows}");
    let book = fs::read_to_string(root().join("book/src/sbml.md")).unwrap();
    assert!(failed.is_empty(), "{all} failed:\n{}", failed.join("\n"));
    assert!(
        book.contains(&rows),
        "the table in book/src/sbml.md should be\n{rows}"
    );
}

/// The table of the book.
fn table(tried: usize, passed: usize, refused: &BTreeMap<String, usize>, failed: usize) -> String {
    let mut text = "| cases | number |\n|---|---:|\n".to_owned();
    let mut row = |what: &str, number: usize| {
        text.push_str(&format!("| {what} | {number} |\n"));
    };
    row("tried", tried);
    row("passed", passed);
    row("refused", refused.values().sum());
    for (why, number) in refused {
        row(&format!("refused: {}", why.replace('<', "\\<")), *number);
    }
    row("failed", failed);
    text
}
