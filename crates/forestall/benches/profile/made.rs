//! A mutation table of any size, made from real ones.

use std::io::{self, Read, Write};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use forestall_base::Stream;

const HEADER: &str = "Hugo_Symbol\tEntrez_Gene_Id\tCenter\tNCBI_Build\tChromosome\tStart_Position\tEnd_Position\tStrand\t\
    Variant_Classification\tVariant_Type\tReference_Allele\tTumor_Seq_Allele1\tTumor_Seq_Allele2\tTumor_Sample_Barcode\t\
    Protein_Change\tt_alt_count\tt_depth\ti_transcript_name";
const COLUMNS: [&str; 15] = [
    "hugo_symbol",
    "entrez_gene_id",
    "center",
    "ncbi_build",
    "chromosome",
    "start_position",
    "end_position",
    "strand",
    "variant_classification",
    "variant_type",
    "reference_allele",
    "tumor_seq_allele1",
    "tumor_seq_allele2",
    "protein_change",
    "i_transcript_name",
];

/// Rows to draw from.
pub struct Made {
    rows: Vec<[String; 15]>,
    /// Gene and change.
    resistance: Vec<(String, String)>,
}

impl Made {
    /// Reads what rows are drawn from: two tables of the TCGA, and the substitutions of CIViC that are said to make resistant.
    ///
    /// # Errors
    /// A file is not there.
    pub fn read(data: &Path) -> io::Result<Self> {
        let mut rows = Vec::new();
        for name in ["tcga_laml.maf.gz", "brca.maf.gz"] {
            let file = std::fs::File::open(data.join("profile_formats").join(name))?;
            let mut text = String::new();
            MultiGzDecoder::new(file).read_to_string(&mut text)?;
            let mut lines = text.lines();
            let header: Vec<String> = lines
                .next()
                .unwrap_or_default()
                .split('\t')
                .map(str::to_lowercase)
                .collect();
            let at = COLUMNS.map(|column| header.iter().position(|known| known == column));
            for line in lines {
                let cells: Vec<&str> = line.split('\t').collect();
                rows.push(at.map(|at| {
                    let cell = at.and_then(|at| cells.get(at)).copied();
                    cell.unwrap_or_default().to_owned()
                }));
            }
        }
        let civic = std::fs::read_to_string(data.join("civic/civic_evidence_2026.tsv"))?;
        let resistance = civic.lines().skip(1).filter_map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let (gene, change) = cells[0].split_once(' ')?;
            let wanted =
                cells[7] == "Predictive" && cells[8] == "Supports" && cells[10] == "Resistance";
            (wanted && is_substitution(change)).then(|| (gene.to_owned(), change.to_owned()))
        });
        let resistance = resistance.collect();
        Ok(Self { rows, resistance })
    }

    /// Writes a table of `rows` rows and 2,000 samples with depths from 50 to 800; every 50th row is a substitution that makes
    /// resistant. The same seed gives the same bytes.
    ///
    /// # Errors
    /// Writing fails.
    pub fn write(&self, rows: usize, seed: u64, out: &mut impl Write) -> io::Result<()> {
        let mut stream = Stream::new(seed, 0, 0);
        writeln!(out, "#version 2.4\n{HEADER}")?;
        for number in 1..=rows {
            let row = &self.rows[stream.below(self.rows.len())];
            let sample = stream.below(2000);
            let depth = 50 + stream.below(751);
            let alternate = 1 + stream.below(depth);
            if number % 50 == 0 {
                let (gene, change) = &self.resistance[stream.below(self.resistance.len())];
                writeln!(
                    out,
                    "{gene}\t0\t.\t37\t\t\t\t+\tMissense_Mutation\tSNP\t\t\t\tS{sample:04}\tp.{change}\t{alternate}\t{depth}\t"
                )?;
                continue;
            }
            for cell in &row[..13] {
                write!(out, "{cell}\t")?;
            }
            writeln!(
                out,
                "S{sample:04}\t{}\t{alternate}\t{depth}\t{}",
                row[13], row[14]
            )?;
        }
        Ok(())
    }
}

fn is_substitution(change: &str) -> bool {
    let Some(rest) = change.strip_prefix(|c: char| c.is_ascii_uppercase()) else {
        return false;
    };
    let tail = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    tail.len() == 1 && tail.len() < rest.len() && tail.starts_with(|c: char| c.is_ascii_uppercase())
}
