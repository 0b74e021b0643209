//! Sobol indices of one outcome: per parameter its first-order and its total share of the variance, with intervals.

use super::key::{self, Sample};
use super::tornado::{base, middle, row_name, rows_panel};
use crate::analysis::{IndexRow, Indices, Share90};
use crate::number::significant;
use crate::palette::{BLUE, INK, OCHRE};
use crate::panel::{Format, Panel};
use crate::path;
use crate::scale::Scale;
use crate::svg::Svg;

/// Sobol indices as an SVG drawing; shares of the variance.
pub(crate) fn indices_svg(own: &Indices, format: Format) -> String {
    let font = format.font();
    let mut rows: Vec<&IndexRow> = own.rows.iter().collect();
    rows.sort_by(|a, b| {
        b.total
            .value
            .total_cmp(&a.total.value)
            .then(a.parameter.cmp(&b.parameter))
    });
    let ends = rows.iter().flat_map(|row| {
        [
            row.first.q95,
            row.total.q95,
            row.first.value,
            row.total.value,
        ]
    });
    let high = ends.filter(|x| x.is_finite()).fold(0.05, f64::max) * 1.05;
    let x = Scale::linear([0.0, high], [0.0, 1.0]);
    let panel = rows_panel(
        rows.iter().map(|row| row.parameter.as_str()),
        rows.len(),
        x,
        format,
    );
    let mut svg = Svg::new(format.class(), heading(own), described(&rows));
    for (k, row) in rows.iter().enumerate() {
        let middle = middle(&panel, rows.len(), k);
        row_name(&mut svg, &panel, &row.parameter, middle);
        let thick = font * 0.52;
        bar(
            &mut svg,
            &panel,
            row.total,
            middle - thick - 0.6,
            thick,
            OCHRE.mark,
            &format!("{} total", row.parameter),
        );
        bar(
            &mut svg,
            &panel,
            row.first,
            middle + 0.6,
            thick,
            BLUE.mark,
            &format!("{} alone", row.parameter),
        );
    }
    base(&mut svg, &panel);
    let end = panel.quantity_axis(
        &mut svg,
        &format.pick(
            format!("share of the variance of {}", own.outcome),
            "share of the variance".to_owned(),
        ),
    );
    let entries = [
        (
            Sample::Swatch(OCHRE.mark, 1.0),
            "total: with all its interactions".to_owned(),
        ),
        (
            Sample::Swatch(BLUE.mark, 1.0),
            "first order: alone".to_owned(),
        ),
        (Sample::Line(INK, "", 1.2), "90 % interval".to_owned()),
    ];
    let end = key::draw(
        &mut svg,
        &entries,
        0.0,
        format.width(),
        end + font * 0.4,
        font,
    );
    svg.finish(format.width(), end + 2.0, font)
}

fn bar(
    svg: &mut Svg,
    panel: &Panel,
    share: Share90,
    top: f64,
    thick: f64,
    colour: &str,
    tip: &str,
) {
    if !share.value.is_finite() {
        return;
    }
    let zero = panel.x.at(0.0);
    let end = panel.x.within(share.value);
    let data = path::rounded([zero, top], [(end - zero).max(0.8), thick], 0.8);
    svg.mark(
        &data,
        colour,
        "none",
        0.0,
        &format!("{tip}: {}", brief(share)),
    );
    let y = top + thick / 2.0;
    let (low, high) = (panel.x.within(share.q05), panel.x.within(share.q95));
    svg.line([low, y], [high, y], INK, 1.2);
    for x in [low, high] {
        svg.line([x, y - thick * 0.35], [x, y + thick * 0.35], INK, 1.0);
    }
}

fn brief(share: Share90) -> String {
    let [value, low, high] = [share.value, share.q05, share.q95].map(|x| significant(x, 3));
    format!("{value} ({low} to {high})")
}

fn heading(own: &Indices) -> String {
    format!("What the variance of {} comes from", own.outcome)
}

fn described(rows: &[&IndexRow]) -> String {
    let all = rows.iter().map(|row| {
        let [first, total] = [row.first, row.total].map(|share| significant(share.value, 3));
        format!("{}: alone {first}, total {total}.", row.parameter)
    });
    all.collect::<Vec<_>>().join(" ")
}

/// Heading and caption.
pub(super) fn words(own: &Indices) -> (String, String) {
    let caption = "Sobol indices over the distributions of the parameters. The gap between both bars of a parameter is what it does together with others. Lines are 90 % bootstrap intervals.";
    (heading(own) + ".", caption.to_owned())
}
