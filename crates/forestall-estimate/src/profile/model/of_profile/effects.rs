//! What drugs do to the clones of a sample.

use std::collections::BTreeSet;

use super::SampleClones;
use crate::profile::catalogue::{Mechanism, MechanismClass, Strategy};
use crate::profile::matching::FoundMechanism;
use crate::profile::model::DrugEffect;

impl SampleClones<'_> {
    /// What a drug does to cells with these findings.
    pub(super) fn effect(
        &self,
        carried: &BTreeSet<usize>,
        drug: &str,
        drugs: &[String],
        given: &[String],
    ) -> DrugEffect {
        if !self.reaches(carried, drug, given) {
            return DrugEffect::Nothing {
                source: "prior".to_owned(),
            };
        }
        let mut strongest = DrugEffect::Full;
        let here = self
            .found
            .iter()
            .filter(|m| !m.findings.is_empty() && m.findings.iter().all(|i| carried.contains(i)));
        for found in here {
            let resisted = |m: &&Mechanism| self.catalogue.resisted(m, drug).is_some();
            let Some(m) = self.mechanism(found).filter(resisted) else {
                continue;
            };
            let pmids: BTreeSet<u32> = found.supports.iter().filter_map(|e| e.pmid).collect();
            let pmids: Vec<String> = pmids.into_iter().map(|p| p.to_string()).collect();
            let source = if pmids.is_empty() {
                "prior".to_owned()
            } else {
                format!("PMID {}", pmids.join(", "))
            };
            let effect = if let Some(fold) = &m.effect.fold_ic50 {
                let pmids: Vec<String> = fold.pmid.iter().map(ToString::to_string).collect();
                DrugEffect::Fold {
                    low: fold.low,
                    high: fold.high,
                    source: format!("PMID {}", pmids.join(", ")),
                }
            } else if matches!(
                m.class,
                MechanismClass::OnTargetLossOrDegrader | MechanismClass::OnTargetIsoformOrFusion
            ) {
                DrugEffect::Nothing { source }
            } else {
                let added = m
                    .counters
                    .iter()
                    .filter(|c| c.strategy == Strategy::Add)
                    .flat_map(|c| &c.drugs);
                let restored_by = added
                    .filter_map(|d| drugs.iter().position(|own| own == d))
                    .find(|&at| drugs[at] != drug);
                DrugEffect::Reduced {
                    restored_by,
                    source,
                }
            };
            if weight(&effect) > weight(&strongest) {
                strongest = effect;
            }
        }
        strongest
    }

    /// Whether anything says that a drug reaches cells with these findings: it is given, it binds what a drug given binds, it binds
    /// nothing in particular, it counters something that they carry, or something that all cells of the tumour may carry.
    fn reaches(&self, carried: &BTreeSet<usize>, drug: &str, given: &[String]) -> bool {
        let drugs = &self.catalogue.drugs;
        let own = drugs.targets(drug);
        let of_given = given.iter().flat_map(|d| drugs.targets(d));
        if given.is_empty()
            || own.is_empty()
            || self.everywhere.contains(drug)
            || given.iter().any(|d| d == drug)
            || of_given.into_iter().any(|t| own.contains(&t))
        {
            return true;
        }
        let here = |m: &&FoundMechanism| {
            !m.findings.is_empty() && m.findings.iter().all(|i| carried.contains(i))
        };
        let counters = self.found.iter().filter(here).flat_map(|m| &m.counters);
        counters.flat_map(|c| &c.drugs).any(|d| d == drug)
    }
}

/// How much an effect takes away; measured factors before guesses.
fn weight(effect: &DrugEffect) -> u8 {
    match effect {
        DrugEffect::Full => 0,
        DrugEffect::Reduced { .. } => 1,
        DrugEffect::Fold { .. } => 2,
        DrugEffect::Nothing { .. } => 3,
    }
}
