use std::collections::{BTreeMap, BTreeSet};

use forestall_base::{Assessed, Consequence, Finding, Found, Measurement, Profile};

use super::*;
use crate::profile::catalogue::{Direction, MechanismClass, lint};
use crate::profile::civic::{read_civic, tests::civic};
use crate::profile::event::{Alteration, EventState, ExonKind};
use crate::profile::matching::{Explanation, FoundMechanism, Question, explain};

const EVERYTHING: ImportRules = ImportRules {
    submitted: true,
    flagged: true,
    known: true,
    least_rating: 0,
};

fn embedded() -> &'static Catalogue {
    Catalogue::embedded().unwrap_or_else(|e| panic!("{e}"))
}

/// The built-in tables of drugs, diseases and genes with the imported mechanisms alone.
fn imported(import: &CivicImport) -> Catalogue {
    let mut tables = embedded().clone();
    tables.mechanisms.clear();
    let files: Vec<(&str, &str)> = (import.files.iter())
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    tables.with(&files).unwrap_or_else(|e| panic!("{e}"))
}

/// A tumour that shows every alteration of these events, as far as a finding can be written down for it.
fn showing<'a>(events: impl Iterator<Item = &'a Event>) -> Profile {
    let mut profile = Profile::default();
    let sample = profile.sample("S1");
    let mut seen = BTreeSet::new();
    for atom in events.flat_map(Event::atoms) {
        if !seen.insert(atom.to_string()) {
            continue;
        }
        let words = |state: EventState| match state {
            EventState::Amplified => "amplification",
            EventState::Over => "overexpression",
            EventState::Under => "underexpression",
            EventState::Expressed => "expression",
            EventState::Mutated => "mutation",
            EventState::LossOfFunction => "loss of function",
            EventState::GainOfFunction => "gain of function",
            EventState::TandemDuplication => "ITD",
            EventState::Methylated => "methylation",
            EventState::LossOfHeterozygosity => "loh",
            EventState::Biallelic => "biallelic",
            _ => "loss",
        };
        let mut category = |text: &str| Found::Category(profile.names.intern(text));
        let found = match &atom.alteration {
            Alteration::State(_, EventState::WildType) => Found::WildType,
            Alteration::State(_, state) => category(words(*state)),
            Alteration::Words(_, text) | Alteration::Isoform(_, text) => category(text),
            Alteration::Phospho(_, site) => category(&format!("{site} phosphorylation")),
            Alteration::Fusion(first, second, _) => Found::Fusion {
                partner: (first.as_ref().and(second.as_ref()))
                    .map(|gene| profile.names.intern(gene)),
                exons: None,
            },
            Alteration::Exon { exons, kind, .. } => Found::Change {
                protein: None,
                coding: None,
                consequence: match kind {
                    ExonKind::Insertion => Consequence::InframeInsertion,
                    ExonKind::Deletion => Consequence::InframeDeletion,
                    _ => Consequence::Missense,
                },
                transcript: None,
                exon: Some(exons.0),
                phase: None,
            },
            Alteration::Protein(_, change) => Found::Change {
                protein: Some(profile.names.intern(&change.to_string())),
                coding: None,
                consequence: Consequence::Missense,
                transcript: None,
                exon: None,
                phase: None,
            },
            _ => continue,
        };
        let gene = atom.alteration.genes().first().copied().unwrap_or_default();
        profile.findings.push(Finding {
            sample,
            gene: profile.names.intern(gene),
            found,
            reads: None,
            vaf: None,
            place: None,
            line: 1,
        });
    }
    for measurement in [
        Measurement::Mutations,
        Measurement::Copies,
        Measurement::Fusions,
        Measurement::Expression,
        Measurement::Protein,
        Measurement::Methylation,
        Measurement::Germline,
        Measurement::Genome,
    ] {
        profile.coverage.state(measurement, Assessed::Everything);
    }
    profile
}

/// What a tumour with the alterations of all mechanisms is told, event by event, so that no wild type hides a mutation.
fn told(catalogue: &Catalogue) -> Vec<Explanation> {
    let mut by_event: BTreeMap<String, Catalogue> = BTreeMap::new();
    for m in &catalogue.mechanisms {
        let own = by_event.entry(m.event.to_string()).or_insert_with(|| {
            let mut tables = catalogue.clone();
            tables.mechanisms.clear();
            tables
        });
        own.mechanisms.push(m.clone());
    }
    let all = by_event.values().map(|own| {
        let profile = showing(own.mechanisms.iter().take(1).map(|m| &m.event));
        explain(&profile, own, &Question::default())
    });
    all.collect()
}

/// The whole path on CIViC's file of 29 May 2026, import to match: of the 218 items against resistance none supports anything, neither
/// in the files nor in an answer, and of those whose event a finding can show, each stands against it.
#[test]
fn no_item_against_resistance_comes_out_as_support() {
    let Some(all) = civic() else { return };
    let against: BTreeSet<u32> = all
        .iter()
        .filter(|e| e.significance == "Resistance" && e.direction == Some(Direction::Against))
        .map(|e| e.id)
        .collect();
    assert_eq!(against.len(), 218);
    let import = import_civic("civic.tsv", &all, embedded(), EVERYTHING);
    assert!(import.supports.is_disjoint(&against) && import.counters.is_disjoint(&against));
    assert!(import.against.is_superset(&against));
    let catalogue = imported(&import);
    let found = lint(
        &catalogue,
        Some(&all.iter().map(|e| (e.id, e.row())).collect()),
        &[].into(),
    );
    assert!(found.0.is_empty(), "{} found: {found}", found.0.len());
    let mut shown = BTreeSet::new();
    for said in told(&catalogue) {
        let every = [&said.mechanisms, &said.elsewhere, &said.refuted];
        for m in every.into_iter().flatten() {
            let ids = |side: &[crate::profile::matching::EvidenceFor]| -> BTreeSet<u32> {
                side.iter().filter_map(|e| e.civic).collect()
            };
            assert!(ids(&m.supports).is_disjoint(&against), "{}", m.id);
            shown.extend(ids(&m.against).intersection(&against).copied());
        }
        let findings = |m: &FoundMechanism| !m.supports.is_empty();
        assert!(said.mechanisms.iter().all(findings));
    }
    assert!(shown.len() >= 190, "{} of 218", shown.len());
}

/// Oracle: pairs of profile and therapies counted from the file by other means; 17 + 17 as written, 21 + 24 with lists of which any one
/// is meant split. Each of the latter has both sides in one imported mechanism, and where a finding can show the event, the answer
/// names the contradiction.
#[test]
fn every_contradiction_of_the_file_is_shown() {
    let Some(all) = civic() else { return };
    let sides = |split: bool, significance: &str, direction: Direction| {
        let own = all.iter().filter(|e| {
            e.kind == "Predictive"
                && e.significance == significance
                && e.direction == Some(direction)
        });
        let mut pairs = BTreeSet::new();
        for e in own {
            let names = &e.therapies.names;
            if split && e.therapies.relation == Together::Any {
                pairs.extend(names.iter().map(|n| (e.profile.clone(), n.clone())));
            } else {
                pairs.insert((e.profile.clone(), names.join(",")));
            }
        }
        pairs
    };
    let both = |split: bool| {
        let resists = sides(split, "Resistance", Direction::Supports);
        let acts = sides(split, "Sensitivity/Response", Direction::Supports);
        let not = sides(split, "Resistance", Direction::Against);
        let with = |other: BTreeSet<_>| resists.intersection(&other).cloned().collect();
        let pairs: (BTreeSet<(String, String)>, BTreeSet<_>) = (with(acts), with(not));
        pairs
    };
    let (acts, not) = both(false);
    assert_eq!((acts.len(), not.len()), (17, 17));
    let (acts, not) = both(true);
    assert_eq!((acts.len(), not.len()), (21, 24));

    let import = import_civic("civic.tsv", &all, embedded(), EVERYTHING);
    let catalogue = imported(&import);
    let conflicts: BTreeSet<(String, String)> = told(&catalogue)
        .into_iter()
        .flat_map(|said| said.conflicts)
        .map(|c| (c.event, c.drug))
        .collect();
    let (mut unwritten, mut untold) = (Vec::new(), Vec::new());
    for (profile, names) in acts.union(&not) {
        let event = crate::profile::civic_event(profile).unwrap().to_string();
        let name = names.split(',').next().unwrap_or_default();
        let drug = catalogue.drugs.canonical(name).unwrap();
        // The drugs of a combination stand in the order of their names.
        let first = names
            .split(',')
            .filter_map(|n| catalogue.drugs.canonical(n))
            .min();
        let written = catalogue.mechanisms.iter().any(|m| {
            let side = |direction| m.evidence.iter().any(|e| e.direction == direction);
            m.event.to_string() == event
                && m.drugs.contains(&drug)
                && side(Direction::Supports)
                && side(Direction::Against)
        });
        if !written {
            unwritten.push(format!("{profile} / {names}"));
        }
        if !conflicts.contains(&(event, first.unwrap_or(drug))) {
            untold.push(format!("{profile} / {names}"));
        }
    }
    assert_eq!(unwritten, Vec::<String>::new());
    assert_eq!(untold, Vec::<String>::new());
}

#[test]
fn the_same_evidence_in_any_order_gives_the_same_bytes() {
    let Some(mut all) = civic() else { return };
    let first = import_civic("civic.tsv", &all, embedded(), EVERYTHING);
    all.reverse();
    assert_eq!(
        import_civic("civic.tsv", &all, embedded(), EVERYTHING),
        first
    );
    let few = import_civic("civic.tsv", &all, embedded(), ImportRules::default());
    assert!(few.mechanisms < first.mechanisms);
    println!(
        "{} mechanisms ({} refuted), for {}, against {}, counters {}; without what is known: {}",
        first.mechanisms,
        first.refuted,
        first.supports.len(),
        first.against.len(),
        first.counters.len(),
        few.mechanisms
    );
    let items: usize = first.left_out.values().map(BTreeSet::len).sum();
    let used: BTreeSet<u32> = [&first.supports, &first.against, &first.counters]
        .into_iter()
        .flatten()
        .copied()
        .collect();
    assert_eq!(
        items + used.len(),
        all.len(),
        "every item is used or left out with a reason"
    );
}

const HEADER: &str = "molecular_profile\tdisease\tdoid\ttherapies\ttherapy_interaction_type\tevidence_type\tevidence_direction\tevidence_level\tsignificance\tcitation_id\tsource_type\tevidence_status\tevidence_id\trating\tis_flagged\tasco_abstract_id";

/// Rows of a made-up file.
fn rows(rows: &[&str]) -> CivicImport {
    let text = format!("{HEADER}\n{}\n", rows.join("\n").replace('|', "\t"));
    let evidence = read_civic("c.tsv", &text, &[]).unwrap_or_else(|e| panic!("{e}"));
    import_civic("c.tsv", &evidence, embedded(), ImportRules::default())
}

const LUNG: &str = "Lung Non-small Cell Carcinoma|3908";

/// Lists of which any one is meant are split, combinations kept together, abstracts named, sides kept, counters found.
#[test]
fn each_kind_of_item_becomes_what_it_says() {
    let row =
        |drugs: &str, relation: &str, direction: &str, level: &str, said: &str, rest: &str| {
            format!(
                "EGFR T790M|{LUNG}|{drugs}|{relation}|Predictive|{direction}|{level}|{said}|{rest}"
            )
        };
    let all = [
        row(
            "Gefitinib,Erlotinib",
            "Substitutes",
            "Supports",
            "B",
            "Resistance",
            "11|PubMed|accepted|99001|4|false|",
        ),
        row(
            "Erlotinib",
            "",
            "Does Not Support",
            "C",
            "Resistance",
            "12|PubMed|accepted|99002||false|",
        ),
        row(
            "Osimertinib",
            "",
            "Supports",
            "A",
            "Sensitivity/Response",
            "13|PubMed|accepted|99003|5|false|",
        ),
        row(
            "Gefitinib,Cetuximab",
            "Combination",
            "Supports",
            "D",
            "Resistance",
            "161573|ASCO|accepted|99004|2|false|9005",
        ),
        row(
            "Afatinib",
            "",
            "Does Not Support",
            "B",
            "Sensitivity/Response",
            "14|PubMed|accepted|99005|3|false|",
        ),
        row(
            "Icotinib",
            "",
            "Does Not Support",
            "B",
            "Resistance",
            "15|PubMed|accepted|99006|3|false|",
        ),
        row(
            "Gefitinib",
            "",
            "Supports",
            "B",
            "Resistance",
            "16|PubMed|submitted|99007|3|false|",
        ),
        row(
            "Gefitinib",
            "",
            "Supports",
            "B",
            "Resistance",
            "17|PubMed|accepted|99008|3|true|",
        ),
        row(
            "Nosuchdrug",
            "",
            "Supports",
            "B",
            "Resistance",
            "18|PubMed|accepted|99009|3|false|",
        ),
    ];
    let import = rows(&all.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(import.supports, [99001, 99004, 99005].into());
    assert_eq!(import.against, [99002, 99006].into());
    assert_eq!(import.counters, [99003].into());
    let reasons: Vec<(&str, Vec<u32>)> = (import.left_out.iter())
        .map(|(reason, items)| (reason.as_str(), items.iter().copied().collect()))
        .collect();
    assert_eq!(
        reasons,
        [
            ("flagged by a curator", vec![99008]),
            ("not accepted by an editor", vec![99007]),
            ("the catalogue knows no drug \"Nosuchdrug\"", vec![99009]),
        ]
    );
    let catalogue = imported(&import);
    assert!(lint(&catalogue, None, &[].into()).0.is_empty());
    let of = |outcome: Outcome, drug: &str| {
        let mut all = catalogue.mechanisms.iter();
        let found =
            all.find(|m| m.effect.direction == outcome && m.drugs.iter().any(|d| d == drug));
        found.unwrap_or_else(|| panic!("{drug}"))
    };
    let single = of(Outcome::Resistance, "erlotinib");
    assert_eq!(
        (&single.drugs[..], single.class),
        (
            &["erlotinib".to_owned(), "gefitinib".to_owned()][..],
            MechanismClass::OnTargetMutation
        )
    );
    assert_eq!(
        single
            .evidence
            .iter()
            .filter(|e| e.direction == Direction::Against)
            .count(),
        1
    );
    assert_eq!(single.evidence[0].rating, Some(4));
    assert_eq!(
        (
            &single.counters[0].drugs[0][..],
            &single.counters[0].pmid[..]
        ),
        ("osimertinib", &[13][..])
    );
    let pair = of(Outcome::Resistance, "cetuximab");
    assert_eq!((pair.relation, pair.drugs.len()), (Together::All, 2));
    assert_eq!(
        (pair.evidence[0].pmid, pair.evidence[0].meeting.as_deref()),
        (None, Some("ASCO abstract 9005"))
    );
    assert_eq!(
        of(Outcome::NoBenefit, "afatinib").evidence[0].direction,
        Direction::Supports
    );
    // What only speaks against is told as such.
    let said = explain(
        &showing([&single.event].into_iter()),
        &catalogue,
        &Question::default(),
    );
    assert_eq!(
        (said.refuted.len(), said.refuted[0].drugs[0].as_str()),
        (1, "icotinib")
    );
    assert!(
        said.mechanisms
            .iter()
            .all(|m| !m.drugs.iter().any(|d| d == "icotinib"))
    );
}

/// A drug acts in one tumour type and fails in another: both are shown, and the level is that of the own type.
#[test]
fn what_another_tumour_type_says_is_shown_and_does_not_lower_the_level() {
    let row = |disease: &str, direction: &str, said: &str, rest: &str| {
        format!(
            "BRAF V600E|{disease}|Vemurafenib||Predictive|{direction}|B|{said}|{rest}|accepted|"
        )
        .replace("|accepted|", "|PubMed|accepted|")
    };
    let colon = row("Colorectal Cancer|9256", "Supports", "Resistance", "21") + "99011|3|false|";
    let skin = row("Melanoma|1909", "Supports", "Sensitivity/Response", "22") + "99012|3|false|";
    let import = rows(&[&colon, &skin]);
    let catalogue = imported(&import);
    let m = &catalogue.mechanisms[0];
    assert_eq!(
        m.evidence[1].context.as_deref(),
        Some(&["MEL".to_owned()][..])
    );
    let question = Question {
        drugs: vec!["vemurafenib".to_owned()],
        disease: Some("CRC".to_owned()),
    };
    let said = explain(&showing([&m.event].into_iter()), &catalogue, &question);
    let one = &said.mechanisms[0];
    assert_eq!(one.level, Some(crate::profile::catalogue::Level::B));
    assert_eq!(one.tier_amp.map(crate::profile::AmpTier::name), Some("I-B"));
    let conflict = &said.conflicts[0];
    assert_eq!(
        (&conflict.supports[..], &conflict.against[..]),
        (&[21][..], &[22][..])
    );
    assert_eq!(
        conflict.explained_by,
        [crate::profile::Explained::OtherTumourType]
    );
}
