//! Which genes an assay covered.

use std::collections::BTreeSet;
use std::io::Read;

use forestall_base::Diagnostic;

use super::lines::Lines;
use super::refusal::{shown, whole};
use super::unpack::unpack;

/// The genes that an assay covered, and where they are if the source says so.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Panel {
    /// Symbols.
    pub genes: BTreeSet<Box<str>>,
    /// Regions of a BED file.
    pub regions: Vec<Region>,
}

/// A region of the genome and the gene it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Chromosome without `chr`.
    pub chromosome: Box<str>,
    /// First position, counted from 1.
    pub start: u32,
    /// Last position.
    pub end: u32,
    /// Symbol of the gene.
    pub gene: Box<str>,
}

impl Panel {
    /// Reads a panel: one gene per line (or several, parted by blanks, commas or semicolons), or a BED file whose fourth column
    /// names the gene (`EGFR`, `EGFR_exon18`, `EGFR:18`, `EGFR;NM_005228`). `#` begins a comment.
    ///
    /// ```
    /// let panel = forestall_assay::Panel::read("panel.bed", b"chr7\t55241613\t55241736\tEGFR_18\n")?;
    /// assert!(panel.genes.contains("EGFR"));
    /// assert_eq!(panel.regions[0].start, 55241614);
    /// # Ok::<(), forestall_base::Diagnostic>(())
    /// ```
    ///
    /// # Errors
    /// A BED file without names of genes, a line that holds none, no gene at all.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Self, Diagnostic> {
        let input: Box<dyn Read + '_> = Box::new(bytes);
        let mut lines = Lines::new(file, unpack(file, input)?);
        let mut panel = Self::default();
        while lines.advance()? {
            let text = lines.text().split('#').next().unwrap_or_default().trim();
            if text.is_empty() || text.starts_with("track") || text.starts_with("browser") {
                continue;
            }
            let words: Vec<&str> = text.split_whitespace().collect();
            let numbers = (words.get(1), words.get(2));
            if let (Some(Ok(start)), Some(Ok(end))) = (
                numbers.0.map(|w| w.parse::<u32>()),
                numbers.1.map(|w| w.parse::<u32>()),
            ) {
                let gene = words.get(3).map_or("", |name| gene_of(name));
                if gene.is_empty() {
                    return Err(Diagnostic::error("G0041", "this region names no gene")
                        .at(lines.line().span(0, lines.text().len()))
                        .expected("a fourth column with the gene: chr7 55241613 55241736 EGFR")
                        .help("add the genes, or give a list of gene symbols instead"));
                }
                panel.genes.insert(gene.into());
                panel.regions.push(Region {
                    chromosome: chromosome(words[0]).into(),
                    start: start.saturating_add(1),
                    end,
                    gene: gene.into(),
                });
                continue;
            }
            for word in text.split([' ', '\t', ',', ';']).filter(|w| !w.is_empty()) {
                if !is_symbol(word) {
                    return Err(Diagnostic::error(
                        "G0042",
                        format!("{} is no gene symbol", shown(word)),
                    )
                    .at(lines.line().part(word))
                    .expected("one gene symbol per line, or a BED file")
                    .help("leave only the column of genes"));
                }
                if !matches!(
                    word.to_ascii_lowercase().as_str(),
                    "gene" | "hugo_symbol" | "symbol"
                ) {
                    panel.genes.insert(word.into());
                }
            }
        }
        if panel.genes.is_empty() {
            return Err(whole("G0043", file, "the panel names no gene")
                .expected("one gene symbol per line, or a BED file")
                .help("leave the panel out if it is not known what the assay covered"));
        }
        Ok(panel)
    }
}

/// The gene in the name of a region.
fn gene_of(name: &str) -> &str {
    name.split(['_', ':', ';', ',', '|', '(', '.'])
        .next()
        .filter(|gene| is_symbol(gene))
        .unwrap_or_default()
}

/// Whether a word looks like the symbol of a gene.
pub(crate) fn is_symbol(word: &str) -> bool {
    word.len() <= 40
        && word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '/'))
}

/// A chromosome without `chr`.
pub(crate) fn chromosome(text: &str) -> &str {
    match text.get(..3) {
        Some(prefix) if prefix.eq_ignore_ascii_case("chr") => &text[3..],
        _ => text,
    }
}
