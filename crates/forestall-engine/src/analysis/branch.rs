//! A branch of steady states over a parameter.

/// Steady states along a parameter, in the order in which the curve runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// The points, special ones among them.
    pub points: Vec<BranchPoint>,
    /// Whether the curve comes back to its beginning.
    pub closed: bool,
}

/// A steady state on a branch.
#[derive(Debug, Clone, PartialEq)]
pub struct BranchPoint {
    /// Value of the parameter, in its unit.
    pub parameter: f64,
    /// Values of all states, in their order and units.
    pub states: Vec<f64>,
    /// Eigenvalues of the Jacobian, per unit of time: real and imaginary parts, the largest real part first.
    pub eigenvalues: Vec<(f64, f64)>,
    /// Number of eigenvalues with a positive real part; at a special point that of the stretch before it.
    pub unstable: usize,
    /// What happens here, if anything.
    pub special: Option<Special>,
}

/// What happens at a point of a branch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Special {
    /// A fold (saddle-node): two steady states meet and vanish; an eigenvalue is zero and the branch turns.
    Fold,
    /// A Hopf point: a pair of eigenvalues crosses the imaginary axis, and oscillations begin.
    Hopf {
        /// Imaginary part of the pair: angle per unit of time.
        frequency: f64,
        /// First Lyapunov coefficient, up to a positive factor: negative where stable oscillations are born (supercritical), positive
        /// where unstable ones are (subcritical), not a number where it could not be worked out.
        lyapunov: f64,
    },
    /// Another branch crosses or touches (transcritical or pitchfork): an eigenvalue is zero and the branch does not turn.
    Crossing,
}

impl Special {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fold => "fold",
            Self::Hopf { .. } => "Hopf point",
            Self::Crossing => "crossing",
        }
    }
}

impl BranchPoint {
    /// Whether small deviations die out. At a special point: on the stretch before it.
    pub fn is_stable(&self) -> bool {
        self.unstable == 0
    }
}
