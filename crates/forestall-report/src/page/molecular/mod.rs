//! The section on a molecular profile: what was found, what it resists, the evidence for and against, and what was not seen.

mod card;
mod evidence;
mod found;
mod gaps;
mod level;
mod summary;
#[cfg(test)]
mod tests;

use maud::{Markup, html};

use super::{Counter, figure};
use crate::figure::{clones, graph};
use crate::molecular::MolecularSection;

/// Everything about the profile that the report holds, evidence before what follows from it.
pub(crate) fn section(profile: &MolecularSection, count: &mut Counter) -> Markup {
    html! {
        section.molecular #molecular {
            h2 {
                "Molecular profile"
                @if !profile.sample.is_empty() { " of " (profile.sample) }
            }
            (facts(profile))
            (summary::block(profile))
            @if !profile.found.is_empty() {
                h3 { "What was found" }
                (found::table_of(profile, count))
            }
            @if !profile.mechanisms.is_empty() {
                h3 { "Mechanisms of resistance" }
                (level::legend(profile))
                @for (k, card) in profile.mechanisms.iter().enumerate() {
                    (card::card(card, k, profile))
                }
            }
            @if !profile.not_assessable.is_empty() { (gaps::not_assessable(profile, count)) }
            @if !profile.elsewhere.is_empty() {
                h3 { "In other tumour types only" }
                (gaps::elsewhere(profile, count))
            }
            @if !profile.conflicts.is_empty() {
                h3 #conflicts { "Where the evidence points both ways" }
                (gaps::conflicts(profile, count))
            }
            @if let Some(clones) = profile.clones.as_ref().filter(|clones| !clones.scenarios.is_empty()) {
                h3 { "Clones" }
                (figure(&clones::figure(clones), count))
            }
            @if !profile.relations.is_empty() {
                h3 { "Same allele, same cell" }
                (found::relations(profile, count))
            }
            @if let Some(graph) = profile.graph.as_ref().filter(|graph| !graph.nodes.is_empty()) {
                h3 { "Resistance graph" }
                (figure(&graph::figure(graph), count))
            }
            @if !profile.remarks.is_empty() {
                h3 { "How the file was read" }
                ul { @for remark in &profile.remarks { li { (remark) } } }
            }
        }
    }
}

/// Disease, drugs, setting and the date of the catalogue.
fn facts(profile: &MolecularSection) -> Markup {
    let drugs = profile.drugs.join(", ");
    let entries = [
        ("Disease", profile.disease.as_deref().unwrap_or_default()),
        ("Drugs", drugs.as_str()),
        ("Setting", profile.setting.as_deref().unwrap_or_default()),
        ("Catalogue of", profile.snapshot.as_str()),
    ];
    html! {
        @if entries.iter().any(|entry| !entry.1.is_empty()) {
            dl.quality.facts {
                @for (name, value) in entries {
                    @if !value.is_empty() { div { dt { (name) } dd { (value) } } }
                }
            }
        }
    }
}
