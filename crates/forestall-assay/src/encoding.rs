//! Bytes that should be text.

use forestall_base::{Diagnostic, Diagnostics, Location};

/// The text in `bytes` without a byte-order mark, or the reason why this is no text.
pub(crate) fn text_of<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str, Diagnostics> {
    if let Some(refusal) = known_format(file, bytes) {
        return Err(refusal.into());
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.trim_ascii().is_empty() {
        return Err(
            Diagnostic::error("T0001", format!("{file}: the table is empty"))
                .expected("a header with column names and rows below it")
                .help("check that the whole table was exported")
                .into(),
        );
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Err(not_utf8(file, bytes, error.valid_up_to()).into()),
    };
    if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
        return Err(Diagnostic::error(
            "T0002",
            "found a NUL byte: this is a binary or a damaged file",
        )
        .at(place(file, text, at))
        .expected("a table as UTF-8 text")
        .help("export the table as CSV again")
        .into());
    }
    Ok(text)
}

fn known_format(file: &str, bytes: &[u8]) -> Option<Diagnostic> {
    let utf16 = |order: &str| {
        Diagnostic::error(
            "T0003",
            format!("{file}: this is UTF-16 text ({order} byte first)"),
        )
        .expected("UTF-8 text")
        .help("save it as \"CSV UTF-8\", or convert it: iconv -f UTF-16 -t UTF-8 OLD > NEW")
    };
    let format = |what: &str, help: &str| {
        Diagnostic::error(
            "T0005",
            format!("{file}: this is {what}, not a table as text"),
        )
        .expected("CSV, TSV or Parquet")
        .help(help)
    };
    let zeros = |odd: usize| {
        bytes
            .iter()
            .take(64)
            .skip(odd)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let half = bytes.len().min(64) / 2;
    if bytes.starts_with(b"\xff\xfe") || (half > 1 && zeros(1) == half && zeros(0) == 0) {
        Some(utf16("low"))
    } else if bytes.starts_with(b"\xfe\xff")
        || (half > 1 && zeros(0) == bytes.len().min(64).div_ceil(2) && zeros(1) == 0)
    {
        Some(utf16("high"))
    } else if bytes.starts_with(b"PK\x03\x04") {
        Some(format(
            "an Excel workbook or another zip archive",
            "save the sheet as CSV",
        ))
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        Some(format("an old Excel workbook", "save the sheet as CSV"))
    } else if bytes.starts_with(b"\x1f\x8b") {
        Some(format("a gzip archive", "unpack it first: gunzip FILE"))
    } else if bytes.starts_with(b"%PDF") {
        Some(format("a PDF document", "ask for the table itself"))
    } else {
        let head: Vec<u8> = bytes
            .trim_ascii_start()
            .iter()
            .take(15)
            .map(u8::to_ascii_lowercase)
            .collect();
        (head.starts_with(b"<!doctype html") || head.starts_with(b"<html")).then(|| {
            format(
                "a web page",
                "download the file itself, not the page that shows it",
            )
        })
    }
}

fn not_utf8(file: &str, bytes: &[u8], at: usize) -> Diagnostic {
    let control = bytes
        .iter()
        .filter(|&&b| b < 32 && !matches!(b, b'\t' | b'\n' | b'\r'))
        .count();
    let line_start = bytes[..at]
        .iter()
        .rposition(|&b| b == b'\n' || b == b'\r')
        .map_or(0, |n| n + 1);
    let line_end = bytes[at..]
        .iter()
        .position(|&b| b == b'\n' || b == b'\r')
        .map_or(bytes.len(), |n| at + n);
    let text = String::from_utf8_lossy(&bytes[line_start..line_end]).into_owned();
    let before = String::from_utf8_lossy(&bytes[..at]);
    let mut location = Location::of_span(file, &before, before.len(), before.len());
    location.text = text.replace('\0', "\u{fffd}");
    let byte = bytes[at];
    if control > 0 {
        return Diagnostic::error(
            "T0002",
            format!("found the byte 0x{byte:02X}: this is a binary file"),
        )
        .at(location)
        .expected("CSV, TSV or Parquet")
        .help("export the table as CSV");
    }
    Diagnostic::error(
        "T0004",
        format!(
            "found the byte 0x{byte:02X}, which is not UTF-8 (perhaps Latin-1 or Windows-1252)"
        ),
    )
    .at(location)
    .expected("UTF-8 text")
    .help("save it as \"CSV UTF-8\", or convert it: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW")
}

fn place(file: &str, text: &str, at: usize) -> Location {
    let mut location = Location::of_span(file, text, at, at + 1);
    location.text = location.text.replace('\0', "\u{fffd}");
    location
}
