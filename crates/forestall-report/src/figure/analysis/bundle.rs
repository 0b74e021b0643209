//! Curves of many virtual patients, with quantiles over all of them.

use super::key::{self, Sample};
use crate::analysis::Bundle;
use crate::palette::{BLUE, GREY};
use crate::panel::{Format, Panel};
use crate::path;
use crate::scale::Scale;
use crate::svg::Svg;

/// Curves and quantiles as an SVG drawing, in the units of the observable and of time.
pub(crate) fn bundle_svg(own: &Bundle, format: Format) -> String {
    let font = format.font();
    let ends = own.band.q05.iter().chain(&own.band.q95).copied();
    let y = Scale::suiting(ends, [0.0, 1.0]);
    let x = Scale::linear(
        [
            own.band.time.first().copied().unwrap_or(0.0),
            own.band.time.last().copied().unwrap_or(1.0),
        ],
        [0.0, 1.0],
    );
    let top = font * 2.2;
    let size = |left: f64| [format.width() - left - 14.0, format.pick(300.0, 220.0)];
    let draft = Panel::new([0.0, top], size(60.0), x, y, font);
    // The unit of time stands on the left of the labels below.
    let left = draft.y_room().max(46.0);
    let panel = Panel::new([left, top], size(left), x, y, font);
    let mut svg = Svg::new(format.class(), heading(own), described(own));
    panel.heading(&mut svg, "", &own.observable.axis());
    panel.frame(&mut svg);
    panel.open(&mut svg, &own.observable.unit, &own.time_unit);
    for curve in &own.curves {
        let line = curve
            .iter()
            .map(|&(t, v)| [panel.x.at(t), panel.y.beyond(v)]);
        svg.stroke(&path::curve(line), GREY, 0.7, " stroke-opacity=\"0.35\"");
    }
    let place = |(t, a, b): (f64, f64, f64)| [panel.x.at(t), panel.y.beyond(a), panel.y.beyond(b)];
    svg.fill(&path::band(own.band.outer().map(place)), BLUE.mark, 0.16);
    svg.fill(&path::band(own.band.inner().map(place)), BLUE.mark, 0.26);
    let median = own
        .band
        .median()
        .map(|(t, v)| [panel.x.at(t), panel.y.beyond(v)]);
    svg.stroke(
        &path::curve(median),
        BLUE.ink,
        2.0,
        " class=\"curve\" data-name=\"median\"",
    );
    Panel::close(&mut svg);
    let end = panel.time_axis(&mut svg, &own.time_unit);
    let entries = [
        (Sample::Line(BLUE.ink, "", 2.0), "median".to_owned()),
        (
            Sample::Swatch(BLUE.mark, 0.42),
            "50 % of patients".to_owned(),
        ),
        (
            Sample::Swatch(BLUE.mark, 0.16),
            "90 % of patients".to_owned(),
        ),
        (
            Sample::Line(GREY, "", 0.7),
            format!("{} patients", own.curves.len()),
        ),
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

fn heading(own: &Bundle) -> String {
    format!(
        "{} of virtual patients under {}",
        own.observable.name, own.regimen
    )
}

fn described(own: &Bundle) -> String {
    format!(
        "Courses of {} patients, median and quantiles over all.",
        own.curves.len()
    )
}

/// Heading and caption.
pub(super) fn words(own: &Bundle) -> (String, String) {
    let caption = "The line is the median, the bands hold 50 % and 90 % of the patients at each time; thin lines are single patients.";
    (heading(own) + ".", caption.to_owned())
}
