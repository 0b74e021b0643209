//! What a quantity reads of a run, each as a number of its own.

use forestall_model::{Core, Decide, Dosing, Expr, Memory, Outcome, Regimen};

use crate::outcome::{self, Found};
use crate::{Job, Model, Run, Settings, Simulation};

/// One thing that a quantity reads of a run.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Leaf {
    /// An expression in states at a time.
    Value(Expr, f64),
    /// The time at which a stop rule is met.
    Time(usize, f64),
}

impl Leaf {
    /// When the run is read.
    pub(super) fn time(&self) -> f64 {
        match self {
            Self::Value(_, time) | Self::Time(_, time) => *time,
        }
    }
}

/// What a quantity reads of the run with these parameters, in the order of [`outcomes_in`]; nothing if it has no tangents.
pub(super) fn leaves(
    model: &Model,
    regimen: usize,
    quantity: &Expr,
    parameters: &[f64],
) -> Option<(Vec<Leaf>, Run)> {
    let core = model.core();
    if !core.events.is_empty() || core.start.is_some() || !is_fixed(&core.regimens[regimen]) {
        return None;
    }
    let probe = outcome::Probe::new(core, quantity);
    let settings = |record: Vec<f64>| Settings {
        record,
        ..Settings::default()
    };
    let job = Job::new(parameters.to_vec());
    let run = |record: Vec<f64>| {
        let simulation = Simulation::new(model, regimen, settings(record)).ok()?;
        let run = simulation.run(std::slice::from_ref(&job)).ok()?.pop()?;
        run.failure.is_none().then_some(run)
    };
    let first = run(probe.times().to_vec())?;
    let extremes = probe.extremes(&first, parameters, &run);
    let mut extremes = extremes.into_iter();
    let mut found = Vec::new();
    for outcome in outcomes_in(quantity) {
        found.push(leaf(core, &first, outcome, &mut extremes)?);
    }
    Some((found, first))
}

/// Whether the times of dose changes do not depend on states, and there are no single doses.
fn is_fixed(regimen: &Regimen) -> bool {
    let single = (regimen.phases.iter())
        .flat_map(|phase| &phase.doses)
        .any(|dosing| matches!(dosing, Dosing::Doses(trains) if !trains.is_empty()));
    regimen.decide != Decide::Continuous && !single
}

fn leaf(
    core: &Core,
    run: &Run,
    outcome: &Outcome,
    extremes: &mut impl Iterator<Item = Option<Found>>,
) -> Option<Leaf> {
    match outcome {
        Outcome::At(inner, time) if *time <= run.end => Some(Leaf::Value((**inner).clone(), *time)),
        // The end of a run that a rule ends moves with the parameters.
        Outcome::Final(inner) if run.end >= core.solver.until => {
            Some(Leaf::Value((**inner).clone(), run.end))
        }
        Outcome::Extreme(own) => {
            let found = extremes.next()??;
            (!own.when).then(|| Leaf::Value(own.value.clone(), found.time))
        }
        Outcome::StopTime(stop) => {
            let time = run.stops[*stop].filter(|time| *time > 0.0)?;
            let mut simple = core.stops[*stop].after.is_none();
            core.stops[*stop].when.walk(&mut |part| {
                simple &= match part {
                    Expr::Assay(_, memory) => matches!(memory, Memory::Latest | Memory::Baseline),
                    Expr::PhaseTime | Expr::TimeOn(_) | Expr::Tune(_) | Expr::Let(_) => false,
                    _ => true,
                };
            });
            simple.then_some(Leaf::Time(*stop, time))
        }
        _ => None,
    }
}

/// The quantities of a run in an expression, parents first.
pub(super) fn outcomes_in(expr: &Expr) -> Vec<&Outcome> {
    match expr {
        Expr::Outcome(outcome) => vec![outcome],
        Expr::Unary(_, a) => outcomes_in(a),
        Expr::Binary(_, ab) => [outcomes_in(&ab.0), outcomes_in(&ab.1)].concat(),
        Expr::If(abc) => [
            outcomes_in(&abc.0),
            outcomes_in(&abc.1),
            outcomes_in(&abc.2),
        ]
        .concat(),
        _ => Vec::new(),
    }
}
