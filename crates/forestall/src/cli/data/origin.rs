//! Where the original files come from: their origin, a mirror, or a folder.

use std::path::{Path, PathBuf};
use std::time::Duration;

use forestall_assay::Download;
use forestall_base::Diagnostic;

use super::{super::failure::Failure, client::Client};

/// Where files are read from.
#[derive(Debug)]
pub(super) enum Origin {
    /// The address in the catalogue.
    Catalogue(Client),
    /// Below another web address.
    Mirror(String, Client),
    /// In a folder of this machine.
    Folder(PathBuf),
}

impl Origin {
    /// The origin that `--from` names; the catalogue's without it.
    pub(super) fn new(from: Option<&str>, timeout: f64) -> Result<Self, Failure> {
        let timeout = Duration::try_from_secs_f64(timeout)
            .ok()
            .filter(|t| !t.is_zero())
            .ok_or_else(|| {
                Failure::usage(
                    format!("--timeout {timeout}: no file arrives in that time"),
                    "give a number of seconds above 0",
                )
            })?;
        let client = Client::new(timeout);
        let Some(from) = from else {
            return Ok(Self::Catalogue(client));
        };
        let Some((scheme, rest)) = from.split_once("://") else {
            return Self::folder(Path::new(from));
        };
        if !["http", "https"].contains(&scheme) {
            let message = format!("--from {from}: \"{scheme}\" addresses cannot be fetched");
            return Err(Failure::usage(
                message,
                "give a folder, or an address that begins with https:// or http://",
            ));
        }
        let host = rest.split('/').next().unwrap_or_default();
        if host.contains('@') {
            let message =
                "--from: the address holds a user name, which would end up in provenance.json";
            return Err(Failure::usage(
                message,
                "fetch the files by other means and give their folder after --from",
            ));
        }
        if host.is_empty() || rest.contains(['?', '#']) || rest.contains(char::is_whitespace) {
            let message =
                format!("--from {from}: this is no address that file names can be added to");
            return Err(Failure::usage(
                message,
                "give an address such as https://mirror.example.org/data",
            ));
        }
        Ok(Self::Mirror(from.trim_end_matches('/').to_owned(), client))
    }

    fn folder(path: &Path) -> Result<Self, Failure> {
        if path.is_dir() {
            return Ok(Self::Folder(path.to_owned()));
        }
        let message = format!("--from {}: there is no such folder", path.display());
        Err(Failure::usage(
            message,
            "give a folder that holds the original files, or an address that begins with https://",
        ))
    }

    /// Where a file is read from, for `provenance.json`: nothing for the catalogue's own address, and no path of this machine.
    pub(super) fn told(&self, file: &Download) -> Option<String> {
        match self {
            Self::Catalogue(_) => None,
            Self::Mirror(base, _) => Some(format!("{base}/{}", file.save_as)),
            Self::Folder(_) => Some("a folder".to_owned()),
        }
    }

    /// The content of a file.
    pub(super) fn read(&self, file: &Download) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Catalogue(client) => client.read(&file.url),
            Self::Mirror(base, client) => client.read(&format!("{base}/{}", file.save_as)),
            Self::Folder(folder) => {
                let path = folder.join(&file.save_as);
                std::fs::read(&path).map_err(|e| {
                    let message = format!("{} cannot be read: {e}", path.display());
                    let help = "give the folder that holds the original files under their original names after --from";
                    Diagnostic::error("C0030", message).help(help).into()
                })
            }
        }
    }
}
