//! A panel: a rectangle with an axis of time or of a quantity across and one of a quantity upwards.

use crate::calendar::{coarser, plural};
use crate::measure::width;
use crate::palette::{FAINT, GREY, INK};
use crate::scale::{Scale, Spread};
use crate::svg::{Anchor, Svg, Text, coordinate, escaped};
use crate::ticks::{Tick, multiples, round_step};

/// The page that a drawing is made for. Each figure is drawn for both; the style sheet shows one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Desktop and print: 880 units across.
    Wide,
    /// Phone: 343 units across, shown at full size on a screen of 375 pixels.
    Narrow,
}

impl Format {
    /// Width of the drawing.
    pub(crate) fn width(self) -> f64 {
        if self == Self::Wide { 880.0 } else { 343.0 }
    }

    /// Size of the text.
    pub(crate) fn font(self) -> f64 {
        if self == Self::Wide { 12.0 } else { 11.0 }
    }

    /// Class of the drawing, for the style sheet.
    pub(crate) fn class(self) -> &'static str {
        if self == Self::Wide { "wide" } else { "narrow" }
    }

    /// The one or the other.
    pub(crate) fn pick<T>(self, wide: T, narrow: T) -> T {
        if self == Self::Wide { wide } else { narrow }
    }
}

/// A panel and its scales.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Panel {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) x: Scale,
    pub(crate) y: Scale,
    pub(crate) font: f64,
}

impl Panel {
    /// A panel with its upper left corner and its size; the scales are moved onto it.
    pub(crate) fn new(corner: [f64; 2], size: [f64; 2], x: Scale, y: Scale, font: f64) -> Self {
        Self {
            left: corner[0],
            top: corner[1],
            width: size[0],
            height: size[1],
            x: x.onto([corner[0], corner[0] + size[0]]),
            y: y.onto([corner[1] + size[1], corner[1]]),
            font,
        }
    }

    pub(crate) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(crate) fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// Where a pair of quantities lies.
    pub(crate) fn at(&self, x: f64, y: f64) -> [f64; 2] {
        [self.x.at(x), self.y.at(y)]
    }

    /// About as many ticks as the height has room for.
    pub(crate) fn y_ticks(&self) -> Vec<Tick> {
        self.y
            .ticks(((self.height / (self.font * 3.6)) as usize).clamp(2, 6))
    }

    /// Room that the labels of the upward axis need, with the ticks.
    pub(crate) fn y_room(&self) -> f64 {
        let labels = self.y_ticks();
        let widest = labels.iter().map(|tick| width(&tick.label, self.font));
        widest.fold(0.0, f64::max) + 8.0
    }

    /// The panel letter and the title of the upward axis, on one line above the panel.
    pub(crate) fn heading(&self, svg: &mut Svg, letter: &str, title: &str) {
        let y = self.top - self.font * 0.8;
        let mut x = 0.0;
        if !letter.is_empty() {
            let size = self.font + 1.0;
            text(svg, [0.0, y], letter, size, Anchor::Start, INK, true);
            x = width(letter, size) + 6.0;
        }
        text(svg, [x, y], title, self.font, Anchor::Start, INK, false);
    }

    /// Axis lines on the left and at the bottom, faint lines at the labelled ticks, labels on the left.
    pub(crate) fn frame(&self, svg: &mut Svg) {
        for tick in self.y_ticks().iter().filter(|tick| !tick.label.is_empty()) {
            let y = self.y.at(tick.value);
            if y < self.bottom() - 1.0 {
                svg.line([self.left, y], [self.right(), y], FAINT, 0.7);
            }
        }
        self.bare_frame(svg);
    }

    /// The same without lines across the panel.
    pub(crate) fn bare_frame(&self, svg: &mut Svg) {
        let mut ticks = self.y_ticks();
        apart(
            &mut ticks,
            |tick| self.y.at(tick.value),
            |_| self.font * 1.1,
        );
        for tick in &ticks {
            let y = self.y.at(tick.value);
            if tick.label.is_empty() {
                svg.line([self.left - 2.0, y], [self.left, y], GREY, 0.6);
                continue;
            }
            svg.line([self.left - 4.0, y], [self.left, y], GREY, 0.8);
            let place = [self.left - 7.0, y + self.font * 0.35];
            text(svg, place, &tick.label, self.font, Anchor::End, INK, false);
        }
        svg.line([self.left, self.top], [self.left, self.bottom()], GREY, 0.8);
        svg.line(
            [self.left, self.bottom()],
            [self.right(), self.bottom()],
            GREY,
            0.8,
        );
    }

    /// Ticks of the axis across, without labels.
    pub(crate) fn x_ticks(&self, svg: &mut Svg) {
        for tick in self.x.ticks(self.x_count()) {
            let x = self.x.at(tick.value);
            let length = if tick.label.is_empty() { 2.0 } else { 4.0 };
            svg.line([x, self.bottom()], [x, self.bottom() + length], GREY, 0.8);
        }
    }

    /// Labels of the axis across and, where it is time, a second row in months or years. Returns where it ends.
    pub(crate) fn time_axis(&self, svg: &mut Svg, unit: &str) -> f64 {
        self.x_ticks(svg);
        let ticks = self.x.ticks(self.x_count());
        let row = self.bottom() + 6.0 + self.font;
        self.labels(svg, ticks, row, &plural(unit), INK);
        let [from, to] = self.x.domain;
        let Some(calendar) = coarser(unit, to - from) else {
            return row + self.font * 0.4;
        };
        let line = row + self.font * 0.7;
        let ends = self.x.domain.map(|end| end / calendar.length);
        let step = round_step(ends[1] - ends[0], self.x_count()).max(1.0);
        let ticks: Vec<Tick> = multiples(ends, step)
            .into_iter()
            .map(|tick| Tick {
                value: tick.value * calendar.length,
                ..tick
            })
            .collect();
        svg.line([self.left, line], [self.right(), line], "#a6a6a6", 0.7);
        for tick in &ticks {
            let x = self.x.at(tick.value);
            svg.line([x, line], [x, line + 3.0], "#a6a6a6", 0.7);
        }
        let row = line + 4.0 + self.font;
        self.labels(svg, ticks, row, calendar.name, GREY);
        row + self.font * 0.4
    }

    /// Labels of an axis across that is not time, and its title below. Returns where it ends.
    pub(crate) fn quantity_axis(&self, svg: &mut Svg, title: &str) -> f64 {
        self.x_ticks(svg);
        let row = self.bottom() + 6.0 + self.font;
        self.labels(svg, self.x.ticks(self.x_count()), row, "", INK);
        let row = row + self.font * 1.5;
        let middle = self.left + self.width / 2.0;
        let middle = middle.max(width(title, self.font) / 2.0);
        text(
            svg,
            [middle, row],
            title,
            self.font,
            Anchor::Middle,
            INK,
            false,
        );
        row + self.font * 0.4
    }

    /// Opens the group that the read-out of the page looks for, and the window that curves are drawn in.
    pub(crate) fn open(&self, svg: &mut Svg, unit: &str, time_unit: &str) {
        let spread = match self.y.spread {
            Spread::Linear => "linear".to_owned(),
            Spread::Log => "log".to_owned(),
            Spread::Symlog { threshold } => format!("symlog {threshold:e}"),
        };
        let pair = |[a, b]: [f64; 2]| format!("{a:e} {b:e}");
        let ends = |[a, b]: [f64; 2]| format!("{} {}", coordinate(a), coordinate(b));
        svg.open(&format!(
            " class=\"panel\" data-x=\"{} {}\" data-y=\"{} {}\" data-spread=\"{spread}\" data-unit=\"{}\" data-time=\"{}\"",
            pair(self.x.domain),
            ends(self.x.range),
            pair(self.y.domain),
            ends(self.y.range),
            escaped(unit),
            escaped(&plural(time_unit))
        ));
        svg.open_window([self.left, self.top], [self.width, self.height]);
    }

    /// Closes what [`Panel::open`] opened.
    pub(crate) fn close(svg: &mut Svg) {
        svg.close_window();
        svg.close();
    }

    fn x_count(&self) -> usize {
        (self.width / (self.font * 6.0)).max(2.0) as usize
    }

    fn labels(&self, svg: &mut Svg, mut ticks: Vec<Tick>, row: f64, unit: &str, colour: &str) {
        ticks.retain(|tick| !tick.label.is_empty());
        apart(
            &mut ticks,
            |tick| self.x.at(tick.value),
            |tick| width(&tick.label, self.font) + self.font * 0.5,
        );
        let mut leftmost = self.left;
        for tick in &ticks {
            // The last label stays within the drawing.
            let most = self.right() + 6.0 - width(&tick.label, self.font) / 2.0;
            let x = self.x.at(tick.value).min(most);
            leftmost = leftmost.min(x - width(&tick.label, self.font) / 2.0);
            text(
                svg,
                [x, row],
                &tick.label,
                self.font,
                Anchor::Middle,
                colour,
                false,
            );
        }
        let place = [leftmost - 6.0, row];
        if !unit.is_empty() && place[0] > width(unit, self.font) {
            text(svg, place, unit, self.font, Anchor::End, colour, false);
        } else if !unit.is_empty() {
            // No room on the left: the unit follows the last label, or takes its place.
            let place = [self.right(), row + self.font * 1.2];
            text(svg, place, unit, self.font, Anchor::End, colour, false);
        }
    }
}

/// Leaves out labels until none lies upon another.
fn apart(ticks: &mut [Tick], place: impl Fn(&Tick) -> f64, size: impl Fn(&Tick) -> f64) {
    let mut stride = 1;
    loop {
        let kept: Vec<usize> = (0..ticks.len())
            .filter(|&k| !ticks[k].label.is_empty())
            .step_by(stride)
            .collect();
        let collide = kept.windows(2).any(|pair| {
            let [a, b] = [&ticks[pair[0]], &ticks[pair[1]]];
            (place(a) - place(b)).abs() < f64::midpoint(size(a), size(b))
        });
        if !collide {
            for (k, tick) in ticks.iter_mut().enumerate() {
                if !kept.contains(&k) {
                    tick.label.clear();
                }
            }
            return;
        }
        stride += 1;
    }
}

/// Writes a text.
pub(crate) fn text(
    svg: &mut Svg,
    place: [f64; 2],
    content: &str,
    size: f64,
    anchor: Anchor,
    colour: &str,
    bold: bool,
) {
    svg.text(Text {
        x: place[0],
        y: place[1],
        content,
        size,
        anchor,
        colour,
        bold,
    });
}
