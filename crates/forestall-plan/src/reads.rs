//! What stop rules and growth rates may read for a bound to exist.

use forestall_model::{Core, Expr, Memory, StateKind, program::Builder, program::Program};

use crate::NoBound;

/// The condition of a stop rule on true present values, if it reads nothing but populations, parameters and baselines.
pub(crate) fn rule(core: &Core, index: usize) -> Result<Program, NoBound> {
    let stop = &core.stops[index];
    let refuse = |what: String| {
        Err(NoBound::Rule {
            stop: stop.name.clone(),
            what,
        })
    };
    if let Some(after) = stop.after {
        return refuse(format!("stop rule `{}`", core.stops[after].name));
    }
    let mut builder = Builder::new(core, 0, 0);
    // Without the rule's tolerance: the region below the limit is then larger, if anything, and so is the bound.
    builder.condition(&present(core, &stop.when), 0.0);
    let program = builder.finish();
    if let Some(what) = foreign(core, &program) {
        return refuse(what);
    }
    if let Some(drug) = (0..core.drugs.len()).find(|d| program.reads(program.layout.dose() + d)) {
        return refuse(format!("the dose of `{}`", core.drugs[drug].name));
    }
    Ok(program)
}

/// The rate of a population, if it reads nothing but populations, parameters and doses.
pub(crate) fn rate(core: &Core, population: usize) -> Result<Program, NoBound> {
    let state = &core.states[population];
    let refuse = |what: String| {
        Err(NoBound::Growth {
            population: state.name.clone(),
            what,
        })
    };
    if state.ceiling.is_some() {
        return refuse("its ceiling".to_owned());
    }
    let mut builder = Builder::new(core, 0, 0);
    builder.output(&state.rate);
    let program = builder.finish();
    match foreign(core, &program) {
        Some(what) => refuse(what),
        None => Ok(program),
    }
}

/// The first thing that a program reads and that the bound knows nothing of.
fn foreign(core: &Core, program: &Program) -> Option<String> {
    let layout = program.layout;
    let not_a_population = |i: &usize| core.states[*i].kind != StateKind::Population;
    let mut states = (0..core.states.len()).filter(not_a_population);
    if let Some(state) = states.find(|&i| program.reads(i)) {
        return Some(format!(
            "`{}`, which is not a population",
            core.states[state].name
        ));
    }
    if program.reads(layout.time()) || program.reads(layout.phase_time()) {
        return Some("time".to_owned());
    }
    if let Some(drug) = (0..core.drugs.len()).find(|d| program.reads(layout.time_on() + d)) {
        return Some(format!(
            "the time since `{}` was started",
            core.drugs[drug].name
        ));
    }
    let memories = [
        (Memory::Latest, "measurement"),
        (Memory::Previous, "measurement before the last"),
        (Memory::Nadir, "nadir"),
        (Memory::Peak, "peak"),
    ];
    for (index, assay) in core.assays.iter().enumerate() {
        for (memory, what) in memories {
            if program.reads(layout.memory(index, memory)) {
                return Some(format!("the {what} of `{}`", assay.name));
            }
        }
    }
    None
}

/// An expression in which the latest measurement is the true value of the moment.
fn present(core: &Core, expr: &Expr) -> Expr {
    let go = |e: &Expr| present(core, e);
    match expr {
        Expr::Assay(i, Memory::Latest) => core.assays[*i].value.clone(),
        Expr::Unary(op, a) => Expr::unary(*op, go(a)),
        Expr::Binary(op, ab) => Expr::binary(*op, go(&ab.0), go(&ab.1)),
        Expr::If(abc) => Expr::If(Box::new((go(&abc.0), go(&abc.1), go(&abc.2)))),
        other => other.clone(),
    }
}
