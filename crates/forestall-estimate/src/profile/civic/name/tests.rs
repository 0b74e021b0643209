use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::profile::civic::tests::civic;

/// Oracle: what each kind of name means, written by hand.
#[test]
fn names_of_every_kind() {
    for (name, wanted) in [
        ("EGFR T790M", "EGFR T790M"),
        (
            "BCR::ABL1 Fusion AND ABL1 T315I",
            "fusion(BCR, ABL1) AND ABL1 T315I",
        ),
        (
            "BCR::ABL1 Fusion AND ( ABL1 F317L OR ABL1 F317V )",
            "fusion(BCR, ABL1) AND (ABL1 F317L OR ABL1 F317V)",
        ),
        (
            "MET Amplification AND NOT KRAS Mutation",
            "MET amp AND NOT KRAS mut",
        ),
        ("NOT KIT D816V", "NOT KIT D816V"),
        ("MET Splice Site (c.3028G>A)", "MET c(3028G>A)"),
        ("VHL R200W (c.598C>T)", "VHL R200W"),
        ("ALK Alternative Transcript (ATI)", "ALK isoform(ATI)"),
        ("EML4::ALK e6::e20", "fusion(EML4, ALK, e6::e20)"),
        ("v::ALK Fusion", "fusion(*, ALK)"),
        ("FGFR2::? Fusion", "fusion(FGFR2, *)"),
        ("BCL2 reg_e@[IGH]::BCL2", "fusion(IGH, BCL2)"),
        ("BRAF V600_K601>E", "BRAF V600_K601delinsE"),
        ("FLT3 D835H/Y", "FLT3 D835H/Y"),
        ("KRAS G12/G13", "KRAS G12/G13"),
        ("KIT P551_E554delPMYE", "KIT P551_E554del"),
        ("ARID1A P1175FS*5", "ARID1A P1175fs"),
        ("BRCA1 W1815X", "BRCA1 W1815*"),
        ("JAK2 c.1641+1dup", "JAK2 c(1641+1dup)"),
        ("JAK2 Splice Site (c.1641+2T>G)", "JAK2 c(1641+2T>G)"),
        ("GNAS c.393T>C", "GNAS c(393T>C)"),
        ("CHEK2 1100DELC", "CHEK2 c(1100delC)"),
        ("TYMS RS34743033", "TYMS rs(34743033)"),
        ("DPYD DPYD*2A HOMOZYGOSITY", "DPYD allele(*2A homozygosity)"),
        ("UGT1A1 UGT1A1*28", "UGT1A1 allele(*28)"),
        ("TYMS 3TRP/3TRP genotype", "TYMS allele(3TRP/3TRP)"),
        ("EGFR EGFRVIII", "EGFR isoform(vIII)"),
        ("EGFR VIII", "EGFR isoform(vIII)"),
        ("AR AR-V7", "AR isoform(AR-V7)"),
        ("CDKN2A p16 Expression", "CDKN2A isoform(p16)"),
        ("CD44 CD44s Expression", "CD44 isoform(CD44s)"),
        ("BRAF Non-V600", "BRAF other(V600)"),
        ("ABL1 P-Loop Mutation", "ABL1 domain(P-loop, mut)"),
        (
            "ABL1 Non-P-Loop Mutation",
            "ABL1 other(domain(P-loop, mut))",
        ),
        ("FLT3 TKD MUTATION", "FLT3 domain(TKD, mut)"),
        ("ERBB2 Kinase Domain Mutation", "ERBB2 domain(kinase, mut)"),
        ("EGFR Exon 19 Deletion", "EGFR exon(19, del)"),
        ("EGFR Exon 19 del", "EGFR exon(19, del)"),
        ("LRP1B Exon 12-22 Deletion", "LRP1B exon(12-22, del)"),
        ("MET Exon 14 Skipping Mutation", "MET exon(14, skip)"),
        ("CALR EXON 9 FRAMESHIFT", "CALR exon(9, fs)"),
        (
            "VHL Null (Partial deletion of Exons 2 & 3)",
            "VHL exon(2-3, del)",
        ),
        (
            "BRAF intron 9 rearrangement",
            "BRAF isoform(intron 9 rearrangement)",
        ),
        ("FGFR1 Translocation", "FGFR1 rearranged"),
        ("ABL1 Double Ph", "ABL1 state(\"double ph\")"),
        ("KIT Internal Duplication", "KIT itd"),
        ("TMB High", "TMB high"),
        ("TMB H-bTMB", "TMB h-btmb"),
        ("MSI High", "MSI high"),
        ("HLA-C COPY-NEUTRAL LOSS OF HETEROZYGOSITY", "HLA-C loh"),
        (
            "CDKN1B CYTOPLASMIC MISLOCALIZATION",
            "CDKN1B state(\"cytoplasmic mislocalization\")",
        ),
        ("MMP9 SERUM LEVELS", "MMP9 state(\"serum levels\")"),
        (
            "VEGFA Decreased Peri-therapeutic Expression",
            "VEGFA state(\"decreased peri-therapeutic expression\")",
        ),
        ("AKT1 S473 Phosphorylation", "AKT1 phospho(S473)"),
        ("MGMT Promoter Methylation", "MGMT methyl"),
        ("EGFR Wildtype", "EGFR wt"),
        ("ERBB2 M774DELINSWLV", "ERBB2 M774delinsWLV"),
        ("PRPS1 PRPS1 MUTATION", "PRPS1 mut"),
        ("TP53 Truncating Mutation", "TP53 trunc"),
        ("VHL 3p26.3-25.3 11Mb del", "VHL loss"),
        (
            "VHL P81S (c.241C>T) and L188V (c.562C>G)",
            "VHL P81S AND VHL L188V",
        ),
    ] {
        let event = civic_event(name).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(event.to_string(), wanted, "{name}");
    }
}

/// Found by fuzzing: the second gene of a fusion could not be read again as what the first one is not.
#[test]
fn what_a_gene_is_not_is_no_fusion() {
    for name in ["BRAF Non-V600L4::ALK e6::e2", "BRAF Non-Fusion"] {
        assert!(civic_event(name).is_err(), "{name}");
    }
}

/// CIViC's file of 29 May 2026: all 1,116 predictive profiles, all 492 of resistance and all 1,935 of the file are events that read
/// as they print.
#[test]
fn every_profile_of_the_file_is_an_event() {
    let Some(all) = civic() else { return };
    let names: BTreeSet<&str> = all.iter().map(|e| e.profile.as_str()).collect();
    let of = |test: &dyn Fn(&crate::profile::CivicEvidence) -> bool| {
        let own = all.iter().filter(|e| test(e)).map(|e| e.profile.as_str());
        own.collect::<BTreeSet<&str>>().len()
    };
    let predictive = of(&|e| e.kind == "Predictive");
    let resistance = of(&|e| e.kind == "Predictive" && e.significance == "Resistance");
    assert_eq!((names.len(), predictive, resistance), (1935, 1116, 492));
    let mut unread = Vec::new();
    for name in names {
        match civic_event(name) {
            Ok(event) => assert_eq!(event.to_string().parse::<Event>(), Ok(event), "{name}"),
            Err(error) => unread.push(format!("{name}: {error}")),
        }
    }
    assert_eq!(unread, Vec::<String>::new());
}

/// The small form of some letters is longer than they are.
#[test]
fn letters_beyond_ascii_are_refused_or_read() {
    for name in [
        "EGFR \u{130}non-V600",
        "EGFR \u{130}\u{130} genotype",
        "CD44 CD44s\u{130}\u{130} expression",
        "\u{130} \u{130}non-\u{130}",
        "EGFR Splice Site (\u{130})",
    ] {
        let read = civic_event(name).map(|e| e.to_string().parse::<Event>().is_ok());
        assert_ne!(read, Ok(false), "{name}");
    }
}

#[test]
fn refusals_name_the_column() {
    for (name, column, problem) in [
        ("", 1, "no alteration where one is expected"),
        ("EGFR", 1, "\"EGFR\" is no alteration that is known"),
        ("EGFR T790M AND", 15, "no alteration where one is expected"),
        (
            "EGFR T790M AND MET Sometimes",
            16,
            "\"Sometimes\" is no alteration that is known",
        ),
        ("( EGFR T790M", 13, "no \")\" for a \"(\""),
        ("EGFR T790M )", 12, "\")\"; expected AND, OR or the end"),
        ("TMB Medium", 1, "\"Medium\" is no alteration that is known"),
    ] {
        let problem = problem.to_owned();
        assert_eq!(
            civic_event(name),
            Err(CivicNameError { column, problem }),
            "{name}"
        );
    }
    assert!(civic_event(&"( ".repeat(500)).is_err() && civic_event(&"NOT ".repeat(500)).is_err());
}

proptest! {
    /// Whatever is read prints as an event that reads the same.
    #[test]
    fn no_name_panics(name in "([A-Z]{1,4}[0-9]?(::[A-Z?v]{1,3})?( [A-Za-z0-9*_>.()+-]{1,12}){0,3}( AND | OR | NOT | \\( )?){0,4}") {
        if let Ok(event) = civic_event(&name) {
            prop_assert_eq!(event.to_string().parse::<Event>(), Ok(event));
        }
    }
}
