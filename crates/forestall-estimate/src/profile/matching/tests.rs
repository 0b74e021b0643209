mod drugs;
mod many;
mod samples;

use forestall_base::{
    Assessed, Consequence, Finding, Found, Level as CopyLevel, Measurement, Profile, Reads,
};

use super::*;
use crate::profile::catalogue::{Catalogue, Level};

const TABLES: &str = r#"
[[gene]]
symbol = "EGFR"
aliases = ["ERBB1"]
residues = { 790 = "T", 858 = "L" }
exons = { "19" = [729, 761], "20" = [762, 823] }
domains = { kinase = [712, 979] }
[[gene]]
symbol = "KRAS"
[[gene]]
symbol = "RB1"
[[gene]]
symbol = "MET"
"#;

const DRUGS: &str = r#"
[[drug]]
name = "gefitinib"
synonyms = ["Iressa"]
classes = ["EGFR_TKI"]
targets = ["EGFR"]
[[drug]]
name = "osimertinib"
classes = ["EGFR_TKI"]
targets = ["EGFR"]
[[drug]]
name = "cetuximab"
[[class]]
name = "EGFR_TKI"
"#;

const DISEASES: &str = r#"
[[disease]]
code = "LUNG"
name = "Lung cancer"
[[disease]]
code = "NSCLC"
name = "Non-small cell lung cancer"
parents = ["LUNG"]
[[disease]]
code = "CRC"
name = "Colorectal cancer"
"#;

/// One mechanism of an event that resists a drug, with evidence of level B.
fn mechanism(id: &str, event: &str, drug: &str, more: &str) -> String {
    format!(
        r#"
[[mechanism]]
id = "{id}"
class = "on_target_mutation"
layer = "genetic"
event = "{event}"
drugs = ["{drug}"]
context = ["NSCLC"]
setting = "acquired"
detect = ["tissue_dna"]
note = "made up for a test"
updated = 2026-11-25
effect = {{ direction = "resistance" }}
[[mechanism.evidence]]
drug = "{drug}"
level = "B"
kind = "clinical"
direction = "supports"
pmid = 1
{more}"#
    )
}

fn catalogue(mechanisms: &str) -> Catalogue {
    let files = [
        ("drugs.toml", DRUGS),
        ("diseases.toml", DISEASES),
        ("genes.toml", TABLES),
        ("m.toml", mechanisms),
    ];
    Catalogue::read(&files).unwrap_or_else(|e| panic!("{e}"))
}

/// A sample with protein changes, everything else of the genome having been looked at for mutations.
fn profile(changes: &[(&str, &str, Consequence)]) -> Profile {
    let mut profile = Profile::default();
    let sample = profile.sample("S1");
    for &(gene, protein, consequence) in changes {
        let gene = profile.names.intern(gene);
        let protein = (!protein.is_empty()).then(|| profile.names.intern(protein));
        profile.findings.push(Finding {
            sample,
            gene,
            found: Found::Change {
                protein,
                coding: None,
                consequence,
                transcript: None,
                exon: None,
                phase: None,
            },
            reads: Some(Reads {
                alternate: 12,
                depth: 100,
            }),
            vaf: None,
            place: None,
            line: 1,
        });
    }
    profile
        .coverage
        .state(Measurement::Mutations, Assessed::Everything);
    profile
}

fn asked(drug: &str, disease: &str) -> Question {
    Question {
        drugs: vec![drug.to_owned()],
        disease: Some(disease.to_owned()),
    }
}

/// The rung by which one change of a gene matches an event; `None`: it does not.
fn rung(event: &str, gene: &str, protein: &str, consequence: Consequence) -> Option<Rung> {
    let catalogue = catalogue(&mechanism("one", event, "gefitinib", ""));
    let found = explain(
        &profile(&[(gene, protein, consequence)]),
        &catalogue,
        &asked("gefitinib", "NSCLC"),
    );
    found.mechanisms.first().map(|m| m.matched_by)
}

#[test]
fn the_ladder_prints_its_rung() {
    use Consequence::{Frameshift, InframeDeletion, InframeInsertion, Missense, Nonsense};
    for (event, gene, protein, consequence, wanted) in [
        ("EGFR T790M", "EGFR", "p.Thr790Met", Missense, Rung::Exact),
        ("EGFR T790M", "ERBB1", "T790M", Missense, Rung::Exact),
        ("KRAS G12", "KRAS", "G12D", Missense, Rung::Codon),
        (
            "EGFR exon(19, del)",
            "EGFR",
            "E746_A750del",
            InframeDeletion,
            Rung::ExonType,
        ),
        (
            "EGFR exon(20, ins)",
            "EGFR",
            "D770_N771insSVD",
            InframeInsertion,
            Rung::ExonType,
        ),
        (
            "EGFR domain(kinase, mut)",
            "EGFR",
            "L858R",
            Missense,
            Rung::Domain,
        ),
        ("RB1 loss", "RB1", "R552*", Nonsense, Rung::GeneEffect),
        ("RB1 lof", "RB1", "E137fs", Frameshift, Rung::GeneEffect),
        ("KRAS mut", "KRAS", "A146T", Missense, Rung::Gene),
        ("KRAS other(G12)", "KRAS", "A146T", Missense, Rung::Gene),
        ("RB1 trunc", "RB1", "R552*", Nonsense, Rung::GeneEffect),
        ("RB1 fs", "RB1", "E137fs", Frameshift, Rung::GeneEffect),
    ] {
        assert_eq!(
            rung(event, gene, protein, consequence),
            Some(wanted),
            "{event} {protein}"
        );
    }
}

/// The negative controls: named point mutations are no insertions, neighbours no hits, silent changes nothing, and a missense
/// change of a suppressor gene is no loss.
#[test]
fn what_must_not_match_does_not() {
    use Consequence::{InframeDeletion, Missense, Silent};
    for (event, gene, protein, consequence) in [
        ("EGFR exon(20, ins)", "EGFR", "T790M", Missense),
        ("EGFR exon(20, ins)", "EGFR", "C797S", Missense),
        (
            "EGFR exon(20, ins)",
            "EGFR",
            "E746_A750del",
            InframeDeletion,
        ),
        ("KRAS G12", "KRAS", "A146T", Missense),
        ("KRAS G12", "KRAS", "G12=", Silent),
        ("KRAS other(G12)", "KRAS", "G12D", Missense),
        ("KRAS other(G12)", "KRAS", "A146=", Silent),
        ("RB1 fs", "RB1", "R552*", Consequence::Nonsense),
        ("KRAS mut", "KRAS", "G12=", Silent),
        ("EGFR domain(kinase, mut)", "EGFR", "A289V", Missense),
        ("EGFR T790M", "EGFR", "T790T", Silent),
        ("RB1 loss", "RB1", "R661W", Missense),
        ("EGFR T790M", "KRAS", "T790M", Missense),
        ("EGFR T790M", "EGFR", "", Missense),
    ] {
        assert_eq!(
            rung(event, gene, protein, consequence),
            None,
            "{event} {protein}"
        );
    }
}

#[test]
fn what_nobody_can_tell_is_said_with_the_assay_that_would() {
    let text = [
        mechanism("named", "EGFR T790M", "gefitinib", ""),
        mechanism("amplified", "MET amp", "gefitinib", ""),
        mechanism(
            "without",
            "EGFR L858R AND NOT fusion(*, ALK)",
            "gefitinib",
            "",
        ),
    ]
    .concat();
    let found = explain(
        &profile(&[
            ("EGFR", "", Consequence::Missense),
            ("EGFR", "L858R", Consequence::Missense),
        ]),
        &catalogue(&text),
        &asked("Iressa", "NSCLC"),
    );
    assert_eq!(found.mechanisms, []);
    let said: Vec<(&str, &str)> = found
        .not_assessable
        .iter()
        .map(|n| (n.reason.as_str(), n.mechanisms[0].as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("EGFR: no protein change in the row", "named"),
            ("no copy-number data", "amplified"),
            ("no fusion data", "without")
        ]
    );
}

#[test]
fn copy_numbers_and_their_conditions() {
    let catalogue = catalogue(&mechanism("amplified", "MET amp cn >= 6", "gefitinib", ""));
    let with = |level, total| {
        let mut profile = profile(&[]);
        let gene = profile.names.intern("MET");
        profile.findings.push(Finding {
            sample: 0,
            gene,
            found: Found::Copies {
                level,
                total,
                minor: None,
            },
            reads: None,
            vaf: None,
            place: None,
            line: 1,
        });
        profile
            .coverage
            .state(Measurement::Copies, Assessed::Everything);
        explain(&profile, &catalogue, &asked("gefitinib", "NSCLC"))
    };
    assert_eq!(
        with(CopyLevel::Amplification, Some(9.0)).mechanisms.len(),
        1
    );
    assert_eq!(
        with(CopyLevel::Amplification, Some(5.0)),
        Explanation::default()
    );
    assert_eq!(with(CopyLevel::Gain, Some(9.0)), Explanation::default());
    let uncounted = with(CopyLevel::Amplification, None);
    assert_eq!(uncounted.not_assessable[0].reason, "no cn is given");
}

/// Evidence against lowers the level by one and is shown; a drug of the same class is another drug.
#[test]
fn evidence_against_counts_and_drugs_are_told_apart() {
    let against = "[[mechanism.evidence]]\ndrug = \"gefitinib\"\nlevel = \"C\"\nkind = \"case\"\ndirection = \"against\"\npmid = 2\n";
    let catalogue = catalogue(&mechanism("one", "EGFR T790M", "gefitinib", against));
    let profile = profile(&[("EGFR", "T790M", Consequence::Missense)]);
    let found = explain(&profile, &catalogue, &asked("class:EGFR_TKI", "LUNG"));
    let one = &found.mechanisms[0];
    assert_eq!(
        (one.level, one.vaf, &one.pmids[..]),
        (Some(Level::C), Some(0.12), &[1][..])
    );
    assert_eq!((one.supports.len(), one.against.len()), (1, 1));
    assert_eq!(
        one.disease_match,
        crate::profile::catalogue::DiseaseRung::Ancestor
    );
    assert_eq!(
        (
            &found.conflicts[0].supports[..],
            &found.conflicts[0].against[..]
        ),
        (&[1][..], &[2][..])
    );
    assert_eq!(
        explain(&profile, &catalogue, &asked("osimertinib", "NSCLC")),
        Explanation::default()
    );
    let other = explain(&profile, &catalogue, &asked("gefitinib", "CRC"));
    assert_eq!(other.mechanisms, []);
    assert_eq!(
        other.elsewhere[0].disease_match,
        crate::profile::catalogue::DiseaseRung::Other
    );
}

/// A number is compared where the event says with what; without that, only words such as "high" decide.
#[test]
fn scores_count_from_where_the_event_says() {
    let found = |event: &str, found: &dyn Fn(&mut Profile) -> Found| {
        let mut profile = profile(&[]);
        let (gene, found) = (profile.names.intern("EMT"), found(&mut profile));
        profile.findings.push(Finding {
            sample: 0,
            gene,
            found,
            reads: None,
            vaf: None,
            place: None,
            line: 1,
        });
        profile
            .coverage
            .state(Measurement::Expression, Assessed::Everything);
        let catalogue = catalogue(&mechanism("emt", event, "gefitinib", ""));
        let said = explain(&profile, &catalogue, &asked("gefitinib", "NSCLC"));
        (said.mechanisms.len(), said.not_assessable.len())
    };
    let number = |_: &mut Profile| Found::Score(0.7);
    let words = |profile: &mut Profile| Found::Category(profile.names.intern("high"));
    assert_eq!(found("score(EMT) expr_z >= 0.5", &number), (1, 0));
    assert_eq!(found("score(EMT) expr_z > 0.8", &number), (0, 0));
    assert_eq!(found("score(EMT)", &number), (0, 1));
    assert_eq!(found("score(EMT)", &words), (1, 0));
}

/// What is found in one sample is no gap of it, even where nobody says what was covered; in another sample it is.
#[test]
fn what_is_found_is_no_gap() {
    let catalogue = catalogue(&mechanism("one", "EGFR T790M", "gefitinib", ""));
    let mut profile = profile(&[("EGFR", "T790M", Consequence::Missense)]);
    profile
        .coverage
        .state(Measurement::Mutations, Assessed::Unstated);
    let said = |profile: &Profile| {
        let said = explain(profile, &catalogue, &asked("gefitinib", "NSCLC"));
        (said.mechanisms.len(), said.not_assessable.len())
    };
    assert_eq!(said(&profile), (1, 0));
    profile.sample("S2");
    assert_eq!(said(&profile), (1, 1));
}
