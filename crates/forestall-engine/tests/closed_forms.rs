//! The integrator against closed forms and against an eighth-order method.
#![allow(clippy::unwrap_used)]

mod models;

use forestall_engine::{Job, Model, Run, Settings, Simulation};
use forestall_model::{Core, Expr, Method, Unary};
use models::{E, core, dose, fixed, n, par, population, pulse, state, time, y};

fn adaptive(relative: f64, absolute: f64) -> Method {
    Method::Adaptive { relative, absolute }
}

fn run(core: Core, method: Method, parameters: &[f64], record: &[f64]) -> Run {
    let model = Model::new(core).unwrap().with_method(method);
    let settings = Settings {
        record: record.to_vec(),
        ..Settings::default()
    };
    let simulation = Simulation::new(&model, 0, settings).unwrap();
    let run = simulation
        .run(&[Job::new(parameters.to_vec())])
        .unwrap()
        .remove(0);
    assert_eq!(run.failure, None);
    run
}

fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Oracle: y = y0 exp(r t), to 1e-8 relative at rtol 1e-8, growing and shrinking over 40 decades.
#[test]
fn exponential_growth_and_decay_follow_the_closed_form() {
    for rate in [0.2, -0.2, -0.9] {
        let mut model = core(&[rate], vec![state(2.0, par(0) * y(0))], 0);
        model.regimens = vec![fixed(vec![])];
        let times = [0.0, 0.1, 3.7, 50.0, 100.0];
        let run = run(model, adaptive(1e-9, 1e-60), &[rate], &times);
        for (t, states) in times.iter().zip(&run.trajectory.states) {
            let wanted = 2.0 * exp(rate * t);
            assert!(((states[0] - wanted) / wanted).abs() < 2e-8, "{rate} {t}");
        }
        assert_eq!(run.end, 100.0);
    }
}

/// Logistic growth, rate r, capacity k, from y0, after t.
fn logistic(r: f64, k: f64, y0: f64, t: f64) -> f64 {
    k / (1.0 + (k / y0 - 1.0) * exp(-r * t))
}

/// Oracle: the logistic function, to 1e-8 of the capacity at rtol 1e-8, also between steps.
#[test]
fn logistic_growth_follows_the_closed_form_at_all_recorded_times() {
    let rate = par(0) * y(0) * (n(1.0) - y(0) / par(1));
    let mut model = core(&[0.3, 2.0], vec![population(0.01, rate)], 0);
    model.regimens = vec![fixed(vec![])];
    let times: Vec<f64> = (0..=400).map(|i| f64::from(i) * 0.25).collect();
    let run = run(model, adaptive(1e-8, 1e-12), &[0.3, 2.0], &times);
    assert_eq!(run.trajectory.times, times);
    for (t, states) in times.iter().zip(&run.trajectory.states) {
        let wanted = logistic(0.3, 2.0, 0.01, *t);
        assert!(
            (states[0] - wanted).abs() / 2.0 < 1e-8,
            "{t}: {} {wanted}",
            states[0]
        );
    }
}

/// Oracle: y' = y (r (1 - y) - d on) is logistic with rate r - d and capacity (r - d)/r in each segment; 20 cycles, to 1e-9.
#[test]
fn pulsed_logistic_growth_follows_the_closed_form() {
    let (r, d) = (0.11, 0.3);
    let rate = y(0) * (par(0) * (n(1.0) - y(0)) - par(1) * dose(0));
    let mut model = core(&[r, d], vec![population(0.4, rate)], 1);
    model.regimens = vec![fixed(vec![pulse(2.0, 5.0, 1.0)])];
    model.solver.until = 140.0;
    let run = run(model, adaptive(1e-10, 1e-14), &[r, d], &[]);
    let mut value = 0.4;
    for _ in 0..20 {
        value = logistic(r - d, (r - d) / r, value, 2.0);
        value = logistic(r, 1.0, value, 5.0);
    }
    assert!((run.states[0] - value).abs() < 1e-9);
    assert_eq!(run.starts(0), 19);
    assert!((run.time_on[0] - 40.0).abs() < 1e-9);
    assert_eq!(run.switches[0].time, 2.0);
}

/// Oracle: y' = t^3 is integrated exactly by the fourth-order dense output; y' = cos t shows order 4 or better between steps.
#[test]
fn dense_output_is_of_fourth_order() {
    let mut model = core(&[], vec![state(0.0, time() * time() * time())], 0);
    model.regimens = vec![fixed(vec![])];
    model.solver.until = 10.0;
    let times: Vec<f64> = (0..100).map(|i| f64::from(i) * 0.1).collect();
    let track = run(model.clone(), adaptive(1e-3, 1e-3), &[], &times).trajectory;
    for (t, states) in times.iter().zip(&track.states) {
        let wanted = t * t * t * t / 4.0;
        assert!((states[0] - wanted).abs() <= 1e-12 * wanted.max(1.0), "{t}");
    }
    // Harmonic motion: the largest error between steps falls with the tolerance as order 4 or 5 demands.
    let states = vec![state(1.0, y(1)), state(0.0, -y(0))];
    let mut model = core(&[], states, 0);
    model.regimens = vec![fixed(vec![])];
    model.solver.until = 10.0;
    let worst = |relative: f64| {
        let run = run(model.clone(), adaptive(relative, relative), &[], &times);
        let error = times.iter().zip(&run.trajectory.states);
        let error = error.map(|(t, s)| (s[0] - libm::cos(*t)).abs());
        (error.fold(0.0, f64::max), run.steps as f64)
    };
    let (coarse, fine) = (worst(1e-5), worst(1e-9));
    let order = libm::log(coarse.0 / fine.0) / libm::log(fine.1 / coarse.1);
    assert!(order > 3.9, "observed order {order}");
}

/// Oracle: SciPy's DOP853 at rtol 1e-13 on the same equations, to 1e-8 at rtol 1e-8 (day 100 lies inside a step).
#[test]
fn four_competing_populations_equal_dop853() {
    let parameters = [
        0.05, 0.06, 0.04, 0.03, 0.2, 0.1, 0.05, 0.0, 1.0, 0.8, 0.6, 0.9, 0.7, 1.0, 0.5, 0.6, 0.9,
        0.8, 1.0, 0.75, 0.6, 0.9, 0.8, 1.0,
    ];
    let run = run(
        models::competition(),
        adaptive(1e-8, 1e-12),
        &parameters,
        &[100.0],
    );
    let day_100 = [
        0.000_520_050_899_275_890_6,
        0.001_302_979_513_338_339_2,
        0.000_296_199_091_353_059_96,
        0.000_189_455_718_742_507_94,
    ];
    let end = [
        1.580_439_224_469_644_8e-9,
        0.017_899_720_126_169_71,
        0.012_745_446_404_996_969,
        0.324_718_672_825_075_8,
    ];
    for i in 0..4 {
        assert!(
            (run.trajectory.states[0][i] - day_100[i]).abs() < 1e-8,
            "state {i}"
        );
        assert!((run.states[i] - end[i]).abs() < 1e-8, "state {i}");
    }
}

/// Oracle: SciPy's DOP853 at rtol 1e-13 on a forced van der Pol oscillator (time, exp), to 1e-7 at rtol 1e-9.
#[test]
fn a_forced_oscillator_equals_dop853() {
    let force = n(0.5) * E(Expr::unary(Unary::Exp, (n(-0.1) * time()).0));
    let second = (n(1.0) - y(0) * y(0)) * y(1) - y(0) + force;
    let mut model = core(&[], vec![state(1.0, y(1)), state(0.0, second)], 0);
    model.regimens = vec![fixed(vec![])];
    model.solver.until = 20.0;
    let run = run(model, adaptive(1e-9, 1e-12), &[], &[]);
    for (got, wanted) in run
        .states
        .iter()
        .zip([1.844_686_537_727_788_3, -0.554_855_170_064_473_2])
    {
        assert!((got - wanted).abs() < 1e-7, "{got} {wanted}");
    }
}

/// Oracle: time_on is t - 2 while a drug is on from day 2: y' = time_on(D) gives y(5) = 4.5.
#[test]
fn time_since_a_drug_was_switched_on_is_seen_by_rates() {
    let mut model = core(&[], vec![state(0.0, E(Expr::TimeOn(0)))], 1);
    let window = forestall_model::Window {
        from: 2.0,
        to: 5.0,
        amount: Expr::Number(3.0),
    };
    model.regimens = vec![fixed(vec![forestall_model::Dosing::Windows(vec![window])])];
    model.solver.until = 8.0;
    let run = run(model, adaptive(1e-9, 1e-12), &[], &[]);
    assert!((run.states[0] - 4.5).abs() < 1e-10, "{}", run.states[0]);
    assert!((run.exposure[0] - 9.0).abs() < 1e-12 && (run.time_on[0] - 3.0).abs() < 1e-12);
}
