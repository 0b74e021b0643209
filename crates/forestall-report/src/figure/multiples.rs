//! Small multiples: every patient of a cohort in a small panel, all on the same axes.

use crate::measure::fitted;
use crate::number::significant;
use crate::palette::{BLUE, DRUG, FAINT, GREY, INK, VERMILLION};
use crate::panel::{Panel, text};
use crate::path;
use crate::patient::{Censoring, PatientSection};
use crate::report::Quantity;
use crate::scale::Scale;
use crate::svg::{Anchor, Svg};

use super::patient::{burden_scale, time_domain};

/// Width of one drawing.
const WIDTH: f64 = 220.0;
/// Height of one drawing.
const HEIGHT: f64 = 142.0;
/// Size of its text; the style sheet enlarges it on a phone.
const FONT: f64 = 10.0;

/// One drawing per patient, on axes that all share.
pub(crate) fn drawings(
    patients: &[PatientSection],
    observable: &Quantity,
    time_unit: &str,
) -> Vec<String> {
    let [mut from, mut to] = [f64::INFINITY, f64::NEG_INFINITY];
    let mut ends = Vec::new();
    for patient in patients {
        let [a, b] = time_domain(patient);
        from = from.min(a);
        to = to.max(b);
        ends.extend(burden_scale(patient).domain);
        // The smallest readings decide whether the axis is logarithmic, not the rounded ends.
        ends.extend(patient.points.iter().map(|point| point.value));
    }
    let x = Scale::linear([from, to], [0.0, 1.0]);
    let positive = patients
        .iter()
        .flat_map(|patient| &patient.points)
        .all(|point| point.value > 0.0);
    if positive {
        ends.retain(|&end| end > 0.0);
    }
    let y = Scale::suiting(ends, [0.0, 1.0]);
    let draw = |patient| drawing(patient, x, y, observable, time_unit);
    patients.iter().map(draw).collect()
}

fn drawing(
    patient: &PatientSection,
    x: Scale,
    y: Scale,
    observable: &Quantity,
    time_unit: &str,
) -> String {
    let mut svg = Svg::new(
        "multiple",
        format!("{} of patient {}", observable.name, patient.id),
        format!("{} readings.", patient.points.len()),
    );
    let panel = Panel::new([34.0, 18.0], [WIDTH - 42.0, HEIGHT - 46.0], x, y, FONT);
    let r2 = patient.diagnostics.as_ref().and_then(|quality| quality.r2);
    let r2 = r2
        .map(|r2| format!("R² {}", significant(r2, 2)))
        .unwrap_or_default();
    let name = fitted(&patient.id, FONT, 96.0);
    text(&mut svg, [0.0, 11.0], &name, FONT, Anchor::Start, INK, true);
    text(
        &mut svg,
        [panel.right(), 11.0],
        &r2,
        FONT,
        Anchor::End,
        GREY,
        false,
    );
    for tick in panel
        .y
        .ticks(3)
        .iter()
        .filter(|tick| !tick.label.is_empty())
    {
        let y = panel.y.at(tick.value);
        svg.line([panel.left, y], [panel.right(), y], FAINT, 0.7);
        text(
            &mut svg,
            [panel.left - 4.0, y + 3.5],
            &tick.label,
            FONT,
            Anchor::End,
            GREY,
            false,
        );
    }
    panel.open(&mut svg, &observable.unit, time_unit);
    if let Some(band) = &patient.predictive {
        let place =
            |(t, a, b): (f64, f64, f64)| [panel.x.at(t), panel.y.beyond(a), panel.y.beyond(b)];
        svg.fill(&path::band(band.outer().map(place)), BLUE.mark, 0.18);
    }
    let median = patient
        .predictive
        .iter()
        .flat_map(crate::report::Band::median);
    let line: Vec<(f64, f64)> = if patient.fit.is_empty() {
        median.collect()
    } else {
        patient.fit.clone()
    };
    let line = path::curve(
        line.iter()
            .map(|&(t, v)| [panel.x.at(t), panel.y.beyond(v)]),
    );
    svg.stroke(&line, BLUE.mark, 1.2, " class=\"curve\" data-name=\"fit\"");
    Panel::close(&mut svg);
    for point in &patient.points {
        let at = [panel.x.at(point.time), panel.y.within(point.value)];
        let colour = if point.held_out { VERMILLION.mark } else { INK };
        let (fill, shape) = match point.censored {
            Some(side) => ("#ffffff", path::triangle(at, 2.2, side == Censoring::Left)),
            None => (colour, path::circle(at, 1.4)),
        };
        if fill == "#ffffff" {
            svg.fill(&shape, fill, 1.0);
            svg.stroke(&shape, colour, 0.8, "");
        } else {
            svg.fill(&shape, fill, 1.0);
        }
    }
    for dose in patient
        .dosing
        .iter()
        .flat_map(|strip| &strip.intervals)
        .filter(|dose| dose.amount > 0.0)
    {
        let (from, to) = (panel.x.within(dose.start), panel.x.within(dose.end));
        svg.rect([from, panel.bottom() + 2.0], [to - from, 3.5], DRUG, 1.0);
    }
    svg.line(
        [panel.left, panel.bottom()],
        [panel.right(), panel.bottom()],
        GREY,
        0.7,
    );
    axis(&mut svg, &panel);
    svg.finish(WIDTH, HEIGHT, FONT)
}

fn axis(svg: &mut Svg, panel: &Panel) {
    let row = panel.bottom() + 18.0;
    for tick in panel
        .x
        .ticks(3)
        .iter()
        .filter(|tick| !tick.label.is_empty())
    {
        let x = panel.x.at(tick.value);
        text(
            svg,
            [x.min(panel.right() - 8.0), row],
            &tick.label,
            FONT,
            Anchor::Middle,
            GREY,
            false,
        );
    }
}
