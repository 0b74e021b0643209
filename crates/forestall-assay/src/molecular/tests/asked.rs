//! Genes that are asked for.

use super::{Profile, ProfileOptions, all, read_profile};
use crate::molecular::{GeneSet, read_study};

const HEAD: &str = "Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\tHGVSp_Short\tt_alt_count\tt_depth\tStart_Position\n";
const ROWS: &str = "EGFR\tMissense_Mutation\tA\tp.T790M\t9\t90\t55249071\n\
    TTN\tMissense_Mutation\tB\tp.A1V\t9\t90\t179390716\n\
    Egfr\tMissense_Mutation\tC\tp.L858R\t9\t90\t55259515\n\
    Unknown\tIGR\tC\t\t9\t90\t1\n";

fn read(text: &str, genes: Option<GeneSet>) -> Result<Profile, String> {
    let options = ProfileOptions {
        genes,
        ..ProfileOptions::default()
    };
    read_profile("f.maf", text.as_bytes(), &options).map_err(|refusal| refusal.to_string())
}

#[test]
fn rows_of_other_genes_are_counted_and_not_kept() {
    let text = format!("{HEAD}{ROWS}");
    let whole = read(&text, None).unwrap();
    let some = read(&text, Some(GeneSet::of(["egfr", "KRAS"]))).unwrap();
    assert_eq!((whole.findings.len(), whole.unasked), (3, 0));
    assert_eq!(all(&some), ["EGFR p.T790M", "Egfr p.L858R"]);
    assert_eq!(some.unasked, 1);
    assert_eq!(some.samples, whole.samples);
    assert_eq!(some.dropped, whole.dropped);
    assert_eq!(some.remarks, whole.remarks);
}

/// A file is refused or not, whoever asks for what.
#[test]
fn rows_of_other_genes_are_checked() {
    let genes = || Some(GeneSet::of(["EGFR"]));
    for row in [
        "TTN\tMissense_Mutation\tB\tp.A1V\t91\t90\t179390716\n",
        "TTN\tMissense_Mutation\tB\tp.A1V\tmany\t90\t179390716\n",
        "TTN\tMissense_Mutation\tB\tp.A1V\t9\t90\t1-Mar\n",
        "TTN\tMissense_Mutation\n",
    ] {
        let text = format!("{HEAD}{ROWS}{row}");
        let refusal = read(&text, genes()).unwrap_err();
        assert_eq!(read(&text, None).unwrap_err(), refusal);
        assert!(refusal.contains("f.maf:6:"), "{refusal}");
    }
}

/// A list is short, and each of its lines was typed by somebody who wants to see it again.
#[test]
fn a_list_is_kept_whole() {
    let list = "EGFR T790M 0.2\nTTN A1V 0.3\n";
    let some = read(list, Some(GeneSet::of(["EGFR"]))).unwrap();
    assert_eq!(all(&some), ["EGFR T790M", "TTN A1V"]);
    assert_eq!(some.findings[0].vaf, Some(0.2));
    assert_eq!(some.unasked, 0);
}

#[test]
fn a_study_counts_the_rows_of_all_its_files() {
    let text = format!("{HEAD}{ROWS}");
    let options = ProfileOptions {
        genes: Some(GeneSet::of(["EGFR"])),
        ..ProfileOptions::default()
    };
    let files = ["data_mutations.txt", "data_mutations_more.txt"];
    let files = files.map(|name| (name, text.as_bytes()));
    let study = read_study(&files, &options).unwrap();
    assert_eq!((study.findings.len(), study.unasked), (4, 2));
}
