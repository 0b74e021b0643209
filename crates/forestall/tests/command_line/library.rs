//! The model library inside the program is the folder `models/` of the repository.

use std::path::Path;

use crate::program::Bench;

/// Names and texts of the files in `models/`.
fn folder() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "toml"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn the_list_is_the_folder() {
    let bench = Bench::new();
    let said = bench.run(&["models", "--json"]).json();
    let names: Vec<&str> = said["models"]
        .as_array()
        .unwrap()
        .iter()
        .map(|model| model["name"].as_str().unwrap())
        .collect();
    let wanted = folder();
    assert_eq!(
        names,
        wanted.iter().map(|(name, _)| name).collect::<Vec<_>>()
    );
    assert_eq!(bench.run(&["models", "list", "--json"]).json(), said);
    let table = bench.run(&["models"]).done();
    assert!(
        wanted.iter().all(|(name, _)| table.contains(name)),
        "{table}"
    );
}

#[test]
fn show_prints_the_file_and_its_name_stands_for_it() {
    let bench = Bench::new();
    for (name, text) in folder() {
        let shown = bench.run(&["models", "show", &name, "--toml"]).done();
        assert_eq!(shown.trim_end(), text.trim_end(), "{name}");
        let by_name = bench.run(&["check", &name]).done();
        assert!(
            by_name.starts_with(&format!("{name}.toml: \"")),
            "{by_name}"
        );
    }
}

#[test]
fn a_model_is_explained_within_the_width_of_a_page() {
    let bench = Bench::new();
    for (name, _) in folder() {
        let said = bench.run(&["models", "show", &name]).done();
        assert!(said.starts_with(&format!("{name}: ")), "{said}");
        for word in [
            "mechanism ",
            "regimens ",
            "checks ",
            "go on",
            "--toml > mine.toml",
        ] {
            assert!(said.contains(word), "{name}: no `{word}`\n{said}");
        }
        let widest = said.lines().map(|line| line.chars().count()).max();
        assert!(
            widest.is_some_and(|columns| columns <= 120),
            "{name}: {widest:?}\n{said}"
        );
        let told = bench.run(&["models", "show", &name, "--json"]).json();
        assert_eq!(told["name"], name.as_str());
        assert!(
            told["checks"]["total"]
                .as_u64()
                .is_some_and(|count| count > 0),
            "{name}"
        );
    }
}

/// A part of a word is enough, in any case of letters; both conditions must hold.
#[test]
fn the_list_can_be_narrowed_by_mechanism_and_strategy() {
    let bench = Bench::new();
    let names = |line: &str| -> Vec<String> {
        let words: Vec<&str> = line.split(' ').chain(["--json"]).collect();
        let said = bench.run(&words).json();
        let models = said["models"].as_array().unwrap().iter();
        models
            .map(|model| model["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("models --mechanism caf"), ["kaznatcheev-2019-games"]);
    assert_eq!(
        names("models list --mechanism EPIGENETIC --strategy adaptive"),
        ["greene-2019-induced"]
    );
    assert_eq!(names("models").len(), folder().len());
    bench.run(&["models", "--strategy", "radiaton"]).stopped(
        2,
        "error[C0001]: --strategy \"radiaton\": the library is not sorted by such a word
  help: did you mean \"radiation\"?
",
    );
}
