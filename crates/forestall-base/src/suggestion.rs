//! "Did you mean": the nearest known word to a word that is not known.

/// The candidate nearest to `word`, if it is near enough to be a slip of the pen.
///
/// Near means: equal but for upper and lower case, spaces, `-` and `_`; or at most one edit (insert, delete, replace, swap of
/// neighbours) for words up to five characters, two for longer ones. Of equally near candidates the first wins.
///
/// ```
/// assert_eq!(forestall_base::nearest("brith", ["death", "birth"]), Some("birth"));
/// assert_eq!(forestall_base::nearest("PSA", ["day", "psa"]), Some("psa"));
/// assert_eq!(forestall_base::nearest("volume", ["day", "psa"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = folded(word);
    let allowed = if plain.len() <= 2 {
        0
    } else if plain.len() <= 5 {
        1
    } else {
        2
    };
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let other = folded(candidate);
        if other.is_empty() || plain.len().abs_diff(other.len()) > allowed {
            continue;
        }
        let distance = edits(&plain, &other);
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn folded(word: &str) -> Vec<char> {
    word.chars()
        .filter(|c| !c.is_whitespace() && *c != '-' && *c != '_')
        .flat_map(char::to_lowercase)
        .take(64)
        .collect()
}

/// Edit distance with swaps of neighbours (optimal string alignment).
fn edits(a: &[char], b: &[char]) -> usize {
    let width = b.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut above: Vec<usize> = (0..width).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1; width];
        for (j, &y) in b.iter().enumerate() {
            let mut least = (above[j] + usize::from(x != y))
                .min(above[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                least = least.min(before[j - 1] + 1);
            }
            row[j + 1] = least;
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_other_words_are_not() {
        let columns = ["patient", "day", "psa_ng_per_ml", "on_treatment"];
        assert_eq!(nearest("pateint", columns), Some("patient"));
        assert_eq!(nearest("Day", columns), Some("day"));
        assert_eq!(nearest("psa ng per ml", columns), Some("psa_ng_per_ml"));
        assert_eq!(nearest("days", columns), Some("day"));
        assert_eq!(nearest("volume", columns), None);
        assert_eq!(nearest("", columns), None);
        assert_eq!(nearest("ab", ["ba", ""]), None);
    }

    #[test]
    fn distance_counts_a_swap_once() {
        let distance = |a: &str, b: &str| edits(&folded(a), &folded(b));
        assert_eq!(distance("brith", "birth"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }
}
