use super::*;

fn record(times: &[f64]) -> PatientRecord {
    let readings = times.iter().enumerate().map(|(i, &time)| Reading {
        assay: 0,
        time,
        value: 1.0 + i as f64,
        censoring: Censoring::None,
        weight: 1.0,
        line: i + 2,
    });
    PatientRecord {
        id: "A".to_owned(),
        readings: readings.collect(),
        doses: vec![],
        start: times[0],
        end: times[times.len() - 1],
        divisors: vec![],
    }
}

#[test]
fn the_last_readings_or_those_after_a_time_are_held_out() {
    let record = record(&[0.0, 1.0, 2.0, 3.0, 4.0]);
    assert_eq!(split(&record, HoldOut::Last(2)).unwrap().held_out, [3, 4]);
    let after = split(&record, HoldOut::After(1.0)).unwrap();
    assert_eq!(after.held_out, [2, 3, 4]);
    assert_eq!(after.seen.readings.len(), 2);
}

#[test]
fn a_patient_without_a_part_to_fit_or_to_score_says_why() {
    let record = record(&[0.0, 1.0, 2.0]);
    let few = split(&record, HoldOut::Last(2)).unwrap_err();
    assert_eq!(few, "1 reading is left to fit, at least 2 are needed");
    let none = split(&record, HoldOut::Last(3)).unwrap_err();
    assert_eq!(none, "no reading is left to fit, at least 2 are needed");
    assert_eq!(
        split(&record, HoldOut::After(9.0)).unwrap_err(),
        "no reading is held out"
    );
}

/// Worked by hand: two patients, errors 1 and 3 against 2 and 2 of LOCF, one of three intervals misses.
#[test]
fn scores_equal_a_worked_example() {
    let one = |observed, median, locf, q95| Forecasted {
        assay: 0,
        time: 1.0,
        observed,
        exact: true,
        median,
        q05: 0.0,
        q95,
        locf,
    };
    let patients = vec![
        vec![one(10.0, 11.0, 8.0, 20.0)],
        vec![one(10.0, 7.0, 12.0, 20.0), one(10.0, 13.0, 8.0, 9.0)],
    ];
    let score = score(&patients, 1).unwrap();
    assert_eq!((score.records, score.patients), (3, 2));
    assert!((score.mae - 7.0 / 3.0).abs() < 1e-15);
    assert!((score.mae_locf - 2.0).abs() < 1e-15);
    assert!((score.coverage_90 - 2.0 / 3.0).abs() < 1e-15);
    assert!((score.share_better - 0.5).abs() < 1e-15);
    assert!(!score.beats_locf());
    assert!(score.difference.0 >= -1.0 - 1e-12 && score.difference.1 <= 1.0 + 1e-12);
}
