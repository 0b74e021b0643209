//! The section on two samples of one patient.

use maud::{Markup, html};

use super::table::{number, table, text};
use super::{Counter, figure};
use crate::figure::slope;
use crate::molecular::Share;
use crate::number::percent;
use crate::pair::{PairFate, PairRow, PairSection};

/// So many rows of what did not change are listed.
const MOST_SHARED: usize = 40;

/// What became of the alterations between the two samples.
pub(crate) fn section(pair: &PairSection, count: &mut Counter) -> Markup {
    let whose = pair.patient.as_deref().unwrap_or_default();
    html! {
        section.molecular #pair {
            h2 { "Changes between the two samples" @if !whose.is_empty() { " of " (whose) } }
            (facts(pair))
            div.summary role="note" aria-label="In short" {
                p { span.label { "In short" } }
                @for sentence in sentences(pair) { p { (sentence) } }
            }
            @if let Some(drawing) = slope::figure(pair) { (figure(&drawing, count)) }
            @for fate in PairFate::ALL {
                @let rows: Vec<&PairRow> = pair.of(fate).collect();
                @if !rows.is_empty() { (rows_of(fate, &rows, count)) }
            }
            @if !pair.rules.is_empty() {
                h3 { "How this is told" }
                ul { @for rule in &pair.rules { li { (rule) } } }
            }
        }
    }
}

fn facts(pair: &PairSection) -> Markup {
    let drugs = pair.drugs.join(", ");
    let entries = [
        ("Before", pair.before.as_str()),
        ("After", pair.after.as_str()),
        ("Disease", pair.disease.as_deref().unwrap_or_default()),
        ("Drugs", drugs.as_str()),
    ];
    html! {
        dl.quality.facts {
            @for (name, value) in entries {
                @if !value.is_empty() { div { dt { (name) } dd { (value) } } }
            }
        }
    }
}

/// What came, what went, and what nobody can tell.
fn sentences(pair: &PairSection) -> Vec<String> {
    let named = |fate: PairFate| -> Vec<String> {
        let name = |row: &PairRow| {
            if row.known.is_empty() {
                row.alteration.clone()
            } else {
                format!("{} (known: {})", row.alteration, row.known.join(", "))
            }
        };
        let mut rows: Vec<&PairRow> = pair.of(fate).collect();
        rows.sort_by_key(|row| row.known.is_empty());
        let mut names: Vec<String> = rows.iter().take(6).map(|row| name(row)).collect();
        if rows.len() > names.len() {
            names.push(format!("{} more", rows.len() - names.len()));
        }
        names
    };
    let mut all = Vec::new();
    let acquired = named(PairFate::Acquired);
    all.push(if acquired.is_empty() {
        "Nothing is shown to be acquired between the two samples.".to_owned()
    } else {
        format!("Acquired: {}.", acquired.join("; "))
    });
    for (fate, word) in [
        (
            PairFate::Rising,
            "Selected, for it was there before in fewer cells",
        ),
        (PairFate::Falling, "In fewer cells than before"),
        (PairFate::Lost, "Lost"),
    ] {
        let names = named(fate);
        if !names.is_empty() {
            all.push(format!("{word}: {}.", names.join("; ")));
        }
    }
    let open = pair.of(PairFate::NotAssessable).count();
    if open > 0 {
        all.push(format!(
            "Of {open} alteration{} one sample does not tell whether it was there.",
            if open == 1 { "" } else { "s" }
        ));
    }
    if pair.silent > 0 {
        all.push(format!(
            "{} changes that alter no protein are not listed.",
            pair.silent
        ));
    }
    all
}

fn rows_of(fate: PairFate, rows: &[&PairRow], count: &mut Counter) -> Markup {
    let known = rows.iter().any(|row| !row.known.is_empty());
    let mut heads = vec![
        text("Alteration"),
        number("Before"),
        number("After"),
        number("Change of allele fraction"),
    ];
    if known {
        heads.push(text("Known mechanism"));
    }
    heads.push(text("Why"));
    let shown = if fate == PairFate::Shared {
        MOST_SHARED
    } else {
        usize::MAX
    };
    let body: Vec<Vec<Markup>> = rows
        .iter()
        .take(shown)
        .map(|row| {
            let mut cells = vec![
                html! {
                    strong { (row.alteration) }
                    @if row.perhaps_germline { span.papers { "fractions of an inherited variant" } }
                },
                side(row.before, row.reads_before),
                side(row.after, row.reads_after),
                html! { @if let Some((low, best, high)) = row.change {
                    (signed(best)) span.papers { (signed(low)) " to " (signed(high)) }
                } },
            ];
            if known {
                cells.push(html! { (row.known.join(", ")) });
            }
            cells.push(html! { span.rule { (row.reason) } });
            cells
        })
        .collect();
    let word = fate.word();
    let heading = format!(
        "{}{}: {}.",
        word[..1].to_uppercase(),
        &word[1..],
        fate.meaning()
    );
    let caption = if rows.len() > shown {
        format!("The first {shown} of {}.", rows.len())
    } else {
        String::new()
    };
    table(&heading, &caption, &heads, &body, count)
}

fn side(share: Option<Share>, reads: Option<(u32, u32)>) -> Markup {
    html! {
        @if let Some((low, best, high)) = share {
            (percent(best)) span.papers.keep { (percent(low).replace("\u{a0}%", "")) " to " (percent(high)) }
        } @else { "–" }
        @if let Some((with, all)) = reads { span.papers.keep { (with) " of " (all) " reads" } }
    }
}

/// A difference of shares with its sign, in points of per cent.
fn signed(difference: f64) -> String {
    let points = percent(difference.abs());
    if difference < 0.0 {
        format!("−{points}")
    } else {
        format!("+{points}")
    }
}
