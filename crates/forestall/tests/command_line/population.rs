//! `--population`: virtual patients from a table.

use serde_json::Value;

use crate::cohort::bench;
use crate::program::Bench;

const TABLE: &str =
    "id,fR,age,n0\na,0.01,70,0.5\nb,0.05,50,0.5\nc,0.002,66,0.4\nd,0.1,80,0.8\ne,0.02,41,0.3\n";

fn json(bench: &Bench, line: &str) -> Value {
    let mut words: Vec<&str> = line.split(' ').collect();
    words.push("--json");
    bench.run(&words).json()
}

/// Rows are patients: each gives what `--set` with its numbers gives, the conditions choose among them, and the table is an input.
#[test]
fn rows_of_a_table_are_patients_and_conditions_choose_among_them() {
    let bench = bench(1);
    bench.write("patients.csv", TABLE);
    let simulate = "simulate model.toml --regimen at50";
    let median = |told: &Value| told["outcomes"]["at50"]["progression"]["median"].clone();
    for (id, set) in [
        ("a", "--set fR=0.01 --set n0=0.5"),
        ("d", "--set fR=0.1 --set n0=0.8"),
    ] {
        let row = json(
            &bench,
            &format!("{simulate} --population patients.csv --only id={id}"),
        );
        assert_eq!(row["patients"], 1);
        let own = json(&bench, &format!("{simulate} {set}"));
        assert_eq!(median(&row), median(&own), "{id}");
    }
    let all = format!("{simulate} --population patients.csv --only age>=66 --only n0<0.8");
    let told = json(&bench, &format!("{all} --out out"));
    assert_eq!(told["patients"], 2);
    let manifest: Value = serde_json::from_str(&bench.text("out/manifest.json")).unwrap();
    assert_eq!(manifest["inputs"][1]["path"], "patients.csv");
    let said = bench.run(&all.split(' ').collect::<Vec<_>>()).done();
    assert!(
        said.ends_with("2 patients of patients.csv with 2 parameters of their own; no parameters: id, age; --only left out 3 rows.\n"),
        "{said}"
    );
    let line = "analyse population model.toml --population patients.csv --of time(progression)";
    let told = json(&bench, line);
    assert_eq!(
        (&told["drawn"], &told["weighted"]),
        (&5.into(), &false.into())
    );
}
