//! The section on a cohort of pairs.

use maud::{Markup, html};

use super::table::{number, table, text};
use super::{Counter, figure};
use crate::figure::relapse;
use crate::number::significant;
use crate::relapse::{RelapseGene, RelapseSection};

/// So many rows of genes are listed.
const MOST: usize = 50;
/// So many patients without a pair are listed.
const LEFT_OUT: usize = 20;

/// Genes first, without the catalogue; then what the catalogue explains.
pub(crate) fn section(relapse: &RelapseSection, count: &mut Counter) -> Markup {
    html! {
        section.molecular #relapse {
            h2 { "Before and after treatment over " (relapse.pairs) " pairs" }
            (facts(relapse))
            div.summary role="note" aria-label="In short" {
                p { span.label { "In short" } }
                @for sentence in sentences(relapse) { p { (sentence) } }
            }
            @if let Some(drawing) = relapse::figure(relapse) { (figure(&drawing, count)) }
            @if !relapse.hotspots.is_empty() { (hotspots(relapse, count)) }
            @if !relapse.genes.is_empty() {
                (genes("Genes, without the catalogue.", &relapse.genes, true, count))
            }
            @if !relapse.events.is_empty() {
                (genes("Copy numbers, fusions and categories.", &relapse.events, false, count))
            }
            @if !relapse.mechanisms.is_empty() { (mechanisms(relapse, count)) }
            @if !relapse.left_out.is_empty() {
                h3 { "Left out" }
                ul {
                    @for reason in relapse.left_out.iter().take(LEFT_OUT) { li { (reason) } }
                    @if relapse.left_out.len() > LEFT_OUT { li { (relapse.left_out.len() - LEFT_OUT) " more" } }
                }
            }
            @if !relapse.rules.is_empty() {
                h3 { "What the tests assume" }
                ul { @for rule in &relapse.rules { li { (rule) } } }
            }
        }
    }
}

fn facts(relapse: &RelapseSection) -> Markup {
    let drugs = relapse.drugs.join(", ");
    let entries = [
        ("Disease", relapse.disease.as_deref().unwrap_or_default()),
        ("Drugs", drugs.as_str()),
        ("Catalogue of", relapse.snapshot.as_str()),
    ];
    html! {
        dl.quality.facts {
            @for (name, value) in entries {
                @if !value.is_empty() { div { dt { (name) } dd { (value) } } }
            }
        }
    }
}

fn sentences(relapse: &RelapseSection) -> Vec<String> {
    let told: Vec<&RelapseGene> = relapse
        .genes
        .iter()
        .filter(|gene| gene.q.is_some_and(|q| q <= 0.1))
        .collect();
    let mut all = Vec::new();
    if told.is_empty() {
        all.push("No gene is changed in more patients than their burden of new changes explains (q at most 0.1).".to_owned());
    } else {
        let name = |gene: &&RelapseGene| {
            format!(
                "{} ({} of {}, q {})",
                gene.name,
                gene.acquired,
                relapse.pairs,
                q(gene.q)
            )
        };
        let new: Vec<String> = told
            .iter()
            .filter(|g| g.known.is_empty())
            .take(8)
            .map(name)
            .collect();
        let known: Vec<String> = told
            .iter()
            .filter(|g| !g.known.is_empty())
            .take(8)
            .map(name)
            .collect();
        if !known.is_empty() {
            all.push(format!(
                "Acquired more often than by chance, and known to the catalogue: {}.",
                known.join("; ")
            ));
        }
        if !new.is_empty() {
            all.push(format!(
                "Acquired more often than by chance, and not explained by the catalogue: {}.",
                new.join("; ")
            ));
        }
    }
    if !relapse.left_out.is_empty() {
        all.push(match relapse.left_out.len() {
            1 => "One patient or sample has no pair and is left out.".to_owned(),
            n => format!("{n} patients or samples have no pair and are left out."),
        });
    }
    all
}

fn q(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |q| significant(q, 2))
}

fn hotspots(relapse: &RelapseSection, count: &mut Counter) -> Markup {
    let heads = [text("Codon"), text("Changes acquired"), number("Patients")];
    let rows: Vec<Vec<Markup>> = relapse
        .hotspots
        .iter()
        .map(|(codon, changes, patients)| {
            vec![
                html! { strong { (codon) } },
                html! { (changes) },
                html! { (patients) },
            ]
        })
        .collect();
    table(
        "Codons changed in two patients at least.",
        "",
        &heads,
        &rows,
        count,
    )
}

fn genes(heading: &str, genes: &[RelapseGene], tested: bool, count: &mut Counter) -> Markup {
    let mut heads = vec![
        text(if tested { "Gene" } else { "Event" }),
        number("Acquired"),
        number("Lost"),
    ];
    if tested {
        heads.extend([number("Expected"), number("p"), number("q")]);
    }
    heads.extend([number("Acquired against lost, p"), text("Known mechanism")]);
    let rows: Vec<Vec<Markup>> = genes
        .iter()
        .take(MOST)
        .map(|gene| {
            let mut cells = vec![
                html! { strong { (gene.name) } },
                html! { (gene.acquired) },
                html! { (gene.lost) },
            ];
            if tested {
                cells.extend([q(gene.expected), q(gene.p), q(gene.q)].map(|cell| html! { (cell) }));
            }
            cells.push(html! { (q(gene.sign_p)) });
            cells.push(
                html! { @if gene.known.is_empty() { "–" } @else { (gene.known.join(", ")) } },
            );
            cells
        })
        .collect();
    let caption = if genes.len() > MOST {
        format!("The first {MOST} of {}.", genes.len())
    } else {
        String::new()
    };
    table(heading, &caption, &heads, &rows, count)
}

fn mechanisms(relapse: &RelapseSection, count: &mut Counter) -> Markup {
    let heads = [
        text("Mechanism"),
        text("Resists"),
        number("Acquired"),
        number("Kept"),
        number("Lost"),
        number("Acquired against lost, q"),
    ];
    let rows: Vec<Vec<Markup>> = relapse
        .mechanisms
        .iter()
        .take(MOST)
        .map(|m| {
            vec![
                html! { strong { (m.event) } span.papers { (m.class) } },
                html! { (m.drugs.join(", ")) },
                html! { (m.acquired) },
                html! { (m.kept) },
                html! { (m.lost) },
                html! { (q(Some(m.q))) },
            ]
        })
        .collect();
    let caption = "Known from the literature; the tests above did not use them.";
    table(
        "What the catalogue explains.",
        caption,
        &heads,
        &rows,
        count,
    )
}
