//! `models list`: the library, or the part of it that was asked for.

use forestall_model::{MECHANISMS, STRATEGIES, UNSTATED, Word};
use serde::Serialize;

use super::super::{
    failure::{Failure, Outcome},
    files::LIBRARY,
    print,
};
use super::{arguments::ListArguments, card::Card};

#[derive(Serialize)]
struct Vocabulary {
    mechanisms: Vec<Term>,
    strategies: Vec<Term>,
}

#[derive(Serialize)]
struct Term {
    word: &'static str,
    meaning: &'static str,
}

#[derive(Serialize)]
struct Listing {
    models: Vec<Card>,
    vocabulary: Vocabulary,
}

/// `models list`.
pub(super) fn run(arguments: &ListArguments) -> Outcome {
    let mechanisms: Vec<Word> = MECHANISMS.iter().copied().chain([UNSTATED]).collect();
    let mechanism = wanted("--mechanism", arguments.mechanism.as_deref(), &mechanisms)?;
    let strategy = wanted("--strategy", arguments.strategy.as_deref(), STRATEGIES)?;
    let has = |words: &[String], one: &[&str]| {
        one.is_empty() || words.iter().any(|word| one.contains(&word.as_str()))
    };
    let mut models = Vec::new();
    for &(name, text) in LIBRARY {
        let card = Card::read(name, text)?;
        if has(&card.mechanisms, &mechanism) && has(&card.strategies, &strategy) {
            models.push(card);
        }
    }
    if arguments.json {
        let terms = |words: &[Word]| words.iter().map(term).collect();
        return print::json(&Listing {
            models,
            vocabulary: Vocabulary {
                mechanisms: terms(&mechanisms),
                strategies: terms(STRATEGIES),
            },
        });
    }
    people(&models)
}

fn term(word: &Word) -> Term {
    Term {
        word: word.word,
        meaning: word.meaning,
    }
}

/// Words of the vocabulary that contain what was typed, in any case of letters; all models if nothing was.
fn wanted(option: &str, typed: Option<&str>, words: &[Word]) -> Result<Vec<&'static str>, Failure> {
    let Some(typed) = typed else {
        return Ok(Vec::new());
    };
    let lower = typed.trim().to_lowercase();
    let names = || words.iter().map(|one| one.word);
    if let Some(exact) = names().find(|name| name.to_lowercase() == lower) {
        return Ok(vec![exact]);
    }
    let parts: Vec<&str> = names()
        .filter(|name| !lower.is_empty() && name.to_lowercase().contains(&lower))
        .collect();
    if !parts.is_empty() {
        return Ok(parts);
    }
    let help = match forestall_base::nearest(typed, names()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("one of: {}", names().collect::<Vec<_>>().join(", ")),
    };
    let message = format!("{option} \"{typed}\": the library is not sorted by such a word");
    Err(Failure::usage(message, help))
}

fn people(models: &[Card]) -> Outcome {
    let width = print::width();
    for card in models {
        print::line(card.name)?;
        print::wrapped("    ", &card.title, width)?;
        let mut about = card.mechanisms.join(", ");
        if !card.strategies.is_empty() {
            about += &format!("  |  {}", card.strategies.join(", "));
        }
        print::wrapped("    ", &about, width)?;
        print::wrapped("    ", card.cite.as_deref().unwrap_or_default(), width)?;
        print::line("")?;
    }
    let count = models.len();
    let text = format!(
        "{count} {}: title, mechanisms of escape | strategies, source. `forestall models show NAME` explains one; every command takes a \
         name where it takes a file.",
        print::counted(count, "model")
    );
    print::wrapped("", &text, width)
}
