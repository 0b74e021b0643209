//! What the constructs that are written out give when they run, against closed forms and values worked out by hand.
#![allow(clippy::unwrap_used)]

use forestall_engine::{Job, Model, Settings, Simulation};
use forestall_model::{Source, load};

/// States at `times` of a model in days with these tables.
fn states(tables: &str, times: &[f64]) -> Vec<Vec<f64>> {
    // A run needs a regimen; where the tables have none, nothing is given.
    let none = if tables.contains("[regimen.") {
        ""
    } else {
        "\n[regimen.none]\n"
    };
    let text = format!("[model]\nname = \"m\"\ntime = \"day\"\n{tables}{none}");
    let core = load(&Source::new("m.toml", text), None)
        .unwrap_or_else(|errors| panic!("{errors}"))
        .core;
    let job = Job::new(core.defaults());
    let model = Model::new(core).unwrap();
    let settings = Settings {
        record: times.to_vec(),
        until: Some(1.0 + times.iter().copied().fold(0.0, f64::max)),
        ..Settings::default()
    };
    let simulation = Simulation::new(&model, 0, settings).unwrap();
    let run = simulation.run(&[job]).unwrap().remove(0);
    assert_eq!(run.failure, None);
    run.trajectory.states
}

/// The first state at `times`, at tight tolerances.
fn first(tables: &str, times: &[f64]) -> Vec<f64> {
    let tables = format!("{tables}\n[solver]\nrtol = 1e-11\natol = 1e-14\n");
    let all = states(&tables, times);
    all.into_iter().map(|own| own[0]).collect()
}

fn close(got: f64, wanted: f64, tolerance: f64) {
    let error = (got - wanted).abs();
    assert!(
        error <= tolerance * wanted.abs().max(1e-3),
        "{got} is not {wanted}"
    );
}

/// The value of a combination at constant doses: what a state gains in a day.
fn combined(table: &str, a: f64, b: f64) -> f64 {
    let drugs = "[drug.A]\nexposure = \"amount\"\n[drug.B]\nexposure = \"amount\"\n";
    let tables = format!(
        "{drugs}[combination.e]\ndrugs = [\"A\", \"B\"]\n{table}\n[state.X]\ninitial = 0\node = \"e\"\n[regimen.r]\nA = {a:?}\nB = {b:?}\n"
    );
    first(&tables, &[1.0])[0]
}

fn curve(none: f64, full: f64, half: f64, slope: f64, dose: f64) -> f64 {
    let power = libm::pow(dose / half, slope);
    none + (full - none) * power / (1.0 + power)
}

const TWO: &str = "E0 = 0.6\nE = [0.2, -0.1]\nC = [1, 2]\nh = [1.5, 0.8]";

/// Oracle: products, sums and the strongest of the single curves, by hand, to 1e-12.
#[test]
fn bliss_additive_and_hsa_surfaces_follow_from_the_single_curves() {
    for (a, b) in [(0.3, 0.7), (2.0, 0.1), (0.01, 40.0)] {
        let one = curve(0.6, 0.2, 1.0, 1.5, a);
        let two = curve(0.6, -0.1, 2.0, 0.8, b);
        let strongest = if (one - 0.6).abs() >= (two - 0.6).abs() {
            one
        } else {
            two
        };
        close(
            combined(&format!("surface = \"bliss\"\n{TWO}"), a, b),
            one * two / 0.6,
            1e-12,
        );
        close(
            combined(&format!("surface = \"additive\"\n{TWO}"), a, b),
            one + two - 0.6,
            1e-12,
        );
        close(
            combined(&format!("surface = \"hsa\"\n{TWO}"), a, b),
            strongest,
            1e-12,
        );
    }
}

/// Oracle: with one drug absent every surface is the curve of the other, to 1e-12; without drugs it is E0.
#[test]
fn one_drug_alone_has_its_own_curve_on_every_surface() {
    for surface in ["bliss", "additive", "hsa", "loewe", "musyc"] {
        let extra = if surface == "musyc" {
            "\nE3 = -0.3\nalpha12 = 3\nalpha21 = 0.5\ngamma12 = 0.9"
        } else {
            ""
        };
        let table = format!("surface = \"{surface}\"\n{TWO}{extra}");
        for dose in [1e-6, 0.2, 1.0, 30.0] {
            let one = curve(0.6, 0.2, 1.0, 1.5, dose);
            let two = curve(0.6, -0.1, 2.0, 0.8, dose);
            close(combined(&table, dose, 0.0), one, 1e-12);
            close(combined(&table, 0.0, dose), two, 1e-12);
        }
        close(combined(&table, 0.0, 0.0), 0.6, 1e-12);
    }
}

/// Oracle: a drug combined with itself is that drug at the sum of the doses, to 1e-12, in closed form and by iteration.
#[test]
fn a_sham_combination_is_loewe_additive() {
    for slopes in ["[1.3, 1.3]", "[1.3, \"1 + 0.3\"]"] {
        let table = format!(
            "surface = \"loewe\"\nE0 = 0.5\nE = [-0.2, -0.2]\nC = [0.7, 0.7]\nh = {slopes}"
        );
        for (a, b) in [(0.1, 0.1), (0.5, 2.0), (1e-3, 20.0)] {
            close(
                combined(&table, a, b),
                curve(0.5, -0.2, 0.7, 1.3, a + b),
                1e-12,
            );
        }
    }
}

/// Oracle: the occupancy by bisection of a/C1 (1/o - 1)^(1/h1) + b/C2 (1/o - 1)^(1/h2) = 1, to 1e-11, for slopes up to ten times apart.
#[test]
fn loewe_additivity_of_unlike_slopes_solves_its_equation() {
    for (h1, h2) in [(1.5, 0.8), (4.0, 1.0), (0.5, 5.0), (0.3, 3.0)] {
        for (a, b) in [
            (1.0, 1.0),
            (1e-3, 2.0),
            (3.0, 1e-4),
            (5.0, 0.2),
            (0.05, 0.05),
        ] {
            let terms = |odds: f64| {
                (
                    a * libm::pow(odds, -1.0 / h1),
                    b * libm::pow(odds, -1.0 / h2),
                )
            };
            let (mut low, mut high) = (-80.0, 80.0);
            for _ in 0..200 {
                let middle = 0.5 * (low + high);
                let (one, two) = terms(libm::exp(middle));
                if one + two > 1.0 {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            let odds = libm::exp(low);
            let (one, two) = terms(odds);
            let wanted = 0.6 + odds / (1.0 + odds) * (one * (0.2 - 0.6) + two * (-0.1 - 0.6));
            let table = format!(
                "surface = \"loewe\"\nE0 = 0.6\nE = [0.2, -0.1]\nC = [1, 1]\nh = [{h1:?}, {h2:?}]"
            );
            close(combined(&table, a, b), wanted, 1e-11);
        }
    }
}

/// Oracle: Bliss independence where potencies and slopes do not change and E3 = E1 E2 / E0; generalised Loewe additivity where
/// alpha12 = alpha21 = 0 and slopes are 1 (Wooten et al. 2021, doi:10.1038/s41467-021-24789-z); to 1e-12.
#[test]
fn musyc_contains_bliss_and_loewe() {
    for (a, b) in [(0.3, 0.7), (2.0, 0.1), (0.01, 40.0)] {
        let bliss = combined(&format!("surface = \"bliss\"\n{TWO}"), a, b);
        let musyc = format!("surface = \"musyc\"\n{TWO}\nE3 = \"0.2 * -0.1 / 0.6\"");
        close(combined(&musyc, a, b), bliss, 1e-12);
        let plain = "E0 = 0.6\nE = [0.2, -0.1]\nC = [1, 2]";
        let musyc = format!("surface = \"musyc\"\n{plain}\nE3 = 7\nalpha12 = 0\nalpha21 = 0");
        for slopes in ["", "\nh = [1, \"1 + 0\"]"] {
            let loewe = combined(&format!("surface = \"loewe\"\n{plain}{slopes}"), a, b);
            close(combined(&musyc, a, b), loewe, 1e-12);
        }
    }
}

/// Oracle: the residual sum of squares 0.07855 of the published 108 wells under the best fit of MuSyC to them, to 1e-4.
#[test]
fn musyc_gives_the_published_residual() {
    let data = std::env::var_os("FORESTALL_DATA").map_or_else(
        || std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        std::path::PathBuf::from,
    );
    let Ok(wells) = std::fs::read_to_string(data.join("synergy/2d.csv")) else {
        eprintln!("skipped: no synergy/2d.csv");
        return;
    };
    let table = "surface = \"musyc\"\nE0 = 1.0033\nE = [0.5134, 0.2074]\nC = [0.950, 1.086]\nh = [1.228, 0.806]\nE3 = -0.0119\nalpha12 = 3.352\nalpha21 = 1.175\ngamma12 = 0.928\ngamma21 = 0.690";
    let mut sum = 0.0;
    for line in wells.lines().skip(1) {
        let cells: Vec<f64> = line
            .split(',')
            .map(|cell| cell.trim().parse().unwrap())
            .collect();
        let error = cells[2] - combined(table, cells[0], cells[1]);
        sum += error * error;
    }
    assert!((sum - 0.078_552_6).abs() < 1e-4, "{sum}");
}

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

const DRUG: &str = "[drug.A]\nexposure = \"amount\"\n[regimen.r]\nA = { amount = 100 }\n[assay.c]\nvalue = \"plasma\"\n[pk.plasma]\ndrug = \"A\"\nvolume = 10\n";

/// Oracle: the bi-exponential curve of two compartments after one dose, to 1e-8.
#[test]
fn two_compartments_give_a_biexponential_curve() {
    let tables = format!("{DRUG}clearance = 2\nperipheral = [{{ volume = 30, flow = 5 }}]\n");
    let (k10, k12, k21) = (0.2, 0.5, 5.0 / 30.0);
    let sum: f64 = k10 + k12 + k21;
    let root = libm::sqrt(sum * sum - 4.0 * k10 * k21);
    let (fast, slow) = (0.5 * (sum + root), 0.5 * (sum - root));
    let times = [0.5, 2.0, 10.0, 40.0];
    for (t, got) in times.iter().zip(first(&tables, &times)) {
        let wanted = 100.0 / (fast - slow)
            * ((fast - k21) * libm::exp(-fast * t) + (k21 - slow) * libm::exp(-slow * t));
        close(got, wanted, 1e-8);
    }
}

/// Oracle: Bateman's function for a dose by mouth of which 0.6 arrive, to 1e-8.
#[test]
fn absorption_gives_batemans_function() {
    let tables = format!("{DRUG}clearance = 2\nabsorption = 1.5\nbioavailability = 0.6\n");
    let times = [0.5, 2.0, 10.0];
    for (t, all) in times
        .iter()
        .zip(states(&format!("{tables}[solver]\nrtol = 1e-11\n"), &times))
    {
        let wanted = 0.6 * 100.0 * 1.5 / (1.5 - 0.2) * (libm::exp(-0.2 * t) - libm::exp(-1.5 * t));
        close(all[0], 60.0 * libm::exp(-1.5 * t), 1e-8);
        close(all[1], wanted, 1e-8);
    }
}

/// Oracle: elimination that saturates obeys half ln(C/C0) + C - C0 = -largest t / volume, to 1e-8.
#[test]
fn elimination_that_saturates_obeys_its_integral() {
    let tables = format!("{DRUG}saturable = {{ largest = 8, half = 3 }}\n");
    for (t, got) in [1.0, 5.0].iter().zip(first(&tables, &[1.0, 5.0])) {
        let c = got / 10.0;
        close(3.0 * libm::log(c / 10.0) + c - 10.0, -0.8 * t, 1e-8);
    }
}

/// Oracle: with three compartments, amounts and what clearance has taken add up to the dose, to 1e-9.
#[test]
fn three_compartments_keep_the_dose() {
    let tables = format!(
        "{DRUG}clearance = 2\nperipheral = [{{ volume = 30, flow = 5 }}, {{ volume = 80, flow = 1 }}]\n[state.gone]\ninitial = 0\node = \"2 * plasma\"\n[solver]\nrtol = 1e-11\n"
    );
    let all = states(&tables, &[7.0]);
    close(all[0].iter().sum::<f64>(), 100.0, 1e-9);
    assert_eq!(all[0].len(), 4);
}

/// Oracle: the numbers that the models of the recipes state, to 1e-7.
#[test]
fn the_recipes_state_what_comes_out() {
    for (text, times) in [
        (
            include_str!("../../../recipes/30-combination-surfaces/model.toml"),
            10.0,
        ),
        (
            include_str!("../../../recipes/31-behaviour-rules/model.toml"),
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
