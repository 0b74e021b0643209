//! Every refusal, with its exact words.

use std::fmt::Write as _;
use std::io::Write as _;

use super::{ProfileOptions, all, read};
use crate::{Build, Panel, ProfileFormat, SampleSheet, VafMeaning, read_profile};

const MAF: &str =
    "Hugo_Symbol\tNCBI_Build\tTumor_Sample_Barcode\tHGVSp_Short\tt_alt_count\tt_depth\tVAF\n";

fn words(bytes: &[u8], options: &ProfileOptions) -> String {
    read_profile("p.txt", bytes, options)
        .unwrap_err()
        .to_string()
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(text).unwrap();
    out.finish().unwrap()
}

fn cases() -> Vec<(&'static str, Vec<u8>, ProfileOptions)> {
    let plain = ProfileOptions::default;
    let row = |row: &str| format!("{MAF}{row}\n").into_bytes();
    let mut long = MAF.as_bytes().to_vec();
    long.resize(10_000_000, b'A');
    let mut many = String::from(MAF);
    for n in 0..20_000 {
        writeln!(many, "EGFR\t37\tS{n}\tp.L858R\t{n}\t30000\t").unwrap();
    }
    let packed = gzip(many.as_bytes());
    vec![
        ("empty", Vec::new(), plain()),
        ("blank", b" \n\n".to_vec(), plain()),
        ("excel", b"PK\x03\x04....".to_vec(), plain()),
        ("excel in gzip", gzip(b"PK\x03\x04...."), plain()),
        ("web page", b"<!DOCTYPE html><html>".to_vec(), plain()),
        ("json", b"{\"a\": 1}".to_vec(), plain()),
        ("truncated gzip", packed[..packed.len() / 2].to_vec(), plain()),
        ("damaged gzip", [&packed[..12], &[0xff; 600]].concat(), plain()),
        ("latin-1", [MAF.as_bytes(), b"EGFR\t37\tM\xfcller\tp.T790M\t1\t2\t\n"].concat(), plain()),
        ("binary", vec![0, 1, 2, 255, 254, 3, 9, 10, 0, 255], plain()),
        ("10 MB line", long, plain()),
        ("no gene column", b"Hugo_Symbl\tTumor_Sample_Barcode\tHGVSp_Short\nEGFR\tS1\tp.T790M\n".to_vec(), plain()),
        ("positions as genes", b"Gene\tProtein_Change\n55259515\tp.L858R\n55249071\tp.T790M\n".to_vec(), plain()),
        ("changes as genes", b"Gene\tProtein_Change\np.L858R\tEGFR\nT790M\tEGFR\n".to_vec(), plain()),
        ("mouse", b"Gene\tProtein_Change\nEgfr\tp.L860R\nTrp53\tp.R172H\nKRAS\tp.G12D\n".to_vec(), plain()),
        ("mouse build", row("EGFR\tGRCm38\tS1\tp.L858R\t1\t2\t"), plain()),
        ("mixed builds", row("EGFR\t37\tS1\tp.L858R\t1\t2\t\nEGFR\tGRCh38\tS1\tp.L858R\t1\t2\t"), plain()),
        ("other build", row("EGFR\t37\tS1\tp.L858R\t1\t2\t"), ProfileOptions { build: Some(Build::Grch38), ..plain() }),
        ("wrong build", b"Hugo_Symbol\tNCBI_Build\tChromosome\tStart_Position\tHGVSp_Short\nBRAF\t37\t7\t140753336\tp.V600E\n".to_vec(), plain()),
        ("short row", row("EGFR\t37"), plain()),
        ("NaN count", row("EGFR\t37\tS1\tp.L858R\tNaN\t2\t"), plain()),
        ("negative count", row("EGFR\t37\tS1\tp.L858R\t-1\t2\t"), plain()),
        ("more than all", row("EGFR\t37\tS1\tp.L858R\t20\t10\t"), plain()),
        ("VAF over 100", row("EGFR\t37\tS1\tp.L858R\t\t\t123"), plain()),
        ("VAF over 1", row("EGFR\t37\tS1\tp.L858R\t\t\t41"), ProfileOptions { vaf: VafMeaning::Fraction, ..plain() }),
        ("VAF unclear", row("EGFR\t37\tS1\tp.L858R\t\t\t1.2"), plain()),
        ("two columns of one sample", b"Hugo_Symbol\tS1\tS1\nMET\t2\t0\n".to_vec(), plain()),
        ("no level", b"Hugo_Symbol\tS1\nMET\t0.53\n".to_vec(), plain()),
        ("date as position", b"Hugo_Symbol\tStart_Position\tHGVSp_Short\nEGFR\t2021-03-01\tp.L858R\n".to_vec(), plain()),
        ("rounded position", b"Hugo_Symbol\tStart_Position\tHGVSp_Short\nEGFR\t5.53E+07\tp.L858R\n".to_vec(), plain()),
        ("NaN VAF", row("EGFR\t37\tS1\tp.L858R\t\t\tNaN"), plain()),
        ("negative VAF", row("EGFR\t37\tS1\tp.L858R\t\t\t-0.1"), plain()),
        ("blanks for tabs", b"Hugo_Symbol Tumor_Sample_Barcode HGVSp_Short\nEGFR S1 p.L858R\n".to_vec(), plain()),
        ("blanks in a row", row("EGFR 37 S1 p.L858R 1 2"), plain()),
        ("raw expression", b"Hugo_Symbol\tS1\nAXL\t5321.4\n".to_vec(), ProfileOptions { format: Some(ProfileFormat::Expression), ..plain() }),
        ("expression in words", b"Hugo_Symbol\tS1\nAXL\thigh\n".to_vec(), ProfileOptions { format: Some(ProfileFormat::Expression), ..plain() }),
        ("ratio in words", b"Hugo_Symbol\tS1\nMET\tgain\n".to_vec(), ProfileOptions { format: Some(ProfileFormat::Log2Copies), ..plain() }),
        ("negative copies", b"Chromosome\tStart\tEnd\tnMajor\tnMinor\n1\t1\t100\t-2\t0\n".to_vec(), plain()),
        ("NaN copies", b"Chromosome\tStart\tEnd\tnMajor\tnMinor\n1\t1\t100\tNaN\t0\n".to_vec(), plain()),
        ("no position", b"Chromosome\tStart\tEnd\tnMajor\tnMinor\n1\tx\t100\t2\t0\n".to_vec(), plain()),
        ("no event", b"EGFR T790M 0.1\nthe patient is well\n".to_vec(), plain()),
        ("gene alone", b"EGFR\n".to_vec(), plain()),
        ("two numbers", b"EGFR T790M 0.1 0.2\n".to_vec(), plain()),
        ("clinical", b"PATIENT_ID\tSAMPLE_ID\nP\tS\n".to_vec(), plain()),
        ("vcf cut", b"##fileformat=VCFv4.2\n".to_vec(), plain()),
        ("vcf without columns", b"##fileformat=VCFv4.2\n7\t140753336\t.\tA\tT\t.\t.\t.\n".to_vec(), plain()),
        ("vcf short", b"##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n7\t1\t.\tA\n".to_vec(), plain()),
        ("vcf sample", b"##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tPatient_T1\tPatient_T2\n".to_vec(), ProfileOptions { tumour_sample: Some("Patient_T3".to_owned()), ..plain() }),
        ("vcf twice", b"##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT\tT\n".to_vec(), plain()),
        ("vcf counts", b"##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT\n7\t1\t.\tA\tT\t.\t.\t.\tGT:AD:DP\t0/1:30:20\n".to_vec(), plain()),
    ]
}

#[test]
fn every_refusal_has_these_words() {
    let mut told = String::new();
    for (name, bytes, options) in cases() {
        writeln!(told, "== {name}\n{}", words(&bytes, &options)).unwrap();
    }
    let expected = include_str!("refusals.txt");
    let (mut now, mut before) = (told.lines(), expected.lines());
    loop {
        match (now.next(), before.next()) {
            (None, None) => break,
            (one, other) => assert_eq!(one, other, "\n{told}"),
        }
    }
}

#[test]
fn sheets_and_panels_are_refused_with_their_place() {
    let sheet = |text: &str| {
        SampleSheet::read("sheet.tsv", text.as_bytes())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        sheet("patient\tsample\nP1\tS1\nP2\tS1\n"),
        "error[G0045]: sample \"S1\" stands in line 2 too\n  --> sheet.tsv:3:4\n    |\n  3 | P2 S1\n    |    ^^\n  \
         expected: each sample in one row\n  help: give each sample a name of its own, in the sheet and in the profile"
    );
    assert_eq!(
        sheet("patient\tsample\tday\nP1\tS1\tMonday\n"),
        "error[G0046]: \"Monday\" is no day\n  --> sheet.tsv:2:7\n    |\n  2 | P1 S1 Monday\n    |       ^^^^^^\n  \
         expected: a number\n  help: leave the cell empty where it is not known"
    );
    assert_eq!(
        sheet("patient\tsample\nP1\t\n"),
        "error[G0044]: this row names no sample\n  --> sheet.tsv:2:4\n    |\n  2 | P1 \n    |    ^\n  \
         expected: a sample in each row\n  help: leave out rows without a sample"
    );
    assert_eq!(
        sheet("\n"),
        "error[G0001]: sheet.tsv: the sample sheet is empty\n  expected: a header with the columns patient, sample, timepoint, drug, day\n  \
         help: write one row per sample"
    );
    let panel = |text: &str| {
        Panel::read("panel.bed", text.as_bytes())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        panel("chr7\t1\t2\n"),
        "error[G0041]: this region names no gene\n  --> panel.bed:1:1\n    |\n  1 | chr7 1 2\n    | ^^^^^^^^\n  \
         expected: a fourth column with the gene: chr7 55241613 55241736 EGFR\n  help: add the genes, or give a list of gene symbols instead"
    );
    assert_eq!(
        panel("EGFR, 12%\n"),
        "error[G0042]: \"12%\" is no gene symbol\n  --> panel.bed:1:7\n    |\n  1 | EGFR, 12%\n    |       ^^^\n  \
         expected: one gene symbol per line, or a BED file\n  help: leave only the column of genes"
    );
    assert_eq!(
        panel("# nothing\n"),
        "error[G0043]: panel.bed: the panel names no gene\n  expected: one gene symbol per line, or a BED file\n  \
         help: leave the panel out if it is not known what the assay covered"
    );
}

#[test]
fn odd_but_whole_files_are_read() {
    let rows = "EGFR\t37\tS1\tp.T790M\t12\t100\t\nMET\t37\tS1\tp.D1228N\t3\t50\t\n";
    let text = format!("#version 2.4\n{MAF}{rows}");
    let plain = read("p.maf", &text).unwrap();
    assert_eq!(all(&plain), ["EGFR p.T790M", "MET p.D1228N"]);
    assert!(read("p.maf", MAF).unwrap().findings.is_empty());
    let options = ProfileOptions::default();
    let same = |bytes: &[u8]| {
        let other = read_profile("p.maf", bytes, &options).unwrap();
        assert_eq!(other.findings, plain.findings);
        assert_eq!(other.names, plain.names);
    };
    same(text.replace('\n', "\r").as_bytes());
    same(text.replace('\n', "\r\n").as_bytes());
    same(text.trim_end().as_bytes());
    same(&[b"\xef\xbb\xbf", text.as_bytes()].concat());
    same(&gzip(text.as_bytes()));
    // bgzip is gzip in several members.
    let (front, back) = text.as_bytes().split_at(40);
    same(&[gzip(front), gzip(back), gzip(b"")].concat());
    let units: Vec<u16> = text.encode_utf16().collect();
    same(
        &units
            .iter()
            .flat_map(|u| u.to_le_bytes())
            .collect::<Vec<u8>>(),
    );
    let marked = std::iter::once(&0xfeffu16).chain(&units);
    same(&marked.flat_map(|u| u.to_be_bytes()).collect::<Vec<u8>>());
}

/// The sheet of pairs: every refusal in its words, and rows without a pair left out with the reason.
#[test]
fn a_sheet_of_pairs_is_refused_where_a_pair_would_be_a_guess() {
    use crate::PairSheet;
    let head = "patient,before,after\n";
    let refused = |rows: &str| {
        let sheet = PairSheet::read("pairs.csv", format!("{head}{rows}").as_bytes());
        sheet.unwrap_err().to_string()
    };
    let first = |text: String| text.lines().next().unwrap_or_default().to_owned();
    for (rows, words) in [
        (",A,B\n", "error[G0070]: this row names no patient"),
        (
            "P1,A,B\nP1,A2,C\n",
            "error[G0071]: patient \"P1\" stands in line 2 too",
        ),
        (
            "P1,A,B\nP2,A,C\n",
            "error[G0072]: sample \"A\" stands in line 2 too",
        ),
        (
            "P1,A,A\n",
            "error[G0072]: sample \"A\" stands both before and after treatment",
        ),
    ] {
        assert_eq!(first(refused(rows)), words);
    }
    let whole = |text: &[u8]| first(PairSheet::read("pairs.csv", text).unwrap_err().to_string());
    assert_eq!(
        whole(b""),
        "error[G0001]: pairs.csv: the sheet of pairs is empty"
    );
    assert_eq!(
        whole(b"patient,pre\nP1,A\n"),
        "error[G0010]: pairs.csv: there is no column of samples after treatment"
    );
    // Byte order mark, CR line ends, semicolons, `pre` and `post`, and cells that are not known.
    let text = "\u{feff}Patient;PRE;POST\rP1;A;B\rP2;NA;C\rP3;D;\r\r";
    let sheet = PairSheet::read("pairs.csv", text.as_bytes()).unwrap();
    assert_eq!(sheet.pairs.len(), 1);
    assert_eq!(
        (
            &*sheet.pairs[0].before,
            &*sheet.pairs[0].after,
            sheet.pairs[0].line
        ),
        ("A", "B", 2)
    );
    assert_eq!(
        sheet.left_out,
        [
            "patient `P2` has no sample before treatment",
            "patient `P3` has no sample after treatment"
        ]
    );
}

#[test]
fn gene_lengths_are_refused_where_they_are_none() {
    use crate::read_gene_lengths;
    let first = |text: &str| {
        let refused = read_gene_lengths("l.tsv", text.as_bytes())
            .unwrap_err()
            .to_string();
        refused.lines().next().unwrap_or_default().to_owned()
    };
    for (text, words) in [
        (
            "",
            "error[G0001]: l.tsv: the table of gene lengths is empty",
        ),
        (
            "gene,length\n",
            "error[G0001]: l.tsv: the table of gene lengths is empty",
        ),
        (
            "gene,size\nTP53,1\n",
            "error[G0010]: l.tsv: there is no column of coding lengths",
        ),
        (
            "gene,length\nTP53,NaN\n",
            "error[G0073]: \"NaN\" is no length of a gene",
        ),
        (
            "gene,length\nTP53,-3\n",
            "error[G0073]: \"-3\" is no length of a gene",
        ),
        (
            "gene,length\nTP53,9\nTP53,9\n",
            "error[G0074]: gene \"TP53\" stands here without a name or for a second time",
        ),
    ] {
        assert_eq!(first(text), words);
    }
}
