//! Whether the column of genes holds human genes.

use forestall_base::{Diagnostic, Location};

use super::refusal::{shown, whole};

/// Rows that are looked at.
const ENOUGH: usize = 2000;

/// Looks at the first genes of a file and judges by the majority.
#[derive(Default)]
pub(crate) struct GeneWatch {
    seen: usize,
    numbers: Tally,
    changes: Tally,
    animals: Tally,
}

#[derive(Default)]
struct Tally {
    rows: usize,
    first: Option<(String, Location)>,
}

impl Tally {
    fn count(&mut self, gene: &str, at: impl Fn() -> Location) {
        self.rows += 1;
        if self.first.is_none() {
            self.first = Some((gene.to_owned(), at()));
        }
    }
}

impl GeneWatch {
    /// Whether it has not seen enough yet.
    #[inline]
    pub(crate) fn looks(&self) -> bool {
        self.seen < ENOUGH
    }

    /// Looks at the gene of one row and the protein change beside it.
    pub(crate) fn look(&mut self, gene: &str, protein: &str, at: impl Fn() -> Location) {
        if !self.looks() {
            return;
        }
        self.seen += 1;
        if gene.bytes().all(|b| b.is_ascii_digit()) {
            self.numbers.count(gene, at);
        } else if is_change(gene) && !is_change(protein) {
            self.changes.count(gene, at);
        } else if is_animal(gene) {
            self.animals.count(gene, at);
        }
    }

    /// Refuses a file whose genes are, in their majority, something else.
    pub(crate) fn judge(&mut self, file: &str) -> Result<(), Diagnostic> {
        let seen = self.seen;
        let most = |tally: &mut Tally| {
            (2 * tally.rows > seen)
                .then(|| tally.first.take().map(|(gene, at)| (gene, at, tally.rows)))
                .flatten()
        };
        if let Some((gene, at, rows)) = most(&mut self.numbers) {
            return Err(whole(
                "G0011",
                file,
                &format!("the column of genes holds numbers ({gene}, in {rows} of {seen} rows)"),
            )
            .at(at)
            .expected("symbols of genes: EGFR")
            .help("perhaps columns are swapped, or these are Entrez numbers: give the symbols"));
        }
        if let Some((gene, at, rows)) = most(&mut self.changes) {
            return Err(whole(
                "G0012",
                file,
                &format!(
                    "the column of genes holds protein changes ({}, in {rows} of {seen} rows)",
                    shown(&gene)
                ),
            )
            .at(at)
            .expected("symbols of genes: EGFR")
            .help("the columns of genes and of protein changes are swapped: rename them"));
        }
        if let Some((gene, at, rows)) = most(&mut self.animals) {
            return Err(whole(
                "G0013",
                file,
                &format!(
                    "these are not human genes: {rows} of {seen} are spelled as those of mouse or rat ({})",
                    shown(&gene)
                ),
            )
            .at(at)
            .expected("human symbols in capitals: EGFR, TP53")
            .help("resistance is known for human residues: translate genes and residues to the human orthologues first; if the genes are human, write them in capitals"));
        }
        Ok(())
    }
}

/// Whether this is a protein change beyond doubt: `p.` in front, or a residue, a number of at least two digits and a residue.
fn is_change(text: &str) -> bool {
    if text.starts_with("p.") {
        return true;
    }
    let Some(rest) = text.strip_prefix(|c: char| c.is_ascii_uppercase()) else {
        return false;
    };
    let tail = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() - tail.len() >= 2
        && (tail.len() == 1 && tail.starts_with(|c: char| c.is_ascii_uppercase() || c == '*')
            || tail.starts_with("fs")
            || tail.starts_with("del")
            || tail.starts_with("dup")
            || tail.starts_with('_'))
}

/// A capital and small letters, as mouse and rat genes are spelled; `C9orf72` is human.
fn is_animal(gene: &str) -> bool {
    let gene = gene.replacen("orf", "", 1);
    let mut letters = gene.chars().filter(char::is_ascii_alphabetic);
    gene.starts_with(|c: char| c.is_ascii_uppercase())
        && letters.next().is_some()
        && letters.clone().next().is_some()
        && letters.all(|c| c.is_ascii_lowercase())
}

/// Whether this is a date that a spreadsheet has made of a symbol: `9-Sep`, `Mar-01`, `2023-09-01`, `01/03/2023`.
#[inline]
pub(crate) fn is_date(gene: &str) -> bool {
    // Nearly all symbols end here: of dates that begin with a letter the month is first, in three of them.
    match gene.as_bytes() {
        [b'A'..=b'Z' | b'a'..=b'z', _, _, b'-', ..] => says_date(gene),
        [b'A'..=b'Z' | b'a'..=b'z', ..] => false,
        _ => says_date(gene),
    }
}

fn says_date(gene: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let month = |part: &str| MONTHS.contains(&part.to_ascii_lowercase().as_str());
    let parts: Vec<&str> = gene.split(['-', '/', '.']).collect();
    match parts[..] {
        [a, b] => number(a) && month(b) || month(a) && number(b),
        [a, b, c] => number(a) && number(c) && (number(b) || month(b)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn dates_are_told_from_symbols() {
        for date in [
            "9-Sep",
            "1-Mar",
            "Mar-01",
            "1-DEC",
            "2023-09-01",
            "01/03/2023",
            "2-Oct-21",
        ] {
            assert!(is_date(date), "{date}");
        }
        for gene in [
            "SEPTIN9",
            "MARCHF1",
            "HLA-A",
            "NKX2-1",
            "MAR-1A",
            "DEC1",
            "TP53",
            "C9orf72",
            "H3-3A",
            "RP11-34.2",
        ] {
            assert!(!is_date(gene), "{gene}");
        }
    }
}
