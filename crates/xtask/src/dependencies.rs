//! DEPENDENCIES.md says of every direct dependency what it saves, and under which licence.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, PackageId};

use crate::tally::Tally;
use crate::workspace::Workspace;

/// A direct dependency of some member.
struct Direct {
    name: String,
    version: String,
    licence: String,
    /// Crates that it brings, itself included, on any platform and with the features in use.
    crates: usize,
    members: BTreeSet<String>,
}

/// Checks that DEPENDENCIES.md has one row for each direct dependency, with its licence, and no other row.
pub fn check(workspace: &Workspace) -> Tally {
    let text = match std::fs::read_to_string(workspace.root().join("DEPENDENCIES.md")) {
        Ok(text) => text,
        Err(error) => return Tally::fail(format!("DEPENDENCIES.md: {error}")),
    };
    match Workspace::resolved() {
        Ok(metadata) => Tally::of(complaints(&rows(&text), &direct(&metadata))),
        Err(message) => Tally::fail(message),
    }
}

/// Prints the facts that the table of DEPENDENCIES.md is written from.
///
/// # Errors
/// Cargo cannot resolve the graph.
pub fn print(_workspace: &Workspace) -> Result<(), String> {
    for found in direct(&Workspace::resolved()?) {
        let members: Vec<&str> = found.members.iter().map(String::as_str).collect();
        println!(
            "| `{}` | {} | {} | {} | {} |",
            found.name,
            found.version,
            found.licence,
            found.crates,
            members.join(", ")
        );
    }
    Ok(())
}

/// The rows of the Markdown table: the name in the first cell, and the whole line.
fn rows(text: &str) -> BTreeMap<&str, &str> {
    text.lines()
        .filter_map(|line| {
            let (name, _) = line.strip_prefix("| `")?.split_once('`')?;
            Some((name, line))
        })
        .collect()
}

fn complaints(rows: &BTreeMap<&str, &str>, direct: &[Direct]) -> Vec<String> {
    let mut found: Vec<String> = direct
        .iter()
        .filter_map(|dependency| match rows.get(dependency.name.as_str()) {
            None => Some(format!(
                "DEPENDENCIES.md has no row for `{}`",
                dependency.name
            )),
            Some(row) if !row.contains(&dependency.licence) => Some(format!(
                "DEPENDENCIES.md does not give the licence `{}` of `{}`",
                dependency.licence, dependency.name
            )),
            Some(_) => None,
        })
        .collect();
    found.extend(
        rows.keys()
            .filter(|name| !direct.iter().any(|dependency| dependency.name == **name))
            .map(|name| format!("DEPENDENCIES.md has a row for `{name}`, which no crate uses")),
    );
    found
}

/// The direct dependencies from outside, by name.
fn direct(metadata: &Metadata) -> Vec<Direct> {
    let members: BTreeSet<&PackageId> = metadata.workspace_members.iter().collect();
    let Some(resolve) = &metadata.resolve else {
        return Vec::new();
    };
    let nodes: BTreeMap<&PackageId, _> =
        resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let mut users: BTreeMap<&PackageId, BTreeSet<String>> = BTreeMap::new();
    for member in &members {
        for used in nodes[member]
            .deps
            .iter()
            .filter(|used| !members.contains(&used.pkg))
        {
            users
                .entry(&used.pkg)
                .or_default()
                .insert(metadata[member].name.to_string());
        }
    }
    users
        .into_iter()
        .map(|(id, members)| {
            let mut closure = BTreeSet::from([id]);
            let mut open = vec![id];
            while let Some(next) = open.pop() {
                for used in &nodes[next].deps {
                    let needed = used
                        .dep_kinds
                        .iter()
                        .any(|kind| kind.kind != DependencyKind::Development);
                    if needed && closure.insert(&used.pkg) {
                        open.push(&used.pkg);
                    }
                }
            }
            let package = &metadata[id];
            Direct {
                name: package.name.to_string(),
                version: package.version.to_string(),
                licence: package
                    .license
                    .clone()
                    .unwrap_or_default()
                    .replace('/', " OR "),
                crates: closure.len(),
                members,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Direct, complaints, rows};

    fn used(name: &str, licence: &str) -> Direct {
        Direct {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            licence: licence.to_owned(),
            crates: 1,
            members: std::iter::once("forestall".to_owned()).collect(),
        }
    }

    #[test]
    fn a_missing_row_a_wrong_licence_and_a_stale_row_are_named() {
        let text =
            "| crate | licence |\n|---|---|\n| `csv` | MIT | reads |\n| `old` | MIT | nothing |\n";
        let direct = [used("csv", "Unlicense OR MIT"), used("toml", "MIT")];
        assert_eq!(
            complaints(&rows(text), &direct),
            [
                "DEPENDENCIES.md does not give the licence `Unlicense OR MIT` of `csv`",
                "DEPENDENCIES.md has no row for `toml`",
                "DEPENDENCIES.md has a row for `old`, which no crate uses",
            ]
        );
    }
}
