//! Study folders of cBioPortal.

use super::all;
use crate::{ProfileOptions, read_study};
use forestall_base::Measurement;

const MUTATIONS: &str = "#version 2.4\nHugo_Symbol\tNCBI_Build\tTumor_Sample_Barcode\tHGVSp_Short\tVariant_Classification\tt_alt_count\tt_ref_count\n\
    EGFR\tGRCh37\tS1\tp.L858R\tMissense_Mutation\t40\t60\nEGFR\tGRCh37\tS2\tp.T790M\tMissense_Mutation\t12\t88\n";
const MATRIX: &str = "Hugo_Symbol\tEntrez_Gene_Id\tS1\tS2\nMET\t4233\t0\t2\nCDKN2A\t1029\t-2\t-1\nPTEN\t5728\tNA\t1\n";
const FUSIONS: &str = "Sample_Id\tSite1_Hugo_Symbol\tSite1_Region_Number\tSite2_Hugo_Symbol\tSite2_Region_Number\tSV_Status\n\
    S2\tEML4\t13\tALK\t20\tSOMATIC\nS1\tBRCA1\t\tBRCA1\t\tGERMLINE\n";
const SAMPLES: &str = "#Patient\tSample\tCode\tPurity\n#x\tx\tx\tx\n#STRING\tSTRING\tSTRING\tNUMBER\n#1\t1\t1\t1\n\
    PATIENT_ID\tSAMPLE_ID\tONCOTREE_CODE\tTUMOR_PURITY\nP1\tS1\tLUAD\t60\nP1\tS2\tLUAD\t0.4\nP2\tS9\tLUAD\t\n";
const TREATMENT: &str = "PATIENT_ID\tSTART_DATE\tSTOP_DATE\tEVENT_TYPE\tTREATMENT_TYPE\tAGENT\nP1\t30\t300\tTREATMENT\tMedical\tErlotinib\nP1\t400\t\tTREATMENT\tMedical\t\n";
const SPECIMENS: &str = "PATIENT_ID\tSTART_DATE\tSTOP_DATE\tEVENT_TYPE\tSAMPLE_ID\nP1\t0\t\tSPECIMEN\tS1\nP1\t320\t\tSPECIMEN\tS2\n";

#[test]
fn all_files_of_a_folder_become_one_profile() {
    let files = [
        ("study/data_timeline_specimen.txt", SPECIMENS.as_bytes()),
        ("study/data_mutations.txt", MUTATIONS.as_bytes()),
        ("study/data_cna.txt", MATRIX.as_bytes()),
        ("study/data_log2_cna.txt", MATRIX.as_bytes()),
        ("study/data_sv.txt", FUSIONS.as_bytes()),
        ("study/data_clinical_samples.txt", SAMPLES.as_bytes()),
        ("study/data_timeline_treatment.txt", TREATMENT.as_bytes()),
        ("study/meta_study.txt", b"name: A study\n"),
        (
            "study/case_lists/cases_sequenced.txt",
            b"stable_id: x_sequenced\ncase_list_ids: S1\tS2\tS3\n",
        ),
    ];
    let study = read_study(&files, &ProfileOptions::default()).unwrap();
    assert_eq!(
        all(&study),
        [
            "EGFR p.L858R",
            "EGFR p.T790M",
            "MET Amplification",
            "CDKN2A DeepDeletion",
            "EML4 :: ALK"
        ]
    );
    let samples: Vec<String> = study
        .samples
        .iter()
        .map(|s| {
            format!(
                "{} {:?} {:?} {:?} {:?}",
                s.name,
                s.patient.as_deref(),
                s.day,
                s.purity,
                s.disease.as_deref()
            )
        })
        .collect();
    assert_eq!(
        samples,
        [
            "S1 Some(\"P1\") Some(0.0) Some(0.6) Some(\"LUAD\")",
            "S2 Some(\"P1\") Some(320.0) Some(0.4) Some(\"LUAD\")",
            "S3 None None None None"
        ]
    );
    assert_eq!(study.findings[4].sample, 1);
    assert_eq!(study.exposures.len(), 1);
    assert_eq!(
        (&*study.exposures[0].drug, study.exposures[0].stop),
        ("Erlotinib", Some(300.0))
    );
    let copies = study.coverage.of(Measurement::Copies);
    assert_eq!(
        (copies.covers("PTEN"), copies.covers("EGFR")),
        (Some(true), Some(false))
    );
    assert_eq!(
        study.coverage.of(Measurement::Mutations).covers("EGFR"),
        None
    );
    assert_eq!(
        study.dropped,
        [
            (
                "copies changed by one (1 or -1), which is no event".to_owned(),
                2
            ),
            ("the copy number is not known".to_owned(), 1),
            ("germline rearrangement".to_owned(), 1),
            (
                "a sample without findings, which is in no list of cases".to_owned(),
                1
            ),
            ("a treatment without drug or first day".to_owned(), 1),
        ]
    );
    assert!(
        study
            .remarks
            .iter()
            .any(|r| r.starts_with("study/data_log2_cna.txt was not read")),
        "{:?}",
        study.remarks
    );
}

#[test]
fn refusals_name_the_file() {
    let none = read_study(
        &[("meta_study.txt", b"name: x")],
        &ProfileOptions::default(),
    )
    .unwrap_err();
    assert_eq!(
        none.to_string(),
        "error[G0008]: meta_study.txt: none of the 1 files of the folder holds findings\n  \
         expected: data_mutations.txt, data_cna.txt, data_sv.txt or another table of findings\n  \
         help: check that this is a study folder of cBioPortal"
    );
    let other = MUTATIONS.replace("GRCh37", "38");
    let files = [("a.maf", MUTATIONS.as_bytes()), ("b.maf", other.as_bytes())];
    let mixed = read_study(&files, &ProfileOptions::default()).unwrap_err();
    assert_eq!(
        mixed.to_string(),
        "error[G0034]: b.maf: this file is on GRCh38, but a.maf is on GRCh37\n  \
         expected: one build of the genome in one study\n  help: lift one of the files over, or leave it out"
    );
    let twice = "PATIENT_ID\tSAMPLE_ID\nP1\tS1\nP2\tS1\n";
    let files = [
        ("a.maf", MUTATIONS.as_bytes()),
        ("samples.txt", twice.as_bytes()),
    ];
    let twice = read_study(&files, &ProfileOptions::default()).unwrap_err();
    assert_eq!(
        twice.to_string(),
        "error[G0048]: sample \"S1\" belongs to \"P1\" and to \"P2\"\n  --> samples.txt:3:1\n    |\n  3 | P2 S1\n    | ^^\n  \
         expected: one patient for each sample\n  help: give each sample a name of its own"
    );
}

/// Matrices of numbers are told apart by their names: z-scores once, log2 ratios where there are no discrete copy numbers.
#[test]
fn matrices_of_a_study_are_read_by_their_names() {
    let scores = b"Hugo_Symbol\tEntrez_Gene_Id\tS1\nAXL\t558\t3.1\n";
    let ratios = b"Hugo_Symbol\tEntrez_Gene_Id\tS1\nMET\t4233\t1.9\n";
    let files = [
        ("data_log2_cna.txt", &ratios[..]),
        ("data_mrna_seq_zscores_ref_all_samples.txt", &scores[..]),
        ("data_mrna_seq_zscores_ref_diploid_samples.txt", &scores[..]),
        ("data_mrna_seq_rsem.txt", &scores[..]),
    ];
    let study = read_study(&files, &ProfileOptions::default()).unwrap();
    assert_eq!(all(&study), ["MET Amplification", "AXL = 3.1"]);
    let unread: Vec<&String> = (study.remarks.iter())
        .filter(|r| r.contains(" was not read: "))
        .collect();
    assert_eq!(unread.len(), 2, "{:?}", study.remarks);
}
