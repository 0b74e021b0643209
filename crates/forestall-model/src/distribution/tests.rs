//! Densities and quantiles against SciPy 1.x (`logpdf`, `ppf`), the distributions as documented.

use crate::Distribution::{
    self, Beta, Exponential, Gamma, HalfNormal, LogNormal, LogUniform, Normal, Uniform,
};

type Case = (Distribution, [(f64, f64); 2], [(f64, f64); 5]);

/// Distribution, (x, ln density), (u, quantile).
///
/// The outer quantiles of the half-normal are `sd sqrt(2) erfinv(u)` from mpmath with 40 digits:
/// SciPy's lose four digits there by forming (1 + u) / 2.
#[expect(clippy::unreadable_literal, reason = "as the oracle printed them")]
#[rustfmt::skip]
const SCIPY: [Case; 12] = [
    (Uniform(-1.0, 3.0), [(-0.5, -1.3862943611198906), (2.9, -1.3862943611198906)], [(1e-06, -0.999996), (0.025, -0.9), (0.5, 1.0), (0.9, 2.6), (0.999999, 2.999996)]),
    (LogUniform(1e-3, 10.0), [(0.002, 3.994281292054345), (5.0, -3.829764718801947)], [(1e-06, 0.0010000092103827876), (0.025, 0.0012589254117941675), (0.5, 0.10000000000000006), (0.9, 3.981071705534978), (0.999999, 9.999907897020432)]),
    (Normal(2.0, 0.5), [(1.0, -2.2257913526447273), (3.7, -6.005791352644728)], [(1e-06, -0.37671215441144934), (0.025, 1.0200180077299728), (0.5, 2.0), (0.9, 2.6407757827723), (0.999999, 4.376712154408544)]),
    (LogNormal(0.027, 0.5), [(0.01, 2.4062806641672214), (0.2, -6.6362097503261825)], [(1e-06, 0.0025070949980885676), (0.025, 0.010133582150155763), (0.5, 0.027), (0.9, 0.05124472309803718), (0.999999, 0.29077478139188107)]),
    (HalfNormal(0.3), [(0.05, 0.9642925627923198), (1.1, -5.744040770541015)], [(1e-06, 3.759942411947485e-07), (0.025, 0.009401394606427943), (0.5, 0.2023469250588245), (0.9, 0.4934560880854416), (0.999999, 1.4674915427078795)]),
    (Beta(1.0, 4.0), [(0.02, 1.3256862391673323), (0.9, -5.521460917862247)], [(1e-06, 2.500000937500547e-07), (0.025, 0.006309463209709866), (0.5, 0.15910358474628544), (0.9, 0.4376586748096509), (0.999999, 0.9683772233980888)]),
    (Beta(0.4, 0.7), [(0.01, 1.6586997068556149), (0.95, -0.1779218467945627)], [(1e-06, 1.6125502533136285e-15), (0.025, 0.00015934867228377175), (0.5, 0.26755992832498654), (0.9, 0.8951770297004266), (0.999999, 0.9999999921594298)]),
    (Beta(30.0, 5.0), [(0.7, -1.0137298468452585), (0.95, 0.6753001132267986)], [(1e-06, 0.479142327655853), (0.025, 0.7254965128576445), (0.5, 0.86396744749444), (0.9, 0.9267021444500732), (0.999999, 0.9947254245338467)]),
    (Gamma(2.5, 4.0), [(0.3, -3.4531511500761622), (12.0, -5.232331968905258)], [(1e-06, 0.010316928165197671), (0.025, 0.6649692907893301), (0.5, 3.481168152876421), (0.9, 7.389085519824899), (0.999999, 28.71054950368834)]),
    (Gamma(0.3, 1.0), [(0.001, 3.3781388591716386), (3.0, -3.126018438183533)], [(1e-06, 2.3242330321364637e-20), (0.025, 1.0618930105797232e-05), (0.5, 0.24377045288983995), (0.9, 2.9493692445341475), (0.999999, 36.61611877369542)]),
    (Gamma(200.0, 10.0), [(8.5, -2.914048579301315), (11.0, -1.6060558281835067)], [(1e-06, 6.990920576886646), (0.025, 8.662044134072866), (0.5, 9.983338280623286), (0.9, 10.916224626364434), (0.999999, 13.727880950119193)]),
    (Exponential(10.0), [(0.1, -2.3125850929940457), (55.0, -7.802585092994046)], [(1e-06, 1.0000005000003333e-05), (0.025, 0.25317807984289875), (0.5, 6.931471805599453), (0.9, 23.02585092994046), (0.999999, 138.15510557935517)]),
];

#[test]
fn ln_densities_agree_with_scipy_to_1e_12() {
    for (distribution, densities, _) in SCIPY {
        for (x, wanted) in densities {
            let got = distribution.ln_density(x);
            let close = (got - wanted).abs() <= 1e-12 * wanted.abs().max(1.0);
            assert!(close, "{distribution} at {x}: {got} {wanted}");
        }
    }
}

#[test]
fn quantiles_agree_with_scipy_to_1e_11() {
    for (distribution, _, quantiles) in SCIPY {
        for (u, wanted) in quantiles {
            let got = distribution.quantile(u);
            let close = (got - wanted).abs() <= 1e-11 * wanted.abs();
            assert!(close, "{distribution} at {u}: {got} {wanted}");
        }
    }
}

#[test]
fn derivatives_agree_with_central_differences_to_1e_6() {
    for (distribution, densities, _) in SCIPY {
        for (x, _) in densities {
            let h = 1e-6 * x.abs();
            let (above, below) = (
                distribution.ln_density(x + h),
                distribution.ln_density(x - h),
            );
            let wanted = (above - below) / (2.0 * h);
            let got = distribution.ln_density_derivative(x);
            let close = (got - wanted).abs() <= 1e-6 * wanted.abs().max(1.0);
            assert!(close, "{distribution} at {x}: {got} {wanted}");
        }
    }
}

#[test]
fn nothing_lies_outside_the_support() {
    for (distribution, _, _) in SCIPY {
        let (low, high) = distribution.support();
        assert_eq!(distribution.quantile(0.0), low);
        assert_eq!(distribution.quantile(1.0), high);
        assert!(distribution.quantile(1.5).is_nan());
        assert!(distribution.ln_density(f64::NAN).is_nan());
        for outside in [low - 1.0, high + 1.0, f64::INFINITY] {
            assert_eq!(distribution.ln_density(outside), f64::NEG_INFINITY);
            assert_eq!(distribution.ln_density_derivative(outside), 0.0);
        }
    }
}

#[test]
fn text_reads_as_the_same_distribution() {
    for (distribution, _, _) in SCIPY {
        let text = distribution.to_string();
        assert_eq!(
            Distribution::from_text(&text).unwrap(),
            distribution,
            "{text}"
        );
    }
    assert_eq!(LogNormal(0.027, 0.5).to_string(), "lognormal(0.027, 0.5)");
}
