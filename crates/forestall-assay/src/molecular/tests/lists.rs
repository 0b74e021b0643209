//! Lists typed by hand.

use super::{all, read};

#[test]
fn every_form_of_the_reference_is_read() {
    let list = "# typed at the board\nEGFR T790M 0.12\nEGFR p.Thr790Met\nEGFR:p.L858R\nEML4::ALK\nEML4-ALK fusion\nMET amp\nMET cn=8\n\
        CDKN2A loss\nFLT3 ITD\nKRAS wt\nMSI-H\nTMB-H\nMET amplification 9\nHLA-A loss\nNKX2-1 amp # remark\nMET exon 14 skipping\nEGFR vIII\nTMB 12\nNTRK1 fusion\n";
    let profile = read("events.txt", list).unwrap();
    assert_eq!(
        all(&profile),
        [
            "EGFR T790M",
            "EGFR p.Thr790Met",
            "EGFR p.L858R",
            "EML4 :: ALK",
            "EML4 :: ALK",
            "MET Amplification",
            "MET Amplification 8",
            "CDKN2A [loss]",
            "FLT3 [ITD]",
            "KRAS wild type",
            "MSI [high]",
            "TMB [high]",
            "MET Amplification 9",
            "HLA-A [loss]",
            "NKX2-1 Amplification",
            "MET [exon 14 skipping]",
            "EGFR [vIII]",
            "TMB = 12",
            "NTRK1 :: ?",
        ]
    );
    assert_eq!(profile.findings[0].vaf, Some(0.12));
    assert_eq!(profile.findings[0].line, 2);
    assert_eq!(&*profile.samples[0].name, "events");
}

#[test]
fn fractions_may_be_percent_or_reads() {
    let list = "EGFR L858R 41%\nEGFR T790M 31/250\nKRAS G12C vaf=0.2 depth=100\nKRAS G12D 0.5 sample=two\nMET D1228N 7.5\n";
    let profile = read("x", list).unwrap();
    let fractions: Vec<_> = profile
        .findings
        .iter()
        .map(|f| f.fraction().unwrap())
        .collect();
    for (got, expected) in fractions.iter().zip([0.41, 0.124, 0.2, 0.5, 0.075]) {
        assert!((got - expected).abs() < 1e-7, "{fractions:?}");
    }
    assert_eq!(profile.samples.len(), 2);
}
