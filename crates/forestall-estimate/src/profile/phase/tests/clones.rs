use forestall_base::Stream;

use super::super::trees::forests;
use super::super::{Allelic, CloneEvent, Proof, Scenario, scenarios};

fn event(gene: &str, samples: &[(u32, u32)], purity: f64) -> CloneEvent {
    let samples = samples
        .iter()
        .map(|&(a, d)| Allelic::diploid(a, d, purity))
        .collect();
    CloneEvent {
        gene: gene.into(),
        samples,
    }
}

/// `{0}<-{1}` : clones in order, with the clone each arose in.
fn shape(scenario: &Scenario) -> String {
    let clone = |c: &super::super::TumourClone| match c.parent {
        Some(parent) => format!("{:?} in {parent}", c.events),
        None => format!("{:?}", c.events),
    };
    scenario
        .clones
        .iter()
        .map(clone)
        .collect::<Vec<_>>()
        .join(", ")
}

/// Cayley: (k + 1)^(k - 1) rooted forests over k nodes.
#[test]
fn all_forests_are_enumerated_once() {
    for (count, expected) in [(1, 1), (2, 3), (3, 16), (4, 125), (5, 1296)] {
        let mut all = forests(count);
        assert_eq!(all.len(), expected);
        all.sort();
        all.dedup();
        assert_eq!(all.len(), expected);
    }
}

#[test]
fn a_large_and_a_small_clone_are_nested() {
    let events = [
        event("EGFR", &[(420, 1000)], 0.9),
        event("MET", &[(150, 1000)], 0.9),
    ];
    let all = scenarios(&events, &[], 1);
    assert_eq!(all.len(), 1);
    assert_eq!(shape(&all[0]), "[0], [1] in 0");
    let (outer, inner) = (&all[0].clones[0], &all[0].clones[1]);
    assert!((outer.own.best - 0.6).abs() < 0.03 && (inner.own.best - 0.33).abs() < 0.03);
    assert!((all[0].rest.best + outer.own.best + inner.own.best - 1.0).abs() < 1e-9);
}

#[test]
fn equal_small_fractions_leave_one_clone_and_two_open() {
    let events = [
        event("KRAS", &[(120, 1000)], 0.8),
        event("NRAS", &[(120, 1000)], 0.8),
    ];
    let all = scenarios(&events, &[], 1);
    let shapes: Vec<(String, f64)> = all.iter().map(|s| (shape(s), s.weight)).collect();
    assert_eq!(shapes.len(), 2, "{shapes:?}");
    assert!(
        shapes.iter().all(|(_, w)| (w - 0.5).abs() < 0.02),
        "{shapes:?}"
    );
    assert!(
        shapes.iter().any(|(s, _)| s == "[0, 1]") && shapes.iter().any(|(s, _)| s == "[0], [1]")
    );
    assert_eq!(all, scenarios(&events, &[], 1));
}

/// T790M in most cells, C797S in some of them: cis and trans are both followed up; phased reads leave one.
#[test]
fn alleles_of_one_gene_are_followed_up_until_reads_decide() {
    let events = [
        event("EGFR", &[(400, 1000)], 0.9),
        event("EGFR", &[(180, 1000)], 0.9),
    ];
    let open = scenarios(&events, &[], 1);
    assert_eq!(open.len(), 2);
    assert_eq!(
        (open[0].pairs[0].cis, open[1].pairs[0].cis),
        (Some(true), Some(false))
    );
    assert_eq!((open[0].weight, open[1].weight), (0.5, 0.5));
    for (proof, expected) in [(Proof::Proven, true), (Proof::Excluded, false)] {
        let decided = scenarios(&events, &[(0, 1, proof)], 1);
        assert_eq!(decided.len(), 1);
        assert_eq!(decided[0].pairs[0].cis, Some(expected));
    }
}

/// A pair of one gene at 22 % and 12 % of 200 reads: the nested tree is likelier than the parallel one, but halved by its two alleles.
#[test]
fn the_heaviest_scenario_is_the_first() {
    let events = [
        event("EGFR", &[(44, 200)], 0.82),
        event("EGFR", &[(24, 200)], 0.82),
    ];
    let all = scenarios(&events, &[], 1);
    assert_eq!(all.len(), 3);
    assert!(all.is_sorted_by(|a, b| a.weight >= b.weight));
    assert!((all.iter().map(|s| s.weight).sum::<f64>() - 1.0).abs() < 0.02);
}

#[test]
fn cis_forbids_parallel_clones() {
    let events = [
        event("KRAS", &[(120, 1000)], 0.8),
        event("KRAS", &[(120, 1000)], 0.8),
    ];
    let all = scenarios(&events, &[(1, 0, Proof::Proven)], 1);
    assert_eq!(all.iter().map(shape).collect::<Vec<_>>(), ["[0, 1]"]);
}

#[test]
fn fractions_that_fit_no_tree_are_said_to_fit_none() {
    let events = [
        event("A", &[(450, 1000), (300, 1000)], 1.0),
        event("B", &[(300, 1000), (450, 1000)], 1.0),
    ];
    let all = scenarios(&events, &[], 1);
    assert!(!all[0].consistent && all.len() == 1);
    let none = scenarios(&[], &[], 1);
    assert_eq!((none[0].clones.len(), none[0].rest.best), (0, 1.0));
}

#[test]
fn many_events_are_joined_to_few_clones() {
    let events: Vec<CloneEvent> = (0..30)
        .map(|i| {
            event(
                &format!("G{i}"),
                &[([440, 200, 60][i % 3] + i as u32 % 5, 1000)],
                0.9,
            )
        })
        .collect();
    let all = scenarios(&events, &[], 1);
    let carried: usize = all[0].clones.iter().map(|c| c.events.len()).sum();
    assert_eq!(carried, 30);
}

/// Simulated trees of two to four variants, purity 0.2-0.9, depth 50-1,000: the true shape is among the scenarios, and scenarios
/// given a weight near w are true about as often as w (calibration within 0.1 in each quarter).
#[test]
fn weights_of_scenarios_are_calibrated_on_simulated_trees() {
    let mut bins = [(0.0, 0.0, 0.0); 4];
    let rounds = 300;
    let mut found = 0;
    for round in 0..rounds {
        let mut stream = Stream::new(3, round, 0);
        let count = 2 + stream.below(2);
        let trees = forests(count);
        let tree = &trees[stream.below(trees.len())];
        let purity = 0.2 + 0.7 * stream.uniform();
        let depth = 50 + stream.below(951) as u32;
        // Uniform on the simplex of cells, as the weights assume.
        let cells: Vec<f64> = (0..=count).map(|_| stream.exponential()).collect();
        let sum: f64 = cells.iter().sum();
        let mut fractions: Vec<f64> = cells[..count].iter().map(|c| c / sum).collect();
        let alone = fractions.clone();
        for node in 0..count {
            let mut at = tree[node];
            while let Some(above) = at {
                fractions[above] += alone[node];
                at = tree[above];
            }
        }
        let events: Vec<CloneEvent> = fractions
            .iter()
            .enumerate()
            .map(|(i, f)| {
                let v = f * purity / 2.0;
                let hits = (0..depth).filter(|_| stream.uniform() < v).count() as u32;
                event(&format!("G{i}"), &[(hits, depth)], purity)
            })
            .collect();
        // A scenario is true if each of its clones that is no union keeps the true order: compare ancestor relations, and allow
        // joined variants in either order.
        let true_above = |a: usize, b: usize| {
            let mut at = tree[b];
            while let Some(above) = at {
                if above == a {
                    return true;
                }
                at = tree[above];
            }
            false
        };
        let all = scenarios(&events, &[], 9);
        let mut any = false;
        for scenario in &all {
            let home = |e: usize| {
                scenario
                    .clones
                    .iter()
                    .position(|c| c.events.contains(&e))
                    .unwrap()
            };
            let above = |a: usize, b: usize| {
                let mut at = scenario.clones[home(b)].parent;
                while let Some(clone) = at {
                    if clone == home(a) {
                        return true;
                    }
                    at = scenario.clones[clone].parent;
                }
                false
            };
            let truth = (0..count).all(|a| {
                (0..count).filter(|b| *b != a).all(|b| {
                    if home(a) == home(b) {
                        true_above(a, b) || true_above(b, a)
                    } else {
                        above(a, b) == true_above(a, b)
                    }
                })
            });
            any |= truth;
            let bin = &mut bins[((scenario.weight * 4.0) as usize).min(3)];
            bin.0 += 1.0;
            bin.1 += scenario.weight;
            bin.2 += f64::from(u8::from(truth));
        }
        found += u32::from(any);
    }
    assert!(found >= rounds * 97 / 100, "{found}");
    for (made, weight, truth) in bins {
        assert!((weight / made - truth / made).abs() < 0.1, "{bins:?}");
    }
}
