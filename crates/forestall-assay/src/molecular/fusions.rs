//! Tables of fusions, with the partners in one column or in two.

use forestall_base::{Diagnostic, Found, Measurement};

use super::cells::{Cells, is_missing};
use super::fusion_name::of_column;
use super::intake::Intake;
use super::lines::Lines;
use super::maf::{SAMPLE, exon};
use super::panel::is_symbol;
use super::table::Header;

const ONE: &[&str] = &[
    "fusiongene",
    "fusion_gene",
    "fusionname",
    "fusion_name",
    "fusion",
];
const TWO: &[(&str, &str)] = &[
    ("site1_hugo_symbol", "site2_hugo_symbol"),
    ("genea", "geneb"),
    ("gene_a", "gene_b"),
    ("gene1", "gene2"),
    ("gene_1", "gene_2"),
    ("leftgene", "rightgene"),
    ("left_gene", "right_gene"),
    ("5_prime_gene", "3_prime_gene"),
];

enum Columns {
    One(usize),
    Two(usize, usize),
}

fn columns(header: &Header) -> Option<Columns> {
    let two = TWO.iter().find_map(|(five, three)| {
        Some(Columns::Two(header.find(&[five])?, header.find(&[three])?))
    });
    two.or_else(|| header.find(ONE).map(Columns::One))
}

pub(crate) fn is_header(header: &Header) -> bool {
    columns(header).is_some() && !header.has(&["variant_classification"])
}

/// Reads a table of fusions.
pub(crate) fn read(
    lines: &mut Lines<'_>,
    header: &Header,
    intake: &mut Intake<'_>,
) -> Result<(), Diagnostic> {
    let Some(columns) = columns(header) else {
        return Err(header.missing(lines.line(), ONE, "fusions"));
    };
    let sample = header.find(SAMPLE);
    let status = header.find(&["sv_status"]);
    let exons = (
        header.find(&["site1_region_number", "exon1"]),
        header.find(&["site2_region_number", "exon2"]),
    );
    intake.covers(Measurement::Fusions);
    let mut cells = Cells::default();
    let mut last = None;
    while lines.advance()? {
        let line = lines.line();
        if line.text.trim().is_empty() || line.text.starts_with('#') {
            continue;
        }
        cells.split(line.text, header.delimiter);
        if cells
            .known(line.text, status)
            .eq_ignore_ascii_case("germline")
        {
            intake.drop_row("germline rearrangement");
            continue;
        }
        let partners = match columns {
            Columns::One(column) => {
                let cell = cells.get(line.text, column);
                if cell.to_ascii_lowercase().ends_with("viii") {
                    Some((
                        cell.split([' ', '-', '_']).next().unwrap_or(cell),
                        Some("vIII"),
                    ))
                } else {
                    of_column(cell)
                }
            }
            Columns::Two(five, three) => {
                two(cells.get(line.text, five), cells.get(line.text, three))
            }
        };
        let Some((five, three)) = partners.filter(|(five, _)| !five.is_empty()) else {
            intake.drop_row("no partner of the fusion is named");
            continue;
        };
        let at = match columns {
            Columns::One(column) | Columns::Two(column, _) => column,
        };
        intake.genes.look(five, "", || cells.location(line, at));
        let number = intake.sample(cells.known(line.text, sample));
        let found = if three == Some("vIII") {
            let gene = if five.eq_ignore_ascii_case("egfrviii") {
                "EGFR"
            } else {
                five
            };
            let words = intake.name("vIII");
            intake.push_found(number, gene, Found::Category(words), line.number);
            continue;
        } else {
            let exon_of = |column| exon(cells.known(line.text, column));
            Found::Fusion {
                partner: three.map(|three| intake.name(three)),
                exons: exon_of(exons.0).zip(exon_of(exons.1)),
            }
        };
        // An older form of study folders has one row for each partner.
        let this = (number, five.to_owned(), found.clone());
        if last.as_ref() == Some(&this) {
            intake.drop_row("the same fusion again, for its other partner");
            continue;
        }
        last = Some(this);
        intake.push_found(number, five, found, line.number);
    }
    if intake.profile.samples.is_empty() {
        intake.sample("");
    }
    Ok(())
}

fn two<'a>(five: &'a str, three: &'a str) -> Option<(&'a str, Option<&'a str>)> {
    let known = |gene: &str| !is_missing(gene) && is_symbol(gene);
    match (known(five), known(three)) {
        (true, true) => Some((five, (five != three).then_some(three))),
        (true, false) => Some((five, None)),
        (false, true) => Some((three, None)),
        (false, false) => None,
    }
}
