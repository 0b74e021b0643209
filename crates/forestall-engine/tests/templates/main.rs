//! What the constructs that are written out give when they run, against closed forms and values worked out by hand.
#![allow(clippy::unwrap_used)]

mod compartments;
mod laws;
mod surfaces;

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
