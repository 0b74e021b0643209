//! What takes the place of a fit where nothing was measured over time: draws from what the model file says of its parameters.

use std::collections::BTreeMap;
use std::path::PathBuf;

use forestall::synthetic::virtual_patient;
use forestall_base::{Draws, Estimate, HashedFile, Manifest, PatientRecord};
use forestall_model::{Core, Distribution, Source};

use super::{
    FitFolder, FitSummary, PatientSummary, band_table, dose_table, draw_table, reading_table,
};
use crate::cli::{failure::Failure, out::OutFolder, simulate::manifest};

/// The method of such a folder, in the place where that of a fit stands.
pub(crate) const PRIOR: &str = "prior";

/// What a parameter is drawn from: its spread over patients where the file gives one, else its prior.
pub(crate) fn drawn_from(core: &Core, index: usize) -> Option<Distribution> {
    let told = core.patients.iter().find(|(i, _)| *i == index);
    told.map(|(_, d)| *d).or(core.parameters[index].prior)
}

impl FitFolder {
    /// `count` draws for one `patient` of whom only the model is known.
    pub(crate) fn of_priors(
        source: Source,
        core: Core,
        variant: Option<String>,
        patient: &str,
        count: usize,
        seed: u64,
    ) -> Self {
        let all = 0..core.parameters.len();
        let spread: Vec<(usize, Distribution)> = all
            .filter_map(|i| Some((i, drawn_from(&core, i)?)))
            .collect();
        let rows = (0..count as u32).map(|n| virtual_patient(&core, &spread, seed, n));
        let draws = Draws {
            names: spread
                .iter()
                .map(|(i, _)| core.parameters[*i].name.clone())
                .collect(),
            units: spread
                .iter()
                .map(|(i, _)| core.parameters[*i].unit.clone())
                .collect(),
            chain: vec![0; count],
            draw: (0..count as u32).collect(),
            values: rows
                .flat_map(|row| spread.iter().map(move |(i, _)| row[*i]).collect::<Vec<_>>())
                .collect(),
        };
        let parameters = spread.iter().map(|(index, _)| {
            let parameter = &core.parameters[*index];
            let estimate = Estimate {
                name: parameter.name.clone(),
                value: parameter.value,
                unit: parameter.unit.clone(),
                interval: draws.interval(&parameter.name),
                source: parameter.source.clone().unwrap_or_else(|| PRIOR.to_owned()),
                at_bound: None,
                identified: true,
            };
            (parameter.name.clone(), estimate)
        });
        let summary = FitSummary {
            model: core.name.clone(),
            variant,
            method: PRIOR.to_owned(),
            seed,
            data: String::new(),
            set: Vec::new(),
            patients: vec![PatientSummary {
                patient: patient.to_owned(),
                readings: 0,
                parameters: parameters.collect(),
                loss: f64::NAN,
                r2: f64::NAN,
                aic: f64::NAN,
                optima: 0,
                rhat_max: None,
                ess_min: None,
                draws: draws.rows(),
                divergences: 0,
                evaluations: 0,
                warnings: Vec::new(),
            }],
            excluded: Vec::new(),
            objective: f64::NAN,
            profile: None,
        };
        let record = PatientRecord {
            id: patient.to_owned(),
            readings: Vec::new(),
            doses: Vec::new(),
            start: 0.0,
            end: 0.0,
            divisors: vec![None; core.assays.len()],
        };
        let mut all = BTreeMap::new();
        if !spread.is_empty() {
            all.insert(patient.to_owned(), draws);
        }
        Self {
            path: PathBuf::from(PRIOR),
            source,
            core,
            summary,
            records: vec![record],
            draws: all,
        }
    }

    /// What `fit.json` holds.
    pub(crate) fn json(&self) -> Result<Vec<u8>, Failure> {
        serde_json::to_vec_pretty(&self.summary).map_err(|e| Failure::Run(e.to_string()))
    }

    /// The hash under which a plan knows its fit.
    pub(crate) fn hashed(&self) -> Result<HashedFile, Failure> {
        let path = self.path.join("fit.json");
        if self.summary.method == PRIOR {
            return Ok(HashedFile::of_bytes(
                path.display().to_string(),
                &self.json()?,
            ));
        }
        Ok(HashedFile::of_file(path.display().to_string(), &path)?)
    }

    /// Writes the files of a fit folder below `out`, into a folder of their own, so that `report` finds them.
    pub(crate) fn write_below(&self, out: &mut OutFolder) -> Result<(), Failure> {
        let table = |e: forestall_base::TableError| Failure::Run(e.to_string());
        let named = |name: &str| format!("{PRIOR}/{name}");
        let mut names = vec![
            "model.toml",
            "fit.json",
            "readings.parquet",
            "doses.parquet",
        ];
        out.write(&named("model.toml"), self.source.text.as_bytes())?;
        out.write(&named("fit.json"), &self.json()?)?;
        let none: &[PatientRecord] = &[];
        out.write_table(
            &named("readings.parquet"),
            &reading_table(&self.core, none).map_err(table)?,
        )?;
        out.write_table(
            &named("doses.parquet"),
            &dose_table(&self.core, none).map_err(table)?,
        )?;
        out.write_table(
            &named("curves.parquet"),
            &band_table(&self.core, &[]).map_err(table)?,
        )?;
        names.push("curves.parquet");
        let draws: Vec<(String, Draws)> = self.draws.clone().into_iter().collect();
        if let Some(draws) = draw_table(&draws).map_err(table)? {
            out.write_table(&named("draws.parquet"), &draws)?;
            names.push("draws.parquet");
        }
        let mut own: Manifest = manifest(&self.source, Some(self.summary.seed));
        for name in names {
            let at = out.path().join(PRIOR).join(name);
            own.outputs.push(HashedFile::of_file(name.to_owned(), &at)?);
        }
        let json = own.to_json().map_err(|e| Failure::Run(e.to_string()))?;
        out.write(&named("manifest.json"), json.as_bytes())
    }
}
