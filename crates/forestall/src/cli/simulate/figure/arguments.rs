//! What can be typed of the figure of a simulation.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(next_help_heading = "Figure")]
pub(crate) struct FigureArguments {
    /// SVG file to draw: quantities over time, drugs below.
    #[arg(long, value_name = "FILE.svg")]
    pub figure: Option<PathBuf>,
    /// What to draw: populations, states, assays or named expressions (default: the first assay).
    #[arg(
        long,
        value_delimiter = ',',
        value_name = "NAME,...",
        requires = "figure"
    )]
    pub show: Vec<String>,
    /// Values of a parameter to compare, a curve each; `variant=none,A,B` compares variants.
    #[arg(long, value_name = "NAME=V,V,...", requires = "figure")]
    pub vary: Option<String>,
    /// First time to draw.
    #[arg(
        long,
        default_value_t = 0.0,
        value_name = "TIME",
        requires = "figure",
        allow_negative_numbers = true
    )]
    pub from: f64,
    /// How the upward axis is spread (default: as suits the numbers).
    #[arg(long, value_enum, requires = "figure")]
    pub axis: Option<Axis>,
    /// Draw for a phone or a narrow column.
    #[arg(long, requires = "figure")]
    pub narrow: bool,
}

/// Spread of an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Axis {
    /// In proportion.
    Linear,
    /// By the logarithm.
    Log,
}
