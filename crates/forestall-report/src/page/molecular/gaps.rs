//! What this assay could not have seen, and where the evidence points both ways.

use maud::{Markup, html};

use super::super::Counter;
use super::super::table::{table, text};
use super::evidence::papers;
use crate::molecular::MolecularSection;

/// Mechanisms that may be there unseen, those with one reason and one answer on one row.
pub(super) fn not_assessable(profile: &MolecularSection, count: &mut Counter) -> Markup {
    let mut groups: Vec<(&str, &str, Vec<&str>)> = Vec::new();
    for row in &profile.not_assessable {
        let same =
            |group: &&mut (&str, &str, Vec<&str>)| group.0 == row.reason && group.1 == row.assay;
        match groups.iter_mut().find(same) {
            Some(group) => group.2.push(&row.mechanism),
            None => groups.push((&row.reason, &row.assay, vec![&row.mechanism])),
        }
    }
    let heads = [text("Could be there"), text("Why it was not seen")];
    let rows: Vec<Vec<Markup>> = groups
        .into_iter()
        .map(|(reason, assay, mechanisms)| {
            vec![
                html! {
                    @for (k, mechanism) in mechanisms.iter().enumerate() {
                        @if k > 0 { ", " }
                        strong { (mechanism) }
                    }
                },
                html! {
                    (reason)
                    @if !assay.is_empty() { span.papers { "Would tell: " (assay) } }
                },
            ]
        })
        .collect();
    html! {
        div.unseen #not-assessable {
            h3 { "What this assay could not have seen" }
            p { "Not found does not mean not there: each of these would have been missed." }
            (table("Mechanisms that could not be assessed.", "", &heads, &rows, count))
        }
    }
}

/// Evidence on what was found, from other tumour types.
pub(super) fn elsewhere(profile: &MolecularSection, count: &mut Counter) -> Markup {
    let heads = [
        text("Alteration"),
        text("Resists there"),
        text("Tumour type"),
        text("Level there"),
        text("Papers"),
    ];
    let rows: Vec<Vec<Markup>> = profile
        .elsewhere
        .iter()
        .map(|row| {
            vec![
                html! { strong { (row.alteration) } },
                html! { (row.drugs.join(", ")) },
                html! { (row.diseases.join(", ")) },
                html! { (row.level) },
                papers(&row.pmids),
            ]
        })
        .collect();
    let caption = "Whether this holds in the tumour at hand is not known: the same alteration can resist a drug in one tumour type and \
                   call for it in another.";
    table(
        "Resistance in other tumour types.",
        caption,
        &heads,
        &rows,
        count,
    )
}

/// Pairs of event and drug with papers on both sides.
pub(super) fn conflicts(profile: &MolecularSection, count: &mut Counter) -> Markup {
    let heads = [
        text("Event and drug"),
        text("For resistance"),
        text("Against"),
        text("What may explain it"),
    ];
    let rows: Vec<Vec<Markup>> = profile
        .conflicts
        .iter()
        .map(|row| {
            vec![
                html! { strong { (row.event) } span.papers { (row.drug) } },
                papers(&row.for_),
                papers(&row.against),
                html! { (row.why) },
            ]
        })
        .collect();
    table("Contradictory evidence.", "", &heads, &rows, count)
}
