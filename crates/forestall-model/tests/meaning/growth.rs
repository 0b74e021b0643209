//! Populations, rates, lets, maps and units.

use super::*;

#[test]
fn births_and_deaths_are_per_cell() {
    let core = core(&format!(
        "{S}death = \"d\"\node = \"-K\"\nfloor = 0.1\nceiling = 50\n"
    ));
    assert_eq!(
        lines(&core, "reaction"),
        [
            "reaction birth of S: -> S @ r * S",
            "reaction death of S: S -> @ d * S"
        ]
    );
    assert_eq!(lines(&core, "S'"), ["S' = r * S - d * S + -K"]);
    assert_eq!(
        (core.states[0].floor, core.states[0].ceiling),
        (Some(0.1), Some(50.0))
    );
}

#[test]
fn mutants_are_a_share_of_the_divisions() {
    let core = core(&format!(
        "{S}mutation = [{{ to = \"R\", probability = \"u\" }}]\n[population.R]\ninitial = 0\n"
    ));
    assert_eq!(
        lines(&core, "reaction"),
        [
            "reaction birth of S: -> S @ r * (1 - u) * S",
            "reaction mutation S -> R: -> R @ r * u * S"
        ]
    );
    assert_eq!(lines(&core, "R'"), ["R' = r * u * S"]);
}

#[test]
fn switches_move_cells() {
    let core = core(&format!(
        "{S}switch = [{{ to = \"R\", rate = \"d\" }}]\n{R}"
    ));
    assert_eq!(
        lines(&core, "reaction switch"),
        ["reaction switch S -> R: S -> R @ d * S"]
    );
    assert_eq!(lines(&core, "S'"), ["S' = r * S - d * S"]);
    assert_eq!(lines(&core, "R'"), ["R' = d * S + r * R"]);
}

#[test]
fn competition_multiplies_births_by_the_free_share() {
    let shared = core(&format!("{S}{R}[competition]\ncapacity = \"K\"\n"));
    assert_eq!(lines(&shared, "S'"), ["S' = r * (1 - (S + R) / K) * S"]);
    let unit = core(&format!("{S}{R}[competition]\ncapacity = 1\n"));
    assert_eq!(lines(&unit, "S'"), ["S' = r * (1 - (S + R)) * S"]);
    let matrix = core(&format!(
        "{S}{R}[competition]\ncapacity = {{ S = \"K\", R = 50 }}\nmatrix = [[1, 0], [\"u\", 1]]\n"
    ));
    assert_eq!(lines(&matrix, "S'"), ["S' = r * (1 - S / K) * S"]);
    assert_eq!(
        lines(&matrix, "R'"),
        ["R' = r * (1 - (u * S + R) / 50) * R"]
    );
    let some = core(&format!(
        "{S}{R}[competition]\npopulations = [\"R\"]\ncapacity = \"K\"\n"
    ));
    assert_eq!(lines(&some, "S'"), ["S' = r * S"]);
    assert_eq!(lines(&some, "R'"), ["R' = r * (1 - R / K) * R"]);
}

#[test]
fn drugs_act_in_the_order_of_the_file() {
    let core = core(&format!(
        "{S}death = \"d\"\n{R}[competition]\ncapacity = \"K\"\n{D}effect = [\n\
         {{ mode = \"kill\", on = [\"S\", \"R\"], strength = 2 }},\n\
         {{ mode = \"norton-simon\", on = \"S\", strength = 1.5 }},\n\
         {{ mode = \"factor\", on = [\"birth of S\", \"death of S\"], factor = 0.5 }},\n]\n"
    ));
    assert_eq!(
        lines(&core, "reaction"),
        [
            "reaction birth of S: -> S @ r * (1 - (S + R) / K) * (1 - 1.5 * dose(D)) * if(dose(D) > 0, 0.5, 1) * S",
            "reaction death of S: S -> @ (d + 2 * dose(D)) * if(dose(D) > 0, 0.5, 1) * S",
            "reaction birth of R: -> R @ r * (1 - (S + R) / K) * R",
            "reaction death of R: R -> @ 2 * dose(D) * R",
        ]
    );
}

#[test]
fn factors_reach_switches_and_mutations() {
    let core = core(&format!(
        "{S}switch = [{{ to = \"R\", rate = \"d\" }}]\nmutation = [{{ to = \"R\", probability = \"u\" }}]\n{R}{D}effect = [{{ mode = \"factor\", on = [\"switch S -> R\", \"mutation S -> R\"], factor = 3 }}]\n"
    ));
    let given = "if(dose(D) > 0, 3, 1)";
    assert_eq!(
        lines(&core, "reaction")[..3],
        [
            format!("reaction birth of S: -> S @ r * (1 - u * {given}) * S"),
            format!("reaction mutation S -> R: -> R @ r * (u * {given}) * S"),
            format!("reaction switch S -> R: S -> R @ d * {given} * S"),
        ]
    );
}

#[test]
fn lets_come_in_the_order_of_their_dependence() {
    let core = core(&format!(
        "{S}death = \"c\"\n[let]\nc = \"b * 2\"\nb = \"d\"\n"
    ));
    assert_eq!(lines(&core, "let"), ["let b = d", "let c = b * 2"]);
}

#[test]
fn populations_come_first_then_states_and_assay_states_in_file_order() {
    let core = core(
        "[assay.psa]\node = \"S - psa\"\ninitial = 0\n[state.P]\ninitial = \"K\"\node = \"psa - P\"\nfloor = 0\n[population.S]\ninitial = 1\nbirth = \"r\"\n",
    );
    let names: Vec<&str> = core
        .states
        .iter()
        .map(|state| state.name.as_str())
        .collect();
    assert_eq!(names, ["S", "psa", "P"]);
    assert_eq!(core.assays[0].value, Expr::State(1));
    assert_eq!(lines(&core, "P'"), ["P' = psa - P"]);
}

#[test]
fn a_map_steps_from_old_values_unless_next_is_asked_for() {
    let core = core_in(
        "1",
        "[population.S]\ninitial = 1\nbirth = \"r\"\nfloor = 0.1\n[state.P]\ninitial = 0\nnext = \"next(S) + P / 2\"\n[state.Q]\ninitial = 0\node = \"S\"\n[solver]\nmethod = \"map\"\nstep = 2\nuntil = 100\n",
    );
    assert_eq!(
        lines(&core, "next"),
        [
            "next S = S + 2 * (r * S)",
            "next P = max(S + 2 * (r * S), 0.1) + P / 2",
            "next Q = Q + 2 * S",
        ]
    );
    assert_eq!(core.solver.method, Method::Map { step: 2.0 });
    assert_eq!(core.time_unit, "step");
}

#[test]
fn durations_are_converted_to_the_unit_of_the_model() {
    let core = core(&format!(
        "{S}[solver]\nuntil = \"2 year\"\nmethod = \"rk4\"\nstep = \"1/4 hour\"\n[assay.a]\nvalue = \"S\"\nevery = \"2 week\"\n"
    ));
    assert_eq!(core.solver.until, 730.5);
    assert_eq!(core.solver.method, Method::Rk4 { step: 0.25 / 24.0 });
    assert_eq!(core.assays[0].every, Some(14.0));
}

#[test]
fn parameters_in_another_unit_of_time_are_converted_with_all_that_belongs_to_them() {
    let text = format!(
        "[model]\nname = \"m\"\ntime = \"day\"\n[parameter]\nr = {{ value = 0.5, unit = \"1/hour\", bounds = [0, 1], prior = \"lognormal(0.5, 2)\" }}\n{S}[patients]\nr = \"uniform(0, 1)\"\n[fit]\nfree = [\"r\"]\nprofile = {{ r = [0.5, 1] }}\n[expect.e]\nwith = {{ r = \"a + 1\" }}\nof = \"end()\"\nequals = \"b\"\nsource = \"s\"\ntable = {{ file = \"t.csv\" }}\n"
    );
    let core = loaded(&text, None).core;
    let r = &core.parameters[0];
    assert_eq!(
        (r.value, r.unit.as_str(), r.bounds),
        (12.0, "1/day", (0.0, 24.0))
    );
    assert_eq!(r.prior, Some(Distribution::LogNormal(12.0, 2.0)));
    assert_eq!(core.patients, [(0, Distribution::Uniform(0.0, 24.0))]);
    assert_eq!(core.fit.unwrap().profile, [(0, vec![12.0, 24.0])]);
    assert_eq!(core.expects[0].with, [(0, "(a + 1) * 24".to_owned())]);
}

#[test]
fn without_written_units_anything_goes_and_with_them_nothing_but_the_right_one() {
    // Nothing written: r may be a rate, K a size.
    core(&format!("{S}death = \"d * S / K + 0.001\"\n"));
    // Everything written.
    let text = "[model]\nname = \"m\"\ntime = \"day\"\n[parameter]\nr = { value = 0.1, unit = \"1/day\" }\nK = { value = 1e9, unit = \"cells\" }\nn = 2\n[population.S]\ninitial = \"K / 10\"\nunit = \"cells\"\nbirth = \"r * hill(S, K, n) * (S / K) ^ n * sqrt(S / K) * max(0, 1 - exp(-r * time))\"\n";
    let core = loaded(text, None).core;
    assert_eq!(core.states[0].unit, "cells");
}

#[test]
fn inferred_units_of_lets_and_assays_are_written_down() {
    let text = "[model]\nname = \"m\"\ntime = \"day\"\n[parameter]\nr = { value = 0.1, unit = \"1/day\" }\nc = { value = 1, unit = \"ng/ml\" }\n[let]\nk = \"r * c\"\n[population.S]\ninitial = 1\nbirth = \"k / c\"\n[assay.a]\nvalue = \"c * S\"\n";
    let core = loaded(text, None).core;
    assert_eq!(core.lets[0].unit, "ng/(day ml)");
    assert_eq!(core.assays[0].unit, "ng/ml");
}
