//! Replay: predictions on a recorded schedule and their tangents.
#![allow(clippy::unwrap_used)]

mod models;

use forestall_engine::{
    DoseChange, EngineError, Failure, Model, Quantity, Reading, Replay, Settings, Simulation,
};
use forestall_model::{Core, Expr, Method, Relative, Unary};
use models::{E, assay, core, dose, n, par, population, state, time, y};

fn readings(times: &[f64], quantity: Quantity) -> Vec<Reading> {
    times
        .iter()
        .map(|&time| Reading { time, quantity })
        .collect()
}

fn change(time: f64, amount: f64) -> DoseChange {
    DoseChange {
        time,
        drug: 0,
        amount,
    }
}

fn tight(core: Core) -> Model {
    let method = Method::Adaptive {
        relative: 1e-12,
        absolute: 1e-15,
    };
    Model::new(core).unwrap().with_method(method)
}

const TIMES: [f64; 9] = [0.0, 0.5, 11.0, 30.0, 30.5, 47.0, 60.0, 99.0, 100.0];

fn doses() -> [DoseChange; 4] {
    [
        change(0.0, 1.0),
        change(30.0, 0.0),
        change(60.0, 1.0),
        change(75.0, 0.5),
    ]
}

/// Oracle: central differences at rtol 1e-12, to 1e-6 of the size of the derivative.
fn tangents_equal_differences(model: &Model, parameters: &[f64], quantity: Quantity) {
    let directions: Vec<usize> = (0..parameters.len()).collect();
    let asked = readings(&TIMES, quantity);
    let replay = Replay::new(model, &doses(), &asked, 100.0, &directions).unwrap();
    let here = replay.predict(&[parameters.to_vec()]).unwrap();
    assert_eq!(here.failures, [None]);
    for (k, &p) in parameters.iter().enumerate() {
        let step = 1e-5 * p.abs().max(1e-3);
        let at = |shift: f64| {
            let mut moved = parameters.to_vec();
            moved[k] += shift;
            replay.predict(&[moved]).unwrap().values
        };
        // Fourth order: steps of one and two.
        let (a, b, c, d) = (at(-2.0 * step), at(-step), at(step), at(2.0 * step));
        for r in 0..asked.len() {
            let wanted = (a[r] - 8.0 * b[r] + 8.0 * c[r] - d[r]) / (12.0 * step);
            let got = here.tangents[r * directions.len() + k];
            let size = wanted.abs().max(here.values[r].abs() / p.abs().max(1e-3));
            assert!(
                (got - wanted).abs() <= 1e-6 * size,
                "parameter {k} at {}: {got} {wanted}",
                TIMES[r]
            );
        }
    }
}

const PATIENT: [f64; 6] = [0.027, 1.5, 0.3, 0.2, 0.75, 0.01];

#[test]
fn tangents_equal_differences_through_dose_changes() {
    let model = tight(models::strobl());
    tangents_equal_differences(&model, &PATIENT, Quantity::State(0));
    tangents_equal_differences(&model, &PATIENT, Quantity::State(1));
}

#[test]
fn tangents_equal_differences_relative_to_the_first_value() {
    let model = tight(models::strobl());
    tangents_equal_differences(&model, &PATIENT, Quantity::Assay(0));
}

#[test]
fn tangents_equal_differences_relative_to_the_peak() {
    // A hump inside the run: growth with a rate that falls and turns.
    let rate = (par(0) - par(1) * time() - n(0.05) * dose(0)) * y(0);
    let mut hump = core(&[0.12, 0.003], vec![state(1.0, rate)], 1);
    hump.assays = vec![assay(y(0))];
    hump.assays[0].relative = Relative::Peak;
    tangents_equal_differences(&tight(hump), &[0.12, 0.003], Quantity::Assay(0));
}

/// Oracle: the peak of exp(a t - b t^2 / 2) is exp(a^2 / (2 b)); to 1e-7 although no step ends there.
#[test]
fn the_peak_is_found_inside_steps() {
    let rate = (par(0) - par(1) * time()) * y(0);
    let mut hump = core(&[0.12, 0.003], vec![state(1.0, rate)], 0);
    hump.assays = vec![assay(y(0))];
    hump.assays[0].relative = Relative::Peak;
    let model = Model::new(hump).unwrap();
    let asked = readings(&[0.0], Quantity::Assay(0));
    let replay = Replay::new(&model, &[], &asked, 100.0, &[]).unwrap();
    let got = replay.predict(&[vec![0.12, 0.003]]).unwrap().values[0];
    let wanted = libm::exp(-0.12 * 0.12 / 0.006);
    assert!((got / wanted - 1.0).abs() < 1e-7, "{got} {wanted}");
}

#[test]
fn a_clipped_state_no_longer_depends_on_parameters() {
    let mut model = core(&[0.3, 0.5], vec![state(par(1), par(0) * y(0))], 0);
    model.states[0].ceiling = Some(4.0);
    model.assays = vec![assay(y(0))];
    let model = Model::new(model).unwrap();
    let asked = readings(&[1.0, 50.0], Quantity::State(0));
    let replay = Replay::new(&model, &[], &asked, 50.0, &[0, 1]).unwrap();
    let got = replay.predict(&[vec![0.3, 0.5]]).unwrap();
    assert!((got.tangents[0] - 0.5 * libm::exp(0.3)).abs() < 1e-7);
    assert!((got.tangents[1] - libm::exp(0.3)).abs() < 1e-7);
    assert_eq!(
        (got.values[1], got.tangents[2], got.tangents[3]),
        (4.0, 0.0, 0.0)
    );
}

#[test]
fn a_replay_equals_the_simulation_of_the_same_schedule() {
    let model = Model::new(models::strobl()).unwrap();
    let settings = Settings {
        record: TIMES.to_vec(),
        until: Some(100.0),
        ..Settings::default()
    };
    let simulation = Simulation::new(&model, 0, settings).unwrap();
    let run = simulation
        .run(&[forestall_engine::Job::new(PATIENT.to_vec())])
        .unwrap()
        .remove(0);
    let asked = readings(&TIMES, Quantity::State(1));
    let replay = Replay::new(&model, &[change(0.0, 1.0)], &asked, 100.0, &[]).unwrap();
    let got = replay.predict(&[PATIENT.to_vec()]).unwrap();
    for (value, states) in got.values.iter().zip(&run.trajectory.states) {
        assert!((value - states[1]).abs() < 1e-8, "{value} {}", states[1]);
    }
}

#[test]
fn all_lane_widths_give_the_same_bytes() {
    let model = Model::new(models::strobl()).unwrap();
    let asked = readings(&TIMES, Quantity::Assay(0));
    let replay = Replay::new(&model, &doses(), &asked, 100.0, &[2, 3]).unwrap();
    let vector = |i: usize| {
        vec![
            0.027,
            1.5,
            0.01 * i as f64,
            0.2,
            0.75,
            0.001 * (1 + i) as f64,
        ]
    };
    let vectors: Vec<Vec<f64>> = (0..37).map(vector).collect();
    let reference = replay.predict_in_lanes::<1>(&vectors).unwrap();
    assert_eq!(reference, replay.predict_in_lanes::<4>(&vectors).unwrap());
    assert_eq!(reference, replay.predict_in_lanes::<8>(&vectors).unwrap());
    assert_eq!(reference, replay.predict_in_lanes::<16>(&vectors).unwrap());
    assert_eq!(reference, replay.predict(&vectors).unwrap());
}

#[test]
fn a_vector_that_fails_says_so_and_does_not_disturb_the_others() {
    let mut model = core(
        &[0.0, 1.0],
        vec![state(
            E(Expr::unary(Unary::Ln, par(1).0)),
            par(0) * y(0) * y(0),
        )],
        0,
    );
    model.assays = vec![assay(y(0))];
    let model = Model::new(model).unwrap();
    let asked = readings(&[0.0, 10.0], Quantity::State(0));
    let replay = Replay::new(&model, &[], &asked, 10.0, &[]).unwrap();
    let e = std::f64::consts::E;
    let got = replay
        .predict(&[vec![0.05, e], vec![0.5, e], vec![0.05, -1.0]])
        .unwrap();
    assert!((got.values[1] - 2.0).abs() < 1e-7);
    assert!(matches!(got.failures[1], Some(Failure::StepSize { .. })));
    assert_eq!(got.failures[2], Some(Failure::Start));
    assert!(got.values[2].is_nan() && got.values[4].is_nan() && got.failures[0].is_none());
}

#[test]
fn readings_may_come_in_any_order_and_coincide() {
    let model = Model::new(models::strobl()).unwrap();
    let mixed = [40.0, 0.0, 40.0, 30.0];
    let sorted = [0.0, 30.0, 40.0];
    let go = |times: &[f64]| {
        let asked = readings(times, Quantity::State(0));
        let replay = Replay::new(&model, &doses(), &asked, 0.0, &[]).unwrap();
        replay.predict(&[PATIENT.to_vec()]).unwrap().values
    };
    let (a, b) = (go(&mixed), go(&sorted));
    assert_eq!(a, [b[2], b[0], b[2], b[1]]);
}

#[test]
fn times_that_cannot_be_reached_are_refused() {
    let model = Model::new(models::strobl()).unwrap();
    let asked = readings(&[-1.0], Quantity::State(0));
    let error = Replay::new(&model, &[], &asked, 1.0, &[]).err().unwrap();
    assert_eq!(
        error,
        EngineError::Times {
            found: -1.0,
            before: 0.0
        }
    );
    let error = Replay::new(&model, &[change(f64::NAN, 1.0)], &[], 1.0, &[])
        .err()
        .unwrap();
    assert_eq!(
        error.to_string(),
        "times must be finite and sorted; found NaN after 0"
    );
    let replay = Replay::new(&model, &[], &[], 1.0, &[]).unwrap();
    assert!(replay.predict(&[vec![1.0]]).is_err());
}

#[test]
fn no_vector_gives_no_prediction() {
    let model = Model::new(models::strobl()).unwrap();
    let replay = Replay::new(&model, &[], &readings(&[1.0], Quantity::State(0)), 1.0, &[]).unwrap();
    assert!(replay.predict(&[]).unwrap().values.is_empty());
}

/// Oracle: a fixed-step replay reads what a simulation of the same steps records.
#[test]
fn a_fixed_step_replay_is_read_at_steps() {
    let mut model = core(
        &[0.3],
        vec![population(0.5, par(0) * y(0) * (n(1.0) - y(0)))],
        0,
    );
    model.solver.method = Method::Rk4 { step: 0.25 };
    model.regimens = vec![models::fixed(vec![])];
    let model = Model::new(model).unwrap();
    let settings = Settings {
        record: vec![0.0, 2.0, 5.0],
        until: Some(5.0),
        ..Settings::default()
    };
    let simulation = Simulation::new(&model, 0, settings).unwrap();
    let run = simulation
        .run(&[forestall_engine::Job::new(vec![0.3])])
        .unwrap()
        .remove(0);
    let asked = readings(&[0.0, 2.0, 5.0], Quantity::State(0));
    let replay = Replay::new(&model, &[], &asked, 5.0, &[0]).unwrap();
    let got = replay.predict(&[vec![0.3]]).unwrap();
    let states: Vec<f64> = run.trajectory.states.iter().map(|s| s[0]).collect();
    assert_eq!(got.values, states);
    let exact = libm::exp(1.5) / (1.0 + libm::exp(1.5));
    assert!((got.values[2] - exact).abs() < 1e-6);
    // d/dr of the logistic from 1/2: t y (1 - y).
    assert!((got.tangents[2] - 5.0 * exact * (1.0 - exact)).abs() < 1e-5);
}
