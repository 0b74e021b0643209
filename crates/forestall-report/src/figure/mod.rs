//! The figures, each a function from data to an SVG drawing.

pub(crate) mod analysis;
pub(crate) mod caption;
pub(crate) mod clones;
pub(crate) mod course;
pub(crate) mod forest;
pub(crate) mod graph;
pub(crate) mod multiples;
pub(crate) mod patient;
pub(crate) mod profile;
mod reading;
pub(crate) mod regimens;
pub(crate) mod relapse;
pub(crate) mod slope;
mod states;
pub(crate) mod strip;
pub(crate) mod survival;
pub(crate) mod swimmer;

use crate::panel::Format;

/// A figure as the page needs it: both drawings and a caption in complete sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figure {
    /// The drawing for desktop and print.
    pub(crate) wide: String,
    /// The drawing for a phone.
    pub(crate) narrow: String,
    /// First sentence of the caption, in bold.
    pub(crate) heading: String,
    /// The rest of the caption.
    pub(crate) caption: String,
}

impl Figure {
    pub(crate) fn new(
        draw: impl Fn(Format) -> String,
        heading: impl Into<String>,
        caption: impl Into<String>,
    ) -> Self {
        Self {
            wide: draw(Format::Wide),
            narrow: draw(Format::Narrow),
            heading: heading.into(),
            caption: caption.into(),
        }
    }
}
