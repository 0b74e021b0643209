//! The main figure: readings with fit and predictive band, dosing, hidden states, all on one axis of time.

use super::caption::describe;
use super::reading::{boundary, curves, forecast_ground, forecast_label, reading};
use super::states::{by_unit, key_height, key_lines, state_scale, states};
use super::strip;
use crate::measure::width;
use crate::panel::{Format, Panel};
use crate::patient::PatientSection;
use crate::report::Quantity;
use crate::scale::Scale;
use crate::svg::Svg;

/// The readings of one patient with what the model makes of them, as an SVG drawing.
///
/// Readings are in the unit of `observable`, times in `time_unit`.
pub fn patient_svg(
    patient: &PatientSection,
    observable: &Quantity,
    time_unit: &str,
    format: Format,
) -> String {
    let font = format.font();
    let heading = font * 2.2;
    let groups = by_unit(&patient.states);
    let x = Scale::linear(time_domain(patient), [0.0, 1.0]);
    let burden = burden_scale(patient);
    let state_scales: Vec<Scale> = groups.iter().map(|group| state_scale(group)).collect();

    // The left margin is that of the widest labels, so that all panels align.
    let tall = format.pick(250.0, 200.0);
    let low = format.pick(130.0, 120.0);
    let room = |scale: &Scale, height: f64| {
        Panel::new([0.0, 0.0], [100.0, height], x, *scale, font).y_room()
    };
    let left = state_scales
        .iter()
        .map(|scale| room(scale, low))
        .fold(room(&burden, tall), f64::max)
        .max(width("months", font) + 12.0);
    let names = patient.states.iter().map(|state| width(&state.name, font));
    let right = match format {
        Format::Wide => names.fold(8.0, f64::max).min(170.0) + 14.0,
        Format::Narrow => 10.0,
    };
    let across = format.width() - left - right;

    let mut svg = Svg::new(
        format.class(),
        format!("{} of patient {} over time", observable.name, patient.id),
        describe(patient, observable, time_unit),
    );
    let mut top = heading;
    let panel = Panel::new([left, top], [across, tall], x, burden, font);
    forecast_ground(&mut svg, &panel, patient);
    panel.heading(&mut svg, letter(0, groups.len()), &observable.axis());
    forecast_label(&mut svg, &panel, patient, &observable.axis());
    panel.frame(&mut svg);
    curves(&mut svg, &panel, patient, observable, time_unit);
    boundary(&mut svg, &panel, patient);
    for point in &patient.points {
        reading(
            &mut svg,
            &panel,
            point,
            observable,
            time_unit,
            patient.points.len(),
        );
    }
    panel.x_ticks(&mut svg);
    top = panel.bottom() + 8.0;
    strip::draw(&mut svg, &panel, &patient.dosing, top);
    top += strip::height(&patient.dosing, font);

    let mut last = panel;
    for (k, (group, scale)) in groups.iter().zip(&state_scales).enumerate() {
        let key = if format == Format::Narrow {
            key_height(group, font, format.width())
        } else {
            0.0
        };
        top += heading + key;
        let panel = Panel::new([left, top], [across, low], x, *scale, font);
        forecast_ground(&mut svg, &panel, patient);
        let above = Panel {
            top: top - key,
            ..panel
        };
        let unit = group.first().map_or("", |state| state.unit.as_str());
        let title = Quantity::new("Model populations", unit).axis();
        above.heading(&mut svg, letter(k + 1, groups.len()), &title);
        if format == Format::Narrow {
            key_lines(
                &mut svg,
                group,
                [0.0, top - key - 2.0],
                font,
                format.width(),
            );
        }
        panel.frame(&mut svg);
        states(&mut svg, &panel, group, time_unit, format);
        boundary(&mut svg, &panel, patient);
        top = panel.bottom();
        if k + 1 < groups.len() {
            panel.x_ticks(&mut svg);
            top += 6.0;
        }
        last = panel;
    }
    let axis = if groups.is_empty() {
        // The strips stand between the panel and its labels.
        let shift = strip::height(&patient.dosing, font);
        Panel {
            top: last.top + shift + if shift > 0.0 { 4.0 } else { 0.0 },
            ..last
        }
    } else {
        last
    };
    let end = axis.time_axis(&mut svg, time_unit);
    svg.finish(format.width(), end + 2.0, font)
}

/// First and last time of anything in the section.
pub(crate) fn time_domain(patient: &PatientSection) -> [f64; 2] {
    let readings = patient.points.iter().map(|point| point.time);
    let fit = patient.fit.iter().map(|pair| pair.0);
    let bands = patient
        .predictive
        .iter()
        .chain(patient.states.iter().map(|state| &state.band));
    let times = bands.flat_map(|band| band.time.iter().copied());
    readings
        .chain(fit)
        .chain(times)
        .filter(|time| time.is_finite())
        .fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], t| {
            [a.min(t), b.max(t)]
        })
}

/// The scale of the readings: that of the data and the curves, with as much of the band as does not dwarf them.
pub(crate) fn burden_scale(patient: &PatientSection) -> Scale {
    let readings: Vec<f64> = patient
        .points
        .iter()
        .map(|point| point.value)
        .filter(|value| value.is_finite())
        .collect();
    let band = patient.predictive.iter();
    let medians = band.clone().flat_map(|band| band.q50.iter().copied());
    let fit = patient.fit.iter().map(|pair| pair.1);
    let ends = band.flat_map(|band| band.q05.iter().chain(&band.q95).copied());
    let curves: Vec<f64> = fit.chain(medians).chain(ends).collect();
    if readings.is_empty() {
        return Scale::suiting(curves, [0.0, 1.0]);
    }
    let lowest = readings.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = readings.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let positive = readings.iter().copied().filter(|&value| value > 0.0);
    let smallest = positive.fold(f64::INFINITY, f64::min);
    let floor = if lowest > 0.0 { smallest / 4.0 } else { lowest };
    let ceiling = highest + (highest - lowest).max(highest.abs()) * 0.8;
    let near = curves
        .into_iter()
        .filter(|v| v.is_finite())
        .map(|v| v.clamp(floor, ceiling));
    Scale::suiting(readings.iter().copied().chain(near), [0.0, 1.0])
}

fn letter(k: usize, groups: usize) -> &'static str {
    if groups == 0 {
        ""
    } else {
        ["a", "b", "c", "d", "e", "f"].get(k).copied().unwrap_or("")
    }
}
