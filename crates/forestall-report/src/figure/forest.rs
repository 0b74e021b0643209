//! One row per patient: median and interval of a quantity.

use std::fmt::Write as _;

use super::Figure;
use crate::cohort::{Forest, ForestRow};
use crate::measure::{fitted, width};
use crate::number::time;
use crate::palette::{BLUE, FAINT, GREY, INK, VERMILLION};
use crate::panel::{Format, Panel, text};
use crate::path;
use crate::report::Spread90;
use crate::scale::{Scale, Spread};
use crate::svg::{Anchor, Svg};

/// A forest plot of medians with 90 % intervals, as an SVG drawing, in the unit of the quantity.
pub fn forest_svg(forest: &Forest, format: Format) -> String {
    let font = format.font();
    let height = font * 1.5;
    let groups = grouped(&forest.rows, |row| row.group.as_deref());
    let heads = groups.iter().filter(|(name, _)| name.is_some()).count();
    let names = forest.rows.iter().map(|row| width(&row.patient, font));
    let left = names.fold(40.0, f64::max).min(format.pick(190.0, 100.0)) + 12.0;
    let numbers: Vec<String> = forest.rows.iter().map(|row| numbers(&row.spread)).collect();
    let widest = numbers
        .iter()
        .map(|line| width(line, font))
        .fold(0.0, f64::max);
    let right = format.pick(widest + 18.0, 14.0);
    let gap = height * 0.4;
    let gaps = heads.saturating_sub(1) as f64 * gap;
    let tall = (forest.rows.len() + heads) as f64 * height + gaps + 6.0;
    let x = scale(forest);
    let y = Scale::linear([0.0, 1.0], [0.0, 1.0]);
    let top = font * 0.6;
    let panel = Panel::new(
        [left, top],
        [format.width() - left - right, tall],
        x,
        y,
        font,
    );
    let mut svg = Svg::new(
        format.class(),
        format!("{} per patient", forest.quantity.name),
        format!(
            "{} patients, medians with 90 % intervals.",
            forest.rows.len()
        ),
    );
    if let Some(reference) = forest.reference.filter(|&value| x.contains(value)) {
        let place = panel.x.at(reference);
        svg.dashed([place, top], [place, panel.bottom()], GREY, 0.9, "3 3");
    }
    let mut middle = top + 3.0 + height / 2.0;
    for (place, (group, members)) in groups.iter().enumerate() {
        if let Some(group) = group {
            middle += if place > 0 { gap } else { 0.0 };
            let name = fitted(group, font, format.width() - 4.0);
            text(
                &mut svg,
                [0.0, middle + font * 0.35],
                &name,
                font,
                Anchor::Start,
                INK,
                true,
            );
            middle += height;
        }
        for &k in members {
            row(&mut svg, &panel, &forest.rows[k], middle);
            if format == Format::Wide {
                let place = [format.width(), middle + font * 0.35];
                text(&mut svg, place, &numbers[k], font, Anchor::End, INK, false);
            }
            middle += height;
        }
    }
    svg.line(
        [left, panel.bottom()],
        [panel.right(), panel.bottom()],
        GREY,
        0.8,
    );
    let end = panel.quantity_axis(&mut svg, &forest.quantity.axis());
    svg.finish(format.width(), end + 2.0, font)
}

fn row(svg: &mut Svg, panel: &Panel, row: &ForestRow, middle: f64) {
    let font = panel.font;
    let name = fitted(&row.patient, font, panel.left - 8.0);
    text(
        svg,
        [0.0, middle + font * 0.35],
        &name,
        font,
        Anchor::Start,
        INK,
        false,
    );
    svg.line([panel.left, middle], [panel.right(), middle], FAINT, 0.6);
    let spread = row.spread;
    if let Some(from) = spread.q05 {
        let end = spread
            .q95
            .map_or(panel.right(), |value| panel.x.within(value));
        svg.line(
            [panel.x.within(from), middle],
            [end, middle],
            BLUE.mark,
            1.6,
        );
        if spread.q95.is_none() {
            svg.stroke(&path::arrow([end, middle], 5.0), BLUE.mark, 1.6, "");
        }
    }
    match spread.q50 {
        Some(median) => {
            let at = [panel.x.within(median), middle];
            svg.mark(
                &path::circle(at, 3.6),
                BLUE.mark,
                "#ffffff",
                0.8,
                &format!("{}: {}", row.patient, numbers(&spread)),
            );
        }
        None => svg.stroke(
            &path::arrow([panel.right(), middle], 6.0),
            BLUE.mark,
            1.6,
            "",
        ),
    }
    if let Some(observed) = row.observed {
        let [x, y] = [panel.x.at(observed), middle];
        svg.line([x - 3.5, y - 3.5], [x + 3.5, y + 3.5], VERMILLION.mark, 1.7);
        svg.line([x - 3.5, y + 3.5], [x + 3.5, y - 3.5], VERMILLION.mark, 1.7);
    }
}

/// `663 (600 to 701)`.
fn numbers(spread: &Spread90) -> String {
    spread.brief("").replace(" (", "\u{a0}(")
}

/// Indices of the rows by group, groups in order of appearance.
pub(super) fn grouped<T>(
    rows: &[T],
    group: impl Fn(&T) -> Option<&str>,
) -> Vec<(Option<&str>, Vec<usize>)> {
    let mut groups: Vec<(Option<&str>, Vec<usize>)> = Vec::new();
    for (k, row) in rows.iter().enumerate() {
        let name = group(row);
        match groups.iter_mut().find(|(other, _)| *other == name) {
            Some((_, members)) => members.push(k),
            None => groups.push((name, vec![k])),
        }
    }
    groups
}

fn scale(forest: &Forest) -> Scale {
    let ends = forest
        .rows
        .iter()
        .flat_map(|row| [row.spread.q05, row.spread.q50, row.spread.q95, row.observed]);
    let values = ends.flatten().chain(forest.reference);
    let scale = Scale::suiting(values, [0.0, 1.0]);
    // Tiny quantiles of a few patients are no reason for a symmetric logarithm.
    if matches!(scale.spread, Spread::Symlog { .. }) {
        Scale::linear(scale.domain, [0.0, 1.0])
    } else {
        scale
    }
}

/// The figure with its caption.
pub(crate) fn figure(forest: &Forest) -> Figure {
    let axis = scale(forest).word();
    let mut caption = format!("Circles are medians and lines 90 % intervals, on a {axis} axis");
    if forest.rows.iter().any(|row| row.observed.is_some()) {
        caption += "; crosses are what was observed";
    }
    let beyond = |row: &ForestRow| row.spread.q50.is_none() || row.spread.q95.is_none();
    if let Some(row) = forest.rows.iter().find(|row| beyond(row)) {
        caption += match row.spread.horizon {
            Some(_) => {
                ". An arrow means that the value lies beyond the horizon, where times are cut off."
            }
            None => ". An arrow means that the value is not reached within the simulation.",
        };
    } else {
        caption += ".";
    }
    if let Some(reference) = forest.reference {
        let _ = write!(caption, " The dashed line stands at {}.", time(reference));
    }
    Figure::new(
        |format| forest_svg(forest, format),
        format!("{} per patient.", forest.quantity.name),
        caption,
    )
}
