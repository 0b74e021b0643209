//! Which crate may depend on which.

use std::collections::BTreeSet;

use crate::tally::Tally;
use crate::workspace;

/// The rows of the architecture table: a crate, and the workspace crates it may depend on in any way (for tests and
/// builds too). This crate stands outside: it may use anything, and nothing may use it.
const TABLE: &[(&str, &[&str])] = &[
    ("forestall-base", &[]),
    ("forestall-assay", &["forestall-base"]),
    ("forestall-estimate", &["forestall-base"]),
    ("forestall-model", &["forestall-base"]),
    ("forestall-engine", &["forestall-base", "forestall-model"]),
    (
        "forestall-fit",
        &["forestall-base", "forestall-model", "forestall-engine"],
    ),
    (
        "forestall-plan",
        &["forestall-base", "forestall-model", "forestall-engine"],
    ),
    ("forestall-report", &["forestall-base"]),
    (
        "forestall",
        &[
            "forestall-assay",
            "forestall-base",
            "forestall-engine",
            "forestall-estimate",
            "forestall-fit",
            "forestall-model",
            "forestall-plan",
            "forestall-report",
        ],
    ),
    ("forestall-py", &["forestall"]),
];

const OUTSIDE: &str = "xtask";

/// A workspace crate and every package its manifest names.
#[derive(Debug, Clone)]
pub struct Node {
    /// The crate.
    pub name: String,
    /// Normal, build and development dependencies, optional and platform-bound ones included.
    pub uses: Vec<String>,
}

/// Checks the workspace's own graph.
pub fn check() -> Tally {
    match graph() {
        Ok(nodes) => Tally::of(violations(&nodes)),
        Err(message) => Tally::fail(message),
    }
}

/// The workspace members with what their manifests name.
fn graph() -> Result<Vec<Node>, String> {
    let metadata = workspace::metadata(|command| {
        command.no_deps();
    })?;
    Ok(metadata
        .packages
        .iter()
        .map(|package| Node {
            name: package.name.to_string(),
            uses: package
                .dependencies
                .iter()
                .map(|dependency| dependency.name.clone())
                .collect(),
        })
        .collect())
}

/// One message for each edge between members that the table does not have, and for each member without a row.
fn violations(nodes: &[Node]) -> Vec<String> {
    let members: BTreeSet<&str> = nodes.iter().map(|node| node.name.as_str()).collect();
    let mut found = Vec::new();
    for node in nodes.iter().filter(|node| node.name != OUTSIDE) {
        let Some((_, allowed)) = TABLE.iter().find(|(name, _)| *name == node.name) else {
            found.push(format!(
                "crate `{}` has no row in the table of allowed dependencies",
                node.name
            ));
            continue;
        };
        for used in node
            .uses
            .iter()
            .filter(|used| members.contains(used.as_str()))
        {
            if !allowed.contains(&used.as_str()) {
                found.push(format!("crate `{}` must not depend on `{used}`", node.name));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Node, TABLE, graph, violations};

    fn node(name: &str, uses: &[&str]) -> Node {
        Node {
            name: name.to_owned(),
            uses: uses.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn every_edge_of_the_workspace_stands_in_the_table() {
        let nodes = graph().unwrap();
        assert!(
            nodes
                .iter()
                .any(|node| node.name == "forestall" && node.uses.len() > 3),
            "the graph was not read"
        );
        assert_eq!(violations(&nodes), Vec::<String>::new());
    }

    #[test]
    fn a_forbidden_edge_of_a_made_up_graph_is_named() {
        let nodes = [
            node("forestall-base", &["serde"]),
            node("forestall-engine", &["forestall-base", "forestall-model"]),
            node("forestall-model", &["forestall-base", "forestall-engine"]),
            node("forestall-report", &["forestall-fit", "maud"]),
            node("forestall-fit", &["forestall-engine"]),
        ];
        assert_eq!(
            violations(&nodes),
            [
                "crate `forestall-model` must not depend on `forestall-engine`",
                "crate `forestall-report` must not depend on `forestall-fit`",
            ]
        );
    }

    #[test]
    fn a_crate_without_a_row_and_a_use_of_the_tasks_are_named() {
        let nodes = [
            node("forestall-misc", &[]),
            node("forestall-base", &["xtask"]),
            node("xtask", &["forestall-misc"]),
        ];
        assert_eq!(
            violations(&nodes),
            [
                "crate `forestall-misc` has no row in the table of allowed dependencies",
                "crate `forestall-base` must not depend on `xtask`",
            ]
        );
    }

    #[test]
    fn the_table_has_no_cycle() {
        // Each row uses only crates of rows whose own uses are settled before: a topological order exists.
        let mut settled: Vec<&str> = Vec::new();
        while settled.len() < TABLE.len() {
            let before = settled.len();
            for (name, uses) in TABLE {
                if !settled.contains(name) && uses.iter().all(|used| settled.contains(used)) {
                    settled.push(name);
                }
            }
            assert!(
                settled.len() > before,
                "a cycle among the crates after {settled:?}"
            );
        }
    }
}
