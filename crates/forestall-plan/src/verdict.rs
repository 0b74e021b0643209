//! What a comparison says of continuous therapy.

use serde::{Deserialize, Serialize};

use crate::PlannedRegimen;

/// What a comparison says of the reference arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// No regimen of the model gives its drugs all the time.
    NoReference,
    /// No regimen has a longer mean time than the reference arm.
    NothingGained,
    /// Some regimen has a longer mean, but none is clearly longer (see [`crate::Difference::clear`]).
    NotToldApart,
    /// Some regimen is clearly longer than the reference arm.
    Gained,
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoReference => {
                "there is no continuous arm to compare with: no regimen gives its drugs all the time"
            }
            Self::NothingGained => "no regimen compared gains anything over continuous therapy",
            Self::NotToldApart => {
                "some regimen is longer than continuous therapy on average, but none clearly"
            }
            Self::Gained => {
                "some regimen is clearly longer than continuous therapy"
            }
        })
    }
}

impl Verdict {
    /// From regimens ordered best first and the place of the reference arm among them.
    pub(crate) fn of(regimens: &[PlannedRegimen], reference: Option<usize>) -> Self {
        let Some(reference) = reference else {
            return Self::NoReference;
        };
        let gains = |r: &PlannedRegimen| r.gain.filter(|g| g.mean > 0.0);
        if regimens[..reference].iter().all(|r| gains(r).is_none()) {
            Self::NothingGained
        } else if regimens.iter().filter_map(gains).any(|g| g.clear()) {
            Self::Gained
        } else {
            Self::NotToldApart
        }
    }
}
