//! What is told of a population.

use std::collections::BTreeMap;

use forestall_base::{Column, Table, TableError};
use forestall_model::Core;
use forestall_report::PlainTable;
use serde::Serialize;

use super::super::quantities::Asked;
use super::{Arm, weighted::Population};

/// A population in numbers.
#[derive(Serialize)]
pub(super) struct Told {
    model: String,
    drawn: usize,
    plausible: usize,
    accepted: usize,
    effective: f64,
    weighted: bool,
    outcomes: BTreeMap<String, BTreeMap<String, Quantiles>>,
    #[serde(skip)]
    order: Vec<(String, String)>,
}

/// Weighted quantiles of an outcome; `null` where it is infinite.
#[derive(Serialize)]
struct Quantiles {
    q05: Option<f64>,
    q25: Option<f64>,
    median: Option<f64>,
    q75: Option<f64>,
    q95: Option<f64>,
    /// Weighted share of patients in whom it never comes.
    never: f64,
    /// Patients whose run broke off.
    failures: usize,
}

impl Told {
    pub(super) fn of(asked: &Asked, arms: &[Arm], population: &Population) -> Self {
        let mut outcomes: BTreeMap<String, BTreeMap<String, Quantiles>> = BTreeMap::new();
        let mut order = Vec::new();
        for arm in arms {
            let regimen = &asked.core.regimens[arm.regimen].name;
            for (k, text) in asked.texts.iter().enumerate() {
                let own: Vec<f64> = arm.outcomes.iter().map(|row| row[k]).collect();
                let all = outcomes.entry(regimen.clone()).or_default();
                all.insert(text.clone(), quantiles(&own, population));
                order.push((regimen.clone(), text.clone()));
            }
        }
        let count = |flags: &[bool]| flags.iter().filter(|f| **f).count();
        Self {
            model: asked.core.name.clone(),
            drawn: population.plausible.len(),
            plausible: count(&population.plausible),
            accepted: count(&population.accepted),
            effective: population.weights.effective(),
            weighted: population.weighted,
            outcomes,
            order,
        }
    }

    pub(super) fn sentences(&self) -> Vec<String> {
        let mut all = vec![format!(
            "{} virtual patients, {} of them plausible.",
            self.drawn, self.plausible
        )];
        if self.weighted {
            all.push(format!(
                "Weighted towards what is wanted, they tell as much as {:.0} equally weighted ones; {} were accepted into a population without weights.",
                self.effective, self.accepted
            ));
        }
        if self.weighted && self.effective < 50.0 {
            all.push("That is few: draw more patients, or spread the parameters so that more of them come near to what is wanted.".to_owned());
        }
        all
    }

    pub(super) fn plain(&self, number: &dyn Fn(f64) -> String) -> PlainTable {
        let heads = [
            ("Regimen", false),
            ("Outcome", false),
            ("Median", true),
            ("5 %", true),
            ("95 %", true),
            ("Never", true),
        ];
        let cell = |x: Option<f64>| x.map_or("never".to_owned(), number);
        let row = |(regimen, of): &(String, String)| {
            let own = &self.outcomes[regimen][of];
            vec![
                regimen.clone(),
                of.clone(),
                cell(own.median),
                cell(own.q05),
                cell(own.q95),
                format!("{:.0} %", 100.0 * own.never),
            ]
        };
        PlainTable {
            heading: "Outcomes per regimen.".to_owned(),
            caption: if self.weighted {
                "Weighted quantiles."
            } else {
                ""
            }
            .to_owned(),
            heads: heads.map(|(text, of)| (text.to_owned(), of)).to_vec(),
            rows: self.order.iter().map(row).collect(),
        }
    }
}

fn quantiles(values: &[f64], population: &Population) -> Quantiles {
    let at = |share: f64| {
        population
            .weights
            .quantile(values, share)
            .filter(|x| x.is_finite())
    };
    let weights = &population.weights.values;
    let known = || values.iter().zip(weights).filter(|(x, _)| !x.is_nan());
    let all: f64 = known().map(|(_, w)| w).sum();
    let never: f64 = known()
        .filter(|(x, _)| **x == f64::INFINITY)
        .map(|(_, w)| w)
        .sum();
    Quantiles {
        q05: at(0.05),
        q25: at(0.25),
        median: at(0.5),
        q75: at(0.75),
        q95: at(0.95),
        // An empty sum is -0.
        never: if all > 0.0 {
            never / all + 0.0
        } else {
            f64::NAN
        },
        failures: values.iter().filter(|x| x.is_nan()).count(),
    }
}

/// One row per patient: parameters that vary, and what became of it.
pub(super) fn patients(
    core: &Core,
    varied: &[usize],
    population: &Population,
    patient: impl Fn(usize) -> Vec<f64>,
) -> Result<Table, TableError> {
    let count = population.plausible.len();
    let all: Vec<Vec<f64>> = (0..count).map(patient).collect();
    let mut columns = vec![
        Column::integer("patient", "1", (0..count as i64).collect()),
        Column::number("weight", "1", population.weights.values.clone()),
        Column::flag("plausible", population.plausible.clone()),
        Column::flag("accepted", population.accepted.clone()),
    ];
    for index in varied {
        let own = &core.parameters[*index];
        let values = all.iter().map(|row| row[*index]).collect();
        columns.push(Column::number(
            format!("parameter_{}", own.name),
            &own.unit,
            values,
        ));
    }
    Table::new(columns)
}

/// One row per regimen, patient and outcome.
pub(super) fn outcomes(
    asked: &Asked,
    arms: &[Arm],
    population: &Population,
) -> Result<Table, TableError> {
    let (mut regimen, mut patient, mut outcome) = (vec![], vec![], vec![]);
    let (mut value, mut weight) = (vec![], vec![]);
    for arm in arms {
        for (number, row) in arm.outcomes.iter().enumerate() {
            for (text, &x) in asked.texts.iter().zip(row) {
                regimen.push(asked.core.regimens[arm.regimen].name.clone());
                patient.push(number as i64);
                outcome.push(text.clone());
                value.push(x);
                weight.push(population.weights.values[number]);
            }
        }
    }
    Table::new(vec![
        Column::text("regimen", regimen),
        Column::integer("patient", "1", patient),
        Column::text("outcome", outcome),
        Column::number("value", "", value),
        Column::number("weight", "1", weight),
    ])
}
