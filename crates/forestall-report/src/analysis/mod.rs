//! What a report says about a model by itself: steady states, branches, sensitivities, a virtual population.

mod diagram;
mod population;
mod portrait;
mod sensitivity;

use serde::{Deserialize, Serialize};

use crate::cohort::Progression;
use crate::figure::analysis;
use crate::figure::survival;
use crate::panel::Format;

pub use diagram::{Diagram, DiagramMark, DiagramStretch, MarkKind};
pub use population::{Bundle, Waterfall};
pub use portrait::{Portrait, PortraitState};
pub use sensitivity::{Elasticities, ElasticityRow, IndexRow, Indices, Share90};

/// An analysis of a model.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AnalysisSection {
    /// Heading, for example `Steady states`.
    pub title: String,
    /// Paragraphs in front of the figures.
    pub summary: Vec<String>,
    /// The figures.
    pub figures: Vec<AnalysisFigure>,
    /// The tables.
    pub tables: Vec<PlainTable>,
}

/// A figure of an analysis, with the name of its file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnalysisFigure {
    /// Name of the file without its ending, for example `portrait`.
    pub name: String,
    /// What is drawn.
    pub drawn: Drawn,
}

/// What can be drawn of an analysis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drawn {
    /// Two states against each other.
    Portrait(Portrait),
    /// Steady states over a parameter.
    Diagram(Diagram),
    /// Elasticities, the largest first.
    Elasticities(Elasticities),
    /// Shares of variance.
    Indices(Indices),
    /// Best response per patient.
    Waterfall(Waterfall),
    /// Curves of many patients.
    Bundle(Bundle),
    /// Share of patients without an event.
    Progression(Progression),
}

/// A table of ready texts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PlainTable {
    /// First sentence of its caption.
    pub heading: String,
    /// The rest of its caption.
    pub caption: String,
    /// Column titles, and whether the column holds numbers.
    pub heads: Vec<(String, bool)>,
    /// Rows of cells.
    pub rows: Vec<Vec<String>>,
}

impl AnalysisFigure {
    /// The figure as an SVG drawing.
    pub fn svg(&self, format: Format) -> String {
        match &self.drawn {
            Drawn::Portrait(own) => analysis::portrait::portrait_svg(own, format),
            Drawn::Diagram(own) => analysis::diagram::diagram_svg(own, format),
            Drawn::Elasticities(own) => analysis::tornado::tornado_svg(own, format),
            Drawn::Indices(own) => analysis::indices::indices_svg(own, format),
            Drawn::Waterfall(own) => analysis::waterfall::waterfall_svg(own, format),
            Drawn::Bundle(own) => analysis::bundle::bundle_svg(own, format),
            Drawn::Progression(own) => survival::survival_svg(own, format),
        }
    }
}
