//! Tables of regimens.

use maud::{Markup, html};

use super::Counter;
use super::table::{number, table, text};
use crate::calendar::plural;
use crate::number::{percent, time as time_text};
use crate::regimen::RegimenOutcome;

/// Regimens, best first, with what each costs and gains.
pub(crate) fn ranking(
    heading: &str,
    regimens: &[RegimenOutcome],
    objective: &str,
    unit: &str,
    count: &mut Counter,
) -> Markup {
    let has = |cell: fn(&RegimenOutcome) -> bool| regimens.iter().any(cell);
    let time = format!("Median {objective} ({})", plural(unit));
    let event = objective.strip_prefix("time to ").unwrap_or("event");
    let without = format!("No {event}");
    let columns = [
        (has(|r| r.rank.is_some()), number("Rank")),
        (has(|r| r.time_to_progression.is_some()), number(&time)),
        (
            has(|r| r.time_to_progression.is_some()),
            number("90 % interval"),
        ),
        (
            has(|r| r.share_of_bound.is_some()),
            number("Of the upper bound"),
        ),
        (has(|r| r.drug_use.is_some()), number("Time on drug")),
        (has(|r| r.indefinite_control.is_some()), number(&without)),
        (has(|r| r.probability_best.is_some()), text("Unbeaten")),
    ];
    let mut heads = vec![text("Regimen")];
    heads.extend(
        columns
            .iter()
            .filter(|column| column.0)
            .map(|column| column.1),
    );
    let rows: Vec<Vec<Markup>> = regimens
        .iter()
        .map(|regimen| {
            let spread = regimen.time_to_progression;
            let interval = spread.filter(|spread| spread.q05.is_some() || spread.q95.is_some());
            let cells = [
                html! { @if let Some(rank) = regimen.rank { (rank) } },
                html! { @if let Some(spread) = spread { (spread.end(spread.q50)) } },
                html! { @if let Some(spread) = interval { (spread.end(spread.q05)) " to " (spread.end(spread.q95)) } },
                share(regimen.share_of_bound),
                share(regimen.drug_use),
                share(regimen.indefinite_control),
                meter(regimen.probability_best),
            ];
            let mut row = vec![name(regimen)];
            let shown = columns.iter().zip(cells).filter(|(column, _)| column.0);
            row.extend(shown.map(|(_, cell)| cell));
            row
        })
        .collect();
    let caption = caption(regimens, event, unit);
    table(heading, &caption, &heads, &rows, count)
}

fn name(regimen: &RegimenOutcome) -> Markup {
    html! {
        strong { (regimen.name) }
        @if regimen.reference { " (reference)" }
        @if let Some(rule) = &regimen.rule { span.rule { (rule) } }
    }
}

fn share(value: Option<f64>) -> Markup {
    html! { @if let Some(value) = value { (percent(value)) } }
}

/// A share as a bar with its number.
fn meter(value: Option<f64>) -> Markup {
    html! {
        @if let Some(value) = value {
            @let length = format!("width:{:.0}%", if value.is_finite() { value.clamp(0.0, 1.0) * 100.0 } else { 0.0 });
            span.meter { span.track { span.bar style=(length) {} } (percent(value)) }
        }
    }
}

/// What the columns mean, as far as they are there.
fn caption(regimens: &[RegimenOutcome], event: &str, unit: &str) -> String {
    let has = |cell: fn(&RegimenOutcome) -> bool| regimens.iter().any(cell);
    let mut parts = Vec::new();
    if has(|r| r.rank.is_some()) {
        parts.push(
            "Ranks rest on differences draw by draw; regimens whose difference is not clear share one."
                .to_owned(),
        );
    }
    let horizon = regimens.iter().find_map(|r| r.time_to_progression?.horizon);
    let until = match horizon {
        Some(horizon) => format!("by {unit} {}, where times are cut off", time_text(horizon)),
        None => "within the simulation".to_owned(),
    };
    if has(|r| r.indefinite_control.is_some()) {
        parts.push(format!("No {event}: probability of none {until}."));
    }
    if has(|r| r.share_of_bound.is_some()) {
        parts.push(
            "Of the upper bound: share of the longest time that any schedule could reach."
                .to_owned(),
        );
    }
    if has(|r| r.probability_best.is_some()) {
        parts.push("Unbeaten: probability that no other regimen here is longer.".to_owned());
    }
    parts.join(" ")
}
