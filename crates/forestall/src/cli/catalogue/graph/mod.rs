//! `catalogue graph`: what resists a drug, what counters that, and what comes next.

mod arguments;

pub(crate) use arguments::GraphArguments;

use forestall::estimate::profile::{
    GraphQuestion, Level, ResistanceNodeKind, ResistancePaths, drugs_in_words, in_words,
    resistance_paths,
};
use forestall_base::{Column, Table, sha256_hex, write_atomically};
use forestall_report::{Format, GraphEdge, GraphKind, GraphNode, ResistanceGraph, graph_svg};
use serde::Serialize;

use crate::cli::failure::{Failure, Outcome};
use crate::cli::out::OutFolder;
use crate::cli::profile::{NOTICE, named_disease, named_drug};
use crate::cli::{print, run_manifest};

/// Publications shown of an edge.
const PAPERS: usize = 4;

/// What `catalogue graph` prints.
#[derive(Debug, Serialize)]
struct GraphSummary<'a> {
    drugs: &'a [String],
    disease: Option<&'a str>,
    depth: usize,
    catalogue: &'a str,
    #[serde(flatten)]
    paths: &'a ResistancePaths,
    notice: &'static str,
}

/// `catalogue graph`.
pub(super) fn run(arguments: &GraphArguments) -> Outcome {
    let catalogue = super::catalogue(&arguments.own.catalogue)?;
    let catalogue = catalogue.as_ref();
    if arguments.most == 0 {
        return Err(Failure::usage(
            "--most 0: no mechanism is left",
            "give 1 or more",
        ));
    }
    let drugs: Vec<String> = (arguments.drug.iter())
        .map(|name| named_drug(catalogue, name))
        .collect::<Result<_, _>>()?;
    let disease = arguments.disease.as_deref();
    let disease = disease
        .map(|name| named_disease(catalogue, name))
        .transpose()?;
    if let Some(path) = arguments
        .svg
        .as_ref()
        .filter(|p| p.exists() && !arguments.force)
    {
        return Err(Failure::usage(
            format!("{} is already there", path.display()),
            "give another name after --svg, or --force to replace it",
        ));
    }
    let question = GraphQuestion {
        drugs: drugs.clone(),
        disease: disease.clone(),
        depth: usize::from(arguments.depth),
        most: arguments.most,
        only: None,
        unseen: std::collections::BTreeSet::new(),
    };
    let paths = resistance_paths(catalogue, &question);
    if let Some(path) = &arguments.out {
        let key =
            sha256_hex(format!("catalogue graph {} {question:?}", catalogue.snapshot).as_bytes());
        let mut folder = OutFolder::open(path, &key, arguments.force)?;
        let [nodes, edges] = tables(&paths)?;
        folder.write_table("nodes.parquet", &nodes)?;
        folder.write_table("edges.parquet", &edges)?;
        folder.finish(run_manifest::of_inputs(Vec::new(), None))?;
    }
    if let Some(path) = &arguments.svg {
        let format = if arguments.narrow {
            Format::Narrow
        } else {
            Format::Wide
        };
        write_atomically(path, graph_svg(&drawn(&paths), format).as_bytes())?;
    }
    let summary = GraphSummary {
        drugs: &drugs,
        disease: disease.as_deref(),
        depth: question.depth,
        catalogue: &catalogue.snapshot,
        paths: &paths,
        notice: NOTICE,
    };
    if arguments.json {
        print::json(&summary)
    } else {
        people(&summary)
    }
}

/// The graph as figures take it.
pub(crate) fn drawn(paths: &ResistancePaths) -> ResistanceGraph {
    let node = |node: &forestall::estimate::profile::ResistanceNode| GraphNode {
        id: node.id.clone(),
        label: match node.kind {
            ResistanceNodeKind::Mechanism => in_words(&node.label),
            ResistanceNodeKind::Drug | ResistanceNodeKind::Counter => drugs_in_words(&node.label),
        },
        kind: match node.kind {
            ResistanceNodeKind::Drug => GraphKind::Drug,
            ResistanceNodeKind::Mechanism => GraphKind::Mechanism,
            ResistanceNodeKind::Counter => GraphKind::Counter,
        },
        column: node.column,
    };
    let edge = |edge: &forestall::estimate::profile::ResistanceEdge| GraphEdge {
        from: edge.from.clone(),
        to: edge.to.clone(),
        label: edge.relation.clone(),
        level: level(edge.level),
        pmids: edge.pmids.clone(),
    };
    ResistanceGraph {
        nodes: paths.nodes.iter().map(node).collect(),
        edges: paths.edges.iter().map(edge).collect(),
    }
}

fn level(level: Option<Level>) -> String {
    level.map_or_else(String::new, |l| format!("{l:?}"))
}

/// The label of a node.
fn label<'a>(paths: &'a ResistancePaths, id: &str) -> &'a str {
    let node = paths.nodes.iter().find(|n| n.id == id);
    node.map_or("", |n| n.label.as_str())
}

fn papers(pmids: &[u32]) -> String {
    let mut words: Vec<String> = pmids.iter().take(PAPERS).map(ToString::to_string).collect();
    if pmids.len() > PAPERS {
        words.push("...".to_owned());
    }
    words.join(", ")
}

fn people(s: &GraphSummary<'_>) -> Outcome {
    let paths = s.paths;
    print::line(&format!(
        "{}: what resists, what counters it, what comes next ({})",
        s.drugs.join(", "),
        s.disease.unwrap_or("any disease")
    ))?;
    if paths.edges.is_empty() {
        print::line(
            "\nThe catalogue knows nothing that resists it here; that is no evidence that nothing does.",
        )?;
    } else {
        print::line("")?;
        let rows: Vec<Vec<String>> = paths
            .edges
            .iter()
            .map(|e| {
                vec![
                    label(paths, &e.from).to_owned(),
                    e.relation.clone(),
                    label(paths, &e.to).to_owned(),
                    if e.level.is_some() {
                        level(e.level)
                    } else {
                        "-".to_owned()
                    },
                    papers(&e.pmids),
                ]
            })
            .collect();
        print::columns(&["from", "says", "to", "level", "PMID"], &rows)?;
    }
    if paths.left_out > 0 {
        print::line(&format!(
            "\n{} more mechanisms with weaker evidence are left out: --most shows them",
            paths.left_out
        ))?;
    }
    print::line(&format!("\nCatalogue of {}. {}", s.catalogue, s.notice))
}

fn tables(paths: &ResistancePaths) -> Result<[Table; 2], Failure> {
    let text = |name: &str, all: Vec<String>| Column::text(name, all);
    let nodes = Table::new(vec![
        text("id", paths.nodes.iter().map(|n| n.id.clone()).collect()),
        text(
            "label",
            paths.nodes.iter().map(|n| n.label.clone()).collect(),
        ),
        text(
            "kind",
            paths
                .nodes
                .iter()
                .map(|n| crate::cli::profile::word(&n.kind))
                .collect(),
        ),
        Column::integer(
            "column",
            "1",
            paths.nodes.iter().map(|n| n.column as i64).collect(),
        ),
    ]);
    let edges = Table::new(vec![
        text("from", paths.edges.iter().map(|e| e.from.clone()).collect()),
        text("to", paths.edges.iter().map(|e| e.to.clone()).collect()),
        text(
            "relation",
            paths.edges.iter().map(|e| e.relation.clone()).collect(),
        ),
        text(
            "level",
            paths.edges.iter().map(|e| level(e.level)).collect(),
        ),
        text(
            "pmids",
            paths
                .edges
                .iter()
                .map(|e| {
                    e.pmids
                        .iter()
                        .map(ToString::to_string)
                        .collect::<Vec<_>>()
                        .join(";")
                })
                .collect(),
        ),
    ]);
    let whole = |table: Result<Table, forestall_base::TableError>| {
        table.map_err(|e| Failure::Run(e.to_string()))
    };
    Ok([whole(nodes)?, whole(edges)?])
}
