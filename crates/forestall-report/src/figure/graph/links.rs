//! Where links leave and enter boxes, and where the level of each stands on it.

use crate::path;
use crate::svg::coordinate;

/// Distance of two levels at which both can be read.
const APART: f64 = 15.0;
/// Distance below which one of them is left out.
const TOO_CLOSE: f64 = 11.0;

/// A box of a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Box {
    pub(super) column: usize,
    pub(super) left: f64,
    pub(super) middle: f64,
    pub(super) size: [f64; 2],
}

impl Box {
    pub(super) fn corner(&self) -> [f64; 2] {
        [self.left, self.middle - self.size[1] / 2.0]
    }

    fn right(&self) -> f64 {
        self.left + self.size[0]
    }

    /// Whether a disc at the place would touch the box.
    fn touches(&self, [x, y]: [f64; 2]) -> bool {
        let reach = 8.0;
        let beside = x < self.left - reach || x > self.right() + reach;
        !beside && (y - self.middle).abs() < self.size[1] / 2.0 + reach
    }
}

/// A link between two boxes.
#[derive(Debug, Clone)]
pub(super) struct Link {
    /// Place among the links of the graph.
    pub(super) edge: usize,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) backward: bool,
    /// Ends and bends of the curve.
    curve: [[f64; 2]; 4],
    /// Where on its way the level should stand: where the links of its ends have parted.
    wanted: f64,
}

impl Link {
    pub(super) fn data(&self) -> String {
        let [a, b, c, d] = self
            .curve
            .map(|[x, y]| format!("{},{}", coordinate(x), coordinate(y)));
        if self.curve.iter().flatten().all(|place| place.is_finite()) {
            format!("M{a}C{b} {c} {d}")
        } else {
            String::new()
        }
    }

    fn at(&self, t: f64) -> [f64; 2] {
        path::along(self.curve, t)
    }
}

/// The links between boxes; those of one side of a box leave it beside each other, in the order of their other ends.
pub(super) fn links(boxes: &[Option<Box>], edges: &[(usize, usize, usize)]) -> Vec<Link> {
    let ends = |&(_, from, to): &(usize, usize, usize)| Some((boxes[from]?, boxes[to]?));
    let port = |node: usize, other: usize, own: fn(&(usize, usize, usize)) -> [usize; 2]| {
        let height = |k: usize| boxes[k].map_or(0.0, |place| place.middle);
        let all: Vec<usize> = edges
            .iter()
            .map(own)
            .filter(|pair| pair[0] == node)
            .map(|pair| pair[1])
            .collect();
        let place = all
            .iter()
            .filter(|&&k| (height(k), k) < (height(other), other))
            .count();
        let step = (20.0 / all.len().max(1) as f64).min(6.0);
        (
            (place as f64 - (all.len() - 1) as f64 / 2.0) * step,
            all.len(),
        )
    };
    edges
        .iter()
        .filter_map(|edge| {
            let (start, end) = ends(edge)?;
            let (leaves, many_out) = port(edge.1, edge.2, |edge| [edge.1, edge.2]);
            let (enters, many_in) = port(edge.2, edge.1, |edge| [edge.2, edge.1]);
            let [y, z] = [start.middle + leaves, end.middle + enters];
            let curve = if start.column == end.column {
                let x = start.right();
                [[x, y], [x + 26.0, y], [x + 26.0, z], [x, z]]
            } else {
                let [x, w] = if start.column < end.column {
                    [start.right(), end.left - 1.0]
                } else {
                    [start.left, end.right() + 1.0]
                };
                let bend = (w - x) / 2.0;
                [[x, y], [x + bend, y], [w - bend, z], [w, z]]
            };
            Some(Link {
                edge: edge.0,
                from: edge.1,
                to: edge.2,
                backward: end.column <= start.column,
                curve,
                wanted: if many_out >= many_in { 0.72 } else { 0.28 },
            })
        })
        .collect()
}

/// A place for the level of each link, as near as possible to where it should stand, on no box and apart from the others;
/// nothing where there is no room.
pub(super) fn discs(links: &[&Link], boxes: &[Option<Box>]) -> Vec<Option<[f64; 2]>> {
    let mut placed: Vec<[f64; 2]> = Vec::new();
    links
        .iter()
        .map(|link| {
            let mut tried: Vec<f64> = (2..=18).map(|k| f64::from(k) / 20.0).collect();
            tried.sort_by(|a, b| (a - link.wanted).abs().total_cmp(&(b - link.wanted).abs()));
            let mut best: Option<(f64, [f64; 2])> = None;
            for t in tried {
                let at = link.at(t);
                if !at.iter().all(|place| place.is_finite())
                    || boxes.iter().flatten().any(|place| place.touches(at))
                {
                    continue;
                }
                let free = placed
                    .iter()
                    .map(|other| libm::hypot(at[0] - other[0], at[1] - other[1]))
                    .fold(f64::INFINITY, f64::min)
                    .min(APART);
                if best.is_none_or(|(most, _)| free > most) {
                    best = Some((free, at));
                }
            }
            let (_, at) = best.filter(|best| best.0 >= TOO_CLOSE)?;
            placed.push(at);
            Some(at)
        })
        .collect()
}
