//! Genes and alterations in words, with markers of the whole genome (`Other Biomarkers`).

use forestall_base::{Diagnostic, Measurement};

use super::cells::Cells;
use super::intake::Intake;
use super::lines::Lines;
use super::list;
use super::maf::{GENE, SAMPLE};
use super::table::Header;

/// Reads the rows below `header`.
pub(crate) fn read(
    lines: &mut Lines<'_>,
    header: &Header,
    intake: &mut Intake<'_>,
) -> Result<(), Diagnostic> {
    let gene = header.need(lines.line(), GENE, "genes")?;
    let alteration = header.need(lines.line(), &["alteration"], "alterations")?;
    let sample = header.find(SAMPLE);
    let mut cells = Cells::default();
    while lines.advance()? {
        let line = lines.line();
        if line.text.trim().is_empty() || line.text.starts_with('#') {
            continue;
        }
        cells.split(line.text, header.delimiter);
        let symbol = cells.get(line.text, gene);
        let words = cells.get(line.text, alteration);
        let lower = words.to_ascii_lowercase();
        let genome = symbol.eq_ignore_ascii_case("other biomarkers") || symbol.is_empty();
        let text = if genome || lower.ends_with(" fusion") {
            words.to_owned()
        } else {
            format!("{symbol} {words}")
        };
        let number = intake.sample(cells.known(line.text, sample));
        let before = intake.profile.findings.len();
        if list::event(line, &text, Some(number), intake).is_err() {
            intake.profile.findings.truncate(before);
            intake.drop_row("an alteration in words that are not known");
        }
    }
    intake.covers(Measurement::Mutations);
    Ok(())
}
