//! ANNOVAR's `multianno` tables.

use std::borrow::Cow;

use forestall_base::{Consequence, Diagnostic, Measurement};

use super::annotation::{Effect, choose, remark_unlike};
use super::cells::Cells;
use super::effect::of_terms;
use super::intake::{Intake, Variant};
use super::itd;
use super::lines::Lines;
use super::maf::{SAMPLE, exon};
use super::numbers::position;
use super::table::Header;

/// Reads the rows below `header`.
pub(crate) fn read(
    lines: &mut Lines<'_>,
    header: &Header,
    intake: &mut Intake<'_>,
) -> Result<(), Diagnostic> {
    let first = |prefix: &str| {
        let by_source = ["refgenewithver", "refgene", "ensgene", "knowngene"];
        by_source
            .iter()
            .find_map(|source| header.find(&[&format!("{prefix}.{source}")]))
            .or_else(|| header.starting(&format!("{prefix}.")))
    };
    let [gene, change, exonic, function] = ["gene", "aachange", "exonicfunc", "func"].map(first);
    let Some(gene) = gene else {
        return Err(header.missing(lines.line(), &["gene.refgene", "gene.ensgene"], "genes"));
    };
    let [chromosome, start, end, reference, alternate] =
        ["chr", "start", "end", "ref", "alt"].map(|name| header.find(&[name]));
    let sample = header.find(SAMPLE);
    let vaf = header.find(&["vaf", "af_tumor", "tumor_vaf"]);
    intake.covers(Measurement::Mutations);
    let (mut unlike, mut itds) = (0, 0);
    let mut cells = Cells::default();
    while lines.advance()? {
        let line = lines.line();
        if line.text.trim().is_empty() || line.text.starts_with('#') {
            continue;
        }
        cells.split(line.text, header.delimiter);
        let cell = |column| cells.known(line.text, column);
        let named = cell(Some(gene));
        let place_kind = cell(function);
        let symbol = named.split([',', ';', '(']).next().unwrap_or_default();
        if symbol.is_empty()
            || symbol.eq_ignore_ascii_case("none")
            || place_kind.starts_with("intergenic")
        {
            intake.drop_row("no gene is named");
            continue;
        }
        intake.genes.look(symbol, "", || cells.location(line, gene));
        let class = of_terms(cell(exonic)).or_else(|| of_terms(place_kind));
        let mut effects = effects(cell(change), class);
        if effects.is_empty() {
            effects.push(Effect {
                gene: symbol,
                consequence: class,
                ..Effect::default()
            });
        }
        let (taken, others) = choose(&effects, intake.options);
        unlike += others;
        let number = intake.sample(cell(sample));
        let fraction = match vaf {
            Some(column) => intake
                .fractions
                .read(cell(vaf), || cells.location(line, column))?,
            None => None,
        };
        let place = intake.place(
            cell(chromosome),
            position(cell(start)),
            position(cell(end)),
            cell(reference),
            cell(alternate),
        );
        for effect in taken {
            let variant = Variant {
                gene: effect.gene,
                protein: &effect.protein,
                coding: effect.coding,
                transcript: effect.transcript,
                consequence: effect.consequence,
                exon: effect.exon,
                vaf: fraction,
                place,
                ..Variant::default()
            };
            if itd::push(
                intake,
                number,
                line.number,
                &variant,
                cell(reference),
                cell(alternate),
            ) {
                itds += 1;
            } else {
                intake.push_asked(number, line.number, variant);
            }
        }
    }
    remark_unlike(unlike, intake);
    itd::remark(itds, intake);
    Ok(())
}

/// `gene:transcript:exon:c.:p.`, parted by commas, repeated behind semicolons.
fn effects(cell: &str, class: Option<Consequence>) -> Vec<Effect<'_>> {
    let mut all: Vec<Effect<'_>> = Vec::new();
    for entry in cell
        .split([',', ';'])
        .map(str::trim)
        .filter(|entry| entry.contains(':'))
    {
        let mut effect = Effect {
            consequence: class,
            ..Effect::default()
        };
        for (at, part) in entry.split(':').enumerate() {
            match part {
                _ if at == 0 => effect.gene = part,
                _ if part.starts_with("p.") => effect.protein = Cow::Borrowed(part),
                _ if part.starts_with("c.") || part.starts_with("r.") => effect.coding = part,
                _ if part.starts_with("exon") => effect.exon = exon(part),
                _ if effect.transcript.is_empty() => effect.transcript = part,
                _ => {}
            }
        }
        if !all.contains(&effect) {
            all.push(effect);
        }
    }
    all
}
