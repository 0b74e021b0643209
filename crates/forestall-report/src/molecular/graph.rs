//! The resistance graph: drug, mechanism, counter, next mechanism.

use serde::{Deserialize, Serialize};

/// Drugs, what resists them, what counters that, and what the counters select next.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ResistanceGraph {
    /// The boxes; those that matter most first, since only so many are drawn.
    pub nodes: Vec<GraphNode>,
    /// The links.
    pub edges: Vec<GraphEdge>,
}

/// A box of the graph.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GraphNode {
    /// Name that the links use.
    pub id: String,
    /// What stands in the box.
    pub label: String,
    /// What it is.
    pub kind: GraphKind,
    /// Column from the left, 0 for the first.
    pub column: usize,
}

/// What a box of the graph stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GraphKind {
    /// A drug given.
    Drug,
    /// A mechanism of resistance.
    #[default]
    Mechanism,
    /// A drug or a strategy against a mechanism.
    Counter,
}

/// A link of the graph.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GraphEdge {
    /// Name of the box it starts at.
    pub from: String,
    /// Name of the box it ends at.
    pub to: String,
    /// What it says: `resisted by`, `switch`, `selects`.
    pub label: String,
    /// Level of the evidence, `A` to `E`, or nothing.
    pub level: String,
    /// Publications.
    pub pmids: Vec<u32>,
}
