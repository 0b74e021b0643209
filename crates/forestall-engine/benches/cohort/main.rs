//! Speed of simulation: a cohort of four competing populations under a pulsed drug, beside the same equations written by hand.
//!
//! `cargo bench -p forestall-engine --bench cohort` alternates the programs and prints medians of ratios of process CPU time; with
//! `-- --json` it prints one JSON object for a comparison with other programs. The cohort is read from the file that the
//! environment variable `FORESTALL_COHORT` names (comma-separated: 4 growth rates, 4 kill rates, 16 competition coefficients
//! by rows), else drawn.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

mod clock;
#[path = "../../tests/models/mod.rs"]
mod models;
mod rival;

use clock::timed;
use forestall_base::Stream;
use forestall_engine::{DoseChange, Job, Model, Quantity, Reading, Replay, Settings, Simulation};
use forestall_model::Method;

/// Days of one patient.
const DAYS: f64 = 364.0;
const ROUNDS: usize = 9;

fn cohort() -> Vec<Vec<f64>> {
    if let Some(path) = std::env::var_os("FORESTALL_COHORT") {
        let text = std::fs::read_to_string(path).unwrap();
        let row = |line: &str| line.split(',').map(|x| x.trim().parse().unwrap()).collect();
        return text.lines().map(row).collect();
    }
    let draw = |patient| {
        let mut stream = Stream::new(5, patient, 0);
        let mut row: Vec<f64> = (0..4).map(|_| 0.02 + 0.1 * stream.uniform()).collect();
        row.extend((0..4).map(|i| (0.25 - 0.07 * f64::from(i)) * stream.uniform()));
        row.extend((0..16).map(|i| match i % 5 {
            0 => 1.0,
            _ => 0.5 + 0.5 * stream.uniform(),
        }));
        row
    };
    (0..10_000).map(draw).collect()
}

fn median(mut ratios: Vec<f64>) -> f64 {
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

/// Largest difference of an end state of the first patients from the same model at relative tolerance 1e-11; no rate is given if it
/// is above the gate of the rival programs.
fn largest_difference(model: &Model, jobs: &[Job]) -> f64 {
    let tight = model.clone().with_method(Method::Adaptive {
        relative: 1e-11,
        absolute: 1e-16,
    });
    let jobs = &jobs[..jobs.len().min(20)];
    let ends = |model: &Model| -> Vec<f64> {
        let simulation = Simulation::new(model, 0, Settings::default()).unwrap();
        let runs = simulation.run(jobs).unwrap();
        runs.into_iter().flat_map(|r| r.states).collect()
    };
    let (got, wanted) = (ends(model), ends(&tight));
    let differences = got.iter().zip(&wanted).map(|(a, b)| (a - b).abs());
    let largest = differences.fold(0.0, f64::max);
    assert!(
        largest <= 2e-6,
        "end states are wrong by {largest:e}: no rate is given"
    );
    largest
}

fn main() {
    let cohort = cohort();
    let json = std::env::args().any(|a| a == "--json");
    let model = Model::new(models::competition()).unwrap();
    let simulation = Simulation::new(&model, 0, Settings::default()).unwrap();
    let jobs: Vec<Job> = cohort.iter().cloned().map(Job::new).collect();
    let gate = largest_difference(&model, &jobs);
    let million_days = jobs.len() as f64 * DAYS / 1e6;
    let (mut ours, mut to_scalar, mut to_lanes) = (vec![], vec![], vec![]);
    let rounds = if json { 3 } else { ROUNDS };
    let mut steps = 0;
    let mut difference = 0.0_f64;
    for _ in 0..rounds {
        let (own, runs) = timed(|| simulation.run(&jobs).unwrap());
        steps = runs.iter().map(|r| r.steps).sum();
        ours.push(million_days / own);
        if json {
            continue;
        }
        let (scalar, ends) = timed(|| cohort.iter().map(|p| rival::scalar(p)).collect::<Vec<_>>());
        let (lanes, _) = timed(|| rival::lanes(&cohort));
        to_scalar.push(scalar / own);
        to_lanes.push(lanes / own);
        for (run, end) in runs.iter().zip(&ends) {
            for (a, b) in run.states.iter().zip(end) {
                difference = difference.max((a - b).abs());
            }
        }
    }
    let rate = median(ours);
    if json {
        println!(
            "{{\"program\": \"forestall\", \"million_patient_days_per_cpu_s\": {rate}, \"steps_per_patient\": {}, \"largest_difference\": {gate:e}}}",
            steps as f64 / jobs.len() as f64
        );
        return;
    }
    println!(
        "cohort: {rate:.1} M patient-days per CPU second, {:.0} steps per patient",
        steps as f64 / jobs.len() as f64
    );
    println!(
        "  to the same method by hand, one patient at a time: {:.2} times its rate",
        median(to_scalar)
    );
    println!(
        "  to the same method by hand, eight patients side by side: {:.2} times its rate",
        median(to_lanes)
    );
    println!("  largest difference of an end state: {difference:.1e}");
    grid();
    replay();
}

/// 300 pairs of thresholds, daily visits.
fn grid() {
    let (model, pairs) = models::thresholds();
    let model = Model::new(model).unwrap();
    let simulation = Simulation::new(&model, 1, Settings::default()).unwrap();
    let job = |tune: &Vec<f64>| Job {
        parameters: models::STROBL.to_vec(),
        tune: tune.clone(),
        patient: 0,
    };
    let jobs: Vec<Job> = pairs.iter().map(job).collect();
    let seconds = (0..ROUNDS).map(|_| timed(|| simulation.run(&jobs).unwrap()).0);
    println!(
        "300 policies, daily visits: {:.1} ms",
        median(seconds.collect()) * 1e3
    );
}

/// 60 readings and 10 dose changes over 1800 days.
fn replay() {
    let model = Model::new(models::strobl())
        .unwrap()
        .with_method(Method::Adaptive {
            relative: 1e-6,
            absolute: 1e-9,
        });
    let readings: Vec<Reading> = (0..60)
        .map(|i| Reading {
            time: 30.0 * f64::from(i),
            quantity: Quantity::Assay(0),
        })
        .collect();
    let doses: Vec<DoseChange> = (0..10)
        .map(|i| DoseChange {
            time: 180.0 * f64::from(i),
            drug: 0,
            amount: f64::from(1 - i % 2),
        })
        .collect();
    let vector = |i| vec![0.027, 1.5, 0.3, 0.2, 0.75, 0.001 + f64::from(i) * 1e-6];
    let vectors: Vec<Vec<f64>> = (0..8000).map(vector).collect();
    for directions in [&[][..], &[2, 3, 4, 5]] {
        let replay = Replay::new(&model, &doses, &readings, 1800.0, directions).unwrap();
        let seconds = (0..ROUNDS).map(|_| timed(|| replay.predict(&vectors).unwrap()).0);
        println!(
            "replay, {} tangents: {:.2} us per parameter vector",
            directions.len(),
            median(seconds.collect()) / vectors.len() as f64 * 1e6
        );
    }
}
