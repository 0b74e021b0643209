//! A patient with several lesions as a family: independent lesions, the patient's tumour as their sum, progression of any of them.
#![allow(clippy::unwrap_used)]

use forestall_engine::{Job, Model, Settings, Simulation};
use forestall_model::{Core, Source, load};

/// Two drugs against lesions of these sizes: closed forms of Bozic and others 2013 for cells resistant to both.
fn core(sizes: &[f64]) -> Core {
    let text = format!(
        r#"
[model]
name = "lesions"
time = "day"
[index]
lesion = {count}
[parameter]
"M[lesion]" = {sizes:?}
b = 0.14
net = 0.01
decline = 0.03
u = 1e-9
n12 = 1
[let]
s = "net / b"
s2 = "-decline / b"
"cure[lesion]" = "exp(-M[lesion] * u * n12) * exp(M[lesion] * u * n12 * s / s2)"
[population."sensitive[lesion]"]
initial = "M[lesion]"
birth = "b"
death = "b + decline"
[population."resistant[lesion]"]
initial = "M[lesion] * u * n12 / s * ln(M[lesion] * s)"
birth = "b"
death = "b - net"
[assay.cure]
value = "product(lesion: cure[lesion])"
[assay.burden]
value = "sum(lesion: sensitive[lesion] + resistant[lesion])"
[assay.progressing]
value = "max(lesion: (sensitive[lesion] + resistant[lesion]) / M[lesion])"
[regimen.both]
[stop.progression]
when = "any(lesion: sensitive[lesion] + resistant[lesion] > 1.2 * M[lesion])"
check = "continuous"
"#,
        count = sizes.len(),
    );
    let loaded = load(&Source::new("lesions.toml", text), None);
    loaded.unwrap_or_else(|errors| panic!("{errors}")).core
}

/// Probability of cure, burden at 100 days, time to progression.
fn outcome(sizes: &[f64]) -> (f64, f64, f64) {
    let model = Model::new(core(sizes)).unwrap();
    let settings = Settings {
        record: vec![0.0, 100.0],
        ..Settings::default()
    };
    let simulation = Simulation::new(&model, 0, settings).unwrap();
    let parameters = model.core().defaults();
    let run = simulation
        .run(&[Job::new(parameters.clone())])
        .unwrap()
        .remove(0);
    assert_eq!(run.failure, None);
    let seen = simulation.observe(&parameters, &run);
    (seen[0][0], seen[1][1], run.stops[0].unwrap())
}

/// Oracle: lesions are independent: the probabilities of cure multiply, the burdens add up, the patient progresses with the first
/// lesion; each lesion alone is exp(-decline t) M + exp(net t) R; to 1e-9.
#[test]
fn several_lesions_are_as_independent_as_the_closed_form_says() {
    let sizes = [1e8, 2e8, 1e9, 4e7];
    let (cure, burden, progression) = outcome(&sizes);
    let alone: Vec<(f64, f64, f64)> = sizes.iter().map(|size| outcome(&[*size])).collect();
    let product: f64 = alone.iter().map(|own| own.0).product();
    let sum: f64 = alone.iter().map(|own| own.1).sum();
    let first = alone.iter().map(|own| own.2).fold(f64::INFINITY, f64::min);
    assert!((cure / product - 1.0).abs() < 1e-12, "{cure} {product}");
    assert!((burden / sum - 1.0).abs() < 1e-7, "{burden} {sum}");
    assert!(
        (progression / first - 1.0).abs() < 1e-7,
        "{progression} {first}"
    );
    let s: f64 = 0.01 / 0.14;
    let size = |m: f64, t: f64| {
        let resistant = m * 1e-9 / s * libm::log(m * s);
        m * libm::exp(-0.03 * t) + resistant * libm::exp(0.01 * t)
    };
    let wanted: f64 = sizes.iter().map(|m| size(*m, 100.0)).sum();
    assert!((burden / wanted - 1.0).abs() < 1e-7, "{burden} {wanted}");
    let relative = size(1e9, progression) / 1e9;
    assert!((relative - 1.2).abs() < 1e-6, "{relative}");
}
