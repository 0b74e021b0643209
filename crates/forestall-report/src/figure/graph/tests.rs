//! The graph of any size: what is drawn, in which order, and that boxes do not meet.

use super::*;
use crate::molecular::GraphEdge;

fn graph(columns: &[&[&str]], links: &[(&str, &str)]) -> ResistanceGraph {
    let nodes = columns.iter().enumerate().flat_map(|(column, names)| {
        names.iter().map(move |name| GraphNode {
            id: (*name).into(),
            label: (*name).into(),
            column,
            ..GraphNode::default()
        })
    });
    let edges = links.iter().map(|(from, to)| GraphEdge {
        from: (*from).into(),
        to: (*to).into(),
        level: "B".into(),
        ..GraphEdge::default()
    });
    ResistanceGraph {
        nodes: nodes.collect(),
        edges: edges.collect(),
    }
}

#[test]
fn links_that_would_cross_are_uncrossed() {
    let graph = graph(&[&["a", "b"], &["x", "y"]], &[("a", "y"), ("b", "x")]);
    let shown = layout::shown(&graph);
    let place = |column: usize, node: usize| shown.columns[column].iter().position(|&k| k == node);
    assert_eq!(place(0, 0), place(1, 3), "a beside y");
    assert_eq!(place(0, 1), place(1, 2), "b beside x");
}

#[test]
fn links_to_nowhere_and_to_themselves_are_left_out() {
    let graph = graph(&[&["a"], &["b"]], &[("a", "b"), ("a", "?"), ("b", "b")]);
    assert_eq!(layout::edges(&graph), [(0, 0, 1)]);
}

#[test]
fn forty_boxes_are_drawn_and_the_rest_is_said() {
    let names: Vec<String> = (0..57).map(|k| format!("n{k}")).collect();
    let mut large = graph(&[&["d"]], &[]);
    for name in &names {
        large.nodes.push(GraphNode {
            id: name.clone(),
            label: name.clone(),
            column: 1,
            ..GraphNode::default()
        });
        large.edges.push(GraphEdge {
            from: "d".into(),
            to: name.clone(),
            ..GraphEdge::default()
        });
    }
    let shown = layout::shown(&large);
    assert_eq!(shown.columns.iter().map(Vec::len).sum::<usize>(), MOST);
    assert_eq!(shown.columns[1].first(), Some(&1), "in the order given");
    let figure = figure(&large);
    assert!(
        figure
            .caption
            .contains("40 of 58 boxes are drawn; all are in the file resistance-graph.json.")
    );
    assert_eq!(figure.wide.matches("n3<").count(), 2, "a box and its tip");
}

#[test]
fn boxes_of_a_column_keep_their_distance() {
    let graph = graph(
        &[&["a"], &["x", "y", "z"], &["u", "v"]],
        &[("a", "x"), ("a", "y"), ("a", "z"), ("x", "u"), ("x", "v")],
    );
    let shown = layout::shown(&graph);
    let places = columns::middles(&graph, &shown, [20.0, 20.0 + 3.0 * 46.0], 46.0);
    for column in &shown.columns {
        let ys: Vec<f64> = column.iter().map(|&k| places[k].unwrap().1).collect();
        assert!(
            ys.windows(2).all(|pair| pair[1] - pair[0] >= 46.0 - 1e-9),
            "{ys:?}"
        );
        assert!(
            ys.iter()
                .all(|y| (20.0 + 23.0 - 1e-9..=158.0 - 23.0 + 1e-9).contains(y)),
            "{ys:?}"
        );
    }
}

#[test]
fn a_circle_ends_and_is_told_once_in_the_list() {
    let graph = graph(&[&["a"], &["b"]], &[("a", "b"), ("b", "a")]);
    let rows = outline::rows(&graph);
    let told: Vec<(usize, usize, bool)> = rows
        .iter()
        .map(|row| (row.node, row.depth, row.again))
        .collect();
    assert_eq!(told, [(0, 0, false), (1, 1, false), (0, 2, true)]);
    assert!(figure(&graph).caption.contains("leads back"));
    assert!(graph_svg(&graph, Format::Wide).contains("stroke-dasharray"));
    assert!(graph_svg(&graph, Format::Narrow).contains("see above"));
}

#[test]
fn labels_take_two_lines_and_no_more() {
    let two = lines(
        "datopotamab deruxtecan and more of it than fits",
        12.0,
        120.0,
    );
    assert_eq!(two.len(), 2);
    assert!(two.iter().all(|line| width(line, 12.0) <= 120.0), "{two:?}");
    assert_eq!(lines("EGFR T790M", 12.0, 120.0), ["EGFR T790M"]);
}

#[test]
fn an_empty_graph_is_a_drawing() {
    let empty = ResistanceGraph::default();
    for format in [Format::Wide, Format::Narrow] {
        assert!(graph_svg(&empty, format).ends_with("</svg>"));
    }
}

#[test]
fn levels_stand_apart_and_on_no_box() {
    let (from, to): (Vec<String>, Vec<String>) =
        (0..9).map(|k| (format!("a{k}"), format!("b{k}"))).unzip();
    let pairs: Vec<(&str, &str)> = from
        .iter()
        .flat_map(|a| to.iter().map(move |b| (a.as_str(), b.as_str())))
        .collect();
    let left: Vec<&str> = from.iter().map(String::as_str).collect();
    let right: Vec<&str> = to.iter().map(String::as_str).collect();
    let graph = graph(&[&left, &right], &pairs);
    let svg = graph_svg(&graph, Format::Wide);
    let places: Vec<[f64; 2]> = svg
        .split("<text x=\"")
        .filter(|rest| rest.contains(">B</text>"))
        .map(|rest| {
            let (x, rest) = rest.split_once('"').unwrap();
            let y = rest.split('"').nth(1).unwrap();
            [x.parse().unwrap(), y.parse().unwrap()]
        })
        .collect();
    assert!(places.len() > 9, "most levels are there: {}", places.len());
    for (k, a) in places.iter().enumerate() {
        for b in &places[..k] {
            assert!(libm::hypot(a[0] - b[0], a[1] - b[1]) > 10.9, "{a:?} {b:?}");
        }
    }
}

#[test]
fn many_columns_become_a_list() {
    let names: Vec<String> = (0..9).map(|k| format!("n{k}")).collect();
    let columns: Vec<[&str; 1]> = names.iter().map(|name| [name.as_str()]).collect();
    let columns: Vec<&[&str]> = columns.iter().map(<[&str; 1]>::as_slice).collect();
    let links: Vec<(&str, &str)> = names
        .windows(2)
        .map(|pair| (&*pair[0], &*pair[1]))
        .collect();
    let graph = graph(&columns, &links);
    let svg = graph_svg(&graph, Format::Wide);
    assert!(svg.contains("viewBox=\"0 0 880 ") && svg.contains(">n8</text>"));
    assert!(!svg.contains("Resisted by"));
}
