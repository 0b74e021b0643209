//! Places for labels of marks: beside each mark, where neither another label nor a mark nor a curve lies.

use crate::measure::width;
use crate::panel::Panel;

/// A label: where its baseline begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Label {
    pub(super) place: [f64; 2],
}

/// A rectangle: left, top, right, bottom.
type Rectangle = [f64; 4];

/// A place for each label, or none where there is no room that is free of other labels and marks.
pub(super) fn labels(
    panel: &Panel,
    marks: &[[f64; 2]],
    words: &[String],
    curves: &[[f64; 2]],
    font: f64,
) -> Vec<Option<Label>> {
    let mut taken: Vec<Rectangle> = Vec::new();
    let around: Vec<Rectangle> = (marks.iter())
        .map(|[x, y]| [x - 5.0, y - 5.0, x + 5.0, y + 5.0])
        .collect();
    let mut found = Vec::with_capacity(marks.len());
    for ([x, y], word) in marks.iter().zip(words) {
        let (wide, tall) = (width(word, font), font);
        let mut best: Option<(usize, Rectangle)> = None;
        for distance in [9.0, 20.0, 34.0] {
            for (dx, dy) in [
                (1.0, 0.0),
                (-1.0, 0.0),
                (0.7, -1.0),
                (-0.7, -1.0),
                (0.7, 1.0),
                (-0.7, 1.0),
                (0.0, -1.4),
                (0.0, 1.4),
            ] {
                let left = match dx {
                    d if d > 0.0 => x + d * distance,
                    d if d < 0.0 => x + d * distance - wide,
                    _ => x - wide / 2.0,
                };
                let top = y + dy * distance - tall / 2.0;
                let own = [left - 2.0, top - 1.0, left + wide + 2.0, top + tall + 1.0];
                let outside = own[0] < panel.left
                    || own[1] < panel.top
                    || own[2] > panel.right()
                    || own[3] > panel.bottom();
                if outside || taken.iter().chain(&around).any(|other| meet(&own, other)) {
                    continue;
                }
                let crossed = curves.iter().filter(|place| holds(&own, **place)).count();
                if best.as_ref().is_none_or(|(least, _)| crossed < *least) {
                    best = Some((crossed, own));
                }
            }
        }
        found.push(best.map(|(_, own)| {
            taken.push(own);
            Label {
                place: [own[0] + 2.0, own[1] + 1.0 + tall * 0.82],
            }
        }));
    }
    found
}

fn meet(a: &Rectangle, b: &Rectangle) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

fn holds(own: &Rectangle, [x, y]: [f64; 2]) -> bool {
    (own[0]..=own[2]).contains(&x) && (own[1]..=own[3]).contains(&y)
}

/// Places along curves close enough to each other that no label can lie between two of them unseen.
pub(super) fn sampled(curve: impl Iterator<Item = [f64; 2]>) -> Vec<[f64; 2]> {
    let mut all: Vec<[f64; 2]> = Vec::new();
    for place in curve.filter(|place| place.iter().all(|x| x.is_finite())) {
        if let Some(&last) = all.last() {
            let far = libm::hypot(place[0] - last[0], place[1] - last[1]);
            let between = (far / 4.0).min(400.0) as usize;
            for k in 1..between {
                let share = k as f64 / between as f64;
                all.push([0, 1].map(|axis| last[axis] + share * (place[axis] - last[axis])));
            }
        }
        all.push(place);
    }
    all
}
