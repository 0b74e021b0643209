//! How long the catalogue takes to load: every command that asks it pays this once.

use std::path::Path;

use forestall_estimate::profile::Catalogue;

fn main() {
    divan::main();
}

/// Names and texts of the files of `catalogue/`.
fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue");
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<(String, String)> = entries
        .filter(|entry| entry.path().extension().is_some_and(|kind| kind == "toml"))
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            Some((name, std::fs::read_to_string(entry.path()).ok()?))
        })
        .collect();
    files.sort();
    files
}

/// From the texts to mechanisms, drugs, diseases and genes.
#[divan::bench]
fn load(bencher: divan::Bencher<'_, '_>) {
    let files = files();
    let files: Vec<(&str, &str)> = (files.iter())
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    bencher.bench_local(|| Catalogue::read(divan::black_box(&files)).map(|c| c.mechanisms.len()));
}
