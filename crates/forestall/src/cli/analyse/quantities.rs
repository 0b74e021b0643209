//! Outcomes that are asked for, and their values over many runs.

use forestall_engine::{Job, Model, Outcomes, Settings};
use forestall_model::{Core, Expr, Outcome, Source, load_asked};
use rayon::prelude::*;

use crate::cli::{
    arguments::ModelArguments,
    failure::Failure,
    files::{load_model, read_model},
    progress,
};

/// Runs of one piece of work; the number of threads has no say.
const PIECE: usize = 256;

/// A model with outcomes asked of it.
pub(super) struct Asked {
    pub source: Source,
    pub core: Core,
    /// As they were typed, in their order.
    pub texts: Vec<String>,
    pub quantities: Vec<Expr>,
}

/// Reads a model and the outcomes `texts` (each may be `option`'s value); none means the times of all stop rules.
pub(super) fn asked(
    model: &ModelArguments,
    texts: &[String],
    option: &str,
) -> Result<Asked, Failure> {
    let (source, core) = load_model(&model.model, model.variant.as_deref())?;
    let texts = if texts.is_empty() {
        default(&core)?
    } else {
        texts.to_vec()
    };
    let quantities = more(model, &texts, option)?;
    Ok(Asked {
        source,
        core,
        texts,
        quantities,
    })
}

/// Further outcomes of the same model.
pub(super) fn more(
    model: &ModelArguments,
    texts: &[String],
    option: &str,
) -> Result<Vec<Expr>, Failure> {
    let source = read_model(&model.model)?;
    let (_, quantities) = load_asked(&source, model.variant.as_deref(), texts, option)?;
    for (of, text) in quantities.iter().zip(texts) {
        let mut ready = true;
        of.walk(&mut |part| {
            ready &= !matches!(part, Expr::Outcome(own)
                if own.is_of_many_runs() || own.is_of_steady_states() || *own == Outcome::Loss);
        });
        if !ready {
            return Err(Failure::usage(
                format!("{option} {text}: that is not about one run"),
                "ask for a quantity of a run, such as time(progression), at(S, 90) or final(S)",
            ));
        }
    }
    Ok(quantities)
}

/// The times of all stop rules.
fn default(core: &Core) -> Result<Vec<String>, Failure> {
    if core.stops.is_empty() {
        let state = core.states.first().map_or("S", |s| s.name.as_str());
        return Err(Failure::usage(
            format!(
                "model \"{}\" has no stop rule, so an outcome must be named",
                core.name
            ),
            format!("give --of OUTCOME, such as --of 'at({state}, 10)' or --of 'final({state})'"),
        ));
    }
    Ok(core
        .stops
        .iter()
        .map(|stop| format!("time({})", stop.name))
        .collect())
}

/// Outcomes of many patients under one regimen: one row per patient. Times that never come are cut off at the end of the run, and
/// counted; `patient` gives the parameters by number.
pub(super) fn values(
    model: &Model,
    regimen: usize,
    quantities: &[Expr],
    patients: usize,
    what: &str,
    patient: impl Fn(usize) -> Vec<f64> + Sync,
) -> Result<Vec<Vec<f64>>, Failure> {
    let outcomes = Outcomes::new(model, regimen, quantities, &Settings::default())?;
    let bar = progress::bar(patients, what);
    let pieces: Vec<usize> = (0..patients.div_ceil(PIECE)).collect();
    let piece = |&number: &usize| {
        let own = number * PIECE..((number + 1) * PIECE).min(patients);
        let count = own.len();
        let jobs: Vec<Job> = own.map(|k| Job::new(patient(k))).collect();
        let rows = outcomes.of(&jobs);
        bar.inc(count as u64);
        rows
    };
    let done: Result<Vec<Vec<Vec<f64>>>, _> = pieces.par_iter().map(piece).collect();
    bar.finish_and_clear();
    Ok(done?.into_iter().flatten().collect())
}

/// The regimen to run: the one named, else the first.
pub(super) fn one_regimen(core: &Core, name: Option<&String>) -> Result<usize, Failure> {
    let names: Vec<String> = name.into_iter().cloned().collect();
    let all = crate::cli::choice::chosen_regimens(core, &names)?;
    Ok(all[0])
}
