//! Drugs that act on the event of a mechanism.

use std::collections::{BTreeMap, BTreeSet};

use super::groups::Groups;
use super::write::Entry;
use crate::profile::catalogue::{Catalogue, DiseaseRung, Level, Strategy, Together};

/// A counter and the items that carry it.
pub(super) struct Answer {
    pub drugs: Vec<String>,
    pub relation: Together,
    pub strategy: Strategy,
    pub level: Level,
    pub pmids: BTreeSet<u32>,
    pub civic: BTreeSet<u32>,
    /// Codes of the diseases it was seen in, where none is that of the mechanism.
    pub elsewhere: BTreeSet<String>,
}

/// Drugs that items say act on the same event, unless it resists them in the same disease. What was seen in the disease of the mechanism
/// comes first, and stands apart from what was seen in wider, in narrower and in other diseases: a level holds where it was seen.
pub(super) fn counters(
    entry: &Entry<'_>,
    groups: &Groups<'_>,
    catalogue: &Catalogue,
) -> Vec<Answer> {
    let event = entry.event.to_string();
    let mut all: BTreeMap<_, Answer> = BTreeMap::new();
    for item in groups.acting(&event) {
        let Some(pmid) = item.evidence.pmid else {
            continue;
        };
        if groups.resisted(&event, &item.drugs, &entry.disease) {
            continue;
        }
        // A drug that is added to the one that fails, or others in its place.
        let resisted = |drug: &String| entry.drugs.contains(drug);
        let new: Vec<String> = item
            .drugs
            .iter()
            .filter(|d| !resisted(d))
            .cloned()
            .collect();
        if new.is_empty() {
            continue;
        }
        let added = new.len() < item.drugs.len();
        let relation = if new.len() == 1 {
            Together::Any
        } else {
            item.relation
        };
        let strategy = if added {
            Strategy::Add
        } else {
            Strategy::Switch
        };
        let seen = std::slice::from_ref(&item.disease);
        let rung = catalogue.diseases.rung(Some(&entry.disease), seen);
        let elsewhere = rung != DiseaseRung::Same;
        let key = (rung, new.clone(), relation, strategy);
        let answer = all.entry(key).or_insert_with(|| Answer {
            drugs: new,
            relation,
            strategy,
            level: item.evidence.level,
            pmids: BTreeSet::new(),
            civic: BTreeSet::new(),
            elsewhere: BTreeSet::new(),
        });
        answer.level = answer.level.min(item.evidence.level);
        answer.pmids.insert(pmid);
        answer.civic.insert(item.evidence.id);
        if elsewhere {
            answer.elsewhere.insert(item.disease.clone());
        }
    }
    let mut all: Vec<Answer> = all.into_values().collect();
    all.sort_by_key(|a| (!a.elsewhere.is_empty(), a.level));
    all
}
