//! The built program, run in a folder of its own with a bare environment.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// What a run of the program left behind.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Run {
    /// Asserts exit code 0 and hands out standard output.
    #[track_caller]
    pub fn done(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.err);
        self.out
    }

    /// Asserts this exit code, an empty standard output and this standard error.
    #[track_caller]
    pub fn stopped(&self, code: i32, err: &str) {
        assert_eq!(self.err, err);
        assert_eq!((self.code, self.out.as_str()), (Some(code), ""));
    }

    /// Standard output of a successful run, as JSON.
    #[track_caller]
    pub fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.done()).unwrap()
    }
}

/// A folder that goes away after the test, and the program in it.
pub struct Bench {
    folder: TempDir,
}

impl Bench {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A path below the folder.
    pub fn at(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Writes a file below the folder.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.at(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    /// Reads a file below the folder as text.
    #[track_caller]
    pub fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.at(name)).unwrap()
    }

    /// The program with these arguments, not yet started.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_forestall"));
        command
            .args(arguments)
            .current_dir(self.path())
            .stdin(Stdio::null());
        for name in [
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "ALL_PROXY",
            "NO_PROXY",
            "FORESTALL_DATA",
        ] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        command
    }

    /// Runs the program to its end.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Run {
        finish(&mut self.command(arguments))
    }

    /// Asserts that the program refuses these arguments with a message that begins so, and prints nothing else.
    #[track_caller]
    pub fn refuses<S: AsRef<OsStr>>(&self, arguments: &[S], message: &str) {
        let Run { code, out, err } = self.run(arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{message}: {err}");
        assert!(err.starts_with(message), "{message}: {err}");
    }

    /// Every file below a folder, by its path relative to it, with its content.
    #[track_caller]
    pub fn content(&self, name: &str) -> Vec<(String, Vec<u8>)> {
        let root = self.at(name);
        let (mut folders, mut files) = (vec![root.clone()], Vec::new());
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&root).unwrap().display().to_string();
                    files.push((name, std::fs::read(&path).unwrap()));
                }
            }
        }
        files.sort();
        files
    }
}

/// Runs a prepared command to its end.
pub fn finish(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder of public data sets, or a message that the test is skipped.
#[allow(clippy::print_stderr)]
pub fn public_data(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("FORESTALL_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let folder = folder.join(name).canonicalize().ok().filter(|f| f.is_dir());
    if folder.is_none() {
        eprintln!("skipped: {name} is in neither FORESTALL_DATA nor ../shared/data");
    }
    folder
}
