//! What a cohort shows, as it stands in JSON.

use std::collections::{BTreeMap, BTreeSet};

use forestall::estimate::profile::{
    CohortMechanism, CohortTable, Fate, MechanismClass, PairedMechanism, PairedSamples,
};
use serde::Serialize;

use super::super::pair::is_part;

/// Names of mechanisms by gene and fate.
pub(super) type Known = BTreeMap<(String, bool), BTreeSet<String>>;

/// What was acquired, or what was lost.
#[derive(Debug, Serialize)]
pub(super) struct Side {
    pub hotspots: Vec<HotspotView>,
    pub genes: Vec<GeneView>,
    /// Copy numbers, fusions and categories.
    pub events: Vec<GeneView>,
}

#[derive(Debug, Serialize)]
pub(super) struct HotspotView {
    pub gene: String,
    pub codon: u32,
    pub changes: Vec<String>,
    pub patients: Vec<String>,
    pub p: Option<f64>,
}

#[derive(Debug, Serialize)]
pub(super) struct GeneView {
    pub gene: String,
    /// Of an event that is no small variant.
    pub event: Option<String>,
    pub patients: Vec<String>,
    pub expected: Option<f64>,
    pub p: Option<f64>,
    pub q: Option<f64>,
    pub gained: usize,
    pub lost: usize,
    pub sign_p: f64,
    /// Mechanisms of the catalogue that some of the changes are part of.
    pub mechanisms: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct MechanismView {
    pub id: String,
    pub event: String,
    pub class: MechanismClass,
    pub drugs: Vec<String>,
    pub acquired: Vec<String>,
    pub lost: Vec<String>,
    pub kept: usize,
    pub not_assessable: usize,
    pub sign_p: f64,
    pub q: f64,
}

fn owned(names: &[Box<str>]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

impl Side {
    pub(super) fn of(table: &CohortTable, known: &Known, acquired: bool) -> Self {
        let of_gene = |gene: &str| -> Vec<String> {
            let own = known.get(&(gene.to_owned(), acquired));
            own.into_iter().flatten().cloned().collect()
        };
        Self {
            hotspots: (table.hotspots.iter())
                .map(|h| HotspotView {
                    gene: h.gene.to_string(),
                    codon: h.codon,
                    changes: owned(&h.changes),
                    patients: owned(&h.patients),
                    p: h.p,
                })
                .collect(),
            genes: (table.genes.iter())
                .map(|g| GeneView {
                    gene: g.gene.to_string(),
                    event: None,
                    patients: owned(&g.patients),
                    expected: Some(g.expected),
                    p: Some(g.p),
                    q: Some(g.q),
                    gained: g.gained_lost.0,
                    lost: g.gained_lost.1,
                    sign_p: g.sign_p,
                    mechanisms: of_gene(&g.gene),
                })
                .collect(),
            events: (table.events.iter())
                .map(|e| GeneView {
                    gene: e.gene.to_string(),
                    event: Some(e.event.to_string()),
                    patients: owned(&e.patients),
                    expected: None,
                    p: None,
                    q: Some(e.sign_q),
                    gained: e.gained_lost.0,
                    lost: e.gained_lost.1,
                    sign_p: e.sign_p,
                    mechanisms: of_gene(&e.gene),
                })
                .collect(),
        }
    }
}

impl MechanismView {
    pub(super) fn of(m: &CohortMechanism) -> Self {
        Self {
            id: m.id.clone(),
            event: m.event.clone(),
            class: m.class,
            drugs: m.drugs.clone(),
            acquired: owned(&m.acquired),
            lost: owned(&m.lost),
            kept: m.kept,
            not_assessable: m.not_assessable,
            sign_p: m.sign_p,
            q: m.q,
        }
    }
}

/// Which mechanisms the acquired and lost changes of each gene are part of.
pub(super) fn known(pairs: &[PairedSamples], explained: &[Vec<PairedMechanism>]) -> Known {
    let mut known = Known::new();
    for (pair, mechanisms) in pairs.iter().zip(explained) {
        for event in &pair.events {
            if !matches!(event.fate, Fate::Acquired | Fate::Lost) {
                continue;
            }
            for m in mechanisms.iter().filter(|m| is_part(event, m)) {
                let key = (event.gene.to_string(), event.fate == Fate::Acquired);
                known.entry(key).or_default().insert(m.mechanism.id.clone());
            }
        }
    }
    known
}
