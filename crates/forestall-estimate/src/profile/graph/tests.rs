use std::collections::BTreeSet;

use super::*;

fn paths(drug: &str, disease: Option<&str>, depth: usize) -> ResistancePaths {
    let question = GraphQuestion {
        drugs: vec![drug.to_owned()],
        disease: disease.map(str::to_owned),
        depth,
        most: 1000,
        only: None,
        unseen: BTreeSet::new(),
    };
    resistance_paths(Catalogue::embedded().unwrap(), &question)
}

fn edge<'a>(paths: &'a ResistancePaths, from: &str, to: &str) -> Option<&'a ResistanceEdge> {
    paths.edges.iter().find(|e| e.from == from && e.to == to)
}

/// From gefitinib over T790M to osimertinib and on to C797S, with the publications of the catalogue.
#[test]
fn the_chain_of_generations_of_egfr_inhibitors_is_walked() {
    let found = paths("gefitinib", Some("NSCLC"), 1);
    let resisted = edge(&found, "drug:gefitinib", "mechanism:egfr-t790m").unwrap();
    assert_eq!(
        (resisted.relation.as_str(), resisted.level),
        ("resisted by", Some(Level::B))
    );
    assert!(resisted.pmids.contains(&15_728_811));
    let counter = edge(&found, "mechanism:egfr-t790m", "counter:osimertinib").unwrap();
    assert_eq!(
        (counter.relation.as_str(), counter.level),
        ("switch", Some(Level::A))
    );
    let next = edge(&found, "counter:osimertinib", "mechanism:egfr-c797s").unwrap();
    assert_eq!(next.relation, "selects");
    assert!(next.pmids.contains(&25_939_061), "{next:?}");
    let column = |id: &str| found.nodes.iter().find(|n| n.id == id).map(|n| n.column);
    assert_eq!(
        [
            "drug:gefitinib",
            "mechanism:egfr-t790m",
            "counter:osimertinib",
            "mechanism:egfr-c797s"
        ]
        .map(column),
        [Some(0), Some(1), Some(2), Some(3)]
    );
    // What counters C797S comes with the second round.
    let far = "counter:datopotamab deruxtecan";
    assert!(edge(&found, "mechanism:egfr-c797s", far).is_none());
    assert!(
        edge(
            &paths("gefitinib", Some("NSCLC"), 2),
            "mechanism:egfr-c797s",
            far
        )
        .is_some()
    );
}

/// Every drug of the catalogue: edges end at nodes, nodes stand once, mechanisms really resist, counters are those of the catalogue.
#[test]
fn the_graph_of_every_drug_says_what_the_catalogue_says() {
    let catalogue = Catalogue::embedded().unwrap();
    let mut edges = 0;
    for drug in catalogue.drugs.all() {
        let found = paths(&drug.name, None, 3);
        let ids: BTreeSet<&str> = found.nodes.iter().map(|n| n.id.as_str()).collect();
        assert_eq!(ids.len(), found.nodes.len(), "{}", drug.name);
        for e in &found.edges {
            assert!(
                ids.contains(e.from.as_str()) && ids.contains(e.to.as_str()),
                "{e:?}"
            );
            let mechanism = |id: &str| {
                catalogue
                    .mechanism(id.strip_prefix("mechanism:").unwrap())
                    .unwrap()
            };
            match e.relation.as_str() {
                "resisted by" => {
                    let rung = catalogue.resisted(mechanism(&e.to), &drug.name);
                    assert!(rung.is_some_and(|r| r != DrugRung::SameTarget), "{e:?}");
                }
                "selects" => {
                    let all = catalogue.mechanisms.iter().flat_map(|m| &m.counters);
                    let id = e.to.strip_prefix("mechanism:").unwrap().to_owned();
                    assert!(all.into_iter().any(|c| c.next.contains(&id)), "{e:?}");
                }
                _ => assert!(!mechanism(&e.from).counters.is_empty(), "{e:?}"),
            }
        }
        edges += found.edges.len();
    }
    assert!(edges > 500, "{edges}");
}

#[test]
fn other_tumour_types_and_what_is_too_much_are_left_out() {
    let catalogue = Catalogue::embedded().unwrap();
    let all = paths("vemurafenib", None, 1);
    let here = paths("vemurafenib", Some("MEL"), 1);
    assert!(here.nodes.len() < all.nodes.len());
    assert!(
        here.nodes
            .iter()
            .all(|n| n.id != "mechanism:braf-v600e-egfr-feedback")
    );
    let few = GraphQuestion {
        drugs: vec!["imatinib".to_owned()],
        disease: None,
        depth: 1,
        most: 3,
        only: None,
        unseen: BTreeSet::new(),
    };
    let shown = resistance_paths(catalogue, &few);
    let mechanisms = shown
        .edges
        .iter()
        .filter(|e| e.relation == "resisted by")
        .count();
    assert!(mechanisms == 3 && shown.left_out > 10, "{}", shown.left_out);
    let levels: Vec<Option<Level>> = shown
        .edges
        .iter()
        .filter(|e| e.relation == "resisted by")
        .map(|e| e.level)
        .collect();
    assert!(levels.windows(2).all(|w| w[0] <= w[1]), "{levels:?}");
    let one = GraphQuestion {
        only: Some(BTreeSet::from(["abl1-t315i".to_owned()])),
        ..few
    };
    let shown = resistance_paths(catalogue, &one);
    assert_eq!(
        shown
            .edges
            .iter()
            .filter(|e| e.relation == "resisted by")
            .count(),
        1
    );
    assert_eq!(paths("no such drug", None, 1).edges.len(), 0);
}
