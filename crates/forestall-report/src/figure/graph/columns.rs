//! The resistance graph for a wide page: columns of boxes and curved links.

use super::layout::{self, Shown};
use super::{colour, disc, drawing, lines, shape, tip};
use crate::measure::spread_out;
use crate::molecular::{GraphKind, ResistanceGraph};
use crate::palette::GREY;
use crate::panel::{Format, text};
use crate::path;
use crate::svg::Anchor;

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
    let gap = if count > 4.0 { 44.0 } else { 76.0 };
    let across = ((format.width() - 2.0 - gap * (count - 1.0)) / count).clamp(60.0, 190.0);
    let pitch = if count > 1.0 {
        (format.width() - 2.0 - across) / (count - 1.0)
    } else {
        0.0
    };
    let left = |column: usize| 1.0 + pitch * column as f64;
    let (step, tall, top) = (46.0, 34.0, font + 12.0);
    let rows = shown.columns.iter().map(Vec::len).max().unwrap_or(0) as f64;
    let boxes = middles(graph, &shown, [top, top + rows * step], step);
    let places: Vec<Option<(usize, f64)>> = boxes;
    for (k, _) in shown.columns.iter().enumerate() {
        let name = heading(graph, &shown.columns, k);
        text(
            &mut svg,
            [left(k), font],
            name,
            font,
            Anchor::Start,
            GREY,
            true,
        );
    }
    let mut discs = Vec::new();
    for &(edge, from, to) in &shown.edges {
        let (Some((a, start)), Some((b, end))) = (places[from], places[to]) else {
            continue;
        };
        let tip = tip(graph, edge, from, to);
        let fan = |node: usize, ends: fn(&(usize, usize, usize)) -> usize| {
            shown.edges.iter().filter(|edge| ends(edge) == node).count()
        };
        let dash = if b > a {
            ""
        } else {
            " stroke-dasharray=\"4 3\""
        };
        let (from_at, to_at) = if b > a {
            ([left(a) + across, start], [left(b) - 1.0, end])
        } else {
            ([left(a), start], [left(b) + across + 1.0, end])
        };
        let data = if a == b {
            let bow = 26.0;
            let right = left(a) + across;
            format!(
                "M{right:.2},{start:.2}C{:.2},{start:.2} {:.2},{end:.2} {right:.2},{end:.2}",
                right + bow,
                right + bow
            )
        } else {
            path::link(from_at, to_at)
        };
        svg.stroke(&data, colour(graph.nodes[to].kind).mark, 1.4, dash);
        // The disc stands where the links of this node have parted.
        let t = if fan(from, |edge| edge.1) >= fan(to, |edge| edge.2) {
            0.72
        } else {
            0.28
        };
        let at = if a == b {
            [left(a) + across + 18.0, f64::midpoint(start, end)]
        } else {
            along(from_at, to_at, t)
        };
        discs.push((at, edge, tip));
    }
    for (place, node) in places.iter().zip(&graph.nodes) {
        let Some((column, middle)) = *place else {
            continue;
        };
        shape(
            &mut svg,
            node,
            [left(column), middle - tall / 2.0],
            [across, tall],
        );
        let label = lines(&node.label, font, across - 14.0);
        let first = middle - (label.len() - 1) as f64 * font * 0.58 + font * 0.35;
        for (k, line) in label.iter().enumerate() {
            let place = [left(column) + across / 2.0, first + k as f64 * font * 1.16];
            text(
                &mut svg,
                place,
                line,
                font,
                Anchor::Middle,
                colour(node.kind).ink,
                false,
            );
        }
    }
    for (at, edge, tip) in discs {
        disc(&mut svg, at, &graph.edges[edge].level, &tip);
    }
    svg.finish(format.width(), top + rows * step + 2.0, font)
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

/// The place on a link at a share of its way.
fn along(from: [f64; 2], to: [f64; 2], t: f64) -> [f64; 2] {
    let bend = (to[0] - from[0]) * 0.5;
    let s = 1.0 - t;
    let mix = |a: f64, b: f64, c: f64, d: f64| {
        s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
    };
    [
        mix(from[0], from[0] + bend, to[0] - bend, to[0]),
        mix(from[1], from[1], to[1], to[1]),
    ]
}
