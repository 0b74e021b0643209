//! Models that tests share.
#![allow(dead_code)]

use forestall_engine::Model;
use forestall_model::{Source, load};
use forestall_plan::{Arm, Cohort, Origin};

/// The base patient of Gallagher 2024 (doi:10.1158/0008-5472.CAN-23-2040). Progression is looked for every half day, threshold
/// rules decide at day 0 too, the first state is on.
pub const BASE: &str = r#"
[model]
name = "base patient"
time = "day"
[parameter]
r = 0.027
dD = 1.5
n0 = 0.75
fR = 0.001
turnover = 0
[population.S]
initial = "n0 * (1 - fR)"
birth = "r * (1 - (S + R))"
death = "turnover * r"
[population.R]
initial = "n0 * fR"
birth = "r * (1 - (S + R))"
death = "turnover * r"
[drug.D]
exposure = "on-off"
effect = [{ mode = "norton-simon", on = "S", strength = "dD" }]
[assay.burden]
value = "S + R"
every = "7 day"
noise = "normal(0.05)"
relative_to = "first"
[regimen.untreated]
D = "off"
[regimen.continuous]
D = "on"
[regimen.at50]
decide = "every 1 day"
initial = "on"
[regimen.at50.state.on]
D = "on"
leave = [{ when = "burden < 0.5 * baseline(burden)", to = "off" }]
[regimen.at50.state.off]
leave = [{ when = "burden > baseline(burden)", to = "on" }]
[regimen.threshold]
decide = { every = "1 day", first = "0 day" }
initial = "on"
tune = { hi = { value = 1.0, range = [0.2, 1.195], steps = 60 }, share = { value = 0.5, range = [0.2, 1.0], steps = 5 } }
[regimen.threshold.state.on]
D = "on"
leave = [{ when = "burden < share * hi * baseline(burden)", to = "off" }]
[regimen.threshold.state.off]
leave = [{ when = "burden > hi * baseline(burden)", to = "on" }]
[stop.progression]
when = "burden > 1.2 * baseline(burden)"
tolerance = 1e-6
check = "every 1/2 day"
"#;

/// One population that grows exponentially; the drug slows it down by a factor.
pub const EXPONENTIAL: &str = r#"
[model]
name = "exponential growth"
time = "day"
[parameter]
g = 0.02
slow = 0.25
[population.N]
initial = 2
birth = "g * (1 - slow * dose(D))"
[drug.D]
exposure = "on-off"
[assay.burden]
value = "N"
[regimen.untreated]
D = "off"
[regimen.continuous]
D = "on"
[stop.progression]
when = "burden > 1.2 * baseline(burden)"
check = "continuous"
[solver]
rtol = 1e-10
until = "300 day"
"#;

/// The model that a text means.
pub fn model_of(text: &str) -> Model {
    let source = Source {
        name: "model.toml".to_owned(),
        text: text.to_owned(),
    };
    let loaded = load(&source, None).unwrap_or_else(|e| panic!("{e}"));
    Model::new(loaded.core).unwrap_or_else(|e| panic!("{e}"))
}

/// A model's defaults.
pub fn point(model: &Model) -> Cohort {
    Cohort::point(model.core().defaults())
}

/// Vectors that differ from the defaults in one parameter.
pub fn spread(model: &Model, name: &str, values: impl IntoIterator<Item = f64>) -> Cohort {
    let Some(index) = model.core().parameter(name) else {
        panic!("no parameter {name}");
    };
    let vectors = values.into_iter().map(|value| {
        let mut all = model.core().defaults();
        all[index] = value;
        all
    });
    Cohort::new(vectors.collect(), Origin::Posterior)
}

/// One regimen as the file writes it.
pub fn arm(model: &Model, name: &str) -> Arm {
    match Arm::named(model.core(), [name]) {
        Ok(mut arms) => arms.remove(0),
        Err(e) => panic!("{e}"),
    }
}
