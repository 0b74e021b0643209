//! Posterior draws, to a table and back.

use std::collections::BTreeMap;

use forestall_base::{Column, Draws, Table, TableError};

/// Draws of all patients as one table: `patient, chain, draw`, then the free parameters.
pub(crate) fn draw_table(draws: &[(String, Draws)]) -> Result<Option<Table>, TableError> {
    let Some((_, first)) = draws.first() else {
        return Ok(None);
    };
    let names = first.names.clone();
    let all = || {
        draws
            .iter()
            .flat_map(|(id, d)| (0..d.rows()).map(move |row| (id, d, row)))
    };
    let mut table = Table::new(vec![
        Column::text("patient", all().map(|(id, _, _)| id.clone()).collect()),
        Column::integer(
            "chain",
            "1",
            all().map(|(_, d, r)| i64::from(d.chain[r])).collect(),
        ),
        Column::integer(
            "draw",
            "1",
            all().map(|(_, d, r)| i64::from(d.draw[r])).collect(),
        ),
    ])?;
    for (index, name) in names.iter().enumerate() {
        let unit = first.units[index].clone();
        table.push(Column::number(
            name.clone(),
            unit,
            all().map(|(_, d, r)| d.row(r)[index]).collect(),
        ))?;
    }
    Ok(Some(table))
}

/// What [`draw_table`] holds.
pub(super) fn draws_of(table: &Table) -> Result<BTreeMap<String, Draws>, String> {
    let e = |error: TableError| error.to_string();
    let parameters: Vec<&Column> = table.columns().iter().skip(3).collect();
    let columns: Vec<Vec<f64>> = parameters
        .iter()
        .map(|c| table.numbers(&c.name))
        .collect::<Result<_, _>>()
        .map_err(e)?;
    let (patients, chains) = (
        table.texts("patient").map_err(e)?,
        table.integers("chain").map_err(e)?,
    );
    let numbers = table.integers("draw").map_err(e)?;
    let mut all: BTreeMap<String, Draws> = BTreeMap::new();
    for row in 0..table.rows() {
        let own = all.entry(patients[row].clone()).or_insert_with(|| Draws {
            names: parameters.iter().map(|c| c.name.clone()).collect(),
            units: parameters.iter().map(|c| c.unit.clone()).collect(),
            ..Draws::default()
        });
        own.chain.push(chains[row] as u32);
        own.draw.push(numbers[row] as u32);
        own.values.extend(columns.iter().map(|c| c[row]));
    }
    Ok(all)
}
