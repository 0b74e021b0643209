//! True reversion: the pathogenic variant is gone.

use crate::profile::phase::{Allelic, binomial_at_least};

use super::{Reversion, ReversionRule, ReversionVerdict};

/// Where a variant comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlleleOrigin {
    /// Inherited: normal cells carry it on one of two copies.
    Germline,
    /// Arisen in the tumour.
    Somatic,
}

/// Judges from reads before and after treatment whether the tumour lost the allele with the pathogenic variant.
///
/// Somatic: it was seen before, no read shows it now, and one cell in ten would have shown it with probability 0.95. Germline: it
/// is too rare for tumour cells that carry it on one copy, since only normal cells show it any more; at `level`.
#[must_use]
pub fn loss_of_mutant_allele(
    before: &Allelic,
    after: &Allelic,
    origin: AlleleOrigin,
    level: f64,
) -> Reversion {
    let rule = ReversionRule::LossOfMutantAllele;
    let verdict = |v, reason: String| Reversion::new(v, rule, reason);
    if before.reads.alternate < 3 {
        let mut call = Reversion::unclear("the pathogenic variant was not seen before treatment");
        call.rule = rule;
        return call;
    }
    let (p, copies) = (after.purity.best, after.copies);
    let total = p * copies + 2.0 * (1.0 - p);
    let (seen, depth) = (after.reads.alternate, after.reads.depth);
    match origin {
        AlleleOrigin::Somatic => {
            let expected = 0.1 * p / total;
            let power = binomial_at_least(1, depth, expected);
            if seen > 0 {
                let reason = format!("{seen} of {depth} reads still carry the pathogenic variant");
                verdict(ReversionVerdict::NotRestored, reason)
            } else if power >= 0.95 {
                let reason = format!(
                    "no read of {depth} carries the pathogenic variant; one cell in ten would have shown it with probability {power:.2}"
                );
                verdict(ReversionVerdict::Restored, reason)
            } else {
                let reason = format!(
                    "no read of {depth} carries the pathogenic variant, but one cell in ten would have shown it with probability {power:.2} only"
                );
                verdict(ReversionVerdict::NotAssessable, reason)
            }
        }
        AlleleOrigin::Germline => {
            let v = after.fraction(level);
            // With one mutated copy per tumour cell, and with none.
            let (kept, gone) = (1.0 / total, (1.0 - p) / total);
            if v.high < kept && v.low <= gone {
                let reason = format!(
                    "allele fraction {v}: below {kept:.2}, as tumour cells with one mutated copy would show; normal cells alone show {gone:.2}"
                );
                verdict(ReversionVerdict::Restored, reason)
            } else if v.low > gone {
                let reason = format!(
                    "allele fraction {v}: above {gone:.2}, which normal cells alone would show"
                );
                verdict(ReversionVerdict::NotRestored, reason)
            } else {
                let reason = format!(
                    "allele fraction {v} fits both tumour cells with a mutated copy ({kept:.2}) and without ({gone:.2})"
                );
                verdict(ReversionVerdict::NotAssessable, reason)
            }
        }
    }
}
