//! All second variants of a gene against all pathogenic ones.

use forestall_base::Phase;

use super::{CodingVariant, Reversion, ReversionVerdict, reversion};
use crate::profile::phase::{Allelic, Proof, Spanning, relate};

/// A variant of the gene, with what was measured.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReversionCandidate {
    /// The variant.
    pub variant: CodingVariant,
    /// Reads, purity and copies, where known.
    pub allelic: Option<Allelic>,
    /// Haplotype, where reads were phased.
    pub phase: Option<Phase>,
}

/// A pathogenic variant, a second one, and the call on the two.
#[derive(Debug, Clone, PartialEq)]
pub struct ReversionFound {
    /// Number of the pathogenic variant.
    pub pathogenic: usize,
    /// Number of the second variant.
    pub second: usize,
    /// The call.
    pub call: Reversion,
}

/// Judges every second variant of a gene against every pathogenic one, alleles by phased reads, else by allele fractions at
/// `level`; in order of the numbers.
#[must_use]
pub fn reversions(
    pathogenic: &[ReversionCandidate],
    others: &[ReversionCandidate],
    sequence: Option<&str>,
    level: f64,
) -> Vec<ReversionFound> {
    let mut found = Vec::new();
    for (i, primary) in pathogenic.iter().enumerate() {
        for (j, second) in others.iter().enumerate() {
            let cis = on_one_allele(primary, second, level);
            found.push(ReversionFound {
                pathogenic: i,
                second: j,
                call: reversion(&primary.variant, &second.variant, cis, sequence),
            });
        }
    }
    found
}

pub(super) fn on_one_allele(a: &ReversionCandidate, b: &ReversionCandidate, level: f64) -> Proof {
    let spanning = match (a.phase, b.phase) {
        (Some(a), Some(b)) if a.set == b.set && a.strand == b.strand => Some(Spanning::Cis),
        (Some(a), Some(b)) if a.set == b.set => Some(Spanning::Trans),
        _ => None,
    };
    if let (Some(a), Some(b)) = (&a.allelic, &b.allelic) {
        let cis = relate(a, b, true, spanning, level).cis;
        return cis.map_or(Proof::Possible, |judged| judged.proof);
    }
    match spanning {
        Some(Spanning::Cis) => Proof::Proven,
        Some(_) => Proof::Excluded,
        None => Proof::Possible,
    }
}

/// What all calls on one gene mean together, in one sentence.
#[must_use]
pub fn reversion_summary(found: &[ReversionFound]) -> String {
    let count = |wanted: &[ReversionVerdict]| {
        let mut seconds: Vec<usize> = found
            .iter()
            .filter(|f| wanted.contains(&f.call.verdict))
            .map(|f| f.second)
            .collect();
        seconds.sort_unstable();
        seconds.dedup();
        seconds.len()
    };
    let restoring = count(&[ReversionVerdict::Restored, ReversionVerdict::RestoredIfCis]);
    let open = count(&[ReversionVerdict::Possible, ReversionVerdict::NotAssessable]);
    match (restoring, open) {
        (0, 0) => "no second variant restores the gene".to_owned(),
        (0, _) => {
            format!("no second variant is shown to restore the gene; {open} cannot be judged")
        }
        (1, _) => "one second variant restores the gene".to_owned(),
        _ => format!(
            "{restoring} second variants restore the gene, each in cells of its own unless reads show them together: polyclonal reversion"
        ),
    }
}
