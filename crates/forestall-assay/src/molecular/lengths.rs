//! Coding lengths of genes.

use std::collections::BTreeMap;
use std::io::Read;

use forestall_base::Diagnostic;

use super::cells::Cells;
use super::lines::Lines;
use super::numbers::finite;
use super::refusal::{shown, whole};
use super::table::Header;
use super::unpack::unpack;

/// Reads a table of coding lengths: a column of genes (`gene`, `hugo_symbol`) and one of bases (`length`, `cds_length`, `bases`).
///
/// ```
/// let lengths = forestall_assay::read_gene_lengths("l.tsv", b"gene\tlength\nTP53\t1182\nTTN\t107976\n")?;
/// assert_eq!(lengths["TP53"], 1182.0);
/// # Ok::<(), forestall_base::Diagnostic>(())
/// ```
///
/// # Errors
/// A missing column, a gene in two rows, a length that is no number above 0, a table without rows.
pub fn read_gene_lengths(file: &str, bytes: &[u8]) -> Result<BTreeMap<String, f64>, Diagnostic> {
    let input: Box<dyn Read + '_> = Box::new(bytes);
    let mut lines = Lines::new(file, unpack(file, input)?);
    let header = Header::first(&mut lines)?;
    let empty = || {
        whole("G0001", file, "the table of gene lengths is empty")
            .expected("a header with the columns gene, length, and one row per gene")
            .help("leave the option out to take all genes for equally long")
    };
    let header = header.ok_or_else(empty)?;
    let gene = header.need(lines.line(), &["gene", "hugo_symbol", "symbol"], "genes")?;
    let length = header.need(
        lines.line(),
        &["length", "cds_length", "coding_length", "bases"],
        "coding lengths",
    )?;
    let mut lengths = BTreeMap::new();
    let mut cells = Cells::default();
    while lines.advance()? {
        if lines.text().trim().is_empty() {
            continue;
        }
        let line = lines.line();
        cells.split(line.text, header.delimiter);
        let name = cells.get(line.text, gene);
        let cell = cells.get(line.text, length);
        let Some(bases) = finite(cell).filter(|bases| *bases > 0.0) else {
            return Err(Diagnostic::error(
                "G0073",
                format!("{} is no length of a gene", shown(cell)),
            )
            .at(cells.location(line, length))
            .expected("a number of bases above 0")
            .help("leave out genes of unknown length: they are taken to have the mean length"));
        };
        if name.is_empty() || lengths.insert(name.to_owned(), bases).is_some() {
            return Err(Diagnostic::error(
                "G0074",
                format!(
                    "gene {} stands here without a name or for a second time",
                    shown(name)
                ),
            )
            .at(cells.location(line, gene))
            .expected("each gene in one row")
            .help("keep one length for each gene, such as that of its main transcript"));
        }
    }
    if lengths.is_empty() {
        return Err(empty());
    }
    Ok(lengths)
}
