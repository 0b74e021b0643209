//! The files of `profile_formats`, against counts that were made from them by other means (PROFILE, sections 7.2 to 7.6).
#![allow(clippy::print_stderr)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use forestall_base::{Found, Profile};

use super::{all, told};
use crate::{ProfileOptions, read_profile};

fn bytes(name: &str) -> Option<Vec<u8>> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let data = std::env::var_os("FORESTALL_DATA").map_or_else(beside, PathBuf::from);
    let path = data.join("profile_formats").join(name);
    let read = std::fs::read(&path).ok();
    if read.is_none() {
        eprintln!("skipped: {} is not there", path.display());
    }
    read
}

fn profile(name: &str) -> Option<Profile> {
    bytes(name).map(|bytes| read_profile(name, &bytes, &ProfileOptions::default()).unwrap())
}

fn counted(profile: &Profile) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for words in all(profile) {
        *counts.entry(words).or_insert(0) += 1;
    }
    counts
}

#[test]
fn tcga_laml_has_the_changes_that_maftools_reports() {
    let Some(profile) = profile("tcga_laml.maf.gz") else {
        return;
    };
    assert_eq!(
        profile.findings.len() + profile.dropped.iter().map(|d| d.1).sum::<usize>(),
        2207
    );
    assert_eq!(profile.samples.len(), 193);
    assert_eq!(profile.build, Some("GRCh37"));
    let counts = counted(&profile);
    let number = |words: &str| counts.get(words).copied().unwrap_or(0);
    assert_eq!(number("IDH2 p.R140Q"), 16);
    assert_eq!((number("IDH1 p.R132C"), number("IDH1 p.R132H")), (12, 4));
    let starting = |start: &str| {
        counts
            .iter()
            .filter(|(w, _)| w.starts_with(start))
            .map(|(_, n)| n)
            .sum::<usize>()
    };
    assert_eq!(starting("NPM1 p.WQ288fs"), 26);
    assert_eq!(starting("NPM1 p.W288fs"), 4);
    assert_eq!(starting("NPM1 p.-287fs"), 1);
    assert_eq!(number("KIT p.D816V"), 4);
    assert_eq!(number("NRAS p.G13D"), 5);
    let missense = profile.findings.iter().filter(|f| {
        profile.names.text(f.gene) == "FLT3"
            && matches!(
                f.found,
                Found::Change {
                    consequence: forestall_base::Consequence::Missense,
                    ..
                }
            )
    });
    assert_eq!(missense.count(), 15);
    let without = profile
        .findings
        .iter()
        .filter(|f| f.fraction().is_none())
        .count();
    assert_eq!(without, 93);
    assert!(
        profile
            .findings
            .iter()
            .all(|f| f.fraction().is_none_or(|v| (0.0..=1.0).contains(&v)))
    );
    assert!(
        profile
            .remarks
            .iter()
            .any(|r| r.contains("as percent, because the largest exceeds 1.5")),
        "{:?}",
        profile.remarks
    );
}

#[test]
fn tcga_laml_has_36_internal_tandem_duplications() {
    let Some(profile) = profile("tcga_laml.maf.gz") else {
        return;
    };
    let rest: Vec<String> = profile
        .findings
        .iter()
        .filter(|f| profile.names.text(f.gene) == "FLT3")
        .map(|f| format!("{} {:?}", told(&profile, f), f.place.map(|p| p.start)))
        .filter(|w| !w.contains("ITD"))
        .collect();
    assert_eq!(counted(&profile).get("FLT3 [ITD]"), Some(&36), "{rest:#?}");
}

#[test]
fn brca_has_no_protein_change_at_all() {
    let Some(profile) = profile("brca.maf.gz") else {
        return;
    };
    assert_eq!(
        profile.findings.len() + profile.dropped.iter().map(|d| d.1).sum::<usize>(),
        1913
    );
    let none = |f: &forestall_base::Finding| matches!(f.found, Found::Change { protein: None, .. });
    assert!(profile.findings.iter().all(none));
    assert_eq!(profile.dropped[0].0, "no gene is named");
    assert!(
        profile
            .remarks
            .iter()
            .any(|r| r.contains("no column of protein changes"))
    );
}

#[test]
fn annovar_lists_kit_d816v_first() {
    let Some(profile) = profile("variants.hg19_multianno.txt") else {
        return;
    };
    assert_eq!(profile.findings.len(), 10, "{:?}", all(&profile));
    assert!(
        all(&profile).contains(&"ENSG00000157404 p.D816V".to_owned()),
        "{:?}",
        all(&profile)
    );
    assert!(
        profile
            .remarks
            .iter()
            .any(|r| r.contains("other residue numbers")),
        "{:?}",
        profile.remarks
    );
    let mut options = ProfileOptions::default();
    options
        .transcripts
        .insert("ENSG00000157404".into(), "ENST00000412167.2".into());
    let bytes = bytes("variants.hg19_multianno.txt").unwrap();
    let other = read_profile("x", &bytes, &options).unwrap();
    assert!(
        all(&other).contains(&"ENSG00000157404 p.D812V".to_owned()),
        "{:?}",
        all(&other)
    );
}

#[test]
fn fusions_keep_the_order_of_the_file() {
    let Some(profile) = profile("T001-BRCA.grch38.fusions.tsv") else {
        return;
    };
    assert_eq!(profile.findings.len(), 9, "{:?}", all(&profile));
    assert_eq!(all(&profile)[..2], ["NTRK1 :: TPM3", "EML4 :: ALK"]);
}

#[test]
fn segments_without_genes_are_not_assessable_and_with_a_bed_file_they_are() {
    let Some(bytes) = bytes("T001-COAD.grch38.cna.tsv") else {
        return;
    };
    let profile = read_profile("cna.tsv", &bytes, &ProfileOptions::default()).unwrap();
    assert!(profile.findings.is_empty());
    assert!(
        profile
            .remarks
            .iter()
            .any(|r| r.starts_with("Copy numbers are not assessable"))
    );
    assert_eq!(profile.dropped[0].1, 260);
    let panel = crate::Panel::read("p.bed", b"chr1\t10000000\t10100000\tAAA\n").unwrap();
    let options = ProfileOptions {
        panel: Some(panel),
        ..ProfileOptions::default()
    };
    let profile = read_profile("cna.tsv", &bytes, &options).unwrap();
    assert_eq!(all(&profile), ["AAA ShallowDeletion 1"]);
}

#[test]
fn bare_calls_keep_place_and_reads() {
    let Some(coad) = profile("T001-COAD.grch38.vcf.gz") else {
        return;
    };
    assert_eq!(
        coad.findings.len() + coad.dropped.iter().map(|d| d.1).sum::<usize>(),
        3313
    );
    assert_eq!(coad.build, Some("GRCh38"));
    assert!(coad.remarks.iter().any(|r| r.starts_with("unannotated")));
    let at = |profile: &Profile, chromosome: &str, start: u32| {
        let found = profile.findings.iter().find(|f| {
            f.place
                .is_some_and(|p| p.start == start && profile.names.text(p.chromosome) == chromosome)
        });
        let found = found.unwrap();
        let place = found.place.unwrap();
        let alleles = format!(
            "{}>{}",
            profile.names.text(place.reference),
            profile.names.text(place.alternate)
        );
        (
            alleles,
            (1000.0 * found.fraction().unwrap()).round() / 1000.0,
        )
    };
    assert_eq!(at(&coad, "7", 140_753_336), ("A>T".to_owned(), 0.315));
    let brca = profile("T001-BRCA.grch38.vcf.gz").unwrap();
    assert_eq!(brca.findings.len(), 196);
    assert_eq!(at(&brca, "3", 179_234_297), ("A>G".to_owned(), 0.419));
}

#[test]
fn vep_and_snpeff_want_to_know_the_tumour_and_then_give_the_same_change() {
    let Some(vep) = bytes("test1.vep.vcf") else {
        return;
    };
    let refused = read_profile("test1.vep.vcf", &vep, &ProfileOptions::default()).unwrap_err();
    assert_eq!(refused.code, "G0060");
    assert_eq!(
        refused.message,
        "it is not known which of 4 samples is the tumour"
    );
    assert_eq!(
        refused.expected.unwrap(),
        "one of 1094PC0005, 1094PC0009, 1094PC0012, 1094PC0013"
    );
    let options = ProfileOptions {
        tumour_sample: Some("1094PC0013".to_owned()),
        ..ProfileOptions::default()
    };
    let vep = read_profile("test1.vep.vcf", &vep, &options).unwrap();
    assert!(
        all(&vep).contains(&"OR4F5 T141A".to_owned()),
        "{:?}",
        all(&vep)
    );
    assert!(
        all(&vep).contains(&"OR4F5 S60=".to_owned()),
        "{:?}",
        all(&vep)
    );
    let snpeff = read_profile(
        "test.snpeff.vcf",
        &bytes("test.snpeff.vcf").unwrap(),
        &options,
    )
    .unwrap();
    assert!(
        all(&snpeff).contains(&"OR4F5 T141A".to_owned()),
        "{:?}",
        all(&snpeff)
    );
    assert_eq!((vep.build, snpeff.build), (Some("GRCh37"), Some("GRCh37")));
}

/// Oracle: the places of Cancer Hotspots, which are of GRCh37. Gene by gene they tell the build, so that no range of a known gene is
/// wrong on it; and whoever says GRCh38 is refused.
#[test]
fn hotspots_of_every_known_gene_tell_their_build() {
    let Some(bytes) = bytes("cancerhotspots_v2_GRCh37.tsv") else {
        return;
    };
    let text = String::from_utf8(bytes).unwrap();
    let header = "Chromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tHugo_Symbol\tVariant_Classification\tHGVSp_Short\tNote";
    for gene in crate::molecular::build::landmarks() {
        let own = |line: &&str| line.split('\t').nth(4) == Some(gene);
        let rows: Vec<&str> = text.lines().filter(own).collect();
        if rows.is_empty() {
            // BRCA1 and BRCA2 have no hotspots.
            assert!(gene.starts_with("BRCA"), "{gene}");
            continue;
        }
        let table = format!("{header}\n{}\n", rows.join("\n"));
        let told = |build| {
            let options = ProfileOptions {
                build,
                ..ProfileOptions::default()
            };
            read_profile("hotspots.maf", table.as_bytes(), &options).map(|p| p.build)
        };
        assert_eq!(told(None).unwrap(), Some("GRCh37"), "{gene}");
        let refused = told(Some(crate::Build::Grch38)).unwrap_err();
        assert_eq!(refused.code, "G0033", "{gene}");
    }
}
