//! A phase portrait: nullclines, courses, borders of basins, steady states.

use super::key::{self, Sample};
use super::places;
use crate::analysis::Portrait;
use crate::number::significant;
use crate::palette::{BLUE, GREY, INK, VERMILLION};
use crate::panel::{Format, Panel, text};
use crate::path;
use crate::scale::Scale;
use crate::svg::{Anchor, Svg};

/// Colour of the courses.
const COURSE: &str = "#9a9a9a";

/// A phase portrait as an SVG drawing, in the units of both states.
pub(crate) fn portrait_svg(portrait: &Portrait, format: Format) -> String {
    let font = format.font();
    let scale = |(low, high): (f64, f64)| {
        if portrait.log {
            Scale::log([low, high], [0.0, 1.0])
        } else {
            Scale::linear([low, high], [0.0, 1.0])
        }
    };
    let top = font * 2.2;
    let size = |left: f64| {
        [
            format.pick(660.0, format.width() - left - 12.0),
            format.pick(440.0, 290.0),
        ]
    };
    let (x, y) = (scale(portrait.x_range), scale(portrait.y_range));
    let draft = Panel::new([0.0, top], size(60.0), x, y, font);
    let left = draft.y_room().max(30.0);
    let panel = Panel::new([left, top], size(left), x, y, font);
    let mut svg = Svg::new(format.class(), heading(portrait), described(portrait));
    panel.heading(&mut svg, "", &portrait.y.axis());
    panel.frame(&mut svg);
    svg.open_window([panel.left, panel.top], [panel.width, panel.height]);
    let places = |line: &Vec<[f64; 2]>| -> Vec<[f64; 2]> {
        (line.iter())
            .map(|&[a, b]| [panel.x.beyond(a), panel.y.beyond(b)])
            .collect()
    };
    for orbit in &portrait.orbits {
        let line = places(orbit);
        svg.stroke(&path::curve(line.iter().copied()), COURSE, 0.9, "");
        if let Some((at, angle)) = middle(&line, &panel) {
            svg.fill(&head(at, angle, 5.0), COURSE, 1.0);
        }
    }
    for border in &portrait.borders {
        svg.stroke(
            &path::curve(places(border)),
            INK,
            1.6,
            " stroke-dasharray=\"1.5 3\"",
        );
    }
    for line in &portrait.first {
        svg.stroke(&path::curve(places(line)), BLUE.mark, 2.0, "");
    }
    for line in &portrait.second {
        svg.stroke(
            &path::curve(places(line)),
            VERMILLION.mark,
            2.0,
            " stroke-dasharray=\"7 3\"",
        );
    }
    svg.close_window();
    let marks: Vec<[f64; 2]> = portrait
        .states
        .iter()
        .map(|s| panel.at(s.at[0], s.at[1]))
        .collect();
    let words: Vec<String> = (1..=marks.len()).map(|k| k.to_string()).collect();
    let lines = portrait
        .first
        .iter()
        .chain(&portrait.second)
        .chain(&portrait.borders);
    let curves: Vec<[f64; 2]> = lines
        .flat_map(|line| places::sampled(places(line).into_iter()))
        .collect();
    let labels = places::labels(&panel, &marks, &words, &curves, font + 1.0);
    for (k, state) in portrait.states.iter().enumerate() {
        let tip = format!("{}: {}", state.word, at_words(portrait, k));
        let fill = if state.stable { INK } else { "#ffffff" };
        svg.mark(&path::circle(marks[k], 5.0), fill, INK, 1.8, &tip);
        if let Some(label) = labels[k] {
            text(
                &mut svg,
                label.place,
                &words[k],
                font + 1.0,
                Anchor::Start,
                INK,
                true,
            );
        }
    }
    let end = panel.quantity_axis(&mut svg, &portrait.x.axis());
    let entries = entries(portrait);
    let end = key::draw(
        &mut svg,
        &entries,
        0.0,
        format.pick(left + panel.width, format.width()),
        end + font * 0.6,
        font,
    );
    let mut row = end;
    for (k, state) in portrait.states.iter().enumerate() {
        row += font * 1.5;
        let line = format!("{} {}: {}", k + 1, state.word, at_words(portrait, k));
        let line = crate::measure::fitted(&line, font, format.width());
        text(
            &mut svg,
            [0.0, row],
            &line,
            font,
            Anchor::Start,
            GREY,
            false,
        );
    }
    svg.finish(format.width(), row + font * 0.7, font)
}

/// Where a course is marked with its direction, and the angle.
fn middle(line: &[[f64; 2]], panel: &Panel) -> Option<([f64; 2], f64)> {
    let inside = |[x, y]: [f64; 2]| {
        (panel.left..=panel.right()).contains(&x) && (panel.top..=panel.bottom()).contains(&y)
    };
    let seen: Vec<[f64; 2]> = line
        .iter()
        .copied()
        .take_while(|&place| inside(place))
        .collect();
    let lengths: Vec<f64> = (seen.windows(2))
        .map(|pair| libm::hypot(pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]))
        .collect();
    let half = lengths.iter().sum::<f64>() * 0.4;
    if half < 12.0 {
        return None;
    }
    let mut gone = 0.0;
    let at = lengths.iter().position(|length| {
        gone += length;
        gone >= half
    })?;
    let [a, b] = [seen[at], seen[at + 1]];
    Some((b, libm::atan2(b[1] - a[1], b[0] - a[0])))
}

/// Path data of an arrow head that ends at a place.
fn head([x, y]: [f64; 2], angle: f64, size: f64) -> String {
    let corner = |turn: f64| {
        let angle = angle + turn;
        [
            x - size * libm::cos(angle) * 1.4,
            y - size * libm::sin(angle) * 1.4,
        ]
    };
    let [a, b] = [corner(0.5), corner(-0.5)];
    path::curve([[x, y], a, b]) + "Z"
}

fn entries(portrait: &Portrait) -> Vec<(Sample, String)> {
    let mut entries = Vec::new();
    if !portrait.first.is_empty() {
        entries.push((
            Sample::Line(BLUE.mark, "", 2.0),
            format!("{} does not change", portrait.x.name),
        ));
    }
    if !portrait.second.is_empty() {
        entries.push((
            Sample::Line(VERMILLION.mark, "7 3", 2.0),
            format!("{} does not change", portrait.y.name),
        ));
    }
    if !portrait.borders.is_empty() {
        entries.push((
            Sample::Line(INK, "1.5 3", 1.6),
            "border between basins".to_owned(),
        ));
    }
    if !portrait.orbits.is_empty() {
        entries.push((Sample::Line(COURSE, "", 0.9), "course in time".to_owned()));
    }
    if portrait.states.iter().any(|state| state.stable) {
        entries.push((Sample::Mark(path::circle, INK, INK), "stable".to_owned()));
    }
    if portrait.states.iter().any(|state| !state.stable) {
        entries.push((
            Sample::Mark(path::circle, "#ffffff", INK),
            "unstable".to_owned(),
        ));
    }
    entries
}

fn at_words(portrait: &Portrait, k: usize) -> String {
    let [a, b] = portrait.states[k].at.map(|x| significant(x, 4));
    format!("{} {a}, {} {b}", portrait.x.name, portrait.y.name)
}

fn heading(portrait: &Portrait) -> String {
    format!(
        "{} and {}: steady states and courses",
        portrait.x.name, portrait.y.name
    )
}

fn described(portrait: &Portrait) -> String {
    let all = (0..portrait.states.len())
        .map(|k| format!("{}: {}.", portrait.states[k].word, at_words(portrait, k)));
    all.collect::<Vec<_>>().join(" ")
}

/// Heading and caption.
pub(super) fn words(portrait: &Portrait) -> (String, String) {
    let mut caption = format!(
        "Nullclines, on which {} (solid) or {} (dashed) does not change, cross in steady states.",
        portrait.x.name, portrait.y.name
    );
    if !portrait.borders.is_empty() {
        caption += " From either side of the dotted line courses end in different steady states.";
    }
    (heading(portrait) + ".", caption)
}
