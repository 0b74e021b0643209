//! `analyse steady`.

use std::collections::BTreeMap;
use std::time::Instant;

use forestall_base::{Column, Table, TableError};
use forestall_engine::SteadyState;
use forestall_report::{AnalysisFigure, AnalysisSection, Drawn, PlainTable, significant};
use serde::Serialize;

use super::{
    arguments::SteadyArguments,
    folder,
    held::{Held, held},
    portrait::portrait,
};
use crate::cli::{failure::Outcome, print};

#[derive(Serialize)]
struct Summary {
    model: String,
    given: String,
    steady_states: Vec<Found>,
    wall_s: f64,
}

/// A steady state as it is told.
#[derive(Serialize)]
struct Found {
    states: BTreeMap<String, f64>,
    kind: &'static str,
    stable: bool,
    unstable_directions: usize,
    dominant: Option<(f64, f64)>,
    eigenvalues: Vec<(f64, f64)>,
}

/// `analyse steady`.
pub(super) fn run(arguments: &SteadyArguments) -> Outcome {
    let begun = Instant::now();
    let held = held(&arguments.held, None)?;
    let found = held
        .model
        .steady_states(None, &held.parameters, &held.ranges)?;
    let core = held.model.core();
    let mut figures = Vec::new();
    if core.states.len() == 2 && arguments.held.output.out.is_some() {
        figures.push(AnalysisFigure {
            name: "portrait".to_owned(),
            drawn: Drawn::Portrait(portrait(&held, &found, arguments.log)?),
        });
    }
    let section = AnalysisSection {
        title: "Steady states".to_owned(),
        summary: vec![sentence(&held, &found)],
        figures,
        tables: vec![plain(&held, &found, &|x| significant(x, 5))],
    };
    folder::write(
        &arguments.held.output,
        &held.source,
        core,
        None,
        None,
        &[("steady_states.parquet", table(&held, &found))],
        section,
    )?;
    let summary = Summary {
        model: core.name.clone(),
        given: held.given.clone(),
        steady_states: found.iter().map(|state| told(&held, state)).collect(),
        wall_s: begun.elapsed().as_secs_f64(),
    };
    if arguments.held.output.json {
        return print::json(&summary);
    }
    people(&held, &found)
}

fn told(held: &Held, state: &SteadyState) -> Found {
    let names = held.model.core().states.iter().map(|s| s.name.clone());
    Found {
        states: names.zip(state.states.iter().copied()).collect(),
        kind: state.kind().word(),
        stable: state.is_stable(),
        unstable_directions: state.unstable_directions(),
        dominant: state.dominant(),
        eigenvalues: state.eigenvalues.clone(),
    }
}

/// How many there are, and under what.
fn sentence(held: &Held, found: &[SteadyState]) -> String {
    let stable = found.iter().filter(|state| state.is_stable()).count();
    let given = match held.given.as_str() {
        "" => String::new(),
        given => format!(" under {given}"),
    };
    format!(
        "{} {}{given}, {stable} of them stable.",
        found.len(),
        print::counted(found.len(), "steady state")
    )
}

/// `-0.0055 ± 0.0634 i`
fn eigenvalue((real, imaginary): (f64, f64), number: &dyn Fn(f64) -> String) -> String {
    if imaginary == 0.0 {
        number(real)
    } else {
        format!("{} ± {} i", number(real), number(imaginary.abs()))
    }
}

fn plain(held: &Held, found: &[SteadyState], number: &dyn Fn(f64) -> String) -> PlainTable {
    let core = held.model.core();
    let unit = |unit: &str| {
        if unit == "1" {
            String::new()
        } else {
            format!(" ({unit})")
        }
    };
    let mut heads = vec![("Kind".to_owned(), false)];
    heads.extend(
        core.states
            .iter()
            .map(|s| (format!("{}{}", s.name, unit(&s.unit)), true)),
    );
    heads.push((format!("Dominant eigenvalue (1/{})", core.time_unit), true));
    let row = |state: &SteadyState| {
        let mut cells = vec![state.kind().word().to_owned()];
        cells.extend(state.states.iter().map(|x| number(*x)));
        cells.push(
            state
                .dominant()
                .map(|e| eigenvalue(e, number))
                .unwrap_or_default(),
        );
        cells
    };
    PlainTable {
        heading: "Steady states.".to_owned(),
        caption: "The dominant eigenvalue is the rate at which small deviations grow or die out."
            .to_owned(),
        heads,
        rows: found.iter().map(row).collect(),
    }
}

fn people(held: &Held, found: &[SteadyState]) -> Outcome {
    let plain = plain(held, found, &print::short);
    let heads: Vec<&str> = plain.heads.iter().map(|head| head.0.as_str()).collect();
    print::columns(&heads, &plain.rows)?;
    print::line(&sentence(held, found))
}

/// One row per steady state and quantity.
fn table(held: &Held, found: &[SteadyState]) -> Result<Table, TableError> {
    let core = held.model.core();
    let each = |of: &dyn Fn(&SteadyState) -> f64| found.iter().map(of).collect::<Vec<f64>>();
    let rate = format!("1/{}", core.time_unit);
    let mut columns = vec![
        Column::integer("steady_state", "1", (1..=found.len() as i64).collect()),
        Column::text(
            "kind",
            found.iter().map(|s| s.kind().word().to_owned()).collect(),
        ),
        Column::flag("stable", found.iter().map(SteadyState::is_stable).collect()),
    ];
    for (k, state) in core.states.iter().enumerate() {
        columns.push(Column::number(
            &state.name,
            &state.unit,
            each(&|s| s.states[k]),
        ));
    }
    for k in 0..core.states.len() {
        let part = |s: &SteadyState| {
            s.eigenvalues
                .get(k)
                .copied()
                .unwrap_or((f64::NAN, f64::NAN))
        };
        columns.push(Column::number(
            format!("eigenvalue_{}_real", k + 1),
            &rate,
            each(&|s| part(s).0),
        ));
        columns.push(Column::number(
            format!("eigenvalue_{}_imaginary", k + 1),
            &rate,
            each(&|s| part(s).1),
        ));
    }
    Table::new(columns)
}
