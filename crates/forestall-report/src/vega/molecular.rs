//! The clones as a specification, and the resistance graph as it is.

use serde_json::{Value, json};

use super::{channel, spec};
use crate::molecular::{CloneFigure, MolecularSection};
use crate::number::percent;

/// The figures of a molecular profile with their file names.
pub(super) fn figures(profile: &MolecularSection, figures: &mut Vec<(String, Value)>) {
    if let Some(clones) = profile.clones.as_ref().filter(|c| !c.scenarios.is_empty()) {
        figures.push(("clones.vl.json".into(), shares(clones)));
    }
    if let Some(graph) = profile.graph.as_ref().filter(|g| !g.nodes.is_empty()) {
        figures.push((
            "resistance-graph.json".into(),
            json!({"nodes": graph.nodes, "edges": graph.edges}),
        ));
    }
}

fn shares(clones: &CloneFigure) -> Value {
    let scenarios = clones.scenarios.iter().enumerate();
    let rows: Vec<Value> = scenarios
        .flat_map(|(k, scenario)| {
            let name = format!(
                "{}. {} ({})",
                k + 1,
                scenario.note,
                percent(scenario.weight)
            );
            let parent = |clone: usize| Some(scenario.clones.get(clone)?.name.clone());
            scenario.clones.iter().map(move |clone| {
                json!({
                    "scenario": name,
                    "weight": scenario.weight,
                    "clone": clone.name,
                    "carries": clone.carries,
                    "parent": clone.parent.and_then(parent),
                    "low": clone.share.0,
                    "best": clone.share.1,
                    "high": clone.share.2,
                })
            })
        })
        .collect();
    let y = channel("clone", "Clone", "nominal");
    spec(
        "Share of the cancer cells by clone",
        json!({
            "data": {"values": rows},
            "facet": {"row": {"field": "scenario", "title": null}},
            "spec": {
                "layer": [
                    {"mark": "rule", "encoding": {
                        "y": y,
                        "x": channel("low", "Share of the cancer cells", "quantitative"),
                        "x2": {"field": "high"},
                    }},
                    {"mark": {"type": "point", "filled": true}, "encoding": {
                        "y": y,
                        "x": channel("best", "Share of the cancer cells", "quantitative"),
                    }},
                ],
            },
        }),
    )
}
