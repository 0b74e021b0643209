//! Specifications of the figures of one patient.

use serde_json::{Value, json};

use super::{channel, rows, spec, tagged, upwards};
use crate::calendar::plural;
use crate::figure::patient::burden_scale;
use crate::patient::{Censoring, PatientSection};
use crate::regimen::Comparison;
use crate::report::Report;
use crate::scale::Spread;

/// Adds the figures of the patient, their names beginning with `stem`.
pub(super) fn figures(
    section: &PatientSection,
    report: &Report,
    stem: &str,
    figures: &mut Vec<(String, Value)>,
) {
    let time = format!("Time ({})", plural(&report.time_unit));
    if !section.points.is_empty() || section.predictive.is_some() || !section.fit.is_empty() {
        figures.push((format!("{stem}-fit"), fit(section, report, &time)));
    }
    if !section.states.is_empty() {
        let states = section.states.iter().flat_map(|state| {
            let name = if matches!(state.unit.as_str(), "" | "1") {
                state.name.clone()
            } else {
                format!("{} ({})", state.name, state.unit)
            };
            tagged(rows(&state.band), "state", &name)
        });
        let quantity = crate::report::Quantity::new("Model population", "");
        let body = json!({
            "data": {"values": states.collect::<Vec<_>>()},
            "encoding": {"x": channel("time", &time, "quantitative"), "color": channel("state", "State", "nominal")},
            "layer": [
                {"mark": {"type": "area", "opacity": 0.2}, "encoding": {"y": upwards("q05", &quantity, false), "y2": {"field": "q95"}}},
                {"mark": "line", "encoding": {"y": upwards("q50", &quantity, false)}},
            ],
        });
        figures.push((
            format!("{stem}-states"),
            spec(
                &format!("Model populations of patient {}", section.id),
                body,
            ),
        ));
    }
    if let Some(comparison) = section
        .comparison
        .as_ref()
        .filter(|other| !other.regimens.is_empty())
    {
        figures.push((
            format!("{stem}-regimens"),
            regimens(comparison, section, &time),
        ));
    }
}

fn fit(section: &PatientSection, report: &Report, time: &str) -> Value {
    let logarithmic = burden_scale(section).spread == Spread::Log;
    let y = |field: &str| upwards(field, &report.observable, logarithmic);
    let readings: Vec<Value> = section
        .points
        .iter()
        .map(|point| {
            let kind = match (point.censored, point.held_out) {
                (Some(Censoring::Left), _) => "below the limit",
                (Some(Censoring::Right), _) => "above the limit",
                (None, true) => "held out",
                (None, false) => "reading",
            };
            json!({"time": point.time, "value": point.value, "kind": kind, "held_out": point.held_out})
        })
        .collect();
    let doses: Vec<Value> = section
        .dosing
        .iter()
        .flat_map(|strip| strip.intervals.iter().map(move |dose| json!({"drug": strip.drug, "start": dose.start, "end": dose.end, "amount": dose.amount})))
        .collect();
    let band = section.predictive.as_ref().map(rows).unwrap_or_default();
    let line: Vec<Value> = section
        .fit
        .iter()
        .map(|&(time, value)| json!({"time": time, "value": value}))
        .collect();
    let x = channel("time", time, "quantitative");
    let mut layers = vec![
        json!({"data": {"values": band}, "encoding": {"x": x}, "layer": [
            {"mark": {"type": "area", "opacity": 0.16, "color": "#0072b2", "clip": true}, "encoding": {"y": y("q05"), "y2": {"field": "q95"}}},
            {"mark": {"type": "area", "opacity": 0.26, "color": "#0072b2", "clip": true}, "encoding": {"y": y("q25"), "y2": {"field": "q75"}}},
            {"mark": {"type": "line", "color": "#0072b2", "clip": true}, "encoding": {"y": y("q50")}},
        ]}),
        json!({"data": {"values": readings}, "mark": {"type": "point", "filled": true, "size": 30}, "encoding": {
            "x": x, "y": y("value"),
            "shape": {"field": "kind", "type": "nominal", "title": "Reading", "scale": {
                "domain": ["reading", "held out", "below the limit", "above the limit"],
                "range": ["circle", "diamond", "triangle-down", "triangle-up"]}},
            "color": {"field": "held_out", "type": "nominal", "legend": null, "scale": {"domain": [false, true], "range": ["#1a1a1a", "#d55e00"]}},
        }}),
    ];
    if !line.is_empty() {
        layers.push(json!({"data": {"values": line}, "mark": {"type": "line", "color": "#005a8f"}, "encoding": {"x": x, "y": y("value")}}));
    }
    if let Some(end) = section.fit_ends {
        layers.push(json!({"data": {"values": [{"time": end}]}, "mark": {"type": "rule", "strokeDash": [3, 3]}, "encoding": {"x": x}}));
    }
    let strip = json!({"width": 640, "height": {"step": 16}, "data": {"values": doses}, "mark": {"type": "bar", "color": "#4d4d4d"}, "encoding": {
        "x": channel("start", time, "quantitative"), "x2": {"field": "end"}, "y": channel("drug", "", "nominal"),
        "opacity": {"field": "amount", "type": "quantitative", "legend": null},
    }});
    let panel = json!({"width": 640, "height": 260, "layer": layers});
    let panels = if doses_are_empty(section) {
        vec![panel]
    } else {
        vec![panel, strip]
    };
    let mut whole = spec(
        &format!("{} of patient {}", report.observable.name, section.id),
        json!({"resolve": {"scale": {"x": "shared"}}, "vconcat": panels}),
    );
    // A concatenation has no width of its own.
    if let Some(whole) = whole.as_object_mut() {
        whole.remove("width");
    }
    whole
}

fn doses_are_empty(section: &PatientSection) -> bool {
    section
        .dosing
        .iter()
        .all(|strip| strip.intervals.is_empty())
}

fn regimens(comparison: &Comparison, section: &PatientSection, time: &str) -> Value {
    let values = comparison.regimens.iter().flat_map(|regimen| {
        let band = regimen.burden.as_ref().map(rows).unwrap_or_default();
        let mut band = tagged(band, "regimen", &regimen.name);
        if let Some(spread) = regimen.time_to_progression {
            band.push(json!({"regimen": regimen.name, "ttp_q05": spread.q05, "ttp_q50": spread.q50, "ttp_q95": spread.q95, "limit": comparison.limit}));
        }
        band
    });
    let y = |field: &str| upwards(field, &comparison.burden, false);
    let body = json!({
        "data": {"values": values.collect::<Vec<_>>()},
        "facet": {"row": {"field": "regimen", "type": "nominal", "title": null, "sort": null}},
        "spec": {"width": 640, "height": 90, "layer": [
            {"transform": [{"filter": "isValid(datum.q50)"}], "mark": {"type": "area", "opacity": 0.16, "color": "#0072b2"}, "encoding": {"x": channel("time", time, "quantitative"), "y": y("q05"), "y2": {"field": "q95"}}},
            {"transform": [{"filter": "isValid(datum.q50)"}], "mark": {"type": "line", "color": "#0072b2"}, "encoding": {"x": channel("time", time, "quantitative"), "y": y("q50")}},
            {"transform": [{"filter": "isValid(datum.ttp_q05) && isValid(datum.ttp_q95)"}], "mark": {"type": "rule", "color": "#d55e00", "size": 3}, "encoding": {"x": channel("ttp_q05", time, "quantitative"), "x2": {"field": "ttp_q95"}, "y": y("limit")}},
            {"transform": [{"filter": "isValid(datum.ttp_q50)"}], "mark": {"type": "point", "color": "#d55e00", "shape": "diamond", "filled": true, "size": 60}, "encoding": {"x": channel("ttp_q50", time, "quantitative"), "y": y("limit")}},
        ]},
    });
    let mut whole = spec(&format!("Regimens for patient {}", section.id), body);
    if let Some(whole) = whole.as_object_mut() {
        whole.remove("width");
    }
    whole
}
