//! Reversions: does a second variant restore what a pathogenic one destroyed?
//!
//! Arithmetic on HGVS `c.` positions; a coding sequence is used where it is given, and needed only where positions do not decide.

mod codon;
mod frame;
mod loss;
mod nonsense;
mod sample;
mod scan;
mod sequence;
#[cfg(test)]
mod tests;

use serde::Serialize;

use super::change::{CodingChange, Edited, ProteinChange};
use super::phase::Proof;

pub use loss::{AlleleOrigin, loss_of_mutant_allele};
pub use sample::{REVERTING_GENES, ReversionCall, ReversionFacts, sample_reversions};
pub use scan::{ReversionCandidate, ReversionFound, reversion_summary, reversions};

/// A variant as far as it is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CodingVariant {
    /// Its coding form, if it could be read.
    pub coding: Option<CodingChange>,
    /// Its protein form, if it could be read.
    pub protein: Option<ProteinChange>,
}

/// What became of the gene.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReversionVerdict {
    /// Restored.
    Restored,
    /// Restored if both lie on one allele, which reads do not show.
    RestoredIfCis,
    /// May be restored: an exon with the damage is left out in frame.
    Possible,
    /// Not restored.
    NotRestored,
    /// Cannot be told from what is given.
    NotAssessable,
}

impl std::fmt::Display for ReversionVerdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Restored => "restored",
            Self::RestoredIfCis => "restored if in cis",
            Self::Possible => "possible",
            Self::NotRestored => "not restored",
            Self::NotAssessable => "not assessable",
        })
    }
}

/// By which rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReversionRule {
    /// Two shifts of the reading frame add up to none.
    Frame,
    /// The second variant removes the first.
    Removal,
    /// The premature stop codon becomes another.
    Nonsense,
    /// The exon with a broken splice site is left out.
    Splice,
    /// The pathogenic variant is gone.
    LossOfMutantAllele,
    /// None applies.
    None,
}

/// The stretch read out of frame between two shifts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// Bases between the two variants on the reference.
    pub distance: u32,
    /// Codons read out of frame.
    pub codons: u32,
    /// Chance that they hold no stop, were they random: (61/64)^codons.
    pub free_of_stops: f64,
    /// Whether so long a stretch makes a working protein unlikely: more than 300 bases.
    pub unlikely: bool,
}

/// A call on one second variant.
#[derive(Debug, Clone, PartialEq)]
pub struct Reversion {
    /// What became of the gene.
    pub verdict: ReversionVerdict,
    /// By which rule.
    pub rule: ReversionRule,
    /// Why, in words and numbers.
    pub reason: String,
    /// The stretch out of frame, where two shifts restore the frame.
    pub stretch: Option<Stretch>,
}

impl Reversion {
    fn new(verdict: ReversionVerdict, rule: ReversionRule, reason: impl Into<String>) -> Self {
        Self {
            verdict,
            rule,
            reason: reason.into(),
            stretch: None,
        }
    }

    fn unclear(reason: impl Into<String>) -> Self {
        Self::new(ReversionVerdict::NotAssessable, ReversionRule::None, reason)
    }
}

/// Judges whether `second` restores what `primary` destroyed. `cis`: whether the two lie on one allele ([`super::relate`]);
/// `sequence`: the coding sequence from its start to its stop codon, if there is one to use.
///
/// ```
/// use forestall_estimate::profile::{CodingChange, CodingVariant, Proof, ReversionVerdict, reversion};
/// let variant = |text| CodingVariant { coding: CodingChange::parse(text).ok(), protein: None };
/// let call = reversion(&variant("c.68_69del"), &variant("c.80del"), Proof::Proven, None);
/// assert_eq!(call.verdict, ReversionVerdict::Restored);
/// ```
#[must_use]
pub fn reversion(
    primary: &CodingVariant,
    second: &CodingVariant,
    cis: Proof,
    sequence: Option<&str>,
) -> Reversion {
    let (Some(first), Some(other)) = (&primary.coding, &second.coding) else {
        let which = if primary.coding.is_none() {
            "the pathogenic variant"
        } else {
            "the second variant"
        };
        return Reversion::unclear(format!("{which} has no coding change (HGVS c.)"));
    };
    if let (Some(a), Some(b)) = (&first.transcript, &other.transcript)
        && accession(a) != accession(b)
    {
        return Reversion::unclear(format!("{a} and {b} number the two variants"));
    }
    if first == other {
        let reason = "the two are the same variant";
        return Reversion::new(ReversionVerdict::NotRestored, ReversionRule::None, reason);
    }
    let call = judge(primary, first, second, other, sequence);
    on_one_allele(call, cis)
}

/// An accession without its version and what stands in parentheses.
fn accession(name: &str) -> &str {
    name.split(['.', '(']).next().unwrap_or(name).trim()
}

fn judge(
    primary: &CodingVariant,
    first: &CodingChange,
    second: &CodingVariant,
    other: &CodingChange,
    sequence: Option<&str>,
) -> Reversion {
    if first.touches_splice_site() {
        return splice(first, other);
    }
    let Some(shift) = first.net_length() else {
        return Reversion::unclear(format!(
            "{first} does not lie in the coding sequence, or does not state its length"
        ));
    };
    if let Some(call) = exon_left_out(first, other) {
        return call;
    }
    let Some(moved) = other.net_length() else {
        return Reversion::unclear(format!(
            "{other} does not lie in the coding sequence, or does not state its length"
        ));
    };
    if let Some(sequence) = sequence
        && let Some(call) = sequence::judge(first, other, sequence)
    {
        return Reversion {
            stretch: frame::stretch(first, other),
            ..call
        };
    }
    if let Some(call) = frame::removal(first, other, moved) {
        return call;
    }
    if shift % 3 != 0 {
        return frame::frame(first, shift, other, moved);
    }
    nonsense::judge(primary, first, second, other, moved)
}

/// A call that holds for one allele, given what is known of the alleles.
fn on_one_allele(mut call: Reversion, cis: Proof) -> Reversion {
    if call.verdict != ReversionVerdict::Restored {
        return call;
    }
    match cis {
        Proof::Proven => {}
        Proof::Possible => {
            call.verdict = ReversionVerdict::RestoredIfCis;
            call.reason
                .push_str("; reads do not show whether both lie on one allele");
        }
        Proof::Excluded => {
            call.verdict = ReversionVerdict::NotRestored;
            call.reason
                .push_str("; but the two lie on different alleles");
        }
    }
    call
}

/// A pathogenic variant of a splice site.
fn splice(first: &CodingChange, other: &CodingChange) -> Reversion {
    let around = other.edited == Edited::Deletion
        && (other.first.offset != 0 || other.last.offset != 0)
        && other.first.base <= first.first.base
        && other.last.base >= first.last.base;
    if around {
        let reason = format!(
            "{other} takes the exon with the splice site of {first} out; whether the rest stays in frame needs the exons"
        );
        return Reversion::new(ReversionVerdict::Possible, ReversionRule::Splice, reason);
    }
    Reversion::unclear(format!(
        "{first} changes a splice site: no frame to count without the transcripts it leaves"
    ))
}

/// A deletion that ends in introns and contains the pathogenic variant.
fn exon_left_out(first: &CodingChange, other: &CodingChange) -> Option<Reversion> {
    let within_introns = other.first.offset != 0 || other.last.offset != 0;
    if other.edited != Edited::Deletion || !within_introns {
        return None;
    }
    // From behind one exon to before the next: the exons between are whole, and their length is known.
    let spans = other.first.base <= first.first.base && other.last.base >= first.last.base;
    if !spans {
        return None;
    }
    let reason = format!(
        "{other} takes the exon with {first} out; in frame if the exon's length is a multiple of 3"
    );
    let whole = other.first.offset < 0 && other.last.offset > 0;
    let length = other.last.base - other.first.base + 1;
    Some(if whole && length % 3 != 0 {
        let reason =
            format!("{other} takes {length} bases of exons out with {first}: no multiple of 3");
        Reversion::new(
            ReversionVerdict::NotRestored,
            ReversionRule::Removal,
            reason,
        )
    } else {
        Reversion::new(ReversionVerdict::Possible, ReversionRule::Removal, reason)
    })
}
