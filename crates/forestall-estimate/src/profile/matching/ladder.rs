//! The ladder: how closely an alteration of a profile matches one of the catalogue.

use forestall_base::{Consequence, Found, Level};
use serde::Serialize;

use super::facts::Fact;
use crate::profile::catalogue::Gene;
use crate::profile::change::{ChangeKind, Equivalence, ProteinChange};
use crate::profile::event::{Alteration, Atom, EventState, ExonKind, Truth};

/// How closely two alterations match, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// The same change in the same spelling.
    Exact,
    /// The same protein, written in another way; the same category.
    Equivalent,
    /// Another change of a codon that the catalogue names as a whole.
    Codon,
    /// A change of the named kind in the named exon.
    ExonType,
    /// A change in the named domain.
    Domain,
    /// The named effect on the gene: its loss, its amplification.
    GeneEffect,
    /// Some change of the gene, where the catalogue speaks of the gene.
    Gene,
}

/// Whether an alteration of a profile is one of the catalogue, and how closely; if nobody can tell, why.
pub(super) enum Matched {
    Yes(Rung),
    No,
    Unclear(String),
}

/// Whether `fact` is what `atom` speaks of, its conditions aside. `gene` is what is known of its gene.
pub(super) fn matched(atom: &Atom, fact: &Fact<'_>, gene: Option<&Gene>) -> Matched {
    match &atom.alteration {
        Alteration::Protein(_, change) => protein(change, fact, gene),
        Alteration::Exon { exons, kind, .. } => {
            let codons = gene.and_then(|g| g.exon_codons(exons.0, exons.1));
            if skipped(fact, *exons) {
                return yes(
                    matches!(kind, ExonKind::Skipping | ExonKind::Mutation),
                    Rung::ExonType,
                );
            }
            let inside = match (
                fact.exon(),
                fact.change.and_then(ProteinChange::range),
                codons,
            ) {
                (Some(exon), _, _) => exons.0 <= exon && exon <= exons.1,
                (None, Some((first, last)), Some((from, to))) => first >= from && last <= to,
                (None, None, _) => return Matched::No,
                (None, Some(_), None) => {
                    return Matched::Unclear(format!(
                        "the codons of exon {} are not known",
                        exons.0
                    ));
                }
            };
            yes(inside && of_kind(fact, *kind), Rung::ExonType)
        }
        Alteration::Domain(_, name, kind) => {
            let Some(&(from, to)) = gene.and_then(|g| g.domains.get(&**name)) else {
                return Matched::Unclear(format!("the codons of the domain {name} are not known"));
            };
            let range = fact.change.and_then(ProteinChange::range);
            let inside = range.is_some_and(|(first, last)| from <= first && last <= to);
            yes(inside && of_kind(fact, *kind), Rung::Domain)
        }
        Alteration::State(_, state) => gene_state(*state, fact),
        Alteration::Other(_, not) => {
            let not = Atom {
                alteration: (**not).clone(),
                filters: Vec::new(),
            };
            match matched(&not, fact, gene) {
                Matched::No => yes(fact.alters(), Rung::Gene),
                Matched::Yes(_) => Matched::No,
                unclear @ Matched::Unclear(_) => unclear,
            }
        }
        Alteration::Isoform(_, name) | Alteration::Allele(_, name) => category(fact, &[name]),
        Alteration::Words(_, words) => category(fact, &[words]),
        Alteration::Phospho(_, site) => category(fact, &[&format!("{site} phosphorylation")]),
        Alteration::Coding(_, text) => {
            let own = fact
                .coding
                .is_some_and(|c| c.trim_start_matches("c.") == &**text);
            yes(own, Rung::Exact)
        }
        Alteration::Score(_) => number(atom, fact, "high"),
        Alteration::Genome(_, level) => number(atom, fact, level),
        Alteration::Fusion(..) | Alteration::Polymorphism(..) | Alteration::Reversion(_) => {
            Matched::No
        }
    }
}

/// A level in words; a number says nothing unless the event says from where on it counts.
fn number(atom: &Atom, fact: &Fact<'_>, level: &str) -> Matched {
    match fact.score {
        Some(_) if !atom.filters.is_empty() => Matched::Yes(Rung::Equivalent),
        Some(score) => {
            // As it was read: a number of single precision.
            let score = score as f32;
            Matched::Unclear(format!("nobody has said whether {score} counts as {level}"))
        }
        None => category(fact, &[level]),
    }
}

fn yes(really: bool, rung: Rung) -> Matched {
    if really {
        Matched::Yes(rung)
    } else {
        Matched::No
    }
}

fn protein(wanted: &ProteinChange, fact: &Fact<'_>, gene: Option<&Gene>) -> Matched {
    let Some(own) = fact.change else {
        return fact.nameless();
    };
    let residue = |codon: u32| gene.and_then(|g| g.residue(codon));
    if own == wanted || any(wanted, |one| own == one) {
        return Matched::Yes(Rung::Exact);
    }
    if own.kind() == ChangeKind::Unknown {
        return Matched::Unclear("no protein change in the row".to_owned());
    }
    let codon = |one: &ProteinChange| match one {
        ProteinChange::Codon(site) => {
            matches!(
                own.kind(),
                ChangeKind::Substitution | ChangeKind::Delins | ChangeKind::Codon
            ) && own.touches(site.position)
        }
        _ => false,
    };
    if codon(wanted) || any(wanted, codon) {
        return Matched::Yes(Rung::Codon);
    }
    match own.equivalent(wanted, &residue) {
        Equivalence::Same => Matched::Yes(Rung::Equivalent),
        Equivalence::If { .. } => Matched::Unclear(format!(
            "{own} may be {wanted}: the reference sequence would tell"
        )),
        Equivalence::Different => Matched::No,
    }
}

fn any(wanted: &ProteinChange, test: impl Fn(&ProteinChange) -> bool) -> bool {
    match wanted {
        ProteinChange::Alternatives(all) => all.iter().any(test),
        _ => false,
    }
}

/// Whether a change is of a kind; named point mutations are no insertions or deletions, wherever they lie.
fn of_kind(fact: &Fact<'_>, kind: ExonKind) -> bool {
    let growth = fact.change.and_then(ProteinChange::growth);
    let frame = matches!(
        fact.change.map(ProteinChange::kind),
        Some(ChangeKind::Frameshift | ChangeKind::Stop)
    );
    let longer =
        growth.is_some_and(|g| g > 0) || fact.consequence == Some(Consequence::InframeInsertion);
    let shorter =
        growth.is_some_and(|g| g < 0) || fact.consequence == Some(Consequence::InframeDeletion);
    match kind {
        ExonKind::Insertion => longer && !frame,
        ExonKind::Deletion => shorter && !frame,
        ExonKind::Indel => {
            !frame
                && (longer
                    || shorter
                    || fact.change.map(ProteinChange::kind) == Some(ChangeKind::Delins))
        }
        ExonKind::Frameshift => {
            fact.change.map(ProteinChange::kind) == Some(ChangeKind::Frameshift)
        }
        ExonKind::Skipping => fact.change.map(ProteinChange::kind) == Some(ChangeKind::Splice),
        ExonKind::Mutation => fact.alters(),
    }
}

/// Whether words say that an exon is skipped.
fn skipped(fact: &Fact<'_>, exons: (u16, u16)) -> bool {
    let Some(words) = fact.words else {
        return false;
    };
    let lower = words.to_lowercase();
    lower.contains("skip")
        && lower
            .split(|c: char| !c.is_ascii_digit())
            .any(|n| n == exons.0.to_string())
}

fn gene_state(state: EventState, fact: &Fact<'_>) -> Matched {
    let level = fact.level;
    let says = |words: &[&str]| {
        fact.words
            .is_some_and(|w| words.iter().any(|x| w.eq_ignore_ascii_case(x)))
    };
    match state {
        EventState::Mutated => match fact.change {
            Some(_) => yes(fact.alters(), Rung::Gene),
            None if fact.is_change() => yes(fact.alters(), Rung::Gene),
            None => yes(
                says(&["mutation", "loss of function", "gain of function"]),
                Rung::Gene,
            ),
        },
        EventState::LossOfFunction | EventState::Loss => {
            if fact.inactivates()
                || level == Some(Level::DeepDeletion)
                || says(&["loss", "loss of function", "biallelic"])
            {
                return Matched::Yes(Rung::GeneEffect);
            }
            fact.unclear_effect()
        }
        EventState::Truncated | EventState::Frameshift => {
            use Consequence::{Frameshift, Nonsense};
            let shifted = fact.change.map(ProteinChange::kind) == Some(ChangeKind::Frameshift)
                || fact.consequence == Some(Frameshift);
            let stopped = fact.change.map(ProteinChange::kind) == Some(ChangeKind::Stop)
                || fact.consequence == Some(Nonsense);
            let found = shifted || (stopped && state == EventState::Truncated);
            yes(found, Rung::GeneEffect)
        }
        EventState::GainOfFunction => {
            if says(&["gain of function"]) {
                return Matched::Yes(Rung::GeneEffect);
            }
            fact.unclear_effect()
        }
        EventState::Biallelic => {
            if level == Some(Level::DeepDeletion) || says(&["biallelic"]) {
                return Matched::Yes(Rung::GeneEffect);
            }
            if fact.inactivates() {
                return Matched::Unclear("the other allele is not known".to_owned());
            }
            Matched::No
        }
        EventState::WildType => Matched::No,
        EventState::Amplified => yes(
            level == Some(Level::Amplification) || says(&["amplification"]),
            Rung::GeneEffect,
        ),
        EventState::TandemDuplication => yes(says(&["ITD"]), Rung::Equivalent),
        EventState::LossOfHeterozygosity => {
            yes(fact.minor == Some(0.0) || says(&["loh"]), Rung::GeneEffect)
        }
        EventState::Over => yes(
            says(&["overexpression"]) || fact.score.is_some_and(|z| z >= 2.0),
            Rung::GeneEffect,
        ),
        EventState::Under => yes(
            says(&["underexpression", "loss"]) || fact.score.is_some_and(|z| z <= -2.0),
            Rung::GeneEffect,
        ),
        EventState::Expressed => yes(says(&["expression", "overexpression"]), Rung::GeneEffect),
        EventState::Methylated => yes(says(&["methylation"]), Rung::GeneEffect),
        EventState::Rearranged => yes(matches!(fact.found, Found::Fusion { .. }), Rung::GeneEffect),
    }
}

fn category(fact: &Fact<'_>, names: &[&str]) -> Matched {
    let same = |name: &str| {
        let plain = |text: &str| -> String {
            text.chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect()
        };
        fact.words.is_some_and(|words| plain(words) == plain(name))
    };
    yes(names.iter().any(|name| same(name)), Rung::Equivalent)
}

/// What a match means for the truth of an atom.
pub(super) fn truth(matched: &Matched) -> Truth {
    match matched {
        Matched::Yes(_) => Truth::Present,
        Matched::No => Truth::Absent,
        Matched::Unclear(_) => Truth::Unknown,
    }
}
