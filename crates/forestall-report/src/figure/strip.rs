//! Dosing strips: when which drug is given, on the time axis of the panel above.

use crate::measure::fitted;
use crate::number::{percent, significant};
use crate::palette::{DRUG, GREY};
use crate::panel::{Panel, text};
use crate::patient::DrugStrip;
use crate::svg::{Anchor, Svg};

/// Height of the bar, in drawing units.
const BAR: f64 = 9.0;

/// Height that so many strips take below a panel.
pub(crate) fn height(strips: &[DrugStrip], font: f64) -> f64 {
    strips.len() as f64 * (font + BAR + 5.0)
}

/// Draws the strips from `top` on, each with the name of its drug above it.
pub(crate) fn draw(svg: &mut Svg, panel: &Panel, strips: &[DrugStrip], top: f64) {
    let font = panel.font - 1.0;
    let mut y = top;
    for strip in strips {
        let note = describe(strip, panel.x.domain);
        let name = fitted(&note, font, panel.width);
        let row = y + font * 0.9;
        text(
            svg,
            [panel.left, row],
            &name,
            font,
            Anchor::Start,
            GREY,
            false,
        );
        y += panel.font + 1.0;
        bar(svg, panel, strip, y, BAR);
        y += BAR + 4.0;
    }
}

/// One bar on the time axis of the panel: dark where the drug is given, in proportion to the amount.
pub(crate) fn bar(svg: &mut Svg, panel: &Panel, strip: &DrugStrip, top: f64, height: f64) {
    svg.rect([panel.left, top], [panel.width, height], "#ececec", 1.0);
    let largest = strip.largest();
    for dose in &strip.intervals {
        let (from, to) = (panel.x.within(dose.start), panel.x.within(dose.end));
        let share = if largest > 0.0 {
            (dose.amount / largest).clamp(0.0, 1.0)
        } else {
            0.0
        };
        if share > 0.0 {
            // A dose that is too short for the page still shows.
            let width = (to - from).max(if dose.end >= dose.start { 0.6 } else { 0.0 });
            svg.rect([from, top], [width, height], DRUG, 0.25 + 0.75 * share);
        }
    }
}

/// Share of the time from first to last on the drug, doses at any amount counted in full.
pub(crate) fn share_on(strip: &DrugStrip, [first, last]: [f64; 2]) -> f64 {
    let on: f64 = strip
        .intervals
        .iter()
        .filter(|dose| dose.amount > 0.0)
        .map(|dose| (dose.end.min(last) - dose.start.max(first)).max(0.0))
        .sum();
    (on / (last - first)).clamp(0.0, 1.0)
}

fn describe(strip: &DrugStrip, domain: [f64; 2]) -> String {
    let given = || strip.intervals.iter().filter(|dose| dose.amount > 0.0);
    let unit = &strip.unit;
    let largest = significant(strip.largest(), 3);
    if !unit.is_empty() && given().count() > 0 && given().all(|dose| dose.start == dose.end) {
        let count = given()
            .filter(|dose| (domain[0]..=domain[1]).contains(&dose.start))
            .count();
        let doses = if count == 1 { "dose" } else { "doses" };
        let equal = given().all(|dose| dose.amount == strip.largest());
        let up_to = if equal { "" } else { "up to " };
        return format!("{}, {count} {doses} of {up_to}{largest} {unit}", strip.drug);
    }
    let share = percent(share_on(strip, domain));
    if unit.is_empty() {
        format!("{}, on for {share} of the time shown", strip.drug)
    } else {
        format!(
            "{}, up to {largest} {unit}, on for {share} of the time shown",
            strip.drug
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patient::DoseInterval;

    #[test]
    fn single_doses_are_counted_and_stretches_are_shares_of_the_time() {
        let strip = |unit: &str, doses: &[(f64, f64, f64)]| DrugStrip {
            drug: "D".into(),
            unit: unit.into(),
            intervals: doses
                .iter()
                .map(|&(start, end, amount)| DoseInterval { start, end, amount })
                .collect(),
        };
        let told = |unit, doses: &[_]| describe(&strip(unit, doses), [0.0, 10.0]);
        assert_eq!(
            told("mg", &[(1.0, 1.0, 6.0), (2.0, 2.0, 6.0), (11.0, 11.0, 6.0)]),
            "D, 2 doses of 6 mg"
        );
        assert_eq!(
            told("mg", &[(1.0, 1.0, 6.0), (12.0, 12.0, 3.0)]),
            "D, 1 dose of up to 6 mg"
        );
        assert_eq!(
            told("mg", &[(0.0, 5.0, 6.0)]),
            "D, up to 6 mg, on for 50\u{a0}% of the time shown"
        );
        assert_eq!(
            told("", &[(0.0, 2.0, 1.0)]),
            "D, on for 20\u{a0}% of the time shown"
        );
    }
}
