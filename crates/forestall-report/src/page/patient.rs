//! The section of one patient.

use maud::{Markup, html};

use super::regimen::ranking;
use super::table::{number, table, text};
use super::{Counter, anchor, figure, warnings};
use crate::figure::{caption, regimens};
use crate::number::significant;
use crate::patient::{Diagnostics, ParameterRow, PatientSection};
use crate::report::Report;
use crate::scale::Scale;

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
    let bounds = has(|row| row.bounds.is_some() && row.interval.is_some());
    let (priors, sources) = (
        has(|row| row.prior.is_some()),
        has(|row| row.source.is_some()),
    );
    let mut heads = vec![
        text("Parameter"),
        text("Meaning"),
        number("Value"),
        number("90 % interval"),
    ];
    if bounds {
        heads.push(text("Within bounds"));
    }
    heads.push(text("Unit"));
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
                html! { span.parameter { (row.name) } },
                html! { span.meaning { (row.meaning) } @if let Some(flag) = flag(row) { " " span.flag { (flag) } } },
                html! { (significant(row.value, 3)) },
                html! {
                    @if let Some((low, high)) = row.interval {
                        (significant(low, 3)) " to " (significant(high, 3))
                    }
                },
            ];
            if bounds {
                cells.push(within(row));
            }
            cells.push(html! { span.keep { (if row.unit == "1" { "" } else { &row.unit }) } });
            if priors {
                cells.push(html! { span.rule { (row.prior.as_deref().unwrap_or_default()) } });
            }
            if sources {
                cells.push(html! { span.source { (row.source.as_deref().unwrap_or_default()) } });
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
            "Marked are those that say more about the model than about the patient ({flagged} of {}).",
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

/// Where the interval lies between the bounds, so that one sees at a glance what the data left open. The axis is logarithmic
/// where the bounds are orders of magnitude apart.
fn within(row: &ParameterRow) -> Markup {
    let (Some((low, high)), Some((from, to))) = (row.bounds, row.interval) else {
        return Markup::default();
    };
    let range = [0.0, 100.0];
    let scale = if low > 0.0 && high / low >= 100.0 {
        Scale::log([low, high], range)
    } else {
        Scale::linear([low, high], range)
    };
    let [from, to, value] = [from, to, row.value].map(|place| scale.within(place));
    if ![from, to, value].iter().all(|place| place.is_finite()) {
        return Markup::default();
    }
    let span = format!("left:{from:.1}%;width:{:.1}%", (to - from).max(0.0));
    let dot = format!("left:{value:.1}%");
    let ends = format!("from {} to {}", significant(low, 3), significant(high, 3));
    html! { span.within title=(ends) { span.span style=(span) {} span.dot style=(dot) {} } }
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
