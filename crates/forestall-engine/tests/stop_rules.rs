//! Stop rules: when they are met, in which order, and what they see.
#![allow(clippy::unwrap_used)]

mod cases;
mod models;

use cases::{LN2, growing, policy, run, run_with, swinging};
use forestall_engine::Settings;
use forestall_model::{Binary, Check, Decide, Memory};
use models::{
    binary, constant, daily, dose, gt, lt, n, now, par, phase, regimen, seen, stop, time, y,
};

/// Oracle: exp(r t) = 2 at t = ln 2 / r; to 1e-7 at rtol 1e-9.
#[test]
fn a_continuous_rule_is_met_when_the_closed_form_says() {
    for rate in [0.01, 0.3, 2.0] {
        let mut model = growing(rate);
        model.stops = vec![stop(gt(now(0), 2.0), Check::Continuous)];
        model.solver.until = 1000.0;
        let run = run(model);
        assert!((run.end - LN2 / rate).abs() < 1e-7, "{rate}: {}", run.end);
        assert_eq!(run.stops[0], Some(run.end));
        assert!((run.states[0] - 2.0).abs() < 1e-7);
    }
}

/// Oracle: sin t > 0.999999 only for 0.0028 around pi/2: an excursion within one step.
#[test]
fn an_excursion_within_a_step_is_found() {
    for level in [0.9, 0.999, 0.999_999] {
        let mut model = swinging();
        model.stops = vec![stop(gt(now(0), level), Check::Continuous)];
        model.solver.method = forestall_model::Method::Adaptive {
            relative: 1e-7,
            absolute: 1e-7,
        };
        let wanted = libm::asin(level);
        let run = run(model);
        assert!(
            (run.end - wanted).abs() < 1e-3,
            "{level}: {} {wanted}",
            run.end
        );
    }
}

/// Oracle: the first multiple of the grid after the closed-form crossing, also with steps far longer than the grid.
#[test]
fn a_grid_rule_is_met_at_the_first_grid_point_after_the_crossing() {
    for (rate, every) in [(0.01, 1.0), (0.01, 1.0 / 99.0), (0.3, 0.5), (0.001, 7.0)] {
        let mut model = growing(rate);
        model.stops = vec![stop(gt(now(0), 2.0), Check::Grid(every))];
        model.solver.until = 10_000.0;
        let wanted = (LN2 / rate / every).ceil() * every;
        let run = run(model);
        assert!(
            (run.end - wanted).abs() < 1e-9,
            "{rate} {every}: {} {wanted}",
            run.end
        );
    }
}

#[test]
fn a_grid_rule_does_not_see_what_happens_between_grid_points() {
    // sin t > 0.9 on (1.12, 2.02): the grid of 3 sees 0, 3, 6, 9 (0.41 there), ... and first is above 0.9 at t = 33.
    let mut model = swinging();
    model.stops = vec![stop(gt(now(0), 0.9), Check::Grid(3.0))];
    let wanted = (0..40)
        .map(|i| 3.0 * f64::from(i))
        .find(|&t| libm::sin(t) > 0.9);
    assert_eq!(run(model).stops[0], wanted);
}

#[test]
fn checks_in_a_row_are_counted_at_grid_points_only() {
    // sin t > 0.5 on (0.52, 2.62), (6.81, 8.90), ...; on a grid of 0.5, four times in a row first ends at 2.5.
    let mut model = swinging();
    let mut rule = stop(gt(now(0), 0.5), Check::Grid(0.5));
    for (consecutive, wanted) in [(1, 1.0), (2, 1.5), (4, 2.5), (5, f64::INFINITY)] {
        rule.consecutive = consecutive;
        model.stops = vec![rule.clone()];
        model.solver.until = 6.0;
        let got = run(model.clone()).stops[0].unwrap_or(f64::INFINITY);
        assert!(
            (got - wanted).abs() < 1e-9 || got == wanted,
            "{consecutive}: {got}"
        );
    }
}

#[test]
fn checks_in_a_row_are_not_counted_twice_when_another_event_cuts_the_step() {
    // The ending rule at any moment cuts the run at ln 3 / 0.01 = 109.86; the counting rule needs 41 checks from day 70 on.
    let mut model = growing(0.01);
    let mut counted = stop(gt(now(0), 2.0), Check::Grid(1.0));
    counted.consecutive = 41;
    counted.ends = false;
    let mut cut = stop(gt(now(0), 2.5), Check::Continuous);
    cut.ends = false;
    let mut waiting = stop(gt(now(0), 100.0), Check::Continuous);
    waiting.after = Some(1);
    model.stops = vec![counted, cut, waiting];
    model.solver.until = 200.0;
    assert_eq!(run(model).stops[0], Some(110.0));
}

#[test]
fn a_rule_can_wait_for_another() {
    // sin t > 0.5 counts only after sin t < -0.5 was seen: at 2 pi + pi / 6, not at pi / 6.
    let mut model = swinging();
    let mut low = stop(lt(now(0), -0.5), Check::Continuous);
    low.ends = false;
    let mut high = stop(gt(now(0), 0.5), Check::Continuous);
    high.after = Some(0);
    model.stops = vec![low, high];
    let got = run(model);
    let pi = std::f64::consts::PI;
    assert!((got.stops[0].unwrap() - 7.0 * pi / 6.0).abs() < 1e-7);
    assert!((got.end - 13.0 * pi / 6.0).abs() < 1e-7, "{}", got.end);
}

#[test]
fn a_waiting_rule_that_already_holds_is_met_at_the_same_moment() {
    let mut model = growing(0.1);
    let mut first = stop(gt(now(0), 2.0), Check::Continuous);
    first.ends = false;
    let mut second = stop(gt(now(0), 1.5), Check::Continuous);
    second.after = Some(0);
    model.stops = vec![first, second];
    let got = run(model);
    assert_eq!(got.stops[0], got.stops[1]);
    assert!((got.end - 10.0 * LN2).abs() < 1e-7);
}

#[test]
fn a_rule_that_holds_at_the_start_is_met_at_0() {
    for check in [Check::Continuous, Check::Grid(2.0)] {
        for before_decision in [true, false] {
            let mut model = growing(0.1);
            let mut rule = stop(gt(now(0), 0.5), check);
            rule.before_decision = before_decision;
            model.stops = vec![rule];
            let got = run(model);
            assert_eq!((got.end, got.stops[0]), (0.0, Some(0.0)));
            assert_eq!(got.states, [1.0]);
        }
    }
}

#[test]
fn a_rule_at_visits_is_not_looked_at_before_the_first_visit() {
    let mut model = growing(0.1);
    model.regimens = vec![regimen(
        daily(5.0),
        vec![phase(vec![constant(0.0)], vec![])],
    )];
    model.stops = vec![stop(gt(now(0), 0.5), Check::Visits)];
    assert_eq!(run(model.clone()).stops[0], Some(5.0));
    model.regimens[0].decide = Decide::Visits {
        first: 0.0,
        every: 5.0,
    };
    assert_eq!(run(model).stops[0], Some(0.0));
}

#[test]
fn a_rule_before_the_decision_sees_the_old_dose_and_one_after_it_the_new() {
    for (check, before, wanted) in [
        (Check::Visits, true, 14.0),
        (Check::Visits, false, 7.0),
        (Check::Grid(7.0), true, 14.0),
        (Check::Grid(7.0), false, 7.0),
        (Check::Grid(1.0), false, 7.0),
        (Check::Grid(1.0), true, 8.0),
    ] {
        let mut model = policy();
        let mut rule = stop(gt(dose(0), 0.5), check);
        rule.before_decision = before;
        model.stops = vec![rule];
        assert_eq!(run(model).stops[0], Some(wanted), "{check:?} {before}");
    }
}

/// Oracle: previous() of a doubling series is half the latest; nadir of a falling one the latest.
#[test]
fn rules_remember_what_visits_have_measured() {
    let mut model = growing(LN2);
    model.regimens = vec![regimen(
        daily(1.0),
        vec![phase(vec![constant(0.0)], vec![])],
    )];
    model.solver.until = 12.0;
    // The value at a visit is above 1.9 times the one before, and the one before is above 30: at day 6 (64 after 32).
    let doubled = gt(now(0), n(1.9) * seen(0, Memory::Previous));
    let rule = binary(Binary::And, doubled, gt(seen(0, Memory::Previous), 30.0));
    model.stops = vec![stop(rule, Check::Visits)];
    assert_eq!(run(model.clone()).stops[0], Some(6.0));
    // Between visits the present value is compared with what the last visit saw: twice the nadir of visits.
    let rate = n(-1.0) + n(0.5) * time();
    model.states[0].rate = (rate * y(0)).0;
    let rise = gt(now(0), n(1.05) * seen(0, Memory::Nadir));
    model.stops = vec![stop(rise, Check::Continuous)];
    // y = exp(-t + t^2/4): 1, .472, .368, .472: visits see the nadir 1/e at 2; 1.05/e is passed at 2 + 2 sqrt(ln 1.05).
    let wanted = 2.0 + 2.0 * libm::sqrt(libm::log(1.05));
    let got = run(model).end;
    assert!((got - wanted).abs() < 1e-6, "{got} {wanted}");
}

#[test]
fn rules_that_can_never_be_met_are_not_simulated() {
    let mut model = growing(0.1);
    let mut rule = stop(gt(now(0), 2.0), Check::Continuous);
    rule.never_if = Some(lt(par(0), 0.2).0);
    model.stops = vec![rule];
    let got = run(model.clone());
    assert!(got.skipped && got.never[0] && got.steps == 0);
    let settings = Settings {
        skip_never: false,
        ..Settings::default()
    };
    let got = run_with(model, settings);
    // y = exp(0.1 t) passes 2 all the same.
    assert!(!got.skipped && !got.never[0]);
    assert!((got.stops[0].unwrap() - 10.0 * std::f64::consts::LN_2).abs() < 1e-6);
}
