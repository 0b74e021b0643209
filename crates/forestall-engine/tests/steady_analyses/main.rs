//! Steady states under held doses, their kinds, branches over a parameter, nullclines. Oracles: normal forms in closed form, a
//! polynomial system whose roots are all known, and the circuit of Lu 2013, whose folds come from an independent solver.
#![allow(clippy::unwrap_used)]

mod branches;
mod states;

use forestall_engine::{Along, AnalysisError, Branch, BranchPoint, HeldDose, Kind, Model, Special};
use forestall_model::{Source, load};

/// A model of states with these rates, all in parameters `m` and `a`.
fn model(states: &[(&str, &str)]) -> Model {
    let mut text = String::from("[model]\nname = \"t\"\ntime = \"1\"\n[parameter]\nm = 0\na = 1\n");
    for (name, rate) in states {
        text += &format!("[state.{name}]\ninitial = \"m * a\"\node = \"{rate}\"\n");
    }
    of_text(&text)
}

fn of_text(text: &str) -> Model {
    let loaded = load(&Source::new("t.toml", text), None).unwrap();
    Model::new(loaded.core).unwrap()
}

fn library(name: &str) -> Model {
    let path = format!("{}/../../models/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    of_text(&std::fs::read_to_string(path).unwrap())
}

fn specials(branches: &[Branch]) -> Vec<&BranchPoint> {
    let points = branches.iter().flat_map(|b| &b.points);
    points.filter(|p| p.special.is_some()).collect()
}
