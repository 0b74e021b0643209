//! Best response of each virtual patient, the worst first.

use crate::analysis::Waterfall;
use crate::number::percent;
use crate::palette::{BLUE, GREY, VERMILLION};
use crate::panel::{Format, Panel};
use crate::path;
use crate::scale::Scale;
use crate::svg::Svg;

/// Patients that are drawn one by one; of more, evenly spread ones are.
const MOST_BARS: usize = 300;
/// Growth beyond this is cut off.
const HIGHEST: f64 = 1.0;

/// A waterfall plot as an SVG drawing: change from the first value, in per cent.
pub(crate) fn waterfall_svg(own: &Waterfall, format: Format) -> String {
    let font = format.font();
    let mut all: Vec<f64> = own
        .changes
        .iter()
        .copied()
        .filter(|x| !x.is_nan())
        .collect();
    all.sort_by(|a, b| b.total_cmp(a));
    let count = all.len().min(format.pick(MOST_BARS, 150));
    let bars: Vec<f64> = (0..count)
        .map(|k| all[((k as f64 + 0.5) / count as f64 * all.len() as f64) as usize])
        .collect();
    let highest = bars.first().map_or(0.0, |x| x.min(HIGHEST)).max(0.05);
    let y = Scale::linear([-100.0, highest * 105.0], [0.0, 1.0]);
    let x = Scale::linear([0.0, count.max(1) as f64], [0.0, 1.0]);
    let top = font * 2.2;
    let size = |left: f64| [format.width() - left - 8.0, format.pick(280.0, 210.0)];
    let draft = Panel::new([0.0, top], size(50.0), x, y, font);
    let left = draft.y_room();
    let panel = Panel::new([left, top], size(left), x, y, font);
    let mut svg = Svg::new(format.class(), heading(own), described(&all));
    panel.heading(
        &mut svg,
        "",
        &format!("Best change of {} from its first value (%)", own.assay),
    );
    panel.frame(&mut svg);
    let zero = panel.y.at(0.0);
    let step = panel.width / count.max(1) as f64;
    for (k, change) in bars.iter().enumerate() {
        let end = panel.y.within(change * 100.0);
        let left = panel.left + step * k as f64;
        let gap = (step * 0.15).min(1.5);
        let colour = if *change < 0.0 { BLUE } else { VERMILLION };
        let corner = [left + gap / 2.0, zero.min(end)];
        let bar = path::rounded(corner, [step - gap, (end - zero).abs().max(0.8)], 0.0);
        svg.mark(&bar, colour.mark, "none", 0.0, &percent(*change));
        if *change > HIGHEST {
            svg.fill(
                &path::triangle([left + step / 2.0, end - 4.0], 2.6, false),
                colour.mark,
                1.0,
            );
        }
    }
    svg.line([panel.left, zero], [panel.right(), zero], GREY, 0.9);
    let shown = if count == all.len() {
        format!("{count} virtual patients under {}", own.regimen)
    } else {
        format!(
            "{count} of {} virtual patients under {}",
            all.len(),
            own.regimen
        )
    };
    let row = panel.bottom() + font * 1.6;
    crate::panel::text(
        &mut svg,
        [panel.left + panel.width / 2.0, row],
        &shown,
        font,
        crate::svg::Anchor::Middle,
        crate::palette::INK,
        false,
    );
    svg.finish(format.width(), row + font * 0.6, font)
}

fn heading(own: &Waterfall) -> String {
    format!("Best response under {}", own.regimen)
}

fn described(sorted: &[f64]) -> String {
    let share = |limit: f64| {
        let met = sorted.iter().filter(|&&x| x <= limit).count();
        percent(met as f64 / sorted.len().max(1) as f64)
    };
    format!(
        "{} of the patients shrink at all, {} by 30 % or more, {} by 90 % or more.",
        share(-1e-12),
        share(-0.3),
        share(-0.9)
    )
}

/// Heading and caption.
pub(super) fn words(own: &Waterfall) -> (String, String) {
    let mut sorted: Vec<f64> = own
        .changes
        .iter()
        .copied()
        .filter(|x| !x.is_nan())
        .collect();
    sorted.sort_by(f64::total_cmp);
    let mut caption = described(&sorted);
    if sorted.last().is_some_and(|x| *x > HIGHEST) {
        caption += " Arrows: growth beyond 100 %.";
    }
    (heading(own) + ".", caption)
}
