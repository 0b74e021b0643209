//! From reads to copies and cells.

use forestall_base::Reads;

use super::binomial::{Bounds, binomial_interval};

/// One variant in one sample: reads, and what is known of the tumour at its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Allelic {
    /// Reads that carry the variant, and all reads.
    pub reads: Reads,
    /// Fraction of tumour cells in the sample, above 0, at most 1.
    pub purity: Bounds,
    /// Copies of the place per tumour cell, mutated or not.
    pub copies: f64,
    /// Copies per mutated cell that carry the variant.
    pub multiplicity: f64,
    /// Copies per normal cell that carry it: 0 for a variant of the tumour, 1 or 2 for an inherited one.
    pub inherited: f64,
    /// The most copies that may carry it, where `multiplicity` is a guess: the copies of the more frequent allele.
    pub most: f64,
}

impl Allelic {
    /// A variant on one of two copies.
    #[must_use]
    pub fn diploid(alternate: u32, depth: u32, purity: f64) -> Self {
        Self {
            reads: Reads { alternate, depth },
            purity: Bounds::exactly(purity),
            copies: 2.0,
            multiplicity: 1.0,
            inherited: 0.0,
            most: 1.0,
        }
    }

    /// The variant allele fraction with its exact interval at `level`.
    #[must_use]
    pub fn fraction(&self, level: f64) -> Bounds {
        binomial_interval(self.reads.alternate, self.reads.depth, level)
    }

    /// Mutated copies per tumour cell that an allele fraction `v` means in a sample of `purity`: v (p C + 2 (1 - p)) / p, less
    /// what normal cells show of an inherited variant.
    #[must_use]
    pub fn copies_at(&self, v: f64, purity: f64) -> f64 {
        let p = purity.clamp(1e-6, 1.0);
        let shown = v * (p * self.copies + 2.0 * (1.0 - p)) - self.inherited * (1.0 - p);
        (shown / p).max(0.0)
    }

    /// Mutated copies per tumour cell, averaged over tumour cells, with interval at `level`.
    #[must_use]
    pub fn mutated_copies(&self, level: f64) -> Bounds {
        let v = self.fraction(level);
        // More normal cells mean more copies behind the same reads of a variant of the tumour, fewer of an inherited one.
        let ends = |v: f64| {
            let (a, b) = (
                self.copies_at(v, self.purity.low),
                self.copies_at(v, self.purity.high),
            );
            (a.min(b), a.max(b))
        };
        Bounds {
            low: ends(v.low).0,
            best: self.copies_at(v.best, self.purity.best),
            high: ends(v.high).1,
        }
    }

    /// Cancer cell fraction: the part of tumour cells that carries the variant, with interval at `level`. The lower end allows
    /// for the most copies per cell that are possible.
    #[must_use]
    pub fn cell_fraction(&self, level: f64) -> Bounds {
        let n = self.mutated_copies(level);
        let m = self.multiplicity.max(1e-6);
        let cells = n.map(|n| (n / m).min(1.0));
        Bounds {
            low: (n.low / self.most.max(m)).min(1.0),
            ..cells
        }
    }
}

/// Purity from a variant that every tumour cell carries on one of two copies: twice its allele fraction, at most 1.
#[must_use]
pub fn purity_from_truncal(reads: Reads, level: f64) -> Bounds {
    let v = binomial_interval(reads.alternate, reads.depth, level);
    v.map(|v| (2.0 * v).min(1.0))
}
