//! What a class of mechanisms means.

use super::MechanismClass;

impl MechanismClass {
    /// Whether the change lies in the drug's target, so that another drug of the same target may act all the same.
    #[must_use]
    pub fn is_on_target(self) -> bool {
        matches!(
            self,
            Self::OnTargetMutation
                | Self::OnTargetAmplification
                | Self::OnTargetIsoformOrFusion
                | Self::OnTargetLossOrDegrader
        )
    }

    /// What the class means, for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::OnTargetMutation => "mutation of the drug's target",
            Self::OnTargetAmplification => "more of the drug's target",
            Self::OnTargetIsoformOrFusion => "form of the target without the drug's site",
            Self::OnTargetLossOrDegrader => "loss of the target, or of what degrades it",
            Self::BypassReceptor => "another receptor carries the signal",
            Self::DownstreamMapk => "activation below the target (RAS-MAPK)",
            Self::DownstreamPi3k => "activation of PI3K-AKT-mTOR",
            Self::CellCycle => "checkpoint of the cell cycle bypassed",
            Self::ApoptosisP53 => "threshold of cell death raised",
            Self::EffluxMetabolism => "drug pumped out or not activated",
            Self::DnaRepairReversion => "DNA repair restored",
            Self::DnaDamageResponse => "response to DNA damage changed",
            Self::Epigenetic => "state of chromatin",
            Self::LineagePhenotype => "change of cell type or state",
            Self::ImmuneEvasion => "escape from the immune system",
            Self::Microenvironment => "protection by the surroundings",
            Self::Unclassified => "how it resists nobody has said",
        }
    }
}
