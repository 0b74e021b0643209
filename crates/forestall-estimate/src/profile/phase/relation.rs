//! Two variants: on one allele, in one cell, in one clone?

use serde::Serialize;

use super::allelic::Allelic;
use super::binomial::{Bounds, binomial_at_least, binomial_interval};

/// How far a statement is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// It holds.
    Proven,
    /// The data leave it open.
    Possible,
    /// It does not hold.
    Excluded,
}

impl std::fmt::Display for Proof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Proven => "proven",
            Self::Possible => "possible",
            Self::Excluded => "excluded",
        })
    }
}

/// A statement judged, with the inequality that was used.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// How far it is decided.
    pub proof: Proof,
    /// The inequality in words and numbers.
    pub reason: String,
    /// By how much the inequality holds (negative: fails), in its own unit: cells, copies or reads per read.
    pub margin: Option<f64>,
}

impl Judgement {
    pub(super) fn new(proof: Proof, margin: Option<f64>, reason: String) -> Self {
        Self {
            proof,
            reason,
            margin,
        }
    }
}

/// What reads that cover both places show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spanning {
    /// The caller phased the two onto one molecule (one phase set and strand, or one record).
    Cis,
    /// The caller phased them onto different molecules.
    Trans,
    /// Reads over both places that carry both variants, only the first, only the second.
    Counted {
        /// Both.
        both: u32,
        /// Only the first.
        first: u32,
        /// Only the second.
        second: u32,
    },
}

/// How two variants of one sample lie to each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// Some alleles carry both; `None` for two genes, where the question has no meaning.
    pub cis: Option<Judgement>,
    /// Some cells carry both: one clone, or one clone within the other.
    pub same_cell: Judgement,
    /// The same cells carry both: neither clone is larger, or grows on its own.
    pub same_clone: Judgement,
    /// Whether reads show the two on one allele and never apart.
    pub always_together: bool,
}

impl Relation {
    /// Whether the two lie on different alleles or in different cells: the opposite of `cis`, as far as it is known.
    #[must_use]
    pub fn trans(&self) -> Proof {
        match self.cis.as_ref().map(|cis| cis.proof) {
            Some(Proof::Excluded) => Proof::Proven,
            Some(Proof::Proven) if self.always_together => Proof::Excluded,
            _ => Proof::Possible,
        }
    }
}

/// Share of sequencing errors that could feign a read with both variants.
const ERROR: f64 = 0.01;
/// Largest share of the rarer variant that may lie in cis unseen where cis counts as excluded.
const UNSEEN: f64 = 0.1;

/// Judges two variants of one sample; `same_gene`: they lie in one gene, so that alleles can be counted; `level` of the
/// statements, such as 0.99.
///
/// ```
/// use forestall_estimate::profile::{Allelic, Proof, relate};
/// // Purity 0.8: 35 % and 30 % of reads are 88 % and 75 % of tumour cells, more than all together.
/// let (a, b) = (Allelic::diploid(350, 1000, 0.8), Allelic::diploid(300, 1000, 0.8));
/// assert_eq!(relate(&a, &b, false, None, 0.99).same_cell.proof, Proof::Proven);
/// ```
#[must_use]
pub fn relate(
    a: &Allelic,
    b: &Allelic,
    same_gene: bool,
    spanning: Option<Spanning>,
    level: f64,
) -> Relation {
    // Each lower end fails with (1 - level) / 2, so that both hold together at `level`.
    let cells = (a.cell_fraction(level), b.cell_fraction(level));
    let mut same_cell = cell_pigeonhole(cells.0, cells.1);
    let (cis, always_together) = if same_gene {
        let (judged, always) = alleles(a, b, spanning, level);
        if judged.proof == Proof::Proven && same_cell.proof != Proof::Proven {
            let reason = format!("one allele lies in one cell; {}", judged.reason);
            same_cell = Judgement::new(Proof::Proven, judged.margin, reason);
        }
        (Some(judged), always)
    } else {
        (None, false)
    };
    Relation {
        cis,
        same_cell,
        same_clone: one_clone(cells.0, cells.1),
        always_together,
    }
}

/// More than all cells cannot carry one or the other.
fn cell_pigeonhole(a: Bounds, b: Bounds) -> Judgement {
    let margin = a.low + b.low - 1.0;
    let sum = a.low + b.low;
    if margin > 0.0 {
        let reason = format!(
            "cell fractions {a} and {b}: the lower bounds add up to {sum:.2} > 1, so some cells carry both"
        );
        Judgement::new(Proof::Proven, Some(margin), reason)
    } else {
        let reason = format!(
            "cell fractions {a} and {b}: the lower bounds add up to {sum:.2}, not more than 1"
        );
        Judgement::new(Proof::Possible, Some(margin), reason)
    }
}

/// Whether neither set of cells is larger, and nearly all are common.
fn one_clone(a: Bounds, b: Bounds) -> Judgement {
    if a.disjoint(&b) {
        let margin = (a.low - b.high).max(b.low - a.high);
        let reason = format!(
            "cell fractions {a} and {b} differ by {margin:.2} at least: one clone is larger"
        );
        return Judgement::new(Proof::Excluded, Some(margin), reason);
    }
    // At least `common` of all cells carry both, at most `either` carry one of them.
    let common = a.low + b.low - 1.0;
    let either = 1.0_f64.min(a.high + b.high);
    let margin = common - 0.9 * either;
    if margin > 0.0 {
        let reason = format!(
            "cell fractions {a} and {b}: at least {common:.2} of all cells carry both, which is nine in ten of those that carry either"
        );
        return Judgement::new(Proof::Proven, Some(margin), reason);
    }
    let reason = format!("cell fractions {a} and {b} overlap");
    Judgement::new(Proof::Possible, Some(margin), reason)
}

/// Whether some alleles carry both, and whether reads never show them apart. Reads decide where there are any.
fn alleles(a: &Allelic, b: &Allelic, spanning: Option<Spanning>, level: f64) -> (Judgement, bool) {
    if let Some((judged, always)) = spanning.and_then(|reads| by_reads(reads, level)) {
        return (judged, always);
    }
    let copies = a.copies.max(b.copies);
    let (n, m) = (a.mutated_copies(level), b.mutated_copies(level));
    let margin = n.low + m.low - copies;
    let sum = n.low + m.low;
    let judged = if margin > 0.0 {
        let reason = format!(
            "mutated copies per cell {n} and {m} of {copies:.1}: the lower bounds add up to {sum:.2}, so some alleles carry both"
        );
        Judgement::new(Proof::Proven, Some(margin), reason)
    } else {
        let reason = format!(
            "no reads cover both, and mutated copies per cell {n} and {m} of {copies:.1} leave it open"
        );
        Judgement::new(Proof::Possible, Some(margin), reason)
    };
    (judged, false)
}

fn by_reads(spanning: Spanning, level: f64) -> Option<(Judgement, bool)> {
    let (both, first, second) = match spanning {
        Spanning::Cis => {
            let reason = "the caller phased both onto one molecule".to_owned();
            return Some((Judgement::new(Proof::Proven, None, reason), true));
        }
        Spanning::Trans => {
            let reason = "the caller phased the two onto different molecules".to_owned();
            return Some((Judgement::new(Proof::Excluded, None, reason), false));
        }
        Spanning::Counted {
            both,
            first,
            second,
        } => (both, first, second),
    };
    let all = both + first + second;
    // Reads with the rarer variant: could those with both be errors? Could as many in cis have stayed unseen?
    let rarer = both + first.min(second);
    let chance = binomial_at_least(both, all, ERROR);
    let counted =
        format!("{both} reads carry both, {first} only the first, {second} only the second");
    if both > 0 && chance < 1.0 - level {
        let share = binomial_interval(both, rarer, level);
        let reason = format!("{counted}: {share} of the rarer variant lies in cis");
        let apart = binomial_at_least(first.min(second), all, ERROR) < 1.0 - level;
        return Some((
            Judgement::new(Proof::Proven, Some(share.low), reason),
            !apart,
        ));
    }
    let share = binomial_interval(both, rarer, 2.0 * level - 1.0);
    if rarer > 0 && share.high < UNSEEN {
        let reason = format!(
            "{counted}: at most {:.2} of the rarer variant lies in cis",
            share.high
        );
        return Some((
            Judgement::new(Proof::Excluded, Some(UNSEEN - share.high), reason),
            false,
        ));
    }
    None
}
