//! "Did you mean": the nearest of the words that would have been legal.

/// `did you mean "birth"?` if one of `words` is near enough to `found`.
pub(crate) fn did_you_mean<'w>(
    found: &str,
    words: impl IntoIterator<Item = &'w str>,
) -> Option<String> {
    nearest(found, words).map(|word| format!("did you mean \"{word}\"?"))
}

/// The nearest of `words`, the first of equals, if it is near enough.
pub(crate) fn nearest<'w>(
    found: &str,
    words: impl IntoIterator<Item = &'w str>,
) -> Option<&'w str> {
    let length = found.chars().count();
    let limit = match length {
        0..=2 => 1,
        3..=5 => 2,
        n => n / 3,
    };
    let mut best: Option<(usize, &str)> = None;
    for word in words {
        let size = word.chars().count();
        if size.abs_diff(length) > limit || (length <= 2 && size < 2) {
            continue;
        }
        let distance = if word.eq_ignore_ascii_case(found) {
            0
        } else {
            edits(found, word)
        };
        // A word of which nothing remains is not a correction.
        if distance <= limit && distance < size && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, word));
        }
    }
    best.map(|(_, word)| word)
}

/// Insertions, deletions, substitutions and swaps of neighbours that lead from `a` to `b`.
pub(crate) fn edits(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().take(64).collect();
    let b: Vec<char> = b.chars().take(64).collect();
    let mut before = vec![0; b.len() + 1];
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut next = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let substituted = row[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = substituted.min(row[j] + 1).min(next[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            next[j] = least;
        }
        before = row;
        row = next;
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edit_distances_equal_counts_by_hand() {
        for (a, b, wanted) in [
            ("birth", "birth", 0),
            ("brith", "birth", 1),
            ("death", "deaths", 1),
            ("", "abc", 3),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(edits(a, b), wanted, "{a} {b}");
        }
    }

    #[test]
    fn nothing_far_is_suggested() {
        assert_eq!(nearest("brith", ["death", "birth"]), Some("birth"));
        assert_eq!(nearest("xyz", ["death", "birth"]), None);
        assert_eq!(nearest("q", ["a", "b"]), None);
    }
}
