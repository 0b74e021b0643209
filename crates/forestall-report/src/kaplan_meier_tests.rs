//! The product-limit estimate against hand-worked examples and a published trial.

use super::*;

fn subjects(times: &[(f64, bool)]) -> Vec<Subject> {
    times
        .iter()
        .map(|&(time, event)| Subject { time, event })
        .collect()
}

/// Six patients by hand: 3, 5+, 5, 8, 9+, 12.
/// After 3: 5/6. After 5: 5/6 * 4/5 = 2/3. After 8: 2/3 * 2/3 = 4/9. After 12: 0.
#[test]
fn a_small_cohort_by_hand() {
    let curve = KaplanMeier::of(&subjects(&[
        (12.0, true),
        (3.0, true),
        (5.0, false),
        (5.0, true),
        (9.0, false),
        (8.0, true),
        (f64::NAN, true),
    ]));
    let shares: Vec<f64> = curve.steps.iter().map(|step| step.share).collect();
    let expected = [5.0 / 6.0, 2.0 / 3.0, 4.0 / 9.0, 0.0];
    for (got, want) in shares.iter().zip(expected) {
        assert!((got - want).abs() < 1e-12, "{shares:?}");
    }
    assert_eq!(curve.censored, [5.0, 9.0]);
    assert_eq!(curve.median(), Some(8.0));
    assert_eq!(curve.median_midpoint(), Some(8.0));
    assert_eq!(
        (curve.at_risk(0.0), curve.at_risk(5.0), curve.at_risk(10.0)),
        (6, 5, 1)
    );
    assert_eq!(
        (curve.share(4.0), curve.patients(), curve.events()),
        (5.0 / 6.0, 6, 4)
    );
}

/// Greenwood by hand after the first of two events among ten: share 0.9, sum 1/(10*9) = 0.011111;
/// log(-log) interval: exponent exp(1.959964 * sqrt(0.011111) / 0.1053605) = 7.1042, so 0.9^7.1042 = 0.4731 and
/// 0.9^(1/7.1042) = 0.9853 (R survfit, conf.type = "log-log", prints 0.473 and 0.985).
#[test]
fn an_interval_by_hand() {
    let mut patients = subjects(&[(1.0, true)]);
    patients.extend(vec![
        Subject {
            time: 2.0,
            event: false
        };
        9
    ]);
    let step = KaplanMeier::of(&patients).steps[0];
    assert!((step.low - 0.4730).abs() < 2e-4, "{step:?}");
    assert!((step.high - 0.9853).abs() < 2e-4, "{step:?}");
}

#[test]
fn nobody_and_nothing_are_fine() {
    assert_eq!(KaplanMeier::of(&[]).median(), None);
    assert_eq!(KaplanMeier::of(&[]).last(), None);
    let quiet = KaplanMeier::of(&subjects(&[(1.0, false), (2.0, false)]));
    assert_eq!(
        (quiet.median(), quiet.median_midpoint(), quiet.steps.len()),
        (None, None, 0)
    );
}

/// Zhang 2022 (doi:10.7554/eLife.76284), stored times to progression: the continuous arm touches one half at 13.8 months, the
/// midpoint is the published 14.3; the adaptive arm's median from the stored rows is 30.6.
#[test]
fn medians_of_zhang_2022() {
    let root = std::env::var_os("FORESTALL_DATA").map_or_else(
        || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        std::path::PathBuf::from,
    );
    let Ok(text) = std::fs::read_to_string(root.join("zhang2022/time_to_progression.csv")) else {
        println!(
            "skipped: zhang2022/time_to_progression.csv is neither in FORESTALL_DATA nor in ../shared/data"
        );
        return;
    };
    let arm = |name: &str| {
        let rows = text
            .lines()
            .skip(1)
            .map(|line| line.split(',').collect::<Vec<_>>());
        let subjects: Vec<Subject> = rows
            .filter(|cells| cells[0] == name)
            .map(|cells| Subject {
                time: cells[1].parse().unwrap(),
                event: cells[2] == "0",
            })
            .collect();
        KaplanMeier::of(&subjects)
    };
    let (continuous, adaptive) = (arm("continuous"), arm("adaptive"));
    assert_eq!((continuous.patients(), adaptive.patients()), (16, 16));
    assert_eq!(continuous.median(), Some(13.8));
    let midpoint = continuous.median_midpoint().unwrap();
    assert!((midpoint - 14.3).abs() < 1e-9, "{midpoint}");
    assert_eq!(adaptive.median(), Some(30.6));
}
