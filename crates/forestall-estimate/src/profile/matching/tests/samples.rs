//! Which findings are looked at, and that samples are kept apart.

use forestall_base::{Assessed, Consequence, Finding, Found, Measurement};

use super::{asked, catalogue, mechanism, profile};
use crate::profile::matching::explain::explain_sample;
use crate::profile::matching::{Explanation, explain};

/// A fusion is a rearrangement of each of its genes, whichever the source names first.
#[test]
fn a_fusion_speaks_of_both_of_its_genes() {
    let catalogue = catalogue(&mechanism("one", "MET rearranged", "gefitinib", ""));
    for (first, second) in [("MET", "KRAS"), ("KRAS", "MET")] {
        let mut profile = profile(&[]);
        profile.sample("S1");
        let (gene, partner) = (profile.names.intern(first), profile.names.intern(second));
        profile.findings.push(Finding {
            sample: 0,
            gene,
            found: Found::Fusion {
                partner: Some(partner),
                exons: None,
            },
            reads: None,
            vaf: None,
            place: None,
            line: 1,
        });
        profile
            .coverage
            .state(Measurement::Fusions, Assessed::Everything);
        let found = explain(&profile, &catalogue, &asked("gefitinib", "NSCLC"));
        assert_eq!(*found.mechanisms[0].found, [format!("{first}::{second}")]);
    }
}

/// Of many samples each is answered as if it were alone.
#[test]
fn samples_do_not_see_each_other() {
    let both = [
        mechanism("one", "EGFR T790M AND NOT KRAS mut", "gefitinib", ""),
        mechanism("two", "KRAS wt", "gefitinib", ""),
    ];
    let catalogue = catalogue(&both.concat());
    let mut profile = profile(&[
        ("EGFR", "T790M", Consequence::Missense),
        ("EGFR", "T790M", Consequence::Missense),
        ("KRAS", "G12D", Consequence::Missense),
    ]);
    let second = profile.sample("S2");
    profile.findings[1].sample = second;
    profile.findings[2].sample = second;
    let question = asked("gefitinib", "NSCLC");
    let together = explain(&profile, &catalogue, &question);
    let ids = |said: &Explanation| -> Vec<(String, String)> {
        let all = said.mechanisms.iter();
        all.map(|m| (m.sample.to_string(), m.id.clone())).collect()
    };
    let first = profile.samples[0].name.to_string();
    assert_eq!(
        ids(&together),
        [(first.clone(), "one".to_owned()), (first, "two".to_owned())]
    );
    let alone = explain_sample(&profile, 0, &catalogue, &question);
    assert_eq!(alone.mechanisms, together.mechanisms);
    assert!(
        explain_sample(&profile, second, &catalogue, &question)
            .mechanisms
            .is_empty()
    );
    assert!(
        explain_sample(&profile, 9, &catalogue, &question)
            .mechanisms
            .is_empty()
    );
}
