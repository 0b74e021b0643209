//! Output folders: never over another one, complete with a manifest, continued after an interruption.

use crate::cohort::{prepared, table};
use crate::program::Bench;

/// Commands that write a folder `out`.
const WRITERS: [&str; 5] = [
    "simulate model.toml --patients 20 --seed 3 --out out",
    "fit model.toml --data psa.csv --method map --starts 3 --out out",
    "fit model.toml --data psa.csv --ess 50 --starts 3 --out out",
    "forecast model.toml --data psa.csv --method map --starts 3 --out out",
    "plan --fit fit --no-tune --out out",
];

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

#[test]
fn a_folder_with_files_is_refused_and_left_as_it_is_without_force() {
    for line in WRITERS {
        let bench = prepared(2, line);
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
    let bench = prepared(2, WRITERS[0]);
    bench.run(&words(WRITERS[0])).done();
    let before = bench.content("out");
    assert_eq!(bench.run(&words(WRITERS[0])).code, Some(2));
    assert_eq!(bench.content("out"), before);
}

#[test]
fn a_file_in_the_place_of_the_folder_is_refused() {
    for line in WRITERS {
        let bench = prepared(2, line);
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
        let bench = prepared(2, line);
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
        if line.contains("--fit") {
            assert_eq!(manifest["inputs"][1]["path"], "fit/fit.json");
        }
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
