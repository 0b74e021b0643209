//! Readings, the curves through them, and the ground of the forecast.

use crate::calendar::plural;
use crate::measure::width;
use crate::number::significant;
use crate::palette::{BLUE, GREY, GROUND, INK, VERMILLION};
use crate::panel::{Panel, text};
use crate::path;
use crate::patient::{Censoring, PatientSection, Point};
use crate::report::Quantity;
use crate::svg::{Anchor, Svg};

pub(super) fn curves(
    svg: &mut Svg,
    panel: &Panel,
    patient: &PatientSection,
    observable: &Quantity,
    time_unit: &str,
) {
    panel.open(svg, &observable.unit, time_unit);
    if let Some(band) = &patient.predictive {
        let place =
            |(t, a, b): (f64, f64, f64)| [panel.x.at(t), panel.y.beyond(a), panel.y.beyond(b)];
        svg.fill(&path::band(band.outer().map(place)), BLUE.mark, 0.16);
        svg.fill(&path::band(band.inner().map(place)), BLUE.mark, 0.26);
        let median = path::curve(
            band.median()
                .map(|(t, v)| [panel.x.at(t), panel.y.beyond(v)]),
        );
        let dashed = if patient.fit.is_empty() {
            ""
        } else {
            " stroke-dasharray=\"4 3\""
        };
        let attributes = format!(" class=\"curve\" data-name=\"median\"{dashed}");
        svg.stroke(&median, BLUE.mark, 1.6, &attributes);
    }
    let fit = path::curve(
        patient
            .fit
            .iter()
            .map(|&(t, v)| [panel.x.at(t), panel.y.beyond(v)]),
    );
    svg.stroke(&fit, BLUE.ink, 1.6, " class=\"curve\" data-name=\"fit\"");
    Panel::close(svg);
}

pub(super) fn reading(
    svg: &mut Svg,
    panel: &Panel,
    point: &Point,
    observable: &Quantity,
    time_unit: &str,
    of: usize,
) {
    let at = panel.at(point.time, panel.y.domain[0].max(point.value));
    let radius = if of > 120 { 1.8 } else { 2.7 };
    let colour = if point.held_out { VERMILLION.mark } else { INK };
    let sign = match point.censored {
        None => "",
        Some(Censoring::Left) => "below ",
        Some(Censoring::Right) => "above ",
    };
    let tip = format!(
        "{sign}{} {} at {} {}{}",
        significant(point.value, 4),
        observable.unit,
        significant(point.time, 5),
        plural(time_unit),
        if point.held_out { ", held out" } else { "" }
    );
    match point.censored {
        Some(side) => {
            let shape = path::triangle(at, radius + 0.9, side == Censoring::Left);
            svg.mark(&shape, "#ffffff", colour, 1.1, &tip);
        }
        None if point.held_out => {
            svg.mark(
                &path::diamond(at, radius + 1.1),
                colour,
                "#ffffff",
                0.6,
                &tip,
            );
        }
        None => svg.mark(&path::circle(at, radius), colour, "#ffffff", 0.6, &tip),
    }
}

/// Where the forecast begins, if it does within the panel.
fn forecast_start(panel: &Panel, patient: &PatientSection) -> Option<f64> {
    patient
        .fit_ends
        .filter(|&time| panel.x.contains(time) && time < panel.x.domain[1])
        .map(|time| panel.x.at(time))
}

pub(super) fn forecast_ground(svg: &mut Svg, panel: &Panel, patient: &PatientSection) {
    if let Some(x) = forecast_start(panel, patient) {
        svg.rect(
            [x, panel.top],
            [panel.right() - x, panel.height],
            GROUND,
            1.0,
        );
    }
}

pub(super) fn boundary(svg: &mut Svg, panel: &Panel, patient: &PatientSection) {
    if let Some(x) = forecast_start(panel, patient) {
        svg.dashed([x, panel.top], [x, panel.bottom()], GREY, 0.8, "3 3");
    }
}

/// The words `fitted` and `forecast` on either side of the boundary, above the panel, where there is room.
pub(super) fn forecast_label(svg: &mut Svg, panel: &Panel, patient: &PatientSection, title: &str) {
    let Some(x) = forecast_start(panel, patient) else {
        return;
    };
    let font = panel.font;
    let y = panel.top - font * 0.8;
    let taken = width(title, font) + font * 3.0;
    let need = width("forecast", font);
    let start = (x + 5.0).min(panel.right() - need);
    if start > taken {
        text(
            svg,
            [start, y],
            "forecast",
            font,
            Anchor::Start,
            VERMILLION.ink,
            true,
        );
    }
    if x - 5.0 - width("fitted", font) > taken && start >= x {
        text(svg, [x - 5.0, y], "fitted", font, Anchor::End, GREY, false);
    }
}
