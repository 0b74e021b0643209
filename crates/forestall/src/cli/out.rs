//! The folder a command writes: never over another one, resumable, with a manifest.

use std::path::{Path, PathBuf};

use forestall_base::{Diagnostic, HashedFile, Manifest, Table, write_atomically};

use super::failure::Failure;

/// Name of the file that marks a folder as unfinished and says which run it belongs to.
pub(crate) const MARK: &str = "unfinished.json";

/// A folder that is being written.
#[derive(Debug)]
pub(crate) struct OutFolder {
    path: PathBuf,
    written: Vec<String>,
}

impl OutFolder {
    /// Opens `path` for the run with this key (a hash of everything that decides the result).
    pub(crate) fn open(path: &Path, key: &str, force: bool) -> Result<Self, Failure> {
        let mark = path.join(MARK);
        if path.exists() {
            if !path.is_dir() {
                let message = format!("{} is a file, a folder is to be written", path.display());
                return Err(Failure::usage(message, "give another name after --out"));
            }
            remove_leftovers(path)?;
            remove_leftovers(&path.join("parts"))?;
            let empty = std::fs::read_dir(path)?.next().is_none();
            let marked = std::fs::read_to_string(&mark).ok();
            let resumed = marked.as_deref() == Some(key);
            if !empty && !resumed {
                if !force {
                    let what = if marked.is_some() {
                        "an unfinished run of another command"
                    } else {
                        "files"
                    };
                    let message = format!("folder {} already holds {what}", path.display());
                    return Err(Failure::Input(
                        Diagnostic::error("C0004", message)
                            .help("give another name after --out, or --force to replace it")
                            .into(),
                    ));
                }
                clear(path)?;
            }
        }
        std::fs::create_dir_all(path).map_err(|e| {
            Failure::usage(
                format!("folder {} cannot be made: {e}", path.display()),
                "give another name after --out",
            )
        })?;
        write_atomically(&mark, key.as_bytes())?;
        Ok(Self {
            path: path.to_owned(),
            written: Vec::new(),
        })
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file below the folder.
    pub(crate) fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.path.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        write_atomically(&path, bytes)?;
        self.written.push(name.to_owned());
        Ok(())
    }

    /// Writes a table as Parquet.
    pub(crate) fn write_table(&mut self, name: &str, table: &Table) -> Result<(), Failure> {
        let bytes = table
            .to_parquet()
            .map_err(|e| Failure::Run(e.to_string()))?;
        self.write(name, &bytes)
    }

    /// Part of an unfinished run that an earlier, killed one has left.
    pub(crate) fn read_part(&self, name: &str) -> Option<Vec<u8>> {
        std::fs::read(self.path.join("parts").join(name)).ok()
    }

    /// Writes the manifest, removes parts and the mark: the folder is complete.
    pub(crate) fn finish(self, mut manifest: Manifest) -> Result<(), Failure> {
        let mut names = self.written;
        names.sort();
        names.dedup();
        for name in names {
            let at = self.path.join(&name);
            manifest.outputs.push(HashedFile::of_file(name, &at)?);
        }
        manifest.write(&self.path.join("manifest.json"))?;
        let parts = self.path.join("parts");
        if parts.exists() {
            std::fs::remove_dir_all(parts)?;
        }
        std::fs::remove_file(self.path.join(MARK))?;
        Ok(())
    }
}

/// Whether the command that writes this folder is done; what was interrupted goes on after it.
pub(crate) fn is_complete(folder: &Path) -> bool {
    folder.join("manifest.json").exists() && !folder.join(MARK).exists()
}

/// Keeps part of an unfinished run in the folder `path`; callable from any thread.
pub(crate) fn keep_part(path: &Path, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    let folder = path.join("parts");
    std::fs::create_dir_all(&folder)?;
    write_atomically(&folder.join(name), bytes)?;
    Ok(())
}

/// Removes what a killed run has left of files that it was about to write, so that an interruption leaves no trace.
pub(crate) fn remove_leftovers(folder: &Path) -> std::io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let process = name
            .strip_prefix('.')
            .and_then(|n| n.strip_suffix(".partial"))
            .and_then(|n| n.rsplit_once('.'));
        if process.is_some_and(|(_, id)| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit())) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn clear(path: &Path) -> Result<(), Failure> {
    for entry in std::fs::read_dir(path)? {
        let entry = entry?.path();
        if entry.is_dir() {
            std::fs::remove_dir_all(entry)?;
        } else {
            std::fs::remove_file(entry)?;
        }
    }
    Ok(())
}
