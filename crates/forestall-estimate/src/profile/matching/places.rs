//! Calls without annotation: those at places of the genome that the catalogue knows get their gene and change.

use forestall_base::{Found, Profile};

use crate::profile::catalogue::Catalogue;

/// Names the calls of a profile that have no gene, where the catalogue knows their place; how many it could name.
pub fn name_places(profile: &mut Profile, catalogue: &Catalogue) -> usize {
    let Some(build) = profile.build else { return 0 };
    let mut named = 0;
    for k in 0..profile.findings.len() {
        let finding = &profile.findings[k];
        let Some(place) = finding
            .place
            .filter(|_| profile.names.text(finding.gene).is_empty())
        else {
            continue;
        };
        let text = |name| profile.names.text(name);
        let written = format!(
            "{}:{} {}>{}",
            text(place.chromosome),
            place.start,
            text(place.reference),
            text(place.alternate)
        );
        let Some((gene, change)) = catalogue.genes.at(build, &written) else {
            continue;
        };
        let (gene, change) = (
            profile.names.intern(&gene.symbol),
            profile.names.intern(change),
        );
        let finding = &mut profile.findings[k];
        finding.gene = gene;
        if let Found::Change { protein, .. } = &mut finding.found {
            *protein = Some(change);
        }
        named += 1;
    }
    if named > 0 {
        profile.remarks.push(format!(
            "{named} calls without annotation were named by the places that the catalogue knows"
        ));
    }
    named
}
