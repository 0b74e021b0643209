//! What a steady state is, by its eigenvalues.

use crate::SteadyState;

/// An eigenvalue this small beside the largest counts as zero.
const ZERO: f64 = 1e-9;

/// What a steady state is, by the eigenvalues of the Jacobian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// All eigenvalues are real and negative.
    StableNode,
    /// All real parts are negative, with a complex pair: it is reached in damped oscillations.
    StableFocus,
    /// All eigenvalues are real and positive.
    UnstableNode,
    /// All real parts are positive, with a complex pair.
    UnstableFocus,
    /// Real eigenvalues of both signs: a threshold between basins.
    Saddle,
    /// Real parts of both signs, with a complex pair.
    SaddleFocus,
    /// The largest real part is zero, with a frequency.
    Centre,
    /// An eigenvalue is zero: the linear part does not decide.
    Degenerate,
}

impl Kind {
    /// The word for it, such as `stable node`.
    pub fn word(self) -> &'static str {
        match self {
            Self::StableNode => "stable node",
            Self::StableFocus => "stable focus",
            Self::UnstableNode => "unstable node",
            Self::UnstableFocus => "unstable focus",
            Self::Saddle => "saddle",
            Self::SaddleFocus => "saddle-focus",
            Self::Centre => "centre",
            Self::Degenerate => "degenerate",
        }
    }
}

impl SteadyState {
    /// What it is; degenerate if eigenvalues are not known.
    pub fn kind(&self) -> Kind {
        let largest = (self.eigenvalues.iter())
            .map(|(re, im)| libm::hypot(*re, *im))
            .fold(0.0, f64::max);
        if self
            .eigenvalues
            .iter()
            .any(|(re, im)| !(re + im).is_finite())
        {
            return Kind::Degenerate;
        }
        let zero = |x: f64| x.abs() <= ZERO * largest;
        if self
            .eigenvalues
            .iter()
            .any(|(re, im)| zero(*re) && zero(*im))
        {
            return Kind::Degenerate;
        }
        let complex = self.eigenvalues.iter().any(|(_, im)| !zero(*im));
        let unstable = self
            .eigenvalues
            .iter()
            .filter(|(re, _)| *re > 0.0 && !zero(*re));
        let centred = self.eigenvalues.iter().any(|(re, _)| zero(*re));
        match (unstable.count(), centred, complex) {
            (0, true, _) => Kind::Centre,
            (0, false, false) => Kind::StableNode,
            (0, false, true) => Kind::StableFocus,
            (count, false, false) if count == self.eigenvalues.len() => Kind::UnstableNode,
            (count, false, true) if count == self.eigenvalues.len() => Kind::UnstableFocus,
            (_, _, false) => Kind::Saddle,
            (_, _, true) => Kind::SaddleFocus,
        }
    }

    /// Number of eigenvalues with a positive real part.
    pub fn unstable_directions(&self) -> usize {
        self.eigenvalues
            .iter()
            .filter(|(real, _)| *real > 0.0)
            .count()
    }

    /// The dominant eigenvalue (largest real part), per unit of time: real part and size of the imaginary part.
    pub fn dominant(&self) -> Option<(f64, f64)> {
        self.eigenvalues.first().map(|(re, im)| (*re, im.abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Closed form: the trace-determinant plane of two states.
    #[test]
    fn kinds_of_two_states_follow_trace_and_determinant() {
        let of = |pairs: &[(f64, f64)]| {
            SteadyState {
                states: vec![0.0; pairs.len()],
                eigenvalues: pairs.to_vec(),
            }
            .kind()
        };
        let cases = [
            (vec![(-1.0, 0.0), (-2.0, 0.0)], Kind::StableNode),
            (vec![(-1.0, 2.0), (-1.0, -2.0)], Kind::StableFocus),
            (vec![(2.0, 0.0), (1.0, 0.0)], Kind::UnstableNode),
            (vec![(1.0, 2.0), (1.0, -2.0)], Kind::UnstableFocus),
            (vec![(1.0, 0.0), (-2.0, 0.0)], Kind::Saddle),
            (vec![(0.0, 2.0), (0.0, -2.0)], Kind::Centre),
            (vec![(0.0, 0.0), (-2.0, 0.0)], Kind::Degenerate),
            (vec![(f64::NAN, 0.0)], Kind::Degenerate),
            (
                vec![(1.0, 0.0), (-2.0, 1.0), (-2.0, -1.0)],
                Kind::SaddleFocus,
            ),
            (vec![], Kind::StableNode),
        ];
        for (eigenvalues, kind) in cases {
            assert_eq!(of(&eigenvalues), kind, "{eigenvalues:?}");
        }
    }
}
