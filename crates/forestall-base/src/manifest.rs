//! What was run on what: enough to run it again and to see whether anything changed.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::file::write_atomically;

/// A file and its content hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HashedFile {
    /// Path as the user gave it, or relative to the output folder.
    pub path: String,
    /// SHA-256 of the content, in hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
}

impl HashedFile {
    /// Hashes content that is already in memory.
    pub fn of_bytes(path: impl Into<String>, content: &[u8]) -> Self {
        Self {
            path: path.into(),
            sha256: sha256_hex(content),
            bytes: content.len() as u64,
        }
    }

    /// Hashes the file `at`, recorded under the name `path`, without holding it in memory.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn of_file(path: impl Into<String>, at: &Path) -> io::Result<Self> {
        let mut file = File::open(at)?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        let mut bytes = 0;
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            hash.update(&buffer[..read]);
            bytes += read as u64;
        }
        Ok(Self {
            path: path.into(),
            sha256: hex(&hash.finalize()),
            bytes,
        })
    }
}

/// The record of one run, written as `manifest.json` beside its results.
///
/// It holds no time and no machine, so that the same run gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Name of the program.
    pub program: String,
    /// Its version.
    pub version: String,
    /// The command line, without the program.
    pub command: Vec<String>,
    /// The seed, if anything was drawn.
    pub seed: Option<u64>,
    /// Every file that was read.
    pub inputs: Vec<HashedFile>,
    /// Every file that was written, but for the manifest itself.
    pub outputs: Vec<HashedFile>,
}

impl Manifest {
    /// The manifest as indented JSON with a line end.
    ///
    /// # Errors
    /// None in practice: every field has a JSON form.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    /// Reads [`Manifest::to_json`].
    ///
    /// # Errors
    /// If the text is not the JSON of a manifest.
    pub fn from_json(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }

    /// Writes the manifest, whole or not at all.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        write_atomically(path, self.to_json()?.as_bytes())
    }
}

/// SHA-256 (FIPS 180-4) in hexadecimal, 64 characters.
///
/// ```
/// let hash = forestall_base::sha256_hex(b"abc");
/// assert_eq!(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
/// ```
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// HMAC-SHA256 (RFC 2104) in hexadecimal, 64 characters.
///
/// ```
/// let code = forestall_base::hmac_sha256_hex(b"Jefe", b"what do ya want for nothing?");
/// assert_eq!(code, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
/// ```
pub fn hmac_sha256_hex(key: &[u8], message: &[u8]) -> String {
    const BLOCK: usize = 64;
    let mut block = [0; BLOCK];
    if key.len() > BLOCK {
        for (to, &from) in block.iter_mut().zip(Sha256::digest(key).iter()) {
            *to = from;
        }
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let pad = |with: u8| block.map(|byte| byte ^ with);
    let inner = Sha256::new()
        .chain_update(pad(0x36))
        .chain_update(message)
        .finalize();
    hex(&Sha256::new()
        .chain_update(pad(0x5c))
        .chain_update(inner)
        .finalize())
}

fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value & 15)]);
    bytes
        .iter()
        .flat_map(|&byte| [digit(byte >> 4), digit(byte)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answers: FIPS 180-4 example for the empty text, RFC 4231 test cases 1 and 6.
    #[test]
    fn hashes_match_published_answers() {
        assert_eq!(
            sha256_hex(b""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(
            hmac_sha256_hex(&[0x0b; 20], b"Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
        assert_eq!(
            hmac_sha256_hex(
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First"
            ),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }

    #[test]
    fn a_file_hashes_as_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("a.csv");
        let content = vec![7; 200_000];
        std::fs::write(&at, &content).unwrap();
        assert_eq!(
            HashedFile::of_file("a.csv", &at).unwrap(),
            HashedFile::of_bytes("a.csv", &content)
        );
        assert!(HashedFile::of_file("b", &folder.path().join("b")).is_err());
    }

    #[test]
    fn a_manifest_survives_the_way_through_a_file() {
        let manifest = Manifest {
            program: "forestall".into(),
            version: "0.1.0".into(),
            command: vec!["fit".into(), "model.toml".into()],
            seed: Some(u64::MAX),
            inputs: vec![HashedFile::of_bytes("model.toml", b"abc")],
            outputs: vec![],
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("manifest.json");
        manifest.write(&path).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(Manifest::from_json(&text).unwrap(), manifest);
        assert!(text.ends_with("}\n"));
    }
}
