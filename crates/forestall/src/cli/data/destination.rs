//! The folder of one data set: what is there, what may be written.

use std::path::{Path, PathBuf};

use forestall_assay::{Dataset, Download};
use forestall_base::{Diagnostic, HashedFile, sha256_hex, write_atomically};

use super::{
    super::{failure::Failure, out::remove_leftovers},
    provenance::{Original, Provenance, Recorded},
};

/// File that says where the others come from; its presence means that the folder is complete.
pub(super) const PROVENANCE: &str = "provenance.json";

/// What an interrupted fetch has got so far.
pub(super) const MARK: &str = "unfinished.json";

/// The folder of one data set.
#[derive(Debug)]
pub(super) struct Destination {
    path: PathBuf,
    recorded: Recorded,
    force: bool,
}

impl Destination {
    /// Looks at the folder; writes nothing.
    pub(super) fn open(path: PathBuf, force: bool) -> Result<Self, Failure> {
        if let Some(file) = path
            .ancestors()
            .find(|p| p.exists())
            .filter(|p| !p.is_dir())
        {
            let message = format!("{} is a file, a folder is to be written", file.display());
            return Err(Failure::usage(message, "give another folder after --out"));
        }
        let recorded = if force {
            Recorded::default()
        } else {
            recorded(&path)
        };
        Ok(Self {
            path,
            recorded,
            force,
        })
    }

    /// The folder.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The file if it is already there with the right content; nothing if it has to be fetched.
    ///
    /// Refuses a file of that name which nobody knows the right content of, or whose content is another.
    pub(super) fn present(&self, file: &Download) -> Result<Option<Original>, Failure> {
        if self.force {
            return Ok(None);
        }
        let Some(found) = self.hashed(&file.save_as)? else {
            return Ok(None);
        };
        let admitted = file.sha256.is_none_or(|known| known == found.sha256);
        let before = self
            .recorded
            .files
            .iter()
            .find(|before| before.file == found);
        if let Some(before) = before.filter(|_| admitted) {
            return Ok(Some(before.clone()));
        }
        match file.sha256 {
            Some(known) if known == found.sha256 => Ok(Some(Original {
                file: found,
                url: file.url.clone(),
                read_from: None,
                verified: true,
            })),
            Some(_) => Err(self.foreign(&file.save_as, "with other content")),
            None => Err(self.foreign(&file.save_as, "and what it should hold is not known")),
        }
    }

    /// Refuses to write a table over one that this command did not make.
    pub(super) fn admit_table(&self, name: &str) -> Result<(), Failure> {
        match self.hashed(name)? {
            Some(found) if !self.force && !self.recorded.tables.contains(&found) => {
                Err(self.foreign(name, "and was not made by this command"))
            }
            _ => Ok(()),
        }
    }

    fn hashed(&self, name: &str) -> Result<Option<HashedFile>, Failure> {
        let path = self.path.join(name);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(HashedFile::of_bytes(name, &bytes))),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Failure::Run(format!(
                "{} cannot be read: {e}",
                path.display()
            ))),
        }
    }

    fn foreign(&self, name: &str, how: &str) -> Failure {
        let message = format!("{} is already there {how}", self.path.join(name).display());
        let help = "give another folder after --out, or --force to replace it";
        Diagnostic::error("C0004", message).help(help).into()
    }

    /// Writes the content of an original file.
    pub(super) fn keep(
        &self,
        file: &Download,
        bytes: &[u8],
        read_from: Option<String>,
    ) -> Result<Original, Failure> {
        let found = sha256_hex(bytes);
        if let Some(known) = file.sha256.filter(|known| *known != found) {
            let message = format!(
                "{} is not the file that is expected, and was not kept",
                file.save_as
            );
            let origin = read_from.unwrap_or_else(|| file.url.clone());
            return Err(Diagnostic::error("C0031", message)
                .expected(format!("SHA-256 {known}; found {found} ({} bytes from {origin})", bytes.len()))
                .help("a proxy or a mirror may have answered with something else: look at what it sends, or take the files from elsewhere with --from")
                .into());
        }
        self.write(&file.save_as, bytes)?;
        Ok(Original {
            file: HashedFile::of_bytes(file.save_as.clone(), bytes),
            url: file.url.clone(),
            read_from,
            verified: file.sha256.is_some(),
        })
    }

    /// Writes what is there so far, so that an interrupted fetch can go on.
    pub(super) fn mark(&self, files: &[Original]) -> Result<(), Failure> {
        let so_far = Recorded {
            files: files.to_vec(),
            tables: self.recorded.tables.clone(),
        };
        self.write(MARK, &json(&so_far)?)
    }

    /// The content of an original file that is there.
    pub(super) fn read(&self, name: &str) -> Result<Vec<u8>, Failure> {
        let path = self.path.join(name);
        std::fs::read(&path)
            .map_err(|e| Failure::Run(format!("{} cannot be read: {e}", path.display())))
    }

    /// Writes a file into the folder.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        std::fs::create_dir_all(&self.path).map_err(|e| {
            let message = format!("folder {} cannot be made: {e}", self.path.display());
            Failure::usage(message, "give another folder after --out")
        })?;
        let path = self.path.join(name);
        write_atomically(&path, bytes)
            .map_err(|e| Failure::Run(format!("{} cannot be written: {e}", path.display())))
    }

    /// Whether the folder already is what these files and tables make it.
    pub(super) fn is_complete(&self, provenance: &Provenance) -> Result<bool, Failure> {
        let there = std::fs::read(self.path.join(PROVENANCE)).ok();
        Ok(!self.path.join(MARK).exists() && there.as_deref() == Some(&json(provenance)?))
    }

    /// Writes `provenance.json` and removes the mark: the folder is complete.
    pub(super) fn finish(&self, provenance: &Provenance) -> Result<(), Failure> {
        remove_leftovers(&self.path)?;
        self.write(PROVENANCE, &json(provenance)?)?;
        match std::fs::remove_file(self.path.join(MARK)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e.into()),
            _ => Ok(()),
        }
    }
}

/// Whether a data set is in its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Presence {
    /// All of it.
    Complete,
    /// An interrupted fetch, or some of its files.
    Partial,
    /// Nothing.
    Absent,
}

/// Whether a data set is in the folder: its tables, or all its original files if they are used as they are.
pub(super) fn presence(set: &Dataset, folder: &Path) -> Presence {
    let is_there = |name: &str| folder.join(name).is_file();
    let count = set
        .files
        .iter()
        .filter(|file| is_there(&file.save_as))
        .count();
    let table = set.conversion != forestall_assay::Conversion::AsIs && is_there(super::get::TABLE);
    let whole = match set.conversion {
        forestall_assay::Conversion::ToTable => table,
        _ => table || count == set.files.len(),
    };
    if whole && !is_there(MARK) {
        Presence::Complete
    } else if count > 0 || is_there(MARK) {
        Presence::Partial
    } else {
        Presence::Absent
    }
}

/// What an interrupted run and the last complete one have noted down, the former first.
fn recorded(folder: &Path) -> Recorded {
    let mut all = Recorded::default();
    for name in [MARK, PROVENANCE] {
        let bytes = std::fs::read(folder.join(name)).unwrap_or_default();
        let noted: Recorded = serde_json::from_slice(&bytes).unwrap_or_default();
        all.files.extend(noted.files);
        all.tables.extend(noted.tables);
    }
    all
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, Failure> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|e| Failure::Run(e.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}
