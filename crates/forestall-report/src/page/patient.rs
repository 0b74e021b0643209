//! The section of one patient.

use maud::{Markup, html};

use super::regimen::ranking;
use super::table::{number, table, text};
use super::{Counter, anchor, figure, warnings};
use crate::figure::{caption, regimens};
use crate::number::significant;
use crate::patient::{Diagnostics, ParameterRow, PatientSection};
use crate::report::Report;

/// Everything about one patient that the report holds.
pub(crate) fn section(
    section: &PatientSection,
    k: usize,
    report: &Report,
    count: &mut Counter,
) -> Markup {
    let shown =
        !section.points.is_empty() || section.predictive.is_some() || !section.fit.is_empty();
    html! {
        section.patient id=(anchor(k)) {
            h2 {
                "Patient " (section.id)
                @if let Some(label) = &section.label { " " span.arm { (label) } }
            }
            @if let Some(summary) = &section.summary { p { (summary) } }
            (warnings(&section.warnings))
            @if shown {
                (figure(&caption::figure(section, &report.observable, &report.time_unit), count))
            }
            @if !section.parameters.is_empty() {
                (parameters(section, count))
            }
            @if let Some(diagnostics) = &section.diagnostics {
                (quality(diagnostics))
            }
            @if let Some(comparison) = section.comparison.as_ref().filter(|other| !other.regimens.is_empty()) {
                h3 { "Regimens that could be given" }
                @if let Some(note) = &comparison.note { p { (note) } }
                @if let Some(verdict) = &comparison.verdict { p { strong { (verdict) } } }
                @if comparison.regimens.iter().any(|regimen| regimen.burden.is_some()) {
                    (figure(&regimens::figure(comparison, &report.time_unit, &format!(" for patient {}", section.id)), count))
                }
                (ranking(
                    &format!("Regimens for patient {}.", section.id),
                    &comparison.regimens,
                    "time to progression",
                    &report.time_unit,
                    count,
                ))
            }
        }
    }
}

fn parameters(section: &PatientSection, count: &mut Counter) -> Markup {
    let has = |cell: fn(&ParameterRow) -> bool| section.parameters.iter().any(cell);
    let (priors, sources) = (
        has(|row| row.prior.is_some()),
        has(|row| row.source.is_some()),
    );
    let mut heads = vec![
        text("Parameter"),
        text("Meaning"),
        number("Value"),
        number("90 % interval"),
        text("Unit"),
    ];
    if priors {
        heads.push(text("Prior"));
    }
    if sources {
        heads.push(text("Source"));
    }
    let rows: Vec<Vec<Markup>> = section
        .parameters
        .iter()
        .map(|row| {
            let mut cells = vec![
                html! { (row.name) },
                html! { (row.meaning) @if let Some(flag) = flag(row) { " " span.flag { (flag) } } },
                html! { (significant(row.value, 3)) },
                html! {
                    @if let Some((low, high)) = row.interval {
                        (significant(low, 3)) " to " (significant(high, 3))
                    }
                },
                html! { (if row.unit == "1" { "" } else { &row.unit }) },
            ];
            if priors {
                cells.push(html! { (row.prior.as_deref().unwrap_or_default()) });
            }
            if sources {
                cells.push(html! { (row.source.as_deref().unwrap_or_default()) });
            }
            cells
        })
        .collect();
    let flagged = section
        .parameters
        .iter()
        .filter(|row| flag(row).is_some())
        .count();
    let caption = if flagged == 0 {
        String::new()
    } else {
        format!(
            "{flagged} of {} say more about the model than about the patient and are marked.",
            rows.len()
        )
    };
    table(
        &format!("Parameters of patient {}.", section.id),
        &caption,
        &heads,
        &rows,
        count,
    )
}

/// Why a parameter must not be read as a finding.
fn flag(row: &ParameterRow) -> Option<&'static str> {
    match (row.at_bound, row.identified) {
        (Some(forestall_base::Bound::Lower), _) => Some("at its lower bound"),
        (Some(forestall_base::Bound::Upper), _) => Some("at its upper bound"),
        (None, false) => Some("not identified"),
        (None, true) => None,
    }
}

fn quality(diagnostics: &Diagnostics) -> Markup {
    let number = |value: Option<f64>, digits| value.map(|value| significant(value, digits));
    let count = |value: Option<u64>| value.map(|value| significant(value as f64, 6));
    let entries = [
        ("Method", diagnostics.method.clone()),
        ("Largest split R-hat", number(diagnostics.rhat_max, 4)),
        (
            "Smallest effective sample size",
            number(diagnostics.ess_min, 4),
        ),
        ("Divergences", count(diagnostics.divergences)),
        ("Draws", count(diagnostics.draws)),
        ("R²", number(diagnostics.r2, 3)),
        ("Loss", number(diagnostics.loss, 4)),
    ];
    html! {
        dl.quality {
            @for (name, value) in entries {
                @if let Some(value) = value { div { dt { (name) } dd { (value) } } }
            }
        }
    }
}
