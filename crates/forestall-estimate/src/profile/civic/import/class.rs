//! Class, layer and detection by rule: CIViC says none of them.

use std::collections::BTreeMap;

use crate::profile::catalogue::{Catalogue, Detection, Layer, MechanismClass};
use crate::profile::event::{Alteration, Event, EventState};

/// Alterations that must be there, those under NOT left out.
fn positive(event: &Event) -> Vec<&Alteration> {
    match event {
        Event::Atom(atom) => vec![&atom.alteration],
        Event::Not(_) => Vec::new(),
        Event::And(all) | Event::Or(all) => all.iter().flat_map(positive).collect(),
        Event::Cis(all) | Event::Trans(all) => all.iter().map(|a| &a.alteration).collect(),
    }
}

/// Genes that an event speaks of, those under NOT last.
pub(super) fn genes(event: &Event) -> Vec<&str> {
    let first = positive(event).into_iter().flat_map(Alteration::genes);
    let atoms = event.atoms();
    let all = atoms.into_iter().flat_map(|a| a.alteration.genes());
    first.chain(all).collect()
}

/// Class of an event for drugs: on target where the gene is one, else what the catalogue calls other mechanisms of the gene.
pub(super) fn class(event: &Event, drugs: &[String], catalogue: &Catalogue) -> MechanismClass {
    let bound = |alteration: &&Alteration| {
        let genes = alteration.genes();
        let mut drugs = drugs.iter();
        drugs.any(|drug| {
            let targets = catalogue.drugs.targets(drug);
            genes.iter().any(|gene| targets.contains(*gene))
        })
    };
    let all = positive(event);
    let own = all.iter().copied().filter(bound).filter_map(on_target);
    if let Some(class) = own.min() {
        return class;
    }
    let mut counts: BTreeMap<MechanismClass, usize> = BTreeMap::new();
    let named: Vec<&str> = all.iter().flat_map(|a| a.genes()).collect();
    for m in catalogue.mechanisms.iter().filter(|m| m.source.is_none()) {
        let atoms = m.event.atoms();
        let mut genes = atoms.iter().flat_map(|a| a.alteration.genes());
        if !m.class.is_on_target() && genes.any(|gene| named.contains(&gene)) {
            *counts.entry(m.class).or_insert(0) += 1;
        }
    }
    let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    most.map_or(MechanismClass::Unclassified, |(class, _)| class)
}

/// Class of an alteration of the drug's target; mutations first, since a fusion is often the target itself.
fn on_target(alteration: &Alteration) -> Option<MechanismClass> {
    use EventState as S;
    use MechanismClass as C;
    match alteration {
        Alteration::Protein(..)
        | Alteration::Exon { .. }
        | Alteration::Domain(..)
        | Alteration::Other(..)
        | Alteration::Coding(..) => Some(C::OnTargetMutation),
        Alteration::Fusion(..) | Alteration::Isoform(..) => Some(C::OnTargetIsoformOrFusion),
        Alteration::State(_, state) => match state {
            S::Mutated | S::GainOfFunction | S::TandemDuplication => Some(C::OnTargetMutation),
            S::Amplified | S::Over | S::Expressed => Some(C::OnTargetAmplification),
            S::Rearranged => Some(C::OnTargetIsoformOrFusion),
            S::LossOfFunction
            | S::Loss
            | S::Under
            | S::WildType
            | S::Biallelic
            | S::Truncated
            | S::Frameshift => Some(C::OnTargetLossOrDegrader),
            S::LossOfHeterozygosity | S::Methylated => None,
        },
        _ => None,
    }
}

/// Layer of an event: that of its first alteration.
pub(super) fn layer(event: &Event) -> Layer {
    let all = positive(event);
    match all.first() {
        Some(Alteration::State(_, EventState::Methylated)) => Layer::Epigenetic,
        Some(
            Alteration::State(_, EventState::Over | EventState::Under | EventState::Expressed)
            | Alteration::Phospho(..)
            | Alteration::Words(..)
            | Alteration::Score(_),
        ) => Layer::Phenotypic,
        _ => Layer::Genetic,
    }
}

/// What sees an event.
pub(super) fn detection(event: &Event, germline: bool) -> Vec<Detection> {
    use EventState as S;
    let one = |alteration: &&Alteration| match alteration {
        Alteration::Fusion(..) => Detection::Fusion,
        Alteration::Isoform(..) => Detection::Rna,
        Alteration::Phospho(..) | Alteration::Words(..) => Detection::Protein,
        Alteration::Polymorphism(..) | Alteration::Allele(..) => Detection::Germline,
        Alteration::Score(_) | Alteration::Genome(..) => Detection::Score,
        Alteration::State(_, state) => match state {
            S::Amplified | S::Loss | S::LossOfHeterozygosity => Detection::Cna,
            S::Over | S::Under | S::Expressed => Detection::Rna,
            S::Methylated => Detection::Methylation,
            S::Rearranged => Detection::Fusion,
            _ => Detection::TissueDna,
        },
        _ => Detection::TissueDna,
    };
    let atoms = event.atoms();
    let mut all: Vec<Detection> = atoms.iter().map(|a| one(&&a.alteration)).collect();
    all.extend(germline.then_some(Detection::Germline));
    all.sort_unstable();
    all.dedup();
    all
}
