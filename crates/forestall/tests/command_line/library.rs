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
        let shown = bench.run(&["models", "show", &name]).done();
        assert_eq!(shown.trim_end(), text.trim_end(), "{name}");
        let by_name = bench.run(&["check", &name]).done();
        assert!(
            by_name.starts_with(&format!("{name}.toml: \"")),
            "{by_name}"
        );
    }
}
