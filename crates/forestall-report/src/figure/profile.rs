//! A loss over two parameters: a heat map with contours.

use super::Figure;
use crate::cohort::Profile;
use crate::measure::width;
use crate::number::significant;
use crate::palette::{GREY, INK, VERMILLION, sequential};
use crate::panel::{Format, Panel, text};
use crate::path;
use crate::scale::Scale;
use crate::svg::{Anchor, Svg};

/// Contours are drawn where the loss exceeds its minimum by these shares.
const LEVELS: [f64; 3] = [0.01, 0.05, 0.2];

/// A heat map of a loss over two parameters, as an SVG drawing.
pub fn profile_svg(profile: &Profile, format: Format) -> String {
    let font = format.font();
    let (x_edges, y_edges) = (edges(&profile.x_values), edges(&profile.y_values));
    let x = Scale::linear(ends(&x_edges), [0.0, 1.0]);
    let y = Scale::linear(ends(&y_edges), [0.0, 1.0]);
    let size = format.pick([460.0, 300.0], [256.0, 220.0]);
    let room = Panel::new([0.0, 0.0], size, x, y, font).y_room();
    let left = room.max(30.0);
    let panel = Panel::new(
        [left, font * 2.2],
        [size[0].min(format.width() - left - 66.0), size[1]],
        x,
        y,
        font,
    );
    let best = minimum(profile);
    let mut svg = Svg::new(
        format.class(),
        format!(
            "{} over {} and {}",
            name(profile),
            profile.x.name,
            profile.y.name
        ),
        best.map_or_else(String::new, |best| sentence(profile, best)),
    );
    panel.heading(&mut svg, "", &profile.y.axis());
    let (low, high) = extent(profile);
    let shade = |loss: f64| 1.0 - (loss - low) / (high - low).max(f64::MIN_POSITIVE);
    for (j, row) in profile
        .loss
        .iter()
        .enumerate()
        .take(y_edges.len().saturating_sub(1))
    {
        for (i, &loss) in row.iter().enumerate().take(x_edges.len().saturating_sub(1)) {
            if !loss.is_finite() {
                continue;
            }
            let from = panel.at(x_edges[i], y_edges[j + 1]);
            let to = panel.at(x_edges[i + 1], y_edges[j]);
            // A hair of overlap, so that no seams show.
            let size = [to[0] - from[0] + 0.4, to[1] - from[1] + 0.4];
            svg.rect(from, size, &sequential(shade(loss.min(high))), 1.0);
        }
    }
    if let Some((_, _, least)) = best {
        for level in LEVELS {
            let lines: String = contour(profile, least + level * least.abs())
                .iter()
                .map(|pair| path::curve(pair.map(|[u, v]| panel.at(u, v))))
                .collect();
            svg.stroke(&lines, INK, 2.6, " stroke-opacity=\"0.35\"");
            svg.stroke(&lines, "#ffffff", 1.1, "");
        }
    }
    marks(&mut svg, &panel, profile, best);
    panel.bare_frame(&mut svg);
    bar(&mut svg, &panel, profile, [low, high]);
    let end = panel.quantity_axis(&mut svg, &profile.x.axis());
    svg.finish(format.width(), end + 2.0, font)
}

fn marks(svg: &mut Svg, panel: &Panel, profile: &Profile, best: Option<(f64, f64, f64)>) {
    if let Some((u, v, loss)) = best {
        let tip = format!("minimum {}", significant(loss, 4));
        svg.mark(
            &path::circle(panel.at(u, v), 5.0),
            "#ffffff",
            INK,
            1.4,
            &tip,
        );
    }
    if let Some((u, v)) = profile.chosen {
        svg.mark(
            &path::diamond(panel.at(u, v), 6.0),
            VERMILLION.mark,
            "#ffffff",
            1.2,
            "chosen values",
        );
    }
}

/// The colour bar to the right of the panel.
fn bar(svg: &mut Svg, panel: &Panel, profile: &Profile, [low, high]: [f64; 2]) {
    let left = panel.right() + 14.0;
    let scale = Scale::linear([low, high], [panel.bottom(), panel.top]);
    for k in 0..40 {
        let share = f64::from(k) / 40.0;
        let y = panel.top + panel.height * share;
        svg.rect(
            [left, y],
            [10.0, panel.height / 40.0 + 0.4],
            &sequential(share),
            1.0,
        );
    }
    for tick in scale.ticks((panel.height / 50.0) as usize) {
        let y = scale.at(tick.value);
        svg.line([left + 10.0, y], [left + 13.0, y], GREY, 0.8);
        let place = [left + 16.0, y + panel.font * 0.35];
        text(
            svg,
            place,
            &tick.label,
            panel.font,
            Anchor::Start,
            INK,
            false,
        );
    }
    let title = name(profile);
    let wide = width(title, panel.font);
    let place = [
        (left - 2.0).min(left + 52.0 - wide),
        panel.top - panel.font * 0.8,
    ];
    text(svg, place, title, panel.font, Anchor::Start, INK, false);
}

fn name(profile: &Profile) -> &str {
    if profile.loss_name.is_empty() {
        "Loss"
    } else {
        &profile.loss_name
    }
}

/// Smallest loss, and the largest worth a shade of its own: far off, all is equally bad.
fn extent(profile: &Profile) -> (f64, f64) {
    let mut values: Vec<f64> = profile
        .loss
        .iter()
        .flatten()
        .copied()
        .filter(|loss| loss.is_finite())
        .collect();
    values.sort_by(f64::total_cmp);
    match (values.first(), values.get(values.len() * 9 / 10)) {
        (Some(&low), Some(&high)) if high > low => (low, high),
        (Some(&low), _) => (low, low + 1.0),
        _ => (0.0, 1.0),
    }
}

fn minimum(profile: &Profile) -> Option<(f64, f64, f64)> {
    let rows = profile.y_values.iter().zip(&profile.loss);
    let cells = rows.flat_map(|(&v, row)| {
        profile
            .x_values
            .iter()
            .zip(row)
            .map(move |(&u, &loss)| (u, v, loss))
    });
    cells
        .filter(|cell| cell.2.is_finite())
        .min_by(|a, b| a.2.total_cmp(&b.2))
}

/// Edges of cells around the values, halfway between neighbours.
fn edges(values: &[f64]) -> Vec<f64> {
    match values {
        [] => Vec::new(),
        [only] => vec![only - 0.5, only + 0.5],
        _ => {
            let n = values.len();
            let mut edges = vec![values[0] - (values[1] - values[0]) / 2.0];
            edges.extend(
                values
                    .windows(2)
                    .map(|pair| f64::midpoint(pair[0], pair[1])),
            );
            edges.push(values[n - 1] + (values[n - 1] - values[n - 2]) / 2.0);
            edges
        }
    }
}

fn ends(edges: &[f64]) -> [f64; 2] {
    [
        edges.first().copied().unwrap_or(0.0),
        edges.last().copied().unwrap_or(1.0),
    ]
}

/// Pieces of the line where the loss is `level`, by linear interpolation in triangles of neighbouring grid places.
fn contour(profile: &Profile, level: f64) -> Vec<[[f64; 2]; 2]> {
    let (us, vs) = (&profile.x_values, &profile.y_values);
    let corner = |i: usize, j: usize| -> Option<[f64; 3]> {
        let loss = *profile.loss.get(j)?.get(i)?;
        loss.is_finite().then_some([*us.get(i)?, *vs.get(j)?, loss])
    };
    let mut pieces = Vec::new();
    for j in 1..vs.len() {
        for i in 1..us.len() {
            let square = [
                corner(i - 1, j - 1),
                corner(i, j - 1),
                corner(i, j),
                corner(i - 1, j),
            ];
            let [Some(a), Some(b), Some(c), Some(d)] = square else {
                continue;
            };
            let centre = [0, 1, 2].map(|k| (a[k] + b[k] + c[k] + d[k]) / 4.0);
            for (p, q) in [(a, b), (b, c), (c, d), (d, a)] {
                let sides = [(p, q), (q, centre), (centre, p)];
                let crossings: Vec<[f64; 2]> = sides
                    .iter()
                    .filter_map(|&(p, q)| crossing(p, q, level))
                    .collect();
                if let [from, to, ..] = crossings[..] {
                    pieces.push([from, to]);
                }
            }
        }
    }
    pieces
}

fn crossing(p: [f64; 3], q: [f64; 3], level: f64) -> Option<[f64; 2]> {
    if (p[2] < level) == (q[2] < level) {
        return None;
    }
    let share = (level - p[2]) / (q[2] - p[2]);
    Some([p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1])])
}

fn sentence(profile: &Profile, (u, v, least): (f64, f64, f64)) -> String {
    let near = profile
        .loss
        .iter()
        .flatten()
        .filter(|&&loss| loss <= least + 0.05 * least.abs())
        .count();
    let all = profile.loss.iter().map(Vec::len).sum::<usize>();
    format!(
        "The minimum, {}, lies at {} = {} and {} = {}; {near} of {all} grid values are within 5 % of it.",
        significant(least, 4),
        profile.x.name,
        significant(u, 3),
        profile.y.name,
        significant(v, 3)
    )
}

/// The figure with its caption.
pub(crate) fn figure(profile: &Profile) -> Figure {
    let mut caption =
        String::from("Darker is better. Contours are at 1 %, 5 % and 20 % above the minimum");
    // The diamond lies upon the circle where both are at the same place.
    let same = minimum(profile).is_some_and(|(u, v, _)| profile.chosen == Some((u, v)));
    caption += match (profile.chosen, same) {
        (Some(_), true) => ", which lies at the values of the model file (diamond).",
        (Some(_), false) => " (open circle). The diamond marks the values of the model file.",
        (None, _) => " (open circle).",
    };
    if let Some(best) = minimum(profile) {
        caption += " ";
        caption += &sentence(profile, best);
    }
    Figure::new(
        |format| profile_svg(profile, format),
        format!(
            "{} over {} and {}.",
            name(profile),
            profile.x.name,
            profile.y.name
        ),
        caption,
    )
}
