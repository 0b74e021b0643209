//! The figures as Vega-Lite specifications with their data, to be opened and changed elsewhere.

mod cohort;
mod molecular;
mod patient;

use serde_json::{Value, json};

use crate::report::{Band, Quantity, Report};

impl Report {
    /// Every figure as a file name and a Vega-Lite specification (version 6, JSON) with its data inside.
    ///
    /// The resistance graph is the one that is no specification: its nodes and edges as they are, `resistance-graph.json`.
    /// Values that are not finite are `null`, which Vega-Lite leaves out.
    pub fn figures(&self) -> Vec<(String, String)> {
        let mut figures = Vec::new();
        if let Some(cohort) = &self.cohort {
            cohort::figures(cohort, self, &mut figures);
        }
        for (k, section) in self.patients.iter().enumerate() {
            let stem = format!("patient-{:03}-{}", k + 1, file_stem(&section.id));
            patient::figures(section, self, &stem, &mut figures);
        }
        let mut figures: Vec<(String, Value)> = figures
            .into_iter()
            .map(|(stem, spec)| (format!("{stem}.vl.json"), spec))
            .collect();
        if let Some(profile) = &self.molecular {
            molecular::figures(profile, &mut figures);
        }
        figures
            .into_iter()
            .map(|(name, spec)| (name, format!("{spec:#}\n")))
            .collect()
    }
}

/// The specification of a figure from its title and the rest.
fn spec(title: &str, body: Value) -> Value {
    let mut whole = json!({
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": title,
        "width": 640,
        "config": {"font": "Helvetica, Arial, sans-serif", "view": {"stroke": null}, "axis": {"gridColor": "#e4e4e4"}},
    });
    if let (Some(whole), Value::Object(body)) = (whole.as_object_mut(), body) {
        whole.extend(body);
    }
    whole
}

/// A position or another channel of a field.
fn channel(field: &str, title: &str, kind: &str) -> Value {
    json!({"field": field, "title": title, "type": kind})
}

/// A vertical position, logarithmic where the drawing is.
fn upwards(field: &str, quantity: &Quantity, logarithmic: bool) -> Value {
    let scale = if logarithmic {
        json!({"type": "log", "clamp": true})
    } else {
        json!({})
    };
    json!({"field": field, "title": quantity.axis(), "type": "quantitative", "scale": scale})
}

/// The rows of a band.
fn rows(band: &Band) -> Vec<Value> {
    let at = |values: &[f64], k: usize| values.get(k).copied();
    (0..band.time.len())
        .map(|k| {
            json!({
                "time": band.time[k],
                "q05": at(&band.q05, k),
                "q25": at(&band.q25, k),
                "q50": at(&band.q50, k),
                "q75": at(&band.q75, k),
                "q95": at(&band.q95, k),
            })
        })
        .collect()
}

/// The rows with one more field.
fn tagged(mut rows: Vec<Value>, field: &str, value: &str) -> Vec<Value> {
    for row in rows.iter_mut().filter_map(Value::as_object_mut) {
        row.insert(field.into(), value.into());
    }
    rows
}

/// A name that every file system takes: letters, digits, `-` and `_`; everything else becomes `-`.
fn file_stem(name: &str) -> String {
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        }
    };
    name.chars().take(40).map(safe).collect()
}
