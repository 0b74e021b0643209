//! A card for each mechanism: what it is, the evidence on both sides, and what counters it.

use maud::{Markup, html};

use super::evidence::{capital, counted, listed, papers};
use super::found::share;
use super::level::badge;
use crate::molecular::{CounterRow, EvidenceRow, MechanismCard, MolecularSection};

/// The card of the k-th mechanism.
pub(super) fn card(card: &MechanismCard, k: usize, profile: &MolecularSection) -> Markup {
    html! {
        article.card id=(format!("mechanism-{}", k + 1)) {
            h4 {
                (badge(&card.level)) " " (card.event)
                @if !card.resisted.is_empty() { span.arm { " resists " (listed(&card.resisted)) } }
            }
            (facts(card))
            @if let Some(note) = &card.level_note { p.lowered { (capital(note)) } }
            @if !card.note.is_empty() { p { (card.note) } }
            div.sides {
                div.side {
                    h5 { "Evidence for resistance" }
                    (evidence(&card.supports))
                }
                div.side {
                    h5 { "Evidence against it" }
                    (evidence(&card.against))
                }
            }
            h5 { "What counters it, and what that selects next" }
            @if card.counters.is_empty() {
                p.none { "No counter in the catalogue." }
            } @else {
                ul.rows { @for row in &card.counters { (counter(row, profile)) } }
            }
        }
    }
}

fn facts(card: &MechanismCard) -> Markup {
    let alteration = if card.alteration == card.event {
        ""
    } else {
        &card.alteration
    };
    let entries = [
        ("In the sample", alteration),
        ("Match", &card.matched_by),
        ("Setting", &card.setting),
        ("Layer", &card.layer),
        ("Tier", card.tier.as_deref().unwrap_or_default()),
    ];
    html! {
        @if !card.class.is_empty() {
            p.class { strong { (capital(&card.class)) } @if !card.class_note.is_empty() { ": " (card.class_note) } }
        }
        dl.quality.facts {
            @for (name, value) in entries {
                @if !value.is_empty() { div { dt { (name) } dd { (value) } } }
            }
            @if let Some(fraction) = card.fraction {
                div { dt { "Cancer cells with it" } dd { (share(fraction)) } }
            }
        }
    }
}

fn evidence(rows: &[EvidenceRow]) -> Markup {
    html! {
        @if rows.is_empty() {
            p.none { "None in the catalogue." }
        } @else {
            ul.rows {
                @for row in rows {
                    li {
                        (badge(&row.level)) " " strong { (row.drug) }
                        @if !row.kind.is_empty() { ", " (row.kind) }
                        @if !row.context.is_empty() { ", " (row.context) }
                        @if !row.pmids.is_empty() { span.papers { (papers(&row.pmids)) } }
                    }
                }
            }
        }
    }
}

fn counter(row: &CounterRow, profile: &MolecularSection) -> Markup {
    let resisted = row.resisted_by(&profile.mechanisms);
    html! {
        li {
            (badge(&row.level)) " "
            @if !row.strategy.is_empty() { (capital(&row.strategy)) ": " }
            strong { (row.name()) }
            @if !row.tier.is_empty() { ", " (row.tier) }
            @if !row.of.is_empty() { " " span.flag { "known of " (row.of) ", not found here" } }
            @if let Some(other) = resisted { " " span.flag { "resisted here by " (other.event) } }
            @if !row.next.is_empty() {
                span.next { span aria-hidden="true" { "→ " } "selects next: " (row.next.join("; ")) }
            }
            @if row.pmids.is_empty() {
                span.papers { "No paper given." }
            } @else {
                span.papers { (papers(&row.pmids)) @if row.pmids.len() > 4 { " (" (counted(row.pmids.len(), "paper")) ")" } }
            }
        }
    }
}
