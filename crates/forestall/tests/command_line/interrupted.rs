//! Commands that are killed and run again: the same bytes as if nothing had happened.

use std::time::{Duration, Instant};

use crate::cohort::{bench, prepared};
use crate::program::Bench;

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

/// Starts a command, kills it once `ready` holds, and says whether it was still at work.
fn killed(bench: &Bench, line: &str, ready: impl Fn() -> bool) -> bool {
    let mut child = bench
        .command(&words(line))
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while !ready()
        && child.try_wait().unwrap().is_none()
        && begun.elapsed() < Duration::from_mins(1)
    {
        std::thread::sleep(Duration::from_millis(1));
    }
    let at_work = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    at_work
}

#[test]
fn a_fit_that_was_killed_is_continued_to_the_same_bytes() {
    let line = "fit model.toml --data psa.csv --ess 200 --starts 40 --threads 1 --out out";
    let (whole, bench) = (bench(12), bench(12));
    whole.run(&words(line)).done();
    let parts = |bench: &Bench| std::fs::read_dir(bench.at("out/parts")).map_or(0, Iterator::count);
    let mut kills = 0;
    for wanted in [1, 3, 5, 1, 3, 5, 1, 3, 5] {
        killed(&bench, line, || parts(&bench) >= wanted);
        if bench.at("out/manifest.json").exists() {
            // The run was over before it was killed.
            std::fs::remove_dir_all(bench.at("out")).unwrap();
        } else if bench.at("out/unfinished.json").exists() {
            kills += 1;
        }
        if kills == 3 {
            break;
        }
    }
    assert!(kills > 0 && bench.at("out/unfinished.json").exists());
    let other = line.replace("--threads 1", "--seed 2");
    bench.run(&words(&other)).stopped(
        2,
        "error[C0004]: folder out already holds an unfinished run of another command
  help: give another name after --out, or --force to replace it
",
    );
    bench.run(&words(line)).done();
    same(&bench, &whole);
}

#[test]
fn a_simulation_that_was_killed_is_run_again_to_the_same_bytes() {
    let line = "simulate model.toml --patients 300 --out out";
    let (whole, bench) = (bench(1), bench(1));
    whole.run(&words(line)).done();
    killed(&bench, line, || bench.at("out").exists());
    if !bench.at("out/manifest.json").exists() {
        bench.run(&words(line)).done();
    }
    same(&bench, &whole);
}

#[track_caller]
fn same(a: &Bench, b: &Bench) {
    let (a, b) = (a.content("out"), b.content("out"));
    let names =
        |files: &[(String, Vec<u8>)]| files.iter().map(|(n, _)| n.clone()).collect::<Vec<_>>();
    assert_eq!(names(&a), names(&b));
    for ((name, x), (_, y)) in a.iter().zip(&b) {
        assert!(x == y, "{name} differs");
    }
}

/// Parts of patients that are done, in the folder `out`.
fn parts(bench: &Bench) -> usize {
    std::fs::read_dir(bench.at("out/parts")).map_or(0, Iterator::count)
}

/// Kills the command when so many patients are done, until a kill has hit it at work; then finishes it.
#[track_caller]
fn continued(bench: &Bench, line: &str, ready: impl Fn(&Bench, usize) -> bool) {
    let mut hit = false;
    for wanted in [1, 2, 3, 1, 2, 3] {
        killed(bench, line, || ready(bench, wanted));
        hit = bench.at("out/unfinished.json").exists();
        if hit {
            break;
        }
        std::fs::remove_dir_all(bench.at("out")).unwrap();
    }
    assert!(hit, "{line} was always over before it was killed");
    bench.run(&words(line)).done();
}

#[test]
fn a_forecast_that_was_killed_is_continued_to_the_same_bytes() {
    let line = "forecast model.toml --data psa.csv --ess 200 --starts 40 --threads 1 --out out";
    let (whole, bench) = (bench(8), bench(8));
    whole.run(&words(line)).done();
    continued(&bench, line, |bench, wanted| parts(bench) >= wanted);
    same(&bench, &whole);
}

#[test]
fn a_plan_that_was_killed_is_continued_to_the_same_bytes() {
    let line = "plan --fit fit --visits 1 --threads 1 --out out";
    let (whole, bench) = (prepared(6, line), prepared(6, line));
    whole.run(&words(line)).done();
    continued(&bench, line, |bench, wanted| parts(bench) >= wanted);
    same(&bench, &whole);
}

/// Killed in the fit, in the forecast or before the plan, whichever is met: what is done is not done again.
#[test]
fn a_demo_that_was_killed_is_continued_to_the_same_bytes() {
    let line = "demo --patients 2 --out out";
    let (whole, bench) = (Bench::new(), Bench::new());
    whole.run(&words(line)).done();
    continued(&bench, line, |bench, wanted| {
        let folder = ["fit", "forecast", "plan"][wanted - 1];
        bench.at(&format!("out/{folder}/unfinished.json")).exists()
    });
    same(&bench, &whole);
}

/// A report is short: what a killed one leaves is put there by hand.
#[test]
fn a_report_that_was_interrupted_is_written_again() {
    let line = "report fit --out out/page.html";
    let (whole, bench) = (prepared(2, line), prepared(2, line));
    whole.run(&words(line)).done();
    bench.write("out/page-figures/unfinished.json", "");
    bench.write("out/page-figures/old.vl.json", "{}");
    bench.write("out/page-figures/.new.vl.json.77.partial", "{");
    bench.run(&words(line)).done();
    same(&bench, &whole);
}
