//! Evidence of CIViC as files of a catalogue.

mod class;
mod counters;
mod groups;
#[cfg(test)]
mod tests;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use super::CivicEvidence;
use crate::profile::catalogue::{Catalogue, Outcome, Together};
use crate::profile::event::Event;

use groups::Groups;

/// What of CIViC is taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportRules {
    /// Also items that no editor has accepted yet.
    pub submitted: bool,
    /// Also items that a curator has flagged.
    pub flagged: bool,
    /// Also items that the catalogue holds already.
    pub known: bool,
    /// Fewest stars; items without stars count as none.
    pub least_rating: u8,
}

/// What an import has made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CivicImport {
    /// Names and texts of the catalogue files, in the order of names.
    pub files: Vec<(String, String)>,
    /// Mechanisms written.
    pub mechanisms: usize,
    /// Mechanisms that all evidence speaks against.
    pub refuted: usize,
    /// Items that support a mechanism.
    pub supports: BTreeSet<u32>,
    /// Items that speak against one.
    pub against: BTreeSet<u32>,
    /// Items that support a counter.
    pub counters: BTreeSet<u32>,
    /// Items left out, by reason.
    pub left_out: BTreeMap<String, BTreeSet<u32>>,
}

/// What an item says of a drug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    /// For (`true`) or against an outcome.
    Of(Outcome, bool),
    /// The drug acts.
    Acts,
}

/// An item with its words understood.
struct Item<'a> {
    evidence: &'a CivicEvidence,
    event: Event,
    /// Any one of the drugs, or all of them in this relation.
    drugs: Vec<String>,
    relation: Together,
    /// Code of the disease.
    disease: String,
    says: Says,
}

/// Turns items of CIViC into files of a catalogue: what supports or refutes resistance becomes mechanisms, one for each event, outcome
/// and disease; what supports that a drug acts speaks against them, or is a counter for another drug. An item that "does not support"
/// never supports. Names of drugs and diseases that the catalogue does not know are reasons to leave an item out. The same input gives
/// the same bytes.
#[must_use]
pub fn import_civic(
    source: &str,
    evidence: &[CivicEvidence],
    catalogue: &Catalogue,
    rules: ImportRules,
) -> CivicImport {
    let mut import = CivicImport::default();
    let known: BTreeSet<u32> = if rules.known {
        BTreeSet::new()
    } else {
        let all = catalogue.mechanisms.iter();
        all.flat_map(|m| m.evidence.iter().filter_map(|e| e.civic))
            .collect()
    };
    let mut items = Vec::new();
    for one in evidence {
        let taken = wanted(one, rules, &known).and_then(|says| item(one, says, catalogue));
        match taken {
            Ok(all) => items.extend(all),
            Err(reason) => {
                import.left_out.entry(reason).or_default().insert(one.id);
            }
        }
    }
    let groups = Groups::of(&items);
    groups.write(source, catalogue, &mut import);
    let used = |id: &u32| {
        [&import.supports, &import.against, &import.counters]
            .iter()
            .any(|side| side.contains(id))
    };
    let rest: BTreeSet<u32> = (items.iter().map(|i| i.evidence.id))
        .filter(|id| !used(id))
        .collect();
    if !rest.is_empty() {
        let reason = "the drug acts, and no resistance of the same profile is there to counter";
        import.left_out.insert(reason.to_owned(), rest);
    }
    import
}

/// What an item says, or why it is left out.
fn wanted(one: &CivicEvidence, rules: ImportRules, known: &BTreeSet<u32>) -> Result<Says, String> {
    let refused = |reason: &str| Err(reason.to_owned());
    if one.kind != "Predictive" {
        return Err(format!(
            "{} evidence says nothing of a drug",
            one.kind.to_lowercase()
        ));
    }
    if !one.accepted && !rules.submitted {
        return refused("not accepted by an editor");
    }
    if one.flagged && !rules.flagged {
        return refused("flagged by a curator");
    }
    if one.rating.unwrap_or(0) < rules.least_rating {
        return refused("fewer stars than asked for");
    }
    if known.contains(&one.id) {
        return refused("already in the catalogue");
    }
    let supports = match one.direction {
        Some(direction) => direction == crate::profile::catalogue::Direction::Supports,
        None => return refused("no direction"),
    };
    match (one.significance.as_str(), supports) {
        ("Resistance", _) => Ok(Says::Of(Outcome::Resistance, supports)),
        ("Reduced Sensitivity", _) => Ok(Says::Of(Outcome::Reduced, supports)),
        // Absence of a response is weaker than resistance.
        ("Sensitivity/Response", false) => Ok(Says::Of(Outcome::NoBenefit, true)),
        ("Sensitivity/Response", true) => Ok(Says::Acts),
        (other, _) => Err(format!("its significance is {other}")),
    }
}

/// The item with its words understood: one for each drug of which any one is meant.
fn item<'a>(
    one: &'a CivicEvidence,
    says: Says,
    catalogue: &Catalogue,
) -> Result<Vec<Item<'a>>, String> {
    let event = super::civic_event(&one.profile)
        .map_err(|_| "the name of its profile is not understood".to_owned())?;
    if one.therapies.names.is_empty() {
        return Err("no drug".to_owned());
    }
    if one.pmid.is_none() && one.meeting.is_none() {
        return Err("no source".to_owned());
    }
    let disease = match &one.disease {
        None => "any".to_owned(),
        Some(name) => {
            let doid = one.doid.map(|n| format!("DOID:{n}"));
            let all = &catalogue.diseases;
            let found = all.find(name).or_else(|| all.find(&doid?));
            let found =
                found.ok_or_else(|| format!("the catalogue knows no disease \"{name}\""))?;
            found.code.clone()
        }
    };
    let mut sets: Vec<Vec<String>> = Vec::new();
    for name in &one.therapies.names {
        let canonical = catalogue.drugs.canonical(name);
        let canonical =
            canonical.ok_or_else(|| format!("the catalogue knows no drug \"{name}\""))?;
        let members = catalogue.drugs.members(&canonical);
        match (one.therapies.relation, sets.last_mut()) {
            (Together::All | Together::Sequence, Some(last)) => last.extend(members),
            _ => sets.push(members),
        }
    }
    let items = sets.into_iter().map(|mut drugs| {
        let mut relation = one.therapies.relation;
        if relation != Together::Sequence {
            drugs.sort();
        }
        drugs.dedup();
        if drugs.len() == 1 {
            relation = Together::Any;
        } else if relation == Together::Any {
            // The drugs of a regimen.
            relation = Together::All;
        }
        Item {
            evidence: one,
            event: event.clone(),
            drugs,
            relation,
            disease: disease.clone(),
            says,
        }
    });
    Ok(items.collect())
}
