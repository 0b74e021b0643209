//! An upper bound on the time to progression under any schedule.
//!
//! While the burden is at most the limit L, a population that no drug touches grows per cell at least at the smallest rate g that the
//! model allows there; once it fills the limit alone, progression is certain. So the time is at most `ln(L / x0) / g`, x0 being its
//! size at the start. For the two-population competition model this is `ln(L / R0) / (rR (1 - L) - dR)`.

use forestall_engine::Model;
use forestall_model::{
    Binary, Core, Expr, Memory, StateKind,
    program::{Builder, Program},
};

/// Shares of the burden at which growth rates are looked at.
const SHARES: [f64; 9] = [1e-6, 0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 1.0];

/// The bound for one parameter vector.
///
/// # Errors
/// The reason, in words, why the model admits no such bound.
pub fn bound(model: &Model, parameters: &[f64]) -> Result<f64, String> {
    let core = model.core();
    if core.states.iter().any(|s| s.kind == StateKind::Auxiliary) {
        return Err("the model has states that are no populations".to_owned());
    }
    let (assay, factor) = limit_of(core)?;
    let mut builder = Builder::new(core, 0, 0);
    for state in &core.states {
        builder.output(&state.initial);
    }
    for state in &core.states {
        builder.output(&state.rate);
    }
    builder.output(&core.assays[assay].value);
    let program = builder.finish();
    let probe = Probe {
        program: &program,
        parameters,
        states: core.states.len(),
        drugs: core.drugs.len(),
    };
    let start = probe.start();
    for state in 0..probe.states {
        let mut alone = vec![0.0; probe.states];
        alone[state] = 1.0;
        let value = probe.burden(&alone);
        let doubled = probe.burden(&alone.iter().map(|x| 2.0 * x).collect::<Vec<_>>());
        if (value - 1.0).abs() > 1e-9 || (doubled - 2.0).abs() > 1e-9 {
            return Err("the burden is not the sum of the populations".to_owned());
        }
    }
    let limit = factor * probe.burden(&start);
    let mut best: Option<f64> = None;
    for (state, &x0) in start.iter().enumerate().filter(|(_, x0)| **x0 > 0.0) {
        if let Some(growth) = probe.least_growth(state, limit).filter(|g| *g > 0.0) {
            let time = (libm::log(limit / x0) / growth).max(0.0);
            best = Some(best.map_or(time, |b: f64| b.min(time)));
        }
    }
    best.ok_or_else(|| {
        "no population grows untouched by every drug: control without end is possible".to_owned()
    })
}

/// The limit as a multiple of the first burden, if the stop rule has the form `assay > c * baseline(assay)`.
fn limit_of(core: &Core) -> Result<(usize, f64), String> {
    let stop = core
        .stops
        .iter()
        .find(|s| s.ends)
        .ok_or("there is no stop rule that ends a run")?;
    if let Expr::Binary(Binary::Greater | Binary::GreaterEqual, ab) = &stop.when
        && let (Expr::Assay(a, Memory::Latest), Expr::Binary(Binary::Multiply, cd)) = (&ab.0, &ab.1)
    {
        match (&cd.0, &cd.1) {
            (Expr::Number(c), Expr::Assay(b, Memory::Baseline))
            | (Expr::Assay(b, Memory::Baseline), Expr::Number(c))
                if a == b =>
            {
                return Ok((*a, *c));
            }
            _ => {}
        }
    }
    Err(format!(
        "stop rule \"{}\" is not of the form assay > number * baseline(assay)",
        stop.name
    ))
}

/// Growth rates at chosen states and doses.
struct Probe<'a> {
    program: &'a Program,
    parameters: &'a [f64],
    states: usize,
    drugs: usize,
}

impl Probe<'_> {
    fn outputs(&self, states: &[f64], dose: f64) -> Vec<f64> {
        let layout = self.program.layout;
        let mut inputs = vec![0.0; layout.inputs()];
        inputs[..states.len()].copy_from_slice(states);
        inputs[layout.parameter()..][..self.parameters.len()].copy_from_slice(self.parameters);
        inputs[layout.dose()..][..self.drugs].fill(dose);
        self.program.evaluate(&inputs)
    }

    fn start(&self) -> Vec<f64> {
        self.outputs(&vec![0.0; self.states], 0.0)[..self.states].to_vec()
    }

    fn burden(&self, states: &[f64]) -> f64 {
        self.outputs(states, 0.0)[2 * self.states]
    }

    /// Smallest per-cell growth of a population while the burden is at most `limit`; `None` if a drug changes it.
    fn least_growth(&self, state: usize, limit: f64) -> Option<f64> {
        let mut least = f64::INFINITY;
        for total in [0.25, 0.5, 0.75, 1.0] {
            for share in SHARES {
                for other in (0..self.states).filter(|&o| o != state || self.states == 1) {
                    let mut states = vec![0.0; self.states];
                    states[other] = total * limit * (1.0 - share);
                    states[state] = total * limit * share.max(1e-9);
                    let growth =
                        |dose| self.outputs(&states, dose)[self.states + state] / states[state];
                    let (off, on) = (growth(0.0), growth(1.0));
                    if (off - on).abs() > 1e-12 * off.abs().max(1e-12) {
                        return None;
                    }
                    least = least.min(off);
                }
            }
        }
        Some(least)
    }
}
