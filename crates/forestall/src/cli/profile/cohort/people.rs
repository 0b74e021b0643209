//! The cohort as a short text: genes without the catalogue, then what it explains.

use super::CohortSummary;
use super::view::GeneView;
use crate::cli::{failure::Outcome, print};

/// Genes shown.
const SHOWN: usize = 15;
/// Mechanisms and patients without a pair shown.
const FEW: usize = 10;

pub(super) fn people(s: &CohortSummary) -> Outcome {
    print::line(&format!(
        "{}: {} {} before and after treatment, {} left out",
        s.file,
        s.pairs,
        print::counted(s.pairs, "pair"),
        s.left_out.len()
    ))?;
    for reason in s.left_out.iter().take(FEW) {
        print::line(&format!("  left out: {reason}"))?;
    }
    if s.left_out.len() > FEW {
        print::line(&format!("  ... and {} more", s.left_out.len() - FEW))?;
    }
    if !s.acquired.hotspots.is_empty() {
        print::line("\nCodons changed in two patients at least, acquired:")?;
        let rows: Vec<Vec<String>> = s
            .acquired
            .hotspots
            .iter()
            .take(FEW)
            .map(|h| {
                vec![
                    format!("  {} {}", h.gene, h.codon),
                    h.changes.join(", "),
                    h.patients.len().to_string(),
                ]
            })
            .collect();
        print::columns(&["  codon", "changes", "patients"], &rows)?;
    }
    for (heading, genes) in [
        ("Genes with changes acquired", &s.acquired.genes),
        ("Genes with changes lost", &s.lost.genes),
    ] {
        if genes.is_empty() {
            continue;
        }
        print::line(&format!(
            "\n{heading} (without the catalogue; {} genes):",
            genes.len()
        ))?;
        let rows: Vec<Vec<String>> = genes.iter().take(SHOWN).map(gene).collect();
        let header = [
            "  gene", "patients", "expected", "p", "q", "gained", "lost", "sign p", "known as",
        ];
        print::columns(&header, &rows)?;
    }
    let events: Vec<&GeneView> = s
        .acquired
        .events
        .iter()
        .chain(&s.lost.events)
        .take(SHOWN)
        .collect();
    if !events.is_empty() {
        print::line("\nCopy numbers, fusions and categories:")?;
        let rows: Vec<Vec<String>> = events
            .iter()
            .map(|e| {
                vec![
                    format!("  {} {}", e.gene, e.event.as_deref().unwrap_or_default()),
                    e.gained.to_string(),
                    e.lost.to_string(),
                    print::short(e.sign_p),
                    known(e),
                ]
            })
            .collect();
        print::columns(&["  event", "gained", "lost", "sign p", "known as"], &rows)?;
    }
    if !s.mechanisms.is_empty() {
        print::line("\nExplained by the catalogue:")?;
        let rows: Vec<Vec<String>> = s
            .mechanisms
            .iter()
            .take(SHOWN)
            .map(|m| {
                vec![
                    format!("  {}", m.event),
                    m.class.words().to_owned(),
                    m.acquired.len().to_string(),
                    m.kept.to_string(),
                    m.lost.len().to_string(),
                    print::short(m.q),
                ]
            })
            .collect();
        print::columns(
            &["  mechanism", "class", "acquired", "kept", "lost", "q"],
            &rows,
        )?;
    }
    print::line("")?;
    for line in s.assumptions.iter().chain(&s.remarks) {
        print::line(line)?;
    }
    for (reason, count) in &s.dropped {
        print::line(&format!("left out: {count} rows: {reason}"))?;
    }
    print::line(&format!(
        "\nCatalogue of {}. {} ({:.2} s)",
        s.catalogue, s.notice, s.wall_s
    ))
}

fn gene(g: &GeneView) -> Vec<String> {
    let number = |x: Option<f64>| x.map_or_else(|| "-".to_owned(), print::short);
    vec![
        format!("  {}", g.gene),
        g.patients.len().to_string(),
        number(g.expected),
        number(g.p),
        number(g.q),
        g.gained.to_string(),
        g.lost.to_string(),
        print::short(g.sign_p),
        known(g),
    ]
}

fn known(g: &GeneView) -> String {
    if g.mechanisms.is_empty() {
        "-".to_owned()
    } else {
        g.mechanisms.join(", ")
    }
}
