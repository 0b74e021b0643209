//! Single doses, infusions and state maps against closed forms; comparisons in rates against piecewise closed forms.
#![allow(clippy::unwrap_used)]

mod models;

use forestall_engine::{Job, Model, Run, Settings, Simulation};
use forestall_model::{Binary, Check, Core, DoseTrain, Dosing, Expr, Method};
use models::{E, assay, binary, core, dose, fixed, gt, n, now, par, state, stop, y};

fn run(core: Core, parameters: &[f64], record: &[f64]) -> Run {
    let model = Model::new(core).unwrap().with_method(Method::Adaptive {
        relative: 1e-10,
        absolute: 1e-14,
    });
    let settings = Settings {
        record: record.to_vec(),
        ..Settings::default()
    };
    let simulation = Simulation::new(&model, 0, settings).unwrap();
    let job = Job::new(parameters.to_vec());
    let run = simulation
        .run_in_lanes::<1>(std::slice::from_ref(&job))
        .unwrap()
        .remove(0);
    let many = simulation.run_in_lanes::<8>(&vec![job; 3]).unwrap();
    assert!(
        many.iter().all(|own| *own == run),
        "lanes give the same bytes"
    );
    assert_eq!(run.failure, None);
    run
}

fn train(amount: f64, first: f64, every: f64, times: Option<u32>, over: f64) -> Dosing {
    Dosing::Doses(vec![DoseTrain {
        amount: Expr::Number(amount),
        first,
        every,
        times,
        over,
    }])
}

/// A substance that decays at the rate of parameter 0 and receives doses.
fn substance(k: f64, dosing: Dosing) -> Core {
    let mut model = core(&[k], vec![state(0.0, -par(0) * y(0) + dose(0))], 1);
    model.drugs[0].at_dose = vec![(0, (y(0) + dose(0)).0)];
    model.regimens = vec![fixed(vec![dosing])];
    model
}

fn close(got: f64, wanted: f64) {
    assert!(
        (got - wanted).abs() <= 1e-8 * wanted.abs().max(1e-3),
        "{got} {wanted}"
    );
}

/// Oracle: after n doses, A(t) is the sum of a exp(-k (t - t_i)); a value at the time of a dose is the one before it.
#[test]
fn single_doses_add_up_like_exponentials() {
    let (k, every) = (0.7, 1.5);
    let times = [0.0, 0.4, 1.5, 1.6, 4.4, 4.6, 20.0];
    let run = run(
        substance(k, train(3.0, 0.0, every, Some(4), 0.0)),
        &[k],
        &times,
    );
    for (t, states) in times.iter().zip(&run.trajectory.states) {
        let doses = (0..4).map(|i| f64::from(i) * every).filter(|at| at < t);
        close(
            states[0],
            doses.map(|at| 3.0 * libm::exp(-k * (t - at))).sum(),
        );
    }
    close(run.exposure[0], 12.0);
    assert_eq!((run.time_on[0], run.switches.len()), (0.0, 0));
}

/// Oracle: an infusion at rate a / T gives a / (k T) (1 - exp(-k t)) while it runs.
#[test]
fn infusions_rise_and_fall_like_their_closed_form() {
    let (k, amount, over) = (0.7, 3.0, 2.0);
    let times = [0.5, 1.0, 2.0, 3.0, 5.0, 11.5];
    let run = run(
        substance(k, train(amount, 1.0, 10.0, None, over)),
        &[k],
        &times,
    );
    let one = |t: f64| {
        let (running, after) = (t.clamp(0.0, over), (t - over).max(0.0));
        amount / (k * over) * (1.0 - libm::exp(-k * running)) * libm::exp(-k * after)
    };
    for (t, states) in times.iter().zip(&run.trajectory.states) {
        close(states[0], one(t - 1.0) + one(t - 11.0));
    }
    let train_end = 100.0;
    assert_eq!(run.end, train_end);
    close(run.exposure[0], amount * 9.0 + amount / over * 0.0 + amount);
}

/// Oracle: growth at rate r and fractions that leave the share exp(-a D - b D^2): all new values come from those before.
#[test]
fn fractions_map_all_states_at_once() {
    let (r, a, b, gray) = (0.1, 0.3, 0.03, 2.0);
    let survival = || {
        let d = dose(0);
        let linear = n(a) * d.clone() + n(b) * d.clone() * d;
        E(Expr::unary(forestall_model::Unary::Exp, (-linear).0))
    };
    let mut model = core(
        &[r],
        vec![state(1.0, par(0) * y(0)), state(0.0, n(0.0) * y(0))],
        1,
    );
    let killed = y(1) + y(0) - y(0) * survival();
    model.drugs[0].at_dose = vec![(0, (y(0) * survival()).0), (1, killed.0)];
    model.regimens = vec![fixed(vec![train(gray, 1.0, 1.0, Some(3), 0.0)])];
    let run = run(model, &[r], &[5.0]);
    let share = libm::exp(-a * gray - b * gray * gray);
    let states = &run.trajectory.states[0];
    close(states[0], share.powi(3) * libm::exp(5.0 * r));
    let killed = (1..=3).map(|i| libm::exp(r * f64::from(i)) * share.powi(i - 1) * (1.0 - share));
    close(states[1], killed.sum());
}

/// A stop rule that a dose makes true is met at the dose.
#[test]
fn a_dose_can_meet_a_stop_rule() {
    let mut model = substance(0.1, train(3.0, 2.0, f64::INFINITY, Some(1), 0.0));
    model.assays = vec![assay(y(0))];
    model.stops = vec![stop(gt(now(0), n(2.0)), Check::Continuous)];
    let run = run(model, &[0.1], &[]);
    close(run.stops[0].unwrap(), 2.0);
    close(run.states[0], 3.0);
}

/// Oracle: y' = 1 until y = 2, then -z; the rest follows in closed form, to 1e-9 at rtol 1e-10.
#[test]
fn steps_end_where_a_rate_jumps() {
    let above = binary(Binary::Greater, y(0), n(2.0));
    // z counts the time spent above.
    let fall = binary(Binary::Greater, y(1), n(0.5));
    let rate = E(Expr::If(Box::new((
        fall.0,
        Expr::Number(-3.0),
        Expr::Number(1.0),
    ))));
    let mut model = core(
        &[1.0],
        vec![state(0.0, rate), state(0.0, par(0) * above)],
        0,
    );
    model.regimens = vec![fixed(vec![])];
    let run = run(model, &[1.0], &[2.4, 2.6, 3.0]);
    let rows = &run.trajectory.states;
    // Above from 2 on; at 2.5 it begins to fall from 2.5, and is below again at 2.5 + 1 / 6.
    for (row, (a, b)) in rows.iter().zip([(2.4, 0.4), (2.2, 0.6), (1.0, 2.0 / 3.0)]) {
        assert!(
            (row[0] - a).abs() < 1e-9 && (row[1] - b).abs() < 1e-9,
            "{row:?} {a} {b}"
        );
    }
}
