//! `report`: what it needs, what it refuses word for word, and what the page says.

use crate::cohort::bench;
use crate::program::Bench;

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

/// Three made-up patients, fitted; with a forecast and a plan if asked for.
fn fitted(all: bool) -> Bench {
    let bench = bench(3);
    let run = |line: &str| bench.run(&words(line)).done();
    run("fit model.toml --data psa.csv --method map --starts 3 --out fit");
    if all {
        run(
            "forecast model.toml --data psa.csv --method map --starts 3 --hold-out 2 --out forecast",
        );
        run("plan --fit fit --no-tune --out plan");
    }
    bench
}

#[test]
fn what_is_no_result_is_refused() {
    let bench = fitted(false);
    bench
        .write("notes/a.txt", "x")
        .write("half/unfinished.json", "{}");
    let cases = [
        (
            "report none",
            "error[C0001]: there is no folder none
  help: give folders that `forestall fit`, `forecast` and `plan` have written with --out
",
        ),
        (
            "report notes",
            "error[C0001]: notes holds no fit.json, forecast.json or plan.json, so it is no result
  help: give folders that `forestall fit`, `forecast` and `plan` have written with --out
",
        ),
        (
            "report half",
            "error[C0006]: the run in half is unfinished
  help: run the same command again; it goes on where it stopped
",
        ),
        (
            "report fit fit",
            "error[C0001]: fit and fit are both folders of `fit`
  help: give one of them
",
        ),
        (
            "report fit --patients P11",
            "error[C0001]: there is no patient \"P11\" in the fit
  help: did you mean \"P1\"?
",
        ),
        (
            "report fit --patients somebody",
            "error[C0001]: there is no patient \"somebody\" in the fit
  help: the fit has P1, P2, P3
",
        ),
        (
            "report fit --out notes",
            "error[C0001]: notes is a folder, a page is to be written
  help: give the name of a file after --out
",
        ),
    ];
    for (line, message) in cases {
        bench.run(&words(line)).stopped(2, message);
    }
    assert!(!bench.at("report.html").exists());
}

#[test]
fn a_report_without_a_fit_is_refused() {
    let bench = bench(2);
    bench
        .run(&words(
            "forecast model.toml --data psa.csv --method map --starts 3 --out forecast",
        ))
        .done();
    bench.run(&words("report forecast")).stopped(
        2,
        "error[C0001]: a report needs the folder of a fit, and none is among those given
  help: add the folder that `forestall fit ... --out DIR` has written
",
    );
}

#[test]
fn a_page_is_not_overwritten_without_force() {
    let bench = fitted(false);
    bench.write("report.html", "mine");
    bench.run(&words("report fit")).stopped(
        2,
        "error[C0004]: report.html is already there
  help: give another name after --out, or --force to replace it
",
    );
    assert_eq!(bench.text("report.html"), "mine");
    bench.write("report-figures/mine.txt", "mine");
    bench.write("report-figures/old.vl.json", "{}");
    bench.run(&words("report fit --force")).done();
    assert!(bench.text("report.html").starts_with("<!DOCTYPE html>"));
    assert_eq!(bench.text("report-figures/mine.txt"), "mine");
    assert!(!bench.at("report-figures/old.vl.json").exists());
}

#[test]
fn a_page_says_what_the_folders_hold_and_is_the_same_every_time() {
    let bench = fitted(true);
    let line = "report plan fit forecast --out page.html --json";
    let said = bench.run(&words(line)).json();
    assert_eq!(
        (&said["page"], &said["patients"]),
        (&"page.html".into(), &3.into())
    );
    assert_eq!(said["warnings"].as_array().map(Vec::len), Some(0), "{said}");
    let page = bench.text("page.html");
    let (before, after) = page.split_once("<script>").unwrap();
    let shown = format!("{before}{}", after.split_once("</script>").unwrap().1);
    for text in [
        "Patient P1",
        "Patient P3",
        "Regimens ranked over the cohort.",
        "Regimens that could be given",
        "Forecasts.",
        "Goodness of fit per patient.",
        "Last value carried forward",
        "forestall fit model.toml --data psa.csv --method map --starts 3 --out fit",
        "For research use only.",
    ] {
        assert!(page.contains(text), "the page does not say: {text}");
    }
    for text in [
        "NaN",
        "Infinity",
        ">inf",
        "http://localhost",
        "<script src",
        "Synthetic data",
    ] {
        assert!(!shown.contains(text), "the page says: {text}");
    }
    let figures = bench.content("page-figures");
    assert_eq!(said["figure_count"], figures.len());
    for (name, bytes) in &figures {
        let figure: serde_json::Value = serde_json::from_slice(bytes).unwrap();
        assert!(figure["$schema"].is_string(), "{name}");
    }
    bench
        .run(&words(&format!("{line} --force --threads 1")))
        .done();
    // The command line of the page itself is part of it.
    let again = bench.text("page.html").replace(" --force", "");
    assert_eq!(again, page);
    assert_eq!(bench.content("page-figures"), figures);
}

#[test]
fn one_patient_can_be_shown_without_the_cohort() {
    let bench = fitted(false);
    bench
        .run(&words(
            "report fit --patients P2 --out p2.html --synthetic made-up",
        ))
        .done();
    let page = bench.text("p2.html");
    assert!(page.contains("Patient P2") && !page.contains("Patient P1"));
    assert!(!page.contains("id=\"cohort\"") && page.contains("made-up"));
}

#[test]
fn a_demo_does_not_write_over_a_folder() {
    let bench = Bench::new();
    bench.write("forestall-demo/mine.txt", "mine");
    bench.run(&["demo"]).stopped(
        2,
        "error[C0004]: folder forestall-demo already holds files
  help: give another name after --out, or --force to replace it
",
    );
    bench.run(&words("demo --out x --patients 0")).stopped(
        2,
        "error[C0001]: --patients 0: the demo takes 1 to 99
  help: 12 are fitted within a minute
",
    );
}
