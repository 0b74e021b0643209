//! Reads the file or the study folder.

use std::path::{Path, PathBuf};

use forestall::estimate::profile::Catalogue;
use forestall_assay::{
    Build, GeneSet, Panel, ProfileFormat, ProfileOptions, SampleSheet, VafMeaning,
    read_profile_from, read_study,
};
use forestall_base::{HashedFile, Profile};

use crate::cli::failure::Failure;

/// A file or folder, and how to read it.
pub(super) struct Source<'a> {
    pub path: &'a Path,
    pub format: Option<&'a str>,
    pub tumour_sample: Option<&'a str>,
    pub panel: Option<&'a Path>,
    pub sheet: Option<&'a Path>,
    pub vaf: Option<&'a str>,
    pub build: Option<&'a str>,
    /// Whether small variants of genes that the catalogue does not know are left out once they are checked.
    pub known_genes: bool,
}

impl<'a> Source<'a> {
    /// A file or folder that says itself what it is.
    pub(super) fn of(path: &'a Path) -> Self {
        Self {
            path,
            format: None,
            tumour_sample: None,
            panel: None,
            sheet: None,
            vaf: None,
            build: None,
            known_genes: false,
        }
    }

    /// The profile.
    pub(super) fn profile(&self, catalogue: &Catalogue) -> Result<Profile, Failure> {
        let transcripts = catalogue
            .genes
            .all()
            .iter()
            .filter_map(|g| Some((g.symbol.clone(), g.transcript.clone()?)));
        let options = ProfileOptions {
            format: self.format.map(format).transpose()?,
            tumour_sample: self.tumour_sample.map(str::to_owned),
            vaf: self.vaf.map_or(Ok(VafMeaning::Guess), vaf)?,
            build: self.build.map(build).transpose()?,
            panel: self.panel.map(panel).transpose()?,
            sheet: self.sheet.map(sheet).transpose()?,
            transcripts: transcripts.collect(),
            genes: (self.known_genes).then(|| GeneSet::of(catalogue.names_of_genes())),
            ..ProfileOptions::default()
        };
        let shown = self.path.display().to_string();
        if self.path.is_dir() {
            return study(self.path, &options);
        }
        let file = std::fs::File::open(self.path).map_err(|e| unreadable(self.path, &e))?;
        Ok(read_profile_from(&shown, file, &options)?)
    }
}

pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
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

fn vaf(word: &str) -> Result<VafMeaning, Failure> {
    match word {
        "fraction" => Ok(VafMeaning::Fraction),
        "percent" => Ok(VafMeaning::Percent),
        _ => Err(Failure::usage(
            format!("allele fractions cannot be \"{word}\""),
            "give fraction (0 to 1) or percent (0 to 100) after --vaf",
        )),
    }
}

fn build(word: &str) -> Result<Build, Failure> {
    Build::named(word).ok_or_else(|| {
        Failure::usage(
            format!("there is no build \"{word}\" of the human genome"),
            "give GRCh37 or GRCh38 after --build",
        )
    })
}

fn panel(path: &Path) -> Result<Panel, Failure> {
    let bytes = std::fs::read(path).map_err(|e| unreadable(path, &e))?;
    Ok(Panel::read(&path.display().to_string(), &bytes)?)
}

fn sheet(path: &Path) -> Result<SampleSheet, Failure> {
    let bytes = std::fs::read(path).map_err(|e| unreadable(path, &e))?;
    Ok(SampleSheet::read(&path.display().to_string(), &bytes)?)
}

/// The files that a study folder holds, or the one file, in the order of their names.
fn files(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path)? {
        files.push(entry?.path());
    }
    files.retain(|file| file.is_file());
    files.sort();
    Ok(files)
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// What was read, with the hash of its content.
pub(super) fn hashed(path: &Path) -> Result<Vec<HashedFile>, Failure> {
    let all = files(path)?;
    let one = |file: &PathBuf| HashedFile::of_file(name(file), file);
    Ok(all.iter().map(one).collect::<Result<_, _>>()?)
}

fn study(folder: &Path, options: &ProfileOptions) -> Result<Profile, Failure> {
    let mut read = Vec::new();
    for path in files(folder)? {
        let bytes = std::fs::read(&path).map_err(|e| unreadable(&path, &e))?;
        read.push((name(&path), bytes));
    }
    let all: Vec<(&str, &[u8])> = read
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    Ok(read_study(&all, options)?)
}
