//! What `provenance.json` says: where the files of a folder come from, under which terms, and their hashes.

use forestall_assay::{Conversion, Dataset};
use forestall_base::HashedFile;
use serde::{Deserialize, Serialize};

/// One original file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Original {
    /// Name and content.
    #[serde(flatten)]
    pub file: HashedFile,
    /// Its address at the origin.
    pub url: String,
    /// Where it was read instead, if not there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub read_from: Option<String>,
    /// Whether its hash was known before and found to be the same.
    pub verified: bool,
}

/// Content of `provenance.json`.
#[derive(Debug, Serialize)]
pub(super) struct Provenance {
    name: &'static str,
    title: &'static str,
    contains: &'static str,
    origin: &'static str,
    citation: &'static str,
    licence: &'static str,
    program: &'static str,
    version: &'static str,
    /// Original files.
    pub files: Vec<Original>,
    /// Tables made of them.
    pub tables: Vec<HashedFile>,
    #[serde(skip_serializing_if = "Option::is_none")]
    still_to_do: Option<&'static str>,
}

impl Provenance {
    /// The provenance of these files and tables.
    pub(super) fn new(set: &Dataset, files: Vec<Original>, tables: Vec<HashedFile>) -> Self {
        let still_to_do = match set.conversion {
            Conversion::ByHand(how) => Some(how),
            Conversion::AsIs | Conversion::ToTable => None,
        };
        Self {
            name: set.name,
            title: set.title,
            contains: set.contains,
            origin: set.origin,
            citation: set.citation,
            licence: set.licence,
            program: "forestall",
            version: env!("CARGO_PKG_VERSION"),
            files,
            tables,
            still_to_do,
        }
    }
}

/// What earlier runs have left in a folder, as far as it decides what is still to be done.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Recorded {
    /// Original files.
    pub files: Vec<Original>,
    /// Tables made of them.
    #[serde(default)]
    pub tables: Vec<HashedFile>,
}
