//! Quantities that a figure shows: names of populations, states, assays and named expressions.

use forestall_base::nearest;
use forestall_engine::{Run, Simulation};
use forestall_model::program::Builder;
use forestall_model::{Core, Expr};

use super::super::super::failure::Failure;

/// A quantity to draw.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shown {
    pub(super) name: String,
    /// Unit as written; `1` if there is none.
    pub(super) unit: String,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    State(usize),
    Assay(usize),
    Let(usize),
}

impl Shown {
    /// The named quantities; the first assay, else all populations, if none is named.
    pub(super) fn choose(core: &Core, names: &[String]) -> Result<Vec<Self>, Failure> {
        if !names.is_empty() {
            return names.iter().map(|name| Self::find(core, name)).collect();
        }
        if let Some(assay) = core.assays.first() {
            return Ok(vec![Self::find(core, &assay.name)?]);
        }
        let states = core.states.iter();
        states.map(|state| Self::find(core, &state.name)).collect()
    }

    fn find(core: &Core, name: &str) -> Result<Self, Failure> {
        let state = core.states.iter().position(|own| own.name == name);
        let assay = core.assays.iter().position(|own| own.name == name);
        let named = core.lets.iter().position(|own| own.name == name);
        let shown = |unit: &str, kind| Self {
            name: name.to_owned(),
            unit: unit.to_owned(),
            kind,
        };
        if let Some(index) = assay {
            return Ok(shown(&core.assays[index].unit, Kind::Assay(index)));
        }
        if let Some(index) = state {
            return Ok(shown(&core.states[index].unit, Kind::State(index)));
        }
        if let Some(index) = named {
            return Ok(shown("1", Kind::Let(index)));
        }
        let states = core.states.iter().map(|own| own.name.as_str());
        let assays = core.assays.iter().map(|own| own.name.as_str());
        let lets = core.lets.iter().map(|own| own.name.as_str());
        let known: Vec<&str> = assays.chain(states).chain(lets).collect();
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("there are {}", known.join(", ")),
        };
        let message = format!("--show {name}: the model has no such quantity");
        Err(Failure::usage(message, help))
    }

    /// Its values along a recorded run.
    pub(super) fn values(
        &self,
        core: &Core,
        simulation: &Simulation<'_>,
        parameters: &[f64],
        run: &Run,
    ) -> Vec<f64> {
        let track = &run.trajectory;
        match self.kind {
            Kind::State(index) => track.states.iter().map(|states| states[index]).collect(),
            Kind::Assay(index) => {
                let all = simulation.observe(parameters, run);
                all.iter().map(|assays| assays[index]).collect()
            }
            Kind::Let(index) => {
                let mut builder = Builder::new(core, 0, 0);
                builder.output(&Expr::Let(index));
                let program = builder.finish();
                let layout = program.layout;
                let mut inputs = vec![0.0; layout.inputs()];
                inputs[layout.parameter()..][..parameters.len()].copy_from_slice(parameters);
                let rows = track.times.iter().zip(&track.states).zip(&track.doses);
                rows.map(|((&time, states), doses)| {
                    inputs[..states.len()].copy_from_slice(states);
                    inputs[layout.dose()..][..doses.len()].copy_from_slice(doses);
                    inputs[layout.time()] = time;
                    program.evaluate(&inputs)[0]
                })
                .collect()
            }
        }
    }
}
