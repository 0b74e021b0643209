//! Exit codes, standard output and standard error of every command.

use std::fs::File;
use std::io::Read;
use std::process::Stdio;

use crate::cohort::{bench, prepared};
use crate::program::{Bench, finish};

/// Successful runs of every command on `model.toml`, `psa.csv` and a folder `fit`; those that take `--json` print one object with it.
const RUNS: [&str; 12] = [
    "check model.toml",
    "expand model.toml",
    "schema",
    "models --json",
    "verify model.toml --json",
    "simulate model.toml --json",
    "fit model.toml --data psa.csv --method map --starts 3 --json",
    "forecast model.toml --data psa.csv --method map --starts 3 --json",
    "plan --fit fit --no-tune --draws 10 --json",
    "report fit --out page.html --force --json",
    "demo --patients 1 --out demo --force --json",
    "data list --json",
];

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

/// The commands that `--help` of a command lists.
fn listed(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| {
            let rest = line.strip_prefix("  ")?;
            rest.split(' ')
                .next()
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
        });
    names.filter(|name| name != "help").collect()
}

#[test]
fn success_is_zero_with_data_on_standard_output_and_nothing_on_standard_error() {
    let bench = prepared(2, "plan --fit fit");
    for line in RUNS {
        let run = bench.run(&words(line));
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{line}");
        assert!(run.out.ends_with('\n'), "{line}");
        if line.ends_with("--json") || line == "schema" {
            let value: serde_json::Value = serde_json::from_str(&run.out).unwrap();
            assert!(value.is_object(), "{line}");
        }
    }
}

#[test]
fn without_json_there_is_a_short_table() {
    let bench = prepared(2, "plan --fit fit");
    for line in RUNS
        .into_iter()
        .filter_map(|line| line.strip_suffix(" --json"))
    {
        let run = bench.run(&words(line));
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{line}");
        assert!(
            !run.out.starts_with('{') && run.out.lines().count() >= 2,
            "{line}: {}",
            run.out
        );
    }
}

#[test]
fn a_failed_check_is_one_with_the_numbers_on_standard_output() {
    let bench = Bench::new();
    bench.write(
        "model.toml",
        crate::cohort::MODEL.replace("equals = 259", "equals = 4"),
    );
    let run = bench.run(&["verify", "model.toml", "--json"]);
    assert_eq!(
        (run.code, run.err.as_str()),
        (Some(1), "error: 1 of 1 checks failed\n")
    );
    let said: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(
        (&said["models"], &said["checks"], &said["passed"]),
        (&1.into(), &1.into(), &0.into())
    );
    let failed = &said["failed"][0];
    assert_eq!(
        (&failed["got"], &failed["expected"]),
        (&259.0.into(), &4.0.into())
    );
    for key in ["model", "check", "tolerance"] {
        assert!(failed.get(key).is_some(), "{failed}");
    }
}

#[test]
fn json_has_the_keys_that_others_rely_on() {
    let bench = bench(2);
    let has = |value: &serde_json::Value, keys: &[&str]| {
        for key in keys {
            assert!(value.get(*key).is_some(), "{key}: {value}");
        }
    };
    let said = bench.run(&words("verify model.toml --json")).json();
    has(&said, &["models", "checks", "passed", "failed"]);
    let said = bench
        .run(&words(
            "simulate model.toml --engine ode --regimen at50 --patients 5 --seed 3 --json",
        ))
        .json();
    has(&said, &["outcomes", "events", "wall_s", "cpu_s"]);
    has(
        &said["outcomes"]["at50"]["progression"],
        &["median", "q05", "q95", "probability"],
    );
    let said = bench
        .run(&words(
            "fit model.toml --data psa.csv --method map --starts 3 --json",
        ))
        .json();
    has(&said, &["patients", "objective", "wall_s"]);
    has(
        &said["patients"][1],
        &["patient", "parameters", "loss", "r2", "rhat_max", "ess_min"],
    );
    let said = bench
        .run(&words(
            "forecast model.toml --data psa.csv --method map --starts 3 --json",
        ))
        .json();
    has(&said, &["mae", "mae_locf", "coverage_90", "records"]);
}

#[test]
fn every_command_has_help_with_examples() {
    let bench = Bench::new();
    let help = bench.run(&["--help"]).done();
    assert!(help.contains("\nExamples:\n"), "{help}");
    let commands = listed(&help);
    assert!(commands.len() >= 9, "{commands:?}");
    for command in commands {
        let help = bench.run(&[command.as_str(), "--help"]).done();
        assert!(
            help.contains(&format!("\nExamples:\n  forestall {command}")),
            "{command}: {help}"
        );
        for below in listed(&help) {
            let help = bench
                .run(&[command.as_str(), below.as_str(), "--help"])
                .done();
            assert!(
                help.contains(&format!("\nExamples:\n  forestall {command} {below}")),
                "{help}"
            );
        }
    }
}

#[test]
fn data_get_says_that_it_opens_a_connection() {
    let help = Bench::new()
        .run(&["data", "--help"])
        .done()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(
        help.contains("The only command that opens a connection"),
        "{help}"
    );
}

#[test]
fn a_reader_that_goes_away_is_success() {
    let bench = prepared(1, "plan --fit fit");
    for line in RUNS
        .into_iter()
        .chain(["--help", "models", "data list", "simulate model.toml"])
    {
        let mut command = bench.command(&words(line));
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut err = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut err)
            .unwrap();
        assert_eq!(
            (child.wait().unwrap().code(), err.as_str()),
            (Some(0), ""),
            "{line}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_a_failed_run() {
    let bench = bench(1);
    for line in [
        "check model.toml",
        "schema",
        "data list",
        "simulate model.toml --json",
    ] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let run = finish(
            bench
                .command(&words(line))
                .stdout(full)
                .stderr(Stdio::piped()),
        );
        assert_eq!(
            (run.code, run.err.as_str()),
            (Some(1), "error: No space left on device (os error 28)\n"),
            "{line}"
        );
    }
}

#[test]
fn check_loads_every_variant_and_one_alone_if_named() {
    let bench = bench(1);
    let right = "\n[variant.strong]\nparameter.kill.value = 3\n";
    let wrong = "\n[variant.wrong]\npopulation.S.birth = \"rr\"\n";
    bench.write("right.toml", format!("{}{right}", crate::cohort::MODEL));
    let said = bench.run(&["check", "right.toml"]).done();
    assert!(said.ends_with(", 1 variant)\n"), "{said}");
    bench.write(
        "wrong.toml",
        format!("{}{right}{wrong}", crate::cohort::MODEL),
    );
    let said = bench
        .run(&["check", "wrong.toml", "--variant", "strong"])
        .done();
    assert!(said.contains("is a valid model ("), "{said}");
    let refused = bench.run(&["check", "wrong.toml"]);
    assert_eq!(refused.code, Some(2));
    assert!(
        refused
            .err
            .starts_with("error[M0201]: variant \"wrong\": unknown name \"rr\""),
        "{}",
        refused.err
    );
}

#[test]
fn expand_shows_the_core_with_its_equations_and_the_variant_changes_it() {
    let bench = bench(1);
    let core = bench.run(&["expand", "model.toml"]).done();
    let line = "S' = r * (1 - (S + R)) * (1 - kill * dose(D)) * S";
    assert!(core.lines().any(|l| l == line), "{core}");
    let variant = "[variant.strong]\nparameter.kill.value = 3\n";
    bench.write("two.toml", format!("{}\n{variant}", crate::cohort::MODEL));
    let strong = bench
        .run(&["expand", "two.toml", "--variant", "strong"])
        .done();
    let new = |line: &&str| !line.starts_with("variants: ") && !core.lines().any(|c| c == *line);
    let changed: Vec<&str> = strong.lines().filter(new).collect();
    assert!(
        changed.len() == 1 && changed[0].starts_with("parameter kill = 3 "),
        "{changed:?}"
    );
}

#[test]
fn without_a_command_there_is_help_and_exit_code_2() {
    for arguments in [vec![], vec!["data"]] {
        let run = Bench::new().run::<&str>(&arguments);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
        assert!(
            run.err.contains("\nUsage: forestall") && run.err.contains("\nExamples:\n"),
            "{}",
            run.err
        );
    }
}

/// A refusal that nobody reads is a refusal still: standard error is a pipe without a reader.
#[test]
fn a_refusal_keeps_its_exit_code_where_nobody_reads_it() {
    let bench = Bench::new();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = bench.command(&words("check absent.toml"));
    assert_eq!(command.stderr(writer).status().unwrap().code(), Some(2));
}
