//! Time to progression: step curves of what was observed, predicted curves with bands, numbers at risk.

use super::Figure;
use crate::calendar::plural;
use crate::cohort::Progression;
use crate::kaplan_meier::KaplanMeier;
use crate::measure::{fitted, spread_out, width};
use crate::number::significant;
use crate::palette::{GREY, INK, categorical};
use crate::panel::{Format, Panel, text};
use crate::path;
use crate::scale::Scale;
use crate::svg::{Anchor, Svg, escaped};

/// Share of patients without the event over time, per arm, as an SVG drawing.
///
/// Times in the unit of `progression`.
pub fn survival_svg(progression: &Progression, format: Format) -> String {
    let font = format.font();
    let estimates: Vec<KaplanMeier> = progression
        .curves
        .iter()
        .map(|curve| KaplanMeier::of(&curve.observed))
        .collect();
    let x = Scale::linear([0.0, last_time(progression, &estimates)], [0.0, 1.0]);
    let y = Scale::linear([0.0, 100.0], [0.0, 1.0]);
    let names = progression
        .curves
        .iter()
        .map(|curve| width(&curve.name, font));
    let widest = names.fold(0.0, f64::max).min(180.0);
    let left = width("months", font) + 16.0;
    let right = format.pick(widest + 16.0, 10.0);
    let key = format.pick(0.0, progression.curves.len() as f64 * (font + 4.0) + 6.0);
    let height = format.pick(270.0, 210.0);
    let size = [format.width() - left - right, height];
    let panel = Panel::new([left, font * 2.2 + key], size, x, y, font);
    let unit = &progression.time_unit;
    let event = event(progression);
    let title = format!("Patients without {event} (%)");
    let mut svg = Svg::new(
        format.class(),
        format!("Time to {event}"),
        sentences(progression, &estimates),
    );
    let above = Panel {
        top: font * 2.2,
        ..panel
    };
    above.heading(&mut svg, "", &title);
    panel.frame(&mut svg);
    panel.open(&mut svg, "%", unit);
    let mut ends = Vec::new();
    for (k, (curve, estimate)) in progression.curves.iter().zip(&estimates).enumerate() {
        let colour = categorical(k);
        let mut end = f64::NAN;
        if let Some(band) = &curve.predicted {
            let place = |(t, a, b): (f64, f64, f64)| {
                [
                    panel.x.at(t),
                    panel.y.within(a * 100.0),
                    panel.y.within(b * 100.0),
                ]
            };
            let alone = curve.observed.is_empty();
            let shade = if progression.curves.len() > 2 {
                0.09
            } else {
                0.14
            };
            svg.fill(&path::band(band.outer().map(place)), colour.mark, shade);
            let line = path::curve(
                band.median()
                    .map(|(t, v)| [panel.x.at(t), panel.y.within(v * 100.0)]),
            );
            // Dashes tell predictions from what was observed, where there is both.
            let (dashes, width) = if alone {
                ("", 1.8)
            } else {
                (" stroke-dasharray=\"5 3\"", 1.3)
            };
            let attributes = format!(
                "{dashes} class=\"curve\" data-name=\"{} predicted\"",
                escaped(&curve.name)
            );
            svg.stroke(&line, colour.mark, width, &attributes);
            end = band.q50.last().copied().unwrap_or(f64::NAN);
        }
        if let Some(last) = estimate.last() {
            let steps = estimate
                .steps
                .iter()
                .map(|step| (step.time, step.share, step.low, step.high));
            let mut run: Vec<(f64, f64, f64, f64)> = vec![(0.0, 1.0, 1.0, 1.0)];
            run.extend(steps);
            if let Some(&(_, share, low, high)) = run.last() {
                run.push((last, share, low, high));
            }
            if curve.predicted.is_none() {
                let band = run.iter().map(|&(t, _, a, b)| {
                    [panel.x.at(t), panel.y.at(a * 100.0), panel.y.at(b * 100.0)]
                });
                svg.fill(&path::stepped_band(band), colour.mark, 0.12);
            }
            let places = run.iter().map(|&(t, share, ..)| panel.at(t, share * 100.0));
            let attributes = format!(
                " class=\"curve\" data-name=\"{} observed\"",
                escaped(&curve.name)
            );
            svg.stroke(&path::steps(places), colour.mark, 1.8, &attributes);
            for &time in &estimate.censored {
                let [x, y] = panel.at(time, estimate.share(time) * 100.0);
                svg.line([x, y - 4.0], [x, y + 4.0], colour.mark, 1.3);
            }
            end = estimate.share(last);
        }
        ends.push(panel.y.at(end * 100.0));
    }
    Panel::close(&mut svg);
    labels(
        &mut svg,
        &panel,
        progression,
        &ends,
        format,
        font * 2.2 - 4.0,
    );
    let end = panel.time_axis(&mut svg, unit);
    let end = at_risk(&mut svg, &panel, progression, &estimates, end + font);
    svg.finish(format.width(), end + 2.0, font)
}

/// The names of the arms: at the ends of their curves, or in a key above on a phone.
fn labels(
    svg: &mut Svg,
    panel: &Panel,
    progression: &Progression,
    ends: &[f64],
    format: Format,
    top: f64,
) {
    let font = panel.font;
    let places = spread_out(ends, font * 1.2, panel.top, panel.bottom());
    for (k, curve) in progression.curves.iter().enumerate() {
        let colour = categorical(k);
        if format == Format::Wide {
            let name = fitted(&curve.name, font, 182.0);
            let place = [panel.right() + 7.0, places[k] + font * 0.35];
            text(svg, place, &name, font, Anchor::Start, colour.ink, true);
        } else {
            let y = top + font + k as f64 * (font + 4.0);
            svg.line(
                [0.0, y - font * 0.32],
                [18.0, y - font * 0.32],
                colour.mark,
                2.0,
            );
            let name = fitted(&curve.name, font, format.width() - 24.0);
            text(svg, [22.0, y], &name, font, Anchor::Start, colour.ink, true);
        }
    }
}

/// Numbers at risk below the axis, under its ticks. Returns where they end.
fn at_risk(
    svg: &mut Svg,
    panel: &Panel,
    progression: &Progression,
    estimates: &[KaplanMeier],
    top: f64,
) -> f64 {
    let font = panel.font;
    let ticks = panel
        .x
        .ticks((panel.width / (font * 6.0)).max(2.0) as usize);
    let mut y = top;
    let observed = progression.curves.iter().zip(estimates).enumerate();
    let observed: Vec<_> = observed
        .filter(|(_, (_, estimate))| estimate.patients() > 0)
        .collect();
    if observed.is_empty() {
        return y - font;
    }
    y += font * 0.6;
    text(
        svg,
        [panel.left, y],
        "Number at risk",
        font,
        Anchor::Start,
        GREY,
        false,
    );
    for (k, (curve, estimate)) in observed {
        y += font * 1.45;
        let name = fitted(&curve.name, font, panel.width);
        text(
            svg,
            [panel.left, y],
            &name,
            font,
            Anchor::Start,
            categorical(k).ink,
            false,
        );
        y += font * 1.25;
        for tick in ticks.iter().filter(|tick| !tick.label.is_empty()) {
            let count = estimate.at_risk(tick.value).to_string();
            text(
                svg,
                [panel.x.at(tick.value), y],
                &count,
                font,
                Anchor::Middle,
                INK,
                false,
            );
        }
    }
    y + font * 0.5
}

fn last_time(progression: &Progression, estimates: &[KaplanMeier]) -> f64 {
    let observed = estimates.iter().filter_map(KaplanMeier::last);
    let seen = observed.filter(|time| time.is_finite()).fold(0.0, f64::max);
    let bands = progression
        .curves
        .iter()
        .filter_map(|curve| curve.predicted.as_ref());
    let predicted = bands.flat_map(|band| band.time.iter().copied());
    predicted
        .filter(|time| time.is_finite())
        .fold(seen, f64::max)
}

fn event(progression: &Progression) -> &str {
    if progression.event.is_empty() {
        "progression"
    } else {
        &progression.event
    }
}

fn sentences(progression: &Progression, estimates: &[KaplanMeier]) -> String {
    let unit = plural(&progression.time_unit);
    let sentences = progression.curves.iter().zip(estimates).filter(|(_, estimate)| estimate.patients() > 0).map(|(curve, estimate)| {
        let median = match (estimate.median(), estimate.median_midpoint()) {
            (Some(first), Some(middle)) if first != middle => format!(
                "median {} {unit} (the curve runs at one half from {}, the middle of that stretch)",
                significant(middle, 3),
                significant(first, 3)
            ),
            (Some(first), _) => format!("median {} {unit}", significant(first, 3)),
            (None, _) => "median not reached".into(),
        };
        format!("{}: {} of {} patients with the event, {median}.", curve.name, estimate.events(), estimate.patients())
    });
    sentences.collect::<Vec<_>>().join(" ")
}

/// The figure with its caption.
pub(crate) fn figure(progression: &Progression) -> Figure {
    let estimates: Vec<KaplanMeier> = progression
        .curves
        .iter()
        .map(|curve| KaplanMeier::of(&curve.observed))
        .collect();
    let mut caption = String::new();
    if estimates.iter().any(|estimate| estimate.patients() > 0) {
        caption += "Solid steps are Kaplan-Meier estimates, upright marks patients who left without the event";
        caption += if progression
            .curves
            .iter()
            .any(|curve| curve.predicted.is_none())
        {
            ", shaded areas around steps 95 % confidence intervals. "
        } else {
            ". "
        };
    }
    if progression
        .curves
        .iter()
        .any(|curve| curve.predicted.is_some())
    {
        let both = progression.curves.iter().any(|c| !c.observed.is_empty());
        caption += if both { "Dashed lines" } else { "Lines" };
        caption += " are predictions of the model; bands are 90 % intervals of the share in a cohort of this size. ";
    }
    caption += &sentences(progression, &estimates);
    Figure::new(
        |format| survival_svg(progression, format),
        format!("Time to {}.", event(progression)),
        caption,
    )
}
