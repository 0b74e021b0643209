//! Lanes and the scalar reference give the same bytes, whoever travels together.
#![allow(clippy::unwrap_used)]

mod models;

use forestall_engine::{Job, Model, Run, Settings, Simulation};
use forestall_model::{Binary, Check, Core, Decide, Expr, Method, Unary};
use models::{
    E, assay, constant, core, daily, dose, gt, lt, n, now, par, phase, pulse, regimen, state, stop,
    time, tune, y,
};
use proptest::prelude::*;

fn same_at_all_widths(simulation: &Simulation<'_>, jobs: &[Job]) -> Vec<Run> {
    // A failed run may hold values that are not numbers: text tells them apart.
    let bytes = |runs: Vec<Run>| format!("{runs:?}");
    let reference = simulation.run_in_lanes::<1>(jobs).unwrap();
    let text = bytes(reference.clone());
    assert_eq!(text, bytes(simulation.run_in_lanes::<4>(jobs).unwrap()));
    assert_eq!(text, bytes(simulation.run_in_lanes::<8>(jobs).unwrap()));
    assert_eq!(text, bytes(simulation.run_in_lanes::<16>(jobs).unwrap()));
    assert_eq!(text, bytes(simulation.run(jobs).unwrap()));
    let mut apart = Vec::new();
    for part in jobs.chunks(5) {
        apart.extend(simulation.run(part).unwrap());
    }
    assert_eq!(text, bytes(apart));
    reference
}

#[test]
fn policies_of_mixed_length_give_the_same_bytes() {
    let model = Model::new(models::strobl()).unwrap();
    let job = |i: usize| Job {
        parameters: vec![
            0.027,
            1.5,
            0.02 * (i % 7) as f64,
            0.1 * (i % 5) as f64,
            0.75,
            0.001 * (1 + i) as f64,
        ],
        tune: vec![0.3 + 0.02 * i as f64, 0.25 + 0.01 * i as f64],
        patient: i as u32,
    };
    let jobs: Vec<Job> = (0..41).map(job).collect();
    let settings = Settings {
        record: vec![0.0, 10.0, 333.3, 800.0],
        until: Some(2000.0),
        ..Settings::default()
    };
    let simulation = Simulation::new(&model, 1, settings).unwrap();
    let runs = same_at_all_widths(&simulation, &jobs);
    assert!(runs.iter().any(|r| r.end < 900.0) && runs.iter().any(|r| r.end > 1000.0));
}

#[test]
fn the_cohort_gives_the_same_bytes() {
    let model = Model::new(models::competition()).unwrap();
    let job = |i: usize| {
        let value = |k: usize| 0.03 + 0.9 * ((i * 37 + k * 101) % 97) as f64 / 97.0;
        let mut parameters: Vec<f64> = (0..24).map(value).collect();
        for p in &mut parameters[..8] {
            *p *= 0.2;
        }
        Job::new(parameters)
    };
    let jobs: Vec<Job> = (0..35).map(job).collect();
    let simulation = Simulation::new(&model, 0, Settings::default()).unwrap();
    same_at_all_widths(&simulation, &jobs);
}

/// A random expression in two states, two parameters, the dose and time that does not grow without bound.
fn expression() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        (-2.0..2.0_f64).prop_map(Expr::Number),
        (0..2_usize).prop_map(Expr::Parameter),
        (0..2_usize).prop_map(Expr::State),
        Just(Expr::Dose(0)),
        Just(Expr::TimeOn(0)),
        Just(Expr::Time),
    ];
    leaf.prop_recursive(5, 40, 3, |inner| {
        let binary = prop_oneof![
            Just(Binary::Add),
            Just(Binary::Subtract),
            Just(Binary::Multiply),
            Just(Binary::Divide),
            Just(Binary::Min),
            Just(Binary::Max),
            Just(Binary::Less),
            Just(Binary::GreaterEqual),
            Just(Binary::Power),
            Just(Binary::And),
        ];
        let unary = prop_oneof![
            Just(Unary::Negate),
            Just(Unary::Exp),
            Just(Unary::Abs),
            Just(Unary::Sqrt),
            Just(Unary::Tanh),
            Just(Unary::Floor),
            Just(Unary::Not),
        ];
        prop_oneof![
            4 => (binary, inner.clone(), inner.clone()).prop_map(|(op, a, b)| Expr::binary(op, a, b)),
            1 => (unary, inner.clone()).prop_map(|(op, a)| Expr::unary(op, a)),
            1 => (inner.clone(), inner.clone(), inner).prop_map(|(c, a, b)| Expr::If(Box::new((c, a, b)))),
        ]
    })
}

fn random_model(rates: [Expr; 2], observed: Expr, which: u8) -> Core {
    let calm = |e: Expr| E(Expr::unary(Unary::Tanh, e)) - n(0.1) * time();
    let [first, second] = rates;
    let states = vec![state(0.5, calm(first)), state(par(1), calm(second))];
    let mut model = core(&[0.3, 0.8], states, 1);
    model.assays = vec![assay(E(observed))];
    let on = phase(vec![pulse(0.7, 0.4, 1.0)], vec![(gt(now(0), tune(0)), 1)]);
    let off = phase(vec![constant(0.2)], vec![(lt(now(0), n(-0.5)), 0)]);
    let decide = match which % 3 {
        0 => Decide::Continuous,
        1 => daily(1.0),
        _ => daily(0.3),
    };
    model.regimens = vec![regimen(decide, vec![on, off])];
    model.regimens[0].tune = vec![forestall_model::Tune {
        name: "level".to_owned(),
        value: 0.5,
        low: 0.0,
        high: 1.0,
        steps: 3,
    }];
    let check = if which.is_multiple_of(2) {
        Check::Continuous
    } else {
        Check::Grid(0.25)
    };
    model.stops = vec![stop(gt(y(0) + n(0.2) * dose(0), 1.4), check)];
    model.solver.until = 3.0;
    model.solver.method = match which % 5 {
        0 => Method::Rk4 { step: 0.05 },
        1 => Method::Map { step: 0.1 },
        _ => Method::Adaptive {
            relative: 1e-4,
            absolute: 1e-6,
        },
    };
    model
}

/// Steps of a patient of a random model who is not run at every width.
const LONG: u64 = 20_000;

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_models_give_the_same_bytes(
        a in expression(), b in expression(), observed in expression(), which in 0..30_u8,
    ) {
        // Steps shrink without end where a rate jumps back and forth; three failures cost more than they show.
        let model = Model::new(random_model([a, b], observed, which)).unwrap();
        let settings = Settings { record: vec![0.0, 0.4, 1.1, 2.9], ..Settings::default() };
        let simulation = Simulation::new(&model, 0, settings).unwrap();
        let jobs: Vec<Job> = (0..11).map(|i| Job {
            parameters: vec![0.1 * f64::from(i), 0.8 - 0.05 * f64::from(i)],
            tune: vec![0.1 * f64::from(i)],
            patient: 0,
        }).collect();
        // A state that slides along a jump of its rate makes steps without end: of such patients one is compared, alone and among all.
        let all = simulation.run(&jobs).unwrap();
        let (long, quick): (Vec<usize>, Vec<usize>) = (0..11).partition(|&k| all[k].steps > LONG);
        if let Some(&k) = long.first() {
            let alone = simulation.run(&jobs[k..=k]).unwrap().remove(0);
            prop_assert_eq!(format!("{alone:?}"), format!("{:?}", all[k]));
        }
        let quick: Vec<Job> = quick.into_iter().map(|k| jobs[k].clone()).collect();
        same_at_all_widths(&simulation, &quick);
    }
}
