//! A bifurcation diagram: steady states over a parameter, stable ones solid, with what happens where.

use super::key::{self, Sample};
use super::places;
use crate::analysis::{Diagram, MarkKind};
use crate::number::significant;
use crate::palette::{BLUE, INK, VERMILLION};
use crate::panel::{Format, Panel, text};
use crate::path;
use crate::scale::{Scale, Spread};
use crate::svg::{Anchor, Svg};

/// Ratio of largest to smallest from which the axis upwards is logarithmic.
const FAR: f64 = 200.0;
/// Digits of a place of a bifurcation.
const DIGITS: usize = 4;

/// A bifurcation diagram as an SVG drawing, in the units of the parameter and of what is drawn.
pub(crate) fn diagram_svg(diagram: &Diagram, format: Format) -> String {
    let font = format.font();
    let (from, to) = diagram.range;
    let x = if diagram.log {
        Scale::log([from.min(to), from.max(to)], [0.0, 1.0])
    } else {
        Scale::linear([from, to], [0.0, 1.0])
    };
    let values = diagram
        .stretches
        .iter()
        .flat_map(|s| s.places.iter().map(|p| p[1]));
    let y = upward(values);
    let top = font * 2.2;
    let height = format.pick(400.0, 270.0);
    let wide = |left: f64| format.width() - left - format.pick(16.0, 12.0);
    let draft = Panel::new([0.0, top], [wide(60.0), height], x, y, font);
    let left = draft.y_room().max(30.0);
    let panel = Panel::new([left, top], [wide(left), height], x, y, font);
    let mut svg = Svg::new(format.class(), heading(diagram), described(diagram));
    panel.heading(&mut svg, "", &diagram.y.axis());
    panel.frame(&mut svg);
    svg.open_window([panel.left, panel.top], [panel.width, panel.height]);
    let mut curves = Vec::new();
    for stretch in &diagram.stretches {
        let line: Vec<[f64; 2]> = (stretch.places.iter())
            .map(|&[a, b]| [panel.x.beyond(a), panel.y.beyond(b)])
            .collect();
        let (colour, thick, dashes) = if stretch.stable {
            (BLUE.mark, 2.4, "")
        } else {
            (VERMILLION.mark, 1.8, " stroke-dasharray=\"6 4\"")
        };
        svg.stroke(&path::curve(line.iter().copied()), colour, thick, dashes);
        curves.extend(places::sampled(line.into_iter()));
    }
    svg.close_window();
    let marks: Vec<[f64; 2]> = diagram
        .marks
        .iter()
        .map(|m| panel.at(m.at[0], m.at[1]))
        .collect();
    let words: Vec<String> = (diagram.marks.iter())
        .map(|mark| format!("{} {}", mark.kind.word(), significant(mark.at[0], DIGITS)))
        .collect();
    let labels = places::labels(&panel, &marks, &words, &curves, font);
    for (k, mark) in diagram.marks.iter().enumerate() {
        let (shape, fill) = shape(mark.kind);
        svg.mark(&shape(marks[k], 4.8), fill, INK, 1.3, &words[k]);
    }
    for (label, word) in labels.iter().zip(&words) {
        if let Some(label) = label {
            text(&mut svg, label.place, word, font, Anchor::Start, INK, false);
        }
    }
    let end = panel.quantity_axis(&mut svg, &diagram.x.axis());
    let end = key::draw(
        &mut svg,
        &entries(diagram),
        0.0,
        format.width(),
        end + font * 0.6,
        font,
    );
    svg.finish(format.width(), end + 2.0, font)
}

/// The axis upwards: logarithmic where positive values lie far apart and none is negative; zeros are then drawn at its lower edge.
fn upward(values: impl Iterator<Item = f64>) -> Scale {
    let values: Vec<f64> = values.filter(|x| x.is_finite()).collect();
    let positive = values.iter().copied().filter(|x| *x > 0.0);
    let (low, high) = positive.fold((f64::INFINITY, 0.0_f64), |(low, high), x| {
        (low.min(x), high.max(x))
    });
    if values.iter().all(|x| *x >= 0.0) && high / low >= FAR {
        return Scale::log([low.max(high * 1e-12), high], [0.0, 1.0]).padded(0.03);
    }
    let scale = Scale::suiting(values, [0.0, 1.0]);
    Scale::linear(scale.domain, [0.0, 1.0])
}

/// Whether the axis is logarithmic and a branch lies at zero.
fn has_zeros(diagram: &Diagram) -> bool {
    let values = || {
        diagram
            .stretches
            .iter()
            .flat_map(|s| s.places.iter().map(|p| p[1]))
    };
    upward(values()).spread == Spread::Log && values().any(|x| x == 0.0)
}

/// Path data of a mark around a place.
type Shape = fn([f64; 2], f64) -> String;

fn shape(kind: MarkKind) -> (Shape, &'static str) {
    match kind {
        MarkKind::Fold => (path::circle, INK),
        MarkKind::Hopf => (path::diamond, "#ffffff"),
        MarkKind::Crossing => (square, "#ffffff"),
    }
}

fn square([x, y]: [f64; 2], radius: f64) -> String {
    let side = 1.7 * radius;
    path::rounded([x - side / 2.0, y - side / 2.0], [side, side], 0.5)
}

fn entries(diagram: &Diagram) -> Vec<(Sample, String)> {
    let mut entries = Vec::new();
    if diagram.stretches.iter().any(|s| s.stable) {
        entries.push((Sample::Line(BLUE.mark, "", 2.4), "stable".to_owned()));
    }
    if diagram.stretches.iter().any(|s| !s.stable) {
        entries.push((
            Sample::Line(VERMILLION.mark, "6 4", 1.8),
            "unstable".to_owned(),
        ));
    }
    for kind in [MarkKind::Fold, MarkKind::Hopf, MarkKind::Crossing] {
        if diagram.marks.iter().any(|mark| mark.kind == kind) {
            let words = match kind {
                MarkKind::Fold => "fold: two states meet and vanish",
                MarkKind::Hopf => "Hopf: oscillations begin",
                MarkKind::Crossing => "crossing of branches",
            };
            let (shape, fill) = shape(kind);
            entries.push((Sample::Mark(shape, fill, INK), words.to_owned()));
        }
    }
    entries
}

fn heading(diagram: &Diagram) -> String {
    format!(
        "Steady states of {} over {}",
        diagram.y.name, diagram.x.name
    )
}

fn described(diagram: &Diagram) -> String {
    let all = (diagram.marks.iter()).map(|m| {
        format!(
            "{} at {} {}.",
            m.kind.word(),
            diagram.x.name,
            significant(m.at[0], DIGITS)
        )
    });
    all.collect::<Vec<_>>().join(" ")
}

/// Heading and caption.
pub(super) fn words(diagram: &Diagram) -> (String, String) {
    let zeros = if has_zeros(diagram) {
        " Zero lies at the lower edge."
    } else {
        ""
    };
    let caption = format!(
        "Solid lines are stable, dashed lines unstable.{zeros} {}",
        described(diagram)
    );
    (heading(diagram) + ".", caption.trim_end().to_owned())
}
