//! Stiff models: linearly implicit steps against closed forms, another method, and themselves.
#![allow(clippy::unwrap_used)]

mod models;

use forestall_engine::{
    DoseChange, Job, Model, Quantity, Reading, Replay, Run, Settings, Simulation,
};
use forestall_model::{Check, Core, Expr, Method, Unary};
use models::{E, core, dose, fixed, gt, lt, n, par, population, pulse, state, stop, time, y};

fn stiff(relative: f64, absolute: f64) -> Method {
    Method::Stiff { relative, absolute }
}

fn explicit(relative: f64, absolute: f64) -> Method {
    Method::Adaptive { relative, absolute }
}

fn model(mut core: Core, method: Method) -> Model {
    if core.regimens.is_empty() {
        core.regimens = vec![fixed(vec![])];
    }
    Model::new(core).unwrap().with_method(method)
}

fn run(model: &Model, record: &[f64]) -> Run {
    let settings = Settings {
        record: record.to_vec(),
        until: record.last().copied(),
        ..Settings::default()
    };
    let simulation = Simulation::new(model, 0, settings).unwrap();
    let job = Job::new(model.core().parameters.iter().map(|p| p.value).collect());
    let run = simulation.run(&[job]).unwrap().remove(0);
    assert_eq!(run.failure, None);
    run
}

/// Robertson's kinetics: rates 0.04, 3e7, 1e4.
fn robertson() -> Core {
    let slow = || par(0) * y(0);
    let fast = || par(2) * y(1) * y(2);
    let square = || par(1) * y(1) * y(1);
    let states = vec![
        state(1.0, fast() - slow()),
        state(0.0, slow() - fast() - square()),
        state(0.0, square()),
    ];
    core(&[0.04, 3e7, 1e4], states, 0)
}

/// Van der Pol's oscillator with damping 1000.
fn van_der_pol() -> Core {
    let bend = par(0) * (n(1.0) - y(0) * y(0)) * y(1) - y(0);
    core(&[1000.0], vec![state(2.0, y(1)), state(0.0, bend)], 0)
}

/// Oracle: SciPy's Radau at rtol 1e-12, atol 1e-16; to 1e-7 relative at rtol 1e-9.
#[test]
fn robertsons_kinetics_agree_with_radau() {
    let wanted = [
        [
            0.715_827_068_719_413_7,
            9.185_534_764_558_203e-6,
            0.284_163_745_745_819_9,
        ],
        [
            0.038_983_377_085_650_71,
            1.621_768_315_916_973_6e-7,
            0.961_016_460_737_515_3,
        ],
    ];
    let run = run(&model(robertson(), stiff(1e-9, 1e-14)), &[40.0, 4e4]);
    for (states, wanted) in run.trajectory.states.iter().zip(&wanted) {
        for (y, wanted) in states.iter().zip(wanted) {
            assert!((y / wanted - 1.0).abs() < 1e-7, "{y} {wanted}");
        }
    }
    assert!(run.steps < 3000, "{}", run.steps);
}

/// Oracle: SciPy's Radau at rtol 1e-12, atol 1e-14; to 1e-6 at rtol 1e-9.
#[test]
fn van_der_pols_oscillator_agrees_with_radau() {
    let wanted = [
        [1.596_768_951_052_668_4, -0.001_030_391_187_839_347_5],
        [-1.863_646_254_808_125_6, 0.000_753_543_086_543_549_4],
    ];
    let run = run(&model(van_der_pol(), stiff(1e-9, 1e-12)), &[500.0, 1000.0]);
    for (states, wanted) in run.trajectory.states.iter().zip(&wanted) {
        for (y, wanted) in states.iter().zip(wanted) {
            assert!((y - wanted).abs() < 1e-6, "{y} {wanted}");
        }
    }
}

/// Oracle: y = exp(-0.3 t) solves y' = -1e6 (y - exp(-0.3 t)) - 0.3 exp(-0.3 t) (Prothero, Robinson 1974), at all recorded times: error below 30 times
/// the tolerance, in few steps.
#[test]
fn a_slow_motion_under_fast_relaxation_is_followed_in_long_steps() {
    let slow = || E(Expr::unary(Unary::Exp, (n(-0.3) * time()).0));
    let rate = n(-0.3) * slow() - par(0) * (y(0) - slow());
    let core = core(&[1e6], vec![state(1.0, rate)], 0);
    let times: Vec<f64> = (0..=200).map(|i| 0.05 * f64::from(i)).collect();
    for tolerance in [1e-4, 1e-6, 1e-8] {
        let run = run(&model(core.clone(), stiff(tolerance, tolerance)), &times);
        for (t, states) in times.iter().zip(&run.trajectory.states) {
            let error = (states[0] - libm::exp(-0.3 * t)).abs();
            assert!(error < 30.0 * tolerance, "{tolerance} {t} {error}");
        }
        assert!(run.steps < 3000, "{tolerance} {}", run.steps);
    }
}

/// Oracle: the explicit method at rtol 1e-11 on a model that is not stiff, with a drug that goes on and off, an effect that fades with
/// the time since it was switched on, and a rule that looks between visits.
#[test]
fn both_methods_agree_on_a_pulsed_drug() {
    let fading = || E(Expr::unary(Unary::Exp, (-(par(2) * E(Expr::TimeOn(0)))).0));
    let rate = par(0) * y(0) * (n(1.0) - y(0)) - par(1) * dose(0) * fading() * y(0);
    let mut core = core(&[0.2, 0.9, 0.1], vec![population(0.5, rate)], 1);
    core.regimens = vec![fixed(vec![pulse(14.0, 14.0, 1.0)])];
    core.stops = vec![stop(lt(y(0), 0.2), Check::Continuous)];
    core.stops[0].ends = false;
    let times: Vec<f64> = (0..=90).map(f64::from).collect();
    let one = run(&model(core.clone(), stiff(1e-8, 1e-11)), &times);
    let two = run(&model(core, explicit(1e-11, 1e-14)), &times);
    assert!((one.stops[0].unwrap() - two.stops[0].unwrap()).abs() < 1e-5);
    for (a, b) in one.trajectory.states.iter().zip(&two.trajectory.states) {
        assert!((a[0] - b[0]).abs() < 1e-6, "{a:?} {b:?}");
    }
    assert_eq!(one.switches, two.switches);
}

/// Oracle: the moment at which exp(-1e4 t) of a fast state has fallen to 1/2 is ln 2 / 1e4; crossings lie inside implicit steps.
#[test]
fn crossings_inside_implicit_steps_are_found() {
    let states = vec![state(1.0, -(n(1e4) * y(0))), state(0.0, n(1.0) - y(1))];
    let mut core = core(&[], states, 0);
    core.stops = vec![
        stop(lt(y(0), 0.5), Check::Continuous),
        stop(gt(y(1), 0.9), Check::Continuous),
    ];
    core.stops[0].ends = false;
    let run = run(&model(core, stiff(1e-9, 1e-12)), &[0.0, 10.0]);
    let half = std::f64::consts::LN_2 * 1e-4;
    assert!((run.stops[0].unwrap() / half - 1.0).abs() < 1e-6, "{run:?}");
    assert!((run.stops[1].unwrap() - 10f64.ln()).abs() < 1e-7, "{run:?}");
}

/// A patient who turns out to be stiff is run by implicit steps, to the same bytes as if that had been asked for; others are not.
#[test]
fn stiff_patients_are_found_and_others_left_alone() {
    let auto = model(van_der_pol(), explicit(1e-7, 1e-10));
    let always = model(van_der_pol(), stiff(1e-7, 1e-10));
    let settings = Settings {
        until: Some(1000.0),
        ..Settings::default()
    };
    let jobs: Vec<Job> = [1000.0, 1.0, 500.0, 0.5, 2000.0]
        .map(|damping| Job::new(vec![damping]))
        .to_vec();
    let runs = |model: &Model| {
        Simulation::new(model, 0, settings.clone())
            .unwrap()
            .run(&jobs)
            .unwrap()
    };
    let (mixed, implicit) = (runs(&auto), runs(&always));
    for stiff in [0, 2, 4] {
        assert_eq!(
            format!("{:?}", mixed[stiff]),
            format!("{:?}", implicit[stiff])
        );
    }
    for easy in [1, 3] {
        assert!(mixed[easy].failure.is_none() && mixed[easy].steps > 1000);
        assert_ne!(mixed[easy].states, implicit[easy].states);
    }
}

/// A state that follows a slow one at ten times per unit of time needs some 300 explicit steps for their stability. Oracle: the closed
/// form of the slow motion, to 1e-5.
#[test]
fn a_patient_is_found_stiff_long_before_its_run_would_end() {
    let states = vec![
        state(0.0, n(10.0) * (y(1) - y(0))),
        state(1.0, n(-0.02) * y(1)),
    ];
    let core = core(&[], states, 0);
    let found = run(&model(core, explicit(1e-6, 1e-9)), &[0.0, 100.0]);
    let wanted = (-2.0_f64).exp() * 10.0 / 9.98;
    assert!((found.states[0] / wanted - 1.0).abs() < 1e-5, "{found:?}");
    assert!(found.steps < 100, "{} steps", found.steps);
}

/// A follower of something that is at rest until time 30 and swings from then on, where so told: held back at first, then lively. Such a
/// patient goes over to implicit steps and back, whatever stands beside it. Oracle: implicit steps at a tight tolerance, to 1e-4.
#[test]
fn patients_who_become_lively_go_back_to_explicit_steps() {
    let swing = || par(1) * (E(Expr::unary(Unary::Tanh, (time() - n(30.0)).0)) + n(1.0));
    let states = vec![
        state(0.5, par(0) * (y(1) - y(0))),
        state(0.2, swing() * y(2)),
        state(0.3, n(-1.0) * swing() * y(1)),
    ];
    let core = core(&[10.0, 8.0], states, 0);
    let jobs: Vec<Job> = [[10.0, 8.0], [10.0, 0.0], [0.1, 0.0], [12.0, 8.0]]
        .map(|own| Job::new(own.to_vec()))
        .to_vec();
    let settings = Settings {
        until: Some(300.0),
        ..Settings::default()
    };
    let runs = |method: Method, jobs: &[Job]| {
        let model = model(core.clone(), method);
        let simulation = Simulation::new(&model, 0, settings.clone()).unwrap();
        simulation.run(jobs).unwrap()
    };
    let together = runs(explicit(1e-6, 1e-9), &jobs);
    let implicit = runs(stiff(1e-6, 1e-9), &jobs);
    let tight = runs(stiff(1e-9, 1e-12), &jobs);
    for (own, job) in together.iter().zip(&jobs) {
        let alone = runs(explicit(1e-6, 1e-9), std::slice::from_ref(job));
        assert_eq!(format!("{own:?}"), format!("{:?}", alone[0]));
    }
    for (own, tight) in together.iter().zip(&tight) {
        let apart = own
            .states
            .iter()
            .zip(&tight.states)
            .map(|(a, b)| (a - b).abs());
        assert!(apart.fold(0.0, f64::max) < 1e-4, "{own:?} {tight:?}");
    }
    let as_implicit = |k: usize| together[k].states == implicit[k].states;
    assert_eq!([0, 1, 2, 3].map(as_implicit), [false, true, false, false]);
}

#[test]
fn all_widths_give_the_same_bytes() {
    for core in [robertson(), van_der_pol()] {
        let jobs: Vec<Job> = (0..21)
            .map(|i| {
                let scale = 1.0 + 0.3 * f64::from(i);
                Job::new(core.parameters.iter().map(|p| p.value * scale).collect())
            })
            .collect();
        let model = model(core, explicit(1e-6, 1e-12));
        let settings = Settings {
            record: vec![0.0, 3.0, 77.0, 300.0],
            until: Some(300.0),
            ..Settings::default()
        };
        let simulation = Simulation::new(&model, 0, settings).unwrap();
        let reference = format!("{:?}", simulation.run_in_lanes::<1>(&jobs).unwrap());
        assert_eq!(
            reference,
            format!("{:?}", simulation.run_in_lanes::<8>(&jobs).unwrap())
        );
        assert_eq!(
            reference,
            format!("{:?}", simulation.run_in_lanes::<16>(&jobs).unwrap())
        );
    }
}

/// Oracle: the simulation of the same schedule.
#[test]
fn replays_of_stiff_models_use_implicit_steps() {
    let fast = n(1e5) * (dose(0) - y(0));
    let slow = -(par(0) * y(0) * y(1));
    let mut core = core(&[0.3], vec![state(0.0, fast), population(1.0, slow)], 1);
    core.regimens = vec![fixed(vec![pulse(2.0, 3.0, 1.0)])];
    let model = model(core, stiff(1e-8, 1e-11));
    let times = [1.0, 2.5, 6.0, 9.5];
    let simulated = run(&model, &times);
    let doses: Vec<DoseChange> = (0..4)
        .map(|i| DoseChange {
            time: f64::from(i / 2) * 5.0 + f64::from(i % 2) * 2.0,
            drug: 0,
            amount: f64::from(1 - i % 2),
        })
        .collect();
    let readings = times.map(|time| Reading {
        time,
        quantity: Quantity::State(1),
    });
    let replay = Replay::new(&model, &doses, &readings, 0.0, &[]).unwrap();
    let predicted = replay.predict(&[vec![0.3]]).unwrap().values;
    for (value, states) in predicted.iter().zip(&simulated.trajectory.states) {
        assert!((value - states[1]).abs() < 1e-6, "{value} {states:?}");
    }
}
