//! Internal tandem duplications of FLT3, which callers report as insertions under many names.

use forestall_base::Found;

use super::intake::{Intake, Variant};
use super::options::Build;

/// Where such insertions lie on chromosome 13: juxtamembrane and first kinase domain, on GRCh37 and on GRCh38.
const WINDOW: [(Build, u32, u32); 2] = [
    (Build::Grch37, 28_608_200, 28_608_350),
    (Build::Grch38, 28_034_063, 28_034_213),
];

/// Adds `variant` as `FLT3 ITD` if it is one: an insertion of a multiple of three bases, at least three, in the window, unless
/// the protein change is a substitution or a frameshift.
pub(crate) fn push(
    intake: &mut Intake<'_>,
    sample: u32,
    line: usize,
    variant: &Variant<'_>,
    reference: &str,
    alternate: &str,
) -> bool {
    if variant.gene != "FLT3" {
        return false;
    }
    let Some(place) = variant.place else {
        return false;
    };
    let within = WINDOW
        .iter()
        .any(|&(_, first, last)| (first..=last).contains(&place.start));
    let inserted = bases(alternate).saturating_sub(bases(reference));
    let on_13 = intake.profile.names.text(place.chromosome) == "13";
    if !within
        || !on_13
        || inserted < 3
        || !inserted.is_multiple_of(3)
        || says_otherwise(variant.protein)
    {
        return false;
    }
    let name = intake.name("ITD");
    intake.push_found(sample, variant.gene, Found::Category(name), line);
    if let Some(finding) = intake.profile.findings.last_mut() {
        finding.reads = variant.reads;
        finding.vaf = variant.vaf;
        finding.place = variant.place;
    }
    true
}

/// States the rule if it was used.
pub(crate) fn remark(itds: usize, intake: &mut Intake<'_>) {
    if itds > 0 {
        intake.remark(format!(
            "{itds} insertions in FLT3 were read as ITD: a multiple of three bases at 13:28608200-28608350 (GRCh37; 28034063-28034213 on GRCh38)."
        ));
    }
}

fn bases(allele: &str) -> usize {
    if allele == "-" { 0 } else { allele.len() }
}

/// A plain substitution (`D835Y`) or a frameshift is no duplication, whatever the bases say.
fn says_otherwise(protein: &str) -> bool {
    let change = protein.rsplit(':').next().unwrap_or_default();
    let change = change.trim_start_matches("p.").trim_matches(['(', ')']);
    let mut rest = change.chars();
    let substitution = rest.next().is_some_and(|c| c.is_ascii_uppercase())
        && rest.next_back().is_some_and(|c| c.is_ascii_uppercase())
        && rest.clone().count() >= 1
        && rest.all(|c| c.is_ascii_digit());
    substitution || change.contains("fs")
}
