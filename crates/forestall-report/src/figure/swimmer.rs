//! One lane per patient: when on drug, when off, and how follow-up ended.

use super::Figure;
use super::forest::grouped;
use crate::cohort::SwimmerLane;
use crate::measure::{fitted, width};
use crate::number::percent;
use crate::palette::{DRUG, INK, VERMILLION};
use crate::panel::{Format, Panel, text};
use crate::path;
use crate::scale::Scale;
use crate::svg::{Anchor, Svg};

/// A swimmer plot, as an SVG drawing; times in `time_unit`.
pub fn swimmer_svg(lanes: &[SwimmerLane], time_unit: &str, format: Format) -> String {
    let font = format.font();
    let height = font * 1.4;
    let groups = grouped(lanes, |lane| lane.group.as_deref());
    let heads = groups.iter().filter(|(name, _)| name.is_some()).count();
    let names = lanes.iter().map(|lane| width(&lane.patient, font));
    let left = names
        .fold(width("months", font), f64::max)
        .min(format.pick(190.0, 100.0))
        + 12.0;
    let gap = height * 0.4;
    let gaps = heads.saturating_sub(1) as f64 * gap;
    let tall = (lanes.len() + heads) as f64 * height + gaps + 4.0;
    let longest = lanes
        .iter()
        .map(|lane| lane.end)
        .filter(|end| end.is_finite())
        .fold(0.0, f64::max);
    let x = Scale::linear([0.0, longest], [0.0, 1.0]);
    let y = Scale::linear([0.0, 1.0], [0.0, 1.0]);
    let size = [format.width() - left - 16.0, tall];
    let panel = Panel::new([left, 2.0], size, x, y, font);
    let mut svg = Svg::new(format.class(), "Time on drug per patient", sentence(lanes));
    let mut top = panel.top;
    for (place, (group, members)) in groups.into_iter().enumerate() {
        if let Some(group) = group {
            top += if place > 0 { gap } else { 0.0 };
            let name = fitted(group, font, format.width() - 4.0);
            text(
                &mut svg,
                [0.0, top + font],
                &name,
                font,
                Anchor::Start,
                INK,
                true,
            );
            top += height;
        }
        for k in members {
            lane(&mut svg, &panel, &lanes[k], top, height);
            top += height;
        }
    }
    svg.line(
        [left, panel.bottom()],
        [panel.right(), panel.bottom()],
        "#595959",
        0.8,
    );
    let end = panel.time_axis(&mut svg, time_unit);
    svg.finish(format.width(), end + 2.0, font)
}

fn lane(svg: &mut Svg, panel: &Panel, lane: &SwimmerLane, top: f64, height: f64) {
    let font = panel.font;
    let name = fitted(&lane.patient, font, panel.left - 8.0);
    text(
        svg,
        [0.0, top + font],
        &name,
        font,
        Anchor::Start,
        INK,
        false,
    );
    let bar = [top + height * 0.2, height * 0.6];
    let end = panel.x.within(lane.end);
    svg.rect(
        [panel.left, bar[0]],
        [end - panel.left, bar[1]],
        "#dcdcdc",
        1.0,
    );
    for &(from, to) in &lane.on {
        let (from, to) = (panel.x.within(from), panel.x.within(to.min(lane.end)));
        svg.rect([from, bar[0]], [to - from, bar[1]], DRUG, 1.0);
    }
    let middle = top + height / 2.0;
    if lane.progressed {
        let shape = path::diamond([end + 6.0, middle], 4.2);
        svg.mark(&shape, VERMILLION.mark, "#ffffff", 0.6, "progression");
    } else {
        svg.stroke(&path::arrow([end + 7.0, middle], 4.5), INK, 1.3, "");
    }
}

/// Share of the time on drug over all lanes.
fn share(lanes: &[SwimmerLane]) -> f64 {
    let on: f64 = lanes
        .iter()
        .flat_map(|lane| {
            lane.on
                .iter()
                .map(move |&(a, b)| (b.min(lane.end) - a).max(0.0))
        })
        .sum();
    let all: f64 = lanes.iter().map(|lane| lane.end).sum();
    on / all
}

fn sentence(lanes: &[SwimmerLane]) -> String {
    let outcome = match lanes.iter().filter(|lane| lane.progressed).count() {
        0 => String::new(),
        progressed => format!(", {progressed} of them with progression"),
    };
    format!(
        "{} patients{outcome}; on drug for {} of the time together.",
        lanes.len(),
        percent(share(lanes))
    )
}

/// The figure with its caption.
pub(crate) fn figure(lanes: &[SwimmerLane], time_unit: &str) -> Figure {
    let ends = if lanes.iter().any(|lane| lane.progressed) {
        "A diamond is progression, an arrow follow-up without it."
    } else {
        "Arrows mark the end of follow-up; how it ended is not in the table."
    };
    Figure::new(
        |format| swimmer_svg(lanes, time_unit, format),
        "Time on and off drug.",
        format!("Dark is on drug, light is off. {ends} {}", sentence(lanes)),
    )
}
