use std::collections::BTreeSet;
use std::path::PathBuf;

use super::*;
use crate::profile::catalogue::{Catalogue, Direction, Level, Together, lint};

/// CIViC's evidence of 29 May 2026, where the public data are there.
pub(super) fn civic() -> Option<Vec<CivicEvidence>> {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let folder =
        std::env::var_os("FORESTALL_DATA").map_or_else(|| PathBuf::from(own), PathBuf::from);
    let path = folder.join("civic/civic_evidence_2026.tsv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not there", path.display());
        return None;
    };
    let catalogue = Catalogue::embedded().unwrap_or_else(|e| panic!("{e}"));
    Some(
        read_civic("civic.tsv", &text, &catalogue.drugs.comma_names())
            .unwrap_or_else(|e| panic!("{e}")),
    )
}

/// Oracle: counts taken from the file by other means (`grep`, `cut`, `sort`).
#[test]
fn counts_of_the_file() {
    let Some(all) = civic() else { return };
    assert_eq!(
        (all.len(), all.iter().filter(|e| e.accepted).count()),
        (4854, 4854)
    );
    assert_eq!(all.iter().map(|e| e.id).max(), Some(12947));
    let predictive: Vec<&CivicEvidence> = all.iter().filter(|e| e.kind == "Predictive").collect();
    let count = |significance: &str, direction: Direction| {
        let own = predictive.iter().filter(|e| e.significance == significance);
        own.filter(|e| e.direction == Some(direction)).count()
    };
    assert_eq!(predictive.len(), 2844);
    assert_eq!(
        (
            count("Resistance", Direction::Supports),
            count("Resistance", Direction::Against)
        ),
        (821, 218)
    );
    assert_eq!(
        (
            count("Sensitivity/Response", Direction::Supports),
            count("Sensitivity/Response", Direction::Against)
        ),
        (1613, 165)
    );
    let levels = |level: Level| {
        all.iter()
            .filter(|e| e.supports_resistance() && e.level == level)
            .count()
    };
    assert_eq!(
        [Level::A, Level::B, Level::C, Level::D, Level::E].map(levels),
        [5, 182, 231, 400, 3]
    );
    let therapies: BTreeSet<&String> = all
        .iter()
        .filter(|e| e.supports_resistance())
        .flat_map(|e| &e.therapies.names)
        .collect();
    // One more where a list is split at every comma: "CP-724,714" is one name.
    assert_eq!(therapies.len(), 148);
    let pmids: BTreeSet<u32> = all
        .iter()
        .filter(|e| e.supports_resistance())
        .filter_map(|e| e.pmid)
        .collect();
    assert_eq!(pmids.len(), 350);
}

#[test]
fn names_with_commas_stay_whole() {
    let Some(all) = civic() else { return };
    let of = |id: u32| all.iter().find(|e| e.id == id).unwrap();
    assert_eq!(of(1192).therapies.names, ["2,4-pyrimidinediamine"]);
    assert_eq!(
        of(1153).therapies.names,
        ["Gefitinib", "Selumetinib", "HER2 Inhibitor CP-724,714"]
    );
    assert_eq!(of(2915).therapies.names[3], "PD173074");
    assert_eq!(of(1192).therapies.relation, Together::Any);
}

/// The catalogue against the file: every item and every publication is there, of the same gene, drug and direction, so that none of
/// the 218 items against resistance supports it.
#[test]
fn the_catalogue_says_what_civic_says() {
    let Some(all) = civic() else { return };
    let rows = all.iter().map(|e| (e.id, e.row())).collect();
    let confirmed: BTreeSet<u32> = include_str!("../../../../../catalogue/pmids.tsv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split('\t').next()?.parse().ok())
        .collect();
    let catalogue = Catalogue::embedded().unwrap_or_else(|e| panic!("{e}"));
    let found = lint(catalogue, Some(&rows), &confirmed);
    assert!(found.0.is_empty(), "{} found: {found}", found.0.len());
    let against: BTreeSet<u32> = all
        .iter()
        .filter(|e| e.significance == "Resistance" && e.direction == Some(Direction::Against))
        .map(|e| e.id)
        .collect();
    assert_eq!(against.len(), 218);
    let items = catalogue.mechanisms.iter().flat_map(|m| &m.evidence);
    let supporting = items
        .filter(|e| e.direction == Direction::Supports)
        .filter_map(|e| e.civic);
    assert!(supporting.into_iter().all(|id| !against.contains(&id)));
}

/// How many of the profiles that CIViC calls resistant at level A to C have a counter in the catalogue, by the numbers of its items.
#[test]
fn counters_of_resistant_profiles() {
    let Some(all) = civic() else { return };
    let catalogue = Catalogue::embedded().unwrap_or_else(|e| panic!("{e}"));
    let countered = |id: u32| {
        let mut all = catalogue
            .mechanisms
            .iter()
            .filter(|m| !m.counters.is_empty());
        all.any(|m| {
            let mut items = m.evidence.iter();
            items.any(|e| e.civic == Some(id) && e.direction == Direction::Supports)
        })
    };
    let resistant = all
        .iter()
        .filter(|e| e.supports_resistance() && e.level <= Level::C);
    let (mut profiles, mut with) = (BTreeSet::new(), BTreeSet::new());
    for e in resistant {
        profiles.insert(&e.profile);
        if countered(e.id) {
            with.insert(&e.profile);
        }
    }
    assert_eq!(profiles.len(), 254);
    assert!(10 * with.len() >= 9 * profiles.len(), "{}", with.len());
    let said = format!("{} (90 %) have a counter here", with.len());
    assert!(
        include_str!("../../../../../catalogue/README.md").contains(&said),
        "{said}"
    );
    let mut classes = std::collections::BTreeMap::new();
    for m in &catalogue.mechanisms {
        *classes.entry(m.class).or_insert(0) += 1;
    }
    assert!(
        classes.len() == 16 && classes.values().all(|&n| n >= 8),
        "{classes:?}"
    );
    assert!(catalogue.mechanisms.len() > 300);
}

#[test]
fn refusals_name_line_column_and_what_was_found() {
    let header = "molecular_profile\tdisease\tdoid\ttherapies\ttherapy_interaction_type\tevidence_type\tevidence_direction\tevidence_level\tsignificance\tcitation_id\tsource_type\tevidence_status\tevidence_id";
    let row = "EGFR T790M\tLung\t3908\tGefitinib\t\tPredictive\tSupports\tB\tResistance\t15728811\tPubMed\taccepted\t239";
    let refused = |text: &str| read_civic("c.tsv", text, &[]).unwrap_err().to_string();
    assert_eq!(
        read_civic("c.tsv", &format!("{header}\n{row}\n"), &[])
            .unwrap()
            .len(),
        1
    );
    assert!(refused("").contains("no column molecular_profile, disease"));
    let with = |from: &str, to: &str| refused(&format!("{header}\n{}\n", row.replace(from, to)));
    for (from, to, message, place) in [
        ("\tB\t", "\tF\t", "\"F\" is no evidence_level", "c.tsv:2:53"),
        (
            "Supports",
            "Perhaps",
            "\"Perhaps\" is no evidence_direction",
            "c.tsv:2:44",
        ),
        ("15728811", "-1", "\"-1\" is no citation_id", "c.tsv:2:66"),
        ("\t239", "\tNaN", "\"NaN\" is no evidence_id", "c.tsv:2:91"),
        ("\t3908", "\t3e3", "\"3e3\" is no doid", "c.tsv:2:17"),
        ("\t239", "", "12 cells, the header has 13", "c.tsv:2:1"),
    ] {
        let said = with(from, to);
        assert!(said.contains(message) && said.contains(place), "{said}");
    }
}
