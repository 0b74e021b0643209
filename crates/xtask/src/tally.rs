//! What a step found: how many checks passed, and what failed or was skipped.

/// The result of a step.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Checks that passed.
    pub passed: usize,
    /// One message for each check that failed.
    pub failed: Vec<String>,
    /// One message for each check that could not be made here, with the reason.
    pub skipped: Vec<String>,
}

impl Tally {
    /// One check that passed.
    pub fn pass() -> Self {
        Self {
            passed: 1,
            ..Self::default()
        }
    }

    /// One check that failed.
    pub fn fail(message: impl Into<String>) -> Self {
        Self {
            failed: vec![message.into()],
            ..Self::default()
        }
    }

    /// One check that could not be made.
    pub fn skip(message: impl Into<String>) -> Self {
        Self {
            skipped: vec![message.into()],
            ..Self::default()
        }
    }

    /// One check that passes if there is nothing to complain of, else one failure for each complaint.
    pub fn of(complaints: Vec<String>) -> Self {
        if complaints.is_empty() {
            Self::pass()
        } else {
            Self {
                failed: complaints,
                ..Self::default()
            }
        }
    }

    /// Adds the counts and messages of `other`.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed.extend(other.failed);
        self.skipped.extend(other.skipped);
    }
}
