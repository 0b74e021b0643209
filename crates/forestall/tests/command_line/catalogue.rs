//! `catalogue`: what is listed and shown is what the files hold, and files of one's own are checked with their places.

use crate::program::Bench;

/// A mechanism of one's own with nothing wrong.
pub const OWN: &str = r#"
[[mechanism]]
id = "own-egfr-l718q"
class = "on_target_mutation"
layer = "genetic"
event = "EGFR L718Q"
drugs = ["osimertinib"]
context = ["NSCLC"]
setting = "acquired"
detect = ["tissue_dna"]
note = "seen in the series of the house"
updated = 2026-11-26
effect = { direction = "resistance" }
[[mechanism.evidence]]
drug = "osimertinib"
level = "C"
kind = "case"
direction = "supports"
doi = "10.1000/made-up"
"#;

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

#[test]
fn the_list_is_what_the_catalogue_holds_and_filters_narrow_it() {
    let bench = Bench::new();
    let list = |more: &str| {
        let line = format!("catalogue list --json{more}");
        bench.run(&words(&line)).json()
    };
    let all = list("");
    let count = |said: &serde_json::Value| said["mechanisms"].as_array().unwrap().len();
    assert_eq!(count(&all), all["of"].as_u64().unwrap() as usize);
    let classes = all["classes"].as_object().unwrap();
    assert_eq!(classes.len(), 16);
    let sum: u64 = classes.values().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(sum as usize, count(&all));
    let narrow = list(" --class on-target-mutation --gene ERBB1 --drug Iressa --disease DOID:3908");
    let ids: Vec<&str> = narrow["mechanisms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["id"].as_str().unwrap())
        .collect();
    assert!(ids.contains(&"egfr-t790m") && ids.len() < 30, "{ids:?}");
    assert!(count(&list(" --drug class:EGFR_TKI")) >= ids.len());
}

#[test]
fn one_mechanism_is_shown_with_both_sides_and_what_comes_next() {
    let bench = Bench::new();
    let said = bench.run(&words("catalogue show egfr-t790m --json")).json();
    assert_eq!(said["event"], "EGFR T790M");
    assert_eq!(said["counters"][0]["drugs"][0], "osimertinib");
    let next = said["next"].as_array().unwrap();
    assert!(
        next.iter()
            .any(|n| n["id"].as_str().unwrap().contains("c797s")),
        "{next:?}"
    );
    let text = bench.run(&words("catalogue show egfr-t790m")).done();
    assert!(
        text.contains("  for: gefitinib B clinical PMID 15728811")
            || text.contains("PMID 15728811"),
        "{text}"
    );
    assert!(
        text.contains("counter: switch osimertinib") && text.contains("  next: "),
        "{text}"
    );
}

/// A file of one's own is used beside the built-in catalogue, and what comes from it says so.
#[test]
fn a_file_of_ones_own_is_asked_too() {
    let bench = Bench::new();
    bench
        .write("own/house.toml", OWN)
        .write("tumour.txt", "EGFR L718Q 0.2\n");
    let line = "profile tumour.txt --disease NSCLC --drug osimertinib --catalogue own --json";
    let said = bench.run(&words(line)).json();
    let found = said["mechanisms"].as_array().unwrap();
    let own: Vec<_> = found
        .iter()
        .filter(|m| m["source"] == "own/house.toml")
        .collect();
    assert_eq!((own.len(), &own[0]["id"]), (1, &"own-egfr-l718q".into()));
    let shown = bench.run(&words("catalogue show own-egfr-l718q --catalogue own"));
    assert!(
        shown
            .done()
            .contains("From own/house.toml, changed 2026-11-26.")
    );
    let said = bench.run(&words("catalogue lint own --json")).json();
    assert_eq!(
        (&said["mechanisms"], &said["passed"]),
        (&1.into(), &true.into())
    );
}

/// Evidence becomes files of the catalogue's own form: the same bytes each time, asked at once, and evidence against never supports.
#[test]
fn evidence_of_civic_is_imported_and_asked() {
    let bench = Bench::new();
    let evidence = include_str!("../../../../recipes/50-civic-import/evidence.tsv");
    bench
        .write("evidence.tsv", evidence)
        .write("tumour.txt", "KRAS G12C 0.3\nKRAS Y96D 0.1\nRB1 loss\n");
    let said = bench
        .run(&words("catalogue import civic evidence.tsv --json"))
        .json();
    assert_eq!(
        (&said["mechanisms"], &said["refuted"], &said["out"]),
        (&2.into(), &1.into(), &"my-catalogue".into())
    );
    bench
        .run(&words("catalogue import civic evidence.tsv --out again"))
        .done();
    let text =
        |folder: &str| std::fs::read(bench.at(&format!("{folder}/civic-kras.toml"))).unwrap();
    assert_eq!(text("my-catalogue"), text("again"));
    let line =
        "profile tumour.txt --drug adagrasib --drug palbociclib --catalogue my-catalogue --json";
    let said = bench.run(&words(line)).json();
    let own = |key: &str| -> Vec<String> {
        let all = said[key].as_array().unwrap().iter();
        let own = all.filter(|m| m["source"].is_string());
        own.map(|m| m["event"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(own("mechanisms"), ["KRAS G12C AND KRAS Y96D"]);
    assert_eq!(own("refuted"), ["RB1 loss"]);
    let kras = said["mechanisms"]
        .as_array()
        .unwrap()
        .iter()
        .find(|m| m["source"].is_string());
    assert_eq!(kras.unwrap()["tier_amp"], serde_json::Value::Null);
    let people = bench
        .run(&words(
            "profile tumour.txt --disease NSCLC --drug adagrasib --catalogue again",
        ))
        .done();
    assert!(
        people.contains("contradiction on KRAS G12C AND KRAS Y96D and adagrasib"),
        "{people}"
    );
}
