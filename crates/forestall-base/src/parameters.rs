//! Parameters with uncertainty and provenance.

use serde::{Deserialize, Serialize};

use crate::table::{Column, Table};
use crate::table_error::TableError;

/// Which bound an estimate lies at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bound {
    /// The smallest value allowed.
    Lower,
    /// The largest value allowed.
    Upper,
}

/// Quantiles of what is known about a quantity, in the unit of its estimate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// 5 % quantile.
    pub q05: f64,
    /// Median.
    pub q50: f64,
    /// 95 % quantile.
    pub q95: f64,
}

/// One parameter: a value, what is known about it, and where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Name in the model.
    pub name: String,
    /// The value, in `unit`.
    pub value: f64,
    /// Unit; `1` for dimensionless.
    pub unit: String,
    /// Quantiles, if more than a point is known.
    pub interval: Option<Interval>,
    /// Where it comes from: a DOI, a fit, an assay.
    pub source: String,
    /// The bound the value lies at, which then says more about the bound than about the patient.
    pub at_bound: Option<Bound>,
    /// Whether the data say anything about it.
    pub identified: bool,
}

/// The parameters of one patient, or of a population.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ParameterSet {
    /// The patient; `None` for a population.
    pub patient: Option<String>,
    /// The estimates, in the order of the model.
    pub estimates: Vec<Estimate>,
}

impl ParameterSet {
    /// The estimate of this name.
    pub fn get(&self, name: &str) -> Option<&Estimate> {
        self.estimates.iter().find(|estimate| estimate.name == name)
    }

    /// Many sets as one long table: `patient, parameter, value, unit, q05, q50, q95, source, at_bound, identified`.
    ///
    /// # Errors
    /// None in practice: the columns are fixed and equally long.
    pub fn to_table(sets: &[Self]) -> Result<Table, TableError> {
        let rows: Vec<(&str, &Estimate)> = sets
            .iter()
            .flat_map(|set| {
                let patient = set.patient.as_deref().unwrap_or_default();
                set.estimates
                    .iter()
                    .map(move |estimate| (patient, estimate))
            })
            .collect();
        let text = |name: &str, cell: fn(&Estimate) -> &str| {
            Column::text(name, rows.iter().map(|(_, e)| cell(e).to_owned()).collect())
        };
        // The unit differs from row to row, so it is a column here and not metadata.
        let number = |name: &str, cell: fn(&Estimate) -> Option<f64>| {
            let values = rows.iter().map(|(_, e)| cell(e).unwrap_or(f64::NAN));
            Column::number(name, "", values.collect())
        };
        Table::new(vec![
            Column::text(
                "patient",
                rows.iter().map(|(p, _)| (*p).to_owned()).collect(),
            ),
            text("parameter", |e| &e.name),
            number("value", |e| Some(e.value)),
            text("unit", |e| &e.unit),
            number("q05", |e| e.interval.map(|interval| interval.q05)),
            number("q50", |e| e.interval.map(|interval| interval.q50)),
            number("q95", |e| e.interval.map(|interval| interval.q95)),
            text("source", |e| &e.source),
            text("at_bound", |e| match e.at_bound {
                None => "",
                Some(Bound::Lower) => "lower",
                Some(Bound::Upper) => "upper",
            }),
            Column::flag(
                "identified",
                rows.iter().map(|(_, e)| e.identified).collect(),
            ),
        ])
    }

    /// The sets of a table that [`ParameterSet::to_table`] made; rows of one patient stand together.
    ///
    /// # Errors
    /// [`TableError::Missing`], [`TableError::Kind`], and [`TableError::Cell`] for an unknown word in `at_bound`.
    pub fn from_table(table: &Table) -> Result<Vec<Self>, TableError> {
        let patients = table.texts("patient")?;
        let names = table.texts("parameter")?;
        let values = table.numbers("value")?;
        let units = table.texts("unit")?;
        let quantiles = [
            table.numbers("q05")?,
            table.numbers("q50")?,
            table.numbers("q95")?,
        ];
        let sources = table.texts("source")?;
        let bounds = table.texts("at_bound")?;
        let identified = table.flags("identified")?;
        let mut sets: Vec<Self> = Vec::new();
        for row in 0..table.rows() {
            let patient = (!patients[row].is_empty()).then(|| patients[row].clone());
            if sets.last().is_none_or(|set| set.patient != patient) {
                sets.push(Self {
                    patient,
                    estimates: Vec::new(),
                });
            }
            let at_bound = match bounds[row].as_str() {
                "" => None,
                "lower" => Some(Bound::Lower),
                "upper" => Some(Bound::Upper),
                other => {
                    return Err(TableError::Cell {
                        name: "at_bound".into(),
                        row: row + 1,
                        found: format!("\"{other}\""),
                        expected: "lower, upper or nothing",
                    });
                }
            };
            let [q05, q50, q95] = [quantiles[0][row], quantiles[1][row], quantiles[2][row]];
            let estimate = Estimate {
                name: names[row].clone(),
                value: values[row],
                unit: units[row].clone(),
                interval: (!q50.is_nan()).then_some(Interval { q05, q50, q95 }),
                source: sources[row].clone(),
                at_bound,
                identified: identified[row],
            };
            if let Some(set) = sets.last_mut() {
                set.estimates.push(estimate);
            }
        }
        Ok(sets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_survive_the_way_through_a_table() {
        let estimate = |name: &str, interval, at_bound| Estimate {
            name: name.into(),
            value: 0.027,
            unit: "1/day".into(),
            interval,
            source: "fit".into(),
            at_bound,
            identified: at_bound.is_none(),
        };
        let interval = Interval {
            q05: 0.01,
            q50: 0.02,
            q95: 0.05,
        };
        let sets = vec![
            ParameterSet {
                patient: Some("P1".into()),
                estimates: vec![
                    estimate("r", Some(interval), None),
                    estimate("n0", None, Some(Bound::Lower)),
                ],
            },
            ParameterSet {
                patient: None,
                estimates: vec![estimate("r", None, Some(Bound::Upper))],
            },
        ];
        let table = ParameterSet::to_table(&sets).unwrap();
        let read = Table::from_parquet(table.to_parquet().unwrap()).unwrap();
        assert_eq!(ParameterSet::from_table(&read).unwrap(), sets);
        assert_eq!(sets[0].get("n0").unwrap().at_bound, Some(Bound::Lower));
        assert!(sets[0].get("x").is_none());
    }

    #[test]
    fn an_unknown_bound_is_refused() {
        let sets = [ParameterSet {
            patient: None,
            estimates: vec![Estimate {
                name: "r".into(),
                value: 1.0,
                unit: "1".into(),
                interval: None,
                source: String::new(),
                at_bound: None,
                identified: true,
            }],
        }];
        let table = ParameterSet::to_table(&sets).unwrap();
        let columns = table.columns().iter().map(|column| {
            if column.name == "at_bound" {
                Column::text("at_bound", vec!["both".into()])
            } else {
                column.clone()
            }
        });
        let table = Table::new(columns.collect()).unwrap();
        assert_eq!(
            ParameterSet::from_table(&table).unwrap_err().to_string(),
            "row 1 of column \"at_bound\": found \"both\", expected lower, upper or nothing"
        );
    }
}
