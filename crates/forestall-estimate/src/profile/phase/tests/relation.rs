use forestall_base::Stream;

use super::super::{
    Allelic, Bounds, Proof, Spanning, binomial_at_least, binomial_interval, purity_from_truncal,
    relate, relate_over_time,
};
use forestall_base::Reads;

/// Reads that carry a variant, drawn one by one.
fn reads(stream: &mut Stream, depth: u32, fraction: f64) -> u32 {
    (0..depth).filter(|_| stream.uniform() < fraction).count() as u32
}

/// Expected allele fraction of `copies` mutated copies per tumour cell.
fn fraction(copies: f64, total: f64, purity: f64) -> f64 {
    purity * copies / (purity * total + 2.0 * (1.0 - purity))
}

/// Clopper and Pearson 1934: the interval of 0 in n ends at 1 - (alpha/2)^(1/n); the tails at its ends are alpha/2 each, by
/// summing the binomial distribution term by term.
#[test]
fn exact_interval_has_the_tails_it_promises() {
    let none = binomial_interval(0, 20, 0.95);
    assert!((none.high - (1.0 - libm::pow(0.025, 1.0 / 20.0))).abs() < 1e-12);
    assert_eq!(binomial_interval(0, 0, 0.95).high, 1.0);
    for (x, n) in [(1_u32, 10_u32), (7, 50), (49, 50), (120, 900)] {
        let bounds = binomial_interval(x, n, 0.95);
        let tail = |p: f64, from: u32, to: u32| -> f64 {
            let mut sum = 0.0;
            for k in from..=to {
                let choose = libm::lgamma(f64::from(n) + 1.0)
                    - libm::lgamma(f64::from(k) + 1.0)
                    - libm::lgamma(f64::from(n - k) + 1.0);
                let log = choose + f64::from(k) * libm::log(p) + f64::from(n - k) * libm::log1p(-p);
                sum += libm::exp(log);
            }
            sum
        };
        assert!((tail(bounds.low, x, n) - 0.025).abs() < 1e-9);
        assert!((tail(bounds.high, 0, x) - 0.025).abs() < 1e-9);
        assert!((binomial_at_least(x, n, 0.1) - tail(0.1, x, n)).abs() < 1e-9);
    }
}

/// Nominal coverage: over purities 0.2-0.9 and depths 50-1,000 the 95 % interval of the cell fraction covers the truth in at
/// least 95 % of 4,000 samples, less three standard errors.
#[test]
fn interval_of_the_cell_fraction_covers_at_its_rate() {
    let mut covered = 0;
    let rounds = 4000;
    for round in 0..rounds {
        let mut stream = Stream::new(11, round, 0);
        let purity = 0.2 + 0.7 * stream.uniform();
        let depth = 50 + stream.below(951) as u32;
        let total = 1.0 + stream.below(4) as f64;
        let cells = stream.uniform();
        let multiplicity = if total > 2.0 && stream.uniform() < 0.5 {
            2.0
        } else {
            1.0
        };
        let v = fraction(cells * multiplicity, total, purity);
        let variant = Allelic {
            reads: Reads {
                alternate: reads(&mut stream, depth, v),
                depth,
            },
            purity: Bounds::exactly(purity),
            copies: total,
            multiplicity,
            inherited: 0.0,
            most: multiplicity,
        };
        let bounds = variant.cell_fraction(0.95);
        covered += u32::from(bounds.low <= cells && cells <= bounds.high);
    }
    let rate = f64::from(covered) / f64::from(rounds);
    assert!(
        rate > 0.95 - 3.0 * (0.95 * 0.05 / f64::from(rounds)).sqrt(),
        "{rate}"
    );
}

/// Known clones: two variants on given alleles of given cells, purity 0.2-0.9, depth 50-1,000. What is called proven or excluded
/// is right in at least 99 % of the calls.
#[test]
fn proven_is_right_in_99_of_100_simulated_pairs() {
    let rounds = 6000;
    let (mut cells, mut cis, mut clone) = ((0, 0), (0, 0), (0, 0));
    for round in 0..rounds {
        let mut stream = Stream::new(5, round, 1);
        let purity = 0.2 + 0.7 * stream.uniform();
        let depth = 50 + stream.below(951) as u32;
        let total = 1.0 + stream.below(3) as f64;
        // Cells with only a, only b, both; in those with both: on one allele, or on two.
        let mut parts: Vec<f64> = (0..4).map(|_| stream.exponential()).collect();
        for part in &mut parts {
            if stream.uniform() < 0.4 {
                *part = 0.0;
            }
        }
        let sum: f64 = parts.iter().sum::<f64>();
        if sum == 0.0 {
            continue;
        }
        let (only_a, only_b, both) = (parts[0] / sum, parts[1] / sum, parts[2] / sum);
        let same_allele = total == 1.0 || stream.uniform() < 0.5;
        let draw = |copies: f64, stream: &mut Stream| {
            let mut variant = Allelic::diploid(0, depth, purity);
            variant.copies = total;
            variant.reads.alternate = reads(stream, depth, fraction(copies, total, purity));
            variant
        };
        let a = draw(only_a + both, &mut stream);
        let b = draw(only_b + both, &mut stream);
        let relation = relate(&a, &b, true, None, 0.99);
        let count = |tally: &mut (u32, u32), proof: Proof, truth: bool| {
            if proof != Proof::Possible {
                tally.0 += u32::from((proof == Proof::Proven) == truth);
                tally.1 += 1;
            }
        };
        count(&mut cells, relation.same_cell.proof, both > 0.0);
        let one = relation.cis.unwrap();
        count(&mut cis, one.proof, both > 0.0 && same_allele);
        let common = both / (only_a + only_b + both).max(1e-12);
        count(&mut clone, relation.same_clone.proof, common >= 0.9);
    }
    for (name, (right, made), least) in [
        ("cell", cells, 500),
        ("cis", cis, 100),
        ("clone", clone, 500),
    ] {
        assert!(made > least, "{name}: {made} calls");
        assert!(
            f64::from(right) >= 0.99 * f64::from(made),
            "{name}: {right} of {made}"
        );
    }
}

#[test]
fn reasons_name_the_inequality_and_its_margin() {
    // Purity 1, two copies: 45 % of reads mean 90 % of cells.
    let (a, b) = (
        Allelic::diploid(450, 1000, 1.0),
        Allelic::diploid(300, 1000, 1.0),
    );
    let relation = relate(&a, &b, true, None, 0.99);
    assert_eq!(
        relation.same_cell.reason,
        "cell fractions 0.90 (0.82-0.98) and 0.60 (0.53-0.68): the lower bounds add up to 1.35 > 1, so some cells carry both"
    );
    assert!((relation.same_cell.margin.unwrap() - 0.35).abs() < 0.01);
    assert_eq!(
        relation.same_clone.reason,
        "cell fractions 0.90 (0.82-0.98) and 0.60 (0.53-0.68) differ by 0.14 at least: one clone is larger"
    );
    let cis = relation.cis.clone().unwrap();
    assert_eq!(
        (cis.proof, cis.reason.as_str()),
        (
            Proof::Possible,
            "no reads cover both, and mutated copies per cell 0.90 (0.82-0.98) and 0.60 (0.53-0.68) of 2.0 leave it open"
        )
    );
    assert_eq!(relation.trans(), Proof::Possible);
    assert!(relate(&a, &b, false, None, 0.99).cis.is_none());
    // Both variants on most of four gained copies: more mutated copies than copies.
    let amplified = |alternate| Allelic {
        copies: 4.0,
        multiplicity: 3.0,
        most: 3.0,
        ..Allelic::diploid(alternate, 1000, 0.9)
    };
    let cis = relate(&amplified(700), &amplified(650), true, None, 0.99)
        .cis
        .unwrap();
    assert_eq!(
        (cis.proof, cis.reason.as_str()),
        (
            Proof::Proven,
            "mutated copies per cell 2.96 (2.79-3.11) and 2.74 (2.58-2.91) of 4.0: the lower bounds add up to 5.37, so some alleles carry both"
        )
    );
}

#[test]
fn reads_over_both_places_override_allele_fractions() {
    let (a, b) = (
        Allelic::diploid(45, 100, 1.0),
        Allelic::diploid(20, 100, 1.0),
    );
    let judge = |spanning| relate(&a, &b, true, Some(spanning), 0.99);
    let cis = judge(Spanning::Cis);
    assert_eq!(cis.cis.as_ref().unwrap().proof, Proof::Proven);
    assert_eq!(
        (cis.same_cell.proof, cis.trans()),
        (Proof::Proven, Proof::Excluded)
    );
    assert_eq!(
        cis.same_cell.reason,
        "one allele lies in one cell; the caller phased both onto one molecule"
    );
    let trans = judge(Spanning::Trans);
    assert_eq!(
        (trans.cis.as_ref().unwrap().proof, trans.trans()),
        (Proof::Excluded, Proof::Proven)
    );
    assert_eq!(trans.same_cell.proof, Proof::Possible);
    let counted = judge(Spanning::Counted {
        both: 18,
        first: 22,
        second: 1,
    });
    assert_eq!(
        counted.cis.unwrap().reason,
        "18 reads carry both, 22 only the first, 1 only the second: 0.95 (0.67-1.00) of the rarer variant lies in cis"
    );
    let apart = judge(Spanning::Counted {
        both: 0,
        first: 60,
        second: 55,
    });
    let cis = apart.cis.unwrap();
    assert_eq!(
        (cis.proof, cis.reason.as_str()),
        (
            Proof::Excluded,
            "0 reads carry both, 60 only the first, 55 only the second: at most 0.08 of the rarer variant lies in cis"
        )
    );
    // Too few reads say nothing: the allele fractions decide.
    let few = judge(Spanning::Counted {
        both: 0,
        first: 3,
        second: 2,
    });
    assert_eq!(few.cis.unwrap().proof, Proof::Possible);
}

#[test]
fn opposite_moves_exclude_one_clone() {
    let at = |a: u32, b: u32| (Allelic::diploid(a, 500, 0.8), Allelic::diploid(b, 500, 0.8));
    let (cell, clone) = relate_over_time(&[at(90, 70), at(70, 90)], 0.95);
    assert_eq!(clone.proof, Proof::Possible, "{}", clone.reason);
    assert_eq!(cell.proof, Proof::Possible);
    let (_, clone) = relate_over_time(&[at(90, 70), at(20, 160)], 0.95);
    assert_eq!(
        (clone.proof, clone.reason.as_str()),
        (
            Proof::Excluded,
            "between samples 1 and 2 one falls while the other rises"
        )
    );
    let (_, clone) = relate_over_time(&[at(100, 60), at(60, 100)], 0.95);
    assert_eq!(
        (clone.proof, clone.reason.as_str()),
        (
            Proof::Excluded,
            "sample 1: cell fractions 0.50 (0.40-0.61) and 0.30 (0.22-0.39) differ by 0.01 at least"
        )
    );
    let (_, clone) = relate_over_time(&[at(20, 22), at(120, 118)], 0.95);
    assert_eq!(
        (clone.proof, clone.reason.as_str()),
        (
            Proof::Possible,
            "both move together and stay alike, as one clone does, or two that grow alike"
        )
    );
}

#[test]
fn purity_is_twice_the_fraction_of_a_truncal_variant() {
    let purity = purity_from_truncal(
        Reads {
            alternate: 150,
            depth: 500,
        },
        0.95,
    );
    assert!((purity.best - 0.6).abs() < 1e-12 && purity.low < 0.53 && purity.high > 0.67);
}

/// An inherited variant on one of two copies, purity 0.5: half of the reads mean one copy per tumour cell, not two.
#[test]
fn normal_cells_are_taken_off_an_inherited_variant() {
    let inherited = Allelic {
        inherited: 1.0,
        ..Allelic::diploid(500, 1000, 0.5)
    };
    assert!((inherited.mutated_copies(0.95).best - 1.0).abs() < 1e-12);
    let second = Allelic::diploid(100, 1000, 0.5);
    let cis = relate(&inherited, &second, true, None, 0.99).cis.unwrap();
    assert_eq!(cis.proof, Proof::Possible, "{}", cis.reason);
    // The other copy is lost and this one doubled: every second variant lies on a mutated copy.
    let doubled = Allelic {
        reads: Reads {
            alternate: 750,
            depth: 1000,
        },
        multiplicity: 2.0,
        most: 2.0,
        ..inherited
    };
    assert!((doubled.mutated_copies(0.95).best - 2.0).abs() < 1e-12);
    let cis = relate(&doubled, &second, true, None, 0.99).cis.unwrap();
    assert_eq!(cis.proof, Proof::Proven, "{}", cis.reason);
}

/// Two clones of one patient over three samples, drawn at depth 300: one clone is excluded only where there are two, in 99 of 100.
#[test]
fn one_clone_is_excluded_over_time_only_where_there_are_two() {
    let (mut wrong, mut caught) = (0, 0);
    for round in 0..600 {
        let mut stream = Stream::new(31, round, 0);
        let same = round % 2 == 0;
        let samples: Vec<(Allelic, Allelic)> = (0..3)
            .map(|_| {
                let cells = 0.05 + 0.9 * stream.uniform();
                let others = if same {
                    cells
                } else {
                    0.05 + 0.9 * stream.uniform()
                };
                let mut draw = |f: f64| {
                    Allelic::diploid(reads(&mut stream, 300, fraction(f, 2.0, 0.7)), 300, 0.7)
                };
                (draw(cells), draw(others))
            })
            .collect();
        let excluded = relate_over_time(&samples, 0.99).1.proof == Proof::Excluded;
        if same {
            wrong += u32::from(excluded);
        } else {
            caught += u32::from(excluded);
        }
    }
    assert!(wrong <= 3 && caught > 200, "{wrong} {caught} of 300 each");
}
