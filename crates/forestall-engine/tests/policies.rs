//! Regimens that decide, calendars, records, noise, and runs that fail.
#![allow(clippy::unwrap_used)]

mod cases;
mod models;

use cases::{LN2, growing, policy, run, run_with};
use forestall_engine::{EngineError, Failure, Job, Model, Settings, Simulation};
use forestall_model::{Binary, Check, Decide, Expr, Noise, Unary};
use models::{
    E, assay, binary, constant, core, daily, dose, fixed, gt, lt, n, now, par, phase, population,
    pulse, regimen, state, stop, time, y,
};

/// Oracle: exp(0.7) = 2.01 at day 7 starts the drug; then exp(0.7 - 0.9 * 7) < 1 stops it at 14.
#[test]
fn a_policy_acts_at_visits() {
    let got = run(policy());
    assert_eq!(got.started(0).collect::<Vec<_>>(), [7.0]);
    assert_eq!(got.stopped(0).collect::<Vec<_>>(), [14.0]);
    let end = libm::exp(0.1 * (60.0 - 7.0) - 0.9 * 7.0);
    assert!(((got.states[0] - end) / end).abs() < 1e-7);
    assert_eq!(got.visits, 8);
    assert!((got.time_on[0] - 7.0).abs() < 1e-12);
}

#[test]
fn visits_can_start_at_0() {
    let mut model = policy();
    model.regimens[0].decide = Decide::Visits {
        first: 0.0,
        every: 7.0,
    };
    model.regimens[0].phases[0].leave[0].when = gt(now(0), 0.5).0;
    let got = run(model);
    assert_eq!(got.switches[0].time, 0.0);
    assert_eq!(got.first_doses, [0.0]);
    assert_eq!(got.stopped(0).next(), Some(7.0));
}

/// Oracle: V = exp(0.1 t) reaches 2 at 10 ln 2; then decays with 0.9 to 1 in ln 2 / 0.9.
#[test]
fn a_continuous_policy_switches_at_the_crossing() {
    let mut model = policy();
    model.regimens[0].decide = Decide::Continuous;
    let got = run(model);
    let (up, down) = (10.0 * LN2, LN2 / 0.9);
    for (i, switch) in got.switches.iter().enumerate() {
        let wanted = (up + down) * (i / 2) as f64 + if i % 2 == 0 { up } else { up + down };
        assert!(
            (switch.time - wanted).abs() < 1e-6,
            "{i}: {} {wanted}",
            switch.time
        );
    }
    assert_eq!(got.switches.len(), 14);
}

#[test]
fn a_continuous_policy_may_pass_through_several_states_at_one_moment() {
    let mut model = policy();
    model.regimens[0].decide = Decide::Continuous;
    let through = phase(vec![constant(0.5)], vec![(gt(now(0), 1.5), 1)]);
    model.regimens[0].phases.push(through);
    model.regimens[0].phases[0].leave[0].to = 2;
    let got = run(model);
    let at = got.switches[0].time;
    assert_eq!(got.switches[1].time, at);
    assert_eq!((got.switches[0].to, got.switches[1].to), (0.5, 1.0));
}

#[test]
fn a_policy_that_never_rests_fails_and_says_when() {
    let mut model = policy();
    model.regimens[0].decide = Decide::Continuous;
    model.regimens[0].phases[1].leave[0].when = gt(now(0), 1.5).0;
    let got = run(model);
    match got.failure {
        Some(Failure::Restless { time }) => assert!((time - 10.0 * LN2).abs() < 1e-6),
        other => panic!("{other:?}"),
    }
}

/// Treating above a size and resting below the same size would change state at every moment: the policy fails there, and soon.
#[test]
fn a_policy_whose_thresholds_meet_fails_where_they_meet() {
    let mut model = policy();
    model.regimens[0].decide = Decide::Continuous;
    let level = model.regimens[0].phases[0].leave[0].when.clone();
    model.regimens[0].phases[1].leave[0].when = Expr::unary(Unary::Not, level);
    let got = run(model);
    match got.failure {
        Some(Failure::Restless { time }) => assert!((time - 10.0 * LN2).abs() < 1e-6),
        other => panic!("{other:?}"),
    }
    assert!(got.steps < 1000);
}

#[test]
fn a_pulse_begins_anew_when_its_state_is_entered() {
    let mut model = policy();
    model.regimens[0].phases[1].doses = vec![pulse(1.0, 3.0, 1.0)];
    model.regimens[0].phases[1].leave.clear();
    let got = run(model);
    assert_eq!(
        got.started(0).take(3).collect::<Vec<_>>(),
        [7.0, 11.0, 15.0]
    );
    assert_eq!(got.stopped(0).take(2).collect::<Vec<_>>(), [8.0, 12.0]);
}

#[test]
fn a_floor_and_a_ceiling_hold_also_for_what_rules_see() {
    let mut model = growing(-0.5);
    model.states[0].floor = Some(0.1);
    model.stops = vec![stop(lt(now(0), 0.0999), Check::Grid(1.0))];
    let got = run(model.clone());
    assert_eq!((got.states[0], got.stops[0]), (0.1, None));
    model.states[0].floor = None;
    model.states[0].ceiling = Some(3.0);
    model.states[0].rate = y(0).0;
    model.stops.clear();
    assert_eq!(run(model).states[0], 3.0);
}

#[test]
fn times_are_recorded_at_the_start_at_visits_and_at_the_end() {
    let settings = Settings {
        record: vec![0.0, 7.0, 10.5, 60.0, 61.0],
        ..Settings::default()
    };
    let got = run_with(policy(), settings);
    assert_eq!(got.trajectory.times, [0.0, 7.0, 10.5, 60.0]);
    let wanted = [
        1.0,
        libm::exp(0.7),
        libm::exp(0.7 - 0.9 * 3.5),
        got.states[0],
    ];
    for (states, wanted) in got.trajectory.states.iter().zip(wanted) {
        assert!((states[0] - wanted).abs() < 1e-8 * wanted.max(1.0));
    }
    assert_eq!(got.trajectory.doses, [[0.0], [0.0], [1.0], [0.0]]);
}

/// Oracle: the drug is on from 7 to 14, so on for 3.5 at 10.5; an assay may read dose, time and time since the start of a drug.
#[test]
fn assays_of_recorded_states_see_doses_and_times() {
    let mut model = policy();
    let all = n(100.0) * E(Expr::TimeOn(0)) + n(10.0) * dose(0) + time();
    model.assays.push(assay(all));
    let model = Model::new(model).unwrap();
    let settings = Settings {
        record: vec![0.0, 7.0, 10.5, 14.0, 20.0],
        ..Settings::default()
    };
    let simulation = Simulation::new(&model, 0, settings).unwrap();
    let run = simulation.run(&[Job::new(vec![0.1])]).unwrap().remove(0);
    let seen: Vec<f64> = simulation
        .observe(&[0.1], &run)
        .iter()
        .map(|row| row[1])
        .collect();
    assert_eq!(seen, [0.0, 7.0, 370.5, 724.0, 20.0]);
}

#[test]
fn a_run_ends_at_the_asked_time_or_before_it_starts() {
    for until in [0.0, 12.5] {
        let settings = Settings {
            until: Some(until),
            ..Settings::default()
        };
        assert_eq!(run_with(policy(), settings).end, until);
    }
}

#[test]
fn noise_depends_on_seed_and_patient_alone_and_is_common_to_all_regimens() {
    let mut model = policy();
    model.assays[0].noise = Noise::LogNormal(Expr::Number(0.3));
    let always = regimen(daily(7.0), vec![phase(vec![constant(0.0)], vec![])]);
    model.regimens.push(always);
    let model = Model::new(model).unwrap();
    let go = |seed, patients: &[u32]| {
        let settings = Settings {
            seed,
            noise: true,
            ..Settings::default()
        };
        let simulation = Simulation::new(&model, 0, settings).unwrap();
        let job = |&patient| Job {
            parameters: vec![0.1],
            tune: vec![],
            patient,
        };
        simulation
            .run(&patients.iter().map(job).collect::<Vec<_>>())
            .unwrap()
    };
    let many = go(3, &(0..40).collect::<Vec<_>>());
    assert_eq!(many[17], go(3, &[17])[0]);
    assert!(many.iter().any(|r| r.switches != many[0].switches));
    assert_ne!(go(4, &[17])[0].switches, Vec::new());
}

#[test]
fn a_blow_up_fails_without_disturbing_its_neighbours() {
    // y' = a y^2 from 1 is infinite at 1/a.
    let mut model = core(&[0.0], vec![state(1.0, par(0) * y(0) * y(0))], 0);
    model.regimens = vec![fixed(vec![])];
    model.solver.until = 10.0;
    let model = Model::new(model).unwrap();
    let simulation = Simulation::new(&model, 0, Settings::default()).unwrap();
    let rate = |i: usize| if i % 3 == 1 { 0.5 } else { 0.001 * i as f64 };
    let jobs: Vec<Job> = (0..40).map(|i| Job::new(vec![rate(i)])).collect();
    let runs = simulation.run(&jobs).unwrap();
    for (i, got) in runs.iter().enumerate() {
        if i % 3 == 1 {
            match got.failure {
                Some(Failure::StepSize { time, .. }) => assert!((time - 2.0).abs() < 1e-6),
                other => panic!("{other:?}"),
            }
        } else {
            let wanted = 1.0 / (1.0 - 10.0 * rate(i));
            assert!((got.states[0] - wanted).abs() < 1e-7 * wanted, "{i}");
            assert_eq!(*got, simulation.run(&jobs[i..=i]).unwrap()[0]);
        }
    }
}

#[test]
fn a_start_value_that_is_not_a_number_fails() {
    let mut model = growing(0.1);
    model.states[0].initial = Expr::unary(Unary::Ln, Expr::Number(-1.0));
    let got = run(model);
    assert_eq!(got.failure, Some(Failure::Start));
    assert_eq!(got.end, 0.0);
}

/// A population is not driven below zero beyond ten absolute tolerances by a step that is too long.
#[test]
fn a_population_stays_above_zero_under_a_sudden_kill() {
    let rate = n(0.01) * y(0) - n(50.0) * dose(0) * y(0);
    let mut model = core(&[], vec![population(1.0, rate)], 1);
    model.regimens = vec![fixed(vec![pulse(
        50.0,
        50.0,
        binary(Binary::Subtract, 1.0, 0.0),
    )])];
    model.regimens[0].phases[0].doses = vec![forestall_model::Dosing::Windows(vec![
        forestall_model::Window {
            from: 50.0,
            to: 60.0,
            amount: Expr::Number(1.0),
        },
    ])];
    model.solver.method = forestall_model::Method::Adaptive {
        relative: 1e-3,
        absolute: 1e-6,
    };
    let settings = Settings {
        record: (0..1000).map(|i| f64::from(i) * 0.1).collect(),
        ..Settings::default()
    };
    let got = run_with(model, settings);
    assert_eq!(got.failure, None);
    assert!(got.states[0] >= -1e-5);
}

#[test]
fn a_rule_at_visits_needs_visits() {
    let mut model = growing(0.1);
    model.stops = vec![stop(gt(now(0), 2.0), Check::Visits)];
    let model = Model::new(model).unwrap();
    let error = Simulation::new(&model, 0, Settings::default())
        .err()
        .unwrap();
    assert_eq!(
        error.to_string(),
        "stop rule `stop` is checked at visits, but regimen `fixed` has none; give the regimen `decide = \"every ...\"` or check \
         the rule on a grid"
    );
}

#[test]
fn times_to_record_must_be_sorted() {
    let model = Model::new(growing(0.1)).unwrap();
    let settings = Settings {
        record: vec![1.0, 0.5],
        ..Settings::default()
    };
    let error = Simulation::new(&model, 0, settings).err().unwrap();
    assert_eq!(
        error,
        EngineError::Times {
            found: 0.5,
            before: 1.0
        }
    );
    assert_eq!(
        error.to_string(),
        "times must be finite and sorted; found 0.5 after 1"
    );
}

#[test]
fn parameters_are_counted() {
    let model = Model::new(growing(0.1)).unwrap();
    let simulation = Simulation::new(&model, 0, Settings::default()).unwrap();
    let error = simulation.run(&[Job::new(vec![])]).err().unwrap();
    assert_eq!(
        error.to_string(),
        "0 parameter values were given, the model has 1"
    );
    let empty = Model::new(core(&[], vec![], 0)).err().unwrap();
    assert_eq!(
        empty.to_string(),
        "the model has no population and no state, so there is nothing to run"
    );
}

#[test]
fn phase_time_counts_from_the_entry_of_a_regimen_state() {
    let mut model = policy();
    let wait = E(Expr::PhaseTime);
    model.regimens[0].phases[1].leave[0].when = binary(Binary::GreaterEqual, wait, 20.0).0;
    let got = run(model);
    assert_eq!(got.stopped(0).collect::<Vec<_>>(), [28.0]);
}
