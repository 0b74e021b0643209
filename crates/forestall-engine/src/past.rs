//! What comes before time 0: growth until a condition holds, or until nothing changes.

use forestall_model::{
    Binary, Check, Core, Decide, Dosing, Expr, Method, Phase, Regimen, Start, Stop, Unary,
};

use crate::{EngineError, Failure, Job, Model, Settings, Simulation};

/// At rest, no state changes by more than this share of itself per unit of time.
const REST: f64 = 1e-9;
/// Nor by more than this, where the file gives no absolute tolerance.
const STILL: f64 = 1e-12;

/// The model of the past: no stop rules but the end of the past, no events, no decisions.
pub(crate) fn core(core: &Core) -> Option<Core> {
    let start = core.start.as_ref()?;
    let mut past = core.clone();
    past.start = None;
    past.events.clear();
    past.expects.clear();
    past.regimens = vec![regimen(core, start)];
    past.stops = vec![Stop {
        name: "start".to_owned(),
        when: start.until.clone().unwrap_or_else(|| rest(core)),
        tolerance: 0.0,
        check: Check::Continuous,
        consecutive: 1,
        ends: true,
        before_decision: true,
        never_if: None,
        after: None,
    }];
    past.solver.until = start.at_most;
    Some(past)
}

/// The first state of the regimen of the past, for ever.
fn regimen(core: &Core, start: &Start) -> Regimen {
    let own = start.regimen.and_then(|index| core.regimens.get(index));
    let none = || Phase {
        name: "past".to_owned(),
        doses: vec![Dosing::Constant(Expr::Number(0.0)); core.drugs.len()],
        leave: Vec::new(),
    };
    let mut phase = own.map_or_else(none, |own| own.phases[own.initial].clone());
    phase.leave.clear();
    Regimen {
        name: "past".to_owned(),
        note: None,
        tune: own.map_or_else(Vec::new, |own| own.tune.clone()),
        decide: Decide::Never,
        phases: vec![phase],
        initial: 0,
    }
}

/// Whether nothing changes.
fn rest(core: &Core) -> Expr {
    let absolute = match core.solver.method {
        Method::Adaptive { absolute, .. } | Method::Stiff { absolute, .. } if absolute > 0.0 => {
            absolute
        }
        _ => STILL,
    };
    let still = |(index, state): (usize, &forestall_model::State)| {
        let size = Expr::unary(Unary::Abs, Expr::State(index));
        let share = Expr::binary(Binary::Multiply, Expr::Number(REST), size);
        let most = Expr::binary(Binary::Add, share, Expr::Number(absolute));
        let change = Expr::unary(Unary::Abs, state.rate.clone());
        Expr::binary(Binary::LessEqual, change, most)
    };
    let all = core.states.iter().enumerate().map(still);
    all.reduce(|a, b| Expr::binary(Binary::And, a, b))
        .unwrap_or(Expr::Number(1.0))
}

impl<'model> Simulation<'model> {
    /// The simulation of the past, if the model has one.
    pub(crate) fn of_past(model: &'model Model) -> Result<Option<Box<Self>>, EngineError> {
        let settings = Settings {
            skip_never: false,
            ..Settings::default()
        };
        let past = model.past.as_deref();
        past.map(|past| Self::new(past, 0, settings).map(Box::new))
            .transpose()
    }

    /// States at time 0 per job where the model has a past, or why there are none; empty where it has none.
    pub(crate) fn starts<const W: usize>(
        &self,
        jobs: &[Job],
    ) -> Result<Vec<Result<Vec<f64>, Failure>>, EngineError> {
        let Some(past) = &self.past else {
            return Ok(Vec::new());
        };
        let own = |job: &Job| Job {
            tune: Vec::new(),
            ..job.clone()
        };
        let jobs: Vec<Job> = jobs.iter().map(own).collect();
        let runs = past.run_in_lanes::<W>(&jobs)?;
        let steady = (self.model.core().start.as_ref()).is_some_and(|start| start.until.is_none());
        let begun = |(run, job): (crate::Run, &Job)| match (run.failure, run.stops[0]) {
            (Some(failure), _) => Err(failure),
            (None, None) => Err(Failure::Past { time: run.end }),
            (None, Some(_)) if steady => Ok(past.model.rest_near(&job.parameters, run.states)),
            (None, Some(_)) => Ok(run.states),
        };
        Ok(runs.into_iter().zip(&jobs).map(begun).collect())
    }
}
