//! Patients' data for checks that replay them.

use std::path::Path;

use forestall_base::{Diagnostics, PatientRecord};
use forestall_engine::Model;
use forestall_fit::PatientModel;
use forestall_model::{Core, Objective};

use crate::measurements::read_file;

/// The patients of a measurement table.
pub(super) struct Patients {
    records: Vec<PatientRecord>,
}

impl Patients {
    pub(super) fn read(core: &Core, path: &Path) -> Result<Self, Diagnostics> {
        Ok(Self {
            records: read_file(core, path, None)?.patients,
        })
    }

    /// The `[fit]` objective of a patient at these parameters, on the recorded schedule.
    pub(super) fn loss(&self, model: &Model, id: &str, parameters: &[f64]) -> Result<f64, String> {
        let record = self.records.iter().find(|r| r.id == id);
        let record = record.ok_or_else(|| format!("patient \"{id}\" is not in the data"))?;
        let fit = model
            .core()
            .fit
            .as_ref()
            .ok_or("the model has no [fit], so it has no loss")?;
        let patient =
            PatientModel::new(model, record, &fit.free, parameters).map_err(|e| e.to_string())?;
        let point: Vec<f64> = fit.free.iter().map(|&i| parameters[i]).collect();
        let predicted = patient.predict(&point).map_err(|e| e.to_string())?;
        let squares = patient
            .data()
            .iter()
            .zip(&predicted)
            .map(|(d, f)| (d.weight * (f - d.value)).powi(2));
        Ok(match fit.objective {
            Objective::SumOfSquares => squares.sum(),
            Objective::RootSumOfSquares => squares.sum::<f64>().sqrt(),
            Objective::Posterior => -patient.ln_densities(&point, &predicted).iter().sum::<f64>(),
        })
    }
}
