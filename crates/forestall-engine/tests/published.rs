//! Published models built by hand.
#![allow(clippy::unwrap_used)]

mod models;

use forestall_engine::{Job, Model, Settings, Simulation};
use forestall_model::{Check, Core, Decide, Method};
use models::{
    assay, constant, core, dose, gt, n, now, par, phase, population, pulse, regimen, stop, y,
};

/// Oracle: Strobl 2021 (doi:10.1158/0008-5472.CAN-20-0806), base patient: 452 days continuous, 663 adaptive.
#[test]
fn strobl_2021_progresses_on_the_published_days() {
    let model = Model::new(models::strobl()).unwrap();
    for (regimen, wanted) in [(0, 452.0), (1, 663.0)] {
        let simulation = Simulation::new(&model, regimen, Settings::default()).unwrap();
        let run = simulation
            .run(&[Job::new(models::STROBL.to_vec())])
            .unwrap()
            .remove(0);
        assert_eq!(run.stops[0], Some(wanted));
    }
}

/// Oracle: SciPy's search over the same 300 pairs of thresholds finds 2162, 1886, 1799 and 1446 days.
#[test]
fn tuned_thresholds_delay_progression_as_a_grid_search_found() {
    let (model, pairs) = models::thresholds();
    let model = Model::new(model).unwrap();
    let job = |tune: &Vec<f64>| Job {
        parameters: models::STROBL.to_vec(),
        tune: tune.clone(),
        patient: 0,
    };
    let jobs: Vec<Job> = pairs.iter().map(job).collect();
    for (every, wanted) in [(1.0, 2162.0), (7.0, 1886.0), (14.0, 1799.0), (30.0, 1446.0)] {
        let settings = Settings {
            visits: Some(every),
            ..Settings::default()
        };
        let simulation = Simulation::new(&model, 1, settings).unwrap();
        let runs = simulation.run(&jobs).unwrap();
        let best = runs.iter().filter_map(|r| r.stops[0]).fold(0.0, f64::max);
        assert!(best >= wanted, "every {every}: {best}");
    }
}

/// Greene, Gevertz, Sontag 2019 (PMID 30969799): untreated up to a volume of 0.1, then regimen 0 continuous or 1 pulsed.
fn greene(alpha: f64) -> Core {
    let room = n(1.0) - y(0) - y(1);
    let induced = (n(1e-6) + par(0) * dose(0)) * y(0);
    let sensitive = room.clone() * y(0) - induced.clone() - dose(0) * y(0);
    let resistant = n(0.2) * room * y(1) + induced;
    let mut model = core(
        &[alpha],
        vec![population(0.01, sensitive), population(0.0, resistant)],
        1,
    );
    model.assays = vec![assay(y(0) + y(1))];
    let untreated = || phase(vec![constant(0.0)], vec![(gt(now(0), 0.1), 1)]);
    let treated = [constant(1.5), pulse(1.0, 3.0, 1.5)];
    model.regimens = treated
        .into_iter()
        .map(|t| {
            regimen(
                Decide::Continuous,
                vec![untreated(), phase(vec![t], vec![])],
            )
        })
        .collect();
    let mut detected = stop(gt(now(0), 0.1), Check::Continuous);
    detected.ends = false;
    let mut failed = stop(gt(now(0), 0.9), Check::Continuous);
    failed.after = Some(0);
    model.stops = vec![detected, failed];
    model.solver.until = 500.0;
    model.solver.method = Method::Adaptive {
        relative: 1e-10,
        absolute: 1e-14,
    };
    model
}

/// Oracle: SciPy's DOP853 at rtol 1e-13 with located events, to 1e-6.
#[test]
fn greene_2019_fails_when_dop853_does() {
    let cases = [
        (0.0, [87.272_968_208_535_2, 11.994_299_407_534_077]),
        (0.01, [42.296_001_901_874_5, 58.966_493_565_059_515]),
    ];
    for (alpha, wanted) in cases {
        let model = Model::new(greene(alpha)).unwrap();
        for (regimen, wanted) in wanted.into_iter().enumerate() {
            let simulation = Simulation::new(&model, regimen, Settings::default()).unwrap();
            let run = simulation.run(&[Job::new(vec![alpha])]).unwrap().remove(0);
            let (found, failed) = (run.stops[0].unwrap(), run.stops[1].unwrap());
            assert!((found - 2.397_896_627_362_841).abs() < 1e-7, "{found}");
            assert!(
                (failed - found - wanted).abs() < 1e-6,
                "{alpha} {regimen}: {} {wanted}",
                failed - found
            );
        }
    }
}
