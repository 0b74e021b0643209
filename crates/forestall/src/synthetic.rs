//! A synthetic cohort: virtual patients of a model, measured at visits with noise. Declared as such wherever it appears.

use std::fmt::Write;

use forestall_base::{Diagnostic, Diagnostics, Stream};
use forestall_engine::{Job, Model, Settings, Simulation};
use forestall_fit::space::Prior;
use forestall_model::{Core, Distribution};

/// Channels of the draws; parameters and visits follow by index.
const PARAMETER_CHANNEL: u64 = 0x7379_6E70_0000_0000;
const NOISE_CHANNEL: u64 = 0x7379_6E6E_0000_0000;
const SCALE_CHANNEL: u64 = 0x7379_6E73_0000_0000;

/// What a synthetic cohort is like.
#[derive(Debug, Clone, PartialEq)]
pub struct Cohort {
    /// Regimen under which the patients are observed.
    pub regimen: String,
    /// Assay that is measured.
    pub assay: String,
    /// Drug whose status is written down.
    pub drug: String,
    /// Number of patients.
    pub patients: u32,
    /// Time between visits.
    pub visits: f64,
    /// Follow-up at most.
    pub until: f64,
    /// Standard deviation of a measurement over the true first value; none falls below a tenth of this.
    pub noise: f64,
    /// Median of the first measurement, in the unit of the table.
    pub first: f64,
    /// Seed.
    pub seed: u64,
}

/// Writes a cohort as a table `patient, day, psa_ng_per_ml, on_treatment`. Patients with fewer than eight visits are redrawn.
///
/// # Errors
/// [`Diagnostics`] if the model lacks what the cohort names, or no patient stays long enough.
pub fn cohort_table(model: &Model, cohort: &Cohort) -> Result<String, Diagnostics> {
    let core = model.core();
    let missing = |what: &str, name: &str| {
        Diagnostics::from(Diagnostic::error(
            "C0020",
            format!("the model has no {what} \"{name}\""),
        ))
    };
    let regimen = core
        .regimen(&cohort.regimen)
        .ok_or_else(|| missing("regimen", &cohort.regimen))?;
    let assay = core
        .assay(&cohort.assay)
        .ok_or_else(|| missing("assay", &cohort.assay))?;
    let drug = core
        .drug(&cohort.drug)
        .ok_or_else(|| missing("drug", &cohort.drug))?;
    let count = (cohort.until / cohort.visits) as usize;
    let settings = Settings {
        visits: Some(cohort.visits),
        until: Some(cohort.until),
        record: (0..=count).map(|i| i as f64 * cohort.visits).collect(),
        ..Settings::default()
    };
    let run_failed = |e: forestall_engine::EngineError| {
        Diagnostics::from(Diagnostic::error("C0021", e.to_string()))
    };
    let simulation = Simulation::new(model, regimen, settings).map_err(run_failed)?;
    let mut text = String::from("patient,day,psa_ng_per_ml,on_treatment\n");
    let (mut written, mut tried) = (0, 0);
    while written < cohort.patients {
        if tried >= 20 * cohort.patients {
            let message = "the virtual patients progress before they have eight visits";
            return Err(Diagnostic::error("C0022", message)
                .help("measure more often")
                .into());
        }
        let parameters = virtual_patient(core, &core.patients, cohort.seed, tried);
        let job = Job {
            parameters,
            tune: Vec::new(),
            patient: tried,
        };
        let runs = simulation
            .run(std::slice::from_ref(&job))
            .map_err(run_failed)?;
        tried += 1;
        let Some(run) = runs.into_iter().next() else {
            continue;
        };
        let values = simulation.observe(&job.parameters, &run);
        if values.len() < 8 || run.failure.is_some() {
            continue;
        }
        written += 1;
        let first = values[0][assay];
        let mut stream = Stream::new(cohort.seed, tried, SCALE_CHANNEL);
        let scale = cohort.first * libm::exp(0.6 * stream.normal());
        let mut noise = Stream::new(cohort.seed, tried, NOISE_CHANNEL);
        for (&time, row) in run.trajectory.times.iter().zip(&values) {
            let relative = row[assay] / first + cohort.noise * noise.normal();
            let psa = scale * relative.max(0.1 * cohort.noise);
            let mut past = run
                .switches
                .iter()
                .filter(|s| s.drug == drug && s.time <= time);
            let dose = past.next_back().map_or(run.first_doses[drug], |s| s.to);
            let on = u8::from(dose > 0.0);
            // Writing to a string cannot fail.
            let _ = writeln!(text, "V{written:02},{time},{psa:.3},{on}");
        }
    }
    Ok(text)
}

/// Parameters of virtual patient `number`: the model's own, and draws of those (index, distribution) that vary, within their bounds.
pub fn virtual_patient(
    core: &Core,
    spread: &[(usize, Distribution)],
    seed: u64,
    number: u32,
) -> Vec<f64> {
    let mut all = core.defaults();
    for &(index, distribution) in spread {
        if let Some(spread) = Prior::new(distribution, core.parameters[index].bounds) {
            let mut stream = Stream::new(seed, number, PARAMETER_CHANNEL + index as u64);
            all[index] = spread.quantile(stream.uniform());
        }
    }
    all
}
