//! The text files of the repository.

use std::path::Path;
use std::process::Command;

/// A text file with its path from the root, separated by `/`.
pub struct SourceFile {
    /// The path from the root.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl SourceFile {
    /// A file of Rust code.
    pub fn is_rust(&self) -> bool {
        Path::new(&self.path)
            .extension()
            .is_some_and(|extension| extension == "rs")
    }

    /// A file of Rust code in some crate's `src`.
    pub fn is_source(&self) -> bool {
        self.path.starts_with("crates/") && self.path.contains("/src/") && self.is_rust()
    }

    /// A file that holds only tests.
    pub fn is_test(&self) -> bool {
        self.path.contains("/tests/") || self.path.ends_with("tests.rs")
    }

    /// The file without the tests at its end.
    pub fn without_tests(&self) -> Self {
        let text = match self.text.find("\n#[cfg(test)]\nmod tests {") {
            Some(end) => self.text[..end].to_owned(),
            None => self.text.clone(),
        };
        Self {
            path: self.path.clone(),
            text,
        }
    }

    /// A message for each line with `word`.
    pub fn lines_with(&self, word: &str, complaint: &str) -> Vec<String> {
        self.lines_where(complaint, |line| line.contains(word))
    }

    /// A message for each line for which `wrong` is true.
    pub fn lines_where(&self, complaint: &str, wrong: impl Fn(&str) -> bool) -> Vec<String> {
        self.text
            .lines()
            .enumerate()
            .filter(|(_, line)| wrong(line))
            .map(|(index, line)| {
                format!("{}:{}: {complaint}: {}", self.path, index + 1, line.trim())
            })
            .collect()
    }
}

/// Every text file that is tracked, or would be if it were added.
///
/// # Errors
/// Git is not there, or this is not a checkout.
pub fn all(root: &Path) -> Result<Vec<SourceFile>, String> {
    let listed = Command::new("git")
        .current_dir(root)
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .output()
        .map_err(|error| format!("cannot run git: {error}"))?;
    if !listed.status.success() {
        return Err(format!(
            "git ls-files: {}",
            String::from_utf8_lossy(&listed.stderr).trim()
        ));
    }
    let mut paths: Vec<String> = String::from_utf8_lossy(&listed.stdout)
        .split('\0')
        .filter(|path| !path.is_empty())
        .map(str::to_owned)
        .collect();
    paths.sort();
    paths.dedup();
    // Files deleted but still listed, and files that are not text, are passed over.
    Ok(paths
        .into_iter()
        .filter_map(|path| {
            Some(SourceFile {
                text: std::fs::read_to_string(root.join(&path)).ok()?,
                path,
            })
        })
        .collect())
}
