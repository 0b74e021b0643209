//! Genotypes: whether an allele was called, and on which of the two molecules it lies.

use forestall_base::Phase;

use super::Call;
use crate::molecular::intake::Intake;

/// Whether the genotype, where there is one, holds the allele.
pub(super) fn is_called(call: &Call<'_>) -> bool {
    let Some(genotype) = call.value("GT") else {
        return true;
    };
    let alleles = || genotype.split(['/', '|']);
    if alleles().all(|allele| allele == ".") {
        // Nothing was called; reads may still tell.
        return call.value("AD").is_some() || call.value("ADT").is_some();
    }
    alleles().any(|allele| allele.parse() == Ok(call.number))
}

/// The molecule that the allele lies on, from `PGT` and `PID`, or from a genotype with `|` and `PS`.
pub(super) fn of(call: &Call<'_>, intake: &mut Intake<'_>) -> Option<Phase> {
    let set = call.value("PID").or_else(|| call.value("PS"));
    let phased = |key: &str| call.value(key).filter(|genotype| genotype.contains('|'));
    let genotype = phased("PGT").or_else(|| phased("GT"))?;
    let (first, second) = genotype.split_once('|')?;
    let carries = |allele: &str| allele.parse() == Ok(call.number);
    // `PGT` numbers the allele 1 in records of several alleles too.
    let carries = |allele: &str| carries(allele) || call.value("PGT").is_some() && allele == "1";
    let strand = match (carries(first), carries(second)) {
        (true, false) => 0,
        (false, true) => 1,
        _ => return None,
    };
    let set = match set {
        Some(set) => intake.name(set),
        None => intake.name(call.chromosome),
    };
    Some(Phase { set, strand })
}
