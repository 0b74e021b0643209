//! Matrices of genes and samples: discrete copy numbers, log2 ratios of copies, z-scores of expression.

use std::collections::BTreeSet;

use forestall_base::{Assessed, Diagnostic, Found, Measurement};

use super::cells::{Cells, is_missing};
use super::copies::{UNKNOWN, discrete, event, level_of_log2, no_level, remark_rule};
use super::genes::is_date;
use super::intake::{DATED, Intake};
use super::lines::Lines;
use super::numbers::finite;
use super::refusal::{shown, whole};
use super::table::Header;

const GENES: &[&str] = &["hugo_symbol", "gene symbol", "gene_symbol", "gene"];
const IDS: &[&str] = &[
    "entrez_gene_id",
    "locus id",
    "locus_id",
    "cytoband",
    "gene id",
    "ensembl_id",
];
/// Smallest size of a z-score that is kept; what is less is neither over- nor underexpressed by any reckoning.
const KEPT: f64 = 1.0;
/// A z-score beyond this is none.
const LARGEST: f64 = 100.0;
/// So many z-scores of which none is negative are none.
const ENOUGH: usize = 20;

/// What the cells hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Values {
    /// -2 to 2.
    Levels,
    /// log2 of copies over two.
    Ratios,
    /// z-scores of expression.
    Scores,
}

/// Whether a row holds numbers behind its gene.
pub(crate) fn is_row(header: &Header, row: &str) -> bool {
    let mut cells = Cells::default();
    cells.split(row, header.delimiter);
    let mut seen = false;
    for column in sample_columns(header) {
        let cell = cells.get(row, column);
        if !is_missing(cell) && finite(cell).is_none() {
            return false;
        }
        seen = true;
    }
    seen
}

fn sample_columns(header: &Header) -> Vec<usize> {
    let is_id = |name: &str| IDS.contains(&name) || GENES.contains(&name);
    (0..header.names.len())
        .filter(|&i| !is_id(&header.names[i].to_ascii_lowercase()) && !header.names[i].is_empty())
        .collect()
}

/// Reads a matrix.
pub(crate) fn read(
    lines: &mut Lines<'_>,
    header: &Header,
    intake: &mut Intake<'_>,
    values: Values,
) -> Result<(), Diagnostic> {
    let gene = header.need(lines.line(), GENES, "genes")?;
    let columns = samples(lines, header, intake)?;
    let mut genes = BTreeSet::new();
    let mut cells = Cells::default();
    let mut scores = Scores::default();
    while lines.advance()? {
        let line = lines.line();
        if line.text.trim().is_empty() {
            continue;
        }
        cells.split(line.text, header.delimiter);
        let symbol = cells.get(line.text, gene);
        if is_missing(symbol) {
            intake.drop_row("no gene is named");
            continue;
        }
        if is_date(symbol) {
            intake.drop_row(DATED);
            continue;
        }
        // GISTIC appends the contig to genes that lie on several: `GENE|chr1`.
        let symbol = symbol.split('|').next().unwrap_or(symbol);
        intake.genes.look(symbol, "", || cells.location(line, gene));
        genes.insert(Box::from(symbol));
        for &(column, sample) in &columns {
            let cell = cells.get(line.text, column);
            if is_missing(cell) {
                intake.drop_row(UNKNOWN);
                continue;
            }
            let refused = |error: Diagnostic| error.at(cells.location(line, column));
            match values {
                Values::Levels => {
                    let level = discrete(cell).ok_or_else(|| refused(no_level(cell)))?;
                    event(intake, sample, symbol, level, line.number);
                }
                Values::Ratios => {
                    let ratio = finite(cell).ok_or_else(|| refused(no_ratio(cell)))?;
                    let level = level_of_log2(ratio, intake.options.amplification);
                    event(intake, sample, symbol, level, line.number);
                }
                Values::Scores => {
                    let score = finite(cell).ok_or_else(|| refused(no_score(cell)))?;
                    scores.look(score);
                    if score.abs() >= KEPT {
                        intake.push_found(sample, symbol, Found::Score(score as f32), line.number);
                    }
                }
            }
        }
    }
    let measured = match values {
        Values::Levels => Measurement::Copies,
        Values::Ratios => {
            remark_rule(intake);
            Measurement::Copies
        }
        Values::Scores => {
            scores.judge(lines.file)?;
            intake.remark(
                "The numbers are z-scores of expression: over is 2 or more, under is -2 or less.",
            );
            Measurement::Expression
        }
    };
    let coverage = &mut intake.profile.coverage;
    coverage.state(measured, Assessed::Genes(genes));
    Ok(())
}

/// The columns of samples, with the numbers of these.
fn samples(
    lines: &Lines<'_>,
    header: &Header,
    intake: &mut Intake<'_>,
) -> Result<Vec<(usize, u32)>, Diagnostic> {
    let mut columns: Vec<(usize, u32)> = Vec::new();
    for column in sample_columns(header) {
        let name = &header.names[column];
        let sample = intake.sample(name);
        if columns.iter().any(|&(_, known)| known == sample) {
            let mut cells = Cells::default();
            cells.split(lines.text(), header.delimiter);
            return Err(Diagnostic::error(
                "G0047",
                format!("two columns are sample {}", shown(name)),
            )
            .at(cells.location(lines.line(), column))
            .expected("one column for each sample")
            .help("rename one of them, or leave one out"));
        }
        columns.push((column, sample));
    }
    Ok(columns)
}

/// What tells z-scores from other measures of expression.
#[derive(Default)]
struct Scores {
    seen: usize,
    negative: bool,
    largest: f64,
}

impl Scores {
    fn look(&mut self, score: f64) {
        self.seen += 1;
        self.negative |= score < 0.0;
        self.largest = self.largest.max(score.abs());
    }

    fn judge(&self, file: &str) -> Result<(), Diagnostic> {
        let what = if self.largest > LARGEST {
            format!("the largest value is {}", self.largest)
        } else if self.seen >= ENOUGH && !self.negative {
            format!("none of {} values is negative", self.seen)
        } else {
            return Ok(());
        };
        Err(
            whole("G0028", file, &format!("these are no z-scores: {what}"))
                .expected("for each gene and sample, how many standard deviations its expression lies above that of a reference")
                .help("counts, TPM and RSEM values say nothing without a reference: give the file of z-scores (data_mrna_..._zscores.txt)"),
        )
    }
}

fn no_ratio(cell: &str) -> Diagnostic {
    Diagnostic::error("G0027", format!("{} is no log2 ratio", shown(cell)))
        .expected("a number; empty, NA or . where it is not known")
        .help(
            "discrete levels need no --format, total copy numbers belong into a column copy_number",
        )
}

fn no_score(cell: &str) -> Diagnostic {
    Diagnostic::error("G0029", format!("{} is no z-score", shown(cell)))
        .expected("a number; empty, NA or . where it is not known")
        .help("give the file of z-scores (data_mrna_..._zscores.txt)")
}
