//! A small model and a small made-up table, and what can be done to them.

use std::fmt::Write;

use crate::program::Bench;

/// Two populations, one drug, two regimens, virtual patients, data and fit.
pub const MODEL: &str = include_str!("competition.toml");

/// A made-up table of `patients` patients with ten readings each, as the model's `[data]` section names the columns.
pub fn table(patients: usize) -> String {
    let mut text = String::from("patient,day,psa,on\n");
    for patient in 0..patients {
        for visit in 0..10 {
            let day = 28 * visit;
            let fall = (-0.015 * f64::from(day)).exp();
            let rise = 0.02 * (0.009 * f64::from(day)).exp();
            let wobble = 1.0 + 0.04 * f64::from((7 * visit + 3) % 5 - 2);
            let psa =
                (10.0 + patient as f64) * (fall + rise * (1.0 + 0.3 * patient as f64)) * wobble;
            writeln!(text, "P{},{day},{psa:.3},1", patient + 1).unwrap();
        }
    }
    text
}

/// A folder with `model.toml` and a table `psa.csv` of that many patients.
pub fn bench(patients: usize) -> Bench {
    let bench = Bench::new();
    bench
        .write("model.toml", MODEL)
        .write("psa.csv", table(patients));
    bench
}

/// The same, with what the command needs: a folder `fit` with posteriors, and `forecast` and `plan` for a report.
pub fn prepared(patients: usize, line: &str) -> Bench {
    let bench = bench(patients);
    let run = |line: &str| bench.run(&line.split(' ').collect::<Vec<_>>()).done();
    if line.contains("fit fit") || line.starts_with("report") {
        run("fit model.toml --data psa.csv --ess 50 --starts 3 --out fit");
    }
    if line.contains(" forecast") {
        run("forecast model.toml --data psa.csv --method map --starts 3 --out forecast");
    }
    if line.contains(" plan") {
        run("plan --fit fit --no-tune --draws 20 --out plan");
    }
    bench
}

/// The model without the sections whose headers begin with one of these.
pub fn without(sections: &[&str]) -> String {
    let mut kept = true;
    let mut text = String::new();
    for line in MODEL.lines() {
        if line.starts_with('[') {
            kept = !sections.iter().any(|section| line.starts_with(section));
        }
        if kept {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}
