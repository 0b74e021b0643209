//! Tables of what was found and of how the alterations stand to each other.

use maud::{Markup, html};

use super::super::Counter;
use super::super::table::{number, table, text};
use crate::molecular::{FoundRow, MolecularSection, Share};
use crate::number::{allele_percent, percent};

/// The alterations with their fractions.
pub(super) fn table_of(profile: &MolecularSection, count: &mut Counter) -> Markup {
    let has = |cell: fn(&FoundRow) -> bool| profile.found.iter().any(cell);
    let columns = [
        (
            has(|row| row.vaf.is_some() || row.reads.is_some()),
            number("Allele fraction"),
        ),
        (has(|row| row.cells.is_some()), text("Cancer cells with it")),
    ];
    let mut heads = vec![text("Alteration")];
    heads.extend(
        columns
            .iter()
            .filter(|column| column.0)
            .map(|column| column.1),
    );
    let rows: Vec<Vec<Markup>> = profile
        .found
        .iter()
        .map(|row| {
            let cells = [
                html! {
                    @if let Some(vaf) = row.vaf { (allele_percent(vaf)) }
                    @if let Some((with, all)) = row.reads { span.papers { (with) " of " (all) " reads" } }
                },
                html! { @if let Some(cells) = row.cells { (share(cells)) } },
            ];
            let mut line = vec![html! { strong { (row.alteration) } @if !row.class.is_empty() { span.papers { (row.class) } } }];
            line.extend(
                columns
                    .iter()
                    .zip(cells)
                    .filter(|(column, _)| column.0)
                    .map(|(_, cell)| cell),
            );
            line
        })
        .collect();
    let caption = if has(|row| row.cells.is_some()) {
        "Cancer cells: best value with its 95 % interval, on a scale from none to all."
    } else {
        ""
    };
    table("Alterations found.", caption, &heads, &rows, count)
}

/// A share of the cancer cells: a dot and its interval between none and all, and the numbers.
pub(super) fn share((low, best, high): Share) -> Markup {
    let finite = [low, best, high].iter().all(|share| share.is_finite());
    let [from, to, at] = [low, high, best].map(|share| share.clamp(0.0, 1.0) * 100.0);
    html! {
        @if finite {
            span.share {
                span.within aria-hidden="true" {
                    span.span style=(format!("left:{from:.1}%;width:{:.1}%", (to - from).max(0.0))) {}
                    span.dot style=(format!("left:{at:.1}%")) {}
                }
                span.keep { (percent(best)) " (" (number_of(low)) " to " (number_of(high)) ")" }
            }
        }
    }
}

/// A share in per cent without the sign.
fn number_of(share: f64) -> String {
    percent(share).replace("\u{a0}%", "")
}

/// Pairs of alterations with the reason.
pub(super) fn relations(profile: &MolecularSection, count: &mut Counter) -> Markup {
    let heads = [
        text("Pair"),
        text("One allele (cis)"),
        text("One cell"),
        text("Why"),
    ];
    let rows: Vec<Vec<Markup>> = profile
        .relations
        .iter()
        .map(|row| {
            vec![
                html! { span.keep { (row.first) } " and " span.keep { (row.second) } },
                verdict(&row.cis),
                verdict(&row.same_cell),
                html! { (row.reason) },
            ]
        })
        .collect();
    let caption = "Proven and excluded rest on reads or on fractions that leave no other way; possible means that both ways fit.";
    table("Pairs of alterations.", caption, &heads, &rows, count)
}

fn verdict(word: &str) -> Markup {
    html! {
        @match word {
            "" => "–",
            "proven" => { strong { "proven" } },
            other => (other),
        }
    }
}
