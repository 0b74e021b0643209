//! `[start]`: a past that leads to time 0, against closed forms and against the steady states found by Newton's method.
#![allow(clippy::unwrap_used)]

use forestall_engine::{
    EngineError, Failure, Job, Model, Reading, Replay, Run, Settings, Simulation,
};
use forestall_model::{Core, Source, load, sbml};
use std::path::Path;

fn core(tables: &str) -> Core {
    let text = format!("[model]\nname = \"m\"\ntime = \"day\"\n{tables}");
    let loaded = load(&Source::new("m.toml", text), None);
    loaded.unwrap_or_else(|errors| panic!("{errors}")).core
}

fn run(model: &Model, jobs: &[Job], times: &[f64]) -> Vec<Run> {
    let settings = Settings {
        record: times.to_vec(),
        until: times.last().copied(),
        ..Settings::default()
    };
    let simulation = Simulation::new(model, 0, settings).unwrap();
    simulation.run(jobs).unwrap()
}

/// Oracle: S grows as exp(a t), R as exp(b t) from one cell each until S + R is M; with b = 2 a, S solves S + S^2 = M; to 1e-7, for
/// two patients with pasts of different length side by side.
#[test]
fn a_tumour_grown_from_one_cell_has_the_closed_forms_composition() {
    let core = core(
        "[parameter]\na = 0.1\nM = 1e6\n[population.S]\ninitial = 1\nbirth = \"a * (1 - dose(D))\"\n\
         [population.R]\ninitial = 1\nbirth = \"2 * a * (1 - dose(D))\"\n[drug.D]\nexposure = \"on-off\"\n\
         [assay.burden]\nvalue = \"S + R\"\n[regimen.on]\nD = \"on\"\n[start]\nuntil = \"burden >= M\"\n",
    );
    let model = Model::new(core).unwrap();
    let jobs = [Job::new(vec![0.1, 1e6]), Job::new(vec![0.3, 1e9])];
    for (run, job) in run(&model, &jobs, &[0.0, 5.0]).iter().zip(&jobs) {
        let size = job.parameters[1];
        let s = 0.5 * ((1.0 + 4.0 * size).sqrt() - 1.0);
        assert_eq!((run.failure, run.end), (None, 5.0));
        // The drug stops all growth from time 0 on.
        for states in &run.trajectory.states {
            assert!((states[0] / s - 1.0).abs() < 1e-7, "{states:?} {s}");
            assert!((states[1] / (s * s) - 1.0).abs() < 1e-7, "{states:?}");
        }
    }
}

/// Oracle: the logistic function reaches f K at t0; from time 0 on it is the same function t0 later, to 1e-8.
#[test]
fn logistic_growth_goes_on_where_the_past_has_ended() {
    let core = core(
        "[population.S]\ninitial = 1\nbirth = 0.2\n[competition]\ncapacity = 1000\n[regimen.none]\n[start]\nuntil = \"S > 300\"\n",
    );
    let model = Model::new(core).unwrap();
    let times = [0.0, 3.0, 20.0];
    let got = run(&model, &[Job::new(Vec::new())], &times);
    for (t, states) in times.iter().zip(&got[0].trajectory.states) {
        let wanted = 1000.0 / (1.0 + (1000.0 / 300.0 - 1.0) * libm::exp(-0.2 * t));
        assert!((states[0] / wanted - 1.0).abs() < 1e-8, "{t} {states:?}");
    }
}

/// Oracle: the steady states of the EMT circuit that Newton's method finds from a box of starting points: the run from the file's
/// initial values begins at one of them that is stable, to 1e-9 of each state.
#[test]
fn a_run_from_rest_begins_at_a_steady_state_of_the_emt_circuit() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/lu-2013-emt.toml");
    let text = std::fs::read_to_string(path).unwrap() + "\n[start]\nuntil = \"steady\"\n";
    let loaded = load(&Source::new("emt.toml", text), None);
    let core = loaded.unwrap_or_else(|errors| panic!("{errors}")).core;
    let (parameters, ranges) = (core.defaults(), core.steady.clone());
    let model = Model::new(core).unwrap();
    let simulation = Simulation::new(
        &model,
        0,
        Settings {
            record: vec![0.0],
            until: Some(1.0),
            ..Settings::default()
        },
    )
    .unwrap();
    let run = simulation
        .run(&[Job::new(parameters.clone())])
        .unwrap()
        .remove(0);
    assert_eq!(run.failure, None);
    let begun = &run.trajectory.states[0];
    let found = model.steady_states(None, &parameters, &ranges).unwrap();
    let near = |own: &&forestall_engine::SteadyState| {
        let mut pairs = own.states.iter().zip(begun);
        pairs.all(|(a, b)| (a - b).abs() <= 1e-9 * a.abs().max(1e-6))
    };
    let own = found.iter().find(near);
    assert!(
        own.is_some_and(forestall_engine::SteadyState::is_stable),
        "{begun:?} {found:?}"
    );
}

/// Oracle: births b balance deaths d + k dose at K (1 - (d + k) / b) under the drug; to 1e-12.
#[test]
fn rest_under_a_regimen_is_that_of_its_first_state() {
    let core = core(
        "[population.S]\ninitial = 1\nbirth = 0.3\ndeath = 0.1\n[competition]\ncapacity = 90\n\
         [drug.D]\nexposure = \"on-off\"\neffect = [{ mode = \"kill\", on = \"S\", strength = 0.1 }]\n\
         [regimen.none]\n[regimen.on]\nD = \"on\"\n[start]\nuntil = \"steady\"\nregimen = \"on\"\n",
    );
    let model = Model::new(core).unwrap();
    let got = run(&model, &[Job::new(Vec::new())], &[0.0]);
    let begun = got[0].trajectory.states[0][0];
    assert!((begun - 30.0).abs() < 1e-11, "{begun}");
}

#[test]
fn a_past_that_never_ends_fails_the_run_and_no_replay_or_export_pretends() {
    let core = core(
        "[population.S]\ninitial = 1\nbirth = 0.2\n[competition]\ncapacity = 100\n[regimen.none]\n\
         [start]\nuntil = \"S > 300\"\nat_most = \"1 year\"\n",
    );
    let model = Model::new(core.clone()).unwrap();
    let got = run(&model, &[Job::new(Vec::new())], &[5.0]);
    assert_eq!(got[0].failure, Some(Failure::Past { time: 365.25 }));
    let readings: [Reading; 0] = [];
    let replay = Replay::new(&model, &[], &readings, 1.0, &[]);
    assert_eq!(replay.err(), Some(EngineError::Past));
    let refused = sbml::export(&core, 0).unwrap_err().to_string();
    assert!(
        refused.contains("SBML core cannot say how a past leads to time 0"),
        "{refused}"
    );
}
