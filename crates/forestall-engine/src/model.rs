//! A model compiled for the deterministic engine.

use std::sync::{Arc, OnceLock};

use forestall_model::{
    Binary, Core, Decide, Dosing, Expr, Memory, Method, Regimen, Unary,
    program::{Builder, Condition, Program},
};

use crate::{
    EngineError,
    decays::{self, Decay},
    dose_effect::DoseEffect,
    kernel::{Level, Linear},
    machine::Compiled,
};

/// A model ready to run.
///
/// Compiling takes microseconds; simulations and replays are set up from it.
#[derive(Debug, Clone)]
pub struct Model {
    core: Core,
    pub(crate) level: Level,
    /// What leads to time 0.
    pub(crate) past: Option<Box<Model>>,
    /// Made when it is first needed.
    partials: OnceLock<Arc<Program>>,
}

/// Conditions and assay values that are looked at between and at visits.
pub(crate) struct Watch {
    pub code: Arc<Compiled>,
    /// Per assay, whether a condition reads what earlier measurements of it were.
    pub remembers: Vec<bool>,
    /// One per stop rule.
    pub stops: Vec<Condition>,
    /// Per regimen state, one per way out; only for regimens that decide at any moment.
    pub leaves: Vec<Vec<Condition>>,
    /// Comparisons of states or time in the rates, each with its negation: steps end where one changes.
    pub switches: Vec<[Condition; 2]>,
    /// Comparisons in triggers of events, each with its negation.
    pub triggers: Vec<[Condition; 2]>,
}

/// The decision program of a regimen that decides at visits.
pub(crate) struct Decision {
    pub code: Arc<Compiled>,
    /// Per regimen state, output indices of the conditions.
    pub leaves: Vec<Vec<usize>>,
}

impl Model {
    /// Compiles `core`.
    ///
    /// # Errors
    /// [`EngineError::NoState`] if there is nothing to run, [`EngineError::TooLarge`] if bytecode cannot address the model.
    pub fn new(core: Core) -> Result<Self, EngineError> {
        if core.states.is_empty() {
            return Err(EngineError::NoState);
        }
        let past = crate::past::core(&core).map(Self::new).transpose()?;
        let model = Self {
            core,
            level: Level::detect(),
            past: past.map(Box::new),
            partials: OnceLock::new(),
        };
        let registers = model.rates(&[]).registers;
        if registers > 60_000 {
            return Err(EngineError::TooLarge(registers));
        }
        Ok(model)
    }

    /// The model that was compiled.
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// The same model with another solver method: a fit can do with larger tolerances than a published simulation.
    #[must_use]
    pub fn with_method(mut self, method: Method) -> Self {
        self.core.solver.method = method;
        self.past = self.past.map(|past| Box::new(past.with_method(method)));
        self
    }

    /// Time derivatives of all states (or their next values for a map), with tangents.
    pub(crate) fn rates(&self, directions: &[usize]) -> Program {
        let mut builder = Builder::new(&self.core, 0, directions.len());
        for (index, state) in self.core.states.iter().enumerate() {
            let map_step = match self.core.solver.method {
                Method::Map { step } => Some(step),
                _ => None,
            };
            match (map_step, &state.next) {
                (Some(_), Some(next)) => builder.output(next),
                (Some(step), None) => {
                    let change =
                        Expr::binary(Binary::Multiply, Expr::Number(step), state.rate.clone());
                    builder.output(&Expr::binary(Binary::Add, Expr::State(index), change))
                }
                (None, _) => builder.output(&state.rate),
            };
        }
        builder.tangents(directions);
        builder.finish()
    }

    /// Time derivatives of all states, then their partial derivatives: of all states by the first, of all by the second, and so on; then
    /// inflow and rate of each of the given decays.
    fn jacobian(&self, decays: &[Decay]) -> Program {
        let mut builder = Builder::new(&self.core, 0, 0);
        for state in &self.core.states {
            builder.output(&state.rate);
        }
        builder.jacobian();
        for decay in decays {
            builder.output(&decay.inflow);
            builder.output(&decay.rate);
        }
        builder.finish()
    }

    /// What linearly implicit steps need.
    pub(crate) fn linear(&self) -> Arc<Linear> {
        let decays = decays::of(&self.core);
        let states: Vec<usize> = decays.iter().map(|own| own.state).collect();
        Linear::new(&self.jacobian(&decays), &states)
    }

    /// Time derivatives and their partial derivatives, made once.
    pub(crate) fn partials(&self) -> &Program {
        self.partials.get_or_init(|| Arc::new(self.jacobian(&[])))
    }

    /// Whether its steps are linearly implicit from the start.
    pub(crate) fn is_stiff(&self) -> bool {
        matches!(self.core.solver.method, Method::Stiff { .. })
    }

    /// Start values with tangents, then one truth value per stop rule that says it can never be met (no tangents of those).
    pub(crate) fn start(&self, directions: &[usize]) -> Program {
        let mut builder = Builder::new(&self.core, 0, directions.len());
        for state in &self.core.states {
            builder.output(&state.initial);
        }
        builder.tangents(directions);
        for stop in &self.core.stops {
            builder.output(stop.never_if.as_ref().unwrap_or(&Expr::Number(0.0)));
        }
        builder.finish()
    }

    /// Assay values and states, with tangents: assays first.
    pub(crate) fn observables(&self, directions: &[usize]) -> Program {
        let mut builder = Builder::new(&self.core, 0, directions.len());
        for assay in &self.core.assays {
            builder.output(&assay.value);
        }
        for index in 0..self.core.states.len() {
            builder.output(&Expr::State(index));
        }
        builder.tangents(directions);
        builder.finish()
    }

    /// Present assay values, stop conditions, and the ways out of regimens that decide at any moment.
    pub(crate) fn watch(&self, regimen: &Regimen) -> Watch {
        let mut builder = Builder::new(&self.core, regimen.tune.len(), 0);
        for assay in &self.core.assays {
            builder.output(&assay.value);
        }
        let stops = self.core.stops.iter();
        let stops = stops
            .map(|s| builder.condition(&self.present(&s.when), s.tolerance))
            .collect();
        let continuous = regimen.decide == Decide::Continuous;
        let mut leaves = Vec::new();
        for phase in &regimen.phases {
            let conditions = phase.leave.iter().filter(|_| continuous);
            leaves.push(
                conditions
                    .map(|l| builder.condition(&self.present(&l.when), 0.0))
                    .collect(),
            );
        }
        let mut both = |conditions: Vec<Expr>| {
            let pair = |c: &Expr| {
                let not = Expr::unary(Unary::Not, c.clone());
                [builder.condition(c, 0.0), builder.condition(&not, 0.0)]
            };
            conditions.iter().map(pair).collect()
        };
        let switches = both(crate::switches::of(&self.core));
        let triggers = both(crate::switches::of_triggers(&self.core));
        let program = builder.finish();
        let layout = program.layout;
        let memories = [
            Memory::Latest,
            Memory::Previous,
            Memory::Nadir,
            Memory::Peak,
        ];
        let reads = |assay| {
            memories
                .iter()
                .any(|&memory| program.reads(layout.memory(assay, memory)))
        };
        Watch {
            remembers: (0..self.core.assays.len()).map(reads).collect(),
            code: Compiled::new(&program),
            stops,
            leaves,
            switches,
            triggers,
        }
    }

    /// An expression in which the latest measurement is the present true value.
    pub(crate) fn present(&self, expr: &Expr) -> Expr {
        let go = |e: &Expr| self.present(e);
        match expr {
            Expr::Assay(i, Memory::Latest) => self.core.assays[*i].value.clone(),
            Expr::Unary(op, a) => Expr::unary(*op, go(a)),
            Expr::Binary(op, ab) => Expr::binary(*op, go(&ab.0), go(&ab.1)),
            Expr::If(abc) => Expr::If(Box::new((go(&abc.0), go(&abc.1), go(&abc.2)))),
            other => other.clone(),
        }
    }

    /// The ways out of each state of a regimen, on what was measured.
    pub(crate) fn decision(&self, regimen: &Regimen) -> Decision {
        let mut builder = Builder::new(&self.core, regimen.tune.len(), 0);
        let mut leaves = Vec::new();
        for phase in &regimen.phases {
            leaves.push(
                phase
                    .leave
                    .iter()
                    .map(|l| builder.output(&l.when))
                    .collect(),
            );
        }
        Decision {
            code: Compiled::new(&builder.finish()),
            leaves,
        }
    }

    /// Per event: its trigger, its priority (not a number without one), new values.
    pub(crate) fn events(&self) -> Program {
        let mut builder = Builder::new(&self.core, 0, 0);
        for event in &self.core.events {
            let condition = event.trigger.condition();
            builder.output(condition.unwrap_or(&Expr::Number(0.0)));
            builder.output(event.priority.as_ref().unwrap_or(&Expr::Number(f64::NAN)));
            for (_, value) in &event.assignments {
                builder.output(value);
            }
        }
        builder.finish()
    }

    /// Per drug, the values that a single dose gives to its states.
    pub(crate) fn at_dose(&self) -> Vec<DoseEffect> {
        let program = |drug: &forestall_model::Drug| {
            let mut builder = Builder::new(&self.core, 0, 0);
            for (_, value) in &drug.at_dose {
                builder.output(value);
            }
            DoseEffect::new(builder.finish())
        };
        self.core.drugs.iter().map(program).collect()
    }

    /// Amounts of each drug in each state of a regimen; a drug given in windows has one amount per window.
    pub(crate) fn amounts(&self, regimen: &Regimen) -> Program {
        let mut builder = Builder::new(&self.core, regimen.tune.len(), 0);
        for phase in &regimen.phases {
            for dosing in &phase.doses {
                match dosing {
                    Dosing::Constant(amount) | Dosing::Pulse { amount, .. } => {
                        builder.output(amount);
                    }
                    Dosing::Windows(windows) => {
                        for window in windows {
                            builder.output(&window.amount);
                        }
                    }
                    Dosing::Doses(trains) => {
                        for train in trains {
                            builder.output(&train.amount);
                        }
                    }
                }
            }
        }
        builder.finish()
    }
}
