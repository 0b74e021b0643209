//! Hidden states: medians with bands, named at the ends of their lines or in a key.

use crate::measure::{fitted, spread_out, width};
use crate::palette::{categorical, dashes};
use crate::panel::{Format, Panel, text};
use crate::path;
use crate::patient::HiddenState;
use crate::scale::Scale;
use crate::svg::{Anchor, Svg};

pub(super) fn by_unit(states: &[HiddenState]) -> Vec<Vec<HiddenState>> {
    let mut groups: Vec<Vec<HiddenState>> = Vec::new();
    for state in states {
        let same = groups
            .iter_mut()
            .find(|group| group.iter().any(|other| other.unit == state.unit));
        match same {
            Some(group) => group.push(state.clone()),
            None => groups.push(vec![state.clone()]),
        }
    }
    groups
}

pub(super) fn state_scale(group: &[HiddenState]) -> Scale {
    let medians = group
        .iter()
        .flat_map(|state| state.band.q50.iter().copied());
    let highest = medians
        .clone()
        .filter(|v| v.is_finite())
        .fold(0.0, f64::max);
    let ends = group
        .iter()
        .flat_map(|state| state.band.q05.iter().chain(&state.band.q95).copied());
    let positive = medians
        .clone()
        .filter(|v| *v > 0.0)
        .fold(f64::INFINITY, f64::min);
    // An interval that reaches down to nothing must not squeeze the medians into a corner.
    let floor = (positive / 10.0).min(highest);
    let limited = ends
        .filter(|v| v.is_finite())
        .map(|v| if v > 0.0 { v.max(floor) } else { v });
    Scale::suiting(medians.chain(limited), [0.0, 1.0])
}

pub(super) fn states(
    svg: &mut Svg,
    panel: &Panel,
    group: &[HiddenState],
    time_unit: &str,
    format: Format,
) {
    let unit = group.first().map_or("", |state| state.unit.as_str());
    panel.open(svg, unit, time_unit);
    for (k, state) in group.iter().enumerate() {
        let place =
            |(t, a, b): (f64, f64, f64)| [panel.x.at(t), panel.y.beyond(a), panel.y.beyond(b)];
        svg.fill(
            &path::band(state.band.outer().map(place)),
            categorical(k).mark,
            0.16,
        );
    }
    for (k, state) in group.iter().enumerate() {
        let places = state
            .band
            .median()
            .map(|(t, v)| [panel.x.at(t), panel.y.beyond(v)]);
        let attributes = format!(
            " class=\"curve\" data-name=\"{}\" stroke-dasharray=\"{}\"",
            crate::svg::escaped(&state.name),
            dashes(k)
        )
        .replace(" stroke-dasharray=\"\"", "");
        svg.stroke(&path::curve(places), categorical(k).mark, 1.6, &attributes);
    }
    Panel::close(svg);
    if format == Format::Wide {
        let last = |state: &HiddenState| {
            let value = state
                .band
                .q50
                .iter()
                .rev()
                .copied()
                .find(|value| value.is_finite());
            value.map_or(f64::NAN, |value| panel.y.within(value))
        };
        let wanted: Vec<f64> = group.iter().map(last).collect();
        let places = spread_out(
            &wanted,
            panel.font * 1.15,
            panel.top - 4.0,
            panel.bottom() + 6.0,
        );
        for (k, (state, y)) in group.iter().zip(places).enumerate() {
            let name = fitted(&state.name, panel.font, 172.0);
            let place = [panel.right() + 7.0, y + panel.font * 0.35];
            text(
                svg,
                place,
                &name,
                panel.font,
                Anchor::Start,
                categorical(k).ink,
                false,
            );
        }
    }
}

/// Rows of the key above a narrow panel: the names in the colours of their lines, broken over lines.
fn key_rows(group: &[HiddenState], font: f64, across: f64) -> Vec<Vec<(usize, String)>> {
    let mut rows: Vec<Vec<(usize, String)>> = Vec::new();
    let mut used = f64::INFINITY;
    for (k, state) in group.iter().enumerate() {
        let name = fitted(&state.name, font, across - 30.0);
        let need = width(&name, font) + 34.0;
        if used + need > across {
            rows.push(Vec::new());
            used = 0.0;
        }
        used += need;
        if let Some(row) = rows.last_mut() {
            row.push((k, name));
        }
    }
    rows
}

pub(super) fn key_height(group: &[HiddenState], font: f64, across: f64) -> f64 {
    key_rows(group, font, across).len() as f64 * (font + 4.0)
}

pub(super) fn key_lines(
    svg: &mut Svg,
    group: &[HiddenState],
    corner: [f64; 2],
    font: f64,
    across: f64,
) {
    let mut y = corner[1] + font;
    for row in key_rows(group, font, across) {
        let mut x = corner[0];
        for (k, name) in row {
            let middle = y - font * 0.32;
            let colour = categorical(k);
            svg.dashed([x, middle], [x + 18.0, middle], colour.mark, 1.8, dashes(k));
            text(
                svg,
                [x + 22.0, y],
                &name,
                font,
                Anchor::Start,
                colour.ink,
                false,
            );
            x += width(&name, font) + 34.0;
        }
        y += font + 4.0;
    }
}
