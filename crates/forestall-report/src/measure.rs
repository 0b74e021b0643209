//! How wide a text will be, near enough to keep texts apart, without a font.

/// Estimated width of a text in a font of the Helvetica family, in the unit of the font size.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// Advance widths of Helvetica by kind of letter, in em, rounded up.
fn advance(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' | 'I' | '.' | ',' | ':' | ';' | '!' | ' ' | '\u{a0}' | '/' => {
            0.29
        }
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' => 0.35,
        '\u{2009}' => 0.2,
        '⁰' | '¹' | '²' | '³' | '⁴' | '⁵' | '⁶' | '⁷' | '⁸' | '⁹' | '⁻' => 0.37,
        'm' | 'M' | 'W' | '%' | '@' => 0.9,
        'w' => 0.73,
        'A'..='Z' => 0.72,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' => 0.51,
        ' '..='~' | '–' | '−' | '×' => 0.58,
        // Scripts with wide letters.
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => 1.02,
        _ => 0.66,
    }
}

/// The text, or its beginning and an ellipsis, so that it is no wider than `room`.
pub(crate) fn fitted(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = width("…", size);
    for c in text.chars() {
        used += advance(c) * size;
        if used > room {
            break;
        }
        short.push(c);
    }
    short.trim_end().to_owned() + "…"
}

/// Places for labels of the given height, as near as possible to where each wants to be, none upon another, all between
/// `low` and `high` if there is room. The answer is in the order of the question.
pub(crate) fn spread_out(wanted: &[f64], height: f64, low: f64, high: f64) -> Vec<f64> {
    let wanted: Vec<f64> = wanted
        .iter()
        .map(|&want| if want.is_finite() { want } else { low })
        .collect();
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    // Clusters of labels that touch: middle of the wanted places, number of labels.
    let mut clusters: Vec<(f64, usize)> = Vec::new();
    let middle = |(sum, count): (f64, usize)| {
        let half = height * count as f64 / 2.0;
        let centre = sum / count as f64;
        centre.min(high - half).max(low + half)
    };
    for &k in &order {
        clusters.push((wanted[k], 1));
        while let [.., a, b] = clusters[..] {
            let gap = middle(b) - height * b.1 as f64 / 2.0 - middle(a) - height * a.1 as f64 / 2.0;
            if gap >= -1e-9 {
                break;
            }
            clusters.truncate(clusters.len() - 2);
            clusters.push((a.0 + b.0, a.1 + b.1));
        }
    }
    let mut places = vec![0.0; wanted.len()];
    let mut next = order.iter();
    for cluster in clusters {
        let start = middle(cluster) - height * cluster.1 as f64 / 2.0;
        for (place, &k) in (0..cluster.1).zip(&mut next) {
            places[k] = start + height * (place as f64 + 0.5);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_their_distance_and_stay_inside() {
        let places = spread_out(&[5.0, 50.0, 51.0, 52.0, 99.0, f64::NAN], 10.0, 0.0, 100.0);
        let mut sorted = places.clone();
        sorted.sort_by(f64::total_cmp);
        assert!(
            sorted
                .windows(2)
                .all(|pair| pair[1] - pair[0] >= 10.0 - 1e-9),
            "{places:?}"
        );
        assert!(sorted[0] >= 5.0 && sorted[5] <= 95.0, "{places:?}");
        assert_eq!(places[2], 51.0);
        assert!(spread_out(&[], 10.0, 0.0, 100.0).is_empty());
    }

    #[test]
    fn long_texts_are_cut_to_the_room_there_is() {
        let text = "androgen-independent population of the second clone";
        let cut = fitted(text, 10.0, 80.0);
        assert!(cut.ends_with('…') && width(&cut, 10.0) <= 80.0, "{cut}");
        assert_eq!(fitted("S", 10.0, 80.0), "S");
    }
}
