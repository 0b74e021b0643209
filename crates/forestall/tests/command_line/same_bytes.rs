//! The same seed gives the same bytes on any number of threads; another seed gives other draws.

use crate::cohort::prepared;
use crate::program::Bench;

/// Commands whose output must not depend on the number of threads.
const ENSEMBLES: [&str; 11] = [
    "simulate model.toml --patients 600 --seed 5 --noise --out out",
    "fit model.toml --data psa.csv --method map --starts 5 --out out",
    "fit model.toml --data psa.csv --ess 100 --starts 5 --out out",
    "forecast model.toml --data psa.csv --ess 100 --starts 5 --out out",
    "plan --fit fit --draws 30 --out out",
    "plan --fit fit --draws 30 --noise --visits 30 --out out",
    "plan model.toml --draws 30 --out out",
    "report fit forecast plan --out out/page.html",
    "analyse sensitivity model.toml --method sobol --samples 40 --out out",
    "analyse population model.toml --patients 300 --out out",
    "demo --patients 2 --out out",
];

fn written(line: &str, more: &str) -> (Bench, Vec<(String, Vec<u8>)>) {
    let bench = prepared(3, line);
    let line = format!("{line}{more}");
    bench.run(&line.split(' ').collect::<Vec<_>>()).done();
    let content = bench.content("out");
    (bench, content)
}

#[test]
fn one_thread_and_two_give_the_same_bytes_in_every_file() {
    for line in ENSEMBLES {
        let (_, one) = written(line, " --threads 1");
        let (_, two) = written(line, " --threads 2");
        assert!(one.len() >= 3, "{line}");
        assert_eq!(one.len(), two.len());
        for ((name, a), (_, b)) in one.iter().zip(&two) {
            assert!(a == b, "{line}: {name} differs");
        }
    }
}

/// Whether a file differs between a run with the default seed and one with more arguments.
fn differs(line: &str, file: &str, more: &str) -> bool {
    let (a, b) = (written(line, "").0, written(line, more).0);
    std::fs::read(a.at(file)).unwrap() != std::fs::read(b.at(file)).unwrap()
}

#[test]
fn another_seed_gives_other_virtual_patients() {
    let line = "simulate model.toml --patients 50 --out out";
    assert!(differs(line, "out/outcomes.parquet", " --seed 2"));
    assert!(!differs(line, "out/outcomes.parquet", " --seed 1"));
}

#[test]
fn another_seed_gives_other_draws() {
    let line = "fit model.toml --data psa.csv --ess 50 --starts 3 --out out";
    assert!(differs(line, "out/draws.parquet", " --seed 2"));
    assert!(!differs(line, "out/draws.parquet", " --seed 1"));
}

#[test]
fn one_patient_fitted_alone_is_fitted_as_among_others() {
    let (_, all) = written(
        "fit model.toml --data psa.csv --ess 50 --starts 3 --out out",
        "",
    );
    let (_, alone) = written(
        "fit model.toml --data psa.csv --ess 50 --starts 3 --patients P2 --out out",
        "",
    );
    let of = |files: &[(String, Vec<u8>)]| -> serde_json::Value {
        let json = &files.iter().find(|(name, _)| name == "fit.json").unwrap().1;
        let value: serde_json::Value = serde_json::from_slice(json).unwrap();
        let patients = value["patients"].as_array().unwrap();
        patients
            .iter()
            .find(|p| p["patient"] == "P2")
            .unwrap()
            .clone()
    };
    assert_eq!(of(&all), of(&alone));
}
