//! The section of the cohort.

use maud::{Markup, PreEscaped, html};

use super::regimen::ranking;
use super::table::{number, table, text};
use super::{Counter, anchor, figure, warnings};
use crate::cohort::{Cohort, FitRow, ForecastRow};
use crate::figure::{forest, multiples, profile, survival, swimmer};
use crate::number::{fixed, kept, percent, significant};
use crate::report::Report;

/// Everything about the cohort that the report holds.
pub(crate) fn section(cohort: &Cohort, report: &Report, count: &mut Counter) -> Markup {
    let unit = &report.time_unit;
    html! {
        section #cohort {
            h2 { "Cohort" }
            @if let Some(summary) = &cohort.summary { p { (summary) } }
            (warnings(&cohort.warnings))
            @if let Some(progression) = &cohort.progression {
                (figure(&survival::figure(&progression.with_unit(unit)), count))
            }
            @if !cohort.ranking.is_empty() {
                @let objective = cohort.objective.as_deref().unwrap_or("time to progression");
                (ranking("Regimens ranked over the cohort.", &cohort.ranking, objective, unit, count))
            }
            (panels(report, count))
            @if let Some(rows) = cohort.forest.as_ref().filter(|forest| !forest.rows.is_empty()) {
                (figure(&forest::figure(rows), count))
            }
            @if !cohort.swimmer.is_empty() {
                (figure(&swimmer::figure(&cohort.swimmer, unit), count))
            }
            @for loss in &cohort.profiles { (figure(&profile::figure(loss), count)) }
            @if !cohort.fits.is_empty() { (fits(&cohort.fits, count)) }
            @if !cohort.forecasts.is_empty() { (forecasts(&cohort.forecasts, report, count)) }
        }
    }
}

/// The small multiples, where there are several patients with readings.
fn panels(report: &Report, count: &mut Counter) -> Markup {
    if report.patients.len() < 2 {
        return Markup::default();
    }
    let drawings = multiples::drawings(&report.patients, &report.observable, &report.time_unit);
    let number = count.figure();
    html! {
        figure {
            div.multiples {
                @for (k, drawing) in drawings.iter().enumerate() {
                    a href=(format!("#{}", anchor(k))) { (PreEscaped(drawing)) }
                }
            }
            figcaption {
                strong { "Figure " (number) ". " (report.observable.axis()) " of all " (drawings.len()) " patients over time." }
                " Time is in " (crate::calendar::plural(&report.time_unit)) ". All panels share their axes. "
                "Lines are fits with 90 % predictive bands; bars below show when any drug was given. Readings held out are in orange, "
                "open triangles are readings beyond the limit of the assay."
            }
        }
    }
}

fn fits(rows: &[FitRow], count: &mut Counter) -> Markup {
    let has = |cell: fn(&FitRow) -> bool| rows.iter().any(cell);
    let columns = [
        (has(|row| row.label.is_some()), text("Group")),
        (true, number("Readings")),
        (has(|row| row.r2.is_some()), number("R²")),
        (has(|row| row.loss.is_some()), number("Loss")),
        (has(|row| row.rhat_max.is_some()), number("R-hat")),
        (has(|row| row.ess_min.is_some()), number("ESS")),
        (
            has(|row| !row.flagged.is_empty()),
            text("At a bound or not identified"),
        ),
    ];
    let mut heads = vec![text("Patient")];
    heads.extend(
        columns
            .iter()
            .filter(|column| column.0)
            .map(|column| column.1),
    );
    let cells = rows.iter().map(|row| {
        let cells = [
            html! { (row.label.as_deref().unwrap_or_default()) },
            html! { (row.readings) },
            html! { @if let Some(r2) = row.r2 { (fixed(r2, 3)) } },
            html! { @if let Some(loss) = row.loss { (kept(loss, 4)) } },
            html! { @if let Some(rhat) = row.rhat_max { (fixed(rhat, 3)) } },
            html! { @if let Some(ess) = row.ess_min { (fixed(ess, 0)) } },
            html! { (row.flagged.join(", ")) },
        ];
        let mut line = vec![html! { (row.patient) }];
        line.extend(
            columns
                .iter()
                .zip(cells)
                .filter(|(column, _)| column.0)
                .map(|(_, cell)| cell),
        );
        line
    });
    let mut known: Vec<f64> = rows
        .iter()
        .filter_map(|row| row.r2)
        .filter(|r2| r2.is_finite())
        .collect();
    known.sort_by(f64::total_cmp);
    let caption = if known.is_empty() {
        String::new()
    } else {
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        let median = forestall_base::quantile(&known, 0.5).unwrap_or(f64::NAN);
        format!(
            "R² has a mean of {} and a median of {}.",
            fixed(mean, 3),
            fixed(median, 3)
        )
    };
    table(
        "Goodness of fit per patient.",
        &caption,
        &heads,
        &cells.collect::<Vec<_>>(),
        count,
    )
}

fn forecasts(rows: &[ForecastRow], report: &Report, count: &mut Counter) -> Markup {
    let unit = report.observable.unit.as_str();
    let error = if matches!(unit, "" | "1") {
        "Error of the model".into()
    } else {
        format!("Error of the model ({unit})")
    };
    let heads = [
        text("Patient"),
        number("Held out"),
        number(&error),
        number("Last value carried forward"),
        number("In the 90 % interval"),
        text("Model does better"),
    ];
    let cells = rows.iter().map(|row| {
        let score = row.score;
        vec![
            html! { (row.patient) },
            html! { (score.readings) },
            html! { (kept(score.mae, 3)) },
            html! { (kept(score.mae_locf, 3)) },
            html! { @if let Some(coverage) = score.coverage_90 { (percent(coverage)) } },
            html! { @if score.beats_locf() { "yes" } @else { span.flag { "no" } } },
        ]
    });
    let better = rows.iter().filter(|row| row.score.beats_locf()).count();
    let mean =
        |error: fn(&ForecastRow) -> f64| rows.iter().map(error).sum::<f64>() / rows.len() as f64;
    let (model, locf) = (mean(|row| row.score.mae), mean(|row| row.score.mae_locf));
    let verdict = if model < locf {
        format!(
            "The model does better than the last observation carried forward in {better} of {} patients.",
            rows.len()
        )
    } else {
        format!(
            "The model does not do better than the last observation carried forward over the cohort ({better} of {} patients).",
            rows.len()
        )
    };
    let caption = format!(
        "Mean absolute errors over the readings held out; over all patients {} for the model and {} for the last value. {verdict}",
        significant(model, 3),
        significant(locf, 3)
    );
    table(
        "Forecasts.",
        &caption,
        &heads,
        &cells.collect::<Vec<_>>(),
        count,
    )
}
