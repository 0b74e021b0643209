use std::collections::BTreeMap;

use forestall_base::{Measurement, Stream};

use super::super::{Cohort, Fate, GeneLengths, PairedEvent, PairedSamples, Seen, cohort};

fn event(gene: &str, codon: u32, fate: Fate) -> PairedEvent {
    PairedEvent {
        gene: gene.into(),
        event: format!("A{codon}V").into(),
        codon: Some(codon),
        silent: false,
        measured: Measurement::Mutations,
        before: Seen::default(),
        after: Seen::default(),
        fate,
        reason: String::new(),
        change: None,
        findings: [None; 2],
        perhaps_germline: false,
    }
}

/// 300 genes of unequal length.
fn lengths() -> GeneLengths {
    let length = |i: usize| 300.0 * libm::exp(3.0 * ((i * 37 % 300) as f64 / 300.0));
    let table = (0..300).map(|i| (format!("G{i}"), length(i))).collect();
    GeneLengths::new(table, 300)
}

/// A cohort whose changes fall on genes by length; `planted` genes are hit in a part of the patients besides.
fn simulated(seed: u64, patients: usize, planted: &[(&str, f64)]) -> Vec<PairedSamples> {
    let lengths = lengths();
    let names: Vec<String> = (0..300).map(|i| format!("G{i}")).collect();
    let shares: Vec<f64> = names.iter().map(|g| lengths.share(g)).collect();
    let mut stream = Stream::new(seed, 0, 0);
    (0..patients)
        .map(|patient| {
            let mut events = Vec::new();
            for fate in [Fate::Acquired, Fate::Lost] {
                // Burdens differ a lot from patient to patient, as depth and mutational processes do.
                let burden = (4.0 * stream.exponential() * stream.exponential()) as usize;
                for _ in 0..burden {
                    let mut at = stream.uniform();
                    let mut gene = 0;
                    while gene < 299 && at > shares[gene] {
                        at -= shares[gene];
                        gene += 1;
                    }
                    let codon = 1 + stream.below(500) as u32;
                    events.push(event(&names[gene], codon, fate));
                }
            }
            for (gene, rate) in planted {
                if stream.uniform() < *rate {
                    events.push(event(gene, 790, Fate::Acquired));
                }
            }
            PairedSamples {
                patient: format!("P{patient:02}").into(),
                events,
            }
        })
        .collect()
}

/// Cohorts of 10-40 pairs with two planted genes: they rank first, and their codon is the first hotspot.
#[test]
fn planted_genes_rank_first() {
    let mut first = 0;
    for seed in 0..40 {
        let patients = 10 + (seed as usize * 7) % 31;
        let pairs = simulated(seed, patients, &[("G5", 0.6), ("G150", 0.5)]);
        let found = cohort(&pairs, &lengths());
        let mut names: Vec<&str> = found.acquired.genes[..2].iter().map(|g| &*g.gene).collect();
        names.sort_unstable();
        first += u32::from(names == ["G150", "G5"]);
        let hotspot = &found.acquired.hotspots[0];
        assert!(
            hotspot.codon == 790 && hotspot.p.unwrap() < 0.01,
            "{seed}: {hotspot:?}"
        );
    }
    assert!(first >= 38, "{first} of 40");
}

/// Without planted genes: a cohort with any gene of q <= 0.05 is as rare as 0.05 says, and p-values below 0.05 are not more
/// frequent than 0.05 of the genes (both plus three standard errors).
#[test]
fn false_positives_come_at_the_nominal_rate() {
    let rounds = 400;
    let (mut any, mut small) = (0, 0);
    for seed in 0..rounds {
        let pairs = simulated(1000 + seed, 10 + (seed as usize * 7) % 31, &[]);
        let found = cohort(&pairs, &lengths());
        any += u32::from(found.acquired.genes.iter().any(|g| g.q <= 0.05));
        small += found.acquired.genes.iter().filter(|g| g.p <= 0.05).count();
    }
    let error = |n: f64| 3.0 * (0.05 * 0.95 / n).sqrt();
    assert!(
        f64::from(any) / rounds as f64 <= 0.05 + error(rounds as f64),
        "{any} of {rounds}"
    );
    let tests = rounds as f64 * 300.0;
    assert!(small as f64 / tests <= 0.05 + error(tests), "{small}");
    assert!(small > 100, "the test would be empty: {small}");
}

#[test]
fn swapping_before_and_after_swaps_acquired_and_lost_exactly() {
    let pairs = simulated(7, 25, &[("G5", 0.6)]);
    let mut turned = pairs.clone();
    for event in turned.iter_mut().flat_map(|p| &mut p.events) {
        event.fate = match event.fate {
            Fate::Acquired => Fate::Lost,
            Fate::Lost => Fate::Acquired,
            same => same,
        };
    }
    let there = cohort(&pairs, &lengths());
    let mut back = cohort(&turned, &lengths());
    std::mem::swap(&mut back.acquired, &mut back.lost);
    for gene in back.acquired.genes.iter_mut().chain(&mut back.lost.genes) {
        gene.gained_lost = (gene.gained_lost.1, gene.gained_lost.0);
    }
    assert_eq!(there, back);
}

#[test]
fn the_order_of_patients_changes_nothing() {
    let mut pairs = simulated(7, 31, &[("G5", 0.6)]);
    let there: Cohort = cohort(&pairs, &lengths());
    pairs.rotate_left(11);
    pairs.reverse();
    assert_eq!(there, cohort(&pairs, &lengths()));
}

/// One patient with burden b: the chance of a gene with the share s of all bases is 1 - (1 - s)^b.
#[test]
fn expectation_follows_burden_and_length() {
    let lengths = GeneLengths::new(
        BTreeMap::from([("A".into(), 3000.0), ("B".into(), 1000.0)]),
        2,
    );
    assert_eq!((lengths.share("A"), lengths.share("B")), (0.75, 0.25));
    let acquired = |gene: &str, codon| event(gene, codon, Fate::Acquired);
    let pair = PairedSamples {
        patient: "P".into(),
        events: vec![acquired("A", 1), acquired("B", 2), acquired("A", 3)],
    };
    let found = cohort(&[pair], &lengths);
    let b = found
        .acquired
        .genes
        .iter()
        .find(|g| &*g.gene == "B")
        .unwrap();
    assert!((b.p - (1.0 - libm::pow(0.75, 3.0))).abs() < 1e-12 && (b.expected - b.p).abs() < 1e-12);
    assert_eq!((b.gained_lost, b.sign_p), ((1, 0), 1.0));
    assert_eq!(GeneLengths::uniform(500).share("any"), 1.0 / 500.0);
}

#[test]
fn silent_changes_count_for_nothing() {
    let mut silent = event("A", 1, Fate::Acquired);
    silent.silent = true;
    let pair = PairedSamples {
        patient: "P".into(),
        events: vec![silent, event("B", 2, Fate::NotAssessable)],
    };
    let found = cohort(&[pair], &GeneLengths::uniform(10));
    assert!(found.acquired.genes.is_empty() && found.not_assessable == 1);
}
