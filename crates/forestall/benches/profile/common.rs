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
        let Some((join, parts)) = tabular(mechanism) else {
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
    let own = catalogue.mechanisms.iter().filter(|m| tabular(m).is_some());
    let own: BTreeSet<&str> = own.map(|m| m.id.as_str()).collect();
    let all = found.mechanisms.iter().filter(|m| own.contains(&*m.id));
    let lines: BTreeSet<String> = all
        .map(|m| format!("{}\t{}\t{:?}\n", m.sample, m.id, m.matched_by))
        .collect();
    lines.into_iter().collect()
}

/// Kind, gene and word.
type Alternative = (&'static str, String, String);

/// How the parts of an event are joined, and their alternatives; `None`: it needs more than a table look-up (a NOT, cis, trans or what
/// [`part`] refuses).
fn tabular(mechanism: &Mechanism) -> Option<(&'static str, Vec<Vec<Alternative>>)> {
    let (join, parts) = match &mechanism.event {
        Event::And(all) => ("all", &all[..]),
        Event::Or(all) => ("any", &all[..]),
        alone => ("any", std::slice::from_ref(alone)),
    };
    let atoms = parts.iter().map(|event| match event {
        Event::Atom(atom) => part(atom),
        _ => None,
    });
    Some((join, atoms.collect::<Option<_>>()?))
}

/// The alternatives of a part: kind, gene and word; `None`: it needs more than a table look-up.
fn part(atom: &Atom) -> Option<Vec<Alternative>> {
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

fn change(gene: &str, one: &ProteinChange) -> Option<Alternative> {
    let kind = match one.kind() {
        ChangeKind::Substitution => "change",
        ChangeKind::Codon => "codon",
        _ => return None,
    };
    Some((kind, gene.to_owned(), one.to_string()))
}
