//! Premature stop codons that become something else.

use crate::profile::change::{CodingChange, Edited, ProteinChange, Residue};

use super::codon;
use super::{CodingVariant, Reversion, ReversionRule, ReversionVerdict};

/// A primary variant that keeps the frame: a premature stop, or nothing that arithmetic can judge.
pub(super) fn judge(
    primary: &CodingVariant,
    first: &CodingChange,
    second: &CodingVariant,
    other: &CodingChange,
    moved: i64,
) -> Reversion {
    let stop = match &primary.protein {
        Some(ProteinChange::Stop(site)) => Some(site.residue),
        _ => None,
    };
    let Some(reference) = stop else {
        return Reversion::unclear(format!(
            "{first} keeps the frame and is not stated to be a stop: there is no loss to restore by arithmetic"
        ));
    };
    let verdict = |v, reason: String| Reversion::new(v, ReversionRule::Nonsense, reason);
    if moved % 3 != 0 {
        let reason = format!(
            "{other} shifts the frame by {moved:+}, the stop of {first} stays or a new one follows"
        );
        return verdict(ReversionVerdict::NotRestored, reason);
    }
    let (Some(stop), Some(hit)) = (first.codons(), other.codons()) else {
        return Reversion::unclear(format!("{first} or {other} lies in no codon"));
    };
    if hit.1 < stop.0 || stop.1 < hit.0 {
        let reason = format!(
            "{other} leaves codon {}, the stop of {first}, as it is",
            stop.0
        );
        return verdict(ReversionVerdict::NotRestored, reason);
    }
    // One record over the codon that covers the primary base: its protein change is what the allele makes.
    let covers = other.first.base <= first.first.base && first.last.base <= other.last.base;
    if let (true, Edited::Delins(_), Some(protein)) = (covers, &other.edited, &second.protein) {
        return if protein.truncates() || matches!(protein, ProteinChange::Unknown) {
            verdict(
                ReversionVerdict::NotRestored,
                format!("{other} replaces the codon by {protein}"),
            )
        } else {
            verdict(
                ReversionVerdict::Restored,
                format!("{other} replaces the stop codon: {protein}"),
            )
        };
    }
    let (Edited::Substitution(a, x), Edited::Substitution(b, y)) = (&first.edited, &other.edited)
    else {
        return Reversion::unclear(format!(
            "{other} changes part of codon {}: what it becomes needs the sequence",
            stop.0
        ));
    };
    let changes = (
        (((first.first.base - 1) % 3) as usize, *a, *x),
        (((other.first.base - 1) % 3) as usize, *b, *y),
    );
    let outcomes = outcomes(reference, changes.0, changes.1);
    let sense = outcomes.iter().filter(|r| **r != '*').count();
    let residues: String = outcomes
        .iter()
        .map(char::to_string)
        .collect::<Vec<_>>()
        .join("/");
    if outcomes.is_empty() {
        return Reversion::unclear(format!(
            "no codon for {} fits both {first} and {other}",
            reference.map_or("a residue".to_owned(), |r| r.to_string())
        ));
    }
    if sense == outcomes.len() {
        let reason = format!("{other} makes the stop codon {} {residues}", stop.0);
        verdict(ReversionVerdict::Restored, reason)
    } else if sense == 0 {
        let reason = format!("{other} leaves codon {} a stop", stop.0);
        verdict(ReversionVerdict::NotRestored, reason)
    } else {
        Reversion::unclear(format!(
            "{other} makes codon {} {residues}, depending on the sequence",
            stop.0
        ))
    }
}

/// What the codon may become: over all codons of the reference residue that the first substitution makes a stop, and both
/// substitutions fit. Two substitutions of one base: the second stands.
fn outcomes(
    reference: Option<Residue>,
    first: (usize, char, char),
    second: (usize, char, char),
) -> Vec<char> {
    let mut found: Vec<char> = codon::all()
        .filter(|codon| reference.is_none_or(|r| codon::residue(*codon) == Some(r.letter())))
        .filter(|codon| {
            char::from(codon[first.0]) == first.1 && char::from(codon[second.0]) == second.1
        })
        .filter_map(|mut codon| {
            codon[first.0] = first.2 as u8;
            (codon::residue(codon) == Some('*')).then_some(codon)
        })
        .filter_map(|mut codon| {
            codon[second.0] = second.2 as u8;
            codon::residue(codon)
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}
