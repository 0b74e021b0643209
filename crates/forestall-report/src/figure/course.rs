//! The figure of a simulation: quantities over time, drugs below, named curves.

use super::states::{key_height, key_lines, state_scale, states};
use super::strip;
use crate::course::{Course, CourseAxis, CoursePanel};
use crate::measure::{fitted, width};
use crate::panel::{Format, Panel};
use crate::patient::HiddenState;
use crate::report::Band;
use crate::scale::Scale;
use crate::svg::Svg;

/// How far a curve may run beside its points, in drawing units.
const SLACK: f64 = 0.12;

/// How deep below the largest value a logarithmic axis goes at most: a million million cells to one.
const DEPTH: f64 = 1e-12;

/// A simulation as an SVG file that stands alone, on light and on dark ground.
///
/// ```
/// use forestall_report::{Course, Format, course_svg};
/// let svg = course_svg(&Course::default(), Format::Wide);
/// assert!(svg.starts_with("<svg") && svg.contains("prefers-color-scheme"));
/// ```
pub fn course_svg(course: &Course, format: Format) -> String {
    let font = format.font();
    let tall = match course.panels.len() {
        0 | 1 => format.pick(300.0, 240.0),
        2 => format.pick(210.0, 180.0),
        _ => format.pick(160.0, 150.0),
    };
    let x = Scale::linear(course.domain, [0.0, 1.0]);
    let scales: Vec<Scale> = course.panels.iter().map(scale).collect();
    let room = |scale: &Scale| Panel::new([0.0, 0.0], [100.0, tall], x, *scale, font).y_room();
    let unit = match course.time_unit.as_str() {
        "1" | "step" => "",
        unit => unit,
    };
    let labels = width("months", font) + 12.0;
    let left = scales.iter().map(room).fold(labels, f64::max);
    let names = course.panels.iter().flat_map(|panel| &panel.curves);
    let widest = names
        .map(|curve| width(&curve.name, font))
        .fold(8.0, f64::max);
    let right = format.pick(widest.min(172.0) + 14.0, 10.0);
    let across = format.width() - left - right;

    let mut svg = Svg::new(
        format.class(),
        course.title.as_str(),
        course.description.as_str(),
    );
    let mut top = 0.0;
    let mut end = 0.0;
    let last = course.panels.len().saturating_sub(1);
    for (k, (own, scale)) in course.panels.iter().zip(&scales).enumerate() {
        let key = match format {
            Format::Narrow => key_height(&own.curves, font, format.width()),
            Format::Wide => 0.0,
        };
        top += font * 2.0 + key;
        let panel = Panel::new([left, top], [across, tall], x, *scale, font);
        let above = Panel {
            top: top - key,
            ..panel
        };
        let heading = fitted(&own.heading, font + 1.0, format.width() * 0.7);
        above.heading(&mut svg, &heading, &own.quantity.axis());
        if format == Format::Narrow {
            let corner = [0.0, top - key - 2.0];
            key_lines(&mut svg, &own.curves, corner, font, format.width());
        }
        panel.frame(&mut svg);
        let curves: Vec<HiddenState> = own.curves.iter().map(|c| thinned(c, &panel)).collect();
        states(&mut svg, &panel, &curves, unit, format);
        top = panel.bottom();
        let mut axis = panel;
        if !own.dosing.is_empty() {
            panel.x_ticks(&mut svg);
            strip::draw(&mut svg, &panel, &own.dosing, top + 8.0);
            let shift = strip::height(&own.dosing, font) + 8.0;
            axis.top += shift;
            top += shift;
        }
        if k < last {
            axis.x_ticks(&mut svg);
            top += font;
        } else {
            end = if unit.is_empty() {
                axis.quantity_axis(&mut svg, "time")
            } else {
                axis.time_axis(&mut svg, unit)
            };
        }
    }
    svg.standalone(format.width(), end.max(font) + font * 1.6, font)
}

fn scale(panel: &CoursePanel) -> Scale {
    let suiting = state_scale(&panel.curves);
    let values = || {
        let all = panel.curves.iter().flat_map(|curve| &curve.band.q50);
        all.copied().filter(|value| value.is_finite())
    };
    match panel.axis {
        CourseAxis::Suiting => suiting,
        CourseAxis::Linear => {
            let low = values().fold(0.0, f64::min);
            let high = values().fold(low, f64::max);
            Scale::linear([low, high + 0.05 * (high - low)], [0.0, 1.0])
        }
        CourseAxis::Log => {
            let positive = || values().filter(|value| *value > 0.0);
            let low = positive().fold(f64::INFINITY, f64::min);
            let high = positive().fold(0.0, f64::max);
            Scale::log([low.max(high * DEPTH), high], [0.0, 1.0]).padded(0.03)
        }
    }
}

/// The curve with as few points as draw the same line.
fn thinned(curve: &HiddenState, panel: &Panel) -> HiddenState {
    let count = curve.band.time.len().min(curve.band.q50.len());
    let places: Vec<[f64; 2]> = (0..count)
        .map(|k| {
            let (time, value) = (curve.band.time[k], curve.band.q50[k]);
            [panel.x.at(time), panel.y.beyond(value)]
        })
        .collect();
    // What has no place ends a line, so it is kept, and each piece between is thinned by itself.
    let mut keep: Vec<bool> = places.iter().map(|p| p[1].is_nan()).collect();
    let mut from = 0;
    for piece in places.split(|p| p[1].is_nan()) {
        if !piece.is_empty() {
            thin(piece, &mut keep[from..][..piece.len()]);
        }
        from += piece.len() + 1;
    }
    let kept = |values: &[f64]| -> Vec<f64> {
        let both = values.iter().zip(&keep);
        both.filter(|(_, keep)| **keep).map(|(v, _)| *v).collect()
    };
    HiddenState {
        band: Band {
            time: kept(&curve.band.time),
            q50: kept(&curve.band.q50),
            ..Band::default()
        },
        ..curve.clone()
    }
}

/// Marks the points that draw the same line as all of them do (Ramer 1972; Douglas and Peucker 1973).
fn thin(places: &[[f64; 2]], keep: &mut [bool]) {
    let mut open = vec![(0, places.len() - 1)];
    while let Some((from, to)) = open.pop() {
        keep[from] = true;
        keep[to] = true;
        let (a, b) = (places[from], places[to]);
        let long = libm::hypot(b[0] - a[0], b[1] - a[1]).max(1e-9);
        let beside = |k: usize| {
            let p = places[k];
            ((b[0] - a[0]) * (a[1] - p[1]) - (a[0] - p[0]) * (b[1] - a[1])).abs() / long
        };
        let farthest = (from + 1..to).max_by(|&j, &k| beside(j).total_cmp(&beside(k)));
        if let Some(k) = farthest.filter(|&k| beside(k) > SLACK) {
            open.extend([(from, k), (k, to)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patient::DrugStrip;
    use crate::report::Quantity;

    fn curve(name: &str, value: impl Fn(f64) -> f64) -> HiddenState {
        let time: Vec<f64> = (0..=400).map(f64::from).collect();
        HiddenState {
            name: name.into(),
            unit: "cells".into(),
            band: Band {
                q50: time.iter().map(|&t| value(t)).collect(),
                time,
                ..Band::default()
            },
        }
    }

    fn course(axis: CourseAxis) -> Course {
        Course {
            title: "two <clones>".into(),
            description: "S falls, R rises.".into(),
            time_unit: "day".into(),
            domain: [0.0, 400.0],
            panels: vec![CoursePanel {
                heading: "continuous".into(),
                quantity: Quantity::new("Populations", "cells"),
                axis,
                curves: vec![
                    curve("S", |t| 1e9 * (-0.05 * t).exp()),
                    curve("R", |t| 10.0 * (0.04 * t).exp()),
                ],
                dosing: vec![DrugStrip::on_off("D", &[(0.0, 100.0)])],
            }],
        }
    }

    /// Straight lines on a logarithmic axis are two points each; every text is escaped; both grounds have their colours.
    #[test]
    fn a_course_is_small_named_and_drawn_for_both_grounds() {
        for format in [Format::Wide, Format::Narrow] {
            let svg = course_svg(&course(CourseAxis::Log), format);
            assert!(
                svg.contains("<title>two &lt;clones&gt;</title><desc>S falls, R rises.</desc>")
            );
            assert!(svg.contains("prefers-color-scheme:dark"), "{svg}");
            assert!(
                svg.contains(">S</text>") && svg.contains(">R</text>"),
                "{svg}"
            );
            assert!(svg.contains("D, on for 25"), "{svg}");
            assert!(svg.len() < 12_000, "{} bytes", svg.len());
            assert!(!svg.contains("NaN"), "{svg}");
        }
    }

    #[test]
    fn a_curve_keeps_its_shape_and_what_has_no_place_is_not_bridged() {
        let mut gap = curve("gap", |t| (t / 40.0).sin() + 2.0);
        gap.band.q50[200] = f64::NAN;
        let panel = Panel::new(
            [0.0, 0.0],
            [800.0, 300.0],
            Scale::linear([0.0, 400.0], [0.0, 1.0]),
            Scale::linear([0.0, 3.0], [0.0, 1.0]),
            12.0,
        );
        let thin = thinned(&gap, &panel);
        assert!(thin.band.time.len() < 150, "{}", thin.band.time.len());
        assert!(thin.band.q50.iter().any(|value| value.is_nan()));
        let nothing = course_svg(&Course::default(), Format::Wide);
        assert!(nothing.ends_with("</svg>"));
    }
}
