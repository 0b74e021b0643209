//! The part of the catalogue that a table of genes, changes and classes can answer alone, so that another program can be compared.

use std::collections::BTreeSet;

use forestall::estimate::profile::{
    Alteration, Atom, Catalogue, ChangeKind, Event, EventState, Explanation, Mechanism,
    ProteinChange,
};

/// Mechanisms of substitutions, codons, inactivating classes and mutated genes, alone or joined by AND or OR: a line `alias`, other name
/// and symbol for each other name of a gene; a line `part`, mechanism, `all` or `any`, number of the part, kind, gene and word for each
/// alternative.
pub fn parts(catalogue: &Catalogue) -> String {
    let mut out = String::new();
    for gene in catalogue.genes.all() {
        for alias in &gene.aliases {
            out += &format!("alias\t{alias}\t{}\n", gene.symbol);
        }
    }
    for mechanism in &catalogue.mechanisms {
        let (join, atoms) = atoms(mechanism);
        let Some(parts) = atoms.into_iter().map(part).collect::<Option<Vec<_>>>() else {
            continue;
        };
        for (number, alternatives) in parts.into_iter().enumerate() {
            for (kind, gene, word) in alternatives {
                let id = &mechanism.id;
                out += &format!("part\t{id}\t{join}\t{number}\t{kind}\t{gene}\t{word}\n");
            }
        }
    }
    out
}

/// What was found of these mechanisms: sample, mechanism, rung; sorted.
pub fn hits(catalogue: &Catalogue, found: &Explanation) -> String {
    let own = catalogue.mechanisms.iter().filter(|m| {
        let (_, atoms) = atoms(m);
        atoms.into_iter().all(|atom| part(atom).is_some())
    });
    let own: BTreeSet<&str> = own.map(|m| m.id.as_str()).collect();
    let all = found.mechanisms.iter().filter(|m| own.contains(&*m.id));
    let lines: BTreeSet<String> = all
        .map(|m| format!("{}\t{}\t{:?}\n", m.sample, m.id, m.matched_by))
        .collect();
    lines.into_iter().collect()
}

/// The parts of an event, if it is one, or several joined by AND or OR.
fn atoms(mechanism: &Mechanism) -> (&'static str, Vec<&Atom>) {
    let alone = |all: &[Event]| all.iter().all(|e| matches!(e, Event::Atom(_)));
    match &mechanism.event {
        Event::And(all) if alone(all) => ("all", mechanism.event.atoms()),
        Event::Or(all) if alone(all) => ("any", mechanism.event.atoms()),
        Event::Atom(atom) => ("any", vec![atom]),
        _ => ("none", mechanism.event.atoms()),
    }
}

/// The alternatives of a part: kind, gene and word; `None`: it needs more than a table look-up.
fn part(atom: &Atom) -> Option<Vec<(&'static str, String, String)>> {
    if !atom.filters.is_empty() {
        return None;
    }
    match &atom.alteration {
        Alteration::Protein(gene, ProteinChange::Alternatives(all)) => {
            all.iter().map(|one| change(gene, one)).collect()
        }
        Alteration::Protein(gene, one) => Some(vec![change(gene, one)?]),
        Alteration::State(gene, state) => {
            let kind = match state {
                EventState::Mutated => "gene",
                EventState::LossOfFunction => "loss",
                _ => return None,
            };
            Some(vec![(kind, gene.to_string(), String::new())])
        }
        _ => None,
    }
}

fn change(gene: &str, one: &ProteinChange) -> Option<(&'static str, String, String)> {
    let kind = match one.kind() {
        ChangeKind::Substitution => "change",
        ChangeKind::Codon => "codon",
        _ => return None,
    };
    Some((kind, gene.to_owned(), one.to_string()))
}
