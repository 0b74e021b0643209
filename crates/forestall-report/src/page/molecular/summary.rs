//! The profile in two or three sentences, made of the data alone.

use maud::{Markup, html};

use super::evidence::{counted, listed};
use super::level;
use crate::molecular::{CounterRow, MechanismCard, MolecularSection};

/// So many mechanisms or counters are named before the rest is counted.
const NAMED: usize = 4;

/// The box at the top of the section.
pub(super) fn block(profile: &MolecularSection) -> Markup {
    let sentences = sentences(profile);
    html! {
        div.summary role="note" aria-label="In short" {
            p { span.label { "In short" } }
            @for sentence in sentences { p { (sentence) } }
            @if !profile.not_assessable.is_empty() {
                p { a href="#not-assessable" { "What this assay could not have seen" } }
            }
        }
    }
}

/// What resists what, what counters it, and what is open.
pub(super) fn sentences(profile: &MolecularSection) -> Vec<String> {
    let mut sentences = vec![found(profile)];
    if !profile.mechanisms.is_empty() {
        sentences.push(counters(&profile.mechanisms));
    }
    sentences.extend(open(profile));
    sentences
}

fn found(profile: &MolecularSection) -> String {
    if profile.mechanisms.is_empty() {
        let to = if profile.drugs.is_empty() {
            String::new()
        } else {
            format!(" to {}", listed(&profile.drugs))
        };
        return format!(
            "No known mechanism of resistance{to} was found in what this assay could see; that is no evidence that a drug works."
        );
    }
    let mut cards: Vec<&MechanismCard> = profile.mechanisms.iter().collect();
    cards.sort_by_key(|card| rank(&card.level));
    let mut names: Vec<String> = cards
        .iter()
        .take(NAMED)
        .map(|card| {
            let mut name = card.event.clone();
            if !card.resisted.is_empty() {
                name += &format!(" against {}", listed(&card.resisted));
            }
            if !card.level.is_empty() {
                name += &format!(" (level {})", card.level);
            }
            name
        })
        .collect();
    if cards.len() > NAMED {
        names.push(format!("{} more", cards.len() - NAMED));
    }
    let verb = if cards.len() == 1 { "was" } else { "were" };
    let strongest = level::name(&cards[0].level).map_or(String::new(), |name| {
        format!(
            " The strongest evidence is of level {}, {name}.",
            cards[0].level
        )
    });
    format!(
        "{} of resistance {verb} found: {}.{strongest}",
        counted(cards.len(), "mechanism"),
        names.join("; ")
    )
}

/// Counters, those that nothing found here resists first, each named once.
fn counters(cards: &[MechanismCard]) -> String {
    let mut rows: Vec<(&MechanismCard, &CounterRow)> = cards
        .iter()
        .flat_map(|card| card.counters.iter().map(move |counter| (card, counter)))
        .filter(|(_, counter)| !counter.drugs.is_empty())
        .collect();
    if rows.is_empty() {
        return "The catalogue names no counter to what was found.".into();
    }
    // A drug that is known of what is here, too, is told of that.
    rows.sort_by_key(|(_, counter)| (!counter.of.is_empty(), rank(&counter.level)));
    let mut seen: Vec<String> = Vec::new();
    let (mut clear, mut resisted, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for (card, counter) in rows {
        let name = counter.name();
        if seen.contains(&name) {
            continue;
        }
        seen.push(name.clone());
        let level = match counter.level.as_str() {
            "" => String::new(),
            level => format!(", level {level}"),
        };
        if !counter.of.is_empty() {
            others.push(format!("{name} (of {}{level})", counter.of));
            continue;
        }
        match counter.resisted_by(cards) {
            Some(other) => resisted.push(format!(
                "{name} (against {}{level}; but {} is here)",
                card.event, other.event
            )),
            None => clear.push(format!("{name} (against {}{level})", card.event)),
        }
    }
    let mut parts = Vec::new();
    if !clear.is_empty() {
        parts.push(format!(
            "Reported to act and resisted by nothing found here: {}.",
            shortened(clear)
        ));
    }
    if !resisted.is_empty() {
        parts.push(format!(
            "Reported to act on one mechanism but resisted by another found here: {}.",
            shortened(resisted)
        ));
    }
    if !others.is_empty() {
        parts.push(format!(
            "Known of other changes than those found here: {}.",
            shortened(others)
        ));
    }
    parts.join(" ")
}

fn shortened(mut names: Vec<String>) -> String {
    let more = names.len().saturating_sub(NAMED);
    if more > 0 {
        names.truncate(NAMED);
        names.push(format!("{more} more"));
    }
    names.join("; ")
}

/// What speaks against, and what was not seen.
fn open(profile: &MolecularSection) -> Option<String> {
    let mut parts = Vec::new();
    let doubted: Vec<String> = profile
        .mechanisms
        .iter()
        .filter(|card| !card.against.is_empty())
        .map(|card| card.event.clone())
        .collect();
    if !doubted.is_empty() {
        parts.push(format!(
            "There is also evidence against resistance by {}",
            shortened(doubted)
        ));
    }
    let unseen = profile.not_assessable.len();
    if unseen > 0 {
        parts.push(format!(
            "{} could not be assessed with this assay",
            counted(unseen, "mechanism")
        ));
    }
    (!parts.is_empty()).then(|| parts.join(". ") + ".")
}

/// A for the first; what is no level comes last.
fn rank(level: &str) -> (bool, &str) {
    (level::name(level).is_none(), level)
}
