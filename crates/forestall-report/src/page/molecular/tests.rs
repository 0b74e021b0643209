//! The section on a molecular profile, with the committed example: a made-up sample, real papers.

use super::summary::sentences;
use crate::*;

fn example() -> Report {
    serde_json::from_str(include_str!("../../../examples/molecular.json")).unwrap()
}

fn profile() -> MolecularSection {
    example().molecular.unwrap()
}

fn page(profile: MolecularSection) -> String {
    Report {
        molecular: Some(profile),
        ..Report::default()
    }
    .to_html()
}

#[test]
fn an_empty_profile_shows_nothing() {
    assert_eq!(
        page(MolecularSection::default()),
        Report::default().to_html()
    );
    let report = Report {
        molecular: Some(MolecularSection::default()),
        ..Report::default()
    };
    assert!(report.figures().is_empty());
}

#[test]
fn the_example_reads_back_as_it_is() {
    let report = example();
    let json = serde_json::to_string(&report).unwrap();
    assert!(json.contains("\"for\":[24035188]") && json.contains("\"kind\":\"drug\""));
    let read: Report = serde_json::from_str(&json).unwrap();
    assert_eq!(read, report);
    assert_eq!(read.to_html(), report.to_html());
}

#[test]
fn every_part_of_the_example_is_on_the_page_in_order() {
    let html = page(profile());
    let parts = [
        "For research use only.",
        "Molecular profile of EX-1",
        "2026-05-29",
        "In short",
        "What was found",
        "Levels of evidence",
        "Evidence for resistance",
        "Evidence against it",
        "What this assay could not have seen</h3>",
        "Where the evidence points both ways",
        "Clones in the sample.",
        "Pairs of alterations.",
        "Resistance and what counters it.",
    ];
    let places: Vec<usize> = parts
        .iter()
        .map(|part| html.find(part).unwrap_or_else(|| panic!("{part}")))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(html.matches("<article").count(), 3);
    assert_eq!(html.matches("<figure").count(), 2);
    assert_eq!(
        html.matches("None in the catalogue.").count(),
        2,
        "no evidence against two of three"
    );
}

#[test]
fn papers_are_text_with_a_link_that_loads_nothing() {
    let html = page(profile());
    let paper = "<a class=\"pmid\" href=\"https://pubmed.ncbi.nlm.nih.gov/15728811/\" rel=\"noreferrer\">PMID\u{a0}15728811</a>";
    assert!(html.contains(paper));
    for pmid in ["27959700", "25939061"] {
        assert!(html.contains(&format!("PMID\u{a0}{pmid}")), "{pmid}");
    }
    let rest = html
        .replace("href=\"https://pubmed.ncbi.nlm.nih.gov/", "")
        .replace("http://www.w3.org/2000/svg", "");
    for load in ["http:", "https:", "src=", "url(", "<link"] {
        assert!(!rest.contains(load), "{load}");
    }
}

#[test]
fn the_page_needs_no_script_to_be_read() {
    let html = page(profile());
    let (body, _script) = html.split_once("<script>").unwrap();
    assert!(body.contains("small-cell transformation") && body.contains("datopotamab deruxtecan"));
    assert!(!body.contains("<details") && !body.contains("onclick") && !body.contains(" hidden"));
}

#[test]
fn the_summary_names_what_resists_what_counters_it_and_what_is_open() {
    assert_eq!(
        sentences(&profile()),
        [
            "3 mechanisms of resistance were found: EGFR T790M against gefitinib, erlotinib and afatinib (level B); EGFR C797S \
             against osimertinib (level B); MET amplification against gefitinib and erlotinib (level C). The strongest evidence \
             is of level B, clinical.",
            "Reported to act and resisted by nothing found here: datopotamab deruxtecan (against EGFR C797S, level A); crizotinib \
             (against MET amplification, level C). Reported to act on one mechanism but resisted by another found here: \
             osimertinib (against EGFR T790M, level A; but EGFR C797S is here).",
            "There is also evidence against resistance by EGFR T790M. 6 mechanisms could not be assessed with this assay.",
        ]
    );
}

#[test]
fn nothing_found_does_not_read_as_no_resistance() {
    let clean = MolecularSection {
        mechanisms: Vec::new(),
        ..profile()
    };
    assert_eq!(
        sentences(&clean),
        [
            "No known mechanism of resistance to gefitinib and osimertinib was found in what this assay could see; that is no \
             evidence that a drug works.",
            "6 mechanisms could not be assessed with this assay.",
        ]
    );
    let html = page(clean);
    assert!(
        !html.contains("Mechanisms of resistance</h3>") && html.contains("id=\"not-assessable\"")
    );
}

#[test]
fn a_counter_that_something_found_here_resists_is_marked() {
    let mut profile = profile();
    let html = page(profile.clone());
    assert_eq!(html.matches("resisted here by EGFR C797S").count(), 1);
    profile.mechanisms.remove(1);
    assert!(!page(profile).contains("resisted here by"));
}

#[test]
fn many_mechanisms_and_counters_are_counted_not_listed() {
    let mut profile = profile();
    let card = profile.mechanisms[2].clone();
    for k in 0..7 {
        let mut card = card.clone();
        card.event = format!("GENE{k} loss");
        card.counters[0].drugs = vec![format!("drug{k}"), "partner".into()];
        profile.mechanisms.push(card);
    }
    let said = sentences(&profile);
    assert!(
        said[0].starts_with("10 mechanisms of resistance were found")
            && said[0].contains("; 6 more."),
        "{}",
        said[0]
    );
    assert!(said[1].contains("drug0 + partner (against GENE0 loss, level C); drug1 + partner (against GENE1 loss, level C); 5 more."), "{}", said[1]);
    let html = page(profile);
    assert_eq!(html.matches("<article").count(), 10);
}

#[test]
fn mechanisms_with_one_reason_share_a_row() {
    let html = page(profile());
    assert!(html.contains(
        "<strong>ALK fusion</strong>, <strong>RET fusion</strong>, <strong>BRAF fusion</strong>"
    ));
    assert_eq!(html.matches("no fusion data").count(), 1);
}

#[test]
fn tiers_are_explained_where_they_are_used() {
    let mut profile = profile();
    assert!(
        page(profile.clone()).contains("AMP/ASCO/CAP")
            && !page(profile.clone()).contains("of ESCAT")
    );
    profile.mechanisms[0].tier = Some("ESCAT I-A".into());
    assert!(page(profile.clone()).contains("of ESCAT"));
    for card in &mut profile.mechanisms {
        card.tier = None;
    }
    let html = page(profile);
    assert!(!html.contains("AMP/ASCO/CAP") && !html.contains("of ESCAT"));
}

#[test]
fn the_figures_are_files_too() {
    let figures = example().figures();
    let names: Vec<&str> = figures.iter().map(|figure| figure.0.as_str()).collect();
    assert_eq!(names, ["clones.vl.json", "resistance-graph.json"]);
    let graph: ResistanceGraph = serde_json::from_str(&figures[1].1).unwrap();
    assert_eq!(Some(graph), profile().graph);
    let clones: serde_json::Value = serde_json::from_str(&figures[0].1).unwrap();
    assert_eq!(clones["data"]["values"][2]["parent"], "T790M");
    assert_eq!(clones["data"]["values"].as_array().unwrap().len(), 8);
}
