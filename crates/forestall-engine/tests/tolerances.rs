//! Absolute tolerances that follow the sizes of states, and rates that jump where states are exactly 0.
#![allow(clippy::unwrap_used)]

mod models;

use forestall_engine::{
    DoseChange, Job, Model, Quantity, Reading, Replay, Run, Settings, Simulation,
};
use forestall_model::{Core, Expr, Method};
use models::{E, core, dose, fixed, gt, n, par, pulse, state, y};

const RELATIVE: f64 = 1e-8;

/// Both methods, without an absolute tolerance.
fn methods() -> [Method; 2] {
    let (relative, absolute) = (RELATIVE, 0.0);
    [
        Method::Adaptive { relative, absolute },
        Method::Stiff { relative, absolute },
    ]
}

fn run(core: &Core, method: Method, record: &[f64]) -> Run {
    let mut core = core.clone();
    if core.regimens.is_empty() {
        core.regimens = vec![fixed(vec![])];
    }
    let job = Job::new(core.parameters.iter().map(|p| p.value).collect());
    let model = Model::new(core).unwrap().with_method(method);
    let settings = Settings {
        record: record.to_vec(),
        until: record.last().copied(),
        ..Settings::default()
    };
    let simulation = Simulation::new(&model, 0, settings).unwrap();
    let run = simulation.run(&[job]).unwrap().remove(0);
    assert_eq!(run.failure, None);
    run
}

/// A decays to B, B to C: rates 0.7 and 0.2 per day, from `size` of A.
fn chain(size: f64) -> Core {
    let (first, second) = (|| par(0) * y(0), || par(1) * y(1));
    let states = vec![
        state(size, -first()),
        state(0.0, first() - second()),
        state(0.0, second()),
    ];
    core(&[0.7, 0.2], states, 0)
}

/// Bateman's solution of the chain.
fn bateman(size: f64, t: f64) -> [f64; 3] {
    let (a, b) = (0.7, 0.2);
    let first = size * libm::exp(-a * t);
    let second = size * a / (b - a) * (libm::exp(-a * t) - libm::exp(-b * t));
    [first, second, size - first - second]
}

/// Oracle: Bateman's closed form, to 1e-6 of each value at rtol 1e-8, for amounts of 1e-12, 1 and 1e12 by the same steps.
#[test]
fn the_unit_of_an_amount_changes_no_relative_result() {
    let times = [0.0, 0.01, 0.5, 3.0, 20.0];
    for method in methods() {
        let mut steps = Vec::new();
        for size in [1e-12, 1.0, 1e12] {
            let run = run(&chain(size), method, &times);
            for (&t, states) in times.iter().zip(&run.trajectory.states).skip(1) {
                for (got, wanted) in states.iter().zip(bateman(size, t)) {
                    assert!(
                        (got / wanted - 1.0).abs() < 1e-6,
                        "{size} {t} {got} {wanted}"
                    );
                }
            }
            steps.push(run.steps);
        }
        assert!(steps.iter().all(|s| s.abs_diff(steps[0]) <= 1), "{steps:?}");
        assert!(steps[0] < 600, "{steps:?}");
    }
}

/// Oracle: closed form to 1e-6. A concentration of 1e-12 that starts at 0 beside 1e9 cells that feed it.
#[test]
fn a_small_state_beside_a_large_one_has_a_size_of_its_own() {
    let states = vec![
        state(1e9, n(0.0) * y(0)),
        state(0.0, par(0) * y(0) - par(1) * y(1)),
    ];
    let core = core(&[1e-21, 0.5], states, 0);
    let times = [0.0, 0.3, 2.0, 30.0];
    for method in methods() {
        let run = run(&core, method, &times);
        for (&t, states) in times.iter().zip(&run.trajectory.states).skip(1) {
            let wanted = 2e-12 * -libm::expm1(-0.5 * t);
            assert!(
                (states[1] / wanted - 1.0).abs() < 1e-6,
                "{t} {states:?} {wanted}"
            );
        }
    }
}

/// Nothing but zeros, then a drug feeds a chain of eight: no step is too short, and the last of the chain follows its closed form
/// (Erlang's distribution) to 1e-6 of the input.
#[test]
fn a_chain_of_zeros_starts_when_it_is_fed() {
    let mut states = vec![state(0.0, dose(0) - par(0) * y(0))];
    for i in 1..8 {
        states.push(state(0.0, par(0) * (y(i - 1) - y(i))));
    }
    let mut core = core(&[1.0], states, 1);
    core.regimens = vec![fixed(vec![pulse(5.0, 5.0, 1.0)])];
    let times = [0.0, 1.0, 4.9];
    // Step answer of the last compartment.
    let erlang = |t: f64| {
        let mut term = 1.0;
        let mut sum = 1.0;
        for k in 1..8 {
            term *= t / f64::from(k);
            sum += term;
        }
        1.0 - libm::exp(-t) * sum
    };
    for method in methods() {
        let run = run(&core, method, &times);
        for (&t, states) in times.iter().zip(&run.trajectory.states) {
            assert!((states[7] - erlang(t)).abs() < 1e-6, "{t} {}", states[7]);
        }
        assert!(run.steps < 2000, "{}", run.steps);
    }
}

/// Oracle: `y1 = max(t - 0.5, 0)`, to 1e-9. A rate jumps while its state is exactly 0, at tolerances that no step across meets.
#[test]
fn a_rate_may_jump_where_a_state_is_exactly_zero() {
    let jump = || {
        let truth = gt(y(0), n(0.5)).0;
        E(Expr::If(Box::new((
            truth,
            Expr::Number(1.0),
            Expr::Number(0.0),
        ))))
    };
    let bent = par(0) * (n(1.0) + n(0.0) * y(0));
    let core = core(&[1.0], vec![state(0.0, bent), state(0.0, jump())], 0);
    let times = [0.0, 0.25, 0.6, 1.0];
    for (relative, absolute) in [(1e-8, 1e-12), (1e-13, 1e-18), (1e-8, 0.0)] {
        let run = run(&core, Method::Adaptive { relative, absolute }, &times);
        for (&t, states) in times.iter().zip(&run.trajectory.states) {
            let wanted = (t - 0.5_f64).max(0.0);
            assert!(
                (states[1] - wanted).abs() < 1e-9,
                "{relative} {t} {states:?}"
            );
        }
        assert!(run.steps < 200, "{}", run.steps);
    }
}

/// Oracle: Bateman's closed form. A replay knows the sizes too.
#[test]
fn a_replay_follows_the_sizes_of_states() {
    let model = Model::new(chain(1e-12)).unwrap().with_method(methods()[0]);
    let reading = |state| Reading {
        time: 3.0,
        quantity: Quantity::State(state),
    };
    let readings: Vec<Reading> = (0..3).map(reading).collect();
    let none: [DoseChange; 0] = [];
    let replay = Replay::new(&model, &none, &readings, 3.0, &[0]).unwrap();
    let found = replay.predict(&[vec![0.7, 0.2]]).unwrap();
    for (got, wanted) in found.values.iter().zip(bateman(1e-12, 3.0)) {
        assert!((got / wanted - 1.0).abs() < 1e-6, "{got} {wanted}");
    }
}
