//! States with a closed form between doses, within a step.

use forestall_model::program::exponentials;

use super::Lanes;

/// `state' = inflow - rate state`; registers of the Jacobian's program hold inflow and rate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decay {
    pub state: usize,
    pub inflow: u16,
    pub rate: u16,
}

/// Coefficients of `(exp(x) - 1) / x`, the highest first: enough to the last bit below 1/2.
const SERIES: [f64; 15] = [
    1.0 / 1_307_674_368_000.0,
    1.0 / 87_178_291_200.0,
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    1.0 / 2.0,
    1.0,
];

/// The state a time `s` after it was `y`.
#[inline(always)]
pub(super) fn after<const W: usize>(
    decay: Decay,
    registers: &[[f64; W]],
    y: &[f64; W],
    s: &[f64; W],
) -> [f64; W] {
    let [inflow, rate] = [decay.inflow, decay.rate].map(|r| &registers[r as usize]);
    let fall: [f64; W] = each!(l => -(rate[l] * s[l]));
    let left = exponentials(&fall);
    if *inflow == [0.0; W] {
        return each!(l => y[l] * left[l]);
    }
    let mut series = [SERIES[0]; W];
    for coefficient in &SERIES[1..] {
        series = each!(l => series[l] * fall[l] + coefficient);
    }
    each!(l => {
        let mean = if fall[l].abs() < 0.5 { series[l] } else { (left[l] - 1.0) / fall[l] };
        let gone = y[l] * left[l];
        if inflow[l] == 0.0 { gone } else { gone + inflow[l] * s[l] * mean }
    })
}

/// Puts the states of `decays` at part `c` of the step into the state registers.
#[inline(always)]
pub(super) fn follow<const W: usize>(
    decays: &[Decay],
    registers: &[[f64; W]],
    lanes: &mut Lanes<W>,
    c: f64,
) {
    let h = lanes.h;
    let s: [f64; W] = each!(l => c * h[l]);
    for &decay in decays {
        let state = decay.state;
        lanes.registers[state] = after(decay, registers, &lanes.y[state], &s);
    }
}

/// Where the sum of squared errors starts: a state that is not finite must reach it.
#[inline(always)]
pub(super) fn spoilt<const W: usize>(decays: &[Decay], lanes: &Lanes<W>) -> [f64; W] {
    let mut sum = [0.0; W];
    for decay in decays {
        let z = &lanes.registers[decay.state];
        sum = each!(l => sum[l] + 0.0 * z[l]);
    }
    sum
}

/// The states of `decays` at part `theta` of the attempted step.
#[inline(always)]
pub(super) fn inside<const W: usize>(
    decays: &[Decay],
    registers: &[[f64; W]],
    lanes: &Lanes<W>,
    theta: &[f64; W],
    out: &mut [[f64; W]],
) {
    let h = &lanes.h;
    let s: [f64; W] = each!(l => theta[l] * h[l]);
    for &decay in decays {
        let (y, z) = (&lanes.y[decay.state], &lanes.registers[decay.state]);
        let value = after(decay, registers, y, &s);
        out[decay.state] = each!(l => if theta[l] < 1.0 { value[l] } else { z[l] });
    }
}
