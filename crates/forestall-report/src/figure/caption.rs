//! What stands under the main figure of a patient, and what those hear who cannot see it.

use std::fmt::Write as _;

use super::Figure;
use super::patient::{burden_scale, patient_svg, time_domain};
use crate::calendar::plural;
use crate::number::{percent, significant};
use crate::patient::{ForecastScore, PatientSection};
use crate::report::Quantity;
use crate::scale::Scale;

/// The figure with its caption.
pub(crate) fn figure(patient: &PatientSection, observable: &Quantity, time_unit: &str) -> Figure {
    let axis = burden_scale(patient).word();
    let held_out = patient.points.iter().filter(|point| point.held_out).count();
    let censored = patient
        .points
        .iter()
        .filter(|point| point.censored.is_some())
        .count();
    let mut caption = format!(
        "{} on a {axis} axis. Filled circles are readings",
        capital(&observable.name)
    );
    if held_out > 0 {
        let used = patient.points.len() - held_out;
        let _ = write!(
            caption,
            " used in the fit ({used}), diamonds readings held out of it ({held_out})"
        );
    } else {
        let _ = write!(caption, " ({})", patient.points.len());
    }
    if censored > 0 {
        let _ = write!(
            caption,
            "; open triangles stand at the limit of the assay for readings beyond it ({censored})"
        );
    }
    caption += ".";
    if let Some(band) = &patient.predictive {
        let line = if patient.fit.is_empty() {
            "The line is the median"
        } else {
            "The solid line is the point estimate, the dashed line the median"
        };
        let inner = if band.q25.is_empty() {
            "the shaded band the 90 % interval"
        } else {
            "the shaded bands the 50 % and 90 % intervals"
        };
        let _ = write!(caption, " {line} and {inner} of predicted readings.");
    } else if !patient.fit.is_empty() {
        caption += " The line is the fitted curve.";
    }
    if !patient.dosing.is_empty() {
        caption += " Bars below show when each drug was given.";
    }
    if !patient.states.is_empty() {
        caption += " Populations that were not observed are shown as posterior medians with 90 % intervals.";
    }
    if let Some(end) = patient.fit_ends.filter(|_| held_out > 0) {
        let _ = write!(
            caption,
            " The forecast begins after {} {}.",
            significant(end, 5),
            plural(time_unit)
        );
    }
    if let Some(score) = &patient.forecast {
        caption += " ";
        caption += &score_sentence(score, observable);
    }
    Figure::new(
        |format| patient_svg(patient, observable, time_unit, format),
        format!(
            "{} of patient {}, with the fit.",
            observable.name, patient.id
        ),
        caption,
    )
}

/// The forecast in a sentence, with its verdict.
pub(super) fn score_sentence(score: &ForecastScore, observable: &Quantity) -> String {
    let unit = if matches!(observable.unit.as_str(), "" | "1") {
        String::new()
    } else {
        format!(" {}", observable.unit)
    };
    let mut sentence = format!(
        "Over the readings held out ({}) the median forecast was off by {}{unit} on average, the last observation carried forward by {}{unit}: the model {}.",
        score.readings,
        significant(score.mae, 3),
        significant(score.mae_locf, 3),
        if score.beats_locf() {
            "does better"
        } else {
            "does not do better"
        }
    );
    if let Some(coverage) = score.coverage_90 {
        let _ = write!(
            sentence,
            " {} of them lie in their 90 % interval.",
            percent(coverage)
        );
    }
    sentence
}

pub(super) fn describe(patient: &PatientSection, observable: &Quantity, time_unit: &str) -> String {
    let [from, to] = Scale::linear(time_domain(patient), [0.0, 1.0]).domain;
    let values = patient
        .points
        .iter()
        .map(|point| point.value)
        .filter(|value| value.is_finite());
    let lowest = values.clone().fold(f64::INFINITY, f64::min);
    let highest = values.fold(f64::NEG_INFINITY, f64::max);
    let extent = if lowest <= highest {
        let unit = if observable.unit == "1" {
            ""
        } else {
            &observable.unit
        };
        format!(
            ", between {} and {} {unit}",
            significant(lowest, 3),
            significant(highest, 3)
        )
    } else {
        String::new()
    };
    format!(
        "{} readings from {} to {} {}{}.",
        patient.points.len(),
        significant(from, 4),
        significant(to, 5),
        plural(time_unit),
        extent.trim_end()
    )
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}
