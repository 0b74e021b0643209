//! Drugs of one target.

use forestall_base::Consequence;

use super::{asked, catalogue, mechanism, profile};
use crate::profile::catalogue::{DrugRung, Level};
use crate::profile::matching::{Explanation, explain};

/// A bypass carries the signal whichever drug binds the target, so it is told of another drug of that target too, one level lower; a
/// change of the target may be just what the other drug is made for, and a counter is not resisted by what it counters.
#[test]
fn what_lies_beside_the_target_resists_every_drug_of_it() {
    let counter = "[[mechanism.counter]]\ndrugs = [\"osimertinib\"]\nstrategy = \"switch\"\nlevel = \"A\"\npmid = [3]\n";
    let profile = profile(&[("EGFR", "T790M", Consequence::Missense)]);
    let ask = |class: &str, more: &str| {
        let text =
            mechanism("one", "EGFR T790M", "gefitinib", more).replace("on_target_mutation", class);
        let said = explain(&profile, &catalogue(&text), &asked("osimertinib", "NSCLC"));
        said.mechanisms.into_iter().next()
    };
    let bypass = ask("bypass_receptor", "").unwrap();
    assert_eq!(bypass.drug_match, DrugRung::SameTarget);
    assert_eq!(
        (bypass.level, &*bypass.supports[0].drug),
        (Some(Level::C), "gefitinib")
    );
    let text = mechanism("one", "EGFR T790M", "gefitinib", "")
        .replace("on_target_mutation", "bypass_receptor");
    let elsewhere = explain(&profile, &catalogue(&text), &asked("osimertinib", "CRC"));
    assert_eq!(elsewhere, Explanation::default());
    assert_eq!(ask("on_target_mutation", ""), None);
    assert_eq!(ask("bypass_receptor", counter), None);
}
