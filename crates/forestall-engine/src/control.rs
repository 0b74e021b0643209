//! Step-size control with arithmetic that is the same on every machine.

/// `2^(p log2 x)` for positive `x`, good to about 1e-3: enough to choose a step, and built from exactly rounded operations only.
fn rough_power(x: f64, p: f64) -> f64 {
    let bits = x.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as f64 - 1023.0;
    let m = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
    // log2 on [1, 2): third-order minimax-like polynomial; 2^f on [0, 1) likewise.
    let log2 = exponent + (-2.153_64 + m * (3.047_9 + m * (-1.051_78 + m * 0.158_2)));
    let power = p * log2;
    let whole = power.floor();
    let f = power - whole;
    let two_f = 1.0 + f * (0.695_56 + f * (0.226_17 + f * 0.078_25));
    if whole < -1000.0 {
        return 0.0;
    }
    if whole > 1000.0 {
        return f64::INFINITY;
    }
    two_f * f64::from_bits(((whole + 1023.0) as u64) << 52)
}

/// Proportional-integral control of one lane's step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Control {
    /// Step that the next attempt should take if nothing limits it.
    pub step: f64,
    previous_error: f64,
    rejected: bool,
}

impl Control {
    pub(crate) fn new(step: f64) -> Self {
        Self {
            step,
            previous_error: 1e-4,
            rejected: false,
        }
    }

    /// Takes note of an attempt of length `h` with relative error `error`; tells whether the step is accepted.
    ///
    /// `limited` says that `h` was cut to meet a breakpoint, so that it must not shrink the next step.
    pub(crate) fn note(&mut self, h: f64, error: f64, limited: bool) -> bool {
        if h <= 0.0 {
            return true;
        }
        if error <= 1.0 {
            let error = error.max(1e-10);
            let factor = 0.9
                * rough_power(error, -7.0 / 50.0)
                * rough_power(self.previous_error, 2.0 / 25.0);
            let factor = factor.clamp(0.2, if self.rejected { 1.0 } else { 10.0 });
            if !limited || h * factor < self.step || h >= self.step {
                self.step = h * factor;
            }
            self.previous_error = error.max(1e-4);
            self.rejected = false;
            true
        } else {
            let factor = if error.is_finite() {
                (0.9 * rough_power(error, -0.2)).max(0.2)
            } else {
                0.2
            };
            self.step = h * factor;
            self.rejected = true;
            false
        }
    }

    /// Rejects an attempt of length `h` for another reason than its error.
    pub(crate) fn halve(&mut self, h: f64) {
        self.step = h * 0.5;
        self.rejected = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rough_power_is_near_the_true_power() {
        for i in -60..60 {
            let x = libm::exp(f64::from(i) * 0.31);
            for p in [-0.2, -0.14, 0.08] {
                let ratio = rough_power(x, p) / libm::pow(x, p);
                assert!((ratio - 1.0).abs() < 3e-3, "{x} {p} {ratio}");
            }
        }
    }
}
