//! Reads, fractions and positions.

use forestall_base::{Diagnostic, Location};

use super::refusal::shown;

/// A finite number.
pub(crate) fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// A position; nothing where the text is no whole number.
pub(crate) fn position(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 10 {
        return None;
    }
    let mut number = 0u64;
    for byte in text.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        number = 10 * number + u64::from(byte - b'0');
    }
    u32::try_from(number).ok()
}

/// A position of the genome; nothing where the cell is empty.
pub(crate) fn checked_position(
    cell: &str,
    at: impl Fn() -> Location,
) -> Result<Option<u32>, Diagnostic> {
    if let Some(number) = position(cell) {
        return Ok(Some(number));
    }
    if cell.is_empty() {
        return Ok(None);
    }
    // Some tools write positions as `55259515.0`.
    if let Some(number) = cell.strip_suffix(".0").and_then(position) {
        return Ok(Some(number));
    }
    Err(
        Diagnostic::error("G0026", format!("{} is no position", shown(cell)))
            .at(at())
            .expected("a whole number, counted from 1; empty, NA or . where it is not known")
            .help("a spreadsheet may have made a date or a rounded number of it, or columns are swapped: export the table again"),
    )
}

/// A number of reads.
pub(crate) fn count(cell: &str, at: impl Fn() -> Location) -> Result<Option<u32>, Diagnostic> {
    if let Some(number) = position(cell) {
        return Ok(Some(number));
    }
    if cell.is_empty() {
        return Ok(None);
    }
    // Some tools write counts as `12.0`.
    match cell.parse::<f64>() {
        Ok(number) if (0.0..4e9).contains(&number) && number.fract() == 0.0 => {
            Ok(Some(number as u32))
        }
        _ => Err(
            Diagnostic::error("G0020", format!("{} is no number of reads", shown(cell)))
                .at(at())
                .expected("a whole number, 0 or more; empty, NA or . where it is not known")
                .help("export the counts again, or leave this column out"),
        ),
    }
}

/// Reads with the variant cannot be more than all reads.
pub(crate) fn checked(
    alternate: u32,
    depth: u32,
    at: impl Fn() -> Location,
) -> Result<forestall_base::Reads, Diagnostic> {
    if alternate > depth {
        return Err(Diagnostic::error(
            "G0021",
            format!("{alternate} reads carry the variant, but only {depth} were counted in all"),
        )
        .at(at())
        .expected("a depth that includes the reads with the variant")
        .help("check which columns hold the reads with the variant and the depth"));
    }
    Ok(forestall_base::Reads { alternate, depth })
}
