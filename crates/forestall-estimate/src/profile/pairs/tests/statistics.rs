use super::super::{benjamini_hochberg, poisson_binomial_at_least, sign_test};

/// All 2^n outcomes, one by one.
#[test]
fn poisson_binomial_tail_agrees_with_all_outcomes() {
    let each = [0.02, 0.9, 0.31, 0.5, 0.004, 0.77, 0.12];
    for least in 0..=8 {
        let mut sum = 0.0;
        for outcome in 0..1_u32 << each.len() {
            if outcome.count_ones() as usize >= least {
                let chance = |(i, p): (usize, &f64)| {
                    if outcome >> i & 1 == 1 { *p } else { 1.0 - p }
                };
                sum += each.iter().enumerate().map(chance).product::<f64>();
            }
        }
        let tail = poisson_binomial_at_least(least, &each);
        assert!((tail - sum).abs() < 1e-14, "{least}: {tail} {sum}");
    }
    // Equal probabilities: the binomial tail; a small one keeps its digits.
    let tail = poisson_binomial_at_least(8, &[1e-4; 10]);
    let exact = 45.0 * 1e-32 * 0.9999 * 0.9999 + 10.0 * 1e-36 * 0.9999 + 1e-40;
    assert!((tail / exact - 1.0).abs() < 1e-12);
    let mut turned = each;
    turned.reverse();
    assert_eq!(
        poisson_binomial_at_least(3, &each).to_bits(),
        poisson_binomial_at_least(3, &turned).to_bits()
    );
}

/// The 15 p-values of Benjamini and Hochberg 1995 (section 4): at a rate of 0.05 the procedure rejects the first four.
#[test]
fn benjamini_hochberg_rejects_four_of_the_fifteen_in_its_paper() {
    let p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ];
    let q = benjamini_hochberg(&p, 15);
    assert_eq!(q.iter().filter(|q| **q <= 0.05).count(), 4);
    assert!((q[0] - 0.0015).abs() < 1e-12 && (q[3] - 0.0095 * 15.0 / 4.0).abs() < 1e-12);
    // Tests that are not given have the p-value 1.
    assert_eq!(benjamini_hochberg(&p[..1], 15)[0], 0.0015);
}

/// Conover, Practical Nonparametric Statistics: 2 P(X >= a) of a fair coin; 8 of 9: 2 * (9 + 1) / 512.
#[test]
fn sign_test_is_twice_the_tail_of_a_fair_coin() {
    assert!((sign_test(8, 1) - 20.0 / 512.0).abs() < 1e-12);
    assert_eq!(sign_test(1, 8), sign_test(8, 1));
    assert_eq!((sign_test(3, 3), sign_test(0, 0)), (1.0, 1.0));
}
