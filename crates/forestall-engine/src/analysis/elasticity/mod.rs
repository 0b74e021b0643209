//! Local sensitivities: derivatives of a quantity of a run by parameters.
//!
//! Where the run allows it, derivatives come from the tangents that the engine carries beside the states, through the expression of the
//! quantity: of values at a time exactly; of extremes because their time does not matter to first order; of times of stop rules by the
//! implicit function theorem, dt/dp = -(dg/dp) / (dg/dt) for a rule that is met where g becomes 0. Elsewhere they are central
//! differences of two steps, extrapolated. Stop rules are looked at at any moment, not on a grid: a time on a grid does not change with a
//! small change of a parameter.

mod difference;
mod leaf;
mod tangent;

use forestall_model::{Check, Core, Expr, Method};

use crate::{EngineError, Model};

/// Derivatives of one quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct Local {
    /// The quantity.
    pub value: f64,
    /// One per parameter that was asked for.
    pub slopes: Vec<Slope>,
}

/// The derivative of a quantity by one parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slope {
    /// Index of the parameter.
    pub parameter: usize,
    /// The derivative by tangents, where there is one.
    pub tangent: Option<f64>,
    /// The derivative by central differences.
    pub difference: f64,
    /// Per cent of change of the quantity per per cent of change of the parameter.
    pub elasticity: f64,
}

impl Slope {
    /// The derivative: by tangents if there is one, else by differences.
    pub fn derivative(&self) -> f64 {
        self.tangent.unwrap_or(self.difference)
    }
}

impl Model {
    /// Derivatives of `quantity` under a regimen by the parameters `directions`, at `parameters`.
    ///
    /// # Errors
    /// [`EngineError`] if the model cannot be run or there is not one value per parameter.
    pub fn elasticities(
        &self,
        regimen: usize,
        quantity: &Expr,
        parameters: &[f64],
        directions: &[usize],
    ) -> Result<Local, EngineError> {
        let model = Self::new(smooth(self.core()))?;
        let (value, differences) =
            difference::slopes(&model, regimen, quantity, parameters, directions)?;
        let tangents = tangent::slopes(&model, regimen, quantity, parameters, directions)?;
        let slopes = directions.iter().enumerate().map(|(k, &parameter)| {
            let tangent = tangents.as_ref().and_then(|all| all[k]);
            let difference = differences[k];
            let slope = tangent.unwrap_or(difference);
            Slope {
                parameter,
                tangent,
                difference,
                elasticity: slope * parameters[parameter] / value,
            }
        });
        Ok(Local {
            value,
            slopes: slopes.collect(),
        })
    }
}

/// The model with what does not change smoothly made smooth: stop rules at any moment, small tolerances.
fn smooth(core: &Core) -> Core {
    let mut core = core.clone();
    for stop in &mut core.stops {
        stop.check = Check::Continuous;
        stop.consecutive = 1;
    }
    core.solver.method = match core.solver.method {
        Method::Adaptive { relative, absolute } => Method::Adaptive {
            relative: relative.min(1e-10),
            absolute: absolute.min(1e-14),
        },
        Method::Stiff { relative, absolute } => Method::Stiff {
            relative: relative.min(1e-10),
            absolute: absolute.min(1e-14),
        },
        other => other,
    };
    core
}
