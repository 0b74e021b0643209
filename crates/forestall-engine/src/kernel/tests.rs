//! The copies of the kernel against each other.

use super::Level;
use crate::{DoseChange, Job, Model, Quantity, Reading, Replay, Settings, Simulation};

#[path = "../../tests/models/mod.rs"]
mod models;

/// All copies of the kernel that this processor can run.
fn levels() -> Vec<Level> {
    let mut levels = vec![Level::Baseline];
    #[cfg(target_arch = "x86_64")]
    {
        if Level::detect() == Level::Avx512 {
            levels.push(Level::Avx2);
        }
    }
    levels.push(Level::detect());
    levels
}

#[test]
fn every_instruction_set_gives_the_same_bytes() {
    let run = |level| {
        let mut model = Model::new(models::strobl()).unwrap();
        model.level = level;
        let job = |i: u32| {
            let share = 0.001 + 0.01 * f64::from(i);
            Job::new(vec![0.027, 1.5, 0.1, 0.2, 0.75, share])
        };
        let jobs: Vec<Job> = (0..20).map(job).collect();
        let simulation = Simulation::new(&model, 1, Settings::default()).unwrap();
        let runs = simulation.run(&jobs).unwrap();
        let asked: Vec<Reading> = (0..9)
            .map(|i| Reading {
                time: 11.0 * f64::from(i),
                quantity: Quantity::Assay(0),
            })
            .collect();
        let dose = DoseChange {
            time: 30.0,
            drug: 0,
            amount: 1.0,
        };
        let replay = Replay::new(&model, &[dose], &asked, 99.0, &[0, 3]).unwrap();
        let vectors: Vec<Vec<f64>> = jobs.into_iter().map(|j| j.parameters).collect();
        (runs, replay.predict(&vectors).unwrap())
    };
    let reference = run(Level::Baseline);
    for level in levels() {
        assert_eq!(run(level), reference, "{level:?}");
    }
}
