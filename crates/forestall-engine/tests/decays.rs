//! States that go exponentially to a level of their own: closed forms within the steps of the stiff method,
//! however long these are.
#![allow(clippy::unwrap_used)]

mod models;

use forestall_engine::{Job, Model, Run, Settings, Simulation};
use forestall_model::{Check, Core, DoseTrain, Dosing, Expr, Method};
use models::{core, dose, fixed, lt, n, par, state, stop, y};

const TIMES: [f64; 7] = [0.0, 0.013, 0.4, 1.0, 3.7, 9.99, 10.0];

fn run(core: &Core, parameters: &[f64], relative: f64) -> Run {
    let mut core = core.clone();
    core.solver.until = 10.0;
    if core.regimens.is_empty() {
        core.regimens = vec![fixed(Vec::new())];
    }
    let model = Model::new(core).unwrap().with_method(Method::Stiff {
        relative,
        absolute: 1e-9,
    });
    let settings = Settings {
        record: TIMES.to_vec(),
        ..Settings::default()
    };
    let simulation = Simulation::new(&model, 0, settings).unwrap();
    let job = Job::new(parameters.to_vec());
    let run = simulation
        .run_in_lanes::<1>(std::slice::from_ref(&job))
        .unwrap()
        .remove(0);
    // Beside a patient of other rates, in a lane of its own.
    let other = Job::new(parameters.iter().map(|value| 1.3 * value + 0.1).collect());
    let many = simulation.run_in_lanes::<8>(&[other, job]).unwrap();
    assert_eq!(many[1], run, "lanes give the same bytes");
    assert_eq!(run.failure, None);
    run
}

fn close(got: f64, wanted: f64, share: f64) {
    assert!(
        (got - wanted).abs() <= share * wanted.abs(),
        "{got} {wanted}"
    );
}

/// Oracle: `x = x0 exp(-b t) + a (1 - exp(-b t)) / b`, to 1e-13 of it at relative tolerance 1e-3: decay through forty orders of magnitude,
/// slow and fast approach to a level, growth, and a straight line.
#[test]
fn a_state_with_a_closed_form_has_no_error() {
    let model = core(
        &[0.0, 0.0, 0.0],
        vec![state(par(0), par(1) - par(2) * y(0))],
        0,
    );
    for [start, inflow, rate] in [
        [5.0, 0.0, 10.0],
        [5.0, 0.0, 0.1],
        [0.0, 2.0, 3.0],
        [0.0, 2.0, 1e-9],
        [1.0, 2.0, 0.0],
        [1e-3, 0.0, -2.0],
        [1e-3, 1.0, -2.0],
        [7.0, 1e-6, 40.0],
    ] {
        let run = run(&model, &[start, inflow, rate], 1e-3);
        for (t, states) in TIMES.iter().zip(&run.trajectory.states) {
            let filled = if rate == 0.0 {
                *t
            } else {
                -libm::expm1(-rate * t) / rate
            };
            let wanted = start * libm::exp(-rate * t) + inflow * filled;
            close(states[0], wanted, 1e-13);
        }
        assert!(run.steps < 30, "{}", run.steps);
    }
}

/// Oracle: `5 exp(-10 t)` falls to 0.1 at `ln(50) / 10`, inside a step, and the run ends there.
#[test]
fn a_crossing_inside_a_step_lies_where_the_closed_form_puts_it() {
    let mut model = core(&[5.0, 10.0], vec![state(par(0), -par(1) * y(0))], 0);
    model.stops = vec![stop(lt(y(0), n(0.1)), Check::Continuous)];
    let run = run(&model, &[5.0, 10.0], 1e-3);
    let wanted = libm::log(50.0) / 10.0;
    close(run.stops[0].unwrap(), wanted, 1e-12);
    close(run.end, wanted, 1e-12);
    close(run.states[0], 0.1, 1e-11);
}

/// Oracle: Bateman's closed form for doses by mouth, the amounts in the gut and in the blood; the gut to what the rounding of times
/// leaves (400 of a time of 10: 1e-12), the blood within its tolerance. What is absorbed a thousand times as fast as it is eliminated asks for few steps.
#[test]
fn absorption_is_exact_and_elimination_keeps_its_tolerance() {
    for absorbed in [3.0, 400.0] {
        let eliminated = 0.4;
        let rates = vec![
            state(0.0, -par(0) * y(0)),
            state(0.0, par(0) * y(0) - par(1) * y(1)),
        ];
        let mut model = core(&[absorbed, eliminated], rates, 1);
        model.drugs[0].at_dose = vec![(0, (y(0) + dose(0)).0)];
        model.regimens = vec![fixed(vec![Dosing::Doses(vec![DoseTrain {
            amount: Expr::Number(100.0),
            first: 0.0,
            every: 1.0,
            times: None,
            over: 0.0,
        }])])];
        let run = run(&model, &[absorbed, eliminated], 1e-8);
        for (&t, states) in TIMES.iter().zip(&run.trajectory.states) {
            let given = (0..10).map(f64::from).filter(|&from| from < t);
            let since: Vec<f64> = given.map(|from| t - from).collect();
            let gut = |s: &f64| 100.0 * libm::exp(-absorbed * s);
            let blood = |s: &f64| {
                let spread = libm::exp(-eliminated * s) - libm::exp(-absorbed * s);
                100.0 * absorbed / (absorbed - eliminated) * spread
            };
            close(states[0], since.iter().map(gut).sum(), 5e-12);
            let wanted: f64 = since.iter().map(blood).sum();
            close(states[1], wanted, 2e-7);
        }
    }
}

/// Oracle: `N = exp(g t - e (1 - exp(-b t)) / b)` of a population that grows under a drug that is eliminated. What reads a closed form keeps
/// its own error: the error falls with the tolerance.
#[test]
fn what_reads_a_closed_form_keeps_its_tolerance() {
    let rates = vec![
        state(1.0, -par(0) * y(0)),
        state(1.0, (n(0.3) - par(1) * y(0)) * y(1)),
    ];
    let model = core(&[2.0, 5.0], rates, 0);
    for relative in [1e-5, 1e-9] {
        let run = run(&model, &[2.0, 5.0], relative);
        for (&t, states) in TIMES.iter().zip(&run.trajectory.states) {
            let wanted = libm::exp(0.3 * t - 5.0 * (1.0 - libm::exp(-2.0 * t)) / 2.0);
            close(states[1], wanted, 30.0 * relative);
        }
    }
}
