//! Catalogue files of one's own.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use forestall::estimate::profile::{Catalogue, lint};
use forestall_base::{Diagnostic, Diagnostics};

use crate::cli::failure::Failure;

/// The catalogue of the program with files of one's own, if any; these must be sound.
pub(crate) fn catalogue(paths: &[PathBuf]) -> Result<Cow<'static, Catalogue>, Failure> {
    let built_in = Catalogue::embedded().map_err(|e| Failure::Run(e.to_string()))?;
    if paths.is_empty() {
        return Ok(Cow::Borrowed(built_in));
    }
    let files = read(paths)?;
    let merged = merged(built_in, &files)?;
    let found = of_files(lint(&merged, None, &[].into()), &files);
    if found.0.is_empty() {
        Ok(Cow::Owned(merged))
    } else {
        Err(found.into())
    }
}

/// The catalogue of the program with these files.
pub(super) fn merged(
    built_in: &Catalogue,
    files: &[(String, String)],
) -> Result<Catalogue, Failure> {
    let files: Vec<(&str, &str)> = (files.iter())
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    Ok(built_in.with(&files)?)
}

/// What was found in these files.
pub(super) fn of_files(found: Diagnostics, files: &[(String, String)]) -> Diagnostics {
    let own = |one: &Diagnostic| {
        let file = one.location.as_ref().map(|at| &at.file);
        file.is_none_or(|file| files.iter().any(|(name, _)| name == file))
    };
    Diagnostics(found.0.into_iter().filter(own).collect())
}

/// Names and texts of the files that are named, folders in the order of their names.
pub(super) fn read(paths: &[PathBuf]) -> Result<Vec<(String, String)>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut own: Vec<PathBuf> = std::fs::read_dir(path)?
                .map(|entry| entry.map(|e| e.path()))
                .collect::<Result<_, _>>()?;
            own.retain(|p| p.extension().is_some_and(|kind| kind == "toml"));
            own.sort();
            if own.is_empty() {
                let message = format!("folder {} holds no .toml file", path.display());
                let help = "give catalogue files, or a folder that holds some";
                return Err(Failure::usage(message, help));
            }
            for path in own {
                files.push(file(&path)?);
            }
        } else {
            files.push(file(path)?);
        }
    }
    Ok(files)
}

fn file(path: &Path) -> Result<(String, String), Failure> {
    let shown = path.display().to_string();
    let text = text_of(path, "give a catalogue file (TOML), or a folder of them")?;
    Ok((shown, text))
}

/// The text of a file.
pub(super) fn text_of(path: &Path, help: &str) -> Result<String, Failure> {
    let shown = path.display();
    let bytes = std::fs::read(path)
        .map_err(|e| Failure::usage(format!("{shown} cannot be read: {e}"), help))?;
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        let message = format!("{shown} is not UTF-8 text (byte {at})");
        Failure::usage(message, "save it as UTF-8")
    })
}
