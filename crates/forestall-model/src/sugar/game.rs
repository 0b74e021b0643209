//! `[game]`: payoffs become births and deaths of the players.

use super::named;
use super::pattern::Pattern;
use crate::document::{Document, GameForm, GameTable, Reader, Span};
use forestall_base::Diagnostic;

const CODE: &str = "M0524";

/// Adds the payoff of each player as a `let`, and births and deaths by it.
pub(super) fn write_out(reader: &mut Reader<'_>, document: &mut Document) {
    let Some(game) = document.game.take() else {
        return;
    };
    // What could not be read has been refused already.
    if game.form.span == Span::default() || game.matrix.span == Span::default() {
        return;
    }
    let Some(players) = players(reader, document, &game) else {
        return;
    };
    if !(shaped(reader, &game, players.len()) & idle(reader, document, &players)) {
        return;
    }
    let name = |index: usize| document.population.0[players[index]].name.clone();
    let names: Vec<String> = (0..players.len()).map(name).collect();
    let mut pattern = Pattern::at(game.form.span);
    pattern.put_or("rate", game.rate.as_ref(), 1.0);
    for (index, own) in names.iter().enumerate() {
        pattern.name(format!("x{index}"), own);
        pattern.name(format!("payoff{index}"), format!("payoff_{own}"));
    }
    let numbers = 0..names.len();
    let sum = |term: &str| {
        let all = (0..names.len()).map(|index| term.replace('#', &index.to_string()));
        all.collect::<Vec<_>>().join(" + ")
    };
    let total = sum("x#");
    for row in numbers.clone() {
        for column in numbers.clone() {
            pattern.put(format!("a{column}"), &game.matrix.items[row].items[column]);
        }
        let mean = format!("({}) / ({total})", sum("a# * x#"));
        let text = match &game.rate {
            Some(_) => format!("rate * ({mean})"),
            None => mean,
        };
        let value = pattern.fill(&text);
        let lets = &mut document.lets.0;
        lets.push(named(format!("payoff_{}", names[row]), game.at, value));
    }
    if game.form.value == GameForm::Replicator {
        let value = pattern.fill(&format!("({}) / ({total})", sum("payoff# * x#")));
        document.lets.0.push(named("mean_payoff", game.at, value));
        pattern.name("mean", "mean_payoff");
    }
    for (index, own) in players.iter().enumerate() {
        let table = &mut document.population.0[*own].value;
        let (gain, loss) = match game.form.value {
            GameForm::Growth => (format!("payoff{index}"), format!("-payoff{index}")),
            GameForm::Replicator => (
                format!("payoff{index} - mean"),
                format!("mean - payoff{index}"),
            ),
        };
        table.birth = Some(pattern.fill(&format!("max({gain}, 0)")));
        let mut text = format!("max({loss}, 0)");
        if let Some(declared) = &table.death {
            pattern.put(format!("death{index}"), declared);
            text = format!("death{index} + {text}");
        }
        table.death = Some(pattern.fill(&text));
    }
}

/// Indices of the players.
fn players(reader: &mut Reader<'_>, document: &Document, game: &GameTable) -> Option<Vec<usize>> {
    let populations = &document.population.0;
    let Some(list) = &game.populations else {
        return Some((0..populations.len()).collect());
    };
    let names = || populations.iter().map(|own| own.name.as_str());
    let mut players = Vec::new();
    let mut fits = true;
    for text in &list.items {
        let found = names().position(|own| own == text.value);
        if found.is_some_and(|index| players.contains(&index)) {
            let message = format!("\"{}\" is listed twice", text.value);
            reader.note(text.span, Diagnostic::error(CODE, message));
            fits = false;
        }
        if found.is_none() {
            super::unknown(reader, text.span, "population", &text.value, names());
            fits = false;
        }
        players.extend(found);
    }
    fits.then_some(players)
}

/// Whether the matrix has a row and a column for each player.
fn shaped(reader: &mut Reader<'_>, game: &GameTable, size: usize) -> bool {
    let rows = game.matrix.items.len();
    let mut wrong = Vec::new();
    if rows != size {
        wrong.push((
            game.matrix.span,
            format!("the payoff matrix has {rows} rows"),
        ));
    }
    for row in &game.matrix.items {
        let count = row.items.len();
        if count != size && row.span != Span::default() {
            wrong.push((
                row.span,
                format!("a row of the payoff matrix has {count} numbers"),
            ));
        }
    }
    let fits = wrong.is_empty();
    for (span, message) in wrong {
        let expected = format!("{size} x {size} payoffs, a row and a column for each player");
        reader.note(span, Diagnostic::error(CODE, message).expected(expected));
    }
    fits
}

/// Whether no player has births of its own.
fn idle(reader: &mut Reader<'_>, document: &Document, players: &[usize]) -> bool {
    let mut fits = true;
    for index in players {
        let entry = &document.population.0[*index];
        if let Some(birth) = &entry.value.birth {
            let message = format!("{} has a birth rate and plays a game", entry.name);
            let note = Diagnostic::error(CODE, message)
                .help("the game gives births and deaths: delete the rate, or list the players in \"populations\"");
            reader.note(birth.token, note);
            fits = false;
        }
    }
    fits
}
