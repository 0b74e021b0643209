//! Curves and bands as a table.

use forestall_base::{Column, Table, TableError};
use forestall_engine::Quantity;
use forestall_fit::Band;
use forestall_model::Core;

/// Curves and bands of all patients as one long table.
pub(crate) fn band_table(core: &Core, bands: &[(String, Vec<Band>)]) -> Result<Table, TableError> {
    let all = || {
        bands.iter().flat_map(|(id, bands)| {
            bands
                .iter()
                .flat_map(move |b| (0..b.times.len()).map(move |t| (id, b, t)))
        })
    };
    let name = |q: Quantity| match q {
        Quantity::Assay(a) => core.assays[a].name.clone(),
        Quantity::State(s) => core.states[s].name.clone(),
    };
    let number = |key: &str, of: fn(&Band) -> &Vec<f64>| {
        Column::number(key, "1", all().map(|(_, b, t)| of(b)[t]).collect())
    };
    Table::new(vec![
        Column::text("patient", all().map(|(id, _, _)| id.clone()).collect()),
        Column::text(
            "quantity",
            all().map(|(_, b, _)| name(b.quantity)).collect(),
        ),
        Column::flag("with_noise", all().map(|(_, b, _)| b.with_noise).collect()),
        Column::number(
            "time",
            core.time_unit.clone(),
            all().map(|(_, b, t)| b.times[t]).collect(),
        ),
        number("point", |b| &b.point),
        number("q05", |b| &b.q05),
        number("q25", |b| &b.q25),
        number("q50", |b| &b.q50),
        number("q75", |b| &b.q75),
        number("q95", |b| &b.q95),
    ])
}
