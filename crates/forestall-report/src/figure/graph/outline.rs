//! The resistance graph for a narrow page: an indented list with branches, one row for each link.

use super::{colour, disc, drawing, layout, shape, tip};
use crate::measure::{fitted, width};
use crate::molecular::ResistanceGraph;
use crate::palette::GREY;
use crate::panel::{Format, text};
use crate::svg::{Anchor, Svg};

/// So many rows are drawn at most.
pub(super) const MOST_ROWS: usize = 80;
const STEP: f64 = 28.0;
const INDENT: f64 = 26.0;
const TALL: f64 = 21.0;
const TOP: f64 = 13.0;

/// A row: a node, how deep it stands, the row and link that lead to it, and whether it was shown before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) node: usize,
    pub(super) depth: usize,
    pub(super) parent: Option<(usize, usize)>,
    pub(super) again: bool,
}

/// The rows from top to bottom; what a node leads to is told once.
pub(super) fn rows(graph: &ResistanceGraph) -> Vec<Row> {
    let shown = layout::shown(graph);
    let edges = &shown.edges;
    let walk = layout::walk(graph, edges);
    let drawn = |k: &usize| shown.columns.iter().flatten().any(|node| node == k);
    let mut told = vec![false; graph.nodes.len()];
    let mut rows: Vec<Row> = Vec::new();
    for start in walk.into_iter().filter(drawn) {
        if told[start] {
            continue;
        }
        let mut stack = vec![(start, 0, None)];
        while let Some((node, depth, parent)) = stack.pop() {
            let again = std::mem::replace(&mut told[node], true);
            let leads = edges.iter().any(|edge| edge.1 == node);
            rows.push(Row {
                node,
                depth,
                parent,
                again: again && leads,
            });
            if again {
                continue;
            }
            let row = rows.len() - 1;
            let next = edges.iter().filter(|edge| edge.1 == node);
            stack.extend(
                next.rev()
                    .map(|edge| (edge.2, depth + 1, Some((row, edge.0)))),
            );
        }
    }
    rows
}

/// The drawing.
pub(super) fn draw(graph: &ResistanceGraph, format: Format) -> String {
    let font = format.font();
    let mut rows = rows(graph);
    rows.truncate(MOST_ROWS);
    let mut svg = drawing(graph, format);
    let left = |depth: usize| 1.0 + INDENT * depth.min(6) as f64;
    let middle = |row: usize| TOP + STEP * row as f64;
    for (k, row) in rows.iter().enumerate() {
        if let Some((parent, edge)) = row.parent {
            let x = left(rows[parent].depth) + 12.0;
            let mark = colour(graph.nodes[row.node].kind).mark;
            svg.line([x, middle(parent) + TALL / 2.0], [x, middle(k)], GREY, 0.9);
            let weight = super::weight(&graph.edges[edge].level);
            svg.line([x, middle(k)], [left(row.depth), middle(k)], mark, weight);
        }
    }
    for (k, row) in rows.iter().enumerate() {
        node(&mut svg, graph, row, [left(row.depth), middle(k)], format);
        if let Some((parent, edge)) = row.parent {
            let tip = tip(graph, edge, rows[parent].node, row.node);
            let x = left(rows[parent].depth) + 12.0;
            disc(&mut svg, [x, middle(k)], &graph.edges[edge].level, &tip);
        }
    }
    let height = middle(rows.len().max(1) - 1) + TALL / 2.0 + 3.0;
    svg.finish(format.width(), height, font)
}

fn node(svg: &mut Svg, graph: &ResistanceGraph, row: &Row, [x, y]: [f64; 2], format: Format) {
    let font = format.font();
    let node = &graph.nodes[row.node];
    let note = if row.again { "see above" } else { "" };
    let room = format.width()
        - x
        - 22.0
        - if row.again {
            width(note, font) + 8.0
        } else {
            0.0
        };
    let label = fitted(&node.label, font, room);
    let across = width(&label, font) + 18.0;
    shape(svg, node, [x, y - TALL / 2.0], [across, TALL]);
    let place = [x + 9.0, y + font * 0.35];
    text(
        svg,
        place,
        &label,
        font,
        Anchor::Start,
        colour(node.kind).ink,
        false,
    );
    text(
        svg,
        [x + across + 6.0, y + font * 0.35],
        note,
        font,
        Anchor::Start,
        GREY,
        false,
    );
}
