//! Answers are remembered from sample to sample; each sample must get what it gets alone.

use std::collections::BTreeSet;

use forestall_base::{Consequence, Finding, Found, Level, Phase, Profile, Reads, Stream};

use super::{asked, catalogue, mechanism, profile};
use crate::profile::matching::{Explanation, FoundMechanism, explain};

const EVENTS: [&str; 14] = [
    "EGFR T790M",
    "EGFR T790",
    "EGFR exon(20, ins)",
    "EGFR domain(kinase, mut)",
    "EGFR other(T790M)",
    "KRAS mut AND NOT EGFR T790M",
    "KRAS wt",
    "RB1 lof",
    "RB1 biallelic OR MET amp",
    "EGFR T790M vaf >= 0.2",
    "cis(EGFR T790M, EGFR C797S)",
    "trans(EGFR T790M, EGFR C797S)",
    "EGFR mut AND RB1 mut",
    "NOT MET amp",
];

const CHANGES: [(&str, &str, Consequence); 12] = [
    ("EGFR", "T790M", Consequence::Missense),
    ("ERBB1", "T790M", Consequence::Missense),
    ("EGFR", "T790A", Consequence::Missense),
    ("EGFR", "C797S", Consequence::Missense),
    ("EGFR", "D770_N771insSVD", Consequence::InframeInsertion),
    ("EGFR", "", Consequence::Unstated),
    ("EGFR", "L858=", Consequence::Silent),
    ("KRAS", "G12D", Consequence::Missense),
    ("KRAS", "?!", Consequence::Missense),
    ("RB1", "Q395*", Consequence::Nonsense),
    ("RB1", "R661W", Consequence::Missense),
    ("TTN", "A1V", Consequence::Missense),
];

/// A profile of many samples with a few findings each, in any order of samples.
fn made(samples: usize) -> Profile {
    let mut stream = Stream::new(11, 0, 0);
    let mut all = profile(&[]);
    all.samples.clear();
    let numbers: Vec<u32> = (0..samples).map(|n| all.sample(&format!("S{n}"))).collect();
    let haplotype = all.names.intern("a");
    for _ in 0..3 * samples {
        let (gene, protein, consequence) = CHANGES[stream.below(CHANGES.len())];
        let sample = numbers[stream.below(samples)];
        let depth = 50 + stream.below(200) as u32;
        let reads = Reads {
            alternate: stream.below(depth as usize) as u32,
            depth,
        };
        let phase = (stream.below(3) > 0).then(|| Phase {
            set: haplotype,
            strand: stream.below(2) as u8,
        });
        let found = if stream.below(6) == 0 {
            Found::Copies {
                level: [Level::Amplification, Level::DeepDeletion][stream.below(2)],
                total: (stream.below(2) == 0).then_some(9.0),
                minor: None,
            }
        } else {
            Found::Change {
                protein: (!protein.is_empty()).then(|| all.names.intern(protein)),
                coding: (stream.below(3) == 0).then(|| all.names.intern("c.100del")),
                consequence,
                transcript: None,
                exon: None,
                phase,
            }
        };
        let gene = if matches!(found, Found::Copies { .. }) {
            ["MET", "RB1"][stream.below(2)]
        } else {
            gene
        };
        let gene = all.names.intern(gene);
        all.findings.push(Finding {
            sample,
            gene,
            found,
            reads: Some(reads),
            vaf: None,
            place: None,
            line: 1,
        });
    }
    all
}

/// What was found in a sample, in words; and the findings, which are others where the sample is alone.
fn told(m: &FoundMechanism) -> String {
    let findings = m.findings.len();
    let shown: Vec<bool> = m.counters.iter().map(|counter| counter.shown).collect();
    format!(
        "{} {:?} {:?} {:?} {findings} {shown:?}",
        m.id, m.matched_by, m.found, m.vaf
    )
}

/// Counters that are known of other events, one of which several mechanisms share.
fn counters(k: usize) -> String {
    let counter = |covers: &str| {
        format!(
            "[[mechanism.counter]]\ndrugs = [\"osimertinib\"]\nstrategy = \"switch\"\nlevel = \"B\"\npmid = [2]\ncovers = \"{covers}\"\n"
        )
    };
    let others = [EVENTS[(k + 5) % EVENTS.len()], "KRAS G12D"];
    others.map(counter).concat()
}

fn gaps(all: &Explanation) -> BTreeSet<(String, String)> {
    let gaps = all.not_assessable.iter();
    gaps.flat_map(|gap| {
        let of = |id: &String| (gap.reason.clone(), id.clone());
        gap.mechanisms.iter().map(of)
    })
    .collect()
}

#[test]
fn each_of_many_samples_gets_what_it_gets_alone() {
    let events = EVENTS.iter().enumerate();
    let text: String = events
        .map(|(k, event)| mechanism(&format!("m{k:02}"), event, "gefitinib", &counters(k)))
        .collect();
    let catalogue = catalogue(&text);
    let question = asked("gefitinib", "NSCLC");
    let all = made(600);
    let together = explain(&all, &catalogue, &question);
    let mut open = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut shown = [0, 0];
    for (number, sample) in all.samples.iter().enumerate() {
        let mut alone = all.clone();
        alone.samples = vec![sample.clone()];
        alone.findings.retain(|f| f.sample as usize == number);
        for finding in &mut alone.findings {
            finding.sample = 0;
        }
        let alone = explain(&alone, &catalogue, &question);
        open.extend(gaps(&alone));
        let wanted: Vec<String> = alone.mechanisms.iter().map(told).collect();
        let own = together
            .mechanisms
            .iter()
            .filter(|m| m.sample == sample.name.clone().into());
        let found: Vec<String> = own.clone().map(told).collect();
        assert_eq!(found, wanted, "{}", sample.name);
        for m in own {
            seen.insert(m.id.clone());
            for counter in &m.counters {
                shown[usize::from(counter.shown)] += 1;
            }
            // The findings are the sample's own, and the fraction is theirs.
            let fractions = m.findings.iter().map(|&k| {
                assert_eq!(all.findings[k].sample as usize, number);
                all.findings[k].fraction().unwrap()
            });
            assert_eq!(fractions.reduce(f64::min), m.vaf);
        }
    }
    assert_eq!(gaps(&together), open);
    assert!(seen.len() >= 12, "{seen:?}");
    assert!(shown.iter().all(|count| *count > 100), "{shown:?}");
}
