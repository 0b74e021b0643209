//! What every figure of an analysis keeps: numbers that are none are drawn nowhere, labels lie apart, both formats fit.

use super::places;
use crate::analysis::{
    AnalysisFigure, Bundle, Diagram, DiagramMark, DiagramStretch, Drawn, Elasticities,
    ElasticityRow, IndexRow, Indices, MarkKind, Portrait, PortraitState, Share90, Waterfall,
};
use crate::panel::{Format, Panel};
use crate::report::{Band, Quantity};
use crate::scale::Scale;

fn figures() -> Vec<AnalysisFigure> {
    let quantity = |name: &str| Quantity::new(name, "cells");
    let line = |slope: f64| {
        (0..50)
            .map(|k| [f64::from(k), slope * f64::from(k)])
            .collect::<Vec<_>>()
    };
    let portrait = Portrait {
        x: quantity("E"),
        y: quantity("T<&>"),
        x_range: (0.0, 50.0),
        y_range: (0.0, 100.0),
        first: vec![line(1.0)],
        second: vec![line(2.0)],
        orbits: vec![line(0.5), vec![[f64::NAN, 1.0]]],
        borders: vec![line(1.5)],
        states: vec![
            PortraitState {
                at: [0.0, 0.0],
                stable: false,
                word: "saddle".into(),
            },
            PortraitState {
                at: [f64::INFINITY, 1.0],
                stable: true,
                word: "stable node".into(),
            },
        ],
        ..Portrait::default()
    };
    let diagram = Diagram {
        x: quantity("S"),
        y: quantity("Z"),
        range: (0.0, 50.0),
        stretches: vec![
            DiagramStretch {
                stable: true,
                places: line(1.0),
            },
            DiagramStretch {
                stable: false,
                places: line(-1.0),
            },
        ],
        marks: [MarkKind::Fold, MarkKind::Hopf, MarkKind::Crossing]
            .map(|kind| DiagramMark {
                at: [10.0, 10.0],
                kind,
            })
            .to_vec(),
        ..Diagram::default()
    };
    let row = |name: &str, elasticity: f64| ElasticityRow {
        parameter: name.into(),
        elasticity,
    };
    let share = |value: f64| Share90 {
        value,
        q05: value - 0.05,
        q95: value + 0.05,
    };
    let drawn = vec![
        Drawn::Portrait(portrait),
        Drawn::Diagram(diagram),
        Drawn::Elasticities(Elasticities {
            outcome: "time(progression)".into(),
            rows: vec![row("r", -1.2), row("k", 0.3), row("bad", f64::NAN)],
        }),
        Drawn::Indices(Indices {
            outcome: "at(V, 20)".into(),
            rows: vec![
                IndexRow {
                    parameter: "r".into(),
                    first: share(0.4),
                    total: share(0.7),
                },
                IndexRow {
                    parameter: "k".into(),
                    first: share(f64::NAN),
                    total: share(0.01),
                },
            ],
        }),
        Drawn::Waterfall(Waterfall {
            assay: "volume".into(),
            regimen: "daily".into(),
            changes: (0..1000)
                .map(|k| f64::from(k) * 0.004 - 1.0)
                .chain([f64::NAN, f64::INFINITY])
                .collect(),
        }),
        Drawn::Bundle(Bundle {
            observable: quantity("volume"),
            regimen: "daily".into(),
            time_unit: "day".into(),
            curves: vec![vec![(0.0, 1.0), (10.0, 5.0)]],
            band: Band {
                time: vec![0.0, 10.0],
                q05: vec![0.5, 1.0],
                q25: vec![0.7, 2.0],
                q50: vec![1.0, 4.0],
                q75: vec![1.2, 6.0],
                q95: vec![1.5, f64::NAN],
            },
        }),
    ];
    let empty = vec![
        Drawn::Portrait(Portrait::default()),
        Drawn::Diagram(Diagram::default()),
        Drawn::Elasticities(Elasticities::default()),
        Drawn::Indices(Indices::default()),
        Drawn::Waterfall(Waterfall::default()),
        Drawn::Bundle(Bundle::default()),
    ];
    let named = |drawn| AnalysisFigure {
        name: "figure".into(),
        drawn,
    };
    drawn.into_iter().chain(empty).map(named).collect()
}

#[test]
fn no_drawing_holds_what_is_no_number_or_no_xml() {
    for figure in figures() {
        for format in [Format::Wide, Format::Narrow] {
            let svg = figure.svg(format);
            assert!(svg.starts_with("<svg") && svg.ends_with("</svg>"));
            for bad in ["NaN", "inf", "T<&>"] {
                assert!(!svg.contains(bad), "{bad} in {svg}");
            }
        }
        let words = super::figure(&figure);
        assert!(
            words.heading.ends_with('.') && words.caption.ends_with('.'),
            "{words:?}"
        );
    }
}

#[test]
fn labels_of_marks_close_together_lie_apart_and_inside() {
    let scale = Scale::linear([0.0, 1.0], [0.0, 1.0]);
    let panel = Panel::new([40.0, 20.0], [400.0, 200.0], scale, scale, 12.0);
    let marks = [[430.0, 30.0], [432.0, 36.0], [425.0, 60.0], [426.0, 62.0]];
    let words: Vec<String> = (0..4).map(|k| format!("fold 18{k}0")).collect();
    let labels = places::labels(&panel, &marks, &words, &[], 12.0);
    let boxes: Vec<[f64; 4]> = (labels.iter().flatten().zip(&words))
        .map(|(label, word)| {
            [
                label.place[0],
                label.place[1] - 10.0,
                label.place[0] + crate::measure::width(word, 12.0),
                label.place[1] + 2.0,
            ]
        })
        .collect();
    assert_eq!(boxes.len(), 4);
    for (k, a) in boxes.iter().enumerate() {
        assert!(
            a[0] >= 40.0 && a[2] <= 440.0 && a[1] >= 19.0 && a[3] <= 220.0,
            "{a:?}"
        );
        for b in &boxes[k + 1..] {
            assert!(
                a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1],
                "{a:?} {b:?}"
            );
        }
    }
}
