use std::collections::{BTreeMap, BTreeSet};

use super::{embedded, imported, showing};
use crate::profile::catalogue::{Catalogue, Direction, Together, lint};
use crate::profile::civic::import::{ImportRules, import_civic};
use crate::profile::civic::tests::civic;
use crate::profile::matching::{Explanation, FoundMechanism, Question, explain};

const EVERYTHING: ImportRules = ImportRules {
    submitted: true,
    flagged: true,
    known: true,
    least_rating: 0,
};

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
        .map(|c| (c.event.clone(), c.drug.clone()))
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
