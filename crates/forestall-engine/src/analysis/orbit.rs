//! Courses in time from a given state, and the border between the basins of a model with two states.

use forestall_model::{Core, Decide, Dosing, Expr, Phase, Regimen, StateKind, Unary};

use super::AnalysisError;
use crate::{Job, Model, Settings, Simulation, SteadyState};

/// Distance from a saddle at which its border is begun, as a share of the ranges.
const AWAY: f64 = 1e-5;
/// Times at which a border is recorded.
const RECORDED: usize = 800;

/// Which way time runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Forwards,
    Backwards,
}

impl Model {
    /// States at `times` (sorted) from `start` on, without any dose, as far as the solver comes; see [`Model::held`] for doses.
    ///
    /// # Errors
    /// Those of [`Simulation::new`] and [`Simulation::run`].
    pub fn orbit(
        &self,
        parameters: &[f64],
        start: &[f64],
        times: &[f64],
    ) -> Result<Vec<Vec<f64>>, AnalysisError> {
        self.course(parameters, start, times, Way::Forwards)
    }

    /// The border between basins that a saddle of a model with two states lies on: both arms of its stable manifold, each followed
    /// backwards in time until the solver gives up. Nothing for other states.
    ///
    /// # Errors
    /// As [`Model::orbit`].
    pub fn border(
        &self,
        parameters: &[f64],
        saddle: &SteadyState,
        ranges: &[(f64, f64)],
    ) -> Result<Vec<Vec<Vec<f64>>>, AnalysisError> {
        let [(unstable, _), (stable, _)] = saddle.eigenvalues[..] else {
            return Ok(Vec::new());
        };
        if !(unstable > 0.0 && stable < 0.0) {
            return Ok(Vec::new());
        }
        let program = self.partials().clone();
        let layout = program.layout;
        let mut inputs = vec![0.0; layout.inputs()];
        inputs[..2].copy_from_slice(&saddle.states);
        inputs[layout.parameter()..][..parameters.len()].copy_from_slice(parameters);
        let out = program.evaluate(&inputs);
        // Columns: (a, c) and (b, d). The direction solves (J - stable) v = 0; of both rows the larger one is taken.
        let [a, c, b, d] = [out[2], out[3], out[4], out[5]];
        let widths = [0, 1].map(|k| ranges[k].1 - ranges[k].0);
        let scaled = |v: [f64; 2]| libm::hypot(v[0] / widths[0], v[1] / widths[1]);
        let pair = [[b, stable - a], [stable - d, c]];
        let along = if scaled(pair[0]) >= scaled(pair[1]) {
            pair[0]
        } else {
            pair[1]
        };
        let length = scaled(along);
        if !(length > 0.0 && length.is_finite()) {
            return Ok(Vec::new());
        }
        let times: Vec<f64> = (0..=RECORDED)
            .map(|k| 60.0 / stable.abs() * k as f64 / RECORDED as f64)
            .collect();
        let arm = |sign: f64| -> Result<Vec<Vec<f64>>, AnalysisError> {
            let start: Vec<f64> = (0..2)
                .map(|k| saddle.states[k] + sign * AWAY * along[k] / length)
                .collect();
            let mut course = self.course(parameters, &start, &times, Way::Backwards)?;
            course.insert(0, saddle.states.clone());
            Ok(course)
        };
        Ok(vec![arm(1.0)?, arm(-1.0)?])
    }

    fn course(
        &self,
        parameters: &[f64],
        start: &[f64],
        times: &[f64],
        way: Way,
    ) -> Result<Vec<Vec<f64>>, AnalysisError> {
        let Some(&until) = times.last() else {
            return Ok(Vec::new());
        };
        let model = Self::new(alone(self.core(), start, way))?;
        let settings = Settings {
            record: times.to_vec(),
            until: Some(until),
            ..Settings::default()
        };
        let run = Simulation::new(&model, 0, settings)?.run(&[Job::new(parameters.to_vec())])?;
        Ok(run
            .into_iter()
            .next()
            .map_or_else(Vec::new, |run| run.trajectory.states))
    }
}

/// The equations alone: from a given state, without stop rules, under a regimen that gives nothing.
fn alone(core: &Core, start: &[f64], way: Way) -> Core {
    let mut core = core.clone();
    for (state, &value) in core.states.iter_mut().zip(start) {
        state.initial = Expr::Number(value);
        if way == Way::Backwards {
            state.rate = Expr::unary(Unary::Negate, state.rate.clone());
            state.kind = StateKind::Auxiliary;
            state.floor = None;
            state.ceiling = None;
        }
    }
    core.start = None;
    core.stops.clear();
    core.expects.clear();
    let doses = core
        .drugs
        .iter()
        .map(|_| Dosing::Constant(Expr::Number(0.0)));
    core.regimens = vec![Regimen {
        name: "none".to_owned(),
        note: None,
        tune: Vec::new(),
        decide: Decide::Never,
        phases: vec![Phase {
            name: String::new(),
            doses: doses.collect(),
            leave: Vec::new(),
        }],
        initial: 0,
    }];
    core
}
