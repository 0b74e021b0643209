//! Lists the files of `catalogue/`, so that they become part of the program.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut paths: Vec<_> = std::fs::read_dir(&folder)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "toml"));
    paths.sort();
    let mut text =
        String::from("/// Names and texts of the files.\nconst FILES: &[(&str, &str)] = &[\n");
    for path in paths {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let path = path.canonicalize()?;
        println!("cargo::rerun-if-changed={}", path.display());
        // `{:?}` quotes as Rust does.
        let path = path.display().to_string();
        writeln!(text, "    ({name:?}, include_str!({path:?})),")?;
    }
    text.push_str("];\n");
    std::fs::write(
        Path::new(&std::env::var("OUT_DIR")?).join("catalogue_files.rs"),
        text,
    )?;
    Ok(())
}
