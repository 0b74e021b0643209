//! What drugs do to the clones of a sample.

use std::collections::BTreeSet;

use super::regimens::plain;
use super::{Carried, SampleClones};
use crate::profile::catalogue::{Mechanism, MechanismClass, Strategy};
use crate::profile::matching::FoundMechanism;
use crate::profile::model::DrugEffect;

impl SampleClones<'_> {
    /// What a drug does to cells with these findings.
    pub(super) fn effect(
        &self,
        carried: &Carried,
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
        let here = self.found.iter().filter(|m| {
            !m.findings.is_empty() && m.findings.iter().all(|i| carried.findings.contains(i))
        });
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
            let other_allele = self.restored_in_trans(carried, found, drug, drugs);
            let effect = if let Some(other) = other_allele {
                DrugEffect::Reduced {
                    restored_by: Some(other),
                    source: format!(
                        "{source}; on the other allele {} acts: prior",
                        plain(&drugs[other])
                    ),
                }
            } else if let Some(fold) = &m.effect.fold_ic50 {
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
                let added = found
                    .counters
                    .iter()
                    .filter(|c| c.shown && c.strategy == Strategy::Add)
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

    /// A drug that acts where this one is resisted: of two changes of one gene on different alleles, each allele is shut down by the drug
    /// that its own change does not resist.
    fn restored_in_trans(
        &self,
        carried: &Carried,
        found: &FoundMechanism,
        drug: &str,
        drugs: &[String],
    ) -> Option<usize> {
        let blamed = found
            .findings
            .iter()
            .filter(|i| self.resists_alone(**i, drug));
        let mut pairs = blamed.flat_map(|&i| carried.partners(i).map(move |other| (i, other)));
        let (own, other) = pairs.next()?;
        let acts = |name: &String| {
            name != drug
                && self.catalogue.drugs.share_target(name, drug)
                && !self.resists_alone(own, name)
                && self.resists_alone(other, name)
        };
        drugs.iter().position(acts)
    }

    /// Whether a mechanism that is this finding alone resists a drug.
    pub(super) fn resists_alone(&self, finding: usize, drug: &str) -> bool {
        self.found
            .iter()
            .filter(|m| *m.findings == [finding])
            .any(|m| {
                let known = self.mechanism(m);
                known.is_some_and(|m| self.catalogue.resisted(m, drug).is_some())
            })
    }

    /// Whether anything says that a drug reaches cells with these findings: it is given, it binds what a drug given binds, it binds
    /// nothing in particular, it counters something that they carry, or something that all cells of the tumour may carry.
    fn reaches(&self, carried: &Carried, drug: &str, given: &[String]) -> bool {
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
            !m.findings.is_empty() && m.findings.iter().all(|i| carried.findings.contains(i))
        };
        let counters = self.found.iter().filter(here).flat_map(|m| &m.counters);
        let mut acting = counters.filter(|c| c.shown).flat_map(|c| &c.drugs);
        acting.any(|d| d == drug)
    }
}

/// How much an effect takes away; measured factors before guesses.
fn weight(effect: &DrugEffect) -> u8 {
    match effect {
        DrugEffect::Full => 0,
        DrugEffect::Reduced {
            restored_by: Some(_),
            ..
        } => 1,
        DrugEffect::Reduced {
            restored_by: None, ..
        } => 2,
        DrugEffect::Fold { .. } => 3,
        DrugEffect::Nothing { .. } => 4,
    }
}
