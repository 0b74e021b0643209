//! Oracle: ArviZ 0.23.4 (`rhat`, `ess` with methods bulk, tail, mean) on chains made from `Stream`, to 1e-8 relative.

use forestall_base::Stream;
use forestall_model::Distribution;

use super::*;
use crate::space::{Coordinate, Space};

/// Autoregressive chains: draw t of chain c is `phi x + sqrt(1 - phi^2) e`, plus `shift * c`.
fn chains(seed: u64, m: u64, n: usize, phi: f64, shift: f64) -> Vec<Vec<f64>> {
    (0..m)
        .map(|c| {
            let mut stream = Stream::new(seed, 0, c);
            let mut x = stream.normal();
            (0..n)
                .map(|_| {
                    x = phi * x + (1.0 - phi * phi).sqrt() * stream.normal();
                    x + shift * c as f64
                })
                .collect()
        })
        .collect()
}

fn mapped(chains: Vec<Vec<f64>>, f: impl Fn(f64) -> f64) -> Vec<Vec<f64>> {
    chains
        .into_iter()
        .map(|c| c.into_iter().map(&f).collect())
        .collect()
}

#[test]
fn rhat_and_ess_equal_arviz_on_six_sets_of_chains() {
    let cases = [
        (
            chains(1, 4, 250, 0.5, 0.0),
            1.005_161_056_6,
            332.013_444_11,
            707.422_654_22,
            331.276_430_40,
        ),
        (
            chains(2, 4, 200, -0.4, 0.0),
            0.998_881_874_1,
            2_322.471_989_59,
            845.299_983_14,
            2_322.471_989_59,
        ),
        (
            chains(3, 4, 301, 0.3, 0.2),
            1.040_176_373_1,
            306.504_428_55,
            696.176_723_22,
            283.982_402_91,
        ),
        (
            mapped(chains(4, 2, 500, 0.9, 0.0), |x| x * x * x),
            1.097_729_887_1,
            24.339_738_39,
            118.945_354_60,
            29.639_328_31,
        ),
        (
            chains(5, 1, 400, 0.6, 0.0),
            f64::NAN,
            105.556_631_12,
            207.270_076_03,
            106.677_422_86,
        ),
        (
            mapped(chains(6, 4, 100, 0.2, 0.0), f64::round),
            1.002_925_781_6,
            285.181_123_14,
            346.291_533_96,
            284.579_550_63,
        ),
    ];
    for (k, (draws, r, bulk, tail, mean)) in cases.iter().enumerate() {
        let view = ranks::slices(draws);
        let close = |found: f64, wanted: f64| (found / wanted - 1.0).abs() < 1e-8;
        // ArviZ gives no R-hat for a single chain; ours compares its halves.
        assert!(
            r.is_nan() || close(rhat(&view), *r),
            "rhat {k}: {} {r}",
            rhat(&view)
        );
        assert!(
            close(ess_bulk(&view), *bulk),
            "bulk {k}: {} {bulk}",
            ess_bulk(&view)
        );
        assert!(
            close(ess_tail(&view), *tail),
            "tail {k}: {} {tail}",
            ess_tail(&view)
        );
        assert!(
            close(ess_mean(&view), *mean),
            "mean {k}: {} {mean}",
            ess_mean(&view)
        );
    }
}

#[test]
fn odd_inputs_do_not_mislead() {
    let constant = [vec![1.0; 10], vec![1.0; 10]];
    assert_eq!(rhat(&ranks::slices(&constant)), 1.0);
    assert_eq!(ess_bulk(&ranks::slices(&constant)), 20.0);
    let apart = [vec![1.0; 10], vec![2.0; 10]];
    assert!(rhat(&ranks::slices(&apart)).is_infinite());
    let broken = [vec![1.0, f64::NAN, 2.0, 3.0, 4.0]];
    assert!(rhat(&ranks::slices(&broken)).is_nan());
    assert!(rhat(&[]).is_nan() && ess_bulk(&[]).is_nan());
}

/// numpy.quantile (linear): of 4, 1, 3, 2 at 0.4 it is 2.2.
#[test]
fn quantiles_interpolate_between_closest_ranks() {
    assert!((quantile(&[4.0, 1.0, 3.0, 2.0], 0.4) - 2.2).abs() < 1e-15);
    assert_eq!(quantile(&[4.0, 1.0, 3.0, 2.0], 1.0), 4.0);
    assert_eq!(quantile(&[7.0], 0.3), 7.0);
    assert!(quantile(&[], 0.3).is_nan());
}

#[test]
fn what_the_data_did_not_tell_is_said_in_plain_words() {
    let uniform = |name| Coordinate::new(name, (0.0, 1.0), Some(Distribution::Uniform(0.0, 1.0)));
    let names = ["flat", "bounds", "ridge", "partner", "known"];
    let space = Space::new(names.iter().map(|n| uniform(n).unwrap()).collect()).unwrap();
    let n = 1000;
    let even: Vec<f64> = (0..n)
        .map(|k| (f64::from(k) + 0.5) / f64::from(n))
        .collect();
    let column = |f: &dyn Fn(f64) -> f64| even.iter().map(|u| f(*u)).collect::<Vec<_>>();
    // Far out at both ends but mostly central, so that the spread alone does not give it away.
    let bounds = column(&|u| {
        let v = (u * 7.0 * 31.0).fract();
        if v < 0.11 {
            0.01
        } else if v > 0.89 {
            0.99
        } else {
            0.5
        }
    });
    let ridge = column(&|u| 0.3 + 0.2 * u);
    let partner = column(&|u| 0.5 - 0.1 * u);
    let known = column(&|u| 0.5 + 0.01 * ((u * 977.0).fract() - 0.5));
    let verdict = identified(&space, &[&even, &bounds, &ridge, &partner, &known]);
    let reason = |i: usize| verdict[i].reason.clone().unwrap_or_default();
    assert_eq!(
        reason(0),
        "the data hardly narrow it: 90 % of the posterior lies between 0.0505 and 0.950, and its spread is 100 % of the prior's"
    );
    assert_eq!(
        reason(1),
        "the posterior piles up at both bounds: 11 % at 0 and 11 % at 1"
    );
    assert_eq!(
        reason(2),
        "only a combination with \"partner\" is known: their correlation is −1.00, so one can make up for the other"
    );
    assert_eq!(verdict[4].reason, None);
    assert!(verdict[4].contraction > 0.98);
}
