//! Regimens side by side: one row each, all on the same axes, with dosing and time to progression.

use std::fmt::Write as _;

use super::{Figure, strip};
use crate::calendar::plural;
use crate::measure::{fitted, width};
use crate::number::{significant, time};
use crate::palette::{BLUE, GREY, INK, VERMILLION};
use crate::panel::{Format, Panel, text};
use crate::path;
use crate::regimen::{Comparison, RegimenOutcome};
use crate::scale::Scale;
use crate::svg::{Anchor, Svg, escaped};

/// Height of a dosing bar.
const BAR: f64 = 7.0;

/// The burden under each regimen of a comparison, as an SVG drawing.
///
/// Times in `time_unit`, burden in the unit of the comparison.
pub fn regimens_svg(comparison: &Comparison, time_unit: &str, format: Format) -> String {
    let font = format.font();
    let height = format.pick(86.0, 78.0);
    let rows: Vec<&RegimenOutcome> = comparison.regimens.iter().collect();
    let x = Scale::linear(time_domain(comparison), [0.0, 1.0]);
    let y = burden_scale(comparison);
    let room = Panel::new([0.0, 0.0], [100.0, height], x, y, font).y_room();
    let left = room.max(width("months", font) + 12.0);
    let across = format.width() - left - 12.0;
    let mut svg = Svg::new(
        format.class(),
        format!("{} under {} regimens", comparison.burden.name, rows.len()),
        sentences(comparison, time_unit),
    );
    let title = comparison.burden.axis();
    text(
        &mut svg,
        [0.0, font],
        &title,
        font,
        Anchor::Start,
        INK,
        false,
    );
    let mut top = font * 1.5;
    let mut last = None;
    for row in &rows {
        top += font * 1.9;
        let panel = Panel::new([left, top], [across, height], x, y, font);
        heading(&mut svg, &panel, row, time_unit);
        panel.frame(&mut svg);
        curves(&mut svg, &panel, row, comparison, time_unit);
        if let Some(limit) = comparison.limit {
            let line = panel.y.at(limit);
            svg.dashed(
                [left, line],
                [panel.right(), line],
                VERMILLION.mark,
                0.9,
                "2 3",
            );
        }
        if let Some(bound) = comparison.upper_bound.filter(|&bound| x.contains(bound)) {
            let place = panel.x.at(bound);
            svg.dashed([place, top], [place, panel.bottom()], GREY, 0.9, "1 3");
        }
        progression(&mut svg, &panel, row, comparison.limit);
        top = panel.bottom();
        for dosing in &row.dosing {
            top += 3.0;
            strip::bar(&mut svg, &panel, dosing, top, BAR);
            top += BAR;
        }
        top += 2.0;
        last = Some(Panel {
            height: top - panel.top,
            ..panel
        });
    }
    let Some(last) = last else {
        return svg.finish(format.width(), top, font);
    };
    if let Some(bound) = comparison.upper_bound.filter(|&bound| x.contains(bound)) {
        let place = last.x.at(bound);
        let note = "upper bound for any schedule";
        let half = width(note, font);
        if place - half > width(&title, font) + 12.0 {
            text(
                &mut svg,
                [place, font],
                note,
                font,
                Anchor::End,
                GREY,
                false,
            );
        } else {
            text(
                &mut svg,
                [place, font],
                "bound",
                font,
                Anchor::End,
                GREY,
                false,
            );
        }
    }
    let end = last.time_axis(&mut svg, time_unit);
    svg.finish(format.width(), end + 2.0, font)
}

fn heading(svg: &mut Svg, panel: &Panel, row: &RegimenOutcome, time_unit: &str) {
    let font = panel.font;
    let y = panel.top - font * 0.45;
    let outcome = row
        .time_to_progression
        .map(|spread| spread.brief(time_unit))
        .unwrap_or_default();
    let room = panel.width - width(&outcome, font) - 14.0;
    let name = fitted(&row.name, font * 1.08, room);
    text(svg, [panel.left, y], &name, font, Anchor::Start, INK, true);
    text(
        svg,
        [panel.right(), y],
        &outcome,
        font,
        Anchor::End,
        GREY,
        false,
    );
}

fn curves(
    svg: &mut Svg,
    panel: &Panel,
    row: &RegimenOutcome,
    comparison: &Comparison,
    time_unit: &str,
) {
    let Some(band) = &row.burden else {
        return;
    };
    panel.open(svg, &comparison.burden.unit, time_unit);
    let place = |(t, a, b): (f64, f64, f64)| [panel.x.at(t), panel.y.beyond(a), panel.y.beyond(b)];
    svg.fill(&path::band(band.outer().map(place)), BLUE.mark, 0.16);
    svg.fill(&path::band(band.inner().map(place)), BLUE.mark, 0.26);
    let median = path::curve(
        band.median()
            .map(|(t, v)| [panel.x.at(t), panel.y.beyond(v)]),
    );
    let attributes = format!(" class=\"curve\" data-name=\"{}\"", escaped("median"));
    svg.stroke(&median, BLUE.mark, 1.4, &attributes);
    Panel::close(svg);
}

/// Median and interval of the time to progression, on the line of the limit.
fn progression(svg: &mut Svg, panel: &Panel, row: &RegimenOutcome, limit: Option<f64>) {
    let Some(spread) = row.time_to_progression else {
        return;
    };
    let y = limit.map_or(panel.top + 6.0, |limit| panel.y.within(limit));
    let end = spread
        .q95
        .map_or(panel.right(), |time| panel.x.within(time));
    if let Some(from) = spread.q05 {
        svg.line([panel.x.within(from), y], [end, y], VERMILLION.mark, 2.6);
        if spread.q95.is_none() {
            svg.mark(
                &path::arrow([end, y], 5.0),
                VERMILLION.mark,
                VERMILLION.mark,
                0.5,
                "not reached",
            );
        }
    }
    if let Some(median) = spread.q50 {
        let shape = path::diamond([panel.x.within(median), y], 5.0);
        let tip = format!("median {}", time(median));
        svg.mark(&shape, VERMILLION.mark, "#ffffff", 0.9, &tip);
    }
}

fn time_domain(comparison: &Comparison) -> [f64; 2] {
    let bands = comparison
        .regimens
        .iter()
        .filter_map(|row| row.burden.as_ref());
    let times = bands.flat_map(|band| band.time.iter().copied());
    let ends = comparison.horizon.into_iter().chain(comparison.upper_bound);
    let medians = comparison
        .regimens
        .iter()
        .filter_map(|row| row.time_to_progression);
    // What is not reached goes on to the horizon.
    let medians = medians.filter_map(|spread| spread.q95.or(comparison.horizon).or(spread.q50));
    // The simulation may run far beyond the last thing that happens.
    let needed = ends
        .chain(times)
        .filter(|time| time.is_finite())
        .fold(0.0, f64::max);
    let latest = medians
        .chain(comparison.upper_bound)
        .filter(|time| time.is_finite())
        .fold(0.0, f64::max);
    if latest > 0.0 {
        [0.0, needed.min(latest * 1.04)]
    } else {
        [0.0, needed]
    }
}

fn burden_scale(comparison: &Comparison) -> Scale {
    let bands = comparison
        .regimens
        .iter()
        .filter_map(|row| row.burden.as_ref());
    let values: Vec<f64> = bands
        .flat_map(|band| band.q05.iter().chain(&band.q95).copied())
        .collect();
    if let Some(limit) = comparison.limit.filter(|&limit| limit > 0.0) {
        // What matters is how near the burden comes to the limit.
        let low = values
            .iter()
            .copied()
            .filter(|v| v.is_finite())
            .fold(0.0, f64::min);
        return Scale::linear([low, limit * 1.2], [0.0, 1.0]);
    }
    Scale::suiting(values, [0.0, 1.0])
}

fn sentences(comparison: &Comparison, time_unit: &str) -> String {
    comparison
        .regimens
        .iter()
        .filter_map(|row| {
            let spread = row.time_to_progression?;
            Some(format!("{}: {}.", row.name, spread.brief(time_unit)))
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// The figure with its caption.
pub(crate) fn figure(comparison: &Comparison, time_unit: &str, whose: &str) -> Figure {
    let inner = |row: &RegimenOutcome| row.burden.as_ref().is_some_and(|b| !b.q25.is_empty());
    let bands = if comparison.regimens.iter().any(inner) {
        "bands the 50 % and 90 % intervals"
    } else {
        "bands the 90 % intervals"
    };
    let mut caption = format!(
        "All rows share their axes. Lines are medians and {bands}; bars below a row show when the drug is given, in the draw whose time is \
         the median one.",
    );
    let most = comparison
        .regimens
        .iter()
        .max_by_key(|row| row.dosing.len());
    if let Some(row) = most.filter(|row| row.dosing.len() > 1) {
        let drugs: Vec<&str> = row.dosing.iter().map(|strip| strip.drug.as_str()).collect();
        let _ = write!(caption, " From above they are {}.", drugs.join(", "));
    }
    if let Some(limit) = comparison.limit {
        let _ = write!(
            caption,
            " Progression is declared at {} (dotted line); on it, diamonds mark the median time to progression and bars its 90 % interval; an arrow goes on beyond the horizon.",
            significant(limit, 3)
        );
    } else {
        caption += " Diamonds mark the median time to progression and bars its 90 % interval.";
    }
    let best = comparison
        .regimens
        .iter()
        .find(|row| row.rank == Some(1))
        .and_then(|row| Some((row, row.time_to_progression?)));
    let reference = comparison
        .regimens
        .iter()
        .find(|row| row.reference)
        .and_then(|row| Some((row, row.time_to_progression?)));
    if let (Some((best, its)), Some((other, theirs))) = (best, reference)
        && best.name != other.name
    {
        let _ = write!(
            caption,
            " Time to progression is {} under {}, ranked first, and {} under {}, the reference.",
            its.brief(time_unit),
            best.name,
            theirs.brief(time_unit),
            other.name
        );
    }
    if let Some(bound) = comparison.upper_bound {
        let _ = write!(
            caption,
            " No schedule can take longer than {} {}.",
            time(bound),
            plural(time_unit)
        );
    }
    Figure::new(
        |format| regimens_svg(comparison, time_unit, format),
        format!("Regimens compared{whose}."),
        caption,
    )
}
