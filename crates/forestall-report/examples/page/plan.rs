//! Regimens and the cohort of the example.

use forestall_base::Stream;
use forestall_report::{
    Band, Cohort, Comparison, DrugStrip, FitRow, ForecastRow, Forest, ForestRow, PatientSection,
    Profile, Progression, ProgressionCurve, Quantity, RegimenOutcome, Spread90, Subject,
    SwimmerLane,
};

/// Burden that swings between two levels until resistance lifts it over the limit.
fn trajectory(low: f64, period: f64, progression: f64) -> (Band, Vec<(f64, f64)>) {
    let time: Vec<f64> = (0..=300).map(|k| f64::from(k) * 9.0).collect();
    let level = |t: f64, z: f64| {
        let drift = (1.2_f64 / 0.85).ln() * (t / (progression * (1.0 + 0.08 * z))).powi(4);
        let phase = (t / period).fract();
        let swing = if period > 1e5 {
            (-(t / 60.0)).exp() * (1.0 - low) + low
        } else if phase < 0.5 {
            1.0 - 2.0 * phase * (1.0 - low)
        } else {
            low + (2.0 * phase - 1.0) * (1.0 - low)
        };
        (swing * 0.85 * drift.min(6.0).exp()).min(2.0)
    };
    let at = |z: f64| time.iter().map(|&t| level(t, z)).collect();
    let band = Band {
        q05: at(1.6),
        q25: at(0.7),
        q50: at(0.0),
        q75: at(-0.7),
        q95: at(-1.6),
        time: time.clone(),
    };
    let doses = if period > 1e5 {
        vec![(0.0, 2700.0)]
    } else {
        let cycles = (2700.0 / period) as usize;
        (0..=cycles)
            .map(|k| (k as f64 * period, (k as f64 + 0.5) * period))
            .collect()
    };
    (band, doses)
}

/// Four regimens for one patient.
pub(crate) fn comparison() -> Comparison {
    let regimen = |name: &str, rule: &str, low, period, at: f64, rank, best| {
        let (burden, doses) = trajectory(low, period, at);
        RegimenOutcome {
            name: name.into(),
            rule: Some(rule.into()),
            reference: name == "continuous",
            burden: Some(burden),
            dosing: vec![DrugStrip::on_off("drug", &doses)],
            time_to_progression: Some(Spread90::new(at * 0.87, at, at * 1.13)),
            drug_use: Some(if name == "continuous" {
                1.0
            } else {
                0.4 + 60.0 / at
            }),
            share_of_bound: Some(at / 2626.0),
            indefinite_control: Some(if rank == 1 { 0.08 } else { 0.0 }),
            rank: Some(rank),
            probability_best: Some(best),
        }
    };
    Comparison {
        note: Some("1000 posterior draws, visits every 14 days, 10 % measurement noise, progression at 1.2 times the initial burden on two visits in a row.".into()),
        burden: Quantity::new("Burden", "of the initial burden"),
        limit: Some(1.2),
        horizon: Some(3650.0),
        upper_bound: Some(2626.0),
        verdict: None,
        regimens: vec![
            regimen("threshold 1.144", "on above 1.144, off below", 0.94, 90.0, 1799.0, 1, 0.91),
            regimen("AT50", "off below 0.5, on above 1", 0.5, 210.0, 702.0, 2, 0.06),
            regimen("intermittent", "14 days on, 14 off", 0.8, 28.0, 610.0, 2, 0.03),
            regimen("continuous", "always on", 0.02, 1e6, 452.0, 4, 0.0),
        ],
    }
}

fn arm(name: &str, scale: f64, channel: u64, patients: u32) -> ProgressionCurve {
    let observed = (0..patients).map(|k| {
        let mut draw = Stream::new(1, k, channel);
        let time = scale * (-draw.uniform().ln()).powf(0.7);
        let followed = 20.0 + 40.0 * draw.uniform();
        Subject {
            time: time.min(followed),
            event: time < followed,
        }
    });
    let time: Vec<f64> = (0..=60).map(f64::from).collect();
    let at = |factor: f64| {
        time.iter()
            .map(|t| (-(t / (scale * factor)).powf(1.4)).exp())
            .collect()
    };
    let predicted = Band {
        q05: at(0.82),
        q50: at(1.0),
        q95: at(1.22),
        time: time.clone(),
        ..Band::default()
    };
    ProgressionCurve {
        name: name.into(),
        observed: observed.collect(),
        predicted: Some(predicted),
    }
}

/// The cohort of these patients.
pub(crate) fn cohort(patients: &[PatientSection]) -> Cohort {
    let ranking = comparison()
        .regimens
        .into_iter()
        .map(|regimen| RegimenOutcome {
            burden: None,
            dosing: vec![],
            ..regimen
        });
    let forest = patients.iter().enumerate().map(|(k, patient)| {
        let median = 500.0 + 240.0 * (k as f64 * 1.3).sin() + 60.0 * k as f64;
        let spread = if k == 5 {
            Spread90 {
                q05: Some(900.0),
                q50: Some(1600.0),
                q95: None,
                horizon: Some(3000.0),
            }
        } else {
            Spread90::new(median * 0.7, median, median * 1.45)
        };
        ForestRow {
            patient: patient.id.clone(),
            group: patient.label.clone(),
            spread,
            observed: (k % 2 == 0).then_some(median * 1.2),
        }
    });
    let swimmer = patients.iter().map(|patient| SwimmerLane {
        patient: patient.id.clone(),
        group: patient.label.clone(),
        end: patient.points.last().map_or(0.0, |point| point.time),
        on: patient.dosing[0]
            .intervals
            .iter()
            .map(|dose| (dose.start, dose.end))
            .collect(),
        progressed: patient.label.as_deref() == Some("relapse"),
    });
    let fits = patients.iter().enumerate().map(|(k, patient)| FitRow {
        patient: patient.id.clone(),
        label: patient.label.clone(),
        readings: patient.points.len(),
        r2: Some(0.55 + 0.4 * (k as f64 * 0.8).sin().abs()),
        rhat_max: Some(1.002),
        ess_min: Some(1400.0 + 60.0 * k as f64),
        flagged: if k % 3 == 0 {
            vec!["cost at its upper bound".into(), "turnover".into()]
        } else {
            vec![]
        },
        ..FitRow::default()
    });
    let forecasts = patients.iter().map(|patient| ForecastRow {
        patient: patient.id.clone(),
        score: patient.forecast.unwrap_or_default(),
    });
    Cohort {
        summary: Some("Eight patients on intermittent suppression were fitted one by one; the last eleven months were held out.".into()),
        progression: Some(Progression {
            event: "progression".into(),
            time_unit: "month".into(),
            curves: vec![arm("Adaptive", 33.0, 1, 17), arm("Continuous", 15.0, 2, 16)],
        }),
        ranking: ranking.collect(),
        forest: Some(Forest {
            quantity: Quantity::new("Time to progression under AT50", "days"),
            reference: Some(452.0),
            rows: forest.collect(),
        }),
        swimmer: swimmer.collect(),
        fits: fits.collect(),
        forecasts: forecasts.collect(),
        profiles: vec![profile()],
        warnings: vec!["alpha and beta are weakly identified: 5 % of the loss covers a wide valley.".into()],
        ..Cohort::default()
    }
}

fn profile() -> Profile {
    let xs: Vec<f64> = (1..=20).map(f64::from).collect();
    let ys: Vec<f64> = (0..=20).map(f64::from).collect();
    let loss = |b: f64, a: f64| {
        let (u, v) = ((b - 8.6) / 6.0, (a - 6.0) / 7.0);
        45.3 * (1.0 + 0.35 * (u + 0.6 * v).powi(2) + 0.09 * (v - 0.4 * u).powi(2))
    };
    Profile {
        x: Quantity::new("beta", "1"),
        y: Quantity::new("alpha", "1"),
        loss: ys
            .iter()
            .map(|&a| xs.iter().map(|&b| loss(b, a)).collect())
            .collect(),
        x_values: xs,
        y_values: ys,
        loss_name: "Cohort loss".into(),
        chosen: Some((8.0, 6.0)),
    }
}
