//! The resistance graph for a wide page: columns of boxes and curved links.

use super::layout::{self, Shown};
use super::links::{self, Box, Link};
use super::{colour, disc, drawing, lines, shape, tip};
use crate::measure::spread_out;
use crate::molecular::{GraphKind, ResistanceGraph};
use crate::palette::GREY;
use crate::panel::{Format, text};
use crate::svg::Anchor;

const STEP: f64 = 46.0;
const TALL: f64 = 34.0;

/// What stands over a column.
fn heading(graph: &ResistanceGraph, columns: &[Vec<usize>], k: usize) -> &'static str {
    let is = |k: usize, kind| {
        columns[k]
            .iter()
            .all(|&node| graph.nodes[node].kind == kind)
    };
    let later = (0..k).any(|before| is(before, GraphKind::Mechanism));
    if is(k, GraphKind::Drug) {
        "Drug"
    } else if is(k, GraphKind::Mechanism) {
        if later {
            "Selected next"
        } else {
            "Resisted by"
        }
    } else if is(k, GraphKind::Counter) {
        "Counter"
    } else {
        ""
    }
}

/// The drawing.
pub(super) fn draw(graph: &ResistanceGraph) -> String {
    let format = Format::Wide;
    let font = format.font();
    let shown = layout::shown(graph);
    let mut svg = drawing(graph, format);
    let count = shown.columns.len().max(1) as f64;
    let gap = if count > 4.0 { 52.0 } else { 80.0 };
    let across = ((format.width() - 2.0 - gap * (count - 1.0)) / count).clamp(60.0, 190.0);
    let pitch = (format.width() - 2.0 - across) / (count - 1.0).max(1.0);
    let left = |column: usize| 1.0 + pitch * column as f64;
    let top = font + 12.0;
    let rows = shown.columns.iter().map(Vec::len).max().unwrap_or(0) as f64;
    let places = middles(graph, &shown, [top, top + rows * STEP], STEP);
    let boxes: Vec<Option<Box>> = places
        .iter()
        .map(|place| {
            place.map(|(column, middle)| Box {
                column,
                left: left(column),
                middle,
                size: [across, TALL],
            })
        })
        .collect();
    for k in 0..shown.columns.len() {
        let name = heading(graph, &shown.columns, k);
        let place = [left(k), font];
        text(&mut svg, place, name, font, Anchor::Start, GREY, true);
    }
    let links = links::links(&boxes, &shown.edges);
    for link in &links {
        let dash = if link.backward {
            " stroke-dasharray=\"4 3\""
        } else {
            ""
        };
        let mark = colour(graph.nodes[link.to].kind).mark;
        let weight = super::weight(&graph.edges[link.edge].level);
        svg.stroke(&link.data(), mark, weight, dash);
    }
    for (frame, node) in boxes.iter().zip(&graph.nodes) {
        let Some(frame) = frame else { continue };
        shape(&mut svg, node, frame.corner(), frame.size);
        let label = lines(&node.label, font, across - 14.0);
        let first = frame.middle - (label.len() - 1) as f64 * font * 0.58 + font * 0.35;
        for (k, line) in label.iter().enumerate() {
            let place = [frame.left + across / 2.0, first + k as f64 * font * 1.16];
            let ink = colour(node.kind).ink;
            text(&mut svg, place, line, font, Anchor::Middle, ink, false);
        }
    }
    let named: Vec<&Link> = links
        .iter()
        .filter(|link| !graph.edges[link.edge].level.is_empty())
        .collect();
    for (link, at) in named.iter().zip(links::discs(&named, &boxes)) {
        if let Some(at) = at {
            let tip = tip(graph, link.edge, link.from, link.to);
            disc(&mut svg, at, &graph.edges[link.edge].level, &tip);
        }
    }
    svg.finish(format.width(), top + rows * STEP + 2.0, font)
}

/// Column and height of each node that is drawn: near what leads to it, never upon another.
pub(super) fn middles(
    graph: &ResistanceGraph,
    shown: &Shown,
    ends: [f64; 2],
    step: f64,
) -> Vec<Option<(usize, f64)>> {
    let mut places: Vec<Option<(usize, f64)>> = vec![None; graph.nodes.len()];
    let centre = f64::midpoint(ends[0], ends[1]);
    let widest = (0..shown.columns.len()).max_by_key(|&k| (shown.columns[k].len(), usize::MAX - k));
    let Some(widest) = widest else {
        return places;
    };
    let order = std::iter::once(widest)
        .chain((0..widest).rev())
        .chain(widest + 1..shown.columns.len());
    for k in order {
        let column = &shown.columns[k];
        let own = |at: usize| centre + (at as f64 - (column.len() - 1) as f64 / 2.0) * step;
        let wanted: Vec<f64> = column
            .iter()
            .enumerate()
            .map(|(at, &node)| {
                let linked = shown.edges.iter().filter_map(|&(_, from, to)| {
                    let other = if from == node {
                        to
                    } else if to == node {
                        from
                    } else {
                        return None;
                    };
                    places[other].map(|place| place.1)
                });
                let (sum, count) =
                    linked.fold((0.0, 0.0), |(sum, count), y| (sum + y, count + 1.0));
                if count > 0.0 { sum / count } else { own(at) }
            })
            .collect();
        // The order of the column is kept where means are tied or crossed.
        let mut sorted = wanted;
        sorted.sort_by(f64::total_cmp);
        for (&node, y) in column
            .iter()
            .zip(spread_out(&sorted, step, ends[0], ends[1]))
        {
            places[node] = Some((k, y));
        }
    }
    places
}
