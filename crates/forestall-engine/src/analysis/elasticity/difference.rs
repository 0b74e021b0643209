//! Derivatives by central differences of two steps, extrapolated (Richardson 1911).

use forestall_model::Expr;

use crate::{EngineError, Job, Model, Outcomes, Settings};

/// The larger step, as a share of the parameter; of a parameter that is 0, the step itself.
const STEP: f64 = 2e-3;

/// The quantity, and its derivative by each of the parameters `directions`.
pub(super) fn slopes(
    model: &Model,
    regimen: usize,
    quantity: &Expr,
    parameters: &[f64],
    directions: &[usize],
) -> Result<(f64, Vec<f64>), EngineError> {
    let mut jobs = vec![Job::new(parameters.to_vec())];
    let step = |parameter: usize| match parameters[parameter].abs() {
        0.0 => STEP,
        size => STEP * size,
    };
    for &parameter in directions {
        for share in [-1.0, 1.0, -0.5, 0.5] {
            let mut own = parameters.to_vec();
            own[parameter] += share * step(parameter);
            jobs.push(Job::new(own));
        }
    }
    let quantities = std::slice::from_ref(quantity);
    let rows = Outcomes::new(model, regimen, quantities, &Settings::default())?.of(&jobs)?;
    let values: Vec<f64> = rows.into_iter().map(|row| row[0]).collect();
    let of = |(k, &parameter): (usize, &usize)| {
        let own = &values[1 + 4 * k..][..4];
        let step = step(parameter);
        let (wide, narrow) = ((own[1] - own[0]) / (2.0 * step), (own[3] - own[2]) / step);
        (4.0 * narrow - wide) / 3.0
    };
    Ok((values[0], directions.iter().enumerate().map(of).collect()))
}
