//! Doses held: the equations of a model under a constant dose.

use forestall_model::{Core, Dosing, Expr, Method, Parameter, Regimen};

use super::AnalysisError;
use crate::Model;

/// At which level a drug is held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum HeldDose {
    /// At this amount (or rate), in the unit of the drug.
    At(f64),
    /// At a new parameter of the model, called `dose(D)`, that starts with this value.
    Varied(f64),
}

impl Model {
    /// The same model with its doses held: a drug in `doses` as said there, every other one as `regimen` gives it first (not at all
    /// without a regimen). The doses become part of the rates, so that derivatives by parameters see them.
    ///
    /// # Errors
    /// [`AnalysisError`] if the model has no steady states: it is a map, has events, its rates depend on time, or a drug that is not
    /// in `doses` is given in single doses.
    pub fn held(
        &self,
        regimen: Option<usize>,
        doses: &[(usize, HeldDose)],
    ) -> Result<Self, AnalysisError> {
        let mut core = self.core().clone();
        if matches!(core.solver.method, Method::Map { .. }) {
            return Err(AnalysisError::Map);
        }
        if !core.events.is_empty() {
            return Err(AnalysisError::Events);
        }
        let regimen = regimen.map(|index| core.regimens[index].clone());
        let mut levels = Vec::with_capacity(core.drugs.len());
        for drug in 0..core.drugs.len() {
            let own = doses.iter().rev().find(|(held, _)| *held == drug);
            levels.push(match (own, &regimen) {
                (Some((_, HeldDose::At(amount))), _) => Expr::Number(*amount),
                (Some((_, HeldDose::Varied(value))), _) => {
                    core.parameters.push(parameter(&core, drug, *value));
                    Expr::Parameter(core.parameters.len() - 1)
                }
                (None, Some(regimen)) => first_amount(&core, regimen, drug)?,
                (None, None) => Expr::Number(0.0),
            });
        }
        for index in 0..core.lets.len() {
            core.lets[index].value = with_doses(&core.lets[index].value, &levels);
        }
        for index in 0..core.states.len() {
            core.states[index].rate = with_doses(&core.states[index].rate, &levels);
        }
        for index in 0..core.assays.len() {
            core.assays[index].value = with_doses(&core.assays[index].value, &levels);
        }
        if let Some(state) = core.states.iter().find(|s| reads_time(&core, &s.rate)) {
            let state = state.name.clone();
            return Err(AnalysisError::Time { state });
        }
        Ok(Self::new(core)?)
    }
}

/// The parameter that stands for the dose of a drug.
fn parameter(core: &Core, drug: usize, value: f64) -> Parameter {
    Parameter {
        name: format!("dose({})", core.drugs[drug].name),
        value,
        unit: core.drugs[drug].unit.clone(),
        bounds: (0.0, f64::INFINITY),
        prior: None,
        source: None,
        note: None,
    }
}

/// The amount of a drug at the beginning of a regimen.
fn first_amount(core: &Core, regimen: &Regimen, drug: usize) -> Result<Expr, AnalysisError> {
    let amount = match &regimen.phases[regimen.initial].doses[drug] {
        Dosing::Constant(amount) => amount.clone(),
        Dosing::Pulse { on, amount, .. } if *on > 0.0 => amount.clone(),
        Dosing::Pulse { .. } => Expr::Number(0.0),
        Dosing::Windows(windows) => {
            let now = windows.iter().find(|w| w.from <= 0.0 && w.to > 0.0);
            now.map_or(Expr::Number(0.0), |window| window.amount.clone())
        }
        Dosing::Doses(trains) if trains.is_empty() => Expr::Number(0.0),
        Dosing::Doses(_) => {
            return Err(AnalysisError::SingleDoses {
                regimen: regimen.name.clone(),
                drug: core.drugs[drug].name.clone(),
            });
        }
    };
    Ok(replaced(&amount, &|expr| match expr {
        Expr::Tune(index) => Some(Expr::Number(regimen.tune[*index].value)),
        _ => None,
    }))
}

fn with_doses(expr: &Expr, levels: &[Expr]) -> Expr {
    replaced(expr, &|expr| match expr {
        Expr::Dose(drug) => Some(levels[*drug].clone()),
        _ => None,
    })
}

/// The expression with parts replaced, the outermost first.
pub(super) fn replaced(expr: &Expr, by: &impl Fn(&Expr) -> Option<Expr>) -> Expr {
    if let Some(other) = by(expr) {
        return other;
    }
    let go = |part: &Expr| replaced(part, by);
    match expr {
        Expr::Unary(op, a) => Expr::unary(*op, go(a)),
        Expr::Binary(op, ab) => Expr::binary(*op, go(&ab.0), go(&ab.1)),
        Expr::If(abc) => Expr::If(Box::new((go(&abc.0), go(&abc.1), go(&abc.2)))),
        other => other.clone(),
    }
}

/// Whether an expression depends on time, itself or through a `let`.
fn reads_time(core: &Core, expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |part| {
        found |= match part {
            Expr::Time | Expr::PhaseTime | Expr::TimeOn(_) => true,
            Expr::Let(index) => reads_time(core, &core.lets[*index].value),
            _ => false,
        };
    });
    found
}
