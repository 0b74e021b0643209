//! Reads, fractions and positions.

use forestall_base::{Diagnostic, Location, Reads};

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

/// The number that `text[start..end]` writes in one to nine digits and nothing else; nothing also where fewer than nine bytes stand
/// before `end`. Eight digits are looked at at once, and no branch depends on how many there are.
#[inline]
pub(crate) fn digits(text: &[u8], start: usize, end: usize) -> Option<u32> {
    const ZEROS: u64 = u64::from_ne_bytes([b'0'; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0xF0; 8]);
    const SIX: u64 = u64::from_ne_bytes([6; 8]);
    let [ninth, last @ ..]: &[u8; 9] = text.get(..end)?.last_chunk()?;
    let length = end - start;
    if !(1..=9).contains(&length) {
        return None;
    }
    let lead = if length == 9 { *ninth } else { b'0' }.wrapping_sub(b'0');
    // What stands before the number becomes zeros.
    let own = u64::MAX << (8 * 8usize.saturating_sub(length));
    let word = (u64::from_le_bytes(*last) & own) | (ZEROS & !own);
    // A digit has a high half of 3, and still has it with six more.
    let others = ((word & HIGH) ^ ZEROS) | ((word.wrapping_add(SIX) & HIGH) ^ ZEROS);
    if others != 0 || lead > 9 {
        return None;
    }
    let ones = word ^ ZEROS;
    let pairs = (ones * 10 + (ones >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    let eight = (fours * 10_000 + (fours >> 32)) & 0xFFFF_FFFF;
    Some(u32::from(lead) * 100_000_000 + eight as u32)
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
#[allow(clippy::inline_always)] // Else both numbers go through memory, and must be read back at once as one.
#[inline(always)]
pub(crate) fn checked(
    alternate: u32,
    depth: u32,
    at: impl Fn() -> Location,
) -> Result<Reads, Diagnostic> {
    if alternate > depth {
        return Err(too_many(alternate, depth).at(at()));
    }
    Ok(Reads { alternate, depth })
}

#[cold]
fn too_many(alternate: u32, depth: u32) -> Diagnostic {
    Diagnostic::error(
        "G0021",
        format!("{alternate} reads carry the variant, but only {depth} were counted in all"),
    )
    .expected("a depth that includes the reads with the variant")
    .help("check which columns hold the reads with the variant and the depth")
}

#[cfg(test)]
mod tests {
    use forestall_base::Stream;

    use super::digits;

    /// Oracle: the standard library, for cells of digits and of what stands beside them in the ASCII table.
    #[test]
    fn digits_are_read_as_the_standard_library_reads_them() {
        let letters = b"0123456789/:+-. \t\xB0";
        for case in 0..4000 {
            let mut stream = Stream::new(8, case, 0);
            let kinds = if case % 2 == 0 { 10 } else { letters.len() };
            let mut text = vec![b'\t'; 8];
            let start = text.len();
            for _ in 0..stream.below(12) {
                text.push(letters[stream.below(kinds)]);
            }
            let end = text.len();
            text.extend_from_slice(b"7\t7");
            let cell = &text[start..end];
            let plain = cell.len() <= 9 && cell.iter().all(u8::is_ascii_digit);
            let parsed = std::str::from_utf8(cell).ok().and_then(|c| c.parse().ok());
            let wanted = if plain { parsed } else { None };
            assert_eq!(digits(&text, start, end), wanted, "{cell:?}");
        }
        assert_eq!(
            digits(b"12", 0, 2),
            None,
            "close to the beginning of the line"
        );
    }
}
