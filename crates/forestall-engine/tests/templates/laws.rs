//! Laws of growth, games, predation, rules of behaviour.

use super::*;

/// Oracle: closed forms of the six laws, to 1e-8, with crowding among births and among deaths.
#[test]
fn laws_of_growth_follow_their_closed_forms() {
    let times = [0.5, 3.0, 20.0];
    let grow = |law: &str| {
        first(
            &format!("[population.S]\ninitial = 2\ngrowth = {{ {law} }}\n"),
            &times,
        )
    };
    let check = |law: &str, wanted: &dyn Fn(f64) -> f64| {
        for (t, got) in times.iter().zip(grow(law)) {
            close(got, wanted(*t), 1e-8);
        }
    };
    let exp = libm::exp;
    check("law = \"exponential\", rate = 0.2", &|t| 2.0 * exp(0.2 * t));
    for crowding in ["", ", crowding = \"deaths\""] {
        check(
            &format!("law = \"logistic\", rate = 0.2, capacity = 50{crowding}"),
            &|t| 50.0 / (1.0 + 24.0 * exp(-0.2 * t)),
        );
        let law = format!(
            "law = \"generalised-logistic\", rate = 0.2, capacity = 50, exponent = 0.5{crowding}"
        );
        check(&law, &|t| {
            let left = (libm::sqrt(25.0) - 1.0) * exp(-0.1 * t);
            50.0 / ((1.0 + left) * (1.0 + left))
        });
    }
    check("law = \"gompertz\", rate = 0.2, capacity = 50", &|t| {
        50.0 * exp(libm::log(2.0 / 50.0) * exp(-0.2 * t))
    });
    check("law = \"power\", rate = 0.2, exponent = 0.8", &|t| {
        libm::pow(libm::pow(2.0, 0.2) + 0.2 * 0.2 * t, 5.0)
    });
    check("law = \"bertalanffy\", rate = 0.5, loss = 0.1", &|t| {
        let root = 5.0 + (libm::cbrt(2.0) - 5.0) * exp(-0.1 * t / 3.0);
        root * root * root
    });
}

/// Oracle: two populations that share a total grow in proportion, together as one logistic population; to 1e-8.
#[test]
fn a_law_that_looks_at_a_total_is_shared() {
    let law = "growth = { law = \"logistic\", rate = 0.2, capacity = 50, total = \"S + R\" }\n";
    let all = states(
        &format!(
            "[population.S]\ninitial = 1.5\n{law}[population.R]\ninitial = 0.5\n{law}[solver]\nrtol = 1e-11\n"
        ),
        &[10.0],
    );
    let total = 50.0 / (1.0 + 24.0 * libm::exp(-2.0));
    close(all[0][0], 0.75 * total, 1e-8);
    close(all[0][1], 0.25 * total, 1e-8);
}

/// Oracle: shares after 120 hours from the payoff matrices of Kaznatcheev et al. 2019 (doi:10.1038/s41559-018-0768-z), as the model of the
/// library states them, in both forms; the replicator form keeps the total to 1e-9.
#[test]
fn games_reproduce_the_shares_of_the_library() {
    for (matrix, wanted) in [
        ("[[2.5, 2.4], [4.0, 2.7]]", 0.5183),
        ("[[2.6, 3.6], [3.1, 3.0]]", 0.7475),
        ("[[-1.0, -1.3], [4.3, 2.3]]", 0.0282),
        ("[[0.5, -0.4], [3.8, 2.4]]", 0.0980),
    ] {
        for form in ["growth", "replicator"] {
            let tables = format!(
                "[population.P]\ninitial = 0.8\n[population.R]\ninitial = 0.2\n[game]\nform = \"{form}\"\nrate = 0.01\nmatrix = {matrix}\n"
            );
            let all = states(&tables, &[120.0]);
            let total = all[0][0] + all[0][1];
            assert!(
                (all[0][0] / total - wanted).abs() < 5e-5,
                "{matrix} {form}: {all:?}"
            );
            if form == "replicator" {
                close(total, 1.0, 1e-9);
            }
        }
    }
}

/// Oracle: values by hand at E = 3, T = 5, to 1e-12.
#[test]
fn forms_of_predation_have_the_values_worked_out_by_hand() {
    let value = |table: &str| {
        let tables = format!(
            "[predation.k]\npredator = 3\nprey = 5\nrate = 0.2\n{table}\n[state.X]\ninitial = 0\node = \"k\"\n"
        );
        first(&tables, &[1.0])[0]
    };
    let weak = "suppressed = [{ by = 2, half = 4 }, { by = 3, half = 1, power = 2 }]";
    close(value("form = \"mass-action\""), 0.6, 1e-12);
    close(
        value(&format!("form = \"mass-action\"\n{weak}")),
        0.6 / 1.5 / 10.0,
        1e-12,
    );
    close(value("form = \"saturating\"\nhalf = 7"), 0.6 / 12.0, 1e-12);
    close(
        value("form = \"ratio-dependent\"\nhalf = 0.5"),
        0.6 / (3.0 + 0.5 * 5.0),
        1e-12,
    );
    close(
        value("form = \"double-saturation\"\nhalf = 10"),
        0.6 / 1.8,
        1e-12,
    );
    close(
        value("form = \"double-saturation\"\nhalf = 10\nhalf_predator = 3"),
        0.6 / 2.5,
        1e-12,
    );
    let power = libm::pow(0.6, 1.4);
    close(
        value("form = \"power-ratio\"\nhalf = 2\nexponent = 1.4"),
        0.2 * power / (2.0 + power),
        1e-12,
    );
    // Nobody kills where nobody is.
    let empty = "[predation.k]\npredator = 0\nprey = 0\nrate = 0.2\nform = \"power-ratio\"\nhalf = 2\nexponent = 1.4\n[state.X]\ninitial = 1\node = \"k\"\n";
    close(first(empty, &[1.0])[0], 1.0, 1e-15);
}

/// Oracle: (b + (M - b) U) (1 - D) + m D of Johnson et al. 2025 by hand, to 1e-10, with two signals up and one down.
#[test]
fn rules_of_behaviour_combine_as_published() {
    let rules = "[[rule]]\nsignal = 3\ndirection = \"increases\"\nbehaviour = \"birth of S\"\nto = 0.9\nhalf = 2\npower = 2\n\
        [[rule]]\nsignal = 1\ndirection = \"increases\"\nbehaviour = \"birth of S\"\nto = 0.9\nhalf = 4\npower = 1\n\
        [[rule]]\nsignal = 5\ndirection = \"decreases\"\nbehaviour = \"birth of S\"\nto = 0.05\nhalf = 10\npower = 3\n";
    let got = first(
        &format!("[population.S]\ninitial = 1\nbirth = 0.3\n{rules}"),
        &[1.0],
    )[0];
    let up = 2.25 + 0.25;
    let down = 0.125;
    let (u, d) = (up / (1.0 + up), down / (1.0 + down));
    let rate = (0.3 + 0.6 * u) * (1.0 - d) + 0.05 * d;
    close(libm::log(got), rate, 1e-10);
}

/// Oracle: the numbers that the models of the recipes state, to 1e-7.
#[test]
fn the_recipes_state_what_comes_out() {
    for (text, times) in [
        (
            include_str!("../../../../recipes/30-combination-surfaces/model.toml"),
            10.0,
        ),
        (
            include_str!("../../../../recipes/31-behaviour-rules/model.toml"),
            1000.0,
        ),
    ] {
        let core = load(&Source::new("model.toml", text), None)
            .unwrap_or_else(|errors| panic!("{errors}"))
            .core;
        for (index, expect) in core.expects.iter().enumerate() {
            let mut job = Job::new(core.defaults());
            for (parameter, value) in &expect.with {
                job.parameters[*parameter] = value.parse().unwrap();
            }
            let state = if expect.with.is_empty() { index } else { 0 };
            let settings = Settings {
                record: vec![times],
                until: Some(times + 1.0),
                ..Settings::default()
            };
            let model = Model::new(core.clone()).unwrap();
            let run = Simulation::new(&model, 0, settings)
                .unwrap()
                .run(&[job])
                .unwrap()
                .remove(0);
            close(
                run.trajectory.states[0][state],
                expect.equals.parse().unwrap(),
                1e-7,
            );
        }
    }
}
