//! Figures of analyses of a model.

pub(crate) mod bundle;
pub(crate) mod diagram;
pub(crate) mod indices;
mod key;
mod places;
pub(crate) mod portrait;
#[cfg(test)]
mod tests;
pub(crate) mod tornado;
pub(crate) mod waterfall;

use super::{Figure, survival};
use crate::analysis::{AnalysisFigure, Drawn};

/// The figure with its caption.
pub(crate) fn figure(figure: &AnalysisFigure) -> Figure {
    let (heading, caption) = match &figure.drawn {
        Drawn::Portrait(own) => portrait::words(own),
        Drawn::Diagram(own) => diagram::words(own),
        Drawn::Elasticities(own) => tornado::words(own),
        Drawn::Indices(own) => indices::words(own),
        Drawn::Waterfall(own) => waterfall::words(own),
        Drawn::Bundle(own) => bundle::words(own),
        Drawn::Progression(own) => return survival::figure(own),
    };
    Figure::new(|format| figure.svg(format), heading, caption)
}
