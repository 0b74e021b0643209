//! A key below a panel: samples of lines and marks with their words, in rows.

use crate::measure::{fitted, width};
use crate::palette::INK;
use crate::panel::text;
use crate::svg::{Anchor, Svg};

/// A sample in a key.
pub(super) enum Sample {
    /// A line with its dash pattern and its width.
    Line(&'static str, &'static str, f64),
    /// A mark: path data around a place, fill, stroke.
    Mark(fn([f64; 2], f64) -> String, &'static str, &'static str),
    /// A filled swatch.
    Swatch(&'static str, f64),
}

/// Room that a sample takes.
const SAMPLE: f64 = 22.0;

/// Draws the key from `top` on within `room`; returns where it ends.
pub(super) fn draw(
    svg: &mut Svg,
    entries: &[(Sample, String)],
    left: f64,
    room: f64,
    top: f64,
    font: f64,
) -> f64 {
    let mut x = left;
    let mut y = top + font;
    for (sample, words) in entries {
        let words = fitted(words, font, room - SAMPLE - 4.0);
        let wide = SAMPLE + 4.0 + width(&words, font) + font * 1.4;
        if x > left && x + wide - font * 1.4 > left + room {
            x = left;
            y += font * 1.6;
        }
        let middle = y - font * 0.34;
        match sample {
            Sample::Line(colour, dashes, thick) => {
                svg.dashed([x, middle], [x + SAMPLE, middle], colour, *thick, dashes);
            }
            Sample::Mark(shape, fill, stroke) => {
                let at = [x + SAMPLE / 2.0, middle];
                svg.mark(&shape(at, 4.2), fill, stroke, 1.4, &words);
            }
            Sample::Swatch(colour, opacity) => {
                svg.rect(
                    [x + 3.0, middle - 4.5],
                    [SAMPLE - 6.0, 9.0],
                    colour,
                    *opacity,
                );
            }
        }
        text(
            svg,
            [x + SAMPLE + 4.0, y],
            &words,
            font,
            Anchor::Start,
            INK,
            false,
        );
        x += wide;
    }
    if entries.is_empty() {
        top
    } else {
        y + font * 0.6
    }
}
