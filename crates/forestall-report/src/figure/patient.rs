//! The main figure: readings with fit and predictive band, dosing, hidden states, all on one axis of time.

use super::{Figure, strip};
use crate::calendar::plural;
use crate::measure::{fitted, spread_out, width};
use crate::number::{percent, significant};
use crate::palette::{BLUE, GREY, GROUND, INK, VERMILLION, categorical, dashes};
use crate::panel::{Format, Panel, text};
use crate::path;
use crate::patient::{Censoring, HiddenState, PatientSection, Point};
use crate::report::Quantity;
use crate::scale::Scale;
use crate::svg::{Anchor, Svg};

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

fn curves(
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

fn reading(
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

fn forecast_ground(svg: &mut Svg, panel: &Panel, patient: &PatientSection) {
    if let Some(x) = forecast_start(panel, patient) {
        svg.rect(
            [x, panel.top],
            [panel.right() - x, panel.height],
            GROUND,
            1.0,
        );
    }
}

fn boundary(svg: &mut Svg, panel: &Panel, patient: &PatientSection) {
    if let Some(x) = forecast_start(panel, patient) {
        svg.dashed([x, panel.top], [x, panel.bottom()], GREY, 0.8, "3 3");
    }
}

/// The words `fitted` and `forecast` on either side of the boundary, above the panel, where there is room.
fn forecast_label(svg: &mut Svg, panel: &Panel, patient: &PatientSection, title: &str) {
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

fn by_unit(states: &[HiddenState]) -> Vec<Vec<HiddenState>> {
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

fn state_scale(group: &[HiddenState]) -> Scale {
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

fn states(svg: &mut Svg, panel: &Panel, group: &[HiddenState], time_unit: &str, format: Format) {
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

fn key_height(group: &[HiddenState], font: f64, across: f64) -> f64 {
    key_rows(group, font, across).len() as f64 * (font + 4.0)
}

fn key_lines(svg: &mut Svg, group: &[HiddenState], corner: [f64; 2], font: f64, across: f64) {
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

fn letter(k: usize, groups: usize) -> &'static str {
    if groups == 0 {
        ""
    } else {
        ["a", "b", "c", "d", "e", "f"].get(k).copied().unwrap_or("")
    }
}

fn describe(patient: &PatientSection, observable: &Quantity, time_unit: &str) -> String {
    let [from, to] = Scale::linear(time_domain(patient), [0.0, 1.0]).domain;
    let values = patient
        .points
        .iter()
        .map(|point| point.value)
        .filter(|value| value.is_finite());
    let lowest = values.clone().fold(f64::INFINITY, f64::min);
    let highest = values.fold(f64::NEG_INFINITY, f64::max);
    let extent = if lowest <= highest {
        let unit = if observable.unit == "1" {
            ""
        } else {
            &observable.unit
        };
        format!(
            ", between {} and {} {unit}",
            significant(lowest, 3),
            significant(highest, 3)
        )
    } else {
        String::new()
    };
    format!(
        "{} readings from {} to {} {}{}.",
        patient.points.len(),
        significant(from, 4),
        significant(to, 5),
        plural(time_unit),
        extent.trim_end()
    )
}

/// The figure with its caption.
pub(crate) fn figure(patient: &PatientSection, observable: &Quantity, time_unit: &str) -> Figure {
    let axis = burden_scale(patient).word();
    let held_out = patient.points.iter().filter(|point| point.held_out).count();
    let censored = patient
        .points
        .iter()
        .filter(|point| point.censored.is_some())
        .count();
    let mut caption = format!(
        "{} on a {axis} axis. Filled circles are the {} readings",
        capital(&observable.name),
        patient.points.len() - held_out
    );
    caption += if held_out > 0 { " used in the fit" } else { "" };
    if held_out > 0 {
        caption += &format!(", diamonds the {held_out} held out of it");
    }
    if censored > 0 {
        caption += &format!(
            "; open triangles mark {censored} beyond the limit of the assay, at the limit"
        );
    }
    caption += ".";
    if let Some(band) = &patient.predictive {
        let line = if patient.fit.is_empty() {
            "The line is the median"
        } else {
            "The solid line is the point estimate, the dashed line the median"
        };
        let inner = if band.q25.is_empty() {
            "the shaded band the 90 % interval"
        } else {
            "the shaded bands the 50 % and 90 % intervals"
        };
        caption += &format!(" {line} and {inner} of predicted readings.");
    } else if !patient.fit.is_empty() {
        caption += " The line is the fitted curve.";
    }
    if !patient.dosing.is_empty() {
        caption += " Bars below show when each drug was given.";
    }
    if !patient.states.is_empty() {
        caption += " Populations that were not observed are shown as posterior medians with 90 % intervals.";
    }
    if let Some(end) = patient.fit_ends.filter(|_| held_out > 0) {
        caption += &format!(
            " The forecast begins after {} {}.",
            significant(end, 5),
            plural(time_unit)
        );
    }
    if let Some(score) = &patient.forecast {
        caption += " ";
        caption += &score_sentence(score, observable);
    }
    Figure::new(
        |format| patient_svg(patient, observable, time_unit, format),
        format!(
            "{} of patient {}, with the fit.",
            observable.name, patient.id
        ),
        caption,
    )
}

/// The forecast in a sentence, with its verdict.
pub(crate) fn score_sentence(
    score: &crate::patient::ForecastScore,
    observable: &Quantity,
) -> String {
    let unit = if matches!(observable.unit.as_str(), "" | "1") {
        String::new()
    } else {
        format!(" {}", observable.unit)
    };
    let mut sentence = format!(
        "Over {} readings held out the median forecast was off by {}{unit} on average, the last observation carried forward by {}{unit}: the model {}.",
        score.readings,
        significant(score.mae, 3),
        significant(score.mae_locf, 3),
        if score.beats_locf() {
            "does better"
        } else {
            "does not do better"
        }
    );
    if let Some(coverage) = score.coverage_90 {
        sentence += &format!(" {} of them lie in their 90 % interval.", percent(coverage));
    }
    sentence
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}
