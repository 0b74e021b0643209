//! What a command ends with when it does not end well, and the exit code for it.

use forestall_base::{Diagnostic, Diagnostics};

/// Why a command stopped.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The input is wrong: exit code 2.
    Input(Diagnostics),
    /// The run failed: exit code 1.
    Run(String),
    /// The reader of our output has gone: success.
    BrokenPipe,
}

/// The outcome of a command.
pub(crate) type Outcome = Result<(), Failure>;

impl Failure {
    /// A refusal of something typed on the command line.
    pub(crate) fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Input(Diagnostic::error("C0001", message).help(help).into())
    }

    /// Exit code of the command contract.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Input(_) => 2,
            Self::Run(_) => 1,
            Self::BrokenPipe => 0,
        }
    }
}

impl From<Diagnostics> for Failure {
    fn from(refused: Diagnostics) -> Self {
        Self::Input(refused)
    }
}

impl From<Diagnostic> for Failure {
    fn from(refused: Diagnostic) -> Self {
        Self::Input(refused.into())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::BrokenPipe
        } else {
            Self::Run(error.to_string())
        }
    }
}

impl From<forestall_engine::EngineError> for Failure {
    fn from(error: forestall_engine::EngineError) -> Self {
        Self::Run(error.to_string())
    }
}

/// An error of the fit: data and settings that cannot be used are wrong input, the rest is a failed run.
impl From<forestall_fit::FitError> for Failure {
    fn from(error: forestall_fit::FitError) -> Self {
        use forestall_fit::FitError;
        match error {
            FitError::Model { .. } | FitError::NoFiniteValue { .. } => Self::Run(error.to_string()),
            other => Self::Input(Diagnostic::error("F0001", other.to_string()).into()),
        }
    }
}
