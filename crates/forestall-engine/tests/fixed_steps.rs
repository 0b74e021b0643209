//! Fixed-step Runge-Kutta and discrete maps, which replay published code step by step.
#![allow(clippy::unwrap_used)]

mod models;

use forestall_engine::{Job, Model, Run, Settings, Simulation};
use forestall_model::{Check, Core, Decide, Memory, Method};
use models::{
    assay, constant, core, dose, fixed, gt, lt, n, now, par, phase, population, regimen, seen,
    state, stop, y,
};

fn run(core: Core, record: Vec<f64>) -> Run {
    let parameters = core.parameters.iter().map(|p| p.value).collect();
    let model = Model::new(core).unwrap();
    let settings = Settings {
        record,
        ..Settings::default()
    };
    let simulation = Simulation::new(&model, 0, settings).unwrap();
    let run = simulation.run(&[Job::new(parameters)]).unwrap().remove(0);
    assert_eq!(run.failure, None);
    run
}

/// Oracle: the classical method written by hand for predator and prey, to the last bit.
#[test]
fn rk4_equals_the_method_written_by_hand() {
    let prey = par(0) * y(0) - par(1) * y(0) * y(1);
    let predator = par(2) * y(0) * y(1) - par(3) * y(1);
    let parameters = [0.8, 0.4, 0.3, 0.5];
    let mut model = core(&parameters, vec![state(2.0, prey), state(1.0, predator)], 0);
    model.regimens = vec![fixed(vec![])];
    model.solver.method = Method::Rk4 { step: 0.125 };
    model.solver.until = 20.0;
    let got = run(model, vec![]);
    let [a, b, c, d] = parameters;
    let f = |y: [f64; 2]| [a * y[0] - b * y[0] * y[1], c * y[0] * y[1] - d * y[1]];
    let mut now = [2.0, 1.0];
    let h = 0.125;
    for _ in 0..160 {
        let add = |k: [f64; 2], s: f64| [now[0] + s * k[0], now[1] + s * k[1]];
        let k1 = f(now);
        let k2 = f(add(k1, 0.5 * h));
        let k3 = f(add(k2, 0.5 * h));
        let k4 = f(add(k3, h));
        for i in 0..2 {
            now[i] += h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
        }
    }
    for (got, wanted) in got.states.iter().zip(now) {
        assert!((got - wanted).abs() <= 1e-13 * wanted, "{got} {wanted}");
    }
    assert_eq!(got.steps, 160);
}

/// Steps of a sixth do not add up to whole numbers exactly; days are found all the same.
#[test]
fn whole_days_are_found_with_steps_of_a_sixth() {
    let mut model = core(&[], vec![state(0.0, n(1.0))], 0);
    model.assays = vec![assay(y(0))];
    model.regimens = vec![fixed(vec![])];
    model.solver.method = Method::Rk4 { step: 1.0 / 6.0 };
    model.stops = vec![stop(gt(now(0), 41.5), Check::Grid(1.0))];
    let times: Vec<f64> = (0..=42).map(f64::from).collect();
    let got = run(model, times.clone());
    assert_eq!(got.trajectory.times, times);
    for (t, states) in times.iter().zip(&got.trajectory.states) {
        assert!((t - states[0]).abs() < 1e-9, "{t} {}", states[0]);
    }
    assert!((got.end - 42.0).abs() < 1e-9, "{}", got.end);
}

/// Oracle: x -> 2 x, z -> z + step * rate where no `next` is given: after 10 steps of 0.5, 1024 and 5 * 3.
#[test]
fn a_map_applies_next_or_an_euler_step() {
    let mut doubling = population(1.0, 0.0);
    doubling.next = Some((n(2.0) * y(0)).0);
    let mut model = core(&[], vec![doubling, state(0.0, 3.0)], 0);
    model.regimens = vec![fixed(vec![])];
    model.solver.method = Method::Map { step: 0.5 };
    model.solver.until = 5.0;
    let got = run(model, vec![0.0, 2.0, 2.2, 5.0]);
    assert_eq!(got.states, [1024.0, 15.0]);
    // Between two applications the state is that of the last one.
    let first: Vec<f64> = got.trajectory.states.iter().map(|s| s[0]).collect();
    assert_eq!(first, [1.0, 16.0, 16.0, 1024.0]);
}

#[test]
fn a_map_is_decided_at_the_first_step_at_or_after_a_visit() {
    let mut counter = population(0.0, 0.0);
    counter.next = Some((y(0) + n(1.0) + n(10.0) * dose(0)).0);
    let mut model = core(&[], vec![counter], 1);
    model.assays = vec![assay(y(0))];
    let visits = Decide::Visits {
        first: 2.5,
        every: 2.5,
    };
    let off = phase(vec![constant(0.0)], vec![(gt(now(0), 2.5), 1)]);
    let on = phase(vec![constant(1.0)], vec![(gt(now(0), 20.0), 0)]);
    model.regimens = vec![regimen(visits, vec![off, on])];
    model.solver.method = Method::Map { step: 1.0 };
    model.solver.until = 7.0;
    let got = run(model, vec![]);
    // Visits of 2.5 and 5 take place at 3 (3 cells: on) and 5 (25: off).
    assert_eq!(got.started(0).collect::<Vec<_>>(), [3.0]);
    assert_eq!(got.stopped(0).collect::<Vec<_>>(), [5.0]);
    assert_eq!((got.states[0], got.visits), (27.0, 2));
}

/// Zhang 2022, hypothetical patient (5000, 1000): one RK4 step of a sixth of the rate per day index, states clipped to
/// [0, 10000], the drug decided after each step.
fn zhang(alpha: f64) -> Core {
    let growth = [8.0 * 0.0156 / 6.0, 8.0 * 0.0091 / 6.0];
    let sensitive = par(0) * y(0) * (n(1.0) - (y(0) + y(1)) / (n(10_000.0) - n(9_500.0) * dose(0)));
    let resistant = par(1) * y(1) * (n(1.0) - (par(2) * y(0) + y(1)) / 10_000.0);
    let mut states = vec![
        population(5_000.0, sensitive),
        population(1_000.0, resistant),
    ];
    for state in &mut states {
        (state.floor, state.ceiling) = (Some(0.0), Some(10_000.0));
    }
    let mut model = core(&[growth[0], growth[1], alpha], states, 1);
    model.assays = vec![assay(y(0) + y(1))];
    let base = || seen(0, Memory::Baseline);
    let on = phase(vec![constant(1.0)], vec![(lt(now(0), n(0.5) * base()), 1)]);
    let off = phase(vec![constant(0.0)], vec![(gt(now(0), base()), 0)]);
    model.regimens = vec![regimen(models::daily(1.0), vec![on, off])];
    let mut progression = stop(gt(now(0), n(1.2) * base()), Check::Grid(1.0));
    progression.ends = false;
    model.stops = vec![progression];
    model.solver.method = Method::Rk4 { step: 1.0 };
    model.solver.until = 1750.0;
    model
}

/// Oracle: recomputed from the published code (eLife 2022, doi:10.7554/eLife.76284): drug stops, first index above 1.2 of the start,
/// end state, share of indices 0 to 1750 on drug.
#[test]
fn the_hypothetical_patient_of_zhang_2022_stops_and_progresses_as_published_code_does() {
    let first_stops: [&[f64]; 3] = [&[7.0, 89.0], &[7.0, 96.0, 194.0], &[6.0, 100.0, 172.0]];
    let cases = [
        (0.8, 2, Some(301.0), [0.0, 10_000.0], 0.9132),
        (2.0, 3, Some(448.0), [0.0, 9_999.999], 0.8481),
        (6.0, 26, None, [2_927.928, 0.0], 0.074_81),
    ];
    for ((alpha, count, progression, end, share), stops) in cases.into_iter().zip(first_stops) {
        let got = run(zhang(alpha), vec![]);
        let stopped: Vec<f64> = got.stopped(0).collect();
        assert_eq!(&stopped[..stops.len()], stops, "alpha {alpha}");
        assert_eq!(stopped.len(), count);
        assert_eq!(got.stops[0], progression);
        for (got, wanted) in got.states.iter().zip(end) {
            assert!((got - wanted).abs() < 1e-3, "{got} {wanted}");
        }
        // The index at which a decision is taken already has its drug; the last index counts as well.
        let last = if got.switches.last().unwrap().to > 0.0 {
            1.0
        } else {
            0.0
        };
        assert!(
            ((got.time_on[0] + last) / 1751.0 - share).abs() < 1e-4,
            "{}",
            got.time_on[0]
        );
    }
}
