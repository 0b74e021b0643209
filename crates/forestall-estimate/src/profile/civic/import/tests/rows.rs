use super::{embedded, imported, showing};
use crate::profile::catalogue::{Direction, MechanismClass, Outcome, Together, lint};
use crate::profile::civic::import::{CivicImport, ImportRules, import_civic};
use crate::profile::civic::read_civic;
use crate::profile::matching::{Question, explain};

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

/// A level holds where it was seen: what is level A in melanoma is no counter of level A in bowel cancer, nor is it made one by an item on
/// cancer of any kind.
#[test]
fn counters_of_other_diseases_keep_their_level_to_themselves() {
    let row = |disease: &str, drug: &str, level: &str, said: &str, rest: &str| {
        format!("BRAF V600E|{disease}|{drug}||Predictive|Supports|{level}|{said}|{rest}|3|false|")
    };
    let all = [
        row(
            "Colorectal Cancer|9256",
            "Vemurafenib",
            "B",
            "Resistance",
            "31|PubMed|accepted|99021",
        ),
        row(
            "Melanoma|1909",
            "Trametinib",
            "A",
            "Sensitivity/Response",
            "32|PubMed|accepted|99022",
        ),
        row(
            "Cancer|162",
            "Trametinib",
            "D",
            "Sensitivity/Response",
            "33|PubMed|accepted|99023",
        ),
    ];
    let import = rows(&all.iter().map(String::as_str).collect::<Vec<_>>());
    let catalogue = imported(&import);
    let event = &catalogue.mechanisms[0].event;
    let question = Question {
        drugs: vec!["vemurafenib".to_owned()],
        disease: Some("CRC".to_owned()),
    };
    let said = explain(&showing([event].into_iter()), &catalogue, &question);
    let counters: Vec<_> = (said.mechanisms[0].counters.iter())
        .map(|c| (c.pmids.clone(), c.escat.map(crate::profile::Escat::name)))
        .collect();
    assert_eq!(
        counters,
        [(vec![32], Some("III-A")), (vec![33], Some("IV-A"))]
    );
}
