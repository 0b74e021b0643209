//! The clones of a tumour: nested bars of what descends from what, and the share of each with its interval.

mod caption;
mod places;

pub(crate) use caption::figure;

use places::places;

use crate::measure::{fitted, width};
use crate::molecular::{CloneBar, CloneFigure, CloneScenario};
use crate::number::percent;
use crate::palette::{FAINT, GREY, GROUND, INK, categorical};
use crate::panel::{Format, text};
use crate::path;
use crate::svg::{Anchor, Svg};

/// Height of a bar that holds no other, and what each bar around it adds above and below.
const INNER: f64 = 26.0;
const RIM: f64 = 5.0;

/// The clones of each scenario as an SVG drawing: bars inside the bars of their parents, and the shares below.
pub fn clones_svg(clones: &CloneFigure, format: Format) -> String {
    let font = format.font();
    let mut svg = Svg::new(
        format.class(),
        "Clones",
        "For each scenario, the clones as bars inside the bars of their parents, and their shares of the cancer cells with 95 % \
         intervals.",
    );
    let frame = Frame::new(clones, format);
    let mut y = 0.0;
    for (k, scenario) in clones.scenarios.iter().enumerate() {
        if k > 0 {
            y += font * 1.6;
        }
        y = heading(&mut svg, &frame, scenario, k, clones.scenarios.len(), y);
        y = nested(&mut svg, &frame, scenario, y);
        y = shares(&mut svg, &frame, scenario, y + font);
        y = axis(&mut svg, &frame, y);
    }
    svg.finish(format.width(), y + 2.0, font)
}

/// Where the shares run from 0 to 1.
struct Frame {
    format: Format,
    font: f64,
    left: f64,
    right: f64,
}

impl Frame {
    fn new(clones: &CloneFigure, format: Format) -> Self {
        let font = format.font();
        let all = || clones.scenarios.iter().flat_map(|s| &s.clones);
        let names = all()
            .map(|clone| width(&clone.name, font))
            .fold(0.0, f64::max)
            + 44.0;
        let numbers = all()
            .map(|clone| width(&numbers(clone), font))
            .fold(0.0, f64::max);
        Self {
            format,
            font,
            left: format.pick(names.clamp(60.0, 220.0), 8.0),
            right: format.width() - format.pick(numbers + 22.0, 10.0),
        }
    }

    fn at(&self, share: f64) -> f64 {
        self.left + share.clamp(0.0, 1.0) * (self.right - self.left)
    }

    fn baseline(&self, middle: f64) -> f64 {
        middle + self.font * 0.35
    }
}

fn heading(
    svg: &mut Svg,
    frame: &Frame,
    scenario: &CloneScenario,
    k: usize,
    of: usize,
    y: f64,
) -> f64 {
    let font = frame.font;
    let name = if of > 1 {
        format!("Scenario {}, weight {}", k + 1, percent(scenario.weight))
    } else {
        String::new()
    };
    let mut y = y;
    if !name.is_empty() {
        y += font;
        text(svg, [0.0, y], &name, font, Anchor::Start, INK, true);
    }
    let after = width(&name, font) * 1.06 + if name.is_empty() { 0.0 } else { 10.0 };
    if frame.format == Format::Wide || name.is_empty() {
        if name.is_empty() && !scenario.note.is_empty() {
            y += font;
        }
        let note = fitted(&scenario.note, font, frame.format.width() - after);
        text(svg, [after, y], &note, font, Anchor::Start, GREY, false);
    } else if !scenario.note.is_empty() {
        y += font * 1.3;
        let note = fitted(&scenario.note, font, frame.format.width());
        text(svg, [0.0, y], &note, font, Anchor::Start, GREY, false);
    }
    y + font * 0.8
}

fn nested(svg: &mut Svg, frame: &Frame, scenario: &CloneScenario, top: f64) -> f64 {
    let order = scenario.family();
    let places = places(scenario);
    let deepest = order.iter().map(|&(_, depth)| depth).max().unwrap_or(0) + 1;
    let height = INNER + 2.0 * RIM * deepest as f64;
    let whole = [frame.right - frame.left, height];
    svg.mark(
        &path::rounded([frame.left, top], whole, 2.0),
        GROUND,
        GREY,
        0.6,
        "all cancer cells",
    );
    for &(k, depth) in &order {
        let clone = &scenario.clones[k];
        let rim = RIM * (depth + 1) as f64;
        let [from, to] = places[k].map(|share| frame.at(share));
        // A white rim keeps neighbours and generations apart.
        let [corner, size] = [
            [from + 1.0, top + rim],
            [to - from - 2.0, height - 2.0 * rim],
        ];
        let colour = categorical(k);
        let tip = format!("{}: {}", clone.name, numbers(clone));
        svg.mark(
            &path::rounded(corner, size, 2.0),
            "#ffffff",
            "#ffffff",
            2.0,
            "",
        );
        svg.open(" fill-opacity=\"0.28\"");
        svg.mark(
            &path::rounded(corner, size, 2.0),
            colour.mark,
            colour.mark,
            1.2,
            &tip,
        );
        svg.close();
        // A name stands in its bar where no child covers it.
        let children = order
            .iter()
            .filter(|&&(c, d)| d == depth + 1 && scenario.parent(c) == Some(k));
        let free = children
            .map(|&(c, _)| frame.at(places[c][1]))
            .fold(from, f64::max);
        let room = to - free - 10.0;
        if room >= width(&clone.name, frame.font) {
            let place = [free + 6.0, frame.baseline(top + height / 2.0)];
            text(
                svg,
                place,
                &clone.name,
                frame.font,
                Anchor::Start,
                colour.ink,
                true,
            );
        }
    }
    let roots = order.iter().filter(|&&(_, depth)| depth == 0);
    let covered = roots.map(|&(k, _)| places[k][1]).fold(0.0, f64::max);
    let label = "no clone named here";
    if frame.at(1.0) - frame.at(covered) > width(label, frame.font) + 14.0 {
        let place = [frame.at(1.0) - 6.0, frame.baseline(top + height / 2.0)];
        text(svg, place, label, frame.font, Anchor::End, GREY, false);
    }
    top + height
}

fn shares(svg: &mut Svg, frame: &Frame, scenario: &CloneScenario, top: f64) -> f64 {
    let font = frame.font;
    let step = frame.format.pick(font * 1.7, font * 2.7);
    let mut y = top;
    for (k, depth) in scenario.family() {
        let clone = &scenario.clones[k];
        let colour = categorical(k);
        let middle = y + frame.format.pick(step * 0.5, step * 0.66);
        let indent = 12.0 * depth.min(4) as f64;
        let (label, room) = frame.format.pick(
            (middle, frame.left - indent - 14.0),
            (
                y + font * 0.5,
                frame.right - indent - width(&numbers(clone), font) - 12.0,
            ),
        );
        let mut name = clone.name.clone();
        if frame.format == Format::Narrow && depth > 0 {
            name = format!("└ {name}");
        }
        let name = fitted(&name, font, room);
        text(
            svg,
            [indent, frame.baseline(label)],
            &name,
            font,
            Anchor::Start,
            colour.ink,
            true,
        );
        let place = [frame.format.width(), frame.baseline(label)];
        text(svg, place, &numbers(clone), font, Anchor::End, INK, false);
        let (low, best, high) = clone.share;
        svg.line([frame.left, middle], [frame.right, middle], FAINT, 0.6);
        if [low, best, high].iter().all(|share| share.is_finite()) {
            svg.line(
                [frame.at(low), middle],
                [frame.at(high), middle],
                colour.mark,
                2.0,
            );
            let tip = format!("{}: {}", clone.name, numbers(clone));
            svg.mark(
                &path::circle([frame.at(best), middle], 3.8),
                colour.mark,
                "#ffffff",
                0.8,
                &tip,
            );
        }
        y += step;
    }
    y
}

fn axis(svg: &mut Svg, frame: &Frame, y: f64) -> f64 {
    let font = frame.font;
    svg.line([frame.left, y], [frame.right, y], GREY, 0.8);
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let x = frame.at(share);
        svg.line([x, y], [x, y + 4.0], GREY, 0.8);
        let anchor = match frame.format {
            Format::Narrow if share == 0.0 => Anchor::Start,
            Format::Narrow if share == 1.0 => Anchor::End,
            _ => Anchor::Middle,
        };
        text(
            svg,
            [x, y + 6.0 + font],
            &percent(share),
            font,
            anchor,
            GREY,
            false,
        );
    }
    let middle = f64::midpoint(frame.left, frame.right);
    let end = y + 8.0 + font * 2.2;
    text(
        svg,
        [middle, end],
        "Share of the cancer cells",
        font,
        Anchor::Middle,
        INK,
        false,
    );
    end + font * 0.4
}

fn numbers(clone: &CloneBar) -> String {
    let (low, best, high) = clone.share;
    if !best.is_finite() {
        return "share not known".into();
    }
    let plain = |share: f64| percent(share).replace("\u{a0}%", "");
    format!("{} ({} to {})", percent(best), plain(low), plain(high))
}
