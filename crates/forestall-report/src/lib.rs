//! Reports: one self-contained page of HTML from plain data, and its figures as SVG and as Vega-Lite specifications.
//!
//! A [`Report`] is a plain structure that can be written and read as JSON. [`Report::to_html`] makes one page of it that
//! opens offline, on a desktop, on a phone and on paper; the figures are inline SVG that needs no script.
//!
//! The figures are drawn by a small layer of our own (scales, ticks, panels, paths). The plotting crate kuva 0.6 was looked
//! at first: its drawings have a fixed width and height and no `viewBox`, no title and description for readers who cannot
//! see them, one drawing for every width of page, and no axis shared by a panel, its dosing strips and the panels below; each
//! of these would have had to be rewritten into its output.
//!
//! This crate does not print, exit, open sockets, or read files, the clock or the environment; the same report gives the
//! same bytes.

mod analysis;
mod calendar;
mod cohort;
mod course;
mod figure;
mod kaplan_meier;
mod measure;
mod molecular;
mod number;
mod page;
mod pair;
mod palette;
mod panel;
mod path;
mod patient;
mod regimen;
mod relapse;
mod report;
mod scale;
mod svg;
mod ticks;
mod vega;

pub use analysis::{
    AnalysisFigure, AnalysisSection, Bundle, Diagram, DiagramMark, DiagramStretch, Drawn,
    Elasticities, ElasticityRow, IndexRow, Indices, MarkKind, PlainTable, Portrait, PortraitState,
    Share90, Waterfall,
};
pub use cohort::{
    Cohort, FitRow, ForecastRow, Forest, ForestRow, Profile, Progression, ProgressionCurve,
    SwimmerLane,
};
pub use course::{Course, CourseAxis, CoursePanel};
pub use figure::clones::clones_svg;
pub use figure::course::course_svg;
pub use figure::forest::forest_svg;
pub use figure::graph::graph_svg;
pub use figure::patient::patient_svg;
pub use figure::profile::profile_svg;
pub use figure::regimens::regimens_svg;
pub use figure::relapse::relapse_svg;
pub use figure::slope::slope_svg;
pub use figure::survival::survival_svg;
pub use figure::swimmer::swimmer_svg;
pub use kaplan_meier::{KaplanMeier, KaplanMeierStep, Subject};
pub use molecular::{
    CloneBar, CloneFigure, CloneScenario, ConflictRow, CounterRow, ElsewhereRow, EvidenceRow,
    FoundRow, GraphEdge, GraphKind, GraphNode, MechanismCard, MolecularSection, NotAssessableRow,
    RelationRow, ResistanceGraph, Share,
};
pub use number::significant;
pub use pair::{PairFate, PairRow, PairSection};
pub use panel::Format;
pub use patient::{
    Censoring, Diagnostics, DoseInterval, DrugStrip, ForecastScore, HiddenState, ParameterRow,
    PatientSection, Point,
};
pub use regimen::{Comparison, RegimenOutcome};
pub use relapse::{RelapseGene, RelapseMechanism, RelapseSection};
pub use report::{Band, ModelCard, Quantity, RESEARCH_USE, Report, Reproduce, Spread90};
