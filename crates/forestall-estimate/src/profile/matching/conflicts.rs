//! Evidence that contradicts other evidence, and what may explain it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::output::{Contradiction, EvidenceFor, Explained, KnownMechanism};
use crate::profile::catalogue::EvidenceKind;

/// Drugs on which a mechanism has evidence both for and against it.
pub(super) fn contradictions(known: &KnownMechanism) -> Vec<Arc<Contradiction>> {
    let drugs: BTreeSet<&str> = known.against.iter().map(|e| e.drug.as_str()).collect();
    let both = |drug: &str| {
        let of = |side: &[EvidenceFor]| -> Vec<EvidenceFor> {
            side.iter().filter(|e| e.drug == drug).cloned().collect()
        };
        let pmids = |side: &[EvidenceFor]| -> Vec<u32> {
            let own = side.iter().filter_map(|e| e.pmid);
            own.collect::<BTreeSet<u32>>().into_iter().collect()
        };
        let (supporting, opposing) = (of(&known.supports), of(&known.against));
        (!supporting.is_empty()).then(|| Contradiction {
            id: known.id.clone(),
            event: known.event.clone(),
            drug: drug.to_owned(),
            supports: pmids(&supporting),
            against: pmids(&opposing),
            explained_by: explained(&supporting, &opposing),
            supporting,
            opposing,
        })
    };
    drugs.into_iter().filter_map(both).map(Arc::new).collect()
}

/// What may explain that two sides differ.
fn explained(supporting: &[EvidenceFor], opposing: &[EvidenceFor]) -> Vec<Explained> {
    use EvidenceKind::{Case, Clinical, InVitro, InVivo};
    let all = |side: &[EvidenceFor], kinds: [EvidenceKind; 2]| {
        side.iter().all(|e| kinds.contains(&e.kind))
    };
    let (patients, laboratory) = ([Clinical, Case], [InVivo, InVitro]);
    let differ = (all(supporting, patients) && all(opposing, laboratory))
        || (all(supporting, laboratory) && all(opposing, patients));
    let elsewhere = opposing.iter().all(|e| e.context.is_some());
    let one = (supporting.iter().filter_map(|e| e.pmid))
        .any(|pmid| opposing.iter().any(|e| e.pmid == Some(pmid)));
    let reasons = [
        (one, Explained::OnePublication),
        (elsewhere, Explained::OtherTumourType),
        (differ, Explained::PatientsAgainstLaboratory),
    ];
    reasons
        .into_iter()
        .filter_map(|(holds, reason)| holds.then_some(reason))
        .collect()
}
