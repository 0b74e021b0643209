//! `plan`: what it states, what it refuses word for word, and what it leaves in the folder.

use crate::cohort::{MODEL, prepared, without};
use crate::program::Bench;

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

fn fitted() -> Bench {
    prepared(2, "plan --fit fit")
}

/// A regimen with a rule to tune.
const RULE: &str = "
[regimen.rule]
decide = \"every 30 day\"
initial = \"on\"
tune = { hi = { value = 0.8, range = [0.5, 1.1], steps = 4 } }

[regimen.rule.state.on]
D = \"on\"
leave = [{ when = \"burden < hi * baseline(burden)\", to = \"off\" }]

[regimen.rule.state.off]
leave = [{ when = \"burden > hi * baseline(burden)\", to = \"on\" }]
";

#[test]
fn the_object_has_the_keys_of_the_contract() {
    let said = fitted()
        .run(&words("plan model.toml --fit fit --draws 20 --json"))
        .json();
    assert_eq!(
        (&said["stop_rule"], &said["cohort"]["objective"]),
        (&"progression".into(), &"time to progression".into())
    );
    let regimens = said["regimens"].as_array().unwrap();
    assert_eq!(
        (regimens.len(), &said["cohort"]["regimens"]),
        (2, &said["regimens"])
    );
    for regimen in regimens
        .iter()
        .chain(said["patients"][0]["regimens"].as_array().unwrap())
    {
        for key in ["mean", "q05", "q95"] {
            assert!(regimen["objective"][key].is_f64(), "{regimen}");
        }
        assert!(regimen["name"].is_string() && regimen["rank"].is_u64());
        assert!(regimen["drug_use"].is_f64() && regimen["best_probability"].is_f64());
        let gain = &regimen["gain"];
        assert!(gain.is_null() || gain["mean_q05"].is_f64(), "{regimen}");
    }
    let patient = &said["patients"][1];
    assert_eq!(
        (&patient["draws"], &patient["tuned_on"]),
        (&20.into(), &0.into())
    );
    assert!(patient["bounded"].is_f64());
}

#[test]
fn the_folder_has_a_row_per_draw() {
    let bench = fitted();
    bench
        .run(&words("plan --fit fit --draws 20 --out out"))
        .done();
    let table = forestall_base::Table::read_parquet(&bench.at("out/draws.parquet")).unwrap();
    assert_eq!(table.rows(), 2 * 2 * 20);
    assert_eq!(table.columns()[0].name, "patient");
    assert_eq!(table.texts("patient").unwrap()[79], "P2");
    let plan: serde_json::Value = serde_json::from_str(&bench.text("out/plan.json")).unwrap();
    let first = &plan["patients"][0]["regimens"][0];
    let times = &table.numbers("time").unwrap()[..20];
    let mean = times.iter().sum::<f64>() / 20.0;
    assert!((first["objective"]["mean"].as_f64().unwrap() / mean - 1.0).abs() < 1e-12);
}

/// What a search finds is judged on draws that it has not seen.
#[test]
fn a_rule_is_tuned_on_other_draws_than_it_is_judged_on() {
    let bench = fitted();
    bench.write("more.toml", format!("{MODEL}{RULE}"));
    let run = |more: &str| {
        let line = format!("plan more.toml --fit fit --draws 15 --regimen rule --json{more}");
        bench.run(&words(&line)).json()
    };
    let said = run("");
    let patient = &said["patients"][0];
    assert_eq!(
        (&patient["draws"], &patient["tuned_on"]),
        (&15.into(), &15.into())
    );
    assert!(patient["regimens"][0]["tuned"]["hi"].is_f64());
    let untuned = &run(" --no-tune")["patients"][0];
    assert_eq!(
        (&untuned["tuned_on"], &untuned["regimens"][0]["tuned"]["hi"]),
        (&0.into(), &0.8.into())
    );
}

/// A point fit has no draws, but noise differs from look to look.
#[test]
fn a_point_is_planned_under_repeated_noise() {
    let bench = fitted();
    bench
        .run(&words(
            "fit model.toml --data psa.csv --method map --starts 3 --out point",
        ))
        .done();
    let draws = |more: &str| {
        let line = format!("plan --fit point --draws 12 --json{more}");
        bench.run(&words(&line)).json()["patients"][0]["draws"].clone()
    };
    assert_eq!((draws(""), draws(" --noise")), (1.into(), 12.into()));
}

#[test]
fn what_was_not_reached_is_said_so() {
    let bench = fitted();
    let said = bench
        .run(&words("plan --fit fit --horizon 20 --draws 5"))
        .done();
    assert!(
        said.contains("> 20") && !said.contains("20 to 20"),
        "{said}"
    );
    assert!(
        said.contains("No regimen here gains anything over continuous."),
        "{said}"
    );
    // What is alike because nothing was seen to end is no reason to give less.
    assert!(!said.contains("uses the least drug"), "{said}");
    let nothing = "Under none of them does any draw end before 20 days, so time to progression says nothing about which is better.";
    assert!(said.contains(nothing), "{said}");
    bench
        .run(&words("plan --fit fit --horizon 20 --draws 5 --out short"))
        .done();
    bench
        .run(&words("report fit short --out short.html"))
        .done();
    let page = bench.text("short.html");
    let held = "In 2 of 2 patients (P1, P2) no draw comes to progression under any of them within 20 days, so no curve falls below 100 %.";
    assert!(page.contains(held), "{page}");
}

#[test]
fn another_tumour_than_the_fitted_one_is_refused() {
    let bench = fitted();
    let other = |from: &str, to: &str| {
        assert!(MODEL.contains(from));
        bench.write("other.toml", MODEL.replace(from, to));
        bench.run(&words("plan other.toml --fit fit"))
    };
    let help = "  help: only regimens and stop rules may differ; leave the model out to plan with the fitted one, or fit this one\n";
    for (from, to, what) in [
        (
            "birth = \"r * (1 - (S + R))\"\n\n[drug",
            "birth = \"0.9 * r * (1 - (S + R))\"\n\n[drug",
            "equations",
        ),
        ("kill", "killing", "parameters"),
        ("value = \"S + R\"", "value = \"S + 0.5 * R\"", "assays"),
    ] {
        let message = format!(
            "error[C0001]: model other.toml has other {what} than the one fitted in fit\n{help}"
        );
        other(from, to).stopped(2, &message);
    }
    let fewer = MODEL.replace("1.2 * baseline", "1.5 * baseline");
    bench.write("later.toml", fewer);
    bench
        .run(&words("plan later.toml --fit fit --draws 5"))
        .done();
}

/// A rule that says beforehand that progression never comes holds for some regimens only: plans look for themselves.
#[test]
fn a_tumour_that_grows_progresses_whatever_was_said_beforehand() {
    let bench = fitted();
    let rule = "check = \"every 7 day\"";
    let text = MODEL.replace(rule, &format!("{rule}\nnever_if = \"n0 < 2\""));
    bench.write(
        "said.toml",
        format!("{text}\n[regimen.untreated]\nD = \"off\"\n"),
    );
    let line = "plan said.toml --fit fit --draws 10 --regimen untreated --json";
    let said = bench.run(&words(line)).json();
    assert_eq!(said["regimens"][0]["indefinite"], 0.0, "{said}");
}

#[test]
fn what_cannot_be_planned_is_refused() {
    let bench = fitted();
    for (line, message) in [
        (
            "plan --fit fit --draws 0",
            "error[C0001]: --draws 0: nothing to plan under\n  help: give 1 or more\n",
        ),
        (
            "plan --fit fit --visits 0",
            "error[C0001]: --visits 0 is no length of time\n  help: give a number above 0\n",
        ),
        (
            "plan --fit fit --horizon 0",
            "error[C0001]: --horizon 0 is no length of time\n  help: give a number above 0\n",
        ),
        (
            "plan --fit fit --patients P3",
            "error[C0001]: there is no patient \"P3\" in the fit\n  help: the fit has P1, P2\n",
        ),
        (
            "plan --fit fit --regimen at5",
            "error[C0001]: there is no regimen \"at5\"\n  help: did you mean \"at50\"?\n",
        ),
        (
            "plan --fit model.toml",
            "error[C0005]: model.toml is no fit folder: fit.json cannot be read: Not a directory (os error 20)\n  help: give the folder that `forestall fit ... --out DIR` has written\n",
        ),
    ] {
        bench.run(&words(line)).stopped(2, message);
    }
}

/// JSON has no NaN: what the fit and the forecast could not compute is `null`, and is read back.
#[test]
fn numbers_that_could_not_be_computed_are_read_back() {
    let bench = prepared(2, "report fit forecast plan");
    for (file, keys) in [
        ("fit/fit.json", &["r2", "aic"][..]),
        (
            "forecast/forecast.json",
            &["log_error", "locf", "median_error"][..],
        ),
    ] {
        let mut value: serde_json::Value = serde_json::from_str(&bench.text(file)).unwrap();
        let place = if file.starts_with("fit") {
            "patients"
        } else {
            "records"
        };
        for key in keys {
            let own = if value.get(*key).is_some() {
                &mut value[*key]
            } else {
                &mut value[place][0][*key]
            };
            assert!(own.is_f64(), "{file} {key}");
            *own = serde_json::Value::Null;
        }
        bench.write(file, value.to_string());
    }
    bench.run(&words("plan --fit fit --draws 5")).done();
    bench
        .run(&words("report fit forecast plan --out page.html"))
        .done();
    let page = bench.text("page.html");
    let shown = page.split_once("<script>").unwrap().0;
    assert!(!shown.contains("NaN") && !shown.contains("null"));
}

/// Without a fit the draws come from the file, which without priors and spread says one thing only; the page of the plan says that
/// nothing was fitted.
#[test]
fn a_model_alone_is_planned_under_its_own_uncertainty() {
    let bench = fitted();
    let said = bench
        .run(&words("plan model.toml --draws 20 --json --out out"))
        .json();
    let patient = &said["patients"][0];
    assert_eq!(
        (&patient["patient"], &patient["draws"]),
        (&"virtual".into(), &20.into())
    );
    let objective = &patient["regimens"][0]["objective"];
    assert!(objective["q05"].as_f64() < objective["q95"].as_f64());
    let certain = without(&["[patients]"])
        .replace("prior = \"loguniform(0.00001, 0.25)\", ", "")
        .replace("prior = \"loguniform(0.001, 10)\", ", "");
    bench.write("certain.toml", certain);
    let certain = bench
        .run(&words("plan certain.toml --draws 20 --json"))
        .json();
    assert_eq!(certain["patients"][0]["draws"], 1);
    bench.run(&words("report out --out page.html")).done();
    let page = bench.text("page.html");
    assert!(page.contains("nothing was fitted"), "{page}");
    assert!(page.contains("uniform(0.3, 0.8)"));
}
