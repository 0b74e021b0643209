//! Papers as text with a link for those who are online.

use maud::{Markup, html};

/// Papers by their PubMed number; the number is readable without the link.
pub(super) fn papers(pmids: &[u32]) -> Markup {
    html! {
        @for (k, pmid) in pmids.iter().enumerate() {
            @if k > 0 { ", " }
            a.pmid href=(format!("https://pubmed.ncbi.nlm.nih.gov/{pmid}/")) rel="noreferrer" { "PMID\u{a0}" (pmid) }
        }
    }
}

/// Names as in a sentence: `a`, `a and b`, `a, b and c`.
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The word with an initial capital.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// `1 mechanism`, `3 mechanisms`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}
