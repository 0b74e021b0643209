//! Reads the file or the study folder.

use std::path::Path;

use forestall::estimate::profile::Catalogue;
use forestall_assay::{Panel, ProfileFormat, ProfileOptions, read_profile_from, read_study};
use forestall_base::Profile;

use super::ProfileArguments;
use crate::cli::failure::Failure;

pub(super) fn profile(
    arguments: &ProfileArguments,
    catalogue: &Catalogue,
) -> Result<Profile, Failure> {
    let transcripts = catalogue
        .genes
        .all()
        .iter()
        .filter_map(|g| Some((g.symbol.clone(), g.transcript.clone()?)));
    let options = ProfileOptions {
        format: arguments.format.as_deref().map(format).transpose()?,
        tumour_sample: arguments.tumour_sample.clone(),
        panel: arguments.panel.as_deref().map(panel).transpose()?,
        transcripts: transcripts.collect(),
        ..ProfileOptions::default()
    };
    let path = &arguments.file;
    let shown = path.display().to_string();
    if path.is_dir() {
        return study(path, &options);
    }
    let file = std::fs::File::open(path).map_err(|e| unreadable(path, &e))?;
    Ok(read_profile_from(&shown, file, &options)?)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(
        format!("{} cannot be read: {error}", path.display()),
        "give a file of alterations, or the folder of a cBioPortal study",
    )
}

fn format(word: &str) -> Result<ProfileFormat, Failure> {
    let all = ProfileFormat::ALL;
    all.into_iter().find(|f| f.word() == word).ok_or_else(|| {
        let words: Vec<&str> = all.iter().map(|f| f.word()).collect();
        Failure::usage(
            format!("there is no format \"{word}\""),
            format!("give one of {}", words.join(", ")),
        )
    })
}

fn panel(path: &Path) -> Result<Panel, Failure> {
    let bytes = std::fs::read(path).map_err(|e| unreadable(path, &e))?;
    Ok(Panel::read(&path.display().to_string(), &bytes)?)
}

/// All files of a folder, in the order of their names.
fn study(folder: &Path, options: &ProfileOptions) -> Result<Profile, Failure> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            let bytes = std::fs::read(&path).map_err(|e| unreadable(&path, &e))?;
            files.push((
                path.file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                bytes,
            ));
        }
    }
    files.sort();
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    Ok(read_study(&files, options)?)
}
