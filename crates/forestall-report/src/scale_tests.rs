//! Scales and ticks: round numbers by hand, and sanity over any range.

use proptest::prelude::*;

use super::*;

fn labels(scale: &Scale, about: usize) -> Vec<String> {
    let ticks = scale.ticks(about);
    ticks
        .into_iter()
        .map(|tick| tick.label)
        .filter(|label| !label.is_empty())
        .collect()
}

#[test]
fn linear_ticks_by_hand() {
    assert_eq!(
        labels(&Scale::linear([0.0, 100.0], [0.0, 1.0]), 5),
        ["0", "20", "40", "60", "80", "100"]
    );
    assert_eq!(
        labels(&Scale::linear([0.12, 0.31], [0.0, 1.0]), 4),
        ["0.15", "0.20", "0.25", "0.30"]
    );
    assert_eq!(
        labels(&Scale::linear([-3.0, 7.0], [0.0, 1.0]), 5),
        ["−2", "0", "2", "4", "6"]
    );
    assert_eq!(
        labels(&Scale::linear([0.0, 2e12], [0.0, 1.0]), 4),
        ["0", "5×10¹¹", "10¹²", "1.5×10¹²", "2×10¹²"]
    );
    assert_eq!(
        labels(&Scale::linear([0.0, 4e-12], [0.0, 1.0]), 4),
        ["0", "10⁻¹²", "2×10⁻¹²", "3×10⁻¹²", "4×10⁻¹²"]
    );
}

#[test]
fn logarithmic_ticks_by_hand() {
    assert_eq!(
        labels(&Scale::log([0.03, 113.0], [0.0, 1.0]), 5),
        ["0.1", "1", "10", "100"]
    );
    assert_eq!(
        labels(&Scale::log([1e-12, 1e12], [0.0, 1.0]), 5),
        ["10⁻¹⁰", "10⁻⁵", "1", "10⁵", "10¹⁰"]
    );
    assert_eq!(
        labels(&Scale::log([3.0, 60.0], [0.0, 1.0]), 5),
        ["5", "10", "20", "50"]
    );
}

#[test]
fn the_spread_follows_the_range() {
    let suits = |values: &[f64]| Scale::suiting(values.iter().copied(), [0.0, 1.0]).spread;
    assert_eq!(suits(&[0.1, 113.0]), Spread::Log);
    assert_eq!(suits(&[10.0, 113.0]), Spread::Linear);
    assert_eq!(suits(&[0.0, 113.0]), Spread::Linear);
    assert_eq!(
        suits(&[0.0, 1e-3, 113.0]),
        Spread::Symlog { threshold: 1e-3 }
    );
    assert_eq!(suits(&[]), Spread::Linear);
    assert_eq!(suits(&[f64::NAN, f64::INFINITY]), Spread::Linear);
    assert_eq!(Scale::suiting([5.0, 6.0], [0.0, 1.0]).domain[0], 4.95);
    assert_eq!(Scale::suiting([1.0, 6.0], [0.0, 1.0]).domain[0], 0.0);
}

#[test]
fn places_by_hand() {
    let log = Scale::log([1.0, 100.0], [0.0, 200.0]);
    assert!((log.at(10.0) - 100.0).abs() < 1e-9);
    assert!(log.at(0.0).is_nan() && log.at(f64::NAN).is_nan());
    assert_eq!(log.within(0.0), 0.0);
    let down = Scale::linear([0.0, 10.0], [100.0, 0.0]);
    assert_eq!(down.at(2.5), 75.0);
    assert_eq!(down.within(20.0), 0.0);
}

fn any_quantity() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => (-12.0..12.0_f64, any::<bool>()).prop_map(|(e, minus)| {
            let size = libm::pow(10.0, e);
            if minus { -size } else { size }
        }),
        1 => Just(0.0),
        1 => any::<f64>(),
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => Just(f64::NEG_INFINITY),
    ]
}

proptest! {
    #[test]
    fn any_values_get_a_sane_axis(values in prop::collection::vec(any_quantity(), 0..6), about in 2..9_usize) {
        let scale = Scale::suiting(values.iter().copied(), [0.0, 500.0]);
        prop_assert!(scale.domain.iter().all(|end| end.is_finite()), "{scale:?}");
        prop_assert!(scale.domain[0] < scale.domain[1], "{scale:?}");
        let ticks = scale.ticks(about);
        prop_assert!(ticks.len() <= 70, "{} ticks on {scale:?}", ticks.len());
        let written = ticks.iter().filter(|tick| !tick.label.is_empty()).count();
        prop_assert!((1..=2 * about + 3).contains(&written), "{written} labels on {scale:?}");
        let mut distinct: Vec<&str> = ticks.iter().map(|tick| tick.label.as_str()).filter(|l| !l.is_empty()).collect();
        distinct.dedup();
        prop_assert_eq!(distinct.len(), written, "{:?} on {:?}", ticks, scale);
        for tick in ticks {
            let place = scale.at(tick.value);
            prop_assert!((-0.01..=500.01).contains(&place), "{tick:?} at {place} on {scale:?}");
        }
        for value in values {
            let place = scale.at(value);
            prop_assert!(place.is_nan() || (-1e4..1e4).contains(&place));
        }
    }
}
