//! Reading the closing lines of the test runners.

/// Tests that passed and failed, summed over all closing lines of `cargo test` or `cargo nextest` in `output`.
///
/// Lines of other programs are not looked at.
pub fn tests(output: &str) -> (usize, usize) {
    let plain = without_colour(output);
    plain
        .lines()
        .map(str::trim)
        .filter_map(closing)
        .fold((0, 0), |sum, line| (sum.0 + line.0, sum.1 + line.1))
}

/// Counts of one line, if it is a closing line.
fn closing(line: &str) -> Option<(usize, usize)> {
    let counts = if let Some(rest) = line.strip_prefix("test result:") {
        rest
    } else if line.starts_with("Summary [") {
        line.split_once("run:")?.1
    } else {
        return None;
    };
    let words: Vec<&str> = counts
        .split(|mark: char| !mark.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let number = |names: &[&str]| -> usize {
        words
            .windows(2)
            .filter(|pair| names.contains(&pair[1]))
            .filter_map(|pair| pair[0].parse::<usize>().ok())
            .sum()
    };
    Some((number(&["passed"]), number(&["failed", "timed", "exec"])))
}

/// The text without terminal escape sequences.
fn without_colour(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            for skipped in characters.by_ref() {
                if skipped.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::tests;

    #[test]
    fn sums_the_closing_lines_of_cargo_test() {
        let output = "running 3 tests\ntest result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\
                      test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(tests(output), (4, 2));
    }

    #[test]
    fn reads_the_summary_of_nextest_with_colours() {
        let output = "\u{1b}[32;1m     Summary\u{1b}[0m [   1.234s] \u{1b}[1m12\u{1b}[0m tests run: \u{1b}[1m11\u{1b}[0m \
                      \u{1b}[32;1mpassed\u{1b}[0m (1 slow), 1 failed, 3 skipped\n";
        assert_eq!(tests(output), (11, 1));
        assert_eq!(
            tests("Summary [ 0.1s] 1 test run: 1 passed, 0 skipped"),
            (1, 0)
        );
        assert_eq!(
            tests("Summary [ 9.0s] 5/6 tests run: 3 passed, 1 failed, 1 timed out, 0 skipped"),
            (3, 2)
        );
    }

    #[test]
    fn leaves_other_lines_alone() {
        assert_eq!(tests("note: 7 passed, 3 failed in another program"), (0, 0));
    }
}
