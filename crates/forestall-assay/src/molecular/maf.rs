//! Mutation tables: MAF and its relatives.

use forestall_base::{Consequence, Diagnostic, Measurement, Reads};

use super::cells::{Cells, is_missing};
use super::genes::is_date;
use super::intake::{DATED, Intake, Variant};
use super::itd;
use super::lines::Lines;
use super::numbers::{checked, checked_position, count};
use super::table::Header;

pub(crate) const GENE: &[&str] = &["hugo_symbol", "gene", "gene_symbol", "symbol", "gene_name"];
pub(crate) const PROTEIN: &[&str] = &[
    "hgvsp_short",
    "hgvsp",
    "protein_change",
    "amino_acid_change",
    "aachange",
    "amino_acid_change_wu",
    "hgvs.p",
    "protein",
];
pub(crate) const SAMPLE: &[&str] = &[
    "tumor_sample_barcode",
    "sample_id",
    "sample",
    "tumor_sample",
    "sampleid",
];
const FRACTION: &[&str] = &[
    "tumorvaf_wu",
    "i_tumorvaf_wu",
    "tumor_vaf",
    "vaf",
    "i_t_alt_frac",
    "tumor_f",
    "af",
    "t_vaf",
];

/// Room for the findings of a large table, so that they need not be moved again and again.
const MANY: usize = 1 << 15;

struct Columns {
    /// The last of them: tables of public archives have a hundred more behind it.
    last: usize,
    gene: usize,
    protein: Option<usize>,
    coding: Option<usize>,
    class: Option<usize>,
    sample: Option<usize>,
    chromosome: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
    reference: Option<usize>,
    alternates: [Option<usize>; 2],
    build: Option<usize>,
    alternate_reads: Option<usize>,
    reference_reads: Option<usize>,
    depth: Option<usize>,
    fraction: Option<usize>,
    transcript: Option<usize>,
    exon: Option<usize>,
}

impl Columns {
    fn of(header: &Header, gene: usize) -> Self {
        let mut last = gene;
        let mut find = |names: &[&str]| {
            let at = header.find(names);
            last = last.max(at.unwrap_or_default());
            at
        };
        let columns = Self {
            last: 0,
            gene,
            protein: find(PROTEIN),
            coding: find(&[
                "hgvsc",
                "cdna_change",
                "hgvsc_short",
                "coding_change",
                "hgvs.c",
            ]),
            class: find(&["variant_classification", "consequence", "mutation_type"]),
            sample: find(SAMPLE),
            chromosome: find(&["chromosome", "chrom", "chr"]),
            start: find(&["start_position", "start", "pos", "position"]),
            end: find(&["end_position", "end"]),
            reference: find(&["reference_allele", "ref"]),
            alternates: [
                find(&["tumor_seq_allele2", "alt"]),
                find(&["tumor_seq_allele1"]),
            ],
            build: find(&["ncbi_build", "build", "genome_build"]),
            alternate_reads: find(&["t_alt_count", "tumor_alt_count", "alt_count"]),
            reference_reads: find(&["t_ref_count", "tumor_ref_count", "ref_count"]),
            depth: find(&["t_depth", "tumor_depth", "depth"]),
            fraction: find(FRACTION),
            transcript: find(&[
                "transcript_id",
                "i_transcript_name",
                "feature",
                "refseq",
                "annotation_transcript",
                "transcript",
            ]),
            exon: find(&["exon_number", "exon"]),
        };
        Self { last, ..columns }
    }
}

/// Reads the rows below `header`, which is the line at hand.
pub(crate) fn read(
    lines: &mut Lines<'_>,
    header: &Header,
    intake: &mut Intake<'_>,
) -> Result<(), Diagnostic> {
    let gene = header.need(lines.line(), GENE, "genes")?;
    let columns = Columns::of(header, gene);
    describe(header, &columns, intake);
    let mut cells = Cells::default();
    let mut itds = 0;
    if lines.goes_on() {
        intake.profile.findings.reserve(MANY);
    }
    while lines.advance_split(&mut cells, header.delimiter, columns.last)? {
        let line = lines.line();
        if line.text.is_empty() || line.text.starts_with('#') {
            continue;
        }
        row(line, &cells, &columns, intake, &mut itds)?;
    }
    intake.profile.findings.shrink_to_fit();
    itd::remark(itds, intake);
    Ok(())
}

fn describe(header: &Header, columns: &Columns, intake: &mut Intake<'_>) {
    intake.covers(Measurement::Mutations);
    let name = |column: usize| header.names[column].clone();
    match columns.protein {
        Some(column) => intake.remark(format!(
            "Protein changes are those of column {}.",
            name(column)
        )),
        None => intake
            .remark("The table has no column of protein changes: only whole genes can be matched."),
    }
    match (
        columns.alternate_reads,
        columns.reference_reads.or(columns.depth),
    ) {
        (Some(alternate), Some(other)) => intake.remark(format!(
            "Allele fractions come from the reads in columns {} and {}.",
            name(alternate),
            name(other)
        )),
        _ => {
            if let Some(column) = columns.fraction {
                intake.remark(format!(
                    "Allele fractions come from column {}.",
                    name(column)
                ));
            }
        }
    }
}

fn row(
    line: super::refusal::Line<'_>,
    cells: &Cells,
    columns: &Columns,
    intake: &mut Intake<'_>,
    itds: &mut usize,
) -> Result<(), Diagnostic> {
    let text = line.text;
    if cells.len() <= columns.gene {
        if text.trim().is_empty() {
            return Ok(());
        }
        return Err(short(cells, line, "gene", columns.gene));
    }
    if let Some(column) = columns.sample.filter(|&column| column >= cells.len()) {
        return Err(short(cells, line, "sample", column));
    }
    let (line, cell) = (&line, |column| cells.known(text, column));
    let at = |column: Option<usize>| move || cells.location(*line, column.unwrap_or_default());
    let build = cell(columns.build);
    if intake.build.is_new(build) {
        intake.state_build(build, *line, at(columns.build))?;
    }
    let gene = cells.get(text, columns.gene);
    if is_missing(gene) || gene.eq_ignore_ascii_case("unknown") {
        intake.drop_row("no gene is named");
        return Ok(());
    }
    if is_date(gene) {
        intake.drop_row(DATED);
        return Ok(());
    }
    if intake.genes.looks() {
        let protein = cell(columns.protein);
        intake.genes.look(gene, protein, at(Some(columns.gene)));
    }
    let sample = intake.sample(cell(columns.sample));
    let reads = reads(cells, columns, line)?;
    let vaf = if reads.is_some() {
        None
    } else {
        intake
            .fractions
            .read(cells.number(text, columns.fraction), at(columns.fraction))?
    };
    let position = |column| checked_position(cell(column), at(column));
    let start = number(cells, text, columns.start, position)?;
    let end = number(cells, text, columns.end, position)?;
    if !intake.asks(gene) {
        intake.profile.unasked += 1;
        return Ok(());
    }
    let reference = cell(columns.reference);
    let alternate = alternate(cells, columns, text, reference);
    let chromosome = cell(columns.chromosome);
    let place = intake.place(chromosome, start, end, reference, alternate);
    let variant = Variant {
        gene,
        protein: cell(columns.protein),
        coding: cell(columns.coding),
        transcript: cell(columns.transcript),
        consequence: consequence(cell(columns.class)),
        exon: exon(cell(columns.exon)),
        phase: None,
        reads,
        vaf,
        place,
    };
    if itd::push(intake, sample, line.number, &variant, reference, alternate) {
        *itds += 1;
    } else {
        intake.push(sample, line.number, variant);
    }
    Ok(())
}

/// Refusal of a row that ends before a column it needs; where blanks take the place of tabs, it says so.
pub(crate) fn short(
    cells: &Cells,
    line: super::refusal::Line<'_>,
    what: &str,
    column: usize,
) -> Diagnostic {
    let blanks = line.text.split_whitespace().count() > column;
    let help = if blanks {
        "blanks stand where tabs were: export the table again"
    } else {
        "the file may have been cut off, or the row broken: export it again"
    };
    Diagnostic::error(
        "G0014",
        format!(
            "this row ends after {} of its cells, before the {what}",
            cells.len()
        ),
    )
    .at(cells.location(line, column))
    .expected(format!("the {what} in column {}", column + 1))
    .help(help)
}

/// The number in a cell; one of more than digits is looked at `closely`.
#[allow(clippy::inline_always)] // Else every number goes through memory, in as many bytes as a refusal has.
#[inline(always)]
fn number(
    cells: &Cells,
    text: &str,
    column: Option<usize>,
    closely: impl Fn(Option<usize>) -> Result<Option<u32>, Diagnostic>,
) -> Result<Option<u32>, Diagnostic> {
    match cells.digits(text, column) {
        None => closely(column),
        known => Ok(known),
    }
}

/// The reads of a row, where they are given.
#[inline]
fn reads(
    cells: &Cells,
    columns: &Columns,
    line: &super::refusal::Line<'_>,
) -> Result<Option<Reads>, Diagnostic> {
    let text = line.text;
    let closely = |column: Option<usize>| match column {
        Some(at) => count(cells.number(text, column), || cells.location(*line, at)),
        None => Ok(None),
    };
    let Some(alternate) = number(cells, text, columns.alternate_reads, closely)? else {
        return Ok(None);
    };
    if let Some(reference) = number(cells, text, columns.reference_reads, closely)? {
        let depth = alternate.saturating_add(reference);
        return Ok(Some(Reads { alternate, depth }));
    }
    let Some(depth) = number(cells, text, columns.depth, closely)? else {
        return Ok(None);
    };
    let at = columns.alternate_reads.unwrap_or_default();
    checked(alternate, depth, || cells.location(*line, at)).map(Some)
}

/// `Tumor_Seq_Allele2`, or `Tumor_Seq_Allele1` where only that differs from the reference.
fn alternate<'l>(cells: &Cells, columns: &Columns, text: &'l str, reference: &str) -> &'l str {
    let [second, first] = columns.alternates.map(|column| match column {
        Some(column) => cells.get(text, column),
        None => "",
    });
    let tells = |allele: &str| !allele.is_empty() && allele != reference;
    if tells(second) || !tells(first) {
        second
    } else {
        first
    }
}

/// The number in `12/27`, `12` or `exon12`.
pub(crate) fn exon(cell: &str) -> Option<u16> {
    let cell = cell.strip_prefix("exon").unwrap_or(cell);
    let digits = cell
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(cell.len());
    cell[..digits].parse().ok()
}

/// The class of a variant in the terms of MAF, or in those of the Sequence Ontology.
pub(crate) fn consequence(cell: &str) -> Option<Consequence> {
    Some(match cell {
        "" => return None,
        "Missense_Mutation" | "Missense" | "missense" => Consequence::Missense,
        "Silent" | "silent" => Consequence::Silent,
        "Nonsense_Mutation" | "Nonsense" | "nonsense" => Consequence::Nonsense,
        "Frame_Shift_Del" | "Frame_Shift_Ins" | "Frameshift" | "frameshift" => {
            Consequence::Frameshift
        }
        "In_Frame_Del" | "Inframe_Del" => Consequence::InframeDeletion,
        "In_Frame_Ins" | "Inframe_Ins" => Consequence::InframeInsertion,
        "Splice_Site" | "Splice_Site_SNP" | "Splice_Site_Indel" => Consequence::SpliceSite,
        "Translation_Start_Site" | "Start_Codon_SNP" | "Start_Codon_Del" => Consequence::StartLost,
        "Nonstop_Mutation" => Consequence::StopLost,
        "Splice_Region" | "Intron" | "IGR" | "RNA" | "5'Flank" | "3'Flank" | "5'UTR" | "3'UTR"
        | "Targeted_Region" | "lincRNA" => Consequence::NonCoding,
        _ => return super::effect::of_terms(cell),
    })
}
