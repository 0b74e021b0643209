//! Posteriors of real patients, one after the other on one core: the four-parameter Strobl model with its noise estimated, on the 39
//! patients under intermittent androgen suppression (Bruchovsky et al.), as `forestall fit` runs it.
//!
//! `cargo bench -p forestall --bench posteriors` prints a row per patient and exits with 1 if a patient misses R-hat < 1.01 or an
//! effective sample size of 1000. Words after `--` are numbers of patients (all without them); `seed=N` sets the seed; `--json`
//! gives one JSON object. The data folder is `FORESTALL_DATA`, else `../shared/data` beside the project.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

mod shared;

use std::process::ExitCode;

use forestall::engine::Model;
use forestall::fit::{FitOptions, PatientFit, Posterior, fit_patient, space::Space};
use forestall::model::{Core, Method, Objective, Source, load};
use shared::{data, seconds};

const MODEL: &str = include_str!("../../../models/strobl-2021-turnover.toml");

/// The library model with the tolerances that `fit` uses.
fn core() -> Core {
    let mut core = load(&Source::new("strobl-2021-turnover.toml", MODEL), None)
        .unwrap()
        .core;
    core.solver.method = Method::Adaptive {
        relative: 1e-6,
        absolute: 1e-9,
    };
    core
}

fn good(fit: &PatientFit) -> bool {
    fit.rhat_max.is_some_and(|r| r < 1.01) && fit.ess_min.is_some_and(|e| e > 1000.0)
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let json = words.iter().any(|w| w == "--json");
    let seed = words.iter().find_map(|w| w.strip_prefix("seed="));
    let seed = seed.map_or(1, |s| s.parse().unwrap());
    let chosen: Vec<&String> = words
        .iter()
        .filter(|w| w.chars().all(|c| c.is_ascii_digit()))
        .collect();
    let path = data().join("bruchovsky/measurements.csv");
    if !path.exists() {
        println!("skipped: {} is not there", path.display());
        return ExitCode::SUCCESS;
    }
    let core = core();
    let records = forestall::measurements::read_file(&core, &path, None).unwrap();
    let fit = core.fit.clone().unwrap();
    let space = Space::of_model(&core.parameters, &fit.free).unwrap();
    let base: Vec<f64> = core.parameters.iter().map(|p| p.value).collect();
    let model = Model::new(core).unwrap();
    let options = FitOptions {
        posterior: Some(Posterior::Nuts),
        objective: Objective::Posterior,
        starts: 75,
        ess: 1000.0,
        seed,
    };
    let (mut slowest, mut sum, mut count, mut missed) = (0.0_f64, 0.0, 0, 0);
    for (number, record) in (0..).zip(&records.patients) {
        if !chosen.is_empty() && !chosen.iter().any(|c| **c == record.id) {
            continue;
        }
        let before = seconds();
        let found = fit_patient(&model, record, &space, &fit.free, &base, &options, number);
        let seconds = seconds() - before;
        let found = found.unwrap();
        slowest = slowest.max(seconds);
        sum += seconds;
        count += 1;
        missed += usize::from(!good(&found));
        if !json {
            println!(
                "{:>4}  {:>3} readings  {seconds:6.3} CPU-s  R-hat {:.4}  ESS {:5.0}  {:6} draws  {:7} simulations  {:3} divergences{}",
                record.id,
                record.readings.len(),
                found.rhat_max.unwrap(),
                found.ess_min.unwrap(),
                found.draws.as_ref().unwrap().rows(),
                found.evaluations,
                found.divergences,
                if good(&found) { "" } else { "  MISSED" },
            );
        }
    }
    if json {
        println!(
            "{{\"patients\": {count}, \"missed\": {missed}, \"cpu_s_per_patient\": {}, \"slowest_cpu_s\": {slowest}}}",
            sum / f64::from(count)
        );
    } else {
        println!(
            "{count} patients, {missed} missed; {:.3} CPU-s per patient, slowest {slowest:.3} CPU-s",
            sum / f64::from(count)
        );
    }
    ExitCode::from(u8::from(missed > 0))
}
