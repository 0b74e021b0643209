//! Pseudonyms instead of identifiers, and rows without consent.

use crate::cohort::{bench, table};
use crate::program::Bench;

fn run(bench: &Bench, more: &str) -> serde_json::Value {
    let line =
        format!("fit model.toml --data psa.csv --method map --starts 3 --out out --json{more}");
    bench.run(&line.split(' ').collect::<Vec<_>>()).json()
}

/// A table whose patients have names that occur nowhere else.
fn named() -> Bench {
    let bench = bench(2);
    bench.write(
        "psa.csv",
        table(2).replace("P1,", "Miller,").replace("P2,", "Jones,"),
    );
    bench.write("secret.key", "a secret of the hospital");
    bench
}

#[test]
fn no_file_and_no_stream_holds_an_identifier_with_pseudonyms() {
    let bench = named();
    let printed = run(&bench, " --pseudonymise secret.key").to_string();
    let mut files = bench.content("out");
    assert!(files.len() >= 5);
    files.push(("standard output".to_owned(), printed.into_bytes()));
    for (name, bytes) in &files {
        for patient in ["Miller", "Jones"] {
            let found = bytes
                .windows(patient.len())
                .any(|w| w == patient.as_bytes());
            assert!(!found, "{name} holds {patient}");
        }
    }
}

#[test]
fn pseudonyms_are_the_same_in_every_run_and_others_under_another_key() {
    let of = |key: &str| {
        let bench = named();
        bench.write("secret.key", key);
        let said = run(&bench, " --pseudonymise secret.key");
        said["patients"][0]["patient"].as_str().unwrap().to_owned()
    };
    assert_eq!(of("one key"), of("one key"));
    assert_ne!(of("one key"), of("another key"));
}

#[test]
fn patients_without_consent_are_left_out_and_named_as_such() {
    let bench = bench(3);
    let mut lines = Vec::new();
    for line in table(3).lines() {
        let consent = match line {
            l if l.starts_with("patient") => "consent",
            l if l.starts_with("P2,") => "no",
            _ => "yes",
        };
        lines.push(format!("{line},{consent}\n"));
    }
    bench.write("psa.csv", lines.concat());
    let said = run(&bench, "");
    let patients: Vec<&str> = said["patients"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["patient"].as_str().unwrap())
        .collect();
    assert_eq!(patients, ["P1", "P3"]);
    assert_eq!(said["excluded"], serde_json::json!([["P2", "no consent"]]));
}
