//! The resistance graph: boxes in columns and links between them, or, for a phone, an indented list with branches.

mod columns;
mod layout;
mod links;
mod outline;
#[cfg(test)]
mod tests;

use layout::MOST;

use super::Figure;
use crate::measure::{fitted, width};
use crate::molecular::{GraphKind, GraphNode, ResistanceGraph};
use crate::palette::{BLUE, Colour, INK, VERMILLION, level};
use crate::panel::{Format, text};
use crate::path;
use crate::svg::{Anchor, Svg};

/// More columns than that stand as a list on a wide page too.
const MOST_COLUMNS: usize = 7;

/// A drug given.
const GIVEN: Colour = Colour {
    mark: "#8c8c8c",
    ink: INK,
};

/// The resistance graph as an SVG drawing: columns on a wide page, an indented list on a narrow one or where there are
/// more than seven columns.
pub fn graph_svg(graph: &ResistanceGraph, format: Format) -> String {
    match format {
        Format::Wide if layout::shown(graph).columns.len() <= MOST_COLUMNS => columns::draw(graph),
        _ => outline::draw(graph, format),
    }
}

/// An empty drawing with its title and description.
fn drawing(graph: &ResistanceGraph, format: Format) -> Svg {
    let links: Vec<String> = layout::edges(graph)
        .into_iter()
        .take(MOST)
        .map(|(k, from, to)| tip(graph, k, from, to))
        .collect();
    Svg::new(
        format.class(),
        "Resistance graph",
        format!("{}.", links.join("; ")),
    )
}

/// A link in words: `gefitinib, resisted by EGFR T790M, level A`.
fn tip(graph: &ResistanceGraph, edge: usize, from: usize, to: usize) -> String {
    let edge = &graph.edges[edge];
    let (from, to) = (&graph.nodes[from].label, &graph.nodes[to].label);
    let says = if edge.label.is_empty() {
        "leads to"
    } else {
        &edge.label
    };
    match edge.level.as_str() {
        "" => format!("{from}: {says} {to}"),
        level => format!("{from}: {says} {to}, level {level}"),
    }
}

fn colour(kind: GraphKind) -> Colour {
    match kind {
        GraphKind::Drug => GIVEN,
        GraphKind::Mechanism => VERMILLION,
        GraphKind::Counter => BLUE,
    }
}

/// A box: round ends for a drug given, corners for a mechanism, rounded corners for a counter.
fn shape(svg: &mut Svg, node: &GraphNode, corner: [f64; 2], size: [f64; 2]) {
    let (radius, fill) = match node.kind {
        GraphKind::Drug => (size[1] / 2.0, "#f2f2f2"),
        GraphKind::Mechanism => (0.0, "#fdf1e8"),
        GraphKind::Counter => (6.0, "#eaf4fa"),
    };
    let data = path::rounded(corner, size, radius);
    svg.mark(&data, fill, colour(node.kind).mark, 1.2, &node.label);
}

/// Weight of the line of a link: the stronger the evidence, the heavier.
fn weight(level: &str) -> f64 {
    match level {
        "A" => 3.0,
        "B" => 2.4,
        "C" => 1.8,
        "D" => 1.2,
        _ => 0.8,
    }
}

/// The level of a link as a disc with its letter.
fn disc(svg: &mut Svg, at: [f64; 2], name: &str, tip: &str) {
    if name.is_empty() {
        return;
    }
    let (fill, ink) = level(name);
    svg.mark(&path::circle(at, 7.0), fill, "#ffffff", 1.4, tip);
    let name = fitted(name, 9.5, 13.0);
    text(
        svg,
        [at[0], at[1] + 3.4],
        &name,
        9.5,
        Anchor::Middle,
        ink,
        true,
    );
}

/// A label on at most two lines, cut where it is longer.
fn lines(label: &str, font: f64, room: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in label.split_whitespace() {
        let last = lines.len() - 1;
        let joined = format!("{} {word}", lines[last]).trim_start().to_owned();
        if lines[last].is_empty() || last == 1 || width(&joined, font) <= room {
            lines[last] = joined;
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
        .into_iter()
        .map(|line| fitted(&line, font, room))
        .collect()
}

/// The figure with its caption.
pub(crate) fn figure(graph: &ResistanceGraph) -> Figure {
    let mut caption = String::from(
        "Boxes with round ends are drugs, boxes with corners mechanisms of resistance, boxes with rounded corners counters. A link \
         runs from what is given to what resists it, from there to what counters it, and on to what the counter selects; the \
         letter on it is the level of the evidence, left out where links are too close, and the heavier the line, the stronger the \
         evidence.",
    );
    let backward = layout::edges(graph)
        .iter()
        .any(|&(_, from, to)| graph.nodes[to].column <= graph.nodes[from].column);
    if backward {
        caption += " A dashed link leads back to a column before.";
    }
    if graph.nodes.len() > MOST {
        caption += &format!(
            " {MOST} of {} boxes are drawn; all are in the file resistance-graph.json.",
            graph.nodes.len()
        );
    }
    if outline::rows(graph).len() > outline::MOST_ROWS {
        caption += &format!(
            " The list on a narrow page ends after {} rows.",
            outline::MOST_ROWS
        );
    }
    Figure::new(
        |format| graph_svg(graph, format),
        "Resistance and what counters it.",
        caption,
    )
}
