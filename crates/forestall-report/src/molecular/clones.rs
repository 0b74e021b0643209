//! The clones of a tumour, as one or several ways to read the same fractions.

use serde::{Deserialize, Serialize};

use super::Share;

/// The clones that the fractions speak for.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CloneFigure {
    /// The ways to read the fractions.
    pub scenarios: Vec<CloneScenario>,
}

/// One way to read the fractions.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CloneScenario {
    /// Weight among the scenarios, 0 to 1.
    pub weight: f64,
    /// What it assumes: `T790M and C797S on one allele`.
    pub note: String,
    /// The clones.
    pub clones: Vec<CloneBar>,
}

/// One clone with all that descends from it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CloneBar {
    /// Name of the clone.
    pub name: String,
    /// What it carries beyond its parent.
    pub carries: String,
    /// Share of the cancer cells, with those of its descendants.
    pub share: Share,
    /// Place of its parent among the clones of the scenario; nothing for one that descends from no clone here.
    pub parent: Option<usize>,
}

impl CloneScenario {
    /// The clones from parents to children with their depth. A parent that does not exist, or a circle of parents, makes a
    /// clone a root.
    pub(crate) fn family(&self) -> Vec<(usize, usize)> {
        let mut order = Vec::new();
        let mut seen = vec![false; self.clones.len()];
        let roots = (0..self.clones.len()).filter(|&k| self.parent(k).is_none());
        for root in roots.chain(0..self.clones.len()) {
            let mut stack = vec![(root, 0)];
            while let Some((k, depth)) = stack.pop() {
                if std::mem::replace(&mut seen[k], true) {
                    continue;
                }
                order.push((k, depth));
                let children = (0..self.clones.len()).filter(|&c| self.parent(c) == Some(k));
                stack.extend(children.rev().map(|child| (child, depth + 1)));
            }
        }
        order
    }

    /// The parent, if it is another clone of the scenario.
    pub(crate) fn parent(&self, k: usize) -> Option<usize> {
        self.clones[k]
            .parent
            .filter(|&parent| parent < self.clones.len() && parent != k)
    }
}
