//! Output folders: never over another one, complete with a manifest, continued after an interruption.

use std::time::{Duration, Instant};

use crate::cohort::{bench, table};
use crate::program::Bench;

/// Commands that write a folder `out`.
const WRITERS: [&str; 4] = [
    "simulate model.toml --patients 20 --seed 3 --out out",
    "fit model.toml --data psa.csv --method map --starts 3 --out out",
    "fit model.toml --data psa.csv --ess 50 --starts 3 --out out",
    "forecast model.toml --data psa.csv --method map --starts 3 --out out",
];

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

#[test]
fn a_folder_with_files_is_refused_and_left_as_it_is_without_force() {
    for line in WRITERS {
        let bench = bench(2);
        bench.write("out/mine.txt", "mine");
        bench.run(&words(line)).stopped(
            2,
            "error[C0004]: folder out already holds files
  help: give another name after --out, or --force to replace it
",
        );
        assert_eq!(
            bench.content("out"),
            [("mine.txt".to_owned(), b"mine".to_vec())]
        );
        bench.run(&words(&format!("{line} --force"))).done();
        assert!(!bench.at("out/mine.txt").exists() && bench.at("out/manifest.json").exists());
    }
}

#[test]
fn a_complete_folder_is_not_overwritten_by_the_same_command() {
    let bench = bench(2);
    bench.run(&words(WRITERS[0])).done();
    let before = bench.content("out");
    assert_eq!(bench.run(&words(WRITERS[0])).code, Some(2));
    assert_eq!(bench.content("out"), before);
}

#[test]
fn a_file_in_the_place_of_the_folder_is_refused() {
    for line in WRITERS {
        let bench = bench(2);
        bench.write("out", "mine").run(&words(line)).stopped(
            2,
            "error[C0001]: out is a file, a folder is to be written
  help: give another name after --out
",
        );
        assert_eq!(bench.text("out"), "mine");
    }
}

/// The input is read before anything is written.
#[test]
fn a_refused_input_leaves_no_folder() {
    let bench = Bench::new();
    bench
        .write("model.toml", crate::cohort::MODEL)
        .write("psa.csv", "patient,day\n");
    for line in WRITERS.into_iter().skip(1) {
        assert_eq!(bench.run(&words(line)).code, Some(2), "{line}");
        assert!(!bench.at("out").exists(), "{line}");
    }
    assert_eq!(
        bench
            .run(&words("simulate model.toml --regimen none --out out"))
            .code,
        Some(2)
    );
    assert!(!bench.at("out").exists());
}

/// A run that fails is not a refusal: exit code 1, and no complete folder.
#[test]
fn a_forecast_in_which_nothing_could_be_scored_fails() {
    let bench = Bench::new();
    bench.write("model.toml", crate::cohort::MODEL).write(
        "psa.csv",
        "patient,day,psa,on\nP1,0,9,1\nP1,28,7,1\nP1,56,6,1\n",
    );
    let run = bench.run(&words(
        "forecast model.toml --data psa.csv --method map --out out",
    ));
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    assert!(
        run.err
            .starts_with("error: nothing could be scored (P1: 1 reading"),
        "{}",
        run.err
    );
    assert!(!bench.at("out/manifest.json").exists());
}

#[test]
fn the_manifest_names_every_file_with_its_hash() {
    for line in WRITERS {
        let bench = bench(2);
        bench.run(&words(line)).done();
        let manifest: serde_json::Value =
            serde_json::from_str(&bench.text("out/manifest.json")).unwrap();
        let outputs = manifest["outputs"].as_array().unwrap();
        let mut files = bench.content("out");
        files.retain(|(name, _)| name != "manifest.json");
        assert_eq!(outputs.len(), files.len(), "{line}");
        for (output, (name, bytes)) in outputs.iter().zip(&files) {
            assert_eq!(output["path"], name.as_str());
            assert_eq!(
                output["sha256"],
                forestall_base::sha256_hex(bytes),
                "{name}"
            );
        }
        let model = &manifest["inputs"][0];
        assert_eq!(
            (&model["path"], &model["sha256"]),
            (
                &"model.toml".into(),
                &forestall_base::sha256_hex(crate::cohort::MODEL.as_bytes()).into()
            )
        );
        if line.contains("--data") {
            assert_eq!(manifest["inputs"][1]["path"], "psa.csv");
            assert_eq!(
                manifest["inputs"][1]["sha256"],
                forestall_base::sha256_hex(table(2).as_bytes())
            );
        }
        assert!(manifest["seed"].is_u64() && manifest["version"] == env!("CARGO_PKG_VERSION"));
    }
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
