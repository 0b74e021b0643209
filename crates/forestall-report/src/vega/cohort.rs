//! Specifications of the figures of a cohort.

use serde_json::{Value, json};

use super::{channel, rows, spec, tagged};
use crate::calendar::plural;
use crate::cohort::{Cohort, Forest, Profile, Progression, SwimmerLane};
use crate::kaplan_meier::KaplanMeier;
use crate::report::Report;

/// Adds the figures of the cohort.
pub(super) fn figures(cohort: &Cohort, report: &Report, figures: &mut Vec<(String, Value)>) {
    if let Some(progression) = &cohort.progression {
        figures.push((
            "cohort-progression".into(),
            survival(&progression.with_unit(&report.time_unit)),
        ));
    }
    if let Some(rows) = cohort
        .forest
        .as_ref()
        .filter(|forest| !forest.rows.is_empty())
    {
        figures.push(("cohort-forest".into(), forest(rows)));
    }
    if !cohort.swimmer.is_empty() {
        figures.push((
            "cohort-swimmer".into(),
            swimmer(&cohort.swimmer, &report.time_unit),
        ));
    }
    for (k, loss) in cohort.profiles.iter().enumerate() {
        figures.push((format!("cohort-profile-{}", k + 1), profile(loss)));
    }
}

fn survival(progression: &Progression) -> Value {
    let mut observed = Vec::new();
    let mut predicted = Vec::new();
    for curve in &progression.curves {
        let estimate = KaplanMeier::of(&curve.observed);
        if let Some(last) = estimate.last() {
            observed.push(json!({"arm": curve.name, "time": 0.0, "share": 1.0, "low": 1.0, "high": 1.0, "at_risk": estimate.patients()}));
            observed.extend(estimate.steps.iter().map(|step| {
                json!({"arm": curve.name, "time": step.time, "share": step.share, "low": step.low, "high": step.high, "at_risk": step.at_risk})
            }));
            observed.push(json!({"arm": curve.name, "time": last, "share": estimate.share(last), "at_risk": estimate.at_risk(last)}));
        }
        if let Some(band) = &curve.predicted {
            predicted.extend(tagged(rows(band), "arm", &curve.name));
        }
    }
    let x = channel(
        "time",
        &format!("Time ({})", plural(&progression.time_unit)),
        "quantitative",
    );
    let colour = channel("arm", "", "nominal");
    let share = |field: &str| json!({"field": field, "type": "quantitative", "title": "Share without the event", "scale": {"domain": [0, 1]}});
    spec(
        "Time to progression",
        json!({"height": 320, "layer": [
            {"data": {"values": predicted}, "encoding": {"x": x, "color": colour}, "layer": [
                {"mark": {"type": "area", "opacity": 0.14}, "encoding": {"y": share("q05"), "y2": {"field": "q95"}}},
                {"mark": {"type": "line", "strokeDash": [5, 3]}, "encoding": {"y": share("q50")}},
            ]},
            {"data": {"values": observed}, "mark": {"type": "line", "interpolate": "step-after"}, "encoding": {"x": x, "y": share("share"), "color": colour}},
        ]}),
    )
}

fn forest(forest: &Forest) -> Value {
    let values = forest.rows.iter().map(|row| {
        json!({"patient": row.patient, "group": row.group, "q05": row.spread.q05, "q50": row.spread.q50, "q95": row.spread.q95, "observed": row.observed})
    });
    let title = forest.quantity.axis();
    let x = |field: &str| channel(field, &title, "quantitative");
    spec(
        &title,
        json!({
            "data": {"values": values.collect::<Vec<_>>()},
            "height": {"step": 16},
            "encoding": {"y": {"field": "patient", "type": "nominal", "sort": null, "title": ""}},
            "layer": [
                {"mark": {"type": "rule", "color": "#0072b2"}, "encoding": {"x": x("q05"), "x2": {"field": "q95"}}},
                {"mark": {"type": "point", "filled": true, "color": "#0072b2", "size": 45}, "encoding": {"x": x("q50")}},
                {"mark": {"type": "point", "shape": "cross", "color": "#d55e00"}, "encoding": {"x": x("observed")}},
            ],
        }),
    )
}

fn swimmer(lanes: &[SwimmerLane], time_unit: &str) -> Value {
    let follow: Vec<Value> = lanes
        .iter()
        .map(|lane| json!({"patient": lane.patient, "group": lane.group, "start": 0.0, "end": lane.end, "progressed": lane.progressed}))
        .collect();
    let on: Vec<Value> = lanes
        .iter()
        .flat_map(|lane| {
            lane.on.iter().map(
                move |&(start, end)| json!({"patient": lane.patient, "start": start, "end": end}),
            )
        })
        .collect();
    let x = channel(
        "start",
        &format!("Time ({})", plural(time_unit)),
        "quantitative",
    );
    let encoding = json!({"x": x, "x2": {"field": "end"}, "y": {"field": "patient", "type": "nominal", "sort": null, "title": ""}});
    spec(
        "Time on and off drug",
        json!({"height": {"step": 16}, "layer": [
            {"data": {"values": follow}, "mark": {"type": "bar", "color": "#dcdcdc", "height": 9}, "encoding": encoding},
            {"data": {"values": on}, "mark": {"type": "bar", "color": "#4d4d4d", "height": 9}, "encoding": encoding},
        ]}),
    )
}

fn profile(profile: &Profile) -> Value {
    let grid = profile.y_values.iter().zip(&profile.loss);
    let values = grid.flat_map(|(&y, row)| {
        profile
            .x_values
            .iter()
            .zip(row)
            .map(move |(&x, &loss)| json!({"x": x, "y": y, "loss": loss}))
    });
    spec(
        &profile.loss_name,
        json!({
            "data": {"values": values.collect::<Vec<_>>()},
            "height": 420,
            "mark": "rect",
            "encoding": {
                "x": channel("x", &profile.x.axis(), "ordinal"),
                "y": {"field": "y", "title": profile.y.axis(), "type": "ordinal", "sort": "descending"},
                "color": {"field": "loss", "title": profile.loss_name, "type": "quantitative", "scale": {"scheme": "yellowgreenblue", "reverse": true}},
            },
        }),
    )
}
