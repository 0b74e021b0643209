//! Before and after: a line for each alteration from its share in the one sample to that in the other.

use super::Figure;
use crate::measure::{fitted, spread_out};
use crate::number::percent;
use crate::pair::{PairFate, PairRow, PairSection};
use crate::palette::{BLUE, Colour, GREY, INK, VERMILLION, categorical};
use crate::panel::{Format, Panel, text};
use crate::path;
use crate::scale::Scale;
use crate::svg::{Anchor, Svg};

/// So many lines carry a name; what changed comes first.
const NAMED: usize = 16;
/// So many lines carry intervals.
const INTERVALS: usize = 24;

/// The shares before and after as an SVG drawing.
pub fn slope_svg(pair: &PairSection, format: Format) -> String {
    let font = format.font();
    let rows = drawn(pair);
    let labels: Vec<&PairRow> = rows.iter().copied().take(NAMED).collect();
    let step = font * 1.5;
    let tall = (labels.len() as f64 * step).max(format.pick(260.0, 220.0));
    let top = font * format.pick(3.4, 4.0);
    let most = rows
        .iter()
        .flat_map(|row| [row.before, row.after])
        .flatten()
        .map(|share| share.2)
        .fold(0.1, f64::max);
    let y = Scale::linear([0.0, most.min(1.0)], [0.0, 1.0]);
    let left = format.pick(120.0, 40.0);
    let room = format.pick(470.0, 180.0);
    let across = format.width() - left - room;
    let panel = Panel::new(
        [left, top],
        [across, tall],
        Scale::linear([0.0, 1.0], [0.0, 1.0]),
        y,
        font,
    );
    let mut svg = Svg::new(
        format.class(),
        "Before and after treatment",
        rows.iter()
            .map(|row| tip(row))
            .collect::<Vec<_>>()
            .join("; "),
    );
    axes(&mut svg, &panel, pair, format);
    let inset = format.pick(34.0, 16.0);
    let ends = [left + inset, panel.right() - inset];
    // What did not change lies below what did.
    for (k, row) in rows.iter().enumerate().rev() {
        let offset = (k % 7) as f64 * 3.0 - 9.0;
        line(
            &mut svg,
            &panel,
            row,
            ends.map(|x| x + offset * format.pick(1.0, 0.5)),
            k < INTERVALS,
        );
    }
    let wanted: Vec<f64> = labels
        .iter()
        .map(|row| panel.y.within(row.after.map_or(0.0, |share| share.1)))
        .collect();
    let places = spread_out(&wanted, step, top - step * 0.5, panel.bottom() + step * 0.5);
    for ((row, from), to) in labels.iter().zip(&wanted).zip(places) {
        let ink = colour(row.fate).ink;
        let start = panel.right() + 4.0;
        let name = start + format.pick(22.0, 12.0);
        svg.line(
            [panel.right() - inset + 14.0 * format.pick(1.0, 0.6), *from],
            [start, *from],
            "#d0d0d0",
            0.7,
        );
        svg.line([start, *from], [name - 4.0, to], "#d0d0d0", 0.7);
        let strong = matches!(row.fate, PairFate::Acquired | PairFate::Rising);
        let label = match format {
            Format::Wide => format!("{}  {}", row.alteration, numbers(row)),
            Format::Narrow => row.alteration.clone(),
        };
        let label = fitted(&label, font * 1.06, format.width() - name);
        text(
            &mut svg,
            [name, to + font * 0.35],
            &label,
            font,
            Anchor::Start,
            ink,
            strong,
        );
    }
    svg.finish(format.width(), panel.bottom() + font * 1.6, font)
}

/// Rows with a share on both sides, what changed first and the larger change first.
fn drawn(pair: &PairSection) -> Vec<&PairRow> {
    let order = [
        PairFate::Acquired,
        PairFate::Rising,
        PairFate::Falling,
        PairFate::Lost,
        PairFate::Shared,
    ];
    let size = |row: &PairRow| {
        let [a, b] = [row.before, row.after].map(|share| share.map_or(0.0, |share| share.1));
        -(b - a).abs()
    };
    let mut rows = Vec::new();
    for fate in order {
        let mut own: Vec<&PairRow> = pair
            .of(fate)
            .filter(|row| finite(row.before) && finite(row.after))
            .collect();
        own.sort_by(|a, b| size(a).total_cmp(&size(b)));
        rows.extend(own);
    }
    rows
}

fn finite(share: Option<crate::molecular::Share>) -> bool {
    share.is_some_and(|(low, best, high)| [low, best, high].iter().all(|end| end.is_finite()))
}

fn axes(svg: &mut Svg, panel: &Panel, pair: &PairSection, format: Format) {
    let font = panel.font;
    text(
        svg,
        [0.0, font],
        &pair.quantity,
        font,
        Anchor::Start,
        INK,
        false,
    );
    for tick in panel.y_ticks().iter().filter(|tick| !tick.label.is_empty()) {
        let y = panel.y.at(tick.value);
        svg.line([panel.left, y], [panel.right(), y], "#e4e4e4", 0.7);
        let place = [panel.left - 7.0, y + font * 0.35];
        text(
            svg,
            place,
            &percent(tick.value),
            font,
            Anchor::End,
            GREY,
            false,
        );
    }
    let inset = format.pick(34.0, 16.0);
    let half = (panel.right() - panel.left) / 2.0;
    for (x, word, sample) in [
        (panel.left + inset, "before", &pair.before),
        (panel.right() - inset, "after", &pair.after),
    ] {
        svg.line([x, panel.top], [x, panel.bottom()], GREY, 0.8);
        let heads = format.pick(
            [word.to_owned(), sample.clone()],
            [word.to_owned(), String::new()],
        );
        for (k, head) in heads.iter().enumerate() {
            let head = fitted(head, font, half);
            let place = [x, panel.top - font * (1.9 - 1.2 * k as f64)];
            text(svg, place, &head, font, Anchor::Middle, INK, k == 0);
        }
    }
}

fn line(svg: &mut Svg, panel: &Panel, row: &PairRow, [x0, x1]: [f64; 2], intervals: bool) {
    let (Some(a), Some(b)) = (row.before, row.after) else {
        return;
    };
    let colour = colour(row.fate);
    let changed = row.fate != PairFate::Shared;
    let points = [(x0, a), (x1, b)].map(|(x, share)| ([x, panel.y.within(share.1)], share));
    let data = path::curve([points[0].0, points[1].0]);
    svg.stroke(&data, colour.mark, if changed { 1.8 } else { 0.9 }, "");
    let tip = tip(row);
    for ([x, y], (low, best, high)) in points {
        if intervals {
            let ends = [panel.y.within(low), panel.y.within(high)];
            svg.line([x, ends[0]], [x, ends[1]], colour.mark, 1.0);
        }
        let fill = if best > 0.0 { colour.mark } else { "#ffffff" };
        svg.mark(&path::circle([x, y], 3.4), fill, colour.mark, 1.2, &tip);
    }
}

fn colour(fate: PairFate) -> Colour {
    match fate {
        PairFate::Acquired => VERMILLION,
        PairFate::Rising => categorical(4),
        PairFate::Falling | PairFate::Lost => BLUE,
        PairFate::Shared | PairFate::NotAssessable => Colour {
            mark: "#a6a6a6",
            ink: GREY,
        },
    }
}

/// `0 to 21 %, acquired`.
fn numbers(row: &PairRow) -> String {
    let best = |share: Option<crate::molecular::Share>| share.map_or(f64::NAN, |share| share.1);
    format!(
        "{} to {}, {}",
        percent(best(row.before)).replace("\u{a0}%", ""),
        percent(best(row.after)),
        row.fate.word()
    )
}

fn tip(row: &PairRow) -> String {
    format!("{}: {}", row.alteration, numbers(row))
}

/// The figure with its caption; nothing where no alteration was counted in both samples.
pub(crate) fn figure(pair: &PairSection) -> Option<Figure> {
    let rows = drawn(pair);
    if rows.is_empty() {
        return None;
    }
    let mut caption = format!(
        "Each line leads from the {} before treatment to that after it, with exact 95 % intervals; an open circle means that no read showed \
         the alteration. Orange: acquired; ochre: selected; blue: falling or lost; grey: no difference shown.",
        pair.quantity.to_lowercase()
    );
    if rows.len() > NAMED {
        caption += &format!(
            " {NAMED} of {} lines are named, those that changed most.",
            rows.len()
        );
    }
    let undrawn = pair.rows.len() - rows.len();
    if undrawn > 0 {
        let alterations = if undrawn == 1 {
            "alteration"
        } else {
            "alterations"
        };
        caption +=
            &format!(" {undrawn} {alterations} without a number on both sides: in the table only.");
    }
    Some(Figure::new(
        |format| slope_svg(pair, format),
        "Before and after treatment.",
        caption,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, fate: PairFate, before: f64, after: f64) -> PairRow {
        let share = |best: f64| Some(((best - 0.05).max(0.0), best, (best + 0.05).min(1.0)));
        PairRow {
            alteration: name.into(),
            fate,
            before: share(before),
            after: share(after),
            ..PairRow::default()
        }
    }

    #[test]
    fn labels_keep_their_distance_and_what_changed_is_named_first() {
        let mut rows: Vec<PairRow> = (0..30)
            .map(|k| row(&format!("G{k} A1V"), PairFate::Shared, 0.3, 0.3))
            .collect();
        rows.push(row("EGFR T790M", PairFate::Acquired, 0.0, 0.21));
        rows.push(PairRow {
            alteration: "MET amplification".into(),
            fate: PairFate::Acquired,
            ..PairRow::default()
        });
        let pair = PairSection {
            quantity: "Allele fraction".into(),
            rows,
            ..PairSection::default()
        };
        assert_eq!(drawn(&pair)[0].alteration, "EGFR T790M");
        assert_eq!(drawn(&pair).len(), 31);
        for format in [Format::Wide, Format::Narrow] {
            let svg = slope_svg(&pair, format);
            assert!(svg.contains("EGFR T790M") && !svg.contains("NaN"));
            let mut heights: Vec<f64> = svg
                .split("<text x=\"")
                .skip(1)
                .map(|rest| rest.split("</text>").next().unwrap())
                .filter(|rest| rest.contains(" A1V") || rest.contains("T790M"))
                .map(|rest| rest.split('"').nth(2).unwrap().parse().unwrap())
                .collect();
            assert_eq!(heights.len(), NAMED);
            heights.sort_by(f64::total_cmp);
            assert!(
                heights
                    .windows(2)
                    .all(|pair| pair[1] - pair[0] > format.font())
            );
        }
        let caption = figure(&pair).unwrap().caption;
        assert!(
            caption.contains("16 of 31 lines") && caption.contains("1 alteration without"),
            "{caption}"
        );
        assert!(figure(&PairSection::default()).is_none());
    }

    #[test]
    fn a_pair_without_numbers_has_no_figure_and_odd_numbers_draw_nothing() {
        let pair = PairSection {
            rows: vec![row("A", PairFate::Rising, f64::NAN, 0.2)],
            ..PairSection::default()
        };
        assert!(figure(&pair).is_none());
        assert!(!slope_svg(&pair, Format::Wide).contains("NaN"));
    }
}
