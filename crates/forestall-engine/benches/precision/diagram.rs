//! The diagram: one panel per model, both axes logarithmic.

use std::fmt::Write as _;

/// One run.
pub struct Point {
    pub seconds: f64,
    pub error: f64,
}

/// One model: runs of the explicit and of the stiff method.
pub struct Panel {
    pub title: &'static str,
    pub series: [Vec<Point>; 2],
}

const NAMES: [&str; 2] = ["explicit", "stiff"];
/// Blue and vermillion of Okabe and Ito, darkened for text.
const COLOURS: [&str; 2] = ["#005a8f", "#a84300"];
const INK: &str = "#1a1a1a";
const GREY: &str = "#595959";
const FAINT: &str = "#e4e4e4";

const WIDTH: f64 = 680.0;
const HEIGHT: f64 = 230.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 44.0;

/// Whole powers of ten around some numbers.
fn decades(numbers: impl Iterator<Item = f64>) -> (i32, i32) {
    let (mut low, mut high) = (i32::MAX, i32::MIN);
    for ten in numbers.filter(|x| *x > 0.0).map(libm::log10) {
        low = low.min(ten.floor() as i32);
        high = high.max(ten.ceil() as i32);
    }
    (low, high.max(low + 1))
}

/// A length of time in words.
fn seconds(ten: i32) -> String {
    let (unit, less) = match ten {
        ..-3 => ("µs", -6),
        -3..0 => ("ms", -3),
        _ => ("s", 0),
    };
    format!("{} {unit}", libm::pow(10.0, f64::from(ten - less)))
}

pub fn draw(panels: &[Panel]) -> String {
    let all = || {
        panels
            .iter()
            .flat_map(|panel| panel.series.iter().flatten())
    };
    let errors = decades(all().map(|point| point.error));
    let mut svg = String::new();
    let height = HEIGHT * panels.len() as f64;
    writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\">\
         <title>Error at the end of a run against processor time of one patient, explicit and stiff method, three models</title>\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
    )
    .unwrap();
    for (at, panel) in panels.iter().enumerate() {
        writeln!(svg, "<g transform=\"translate(0 {})\">", HEIGHT * at as f64).unwrap();
        draw_panel(&mut svg, panel, errors);
        svg.push_str("</g>\n");
    }
    svg.push_str("</svg>\n");
    svg
}

fn draw_panel(svg: &mut String, panel: &Panel, errors: (i32, i32)) {
    let times = decades(panel.series.iter().flatten().map(|point| point.seconds));
    let (right, bottom) = (WIDTH - 84.0, HEIGHT - BOTTOM);
    let place = |value: f64, (low, high): (i32, i32), from: f64, to: f64| {
        from + (libm::log10(value) - f64::from(low)) / f64::from(high - low) * (to - from)
    };
    let x = |seconds: f64| place(seconds, times, LEFT, right);
    let y = |error: f64| place(error, errors, bottom, TOP);
    let ten = |power: i32| libm::pow(10.0, f64::from(power));
    writeln!(
        svg,
        "<text x=\"{LEFT}\" y=\"20\" fill=\"{INK}\" font-weight=\"bold\">{}</text>",
        panel.title
    )
    .unwrap();
    for power in (errors.0..=errors.1).filter(|power| power % 3 == 0) {
        let at = y(ten(power));
        writeln!(
            svg,
            "<path d=\"M{LEFT} {at:.1}H{right}\" stroke=\"{FAINT}\"/><text x=\"{:.1}\" y=\"{:.1}\" fill=\"{GREY}\" text-anchor=\"end\">1e{power}</text>",
            LEFT - 8.0,
            at + 4.0
        )
        .unwrap();
    }
    for power in times.0..=times.1 {
        let at = x(ten(power));
        writeln!(
            svg,
            "<path d=\"M{at:.1} {TOP}V{bottom}\" stroke=\"{FAINT}\"/><text x=\"{at:.1}\" y=\"{:.1}\" fill=\"{GREY}\" text-anchor=\"middle\">{}</text>",
            bottom + 18.0,
            seconds(power)
        )
        .unwrap();
    }
    writeln!(
        svg,
        "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{GREY}\" text-anchor=\"middle\">processor time of one patient</text>\
         <text transform=\"translate(14 {:.1}) rotate(-90)\" fill=\"{GREY}\" text-anchor=\"middle\">relative error</text>",
        0.5 * (LEFT + right),
        bottom + 36.0,
        0.5 * (TOP + bottom)
    )
    .unwrap();
    for (which, points) in panel.series.iter().enumerate() {
        let colour = COLOURS[which];
        let shown: Vec<(f64, f64)> = points
            .iter()
            .filter(|point| point.error > 0.0)
            .map(|point| (x(point.seconds), y(point.error)))
            .collect();
        let path: Vec<String> = shown
            .iter()
            .map(|(x, y)| format!("{x:.1} {y:.1}"))
            .collect();
        writeln!(
            svg,
            "<path d=\"M{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"/>",
            path.join("L")
        )
        .unwrap();
        for (x, y) in &shown {
            if which == 0 {
                writeln!(
                    svg,
                    "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"{colour}\"/>"
                )
                .unwrap();
            } else {
                writeln!(svg, "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"6.4\" height=\"6.4\" fill=\"{colour}\"/>", x - 3.2, y - 3.2).unwrap();
            }
        }
        if let Some((x, y)) = shown.last() {
            writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\">{}</text>",
                x + 8.0,
                y + 4.0,
                NAMES[which]
            )
            .unwrap();
        }
    }
}
