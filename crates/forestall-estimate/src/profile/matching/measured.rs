//! Which assay shows an alteration.

use forestall_base::Measurement;

use crate::profile::event::{Alteration, EventState};

/// What shows an alteration: the kind of measurement, its name, and an assay that makes it.
pub(super) fn measured(alteration: &Alteration) -> (Measurement, &'static str, &'static str) {
    use Measurement::{
        Copies, Expression, Fusions, Genome, Germline, Methylation, Mutations, Protein,
    };
    match alteration {
        Alteration::Protein(..)
        | Alteration::Exon { .. }
        | Alteration::Domain(..)
        | Alteration::Other(..)
        | Alteration::Coding(..) => (Mutations, "mutation", "sequencing of DNA"),
        Alteration::Reversion(_) => (Mutations, "mutation", "sequencing of DNA after therapy"),
        Alteration::Fusion(..) => (Fusions, "fusion", "sequencing of RNA, or a fusion assay"),
        Alteration::Polymorphism(..) | Alteration::Allele(..) => {
            (Germline, "germline", "sequencing of blood cells")
        }
        Alteration::Words(_, words) if words.contains("polymorphism") => {
            (Germline, "germline", "sequencing of blood cells")
        }
        Alteration::Words(_, words) if words.ends_with("mutation") => {
            (Mutations, "mutation", "sequencing of DNA")
        }
        Alteration::Phospho(..) | Alteration::Words(..) => {
            (Protein, "protein", "staining of tissue, or proteomics")
        }
        Alteration::Isoform(..) => (Expression, "RNA", "sequencing of RNA"),
        Alteration::Score(_) => (Expression, "expression", "expression of RNA"),
        Alteration::Genome(..) => (
            Genome,
            "genome-wide",
            "a test of microsatellites or mutational burden",
        ),
        Alteration::State(_, state) => match state {
            EventState::Amplified | EventState::Loss | EventState::LossOfHeterozygosity => (
                Copies,
                "copy-number",
                "copy numbers from sequencing, arrays or FISH",
            ),
            EventState::Over | EventState::Under | EventState::Expressed => (
                Expression,
                "expression",
                "expression of RNA, or staining of tissue",
            ),
            EventState::Methylated => (Methylation, "methylation", "an assay of DNA methylation"),
            EventState::Rearranged => (Fusions, "fusion", "sequencing of RNA, or a fusion assay"),
            _ => (Mutations, "mutation", "sequencing of DNA"),
        },
    }
}
