//! Writing SVG: the few shapes that the figures need, and nothing that is not a number.
//!
//! A shape with a coordinate that is not finite is left out, so that no drawing can be spoilt by one bad value. Text is
//! escaped here and nowhere else.

use std::fmt::Write as _;

/// An SVG drawing in the making.
#[derive(Debug, Clone)]
pub(crate) struct Svg {
    body: String,
    width: f64,
    height: f64,
    title: String,
    description: String,
    class: &'static str,
    font_size: f64,
}

/// Which part of a text its place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A text and how it is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a> {
    pub(crate) x: f64,
    /// The baseline.
    pub(crate) y: f64,
    pub(crate) content: &'a str,
    pub(crate) size: f64,
    pub(crate) anchor: Anchor,
    pub(crate) colour: &'a str,
    pub(crate) bold: bool,
}

impl Svg {
    /// An empty drawing; the title says what it is and the description what is to be seen, for those who cannot see it.
    pub(crate) fn new(
        class: &'static str,
        title: impl Into<String>,
        description: impl Into<String>,
    ) -> Self {
        Self {
            body: String::new(),
            width: 0.0,
            height: 0.0,
            title: title.into(),
            description: description.into(),
            class,
            font_size: 12.0,
        }
    }

    /// The finished drawing, without an XML head, ready to stand in a page or in a file.
    pub(crate) fn finish(mut self, width: f64, height: f64, font_size: f64) -> String {
        self.width = width;
        self.height = height;
        self.font_size = font_size;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{}\" viewBox=\"0 0 {} {}\" role=\"img\" \
             font-family=\"{}\" font-size=\"{}\"><title>{}</title><desc>{}</desc>{}</svg>",
            self.class,
            coordinate(width),
            coordinate(height),
            FONT,
            coordinate(font_size),
            escaped(&self.title),
            escaped(&self.description),
            self.body
        )
    }

    /// The finished drawing as a file of its own: with a size, a ground, and other colours where the reader's system is dark.
    pub(crate) fn standalone(self, width: f64, height: f64, font_size: f64) -> String {
        let size = format!(
            "<svg width=\"{}\" height=\"{}\" ",
            coordinate(width),
            coordinate(height)
        );
        let ground = format!(
            "</desc>{}<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
            crate::palette::dark_style()
        );
        self.finish(width, height, font_size)
            .replacen("<svg ", &size, 1)
            .replacen("</desc>", &ground, 1)
    }

    /// A straight line.
    pub(crate) fn line(&mut self, from: [f64; 2], to: [f64; 2], colour: &str, width: f64) {
        self.dashed(from, to, colour, width, "");
    }

    /// A straight line with a dash pattern.
    pub(crate) fn dashed(
        &mut self,
        from: [f64; 2],
        to: [f64; 2],
        colour: &str,
        width: f64,
        dashes: &str,
    ) {
        if !all_finite(&[from[0], from[1], to[0], to[1], width]) {
            return;
        }
        let dash = if dashes.is_empty() {
            String::new()
        } else {
            format!(" stroke-dasharray=\"{dashes}\"")
        };
        let _ = write!(
            self.body,
            "<path d=\"M{},{}L{},{}\" stroke=\"{colour}\" stroke-width=\"{}\" fill=\"none\"{dash}/>",
            coordinate(from[0]),
            coordinate(from[1]),
            coordinate(to[0]),
            coordinate(to[1]),
            coordinate(width)
        );
    }

    /// A filled rectangle; one without an area is left out.
    pub(crate) fn rect(&mut self, corner: [f64; 2], size: [f64; 2], fill: &str, opacity: f64) {
        if !all_finite(&[corner[0], corner[1], size[0], size[1], opacity])
            || size[0] <= 0.0
            || size[1] <= 0.0
        {
            return;
        }
        let _ = write!(
            self.body,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{fill}\"{}/>",
            coordinate(corner[0]),
            coordinate(corner[1]),
            coordinate(size[0]),
            coordinate(size[1]),
            opacity_attribute(opacity)
        );
    }

    /// A path from ready path data, stroked.
    pub(crate) fn stroke(&mut self, data: &str, colour: &str, width: f64, attributes: &str) {
        if data.is_empty() {
            return;
        }
        let _ = write!(
            self.body,
            "<path d=\"{data}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{}\" \
             stroke-linejoin=\"round\"{attributes}/>",
            coordinate(width)
        );
    }

    /// A path from ready path data, filled.
    pub(crate) fn fill(&mut self, data: &str, colour: &str, opacity: f64) {
        if data.is_empty() || !opacity.is_finite() {
            return;
        }
        let _ = write!(
            self.body,
            "<path d=\"{data}\" fill=\"{colour}\"{}/>",
            opacity_attribute(opacity)
        );
    }

    /// A mark from ready path data, with what the reader sees on pointing at it.
    pub(crate) fn mark(&mut self, data: &str, fill: &str, stroke: &str, width: f64, tip: &str) {
        if data.is_empty() {
            return;
        }
        let _ = write!(
            self.body,
            "<path d=\"{data}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{}\"><title>{}</title></path>",
            coordinate(width),
            escaped(tip)
        );
    }

    /// A text.
    pub(crate) fn text(&mut self, text: Text<'_>) {
        if !all_finite(&[text.x, text.y, text.size]) || text.content.is_empty() {
            return;
        }
        let anchor = match text.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = if text.bold {
            " font-weight=\"600\""
        } else {
            ""
        };
        let _ = write!(
            self.body,
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"{anchor}{weight}>{}</text>",
            coordinate(text.x),
            coordinate(text.y),
            coordinate(text.size),
            text.colour,
            escaped(text.content)
        );
    }

    /// Opens a group with ready attributes; to be closed by [`Svg::close`].
    pub(crate) fn open(&mut self, attributes: &str) {
        let _ = write!(self.body, "<g{attributes}>");
    }

    /// Closes a group.
    pub(crate) fn close(&mut self) {
        self.body.push_str("</g>");
    }

    /// Opens a window outside of which nothing shows, in the coordinates of the drawing.
    pub(crate) fn open_window(&mut self, corner: [f64; 2], size: [f64; 2]) {
        let [x, y, width, height] =
            [corner[0], corner[1], size[0].max(0.0), size[1].max(0.0)].map(coordinate);
        let _ = write!(
            self.body,
            "<svg x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" viewBox=\"{x} {y} {width} {height}\">"
        );
    }

    /// Closes a window.
    pub(crate) fn close_window(&mut self) {
        self.body.push_str("</svg>");
    }
}

/// The fonts of figures: what the reader's system has of the Helvetica family.
pub(crate) const FONT: &str =
    "Helvetica Neue, Helvetica, Arial, Liberation Sans, Nimbus Sans, sans-serif";

/// A coordinate with at most two decimals; zero for what is not finite (callers leave such shapes out).
pub(crate) fn coordinate(value: f64) -> String {
    if !value.is_finite() {
        return "0".into();
    }
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0" } else { text }.to_owned()
}

/// Text as it may stand between tags or in a quoted attribute. Control characters, which XML forbids, are replaced.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c if c.is_control() && !matches!(c, '\n' | '\t') => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}

fn all_finite(values: &[f64]) -> bool {
    values.iter().all(|value| value.is_finite())
}

fn opacity_attribute(opacity: f64) -> String {
    if opacity >= 1.0 {
        String::new()
    } else {
        format!(" fill-opacity=\"{}\"", coordinate(opacity.max(0.0)))
    }
}
