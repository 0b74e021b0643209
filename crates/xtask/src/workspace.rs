//! The workspace that the tasks work on: its root, its metadata, its data folder and its built program.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{Metadata, MetadataCommand};

use crate::process;

/// The workspace of the source tree that this program was built from.
pub struct Workspace {
    root: PathBuf,
    target: PathBuf,
    binary: OnceCell<Result<PathBuf, String>>,
}

impl Workspace {
    /// Asks Cargo where the workspace is.
    ///
    /// # Errors
    /// Cargo does not find a workspace here.
    pub fn open() -> Result<Self, String> {
        let metadata = metadata(|command| {
            command.no_deps();
        })?;
        Ok(Self {
            root: metadata.workspace_root.into(),
            target: metadata.target_directory.into(),
            binary: OnceCell::new(),
        })
    }

    /// The folder of the root manifest.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A folder for what the tasks leave behind, created if it is missing.
    ///
    /// # Errors
    /// The folder cannot be created.
    pub fn scratch(&self, name: &str) -> Result<PathBuf, String> {
        let folder = self.target.join("xtask").join(name);
        std::fs::create_dir_all(&folder)
            .map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
        Ok(folder)
    }

    /// The folder of public data sets: `FORESTALL_DATA`, else `../shared/data`; `None` where neither is there.
    pub fn data(&self) -> Option<PathBuf> {
        let folder = match std::env::var_os("FORESTALL_DATA") {
            Some(folder) => PathBuf::from(folder),
            None => self.root.parent()?.join("shared").join("data"),
        };
        folder.is_dir().then_some(folder)
    }

    /// A Cargo command in the root.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.root).args(arguments);
        command
    }

    /// The optimised `forestall` program, built at the first call.
    ///
    /// # Errors
    /// The program does not build; later calls repeat the message without building again.
    pub fn binary(&self) -> Result<&Path, String> {
        let built = self.binary.get_or_init(|| {
            let ran = process::stream(self.cargo(&[
                "build",
                "--release",
                "--quiet",
                "--package",
                "forestall",
            ]))
            .map_err(|error| format!("cannot run cargo: {error}"))?;
            if !ran.success {
                return Err(
                    "`cargo build --release` failed, so there is no program to run".to_owned(),
                );
            }
            Ok(self
                .target
                .join("release")
                .join(format!("forestall{}", std::env::consts::EXE_SUFFIX)))
        });
        built.as_deref().map_err(Clone::clone)
    }

    /// Metadata with the whole resolved dependency graph, as the lock file pins it.
    ///
    /// # Errors
    /// Cargo cannot resolve the graph.
    pub fn resolved() -> Result<Metadata, String> {
        metadata(|command| {
            command.other_options(["--locked".to_owned()]);
        })
    }
}

/// Metadata of the workspace that this program belongs to.
///
/// # Errors
/// Cargo's own message.
pub fn metadata(prepare: impl FnOnce(&mut MetadataCommand)) -> Result<Metadata, String> {
    let mut command = MetadataCommand::new();
    command.manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml"));
    prepare(&mut command);
    command
        .exec()
        .map_err(|error| format!("cargo metadata: {error}"))
}
