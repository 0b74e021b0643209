//! The models of the library, as files.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use forestall_model::{Core, Source, load};

/// Name and core of each model, in the order of names.
pub fn models() -> Vec<(String, Core)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|own| own == "toml"))
        .collect();
    files.sort();
    let read = |path: &Path| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let source = Source::new(name.as_str(), fs::read_to_string(path).unwrap());
        let core = load(&source, None).unwrap().core;
        (name, core)
    };
    files.iter().map(|path| read(path)).collect()
}
