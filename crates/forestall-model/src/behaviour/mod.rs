//! Rules of cell behaviour from tables of agent-based models.
//!
//! `PhysiCell` keeps rules as comma-separated rows without a header: cell type, signal, direction, behaviour, value at saturation, half-maximum,
//! Hill power, and whether dead cells follow the rule (versions 2 and 3 of the format); version 1 has the base value before the value at
//! saturation. What a model without space and single cells can mean is taken, everything else is refused.

#![allow(clippy::result_large_err)] // A refusal ends the reading, so its size costs nothing.

mod row;
mod word;

use crate::Source;
use crate::print::number;
use forestall_base::{Diagnostic, Diagnostics};
use row::{Row, rows};
use std::fmt::Write;
use word::{Behaviour, behaviour, name, signal};

/// The largest number of refusals that are shown.
const SHOWN: usize = 20;

/// The `[[rule]]` tables that a table of rules of `PhysiCell` means.
///
/// Rates are per minute there: the model should have `time = "minute"`, or the numbers be converted. Names of cell types and substrates
/// become words: `CD8 T cell` becomes `CD8_T_cell`.
///
/// # Errors
///
/// Every row that is no rule, and every signal and behaviour that a model without space cannot mean, with line and column.
///
/// # Examples
///
/// ```
/// use forestall_model::{Source, rules_of_table};
///
/// let table = "tumor,oxygen,increases,cycle entry,0.003333,21.5,4,0\n";
/// let rules = rules_of_table(&Source::new("cell_rules.csv", table)).unwrap();
/// assert!(rules.contains("behaviour = \"birth of tumor\""));
/// ```
pub fn rules_of_table(source: &Source) -> Result<String, Diagnostics> {
    if source.body().trim().is_empty() {
        return Err(Diagnostic::error("M0527", format!("{} is empty", source.name)).into());
    }
    source.refuse_foreign()?;
    let (rows, mut notes) = rows(source);
    let mut text = format!(
        "# Rules of {}; rates are per minute.\n",
        crate::source::printable(&source.name).replace('\n', " ")
    );
    let mut bases: Vec<(String, f64)> = Vec::new();
    for row in &rows {
        match rule(source, row, &mut bases) {
            Ok(rule) => text += &rule,
            Err(refused) => notes.extend(refused),
        }
    }
    if notes.is_empty() && rows.is_empty() {
        notes.push(
            Diagnostic::error("M0527", format!("{} holds no rule", source.name))
                .expected("rows of 8 cells: cell type, signal, direction, behaviour, value, half-maximum, power, dead"),
        );
    }
    if notes.is_empty() {
        return Ok(text);
    }
    notes.truncate(SHOWN);
    Err(Diagnostics(notes))
}

/// One row as a table of TOML.
fn rule(
    source: &Source,
    row: &Row<'_>,
    bases: &mut Vec<(String, f64)>,
) -> Result<String, Vec<Diagnostic>> {
    let mut notes = Vec::new();
    let mut take = |result: Result<String, Diagnostic>, cell: usize| {
        result.unwrap_or_else(|note| {
            notes.push(row.at(source, cell, note));
            String::new()
        })
    };
    let cells = take(name(row.text(0)), 0);
    let sensed = take(signal(row.text(1)), 1);
    let direction = take(direction(row.text(2)), 2);
    let mut term = None;
    let rate = take(
        behaviour(row.text(3)).map(|found| match found {
            Behaviour::Birth => format!("birth of {cells}"),
            Behaviour::Death(name) => {
                term = name;
                format!("death of {cells}")
            }
            Behaviour::Switch(to) => format!("switch {cells} -> {to}"),
            Behaviour::Mutation(to) => format!("mutation {cells} -> {to}"),
        }),
        3,
    );
    if row.number(row.dead()) != Some(0.0) {
        let note = Diagnostic::error(
            "M0527",
            "the rule is for dead cells, which no population holds",
        );
        notes.push(row.at(
            source,
            row.dead(),
            note.help("delete the row, or write 0 in its last cell"),
        ));
    }
    let (half, power) = (row.half(), row.half() + 1);
    for (cell, what) in [(half, "half-maximum"), (power, "Hill power")] {
        if row.number(cell).is_some_and(|x| x <= 0.0) {
            let note = Diagnostic::error("M0527", format!("the {what} is not positive"));
            notes.push(row.at(source, cell, note.expected("a number above 0")));
        }
    }
    let base = row.base().and_then(|cell| Some((cell, row.number(cell)?)));
    let mut shown = None;
    if let Some((cell, base)) = base {
        let group = format!("{rate} {}", term.unwrap_or_default());
        match bases.iter().find(|(own, _)| *own == group) {
            None => {
                bases.push((group, base));
                shown = Some(base);
            }
            Some((_, before)) if *before == base => {}
            Some((_, before)) => {
                let message = format!(
                    "the base value is {}, but {} in a row before",
                    number(base),
                    number(*before)
                );
                let note = Diagnostic::error("M0527", message);
                notes.push(row.at(
                    source,
                    cell,
                    note.expected("one base value for a behaviour"),
                ));
            }
        }
    }
    if !notes.is_empty() {
        return Err(notes);
    }
    let shown_number = |cell: usize| row.number(cell).map_or_else(String::new, number);
    let mut text = format!(
        "\n[[rule]]\nsignal = \"{sensed}\"\ndirection = \"{direction}\"\nbehaviour = \"{rate}\"\n"
    );
    if let Some(base) = shown {
        let _ = writeln!(text, "base = {}", number(base));
    } else if term.is_some() && row.base().is_none() {
        text += "# base = ...  the rate without signals, which the table leaves to the settings of the model\n";
    }
    let _ = writeln!(
        text,
        "to = {}\nhalf = {}\npower = {}",
        shown_number(row.value()),
        shown_number(half),
        shown_number(power)
    );
    if let Some(term) = term {
        let _ = writeln!(text, "name = \"{term}\"");
    }
    Ok(text)
}

/// `increases` or `decreases`.
fn direction(text: &str) -> Result<String, Diagnostic> {
    let lower = text.to_ascii_lowercase();
    match lower.as_str() {
        "increases" | "decreases" => Ok(lower),
        _ => Err(
            Diagnostic::error("M0527", format!("\"{text}\" is no direction"))
                .expected("\"increases\" or \"decreases\""),
        ),
    }
}

#[cfg(test)]
mod tests;
