//! Genes over a cohort of pairs: bars of patients who acquired a change to the right, of those who lost one to the left.

use super::Figure;
use crate::measure::{fitted, width};
use crate::number::significant;
use crate::palette::{BLUE, FAINT, GREY, INK, VERMILLION};
use crate::panel::{Format, text};
use crate::relapse::{RelapseGene, RelapseSection};
use crate::svg::{Anchor, Svg};

/// So many genes are drawn.
const MOST: usize = 25;

/// The bars as an SVG drawing.
pub fn relapse_svg(relapse: &RelapseSection, format: Format) -> String {
    let font = format.font();
    let rows = drawn(relapse);
    let step = font * 1.7;
    let top = font * 2.6;
    let names = rows.iter().map(|row| width(&row.name, font) * 1.06);
    let left = names.fold(40.0, f64::max).min(format.pick(240.0, 104.0)) + 12.0;
    let numbers: Vec<String> = rows.iter().map(|row| number(row)).collect();
    let right = numbers.iter().map(|n| width(n, font)).fold(30.0, f64::max) + 10.0;
    let most = |of: fn(&RelapseGene) -> usize| rows.iter().map(|row| of(row)).max().unwrap_or(0);
    let (gained, lost) = (most(|row| row.acquired).max(1), most(|row| row.lost));
    let unit = (format.width() - left - right) / (gained + lost) as f64;
    let zero = left + lost as f64 * unit;
    let mut svg = Svg::new(
        format.class(),
        "Genes changed between the samples before and after treatment",
        rows.iter()
            .map(|row| tip(row))
            .collect::<Vec<_>>()
            .join("; "),
    );
    let head = font * 1.1;
    text(
        &mut svg,
        [zero + 3.0, head],
        "acquired",
        font,
        Anchor::Start,
        VERMILLION.ink,
        true,
    );
    if lost > 0 {
        text(
            &mut svg,
            [zero - 3.0, head],
            "lost",
            font,
            Anchor::End,
            BLUE.ink,
            true,
        );
    }
    text(
        &mut svg,
        [format.width(), head],
        "q",
        font,
        Anchor::End,
        GREY,
        true,
    );
    for (k, (row, number)) in rows.iter().zip(&numbers).enumerate() {
        let middle = top + (k as f64 + 0.5) * step;
        let [from, to] = [-0.3, 0.3].map(|share| middle + share * step);
        svg.line(
            [left, middle + step * 0.5],
            [format.width() - right, middle + step * 0.5],
            FAINT,
            0.5,
        );
        let baseline = middle + font * 0.35;
        let name = fitted(&row.name, font * 1.06, left - 10.0);
        let known = !row.known.is_empty();
        text(
            &mut svg,
            [0.0, baseline],
            &name,
            font,
            Anchor::Start,
            INK,
            known,
        );
        let opacity = if row.q.is_some_and(|q| q <= 0.1) {
            1.0
        } else {
            0.45
        };
        svg.rect(
            [zero, from],
            [row.acquired as f64 * unit, to - from],
            VERMILLION.mark,
            opacity,
        );
        let length = row.lost as f64 * unit;
        svg.rect(
            [zero - length, from],
            [length, to - from],
            BLUE.mark,
            opacity,
        );
        if let Some(expected) = row.expected.filter(|e| e.is_finite()) {
            let x = zero + expected.min(gained as f64) * unit;
            svg.line([x, from - 2.0], [x, to + 2.0], INK, 1.6);
        }
        text(
            &mut svg,
            [format.width(), baseline],
            number,
            font,
            Anchor::End,
            INK,
            false,
        );
    }
    let bottom = top + rows.len() as f64 * step;
    svg.line([zero, top], [zero, bottom], GREY, 0.8);
    axis(&mut svg, [zero, bottom], unit, [lost, gained], font);
    svg.finish(format.width(), bottom + font * 3.4, font)
}

/// Whole numbers of patients on both sides.
fn axis(svg: &mut Svg, [zero, bottom]: [f64; 2], unit: f64, [lost, gained]: [usize; 2], font: f64) {
    let every = ((font * 2.6 / unit).ceil() as usize).max(1);
    svg.line(
        [zero - lost as f64 * unit, bottom],
        [zero + gained as f64 * unit, bottom],
        GREY,
        0.8,
    );
    let right = (0..=gained).step_by(every).map(|n| (n, 1.0));
    let left = (0..=lost).step_by(every).skip(1).map(|n| (n, -1.0));
    for (n, sign) in right.chain(left) {
        let x = zero + sign * n as f64 * unit;
        svg.line([x, bottom], [x, bottom + 4.0], GREY, 0.8);
        text(
            svg,
            [x, bottom + 6.0 + font],
            &n.to_string(),
            font,
            Anchor::Middle,
            GREY,
            false,
        );
    }
    let middle = zero + (gained as f64 - lost as f64) * unit / 2.0;
    text(
        svg,
        [middle, bottom + font * 2.9],
        "Patients",
        font,
        Anchor::Middle,
        INK,
        false,
    );
}

fn drawn(relapse: &RelapseSection) -> Vec<&RelapseGene> {
    relapse.genes.iter().take(MOST).collect()
}

fn number(row: &RelapseGene) -> String {
    row.q.map_or_else(String::new, |q| significant(q, 2))
}

fn tip(row: &RelapseGene) -> String {
    format!(
        "{}: acquired in {}, lost in {}, q {}",
        row.name,
        row.acquired,
        row.lost,
        number(row)
    )
}

/// The figure with its caption; nothing without genes.
pub(crate) fn figure(relapse: &RelapseSection) -> Option<Figure> {
    let rows = drawn(relapse);
    if rows.is_empty() {
        return None;
    }
    let mut caption = "Bars to the right: patients who acquired a change that alters the protein; to the left: those who lost one. \
                       Upright strokes: patients expected to acquire one by chance, from each patient's number of acquired changes and \
                       the genes' lengths. q: chance that so many come about so, adjusted for all genes; bars with q above 0.1 are pale. \
                       Bold: some of the changes are mechanisms of the catalogue."
        .to_owned();
    if relapse.genes.len() > rows.len() {
        caption += &format!(" The first {MOST} of {} genes.", relapse.genes.len());
    }
    Some(Figure::new(
        |format| relapse_svg(relapse, format),
        "Genes changed between the samples before and after treatment.",
        caption,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_on_both_sides_of_nothing_and_stay_on_the_page() {
        let gene = |name: &str, acquired, lost, q| RelapseGene {
            name: name.into(),
            acquired,
            lost,
            q: Some(q),
            expected: Some(0.4),
            ..RelapseGene::default()
        };
        let mut genes = vec![
            gene("ESR1", 9, 0, 1e-9),
            gene("A_GENE_WITH_A_VERY_LONG_NAME", 1, 3, 1.0),
        ];
        genes.extend((0..40).map(|k| gene(&format!("G{k}"), 1, 1, f64::NAN)));
        let relapse = RelapseSection {
            genes,
            ..RelapseSection::default()
        };
        for format in [Format::Wide, Format::Narrow] {
            let svg = relapse_svg(&relapse, format);
            assert!(svg.contains(">ESR1<") && !svg.contains("NaN"));
            for rest in svg.split("<rect x=\"").skip(1) {
                let mut numbers = rest
                    .split('"')
                    .step_by(2)
                    .map(|n| n.parse::<f64>().unwrap());
                let (x, _, across) = (
                    numbers.next().unwrap(),
                    numbers.next(),
                    numbers.next().unwrap(),
                );
                assert!(x >= 0.0 && x + across <= format.width(), "{x} {across}");
            }
        }
        assert!(
            figure(&relapse)
                .unwrap()
                .caption
                .contains("The first 25 of 42 genes.")
        );
        assert!(figure(&RelapseSection::default()).is_none());
        assert!(!relapse_svg(&RelapseSection::default(), Format::Wide).contains("NaN"));
    }
}
