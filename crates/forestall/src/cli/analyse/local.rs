//! Elasticities.

use std::time::Instant;

use forestall_base::{Column, Table, TableError};
use forestall_engine::{Local, Model};
use forestall_model::{Core, Method};
use forestall_report::{
    AnalysisFigure, AnalysisSection, Drawn, Elasticities, ElasticityRow, PlainTable, significant,
};
use rayon::prelude::*;
use serde::Serialize;

use super::{
    arguments::SensitivityArguments, folder, quantities::Asked, sensitivity::numbered,
    spread::named,
};
use crate::cli::{
    failure::{Failure, Outcome},
    print,
};

#[derive(Serialize)]
struct Summary {
    model: String,
    regimen: String,
    method: &'static str,
    outcomes: Vec<Told>,
    wall_s: f64,
}

#[derive(Serialize)]
struct Told {
    of: String,
    value: f64,
    parameters: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    parameter: String,
    elasticity: f64,
    derivative: f64,
    by: &'static str,
    difference: f64,
}

/// Elasticities of all outcomes by the parameters asked for.
pub(super) fn run(arguments: &SensitivityArguments, asked: &Asked, regimen: usize) -> Outcome {
    let begun = Instant::now();
    let core = &asked.core;
    if !arguments.spread.prior.is_empty() || arguments.spread.spread.is_some() {
        return Err(Failure::usage(
            "distributions have no part in --method local",
            "leave --prior and --spread out, or choose --method sobol",
        ));
    }
    let (base, chosen) = named(core, &arguments.spread)?;
    let directions: Vec<usize> = if chosen.is_empty() {
        (0..core.parameters.len())
            .filter(|&k| base[k] != 0.0)
            .collect()
    } else {
        chosen
    };
    let model = Model::new(core.clone())?;
    let of = |quantity| model.elasticities(regimen, quantity, &base, &directions);
    let found: Result<Vec<Local>, _> = asked.quantities.par_iter().map(of).collect();
    let found = found?;
    let outcomes: Vec<Told> = (asked.texts.iter().zip(&found))
        .map(|(text, local)| told(core, text, local))
        .collect();
    let figures = outcomes.iter().enumerate().map(|(k, told)| AnalysisFigure {
        name: numbered("elasticities", k, outcomes.len()),
        drawn: Drawn::Elasticities(Elasticities {
            outcome: told.of.clone(),
            rows: told
                .parameters
                .iter()
                .map(|row| ElasticityRow {
                    parameter: row.parameter.clone(),
                    elasticity: row.elasticity,
                })
                .collect(),
        }),
    });
    let section = AnalysisSection {
        title: "Local sensitivities".to_owned(),
        summary: vec![sentence(core, regimen, &outcomes)],
        figures: figures.collect(),
        tables: outcomes
            .iter()
            .map(|told| plain(told, &|x| significant(x, 4)))
            .collect(),
    };
    let table = table(&outcomes);
    folder::write(
        &arguments.output,
        &asked.source,
        core,
        None,
        None,
        &[("elasticities.parquet", table)],
        section,
    )?;
    if arguments.output.json {
        return print::json(&Summary {
            model: core.name.clone(),
            regimen: core.regimens[regimen].name.clone(),
            method: "local",
            outcomes,
            wall_s: begun.elapsed().as_secs_f64(),
        });
    }
    for told in &outcomes {
        let plain = plain(told, &print::short);
        let heads: Vec<&str> = plain.heads.iter().map(|head| head.0.as_str()).collect();
        print::line(&format!("{} = {}", told.of, print::short(told.value)))?;
        print::columns(&heads, &plain.rows)?;
        print::line("")?;
    }
    print::line(&sentence(core, regimen, &outcomes))
}

/// Parameters in the order of the size of their elasticities.
fn told(core: &Core, text: &str, local: &Local) -> Told {
    let mut parameters: Vec<Row> = (local.slopes.iter())
        .map(|slope| Row {
            parameter: core.parameters[slope.parameter].name.clone(),
            elasticity: slope.elasticity,
            derivative: slope.derivative(),
            by: if slope.tangent.is_some() {
                "tangent"
            } else {
                "difference"
            },
            difference: slope.difference,
        })
        .collect();
    parameters.sort_by(|a, b| b.elasticity.abs().total_cmp(&a.elasticity.abs()));
    Told {
        of: text.to_owned(),
        value: local.value,
        parameters,
    }
}

fn sentence(core: &Core, regimen: usize, outcomes: &[Told]) -> String {
    let all = outcomes.iter().flat_map(|told| &told.parameters);
    let tangents = all.clone().filter(|row| row.by == "tangent").count();
    let map = match core.solver.method {
        Method::Map { .. } => ", on a discrete map",
        _ => "",
    };
    format!(
        "Per cent of change per per cent of change of the parameter, under {}{map}; {tangents} of {} by tangents, the others by differences. Stop rules are looked at at any moment.",
        core.regimens[regimen].name,
        all.count()
    )
}

fn plain(told: &Told, number: &dyn Fn(f64) -> String) -> PlainTable {
    let heads = [
        ("Parameter", false),
        ("Elasticity", true),
        ("Derivative", true),
        ("By", false),
    ];
    let row = |row: &Row| {
        vec![
            row.parameter.clone(),
            number(row.elasticity),
            number(row.derivative),
            row.by.to_owned(),
        ]
    };
    PlainTable {
        heading: format!("Elasticities of {}.", told.of),
        caption: format!("Its value is {}.", number(told.value)),
        heads: heads.map(|(text, of)| (text.to_owned(), of)).to_vec(),
        rows: told.parameters.iter().map(row).collect(),
    }
}

fn table(outcomes: &[Told]) -> Result<Table, TableError> {
    let rows: Vec<(&Told, &Row)> = outcomes
        .iter()
        .flat_map(|told| told.parameters.iter().map(move |row| (told, row)))
        .collect();
    let each = |of: &dyn Fn(&Row) -> f64| rows.iter().map(|(_, row)| of(row)).collect::<Vec<f64>>();
    Table::new(vec![
        Column::text(
            "outcome",
            rows.iter().map(|(told, _)| told.of.clone()).collect(),
        ),
        Column::text(
            "parameter",
            rows.iter().map(|(_, row)| row.parameter.clone()).collect(),
        ),
        Column::number("elasticity", "1", each(&|row| row.elasticity)),
        Column::number("derivative", "", each(&|row| row.derivative)),
        Column::number("difference", "", each(&|row| row.difference)),
        Column::text(
            "by",
            rows.iter().map(|(_, row)| row.by.to_owned()).collect(),
        ),
    ])
}
