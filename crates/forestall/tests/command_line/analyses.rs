//! `analyse`: steady states, branches, sensitivities, virtual populations, against closed forms written as model files.

use serde_json::Value;

use crate::cohort::bench;
use crate::program::Bench;

/// A state that stays where an expression of three parameters puts it.
fn function(expression: &str, prior: &str) -> String {
    format!(
        "[model]\nname = \"f\"\ntime = \"1\"\n[parameter]\nx1 = {{ value = 1, prior = \"{prior}\" }}\nx2 = {{ value = 1, prior = \"{prior}\" }}\n\
         x3 = {{ value = 1, prior = \"{prior}\" }}\n[state.Y]\ninitial = \"{expression}\"\node = \"0\"\n[regimen.none]\n[solver]\nuntil = 1\n"
    )
}

fn json(bench: &Bench, arguments: &[&str]) -> Value {
    bench.run(&[arguments, &["--json"]].concat()).json()
}

#[track_caller]
fn close(got: &Value, wanted: f64, gap: f64) {
    let got = got.as_f64().unwrap();
    assert!((got - wanted).abs() <= gap, "{got} {wanted}");
}

/// Numbers of the library file itself (computed with an independent solver): dormancy, saddle, large tumour, no tumour.
#[test]
fn steady_states_of_a_library_model_are_told_with_their_kinds() {
    let bench = Bench::new();
    let told = json(
        &bench,
        &[
            "analyse",
            "steady",
            "kuznetsov-1994-dormancy",
            "--out",
            "out",
            "--report",
        ],
    );
    let all = told["steady_states"].as_array().unwrap();
    assert_eq!(all.len(), 4);
    let dormant = all.iter().find(|s| s["kind"] == "stable focus").unwrap();
    close(&dormant["states"]["T"], 8.18638e6, 1e2);
    close(&dormant["dominant"][0], -0.00552, 1e-5);
    close(&dormant["dominant"][1], 0.06342, 1e-5);
    let names: Vec<String> = bench
        .content("out")
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        names,
        [
            "manifest.json",
            "portrait-narrow.svg",
            "portrait.svg",
            "report.html",
            "steady_states.parquet"
        ]
    );
    let page = bench.text("out/report.html");
    assert!(page.contains("border between basins") && page.contains("stable focus"));
}

/// Closed form: x' = m - x^2 under a dose d that is taken off m: the fold lies at m = d.
#[test]
fn a_fold_moves_with_the_dose_and_a_dose_can_be_gone_along() {
    let bench = Bench::new();
    bench.write(
        "m.toml",
        "[model]\nname = \"fold\"\ntime = \"1\"\n[parameter]\nm = { value = 1, bounds = [-1, 2] }\n[state.x]\ninitial = 0\node = \"m - dose(D) - x ^ 2\"\n\
         [drug.D]\nexposure = \"amount\"\nunit = \"1\"\n[regimen.none]\n[steady]\nrange = { x = [-3, 3] }\n",
    );
    let told = json(
        &bench,
        &[
            "analyse",
            "continuation",
            "m.toml",
            "--along",
            "m",
            "--dose",
            "D=0.25",
        ],
    );
    assert_eq!(told["specials"].as_array().unwrap().len(), 1);
    close(&told["specials"][0]["parameter"], 0.25, 1e-9);
    let told = json(
        &bench,
        &[
            "analyse",
            "continuation",
            "m.toml",
            "--along",
            "dose(D)",
            "--to",
            "3",
            "--from",
            "0",
        ],
    );
    close(&told["specials"][0]["parameter"], 1.0, 1e-9);
    let shown = bench
        .run(&["analyse", "continuation", "m.toml", "--along", "m"])
        .done();
    assert!(shown.contains("1 branch of steady states from m -1 to 2 under regimen none: 1 fold, 0 Hopf points, 0 crossings."), "{shown}");
}

/// Closed form: the Ishigami function as a model file.
#[test]
fn sobol_indices_of_a_model_are_those_of_the_ishigami_function() {
    let bench = Bench::new();
    let text = function(
        "sin(x1) + 7 * sin(x2) ^ 2 + 0.1 * x3 ^ 4 * sin(x1)",
        "uniform(-3.141592653589793, 3.141592653589793)",
    );
    bench.write("f.toml", text);
    let line = [
        "analyse",
        "sensitivity",
        "f.toml",
        "--method",
        "sobol",
        "--samples",
        "4096",
        "--of",
        "at(Y, 0)",
        "--out",
        "out",
    ];
    let told = json(&bench, &line);
    assert_eq!(told["runs"], 4096 * 5);
    let index = |name: &str, which: &str| {
        let all = told["outcomes"][0]["indices"].as_array().unwrap();
        all.iter().find(|row| row["parameter"] == name).unwrap()[which]["value"].clone()
    };
    for (name, first, total) in [
        ("x1", 0.3139, 0.5576),
        ("x2", 0.4424, 0.4424),
        ("x3", 0.0, 0.2437),
    ] {
        close(&index(name, "first"), first, 0.04);
        close(&index(name, "total"), total, 0.04);
    }
    assert!(bench.text("out/indices.svg").contains("x3"));
    // Reproducible; other seeds give other numbers, more threads the same.
    bench
        .run(&[&line[..9], &["--out", "two", "--threads", "1"]].concat())
        .done();
    bench
        .run(&[&line[..9], &["--out", "three", "--seed", "2"]].concat())
        .done();
    let table = |folder: &str| std::fs::read(bench.at(folder).join("indices.parquet")).unwrap();
    assert!(table("out") == table("two") && table("out") != table("three"));
}

/// Closed form: of x1^2 / x2 the elasticities are 2, -1, 0.
#[test]
fn elasticities_of_a_power_law_are_its_exponents() {
    let bench = Bench::new();
    bench.write(
        "f.toml",
        function("x1 ^ 2 / x2 + 0 * x3", "lognormal(1, 1)"),
    );
    let told = json(
        &bench,
        &[
            "analyse",
            "sensitivity",
            "f.toml",
            "--of",
            "final(Y)",
            "--set",
            "x1=3",
        ],
    );
    let rows = told["outcomes"][0]["parameters"].as_array().unwrap();
    for (name, wanted) in [("x1", 2.0), ("x2", -1.0), ("x3", 0.0)] {
        let row = rows.iter().find(|row| row["parameter"] == name).unwrap();
        close(&row["elasticity"], wanted, 1e-9);
        assert_eq!(row["by"], "tangent");
    }
}

/// Closed form: Y = x1 normal(0, 1), wanted normal(0.5, 0.7): Z = 2 x1 + x2 becomes normal(1, sqrt(4 * 0.49 + 1)); quantiles within 0.12.
#[test]
fn a_population_is_weighted_to_its_target() {
    let bench = Bench::new();
    let text = function("x1 + 0 * x3", "normal(0, 1)").replace(
        "[regimen",
        "[state.Z]\ninitial = \"2 * x1 + x2\"\node = \"0\"\n[regimen",
    );
    bench.write("f.toml", text);
    let line = [
        "analyse",
        "population",
        "f.toml",
        "--patients",
        "3000",
        "--of",
        "final(Z)",
    ];
    let told = json(
        &bench,
        &[
            &line[..],
            &["--target", "final(Y) ~ normal(0.5, 0.7)", "--out", "out"],
        ]
        .concat(),
    );
    let z = &told["outcomes"]["none"]["final(Z)"];
    let sd = (4.0 * 0.49 + 1.0_f64).sqrt();
    close(&z["median"], 1.0, 0.12);
    close(&z["q95"], 1.0 + 1.645 * sd, 0.25);
    let square = (0.25 / (2.0 - 0.49_f64)).exp() / (0.7 * (2.0 - 0.49_f64).sqrt());
    close(&told["effective"], 3000.0 / square, 100.0);
    // A share is met exactly, and implausible patients have no say.
    let told = json(
        &bench,
        &[
            &line[..],
            &[
                "--plausible",
                "final(Y) in 0..",
                "--share",
                "final(Z) in 1.. = 0.25",
            ],
        ]
        .concat(),
    );
    close(&told["plausible"], 1500.0, 100.0);
    let z = &told["outcomes"]["none"]["final(Z)"];
    assert!(z["q75"].as_f64().unwrap() <= 1.02, "{z}");
}

#[test]
fn a_population_of_a_model_with_regimens_is_drawn() {
    let bench = bench(1);
    let line = "analyse population model.toml --patients 60 --out out --report";
    bench.run(&line.split(' ').collect::<Vec<_>>()).done();
    let names: Vec<String> = bench
        .content("out")
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    for wanted in [
        "patients.parquet",
        "outcomes.parquet",
        "waterfall-continuous.svg",
        "courses-continuous.svg",
        "report.html",
    ] {
        assert!(names.iter().any(|name| name == wanted), "{names:?}");
    }
    assert!(
        names.iter().any(|name| name.starts_with("time-to-")),
        "{names:?}"
    );
}

/// What needs blanks on the command line is refused with what to write instead.
#[test]
fn wishes_that_cannot_be_read_or_met_are_refused() {
    let bench = bench(1);
    let refused = |more: &[&str], code: i32, words: &str| {
        let run = bench.run(
            &[
                &["analyse", "population", "model.toml", "--patients", "20"],
                more,
            ]
            .concat(),
        );
        assert_eq!(run.code, Some(code), "{}", run.err);
        assert!(run.err.contains(words), "{}", run.err);
    };
    refused(
        &["--plausible", "final(S) from 0 to 1"],
        2,
        "0.1.. has no upper end",
    );
    refused(&["--plausible", "final(X) in 0..1"], 2, "--plausible:1:");
    refused(
        &["--plausible", "final(S) in 50..60"],
        1,
        "none of 20 patients is plausible",
    );
    refused(
        &["--target", "final(S) ~ norml(1, 2)"],
        2,
        "did you mean \"normal\"?",
    );
    refused(
        &["--target", "final(S) ~ uniform(50, 60)"],
        1,
        "no patient has the outcomes",
    );
    refused(
        &["--share", "final(S) in 50..60 = 0.5"],
        1,
        "holds no patient",
    );
    refused(&["--of", "steady_states()"], 2, "");
}
