//! The cohort as a page.

use std::collections::BTreeMap;

use forestall::estimate::profile::{Catalogue, in_words};
use forestall_report::{RelapseGene, RelapseMechanism, RelapseSection, Report};

use super::super::page::{NOTICE, disease, event, in_words_all};
use super::CohortSummary;
use super::view::GeneView;

pub(super) fn report(s: &CohortSummary, catalogue: &Catalogue) -> Report {
    let known = |g: &GeneView| {
        let all = g.mechanisms.iter();
        all.map(|id| event(catalogue, id)).collect()
    };
    // Genes that were only lost stand behind those that were acquired.
    let mut genes: Vec<RelapseGene> = Vec::new();
    let lost: BTreeMap<&str, &GeneView> =
        s.lost.genes.iter().map(|g| (g.gene.as_str(), g)).collect();
    for g in &s.acquired.genes {
        genes.push(RelapseGene {
            name: g.gene.clone(),
            acquired: g.patients.len(),
            lost: lost.get(g.gene.as_str()).map_or(0, |l| l.patients.len()),
            expected: g.expected,
            p: g.p,
            q: g.q,
            sign_p: Some(g.sign_p),
            known: known(g),
        });
    }
    let acquired: Vec<String> = genes.iter().map(|g| g.name.clone()).collect();
    for g in s.lost.genes.iter().filter(|g| !acquired.contains(&g.gene)) {
        genes.push(RelapseGene {
            name: g.gene.clone(),
            lost: g.patients.len(),
            sign_p: Some(g.sign_p),
            known: known(g),
            ..RelapseGene::default()
        });
    }
    let mut events: Vec<RelapseGene> = Vec::new();
    for e in s.acquired.events.iter().chain(&s.lost.events) {
        let name = format!("{} {}", e.gene, e.event.as_deref().unwrap_or_default());
        if !events.iter().any(|row| row.name == name) {
            events.push(RelapseGene {
                name,
                acquired: e.gained,
                lost: e.lost,
                sign_p: Some(e.sign_p),
                known: known(e),
                ..RelapseGene::default()
            });
        }
    }
    let section = RelapseSection {
        pairs: s.pairs,
        disease: s.disease.as_deref().map(|d| disease(catalogue, d)),
        drugs: in_words_all(&s.drugs),
        snapshot: s.catalogue.clone(),
        genes,
        events,
        hotspots: (s.acquired.hotspots.iter())
            .map(|h| {
                (
                    format!("{} {}", h.gene, h.codon),
                    h.changes.join(", "),
                    h.patients.len(),
                )
            })
            .collect(),
        mechanisms: (s.mechanisms.iter())
            .map(|m| RelapseMechanism {
                event: in_words(&m.event),
                class: m.class.words().to_owned(),
                drugs: in_words_all(&m.drugs),
                acquired: m.acquired.len(),
                kept: m.kept,
                lost: m.lost.len(),
                q: m.q,
            })
            .collect(),
        left_out: s.left_out.clone(),
        rules: s.assumptions.clone(),
    };
    Report {
        title: "What came and went under treatment".to_owned(),
        subtitle: Some(s.file.clone()),
        notice: NOTICE.to_owned(),
        relapse: Some(section),
        ..Report::default()
    }
}
