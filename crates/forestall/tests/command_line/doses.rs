//! `--doses`: patients under recorded doses.

use serde_json::Value;

use crate::program::{Bench, Run};

const MODEL: &str = r#"
[model]
name = "doses"
time = "day"

[parameter]
kill = { value = 0.08, unit = "1/day", bounds = [0, 1] }
level = { value = 2, unit = "mg/day", bounds = [0, 10] }
V = { value = 40, unit = "L" }
CL = { value = 60, unit = "L/day" }
ka = { value = 20, unit = "1/day" }
EC50 = { value = 10, unit = "mg/L" }
birth = { value = 0.03, unit = "1/day" }
dripped = { value = 0.001, unit = "1/mg" }

[pk.blood]
drug = "tablet"
volume = "V"
clearance = "CL"
absorption = "ka"

[population.tumour]
initial = 1
birth = "birth"
death = "kill * blood / (EC50 + blood) + dripped * dose(drip)"

[drug.tablet]
exposure = "amount"
unit = "mg"

[drug.drip]
exposure = "amount"
unit = "mg/day"

[regimen.first]
tablet = [{ amount = 300, every = "12 hour", times = 28 }, { amount = 150, first = "20 day", every = "1 day", times = 100 }]

[regimen.second]
drip = [{ from = "3 day", to = "5 day", amount = "level" }, { from = "10 day", to = "12 day", amount = "level" }]

[stop.progression]
when = "tumour >= 1.2"
check = "continuous"

[solver]
until = "120 day"
"#;

const TABLE: &str = "id,time,amt,rate,ii,addl,evid,cmt,kill,DV\n\
    a,0,300,0,0.5,27,1,1,0.08,.\n\
    a,7,.,.,.,.,0,1,0.08,0.97\n\
    a,20,150,0,1,99,1,1,0.08,.\n\
    b,3,4,2,7,1,1,2,0.02,.\n";

fn bench() -> Bench {
    let bench = Bench::new();
    bench.write("model.toml", MODEL);
    bench.write("doses.csv", TABLE);
    bench
}

fn run(bench: &Bench, line: &str) -> Run {
    bench.run(&line.split(' ').collect::<Vec<_>>())
}

fn progression(bench: &Bench, line: &str, regimen: &str) -> Value {
    let told = run(bench, &format!("{line} --json")).json();
    assert_eq!(
        (&told["patients"], &told["failures"]),
        (&1.into(), &0.into())
    );
    told["outcomes"][regimen]["progression"]["median"].clone()
}

/// Oracle: regimens that say the same. Each patient ends as under the regimen with the patient's doses, to the last bit.
#[test]
fn patients_fare_as_under_regimens_with_the_same_doses() {
    let bench = bench();
    for (patient, regimen, set) in [("a", "first", "kill=0.08"), ("b", "second", "kill=0.02")] {
        let own = TABLE.lines().enumerate();
        let own = own.filter(|(row, line)| *row == 0 || line.starts_with(patient));
        let lines: Vec<&str> = own.map(|(_, line)| line).collect();
        bench.write("own.csv", lines.join("\n"));
        let doses =
            "simulate model.toml --doses own.csv --compartment 1=tablet --compartment 2=drip";
        let recorded = progression(&bench, doses, "recorded doses");
        let line = format!("simulate model.toml --regimen {regimen} --set {set}");
        assert_eq!(recorded, progression(&bench, &line, regimen), "{patient}");
        assert!(
            recorded.as_f64().is_some_and(|t| t > 1.0 && t < 120.0),
            "{recorded}"
        );
    }
}

#[test]
fn all_patients_go_into_one_run_with_the_table_as_an_input() {
    let bench = bench();
    let line = "simulate model.toml --doses doses.csv --compartment 1=tablet --compartment 2=drip --out out";
    let said = run(&bench, line).done();
    let told = "2 patients of doses.csv under 130 recorded doses; 1 row without a dose not used; columns not used: DV.\n";
    assert!(said.ends_with(told), "{said}");
    let manifest: Value = serde_json::from_str(&bench.text("out/manifest.json")).unwrap();
    assert_eq!(manifest["inputs"][1]["path"], "doses.csv");
}

#[test]
fn what_cannot_be_given_is_refused_with_what_to_say() {
    let bench = bench();
    bench.write("bolus.csv", "ID,TIME,AMT,DRUG\n1,0,5,drip\n");
    bench.write("none.csv", "ID,TIME,AMT\n1,0,5\n");
    bench.write("dated.csv", "ID,TIME,AMT\n1,2021-10-20,5\n");
    for (line, part) in [
        ("--doses doses.csv", "doses.csv:2: which drug is \"1\"?"),
        (
            "--doses doses.csv --compartment 1=tab",
            "there is no drug \"tab\"",
        ),
        ("--doses doses.csv --compartment 1", "names no drug"),
        ("--doses none.csv", "none.csv:2: which drug is given here?"),
        ("--doses bolus.csv", "a single dose of drip"),
        ("--doses nowhere.csv", "cannot be read"),
        ("--doses dated.csv", "dated.csv:2:3"),
        ("--doses doses.csv --patients 4", "--patients"),
    ] {
        let run = run(&bench, &format!("simulate model.toml {line}"));
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{line}");
        assert!(run.err.contains(part), "{line}: {}", run.err);
    }
}
