//! Copy numbers, fusions and alterations in words.

use super::{all, read};
use crate::{AmplificationRule, Panel, ProfileFormat, ProfileOptions, SampleSheet, read_profile};
use forestall_base::{Found, Level, Measurement};

#[test]
fn copy_numbers_by_rows() {
    let discrete = "Hugo_Symbol\tEntrez_Gene_Id\tSample_Id\tValue\nMET\t4233\tS1\t2\nPTEN\t5728\tS1\t-2\nRB1\t1\tS1\t0\n";
    let profile = read("data_cna_discrete.txt", discrete).unwrap();
    assert_eq!(all(&profile), ["MET Amplification", "PTEN DeepDeletion"]);
    assert_eq!(
        profile.coverage.of(Measurement::Copies).covers("RB1"),
        Some(true)
    );
    let words = "Tumor_Sample_Barcode\tHugo_Symbol\tCopy_Number_Alteration\nS1\tMET\tAmplification\nS1\tPTEN\tHomozygous deletion\n";
    assert_eq!(
        all(&read("x", words).unwrap()),
        ["MET Amplification", "PTEN DeepDeletion"]
    );
    let counted = "Sample\tGene\tCopy_Number\nS1\tMET\t9\nS1\tERBB2\t5\n";
    assert_eq!(
        all(&read("x", counted).unwrap()),
        ["MET Amplification 9", "ERBB2 Gain 5"]
    );
}

#[test]
fn segments_meet_the_stated_rule() {
    let text = "ID\tchrom\tloc.start\tloc.end\tnum.mark\tseg.mean\nS1\t7\t1\t200000000\t9\t1.6\nS1\t9\t1\t100000000\t9\t-2\n";
    let bed =
        b"chr7\t116312443\t116438440\tMET\nchr9\t21967751\t21975132\tCDKN2A\nchr1\t5\t9\tOTHER\n";
    let panel = Panel::read("p.bed", bed).unwrap();
    let mut options = ProfileOptions {
        panel: Some(panel),
        ..ProfileOptions::default()
    };
    let profile = read_profile("x.seg", text.as_bytes(), &options).unwrap();
    assert_eq!(all(&profile), ["CDKN2A DeepDeletion", "MET Amplification"]);
    assert_eq!(
        profile.coverage.of(Measurement::Copies).covers("OTHER"),
        Some(false)
    );
    assert!(profile.remarks.contains(&"Amplification: at least 6 copies and 4 more than the ploidy, or a log2 ratio of at least 1.5.".to_owned()));
    options.amplification = AmplificationRule {
        log2: 2.0,
        ..AmplificationRule::default()
    };
    let profile = read_profile("x.seg", text.as_bytes(), &options).unwrap();
    assert_eq!(all(&profile)[1], "MET Gain");
    let copies = "Chromosome\tStart\tEnd\tnMajor\tnMinor\n7\t116000000\t117000000\t8\t1\n7\t1\t115999999\t1\t1\n9\t1\t30000000\t0\t0\n";
    let profile = read_profile("x", copies.as_bytes(), &options).unwrap();
    assert_eq!(
        all(&profile),
        ["CDKN2A DeepDeletion 0", "MET Amplification 9"]
    );
}

#[test]
fn fusions_in_one_column_or_two() {
    let star = "#FusionName\tJunctionReadCount\tSpanningFragCount\nTPM3--NTRK1\t9\t4\n";
    assert_eq!(all(&read("x", star).unwrap()), ["TPM3 :: NTRK1"]);
    let old = "Hugo_Symbol\tTumor_Sample_Barcode\tFusion\nALK\tS1\tALK-EML4\nEML4\tS1\tALK-EML4\nKMT2D\tS1\tMLL2-intragenic\nEGFR\tS2\tEGFRvIII\nHLA-A\tS2\tHLA-A-ROS1\n";
    let profile = read("x", old).unwrap();
    assert_eq!(
        all(&profile),
        ["ALK :: EML4", "MLL2 :: ?", "EGFR [vIII]", "HLA-A :: ROS1"]
    );
    assert_eq!(
        profile.dropped,
        [("the same fusion again, for its other partner".to_owned(), 1)]
    );
    let two = "GeneA\tGeneB\tSv_Type\nKIF5B\tRET\tfusion\nBRAF\t\tdeletion\n";
    assert_eq!(all(&read("x", two).unwrap()), ["KIF5B :: RET", "BRAF :: ?"]);
    let sites = "Sample_Id\tSite1_Hugo_Symbol\tSite1_Region_Number\tSite2_Hugo_Symbol\tSite2_Region_Number\nS\tEML4\t13\tALK\t20\n";
    let profile = read("x", sites).unwrap();
    assert!(matches!(
        profile.findings[0].found,
        Found::Fusion {
            exons: Some((13, 20)),
            ..
        }
    ));
}

#[test]
fn alterations_in_words() {
    let text = "SAMPLE_ID\tHUGO_SYMBOL\tALTERATION\nS1\tOther Biomarkers\tMSI-H\nS1\tOther Biomarkers\tTMB-H\nS2\tEGFR\tEGFRvIII\nS2\tFLT3\tITD\n\
        S2\tALK\tEML4-ALK Fusion\nS2\tKRAS\tG12C\nS2\tKRAS\tsomething odd\n";
    let profile = read("x", text).unwrap();
    assert_eq!(
        all(&profile),
        [
            "MSI [high]",
            "TMB [high]",
            "EGFR [vIII]",
            "FLT3 [ITD]",
            "EML4 :: ALK",
            "KRAS G12C"
        ]
    );
    assert_eq!(profile.dropped[0].1, 1);
    assert_eq!(profile.samples.len(), 2);
}

#[test]
fn panel_and_sheet_say_what_was_looked_at_and_whose_it_is() {
    let maf = "Gene,Sample,Protein_Change\nEGFR,S1,T790M\n";
    let sheet = "patient\tsample\ttimepoint\tdrug\tday\tpurity\nP\tS0\tpre\t\t0\t0.5\nP\tS1\tpost\tgefitinib\t200\t0.7\n";
    let options = ProfileOptions {
        panel: Some(Panel::read("panel.txt", b"EGFR KRAS\nMET").unwrap()),
        sheet: Some(SampleSheet::read("sheet.tsv", sheet.as_bytes()).unwrap()),
        ..ProfileOptions::default()
    };
    let profile = read_profile("x.csv", maf.as_bytes(), &options).unwrap();
    let covered = profile.coverage.of(Measurement::Mutations);
    assert_eq!(
        (covered.covers("MET"), covered.covers("BRAF")),
        (Some(true), Some(false))
    );
    let names: Vec<&str> = profile.samples.iter().map(|s| &*s.name).collect();
    assert_eq!(names, ["S1", "S0"]);
    assert_eq!(profile.samples[0].purity, Some(0.7));
    assert_eq!(profile.exposures.len(), 1);
    assert_eq!(
        (profile.exposures[0].start, profile.exposures[0].stop),
        (0.0, Some(200.0))
    );
}

/// A spreadsheet's dates are no genes: the rows are left out and counted, the others stay. Positions that a table writes as `1.0` are kept.
#[test]
fn dates_in_the_column_of_genes_are_counted_and_left_out() {
    let text = "Hugo_Symbol\tTumor_Sample_Barcode\tStart_Position\tHGVSp_Short\n9-Sep\tS1\t1\tp.A1V\n1-Mar\tS1\t1\tp.A1V\n\
                EGFR\tS1\t55249071.0\tp.T790M\n";
    let profile = read("dates.maf", text).unwrap();
    assert_eq!(all(&profile), ["EGFR p.T790M"]);
    assert_eq!(
        profile.dropped,
        [(
            "the gene is a date (9-Sep, 1-Mar): a spreadsheet has changed its symbol (SEPTIN9, MARCHF1)".to_owned(),
            2
        )]
    );
}

/// z-scores of expression are scores of their genes, those below 1 left out; log2 ratios are levels by the rule of segments.
#[test]
fn matrices_of_numbers_are_read_as_what_they_are_said_to_be() {
    let text = "Hugo_Symbol\tS1\tS2\nAXL\t3.1\t-0.2\nMET\tNA\t-2.4\n";
    let options = |format| ProfileOptions {
        format: Some(format),
        ..ProfileOptions::default()
    };
    let scores = read_profile(
        "z.txt",
        text.as_bytes(),
        &options(ProfileFormat::Expression),
    )
    .unwrap();
    let found: Vec<&Found> = scores.findings.iter().map(|f| &f.found).collect();
    assert_eq!(found, [&Found::Score(3.1), &Found::Score(-2.4)]);
    let expression = scores.coverage.of(Measurement::Expression);
    assert_eq!(expression.covers("AXL"), Some(true));
    assert_eq!(expression.covers("ERBB2"), Some(false));
    let ratios = read_profile(
        "r.txt",
        text.as_bytes(),
        &options(ProfileFormat::Log2Copies),
    )
    .unwrap();
    let levels: Vec<_> = ratios.findings.iter().map(|f| f.found.clone()).collect();
    let copies = |level| Found::Copies {
        level,
        total: None,
        minor: None,
    };
    assert_eq!(
        levels,
        [copies(Level::Amplification), copies(Level::DeepDeletion)]
    );
}
