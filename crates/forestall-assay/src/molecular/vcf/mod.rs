//! Variant calls: VCF with the annotation of VEP, SnpEff, Funcotator or bcftools, or with none.

mod bcf;
mod effects;
mod heading;
mod phase;
mod protein;
mod reads;
mod tumour;
mod typed;

use forestall_base::{Diagnostic, Found, Measurement};

use super::annotation::{Effect, choose, remark_unlike};
use super::cells::Cells;
use super::intake::{Intake, Variant};
use super::itd;
use super::lines::Lines;
use super::numbers::position;
use super::refusal::{Line, shown, whole};
pub(super) use bcf::read as read_bcf;
use effects::Effects;
use heading::Heading;
use tumour::Tumour;

/// Reads a VCF.
pub(super) fn read(lines: &mut Lines<'_>, intake: &mut Intake<'_>) -> Result<(), Diagnostic> {
    let mut heading = Heading::default();
    let mut calls: Option<Calls> = None;
    while lines.advance()? {
        let line = lines.line();
        match &mut calls {
            None if line.text.starts_with("##") => heading.note(line, intake)?,
            None if line.text.starts_with('#') => {
                calls = Some(Calls::begin(line, &heading, intake)?);
            }
            None if line.text.trim().is_empty() => {}
            None => return Err(no_columns(line)),
            Some(calls) if !line.text.is_empty() => calls.record(line, intake)?,
            Some(_) => {}
        }
    }
    match calls {
        Some(calls) => {
            calls.end(intake);
            Ok(())
        }
        None => Err(no_header(lines.file)),
    }
}

fn no_header(file: &str) -> Diagnostic {
    whole(
        "G0061",
        file,
        "the file ends before the line that begins with #CHROM",
    )
    .expected("#CHROM POS ID REF ALT QUAL FILTER INFO below the lines that begin with ##")
    .help("the file may have been cut off: copy it again")
}

fn no_columns(line: Line<'_>) -> Diagnostic {
    Diagnostic::error(
        "G0061",
        "there is no line that begins with #CHROM above the calls",
    )
    .at(line.span(0, line.text.len()))
    .expected("#CHROM POS ID REF ALT QUAL FILTER INFO, parted by tabs")
    .help("take the header with the calls: bcftools view -h shows it")
}

/// The calls below the header.
struct Calls {
    effects: Effects,
    tumour: Tumour,
    cells: Cells,
    sample: u32,
    unlike: usize,
    itds: usize,
}

impl Calls {
    fn begin(
        line: Line<'_>,
        heading: &Heading,
        intake: &mut Intake<'_>,
    ) -> Result<Self, Diagnostic> {
        let tumour = Tumour::choose(line, heading, intake)?;
        let sample = intake.sample(&tumour.name);
        if intake.options.tumour_sample.is_none() && tumour.of > 1 {
            intake.remark(format!(
                "{} of {} samples is the tumour.",
                shown(&tumour.name),
                tumour.of
            ));
        }
        intake.covers(Measurement::Mutations);
        let effects = Effects::of(heading);
        match effects.annotation() {
            Some(id) => intake.remark(format!("Protein changes are those of annotation {id}.")),
            None => intake.remark("unannotated: the calls carry no protein changes, so only changes whose place in the genome is known can be matched."),
        }
        Ok(Self {
            effects,
            tumour,
            cells: Cells::default(),
            sample,
            unlike: 0,
            itds: 0,
        })
    }

    fn end(self, intake: &mut Intake<'_>) {
        remark_unlike(self.unlike, intake);
        itd::remark(self.itds, intake);
    }

    fn record(&mut self, line: Line<'_>, intake: &mut Intake<'_>) -> Result<(), Diagnostic> {
        let mut cells = std::mem::take(&mut self.cells);
        cells.split_plain(line.text);
        let done = self.cells_of(line, &cells, intake);
        self.cells = cells;
        done
    }

    fn cells_of(
        &mut self,
        line: Line<'_>,
        cells: &Cells,
        intake: &mut Intake<'_>,
    ) -> Result<(), Diagnostic> {
        if cells.len() < 8 {
            return Err(super::maf::short(cells, line, "column INFO", 7));
        }
        let cell = |column| cells.get(line.text, column);
        let Some(start) = position(cell(1)) else {
            return Err(
                Diagnostic::error("G0026", format!("{} is no position", shown(cell(1))))
                    .at(cells.location(line, 1))
                    .expected("a whole number, counted from 1")
                    .help("check that the columns are parted by tabs"),
            );
        };
        if !matches!(cell(6), "PASS" | "." | "") {
            intake.drop_row("the filter of the caller was not passed");
            return Ok(());
        }
        let alternates: Vec<&str> = cell(4).split(',').collect();
        for (at, alternate) in alternates.iter().enumerate() {
            let call = Call {
                line,
                chromosome: cell(0),
                start,
                reference: cell(3),
                alternate,
                alternates: &alternates,
                number: at + 1,
                info: cell(7),
                format: cell(8),
                values: self.tumour.column.map_or("", cell),
            };
            self.allele(&call, intake)?;
        }
        Ok(())
    }

    fn allele(&mut self, call: &Call<'_>, intake: &mut Intake<'_>) -> Result<(), Diagnostic> {
        if matches!(call.alternate, "." | "*" | "<*>" | "<NON_REF>" | "") {
            intake.drop_row("no other allele");
            return Ok(());
        }
        let effects = self.effects.of_allele(call);
        if call.alternate.contains(['<', '[', ']']) {
            self.structural(call, &effects, intake);
            return Ok(());
        }
        if !phase::is_called(call) {
            intake.drop_row("the allele was not called in this sample");
            return Ok(());
        }
        let (reads, vaf) = reads::of(call, intake)?;
        let phase = phase::of(call, intake);
        let (start, end, reference, alternate) =
            trimmed(call.start, call.reference, call.alternate);
        let place = intake.place(
            call.chromosome,
            Some(start),
            Some(end),
            reference,
            alternate,
        );
        let base = Variant {
            phase,
            reads,
            vaf,
            place,
            ..Variant::default()
        };
        if self.effects.annotation().is_none() {
            intake.push_asked(self.sample, call.line.number, base);
            return Ok(());
        }
        let (taken, unlike) = choose(&effects, intake.options);
        self.unlike += unlike;
        let mut named = false;
        for effect in taken.into_iter().filter(|effect| !effect.gene.is_empty()) {
            named = true;
            intake
                .genes
                .look(effect.gene, "", || call.line.part(call.info));
            let variant = Variant {
                gene: effect.gene,
                protein: &effect.protein,
                coding: effect.coding,
                transcript: effect.transcript,
                consequence: effect.consequence,
                exon: effect.exon,
                ..base
            };
            if itd::push(
                intake,
                self.sample,
                call.line.number,
                &variant,
                reference,
                alternate,
            ) {
                self.itds += 1;
            } else {
                intake.push_asked(self.sample, call.line.number, variant);
            }
        }
        if !named {
            intake.drop_row("no gene is named");
        }
        Ok(())
    }

    /// A rearrangement is taken where the annotation names two genes.
    fn structural(&self, call: &Call<'_>, effects: &[Effect<'_>], intake: &mut Intake<'_>) {
        let pair = effects
            .iter()
            .find_map(|effect| effect.gene.split_once('&'));
        let Some((five, three)) = pair else {
            intake.drop_row("a rearrangement without two genes");
            return;
        };
        let partner = Some(intake.name(three));
        let found = Found::Fusion {
            partner,
            exons: None,
        };
        intake.push_found(self.sample, five, found, call.line.number);
        intake.covers(Measurement::Fusions);
    }
}

/// One alternate allele of one record.
struct Call<'a> {
    line: Line<'a>,
    chromosome: &'a str,
    start: u32,
    reference: &'a str,
    alternate: &'a str,
    alternates: &'a [&'a str],
    /// Number of the allele, counted from 1.
    number: usize,
    info: &'a str,
    format: &'a str,
    /// The tumour's values, in the order of `format`.
    values: &'a str,
}

impl<'a> Call<'a> {
    /// The value of a FORMAT key; `None` where it is missing.
    fn value(&self, key: &str) -> Option<&'a str> {
        let at = self.format.split(':').position(|known| known == key)?;
        let value = self.values.split(':').nth(at)?;
        (value != "." && !value.is_empty()).then_some(value)
    }

    /// The value of an INFO key; `None` where it is missing.
    fn info(&self, key: &str) -> Option<&'a str> {
        self.info
            .split(';')
            .find_map(|entry| entry.strip_prefix(key)?.strip_prefix('='))
            .filter(|value| *value != ".")
    }
}

/// Alleles without the bases they share, as MAF writes them: `-` for none, an insertion between two positions.
fn trimmed<'a>(start: u32, reference: &'a str, alternate: &'a str) -> (u32, u32, &'a str, &'a str) {
    let same = |a: &str, b: &str| a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let front =
        if reference.is_ascii() && alternate.is_ascii() && reference.len() != alternate.len() {
            same(reference, alternate)
        } else {
            0
        };
    let (mut left, mut right) = (&reference[front..], &alternate[front..]);
    while front > 0
        && let (Some(l), Some(r)) = (left.bytes().next_back(), right.bytes().next_back())
        && l == r
    {
        left = &left[..left.len() - 1];
        right = &right[..right.len() - 1];
    }
    let start = start.saturating_add(front as u32);
    if left.is_empty() {
        return (start.saturating_sub(1), start, "-", right);
    }
    let end = start.saturating_add(left.len() as u32 - 1);
    (start, end, left, if right.is_empty() { "-" } else { right })
}

#[cfg(test)]
mod tests {
    use super::trimmed;

    #[test]
    fn alleles_lose_what_they_share() {
        assert_eq!(trimmed(10, "A", "T"), (10, 10, "A", "T"));
        assert_eq!(trimmed(10, "CCT", "C"), (11, 12, "CT", "-"));
        assert_eq!(trimmed(10, "C", "CAG"), (10, 11, "-", "AG"));
        assert_eq!(trimmed(10, "AC", "TG"), (10, 11, "AC", "TG"));
        assert_eq!(trimmed(10, "CAT", "CGGT"), (11, 11, "A", "GG"));
    }
}
