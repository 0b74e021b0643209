//! The refusals of one table: the same refusal of many cells is shown once, with its count.

use forestall_base::{Diagnostic, Diagnostics};

/// Different refusals shown before the reader gives up.
const MOST: usize = 20;

/// Characters of a cell or name beyond which a message shows its beginning only.
const LONGEST: usize = 200;

/// The same refusals, with words so long that they would bury the message cut short.
pub(crate) fn shortened(mut all: Diagnostics) -> Diagnostics {
    for one in &mut all.0 {
        let texts = [
            Some(&mut one.message),
            one.expected.as_mut(),
            one.help.as_mut(),
        ];
        for text in texts.into_iter().flatten() {
            if text.split(' ').any(|word| word.len() > LONGEST) {
                let words: Vec<String> = text.split(' ').map(cut).collect();
                *text = words.join(" ");
            }
        }
    }
    all
}

/// The beginning of a long word, with the marks behind its end.
fn cut(word: &str) -> String {
    if word.len() <= LONGEST {
        return word.to_owned();
    }
    let marks = word.trim_end_matches(['"', ',', ')', ';']).len();
    let begin: String = word.chars().take(LONGEST / 4).collect();
    format!("{begin}...{}", &word[marks..])
}

#[derive(Default)]
pub(crate) struct Refusals {
    shown: Vec<(Diagnostic, usize)>,
}

impl Refusals {
    /// Adds refusals.
    pub(crate) fn extend(&mut self, more: Diagnostics) {
        for refusal in more.0 {
            let same = self
                .shown
                .iter_mut()
                .find(|(other, _)| other.code == refusal.code && other.message == refusal.message);
            match same {
                Some((_, times)) => *times += 1,
                None => self.shown.push((refusal, 1)),
            }
        }
    }

    /// Whether there are so many that reading on helps nobody.
    pub(crate) fn full(&self) -> bool {
        self.shown.len() >= MOST
    }

    /// All of them, if there are any.
    pub(crate) fn result(self) -> Result<(), Diagnostics> {
        if self.shown.is_empty() {
            return Ok(());
        }
        let full = self.full();
        let mut all = Vec::new();
        for (mut refusal, times) in self.shown {
            if times > 1 {
                refusal.message = format!("{} ({times} times, here first)", refusal.message);
            }
            all.push(refusal);
        }
        if full {
            all.push(
                Diagnostic::error(
                    "T0099",
                    format!("{MOST} different problems found, the rest of the table was not read"),
                )
                .help("correct these and try again"),
            );
        }
        Err(Diagnostics(all))
    }
}
