//! From bytes to text: gzip, byte-order marks, UTF-16, and what is no profile at all.

use std::io::{Cursor, Read};

use flate2::read::MultiGzDecoder;
use forestall_base::Diagnostic;

use super::refusal::whole;

/// The content of a file, unpacked as it is read.
pub(crate) struct Unpacked<'a> {
    pub(crate) reader: Box<dyn Read + 'a>,
    /// The first bytes, which `reader` gives too.
    pub(crate) head: Vec<u8>,
    pub(crate) gzip: bool,
    /// What was done, for people.
    pub(crate) remark: Option<&'static str>,
}

/// Looks at the first bytes of `reader` and unpacks what follows.
pub(crate) fn unpack<'a>(
    file: &str,
    reader: Box<dyn Read + 'a>,
) -> Result<Unpacked<'a>, Diagnostic> {
    let (head, reader) = begin(file, reader, false)?;
    let gzip = head.starts_with(b"\x1f\x8b");
    let (head, mut reader) = if gzip {
        begin(file, Box::new(MultiGzDecoder::new(reader)), true)?
    } else {
        (head, reader)
    };
    if let Some(refusal) = other_format(file, &head, gzip) {
        return Err(refusal);
    }
    let utf16 = utf16(&head);
    let (head, reader, remark): (Vec<u8>, Box<dyn Read + 'a>, _) = if let Some(low_first) = utf16 {
        let mut all = Vec::new();
        reader
            .read_to_end(&mut all)
            .map_err(|error| broken(file, gzip, &error, 0))?;
        let units = all.chunks_exact(2).map(|pair| {
            let pair = [pair[0], pair[1]];
            if low_first {
                u16::from_le_bytes(pair)
            } else {
                u16::from_be_bytes(pair)
            }
        });
        let text: String = char::decode_utf16(units)
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
        let text = text.trim_start_matches('\u{feff}').to_owned();
        let head = text.as_bytes()[..text.len().min(HEAD)].to_vec();
        (
            head,
            Box::new(Cursor::new(text.into_bytes())),
            Some("The file is UTF-16 text and was converted."),
        )
    } else if head.starts_with(b"\xef\xbb\xbf") {
        let mut mark = [0; 3];
        reader
            .read_exact(&mut mark)
            .map_err(|error| broken(file, gzip, &error, 0))?;
        (head[3..].to_vec(), reader, None)
    } else {
        (head, reader, None)
    };
    Ok(Unpacked {
        reader,
        head,
        gzip,
        remark,
    })
}

const HEAD: usize = 512;

type Begun<'a> = (Vec<u8>, Box<dyn Read + 'a>);

fn begin<'a>(
    file: &str,
    mut reader: Box<dyn Read + 'a>,
    gzip: bool,
) -> Result<Begun<'a>, Diagnostic> {
    let mut head = Vec::new();
    let read = (&mut reader).take(HEAD as u64).read_to_end(&mut head);
    read.map_err(|error| broken(file, gzip, &error, 0))?;
    Ok((head.clone(), Box::new(Cursor::new(head).chain(reader))))
}

/// Refusal of a file that cannot be read to its end; `lines` were read before.
pub(crate) fn broken(file: &str, gzip: bool, error: &std::io::Error, lines: usize) -> Diagnostic {
    let before = match lines {
        0 => "before its first line is complete".to_owned(),
        1 => "after 1 line".to_owned(),
        _ => format!("after {lines} lines"),
    };
    if !gzip {
        return whole("G0004", file, &format!("reading failed {before}: {error}"))
            .expected("a file that can be read to its end")
            .help("copy the file again");
    }
    let what = if error.kind() == std::io::ErrorKind::UnexpectedEof {
        format!("the gzip archive ends {before}: it was cut off")
    } else {
        format!("the gzip archive is damaged {before}")
    };
    whole("G0003", file, &what)
        .expected("a complete archive; `gzip -t FILE` tests it")
        .help("copy or download the file again: findings in the missing part would be taken for absent")
}

/// Whether this is UTF-16 (`Some(true)`: low byte first).
fn utf16(head: &[u8]) -> Option<bool> {
    if head.starts_with(b"\xff\xfe") {
        return Some(true);
    }
    if head.starts_with(b"\xfe\xff") {
        return Some(false);
    }
    let start = &head[..head.len().min(64) / 2 * 2];
    let zeros = |odd: usize| {
        start
            .iter()
            .skip(odd)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    match (zeros(0), zeros(1)) {
        (0, n) if n > 1 && n == start.len() / 2 => Some(true),
        (n, 0) if n > 1 && n == start.len() / 2 => Some(false),
        _ => None,
    }
}

fn other_format(file: &str, head: &[u8], gzip: bool) -> Option<Diagnostic> {
    const KNOWN: &[(&[u8], &str, &str)] = &[
        (
            b"PK\x03\x04",
            "an Excel workbook or another zip archive",
            "save the sheet as tab-separated text, or unpack the archive",
        ),
        (
            b"\xd0\xcf\x11\xe0",
            "an old Excel workbook",
            "save the sheet as tab-separated text",
        ),
        (
            b"%PDF",
            "a PDF document",
            "ask for the table behind it, or type the events as a list: EGFR T790M 0.12",
        ),
        (
            b"BAM\x01",
            "an alignment (BAM)",
            "call variants first; the calls (VCF, MAF) are the profile",
        ),
        (
            b"CRAM",
            "an alignment (CRAM)",
            "call variants first; the calls (VCF, MAF) are the profile",
        ),
        (
            b"TBI\x01",
            "a tabix index",
            "give the file that it belongs to",
        ),
        (
            b"CSI\x01",
            "an index (CSI)",
            "give the file that it belongs to",
        ),
        (b"BZh", "a bzip2 archive", "unpack it first: bunzip2 FILE"),
        (b"\xfd7zXZ", "an xz archive", "unpack it first: unxz FILE"),
        (
            b"\x28\xb5\x2f\xfd",
            "a zstd archive",
            "unpack it first: unzstd FILE",
        ),
        (
            b"\x1f\x8b",
            "a gzip archive inside a gzip archive",
            "unpack it once: gunzip FILE",
        ),
        (b"PAR1", "a Parquet file", "write it as tab-separated text"),
        (b"\x89HDF", "an HDF5 file", "write it as tab-separated text"),
        (
            b"\x89PNG",
            "a picture",
            "ask for the table behind it, or type the events as a list: EGFR T790M 0.12",
        ),
        (
            b"\xff\xd8\xff",
            "a picture",
            "ask for the table behind it, or type the events as a list: EGFR T790M 0.12",
        ),
    ];
    let refuse = |what: &str, help: &str| {
        let inside = if gzip {
            "the gzip archive holds"
        } else {
            "this is"
        };
        whole(
            "G0002",
            file,
            &format!("{inside} {what}, not a molecular profile"),
        )
        .expected("a list of events, MAF, VCF, BCF, an ANNOVAR table, copy numbers or fusions")
        .help(help)
    };
    if let Some((_, what, help)) = KNOWN.iter().find(|(start, ..)| head.starts_with(start)) {
        return Some(refuse(what, help));
    }
    let text = head.trim_ascii_start().to_ascii_lowercase();
    if text.starts_with(b"<!doctype html") || text.starts_with(b"<html") {
        return Some(refuse(
            "a web page",
            "download the file itself, not the page that shows it",
        ));
    }
    if text.starts_with(b"<?xml") {
        return Some(refuse("an XML document", "export the calls as VCF or MAF"));
    }
    if text.starts_with(b"{") || text.starts_with(b"[{") {
        return Some(refuse("JSON", "export the calls as VCF or MAF"));
    }
    None
}
