//! Where the boxes of the resistance graph stand: columns from the left, and in each an order that keeps links short.

use crate::molecular::ResistanceGraph;

/// So many boxes are drawn at most.
pub(crate) const MOST: usize = 40;

/// The part of a graph that is drawn, by place in the lists of the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// Nodes by column, in drawing order; columns without a node are left out.
    pub(crate) columns: Vec<Vec<usize>>,
    /// Links between nodes that are drawn: place of the link, of its start and of its end.
    pub(crate) edges: Vec<(usize, usize, usize)>,
}

/// The links whose ends exist: place of the link, of its start and of its end.
pub(crate) fn edges(graph: &ResistanceGraph) -> Vec<(usize, usize, usize)> {
    let place = |id: &str| graph.nodes.iter().position(|node| node.id == id);
    let ends = graph.edges.iter().enumerate();
    ends.filter_map(|(k, edge)| Some((k, place(&edge.from)?, place(&edge.to)?)))
        .filter(|&(_, from, to)| from != to)
        .collect()
}

/// Nodes from the starts of the graph on, each followed by what it leads to, so that whole chains come first.
pub(crate) fn walk(graph: &ResistanceGraph, edges: &[(usize, usize, usize)]) -> Vec<usize> {
    let count = graph.nodes.len();
    let mut starts: Vec<usize> = (0..count).collect();
    starts.sort_by_key(|&k| {
        (
            edges.iter().any(|edge| edge.2 == k),
            graph.nodes[k].column,
            k,
        )
    });
    let mut seen = vec![false; count];
    let mut order = Vec::new();
    for start in starts {
        let mut stack = vec![start];
        while let Some(k) = stack.pop() {
            if !std::mem::replace(&mut seen[k], true) {
                order.push(k);
                let next = edges.iter().filter(|edge| edge.1 == k).map(|edge| edge.2);
                stack.extend(next.rev());
            }
        }
    }
    order
}

/// What is drawn and in which order.
pub(crate) fn shown(graph: &ResistanceGraph) -> Shown {
    let all = edges(graph);
    let mut drawn = walk(graph, &all);
    drawn.truncate(MOST);
    let mut numbers: Vec<usize> = drawn.iter().map(|&k| graph.nodes[k].column).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut columns: Vec<Vec<usize>> = numbers
        .iter()
        .map(|&number| {
            drawn
                .iter()
                .copied()
                .filter(|&k| graph.nodes[k].column == number)
                .collect()
        })
        .collect();
    let edges: Vec<_> = all
        .into_iter()
        .filter(|edge| drawn.contains(&edge.1) && drawn.contains(&edge.2))
        .collect();
    for sweep in 0..6 {
        let count = columns.len();
        for step in 1..count {
            let (column, beside) = if sweep % 2 == 0 {
                (step, step - 1)
            } else {
                (count - 1 - step, count - step)
            };
            let neighbours = columns[beside].clone();
            sort(&mut columns[column], &neighbours, &edges);
        }
    }
    Shown { columns, edges }
}

/// Orders a column by the mean place of what its nodes are linked with in the column beside it.
fn sort(column: &mut [usize], beside: &[usize], edges: &[(usize, usize, usize)]) {
    let length = column.len().max(1) as f64;
    let mean = |place: usize, node: usize| {
        let linked = edges.iter().filter_map(|&(_, from, to)| {
            let other = if from == node {
                to
            } else if to == node {
                from
            } else {
                return None;
            };
            beside.iter().position(|&k| k == other)
        });
        let (sum, count) = linked.fold((0.0, 0.0), |(sum, count), at| {
            (sum + at as f64 + 0.5, count + 1.0)
        });
        if count > 0.0 {
            sum / count / beside.len() as f64
        } else {
            (place as f64 + 0.5) / length
        }
    };
    let mut keys: Vec<(f64, usize)> = column
        .iter()
        .enumerate()
        .map(|(place, &node)| (mean(place, node), node))
        .collect();
    keys.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (place, (_, node)) in column.iter_mut().zip(keys) {
        *place = node;
    }
}
