//! Sobol indices.

use std::time::Instant;

use forestall_base::{Column, Table, TableError};
use forestall_engine::{Index, Model, SobolDesign, SobolIndices};
use forestall_model::Core;
use forestall_report::{
    AnalysisFigure, AnalysisSection, Drawn, IndexRow, Indices, PlainTable, Share90, significant,
};
use rayon::prelude::*;
use serde::Serialize;

use super::{
    arguments::SensitivityArguments,
    folder,
    quantities::{Asked, values},
    sensitivity::numbered,
    spread::spread,
};
use crate::cli::{
    failure::{Failure, Outcome},
    print,
};

/// Runs at most.
const MOST_RUNS: usize = 20_000_000;

#[derive(Serialize)]
struct Summary {
    model: String,
    regimen: String,
    method: &'static str,
    samples: u32,
    runs: usize,
    seed: u64,
    outcomes: Vec<Told>,
    wall_s: f64,
}

#[derive(Serialize)]
struct Told {
    of: String,
    mean: Option<f64>,
    variance: Option<f64>,
    /// Rows of which every run gave a number.
    rows: usize,
    /// Share of the runs in which it never came, counted as the end of the run.
    never: f64,
    indices: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    parameter: String,
    first: Told90,
    total: Told90,
}

#[derive(Clone, Copy, Serialize)]
struct Told90 {
    value: f64,
    q05: f64,
    q95: f64,
}

/// Sobol indices of all outcomes over the distributions of the parameters.
pub(super) fn run(arguments: &SensitivityArguments, asked: &Asked, regimen: usize) -> Outcome {
    let begun = Instant::now();
    let core = &asked.core;
    let spread = spread(core, &arguments.spread)?;
    let design = SobolDesign {
        parameters: spread.varied.len(),
        samples: arguments.samples,
        seed: arguments.spread.seed,
    };
    if arguments.samples < 2 {
        let message = format!("--samples {}: variance needs two", arguments.samples);
        return Err(Failure::usage(message, "give some hundreds or more"));
    }
    if design.runs() > MOST_RUNS {
        let message = format!(
            "--samples {}: that would be {} runs",
            arguments.samples,
            design.runs()
        );
        return Err(Failure::usage(
            message,
            "give fewer samples, or fewer parameters after --parameter",
        ));
    }
    let model = Model::new(core.clone())?;
    let patient = |run: usize| spread.at(design.point(run).into_iter());
    let mut rows = values(
        &model,
        regimen,
        &asked.quantities,
        design.runs(),
        "runs",
        patient,
    )?;
    // A time that never comes counts as the end of the run.
    let until = core.solver.until;
    let mut never = vec![0_usize; asked.texts.len()];
    for row in &mut rows {
        for (x, never) in row.iter_mut().zip(&mut never) {
            if *x == f64::INFINITY {
                *x = until;
                *never += 1;
            }
        }
    }
    let names: Vec<&str> = spread
        .varied
        .iter()
        .map(|(k, _)| core.parameters[*k].name.as_str())
        .collect();
    let told = |k: usize| {
        let own: Vec<f64> = rows.iter().map(|row| row[k]).collect();
        let found = design.indices(&own);
        told(
            &asked.texts[k],
            found.as_ref(),
            &names,
            never[k] as f64 / design.runs() as f64,
        )
    };
    let outcomes: Vec<Told> = (0..asked.texts.len()).into_par_iter().map(told).collect();
    let figures = outcomes
        .iter()
        .enumerate()
        .filter(|(_, told)| !told.indices.is_empty());
    let section = AnalysisSection {
        title: "Global sensitivities".to_owned(),
        summary: vec![sentence(core, regimen, &design, &outcomes)],
        figures: figures
            .map(|(k, told)| AnalysisFigure {
                name: numbered("indices", k, outcomes.len()),
                drawn: Drawn::Indices(drawn(told)),
            })
            .collect(),
        tables: outcomes
            .iter()
            .map(|told| plain(told, &|x| significant(x, 3)))
            .collect(),
    };
    let table = table(&outcomes);
    folder::write(
        &arguments.output,
        &asked.source,
        core,
        Some(design.seed),
        None,
        &[("indices.parquet", table)],
        section,
    )?;
    if arguments.output.json {
        return print::json(&Summary {
            model: core.name.clone(),
            regimen: core.regimens[regimen].name.clone(),
            method: "sobol",
            samples: design.samples,
            runs: design.runs(),
            seed: design.seed,
            outcomes,
            wall_s: begun.elapsed().as_secs_f64(),
        });
    }
    for told in &outcomes {
        let plain = plain(told, &print::short);
        let heads: Vec<&str> = plain.heads.iter().map(|head| head.0.as_str()).collect();
        print::line(&format!("{}: {}", told.of, plain.caption))?;
        print::columns(&heads, &plain.rows)?;
        print::line("")?;
    }
    print::line(&format!(
        "{} ({:.2} s)",
        sentence(core, regimen, &design, &outcomes),
        begun.elapsed().as_secs_f64()
    ))
}

/// Parameters in the order of their total indices; none where the outcome does not vary.
fn told(text: &str, found: Option<&SobolIndices>, names: &[&str], never: f64) -> Told {
    let share = |index: Index| Told90 {
        value: index.value,
        q05: index.q05,
        q95: index.q95,
    };
    let mut indices: Vec<Row> = found.map_or_else(Vec::new, |found| {
        let rows = found.indices.iter().zip(names).map(|(index, name)| Row {
            parameter: (*name).to_owned(),
            first: share(index.first),
            total: share(index.total),
        });
        rows.collect()
    });
    indices.sort_by(|a, b| b.total.value.total_cmp(&a.total.value));
    Told {
        of: text.to_owned(),
        mean: found.map(|f| f.mean),
        variance: found.map(|f| f.variance),
        rows: found.map_or(0, |f| f.rows),
        never,
        indices,
    }
}

fn drawn(told: &Told) -> Indices {
    let share = |own: Told90| Share90 {
        value: own.value,
        q05: own.q05,
        q95: own.q95,
    };
    Indices {
        outcome: told.of.clone(),
        rows: told
            .indices
            .iter()
            .map(|row| IndexRow {
                parameter: row.parameter.clone(),
                first: share(row.first),
                total: share(row.total),
            })
            .collect(),
    }
}

fn sentence(core: &Core, regimen: usize, design: &SobolDesign, outcomes: &[Told]) -> String {
    let lost = outcomes
        .iter()
        .map(|told| design.samples as usize - told.rows)
        .max()
        .unwrap_or(0);
    let lost = match lost {
        0 => String::new(),
        lost => format!(
            " {lost} rows did not count, because a run of theirs broke off or the outcome does not vary."
        ),
    };
    format!(
        "{} runs under {}: {} parameters, {} rows, seed {}.{lost}",
        design.runs(),
        core.regimens[regimen].name,
        design.parameters,
        design.samples,
        design.seed
    )
}

fn plain(told: &Told, number: &dyn Fn(f64) -> String) -> PlainTable {
    let heads = [
        ("Parameter", false),
        ("First order", true),
        ("90 %", false),
        ("Total", true),
        ("90 %", false),
    ];
    let range = |own: Told90| format!("{} to {}", number(own.q05), number(own.q95));
    let row = |row: &Row| {
        vec![
            row.parameter.clone(),
            number(row.first.value),
            range(row.first),
            number(row.total.value),
            range(row.total),
        ]
    };
    let mut caption = match (told.mean, told.variance) {
        (Some(mean), Some(variance)) => format!(
            "Mean {}, standard deviation {}.",
            number(mean),
            number(variance.sqrt())
        ),
        _ => "It does not vary.".to_owned(),
    };
    if told.never > 0.0 {
        caption += &format!(
            " In {} % of the runs it never comes and counts as the end of the run.",
            number(100.0 * told.never)
        );
    }
    PlainTable {
        heading: format!("Sobol indices of {}.", told.of),
        caption,
        heads: heads.map(|(text, of)| (text.to_owned(), of)).to_vec(),
        rows: told.indices.iter().map(row).collect(),
    }
}

fn table(outcomes: &[Told]) -> Result<Table, TableError> {
    let rows: Vec<(&Told, &Row)> = outcomes
        .iter()
        .flat_map(|told| told.indices.iter().map(move |row| (told, row)))
        .collect();
    let each = |name: &str, of: &dyn Fn(&Row) -> f64| {
        Column::number(name, "1", rows.iter().map(|(_, row)| of(row)).collect())
    };
    Table::new(vec![
        Column::text(
            "outcome",
            rows.iter().map(|(told, _)| told.of.clone()).collect(),
        ),
        Column::text(
            "parameter",
            rows.iter().map(|(_, row)| row.parameter.clone()).collect(),
        ),
        each("first", &|row| row.first.value),
        each("first_q05", &|row| row.first.q05),
        each("first_q95", &|row| row.first.q95),
        each("total", &|row| row.total.value),
        each("total_q05", &|row| row.total.q05),
        each("total_q95", &|row| row.total.q95),
    ])
}
