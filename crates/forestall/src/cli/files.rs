//! Reading what the user names: model files and folders, with refusals that say what to do.

use std::path::{Path, PathBuf};

use forestall_base::{Diagnostic, Diagnostics, Severity};
use forestall_model::{Core, Source, load};

use super::failure::Failure;
use super::print;

/// The model library that ships inside the program: name and text of every file in `models/`, in the order of names.
pub(crate) const LIBRARY: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/library.rs"));

/// Reads a model file, or a library model by its name.
pub(crate) fn read_model(path: &Path) -> Result<Source, Failure> {
    let name = path.display().to_string();
    match std::fs::read(path) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(Source { name, text }),
            Err(e) => {
                let at = e.utf8_error().valid_up_to();
                let message = format!("{name} is not UTF-8 text (byte {at})");
                let help = "a model is a TOML text file; save it as UTF-8";
                Err(Diagnostic::error("C0002", message).help(help).into())
            }
        },
        Err(error) => {
            if let Some((key, text)) = LIBRARY.iter().find(|(key, _)| *key == name) {
                return Ok(Source {
                    name: format!("{key}.toml"),
                    text: (*text).to_owned(),
                });
            }
            let message = format!("model {name} cannot be read: {error}");
            let help = match library_name_near(&path.with_extension("")) {
                Some(near) => format!("did you mean the library model \"{near}\"?"),
                None => {
                    "give a model file, or the name of a library model (see `forestall models`)"
                        .to_owned()
                }
            };
            Err(Diagnostic::error("C0003", message).help(help).into())
        }
    }
}

/// The text of a library model.
pub(crate) fn library_model(name: &str) -> Result<&'static str, Failure> {
    if let Some((_, text)) = LIBRARY.iter().find(|(key, _)| *key == name) {
        return Ok(text);
    }
    let message = format!("the library has no model \"{name}\"");
    let help = match library_name_near(Path::new(name)) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "`forestall models` lists them".to_owned(),
    };
    Err(Diagnostic::error("C0003", message).help(help).into())
}

/// The library model that a path or a part of a name probably means.
fn library_name_near(typed: &Path) -> Option<&'static str> {
    let typed = typed.file_name()?.to_string_lossy();
    let names = || LIBRARY.iter().map(|(key, _)| *key);
    let mut parts = names().filter(|key| typed.len() > 2 && key.contains(typed.as_ref()));
    match (forestall_base::nearest(&typed, names()), parts.next()) {
        (Some(near), _) => Some(near),
        (None, Some(only)) if parts.next().is_none() => Some(only),
        _ => None,
    }
}

/// Reads and loads a model; warnings go to standard error.
pub(crate) fn load_model(path: &Path, variant: Option<&str>) -> Result<(Source, Core), Failure> {
    let source = read_model(path)?;
    let loaded = load(&source, variant).map_err(few)?;
    for warning in loaded
        .warnings
        .iter()
        .filter(|w| w.severity == Severity::Warning)
    {
        print::say(&format!("{warning}\n"));
    }
    Ok((source, loaded.core))
}

/// A text that is no TOML at all is refused in few words.
fn few(refused: Diagnostics) -> Diagnostics {
    let mut all = refused.0;
    if all.len() > 3 && all.iter().all(|one| one.code == "M0005") {
        all.truncate(1);
        all[0].help = Some(
            "a model is a TOML file; see `forestall models show NAME --toml` for one".to_owned(),
        );
    }
    Diagnostics(all)
}

/// Model files named by files and folders, in the order of their names.
pub(crate) fn model_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let entries = std::fs::read_dir(path)
                .map_err(|e| Failure::Run(format!("{}: {e}", path.display())))?;
            let mut own: Vec<PathBuf> = entries
                .filter_map(|e| e.ok().map(|e| e.path()))
                .filter(|p| p.extension().is_some_and(|e| e == "toml"))
                .collect();
            own.sort();
            if own.is_empty() {
                let message = format!("folder {} holds no .toml file", path.display());
                return Err(Failure::usage(
                    message,
                    "give model files or a folder that holds some",
                ));
            }
            files.extend(own);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

/// Folder with public data sets for checks: `--data`, else `FORESTALL_DATA`, else `data`, else `../shared/data`.
pub(crate) fn data_folder(given: Option<&Path>) -> Option<PathBuf> {
    if let Some(path) = given {
        return Some(path.to_owned());
    }
    let from_environment = std::env::var_os("FORESTALL_DATA").map(PathBuf::from);
    from_environment
        .into_iter()
        .chain(["data", "../shared/data"].map(PathBuf::from))
        .find(|p| p.is_dir())
}

/// Name and content of the table that an option names.
pub(crate) fn option_table(
    option: &str,
    path: &Path,
    help: &str,
) -> Result<(String, Vec<u8>), Failure> {
    let name = path.display().to_string();
    match std::fs::read(path) {
        Ok(bytes) => Ok((name, bytes)),
        Err(error) => {
            let message = format!("{option} {name} cannot be read: {error}");
            Err(Failure::usage(message, help))
        }
    }
}
