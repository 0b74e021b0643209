//! Elasticities of one outcome as bars from zero, the largest first.

use crate::analysis::Elasticities;
use crate::measure::{fitted, width};
use crate::number::significant;
use crate::palette::{BLUE, FAINT, GREY, INK, VERMILLION};
use crate::panel::{Format, Panel, text};
use crate::path;
use crate::scale::Scale;
use crate::svg::{Anchor, Svg};

/// A tornado plot as an SVG drawing; elasticities are dimensionless.
pub(crate) fn tornado_svg(own: &Elasticities, format: Format) -> String {
    let font = format.font();
    let mut rows: Vec<(&str, f64)> = (own.rows.iter())
        .filter(|row| row.elasticity.is_finite())
        .map(|row| (row.parameter.as_str(), row.elasticity))
        .collect();
    rows.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(b.0)));
    let largest = rows.first().map_or(1.0, |row| row.1.abs()).max(1e-300);
    let (low, high) = rows.iter().fold((0.0_f64, 0.0_f64), |(low, high), row| {
        (low.min(row.1), high.max(row.1))
    });
    let margin = 0.2 * largest;
    let x = Scale::linear(
        [
            if low < 0.0 { low - margin } else { 0.0 },
            if high > 0.0 { high + margin } else { 0.0 },
        ],
        [0.0, 1.0],
    );
    let panel = rows_panel(rows.iter().map(|row| row.0), rows.len(), x, format);
    let mut svg = Svg::new(format.class(), heading(own), described(&rows));
    for (k, (name, elasticity)) in rows.iter().enumerate() {
        let middle = middle(&panel, rows.len(), k);
        row_name(&mut svg, &panel, name, middle);
        let (zero, end) = (panel.x.at(0.0), panel.x.at(*elasticity));
        let colour = if *elasticity < 0.0 { VERMILLION } else { BLUE };
        let bar = path::rounded(
            [zero.min(end), middle - font * 0.5],
            [(end - zero).abs().max(0.8), font],
            1.0,
        );
        let value = significant(*elasticity, 3);
        svg.mark(&bar, colour.mark, "none", 0.0, &format!("{name}: {value}"));
        let (place, anchor) = if *elasticity < 0.0 {
            (end - 4.0, Anchor::End)
        } else {
            (end + 4.0, Anchor::Start)
        };
        text(
            &mut svg,
            [place, middle + font * 0.35],
            &value,
            font - 1.0,
            anchor,
            INK,
            false,
        );
    }
    let zero = panel.x.at(0.0);
    svg.line([zero, panel.top], [zero, panel.bottom()], GREY, 0.9);
    base(&mut svg, &panel);
    let end = panel.quantity_axis(
        &mut svg,
        &format.pick(
            format!("% change of {} per % change of the parameter", own.outcome),
            "% change per % of the parameter".to_owned(),
        ),
    );
    svg.finish(format.width(), end + 2.0, font)
}

/// A panel of rows with the names of the parameters on its left.
pub(super) fn rows_panel<'a>(
    names: impl Iterator<Item = &'a str>,
    count: usize,
    x: Scale,
    format: Format,
) -> Panel {
    let font = format.font();
    let widest = names.map(|name| width(name, font)).fold(40.0, f64::max);
    let left = widest.min(format.pick(200.0, 90.0)) + 10.0;
    let tall = count.max(1) as f64 * font * 1.9 + 6.0;
    let y = Scale::linear([0.0, 1.0], [0.0, 1.0]);
    Panel::new(
        [left, font * 0.6],
        [format.width() - left - 16.0, tall],
        x,
        y,
        font,
    )
}

/// Middle of the k-th of so many rows.
pub(super) fn middle(panel: &Panel, count: usize, k: usize) -> f64 {
    let height = (panel.height - 6.0) / count.max(1) as f64;
    panel.top + 3.0 + height * (k as f64 + 0.5)
}

/// The name of a row, on its left, and a faint line through it.
pub(super) fn row_name(svg: &mut Svg, panel: &Panel, name: &str, middle: f64) {
    let font = panel.font;
    let name = fitted(name, font, panel.left - 6.0);
    let place = [panel.left - 7.0, middle + font * 0.35];
    text(svg, place, &name, font, Anchor::End, INK, false);
    svg.line([panel.left, middle], [panel.right(), middle], FAINT, 0.6);
}

/// The line of the axis across.
pub(super) fn base(svg: &mut Svg, panel: &Panel) {
    svg.line(
        [panel.left, panel.bottom()],
        [panel.right(), panel.bottom()],
        GREY,
        0.8,
    );
}

fn heading(own: &Elasticities) -> String {
    format!("Elasticities of {}", own.outcome)
}

fn described(rows: &[(&str, f64)]) -> String {
    let all = rows
        .iter()
        .map(|(name, x)| format!("{name} {}.", significant(*x, 3)));
    all.collect::<Vec<_>>().join(" ")
}

/// Heading and caption.
pub(super) fn words(own: &Elasticities) -> (String, String) {
    let caption = "Bars to the right: the outcome grows with the parameter; to the left: it shrinks. Small changes of one parameter at a time.";
    (heading(own) + ".", caption.to_owned())
}
