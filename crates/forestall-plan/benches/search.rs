//! How long planning takes.
//!
//! Targets: the search of 300 rules for one patient under 0.1 s; a bound in well under a millisecond.

#[path = "../tests/models/mod.rs"]
mod models;

use divan::Bencher;
use forestall_plan::{Arm, Scenario, Search, bound, compare, tune};
use models::{BASE, arm, model_of, point, spread};

fn main() {
    divan::main();
}

/// 60 x 5 threshold rules on one patient at this visit interval.
#[divan::bench(args = [1, 7, 14, 30, 60, 90])]
fn three_hundred_rules(bencher: Bencher<'_, '_>, visits: u32) {
    let model = model_of(BASE);
    let rule = arm(&model, "threshold");
    let cohort = point(&model);
    let scenario = Scenario::default().every(f64::from(visits));
    bencher.bench(|| tune(&model, &rule, &cohort, &scenario, &Search::default()));
}

/// The same under 200 draws, screened, with noise.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn three_hundred_rules_under_a_posterior(bencher: Bencher<'_, '_>) {
    let model = model_of(BASE);
    let rule = arm(&model, "threshold");
    let cohort = spread(&model, "fR", (0..200).map(|i| 0.0005 + 5e-6 * f64::from(i)));
    let scenario = Scenario::default().every(14.0).noisy();
    bencher.bench(|| tune(&model, &rule, &cohort, &scenario, &Search::default()));
}

/// Four regimens under 1000 draws with monthly visits and noise, bounds included.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn four_regimens_under_a_posterior(bencher: Bencher<'_, '_>) {
    let model = model_of(BASE);
    let arms = Arm::all(model.core());
    let cohort = spread(
        &model,
        "fR",
        (0..1000).map(|i| 0.0005 + 1e-6 * f64::from(i)),
    );
    let scenario = Scenario::default().every(30.0).noisy();
    bencher.bench(|| compare(&model, &arms, &cohort, &scenario));
}

/// The upper bound at one parameter vector, compiling included.
#[divan::bench]
fn one_bound(bencher: Bencher<'_, '_>) {
    let model = model_of(BASE);
    let parameters = model.core().defaults();
    bencher.bench(|| bound(&model, &parameters));
}
