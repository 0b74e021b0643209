//! What each construct means: the legal form and, written by hand, the equations it must give.

#![allow(clippy::unwrap_used, reason = "helpers of tests stop the test")]

mod family;
mod growth;
mod schedule;
mod templates;

use forestall_model::{
    Check, Core, Decide, Distribution, Dosing, Expr, Formula, Loaded, Method, Noise, Relative,
    Source, Tolerance, expand, load,
};

fn loaded(text: &str, variant: Option<&str>) -> Loaded {
    load(&Source::new("m.toml", text), variant).unwrap_or_else(|errors| panic!("{errors}"))
}

/// A model in days with these tables besides parameters r, d, K, u.
fn core(tables: &str) -> Core {
    core_in("day", tables)
}

fn core_in(time: &str, tables: &str) -> Core {
    let text = format!(
        "[model]\nname = \"m\"\ntime = \"{time}\"\n[parameter]\nr = 0.1\nd = 0.01\nK = 100\nu = 1e-6\n{tables}"
    );
    loaded(&text, None).core
}

/// The lines of the flat core that begin with `start`.
fn lines(core: &Core, start: &str) -> Vec<String> {
    let text = expand(core);
    text.lines()
        .filter(|line| line.starts_with(start))
        .map(str::to_owned)
        .collect()
}

const S: &str = "[population.S]\ninitial = 1\nbirth = \"r\"\n";
const R: &str = "[population.R]\ninitial = 0\nbirth = \"r\"\n";
const D: &str = "[drug.D]\nexposure = \"on-off\"\n";
