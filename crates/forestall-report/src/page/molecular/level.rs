//! Levels of evidence as badges, and what they mean.

use maud::{Markup, html};

use super::evidence::{capital, papers};
use crate::molecular::MolecularSection;
use crate::palette;

/// Levels as the knowledge base CIViC defines them, in our words: level, name, meaning.
const LEVELS: [(&str, &str, &str); 5] = [
    ("A", "validated", "in guidelines or established practice"),
    ("B", "clinical", "trials and other data of patients"),
    ("C", "case", "reports of single patients or a few"),
    ("D", "preclinical", "cells and animals"),
    ("E", "inferential", "indirect"),
];

/// Tiers of AMP/ASCO/CAP, in our words.
const TIERS: [(&str, &str); 6] = [
    ("I-A", "approved drug or guideline for this tumour type"),
    ("I-B", "well-powered studies on which experts agree"),
    (
        "II-C",
        "approved for another tumour type, or several small studies",
    ),
    ("II-D", "preclinical data or a few case reports"),
    ("III", "significance not known"),
    ("IV", "benign or likely benign"),
];

/// Tiers of ESCAT, in our words.
const ESCAT: [(&str, &str); 6] = [
    (
        "I",
        "the match of drug and alteration improved outcome in trials",
    ),
    ("II", "activity seen, size of the benefit not known"),
    (
        "III",
        "benefit in another tumour type or for a similar alteration",
    ),
    ("IV", "preclinical data"),
    (
        "V",
        "responses without a benefit that lasts; partner drugs needed",
    ),
    ("X", "no evidence"),
];

/// What a level is called, if it is one of the five.
pub(super) fn name(level: &str) -> Option<&'static str> {
    LEVELS
        .iter()
        .find(|known| known.0 == level)
        .map(|known| known.1)
}

/// A level as a small badge with its letter.
pub(super) fn badge(level: &str) -> Markup {
    let (ground, ink) = palette::level(level);
    let style = format!("background:{ground};color:{ink}");
    html! {
        @if !level.is_empty() {
            span.badge style=(style) title=(capital(name(level).unwrap_or("level of evidence"))) {
                span.spoken { "Level " } (level)
            }
        }
    }
}

/// The explanation of badges and tiers.
pub(super) fn legend(profile: &MolecularSection) -> Markup {
    let tier = |escat: bool| {
        let cards = profile.mechanisms.iter();
        let counters = cards.clone().flat_map(|card| &card.counters);
        let counters = counters
            .map(|row| row.tier.as_str())
            .filter(|t| !t.is_empty());
        let mut tiers = cards
            .filter_map(|card| card.tier.as_deref())
            .chain(counters);
        tiers.any(|tier| tier.contains("ESCAT") == escat)
    };
    html! {
        div.legend {
            p { strong { "Levels of evidence" } " as in CIViC (" (papers(&[28_138_153])) "); evidence against a finding lowers its level." }
            dl.levels {
                @for (level, name, meaning) in LEVELS {
                    div { dt { (badge(level)) } dd { strong { (name) } ", " (meaning) } }
                }
            }
            @if tier(false) {
                p { strong { "Tiers" } " of AMP/ASCO/CAP (" (papers(&[27_993_330])) "), from level and tumour type: A is I-A and B is I-B for this tumour type, \
                    both are II-C for another; C and D are II-D." }
                (tiers(&TIERS))
            }
            @if tier(true) {
                p { strong { "Tiers" } " of ESCAT (" (papers(&[30_137_196])) ") for counters: I for level A of this tumour type, III-A for A and B of another, IV-A \
                    for D; where the kind of trial would decide, none is given." }
                (tiers(&ESCAT))
            }
        }
    }
}

fn tiers(tiers: &[(&str, &str)]) -> Markup {
    html! {
        dl.levels {
            @for (tier, meaning) in tiers {
                div { dt { span.tier { (tier) } } dd { (meaning) } }
            }
        }
    }
}
