//! `analyse continuation`.

use std::collections::BTreeMap;
use std::time::Instant;

use forestall_base::{Column, Table, TableError};
use forestall_engine::{Along, Branch, BranchPoint, Special};
use forestall_report::{
    AnalysisFigure, AnalysisSection, Diagram, DiagramMark, DiagramStretch, Drawn, MarkKind,
    PlainTable, Quantity, significant,
};
use serde::Serialize;

use super::{
    arguments::ContinuationArguments,
    folder,
    held::{Held, held},
    named::index,
};
use crate::cli::{
    failure::{Failure, Outcome},
    print,
};

#[derive(Serialize)]
struct Summary {
    model: String,
    along: String,
    given: String,
    branches: Vec<Told>,
    specials: Vec<Happening>,
    wall_s: f64,
}

#[derive(Serialize)]
struct Told {
    points: usize,
    closed: bool,
    from: f64,
    to: f64,
}

/// A special point as it is told.
#[derive(Serialize)]
struct Happening {
    branch: usize,
    kind: &'static str,
    parameter: f64,
    states: BTreeMap<String, f64>,
    frequency: Option<f64>,
    period: Option<f64>,
    /// Whether stable oscillations are born (supercritical).
    supercritical: Option<bool>,
}

/// `analyse continuation`.
pub(super) fn run(arguments: &ContinuationArguments) -> Outcome {
    let begun = Instant::now();
    let held = held(&arguments.held, Some(&arguments.along))?;
    let along = along(arguments, &held)?;
    let core = held.model.core();
    let shown = shown(arguments, &held)?;
    let branches = held.model.branches(&held.parameters, along, &held.ranges)?;
    let quantity = Quantity::new(
        &core.parameters[along.parameter].name,
        &core.parameters[along.parameter].unit,
    );
    let mut figures = Vec::new();
    for &state in &shown {
        let name = match shown.len() {
            1 => "diagram".to_owned(),
            _ => format!("diagram-{}", core.states[state].name),
        };
        let y = Quantity::new(&core.states[state].name, &core.states[state].unit);
        let drawn = Drawn::Diagram(diagram(&branches, state, quantity.clone(), y, along));
        figures.push(AnalysisFigure { name, drawn });
    }
    let found = happenings(&held, &branches);
    let section = AnalysisSection {
        title: format!("Steady states along {}", quantity.name),
        summary: vec![sentence(&branches, &found, along, &held)],
        figures,
        tables: vec![plain(&held, &found, &quantity, &|x| significant(x, 6))],
    };
    folder::write(
        &arguments.held.output,
        &held.source,
        core,
        None,
        None,
        &[("branches.parquet", table(&held, &branches, along))],
        section,
    )?;
    if arguments.held.output.json {
        let told = |branch: &Branch| {
            let ends = branch.points.iter().map(|p| p.parameter);
            Told {
                points: branch.points.len(),
                closed: branch.closed,
                from: ends.clone().fold(f64::INFINITY, f64::min),
                to: ends.fold(f64::NEG_INFINITY, f64::max),
            }
        };
        return print::json(&Summary {
            model: core.name.clone(),
            along: quantity.name,
            given: held.given.clone(),
            branches: branches.iter().map(told).collect(),
            specials: found,
            wall_s: begun.elapsed().as_secs_f64(),
        });
    }
    let plain = plain(&held, &found, &quantity, &print::short);
    if !plain.rows.is_empty() {
        let heads: Vec<&str> = plain.heads.iter().map(|head| head.0.as_str()).collect();
        print::columns(&heads, &plain.rows)?;
    }
    print::line(&sentence(&branches, &found, along, &held))
}

/// What is varied, and over which stretch.
fn along(arguments: &ContinuationArguments, held: &Held) -> Result<Along, Failure> {
    let core = held.model.core();
    let names: Vec<&str> = core.parameters.iter().map(|p| p.name.as_str()).collect();
    let name: String = arguments.along.split_whitespace().collect();
    let parameter = index(&format!("--along {name}"), "parameter", &name, &names)?;
    let bounds = core.parameters[parameter].bounds;
    let end = |given: Option<f64>, bound: f64, option: &str| {
        given
            .or(Some(bound).filter(|b| b.is_finite()))
            .ok_or_else(|| {
                Failure::usage(
                    format!("nothing says {option} where {name} runs: its bounds are open"),
                    format!("give --{option} VALUE"),
                )
            })
    };
    let (from, to) = (
        end(arguments.from, bounds.0, "from")?,
        end(arguments.to, bounds.1, "to")?,
    );
    for (option, value) in [("from", from), ("to", to)] {
        if !(bounds.0..=bounds.1).contains(&value) {
            let message = format!(
                "--{option} {value} lies outside the bounds of {name}, {} to {}",
                bounds.0, bounds.1
            );
            return Err(Failure::usage(
                message,
                "choose a value within the bounds, or change them in the model file",
            ));
        }
    }
    Ok(Along {
        parameter,
        from,
        to,
        log: arguments.log,
    })
}

/// States to draw.
fn shown(arguments: &ContinuationArguments, held: &Held) -> Result<Vec<usize>, Failure> {
    let states = held.model.core().states.iter();
    let names: Vec<&str> = states.map(|s| s.name.as_str()).collect();
    if arguments.show.is_empty() {
        return Ok(vec![0]);
    }
    let of = |name: &String| {
        index(
            &format!("--show {name}"),
            "population or state",
            name,
            &names,
        )
    };
    arguments.show.iter().map(of).collect()
}

/// Stretches of one stability, and marks.
fn diagram(branches: &[Branch], state: usize, x: Quantity, y: Quantity, along: Along) -> Diagram {
    let mut diagram = Diagram {
        x,
        y,
        log: along.log,
        range: (along.from, along.to),
        ..Diagram::default()
    };
    for branch in branches {
        let place = |point: &BranchPoint| [point.parameter, point.states[state]];
        let mut stretch = DiagramStretch::default();
        for point in &branch.points {
            if let Some(&last) = stretch.places.last()
                && stretch.stable != point.is_stable()
            {
                diagram.stretches.push(std::mem::take(&mut stretch));
                stretch.places.push(last);
            }
            stretch.stable = point.is_stable();
            stretch.places.push(place(point));
            if let Some(special) = point.special {
                let kind = match special {
                    Special::Fold => MarkKind::Fold,
                    Special::Hopf { .. } => MarkKind::Hopf,
                    Special::Crossing => MarkKind::Crossing,
                };
                diagram.marks.push(DiagramMark {
                    at: place(point),
                    kind,
                });
            }
        }
        diagram.stretches.push(stretch);
    }
    // What is unstable lies below what is stable.
    diagram.stretches.sort_by_key(|stretch| stretch.stable);
    diagram
}

fn happenings(held: &Held, branches: &[Branch]) -> Vec<Happening> {
    let states = &held.model.core().states;
    let mut all = Vec::new();
    for (number, branch) in branches.iter().enumerate() {
        for point in &branch.points {
            let Some(special) = point.special else {
                continue;
            };
            let (frequency, lyapunov) = match special {
                Special::Hopf {
                    frequency,
                    lyapunov,
                } => (Some(frequency), Some(lyapunov)),
                _ => (None, None),
            };
            all.push(Happening {
                branch: number + 1,
                kind: special.word(),
                parameter: point.parameter,
                states: states
                    .iter()
                    .map(|s| s.name.clone())
                    .zip(point.states.iter().copied())
                    .collect(),
                frequency,
                period: frequency.map(|f| std::f64::consts::TAU / f),
                supercritical: lyapunov.filter(|l| l.is_finite()).map(|l| l < 0.0),
            });
        }
    }
    all.sort_by(|a, b| a.parameter.total_cmp(&b.parameter));
    all
}

fn sentence(branches: &[Branch], found: &[Happening], along: Along, held: &Held) -> String {
    let count = |kind: &str| found.iter().filter(|h| h.kind == kind).count();
    let counts = ["fold", "Hopf point", "crossing"].map(|kind| {
        let number = count(kind);
        format!("{number} {}", print::counted(number, kind))
    });
    let name = &held.model.core().parameters[along.parameter].name;
    let given = match held.given.as_str() {
        "" => String::new(),
        given => format!(" under {given}"),
    };
    format!(
        "{} {} of steady states from {name} {} to {}{given}: {}.",
        branches.len(),
        if branches.len() == 1 {
            "branch"
        } else {
            "branches"
        },
        print::short(along.from),
        print::short(along.to),
        counts.join(", ")
    )
}

fn plain(
    held: &Held,
    found: &[Happening],
    quantity: &Quantity,
    number: &dyn Fn(f64) -> String,
) -> PlainTable {
    let core = held.model.core();
    let with_unit = |name: &str, unit: &str| match unit {
        "1" | "" => name.to_owned(),
        unit => format!("{name} ({unit})"),
    };
    let mut heads = vec![
        ("What".to_owned(), false),
        (with_unit(&quantity.name, &quantity.unit), true),
    ];
    heads.extend(
        core.states
            .iter()
            .map(|s| (with_unit(&s.name, &s.unit), true)),
    );
    heads.push((format!("Period ({})", core.time_unit), true));
    let row = |h: &Happening| {
        let kind = match h.supercritical {
            Some(true) => "supercritical Hopf point",
            Some(false) => "subcritical Hopf point",
            None => h.kind,
        };
        let mut cells = vec![kind.to_owned(), number(h.parameter)];
        cells.extend(core.states.iter().map(|s| number(h.states[&s.name])));
        cells.push(h.period.map(number).unwrap_or_default());
        cells
    };
    PlainTable {
        heading: "Where steady states appear, vanish or begin to oscillate.".to_owned(),
        caption: "The period is that of small oscillations at the Hopf point; stable ones are born at a supercritical one.".to_owned(),
        heads,
        rows: found.iter().map(row).collect(),
    }
}

/// One row per point of each branch, in the order of the curve.
fn table(held: &Held, branches: &[Branch], along: Along) -> Result<Table, TableError> {
    let core = held.model.core();
    let all: Vec<(usize, &BranchPoint)> = (branches.iter().enumerate())
        .flat_map(|(number, branch)| branch.points.iter().map(move |p| (number + 1, p)))
        .collect();
    let each =
        |of: &dyn Fn(&BranchPoint) -> f64| all.iter().map(|(_, p)| of(p)).collect::<Vec<f64>>();
    let rate = format!("1/{}", core.time_unit);
    let special = |p: &BranchPoint| p.special.map_or(String::new(), |s| s.word().to_owned());
    let mut columns = vec![
        Column::integer(
            "branch",
            "1",
            all.iter().map(|(number, _)| *number as i64).collect(),
        ),
        Column::number(
            "parameter",
            &core.parameters[along.parameter].unit,
            each(&|p| p.parameter),
        ),
        Column::flag("stable", all.iter().map(|(_, p)| p.is_stable()).collect()),
        Column::text("special", all.iter().map(|(_, p)| special(p)).collect()),
        Column::number(
            "dominant_real",
            &rate,
            each(&|p| p.eigenvalues.first().map_or(f64::NAN, |e| e.0)),
        ),
        Column::number(
            "dominant_imaginary",
            &rate,
            each(&|p| p.eigenvalues.first().map_or(f64::NAN, |e| e.1)),
        ),
    ];
    for (k, state) in core.states.iter().enumerate() {
        columns.push(Column::number(
            format!("state_{}", state.name),
            &state.unit,
            each(&|p| p.states[k]),
        ));
    }
    Table::new(columns)
}
