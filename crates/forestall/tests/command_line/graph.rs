//! `catalogue graph`: table, drawing, object, and refusals word for word.

use crate::program::Bench;

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

#[test]
fn the_resistance_graph_is_a_table_a_drawing_and_an_object() {
    let bench = Bench::new();
    let base = "catalogue graph --drug gefitinib --disease NSCLC";
    let said = bench.run(&words(base)).done();
    for text in [
        "EGFR T790M",
        "resisted by",
        "osimertinib",
        "selects",
        "15728811",
        "research use",
    ] {
        assert!(said.contains(text), "{text}: {said}");
    }
    let line = format!("{base} --depth 2 --most 4 --svg graph.svg --out graph --json");
    let object = bench.run(&words(&line)).json();
    let edges = object["edges"].as_array().unwrap();
    let first = edges
        .iter()
        .filter(|e| e["relation"] == "resisted by")
        .count();
    assert!(first == 4 && object["left_out"].as_u64().unwrap() > 0);
    assert!(
        edges
            .iter()
            .any(|e| e["to"] == "mechanism:egfr-c797s" && e["pmids"][0].is_u64())
    );
    let svg = bench.text("graph.svg");
    assert!(svg.starts_with("<svg") && svg.contains("osimertinib"));
    assert!(bench.at("graph/edges.parquet").exists());
    for (line, message) in [
        (
            "catalogue graph --drug gefitinb",
            "error[C0001]: the catalogue knows no drug \"gefitinb\"\n  help: nearest names: gefitinib",
        ),
        (
            "catalogue graph --drug gefitinib --most 0",
            "error[C0001]: --most 0: no mechanism is left\n",
        ),
        (
            "catalogue graph --drug gefitinib --svg graph.svg",
            "error[C0001]: graph.svg is already there\n  help: give another name after --svg, or --force to replace it\n",
        ),
        (
            "catalogue graph",
            "error: the following required arguments were not provided:\n  --drug <DRUG>",
        ),
        (
            "catalogue graph --drug gefitinib --depth 7",
            "error: invalid value '7' for '--depth <N>'",
        ),
    ] {
        bench.refuses(&words(line), message);
    }
}
