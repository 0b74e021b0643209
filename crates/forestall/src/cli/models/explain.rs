//! `models show`: one model in words.

use forestall_model::{MECHANISMS, STRATEGIES, UNSTATED, Word};

use super::super::{failure::Outcome, print};
use super::card::{Card, Checks, Named};

/// Width of the words on the left.
const LABEL: usize = 14;

/// Prints what a model is about, what it holds and how to go on.
pub(super) fn print(card: &Card) -> Outcome {
    let width = print::width();
    print::wrapped("", &format!("{}: {}", card.name, card.title), width)?;
    print::wrapped("", card.cite.as_deref().unwrap_or_default(), width)?;
    if let Some(summary) = &card.summary {
        print::line("")?;
        print::wrapped("", summary, width)?;
    }
    print::line("")?;
    let known: Vec<Word> = MECHANISMS.iter().copied().chain([UNSTATED]).collect();
    row("mechanism", &explained(&card.mechanisms, &known), width)?;
    row("strategy", &explained(&card.strategies, STRATEGIES), width)?;
    row("populations", &[with_units(&card.populations)], width)?;
    row("states", &[with_units(&card.states)], width)?;
    row("drugs", &[with_units(&card.drugs)], width)?;
    row("assays", &[with_units(&card.assays)], width)?;
    let regimens: Vec<String> = card
        .regimens
        .iter()
        .map(|regimen| match &regimen.note {
            Some(note) => format!("{}: {note}", regimen.name),
            None => regimen.name.clone(),
        })
        .collect();
    row("regimens", &regimens, width)?;
    row("stop rules", &[card.stops.join(", ")], width)?;
    row("variants", &[card.variants.join(", ")], width)?;
    row("time", std::slice::from_ref(&time(&card.time)), width)?;
    row("checks", &checked(&card.checks), width)?;
    if !card.slips.is_empty() {
        print::line("\nknown slips and limits of the source")?;
        for slip in &card.slips {
            print::wrapped("  * ", slip, width)?;
        }
    }
    print::line("\ngo on")?;
    let name = card.name;
    let regimen = card.regimens.last().map_or("", |one| one.name.as_str());
    let steps = [
        (
            format!("forestall simulate {name} --regimen {regimen}"),
            "run it",
        ),
        (
            format!("forestall verify {name}"),
            "does it reproduce its source?",
        ),
        (format!("forestall expand {name}"), "its equations"),
        (
            format!("forestall models show {name} --toml > mine.toml"),
            "a copy to change",
        ),
    ];
    let widest = steps.iter().map(|(step, _)| step.len()).max().unwrap_or(0);
    for (step, what) in &steps {
        print::line(&format!("  {step:widest$}  {what}"))?;
    }
    Ok(())
}

/// A word on the left and one or more paragraphs beside it; nothing if there is nothing to say.
fn row(label: &str, paragraphs: &[String], width: usize) -> Outcome {
    let mut label = label;
    for text in paragraphs.iter().filter(|text| !text.is_empty()) {
        print::wrapped(&format!("{label:LABEL$}"), text, width)?;
        label = "";
    }
    Ok(())
}

fn explained(words: &[String], known: &[Word]) -> Vec<String> {
    let meaning = |word: &String| known.iter().find(|one| one.word == word.as_str());
    let one = |word: &String| match meaning(word) {
        Some(own) => format!("{word}: {}", own.meaning),
        None => word.clone(),
    };
    words.iter().map(one).collect()
}

/// Names with the unit after the last of those that share it.
fn with_units(all: &[Named]) -> String {
    let mut text = String::new();
    for (index, one) in all.iter().enumerate() {
        if index > 0 {
            text += ", ";
        }
        text += &one.name;
        let next = all.get(index + 1).map(|next| next.unit.as_str());
        if !matches!(one.unit.as_str(), "" | "1") && next != Some(one.unit.as_str()) {
            text += &format!(" ({})", one.unit);
        }
    }
    text
}

fn time(unit: &str) -> String {
    match unit {
        "1" | "step" => "steps without a unit".to_owned(),
        unit => format!("in units of one {unit}"),
    }
}

fn checked(checks: &Checks) -> Vec<String> {
    if checks.total == 0 {
        return vec!["none".to_owned()];
    }
    let kinds = [
        (checks.published, "published"),
        (checks.computed, "computed from the published equations"),
        (checks.negative, "of a known slip"),
    ];
    let kinds: Vec<String> = kinds
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, kind)| format!("{count} {kind}"))
        .collect();
    let mut all = vec![format!("{}: {}", checks.total, kinds.join(", "))];
    if checks.over_tables > 0 {
        all.push(format!(
            "{} of them over rows of public data sets (`forestall data get`)",
            checks.over_tables
        ));
    }
    for (engine, count) in &checks.engines {
        all.push(format!("{count} of them by the {engine} engine"));
    }
    all
}
