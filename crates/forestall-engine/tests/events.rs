//! `[event]` of a model file against closed forms, against the same model written in SBML, and against its own export.
#![allow(clippy::unwrap_used)]

use forestall_engine::{Job, Model, Settings, Simulation};
use forestall_model::{Core, Source, load, sbml};

fn core(tables: &str) -> Core {
    let text = format!("[model]\nname = \"m\"\ntime = \"day\"\n{tables}");
    let loaded = load(&Source::new("m.toml", text), None);
    loaded.unwrap_or_else(|errors| panic!("{errors}")).core
}

/// States at the times, one row per time.
fn course(core: &Core, times: &[f64]) -> Vec<Vec<f64>> {
    let model = Model::new(core.clone()).unwrap();
    let settings = Settings {
        record: times.to_vec(),
        until: times.last().copied(),
        ..Settings::default()
    };
    let simulation = Simulation::new(&model, 0, settings).unwrap();
    let run = simulation.run(&[Job::new(core.defaults())]).unwrap();
    assert_eq!(run[0].failure, None);
    run[0].trajectory.states.clone()
}

/// The same after a way out to SBML and back.
fn exported(core: &Core) -> Core {
    let text = sbml::export(core, 0).unwrap_or_else(|errors| panic!("{errors}"));
    let back = sbml::import(&Source::new("m.xml", text));
    back.unwrap_or_else(|errors| panic!("{errors}")).loaded.core
}

/// The course of the first state is the same after a way out to SBML and back, to 1e-7.
fn same_exported(core: &Core, times: &[f64], got: &[Vec<f64>]) {
    let back = exported(core);
    let state = back.state(&core.states[0].name).unwrap();
    for (ours, theirs) in got.iter().zip(course(&back, times)) {
        let (ours, theirs) = (ours[0], theirs[state]);
        assert!(
            (ours - theirs).abs() < 1e-7 * ours.abs().max(1.0),
            "{ours} {theirs}"
        );
    }
}

const TIMES: [f64; 6] = [0.5, 1.3, 7.1, 13.7, 20.01, 39.9];
const GROWTH: &str =
    "[parameter]\nr = 0.3\n[regimen.none]\n[population.S]\ninitial = 1\nbirth = \"r\"\n";

/// Oracle: exp(r t) reaches 2 at ln 2 / r and is halved there: a sawtooth, 2^(fractional part of r t / ln 2); to 1e-7.
#[test]
fn a_crossing_is_found_when_the_closed_form_says_again_and_again() {
    let core = core(&format!(
        "{GROWTH}[event.resection]\nwhen = \"S >= 2\"\nset.S = \"0.5 * S\"\n"
    ));
    let wanted = |t: f64| libm::exp2((0.3 * t / std::f64::consts::LN_2).fract());
    let got = course(&core, &TIMES);
    for (t, states) in TIMES.iter().zip(&got) {
        assert!((states[0] - wanted(*t)).abs() < 1e-7, "{t} {states:?}");
    }
    same_exported(&core, &TIMES, &got);
}

/// Oracle: exp(r t) before ln 2 / r, half of it for ever after; to 1e-7.
#[test]
fn an_event_that_happens_once_does_not_happen_again() {
    let core = core(&format!(
        "{GROWTH}[event.resection]\nwhen = \"S >= 2\"\nonce = true\nset.S = \"0.5 * S\"\n"
    ));
    let got = course(&core, &TIMES);
    for (t, states) in TIMES.iter().zip(&got) {
        let grown = libm::exp(0.3 * t);
        let wanted = if grown < 2.0 { grown } else { 0.5 * grown };
        assert!((states[0] / wanted - 1.0).abs() < 1e-7, "{t} {states:?}");
    }
    same_exported(&core, &TIMES, &got);
}

/// Oracle: a substance that decays at rate k and gets 10 at each time of the calendar: the sum of exp(-k (t - time)); to 1e-8.
#[test]
fn events_of_a_calendar_add_up_as_the_closed_form_says() {
    let text = "[parameter]\nk = 0.2\n[regimen.none]\n[state.x]\ninitial = 0\node = \"-k * x\"\n";
    for (keys, moments) in [
        ("at = [12, \"3 days\", \"1 week\"]", vec![3.0, 7.0, 12.0]),
        ("at = \"5 day\"", vec![5.0]),
        (
            "every = \"4 days\"\nfirst = \"2 days\"\ntimes = 3",
            vec![2.0, 6.0, 10.0],
        ),
        (
            "every = \"6 days\"",
            vec![6.0, 12.0, 18.0, 24.0, 30.0, 36.0],
        ),
    ] {
        let core = core(&format!("{text}[event.e]\n{keys}\nset.x = \"x + 10\"\n"));
        let got = course(&core, &TIMES);
        for (t, states) in TIMES.iter().zip(&got) {
            let parts = moments.iter().filter(|at| *at < t);
            let wanted: f64 = parts.map(|at| 10.0 * libm::exp(-0.2 * (t - at))).sum();
            assert!((states[0] - wanted).abs() < 1e-8, "{keys} {t} {states:?}");
        }
        same_exported(&core, &TIMES, &got);
    }
}

/// At one moment the larger priority comes first, then the order of the file; each uses what those before it have left.
#[test]
fn events_of_one_moment_happen_in_their_order() {
    let core = core(
        "[regimen.none]\n[state.x]\ninitial = 1\node = 0\n\
         [event.third]\nat = 1\nset.x = \"10 * x + 3\"\n\
         [event.first]\nat = 1\nset.x = \"10 * x + 1\"\npriority = 2\n\
         [event.fourth]\nwhen = \"time >= 1\"\nset.x = \"10 * x + 4\"\n\
         [event.second]\nat = 1\nset.x = \"10 * x + 2\"\npriority = 1\n",
    );
    let got = course(&core, &[0.5, 2.0]);
    assert_eq!(got, [[1.0], [11234.0]]);
    same_exported(&core, &[0.5, 2.0], &got);
}

/// A condition that holds at time 0 has become true then, unless the file says otherwise.
#[test]
fn a_condition_may_hold_at_the_start() {
    let event = |key: &str| {
        core(&format!(
            "[regimen.none]\n[state.x]\ninitial = 5\node = -1\n[event.e]\nwhen = \"x > 2\"\n{key}set.x = \"x + 3\"\n"
        ))
    };
    let times = [1.0, 10.0];
    for (key, wanted) in [("", [7.0, -2.0]), ("at_start = false\n", [4.0, -5.0])] {
        let core = event(key);
        let got = course(&core, &times);
        assert!((got[0][0] - wanted[0]).abs() < 1e-9 && (got[1][0] - wanted[1]).abs() < 1e-9);
        same_exported(&core, &times, &got);
    }
}

/// Oracle: drug-induced switch of a rate: growth at r until the burden is 4, decline at d ever after; to 1e-7.
#[test]
fn a_switch_state_changes_the_rules_of_the_model() {
    let core = core(
        "[parameter]\nr = 0.5\nd = 0.25\n[regimen.none]\n\
         [state.treated]\ninitial = 0\node = 0\n\
         [state.S]\ninitial = 1\node = \"if(treated > 0, -d, r) * S\"\n\
         [event.diagnosis]\nwhen = \"S >= 4\"\nset = { treated = 1 }\n",
    );
    let at = libm::log(4.0) / 0.5;
    for (t, states) in TIMES.iter().zip(course(&core, &TIMES)) {
        let wanted = if *t < at {
            libm::exp(0.5 * t)
        } else {
            4.0 * libm::exp(-0.25 * (t - at))
        };
        assert!((states[1] - wanted).abs() < 1e-7, "{t} {states:?}");
    }
}

/// The same model typed in twice, as TOML and as SBML: the same course, to 1e-9.
#[test]
fn a_file_and_the_same_model_in_sbml_take_the_same_course() {
    let toml = core(
        "[parameter]\nr = 0.2\n[regimen.none]\n[state.x]\ninitial = 1\node = \"r * x\"\n[state.hits]\ninitial = 0\node = 0\n\
         [event.cut]\nwhen = \"x > 3 and time > 2\"\nset = { x = \"x / 3\", hits = \"hits + 1\" }\n",
    );
    let ci = |id: &str| format!("<ci>{id}</ci>");
    let apply = |op: &str, parts: &str| format!("<apply><{op}/>{parts}</apply>");
    let math =
        |body: &str| format!("<math xmlns=\"http://www.w3.org/1998/Math/MathML\">{body}</math>");
    let time = "<csymbol encoding=\"text\" definitionURL=\"http://www.sbml.org/sbml/symbols/time\">t</csymbol>";
    let trigger = apply(
        "and",
        &format!(
            "{}{}",
            apply("gt", &format!("{}<cn>3</cn>", ci("x"))),
            apply("gt", &format!("{time}<cn>2</cn>"))
        ),
    );
    let sbml = format!(
        "<?xml version=\"1.0\"?><sbml xmlns=\"http://www.sbml.org/sbml/level3/version2/core\" level=\"3\" version=\"2\"><model id=\"m\">\
         <listOfParameters><parameter id=\"r\" value=\"0.2\" constant=\"true\"/><parameter id=\"x\" value=\"1\" constant=\"false\"/>\
         <parameter id=\"hits\" value=\"0\" constant=\"false\"/></listOfParameters>\
         <listOfRules><rateRule variable=\"x\">{}</rateRule></listOfRules>\
         <listOfEvents><event id=\"cut\" useValuesFromTriggerTime=\"false\"><trigger initialValue=\"false\" persistent=\"true\">{}</trigger>\
         <listOfEventAssignments><eventAssignment variable=\"x\">{}</eventAssignment><eventAssignment variable=\"hits\">{}</eventAssignment>\
         </listOfEventAssignments></event></listOfEvents></model></sbml>",
        math(&apply("times", &format!("{}{}", ci("r"), ci("x")))),
        math(&trigger),
        math(&apply("divide", &format!("{}<cn>3</cn>", ci("x")))),
        math(&apply("plus", &format!("{}<cn>1</cn>", ci("hits")))),
    );
    let imported = sbml::import(&Source::new("m.xml", sbml)).unwrap_or_else(|e| panic!("{e}"));
    let imported = imported.loaded.core;
    let (x, hits) = (
        imported.state("x").unwrap(),
        imported.state("hits").unwrap(),
    );
    let (ours, theirs) = (course(&toml, &TIMES), course(&imported, &TIMES));
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert!((ours[0] - theirs[x]).abs() < 1e-9 && ours[1] == theirs[hits]);
    }
    assert!(ours[5][1] > 3.0);
}

/// With a fixed step, conditions are looked at after each step and the calendar is met exactly. Oracle: by hand.
#[test]
fn fixed_steps_meet_the_calendar() {
    let core = core(
        "[regimen.none]\n[solver]\nmethod = \"rk4\"\nstep = 0.3\n[state.x]\ninitial = 0\node = 1\n\
         [event.e]\nat = 1\nset.x = 0\n",
    );
    let got = course(&core, &[1.5, 2.0]);
    assert!(
        (got[0][0] - 0.5).abs() < 1e-12 && (got[1][0] - 1.0).abs() < 1e-12,
        "{got:?}"
    );
}
