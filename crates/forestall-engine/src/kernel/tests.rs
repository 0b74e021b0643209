//! The copies of the kernel against each other.

use forestall_model::{Method, Source, load};

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

/// The same for states with a closed form, by both adaptive methods (only the stiff one uses them).
#[test]
fn closed_forms_have_the_same_bytes_on_every_instruction_set() {
    let text = "[model]\nname = \"t\"\ntime = \"day\"\n[parameter]\nka = 3\nke = 0.4\n[drug.D]\nexposure = \"amount\"\n\
        [state.gut]\ninitial = 5\node = \"dose(D) - ka * gut\"\n[state.blood]\ninitial = 0\node = \"ka * gut - ke * blood ^ 0.5\"\n\
        [regimen.r]\nD = [{ amount = 2, from = \"1 day\", to = \"4 day\" }]\n[solver]\nuntil = \"9 day\"\n";
    let core = load(&Source::new("t.toml", text), None).unwrap().core;
    let (relative, absolute) = (1e-6, 1e-9);
    for method in [
        Method::Adaptive { relative, absolute },
        Method::Stiff { relative, absolute },
    ] {
        let run = |level| {
            let mut model = Model::new(core.clone()).unwrap().with_method(method);
            model.level = level;
            let job = |i: u32| Job::new(vec![0.1 * f64::from(i), 0.2 + 0.03 * f64::from(i)]);
            let settings = Settings {
                record: vec![0.3, 2.0, 8.1],
                ..Settings::default()
            };
            let jobs: Vec<Job> = (0..20).map(job).collect();
            let simulation = Simulation::new(&model, 0, settings).unwrap();
            simulation.run(&jobs).unwrap()
        };
        let reference = run(Level::Baseline);
        assert!(reference.iter().all(|own| own.failure.is_none()));
        for level in levels() {
            assert_eq!(run(level), reference, "{level:?}");
        }
    }
}
