//! The page as a reader gets it: well formed, self-contained, escaped, the same every time, and never spoilt by a number.

use proptest::prelude::*;

use crate::*;

#[path = "profile_tests.rs"]
mod profile;

/// Elements of HTML that have no end tag.
const VOID: [&str; 4] = ["meta", "br", "hr", "link"];

/// Checks that every tag is closed in order; returns the elements seen. Scripts and styles are skipped.
fn balanced(html: &str) -> Result<Vec<String>, String> {
    let mut open: Vec<String> = Vec::new();
    let mut seen = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let end = rest.find('>').ok_or("a tag is never closed")?;
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            let last = open
                .pop()
                .ok_or_else(|| format!("</{name}> without a start"))?;
            if last != name {
                return Err(format!("</{name}> closes <{last}>"));
            }
            continue;
        }
        if tag.matches('"').count() % 2 == 1 {
            return Err(format!("<{tag}> has an open quotation"));
        }
        let name = tag.split([' ', '/']).next().unwrap_or_default().to_owned();
        seen.push(name.clone());
        if tag.ends_with('/') || VOID.contains(&name.as_str()) {
            continue;
        }
        if matches!(name.as_str(), "script" | "style") {
            let end = rest.find(&format!("</{name}>")).ok_or("no end of script")?;
            rest = &rest[end + name.len() + 3..];
            continue;
        }
        open.push(name);
    }
    if open.is_empty() {
        Ok(seen)
    } else {
        Err(format!("never closed: {open:?}"))
    }
}

fn band(values: &[f64]) -> Band {
    let scaled = |factor: f64| {
        values
            .iter()
            .map(|value| value * factor)
            .collect::<Vec<f64>>()
    };
    Band {
        time: (0..values.len()).map(|k| k as f64 * 30.0).collect(),
        q05: scaled(0.5),
        q25: scaled(0.8),
        q50: values.to_vec(),
        q75: scaled(1.2),
        q95: scaled(2.0),
    }
}

/// A report with every part filled from the same few numbers and one text.
fn full(values: &[f64], text: &str) -> Report {
    let first = values.first().copied().unwrap_or(f64::NAN);
    let last = values.last().copied().unwrap_or(f64::NAN);
    let points = values.iter().enumerate().map(|(k, &value)| Point {
        time: k as f64 * 30.0,
        value,
        censored: (k % 3 == 0).then_some(if k % 2 == 0 {
            Censoring::Left
        } else {
            Censoring::Right
        }),
        held_out: k % 2 == 1,
    });
    let spread = Spread90 {
        q05: Some(first),
        q50: Some(last),
        q95: None,
        horizon: Some(last),
    };
    let dosing = vec![DrugStrip {
        drug: text.into(),
        unit: "mg".into(),
        intervals: vec![DoseInterval {
            start: first,
            end: last,
            amount: first,
        }],
    }];
    let regimen = RegimenOutcome {
        name: text.into(),
        rule: Some(text.into()),
        reference: true,
        burden: Some(band(values)),
        dosing: dosing.clone(),
        time_to_progression: Some(spread),
        drug_use: Some(first),
        share_of_bound: Some(last),
        indefinite_control: Some(first),
        rank: Some(1),
        probability_best: Some(last),
    };
    let patient = PatientSection {
        id: text.into(),
        label: Some(text.into()),
        summary: Some(text.into()),
        points: points.collect(),
        fit: values
            .iter()
            .enumerate()
            .map(|(k, &value)| (k as f64 * 30.0, value))
            .collect(),
        predictive: Some(band(values)),
        fit_ends: Some(40.0),
        dosing,
        states: vec![HiddenState {
            name: text.into(),
            unit: text.into(),
            band: band(values),
        }],
        forecast: Some(ForecastScore {
            mae: first,
            mae_locf: last,
            coverage_90: Some(first),
            readings: 3,
        }),
        comparison: Some(Comparison {
            burden: Quantity::new(text, text),
            limit: Some(first),
            horizon: Some(last),
            upper_bound: Some(first),
            regimens: vec![regimen.clone()],
            ..Comparison::default()
        }),
        parameters: vec![ParameterRow {
            name: text.into(),
            value: first,
            interval: Some((first, last)),
            ..ParameterRow::default()
        }],
        diagnostics: Some(Diagnostics {
            r2: Some(last),
            loss: Some(first),
            ..Diagnostics::default()
        }),
        warnings: vec![text.into()],
    };
    let subjects = values.iter().map(|&time| Subject {
        time,
        event: time > 1.0,
    });
    let cohort = Cohort {
        progression: Some(Progression {
            curves: vec![ProgressionCurve {
                name: text.into(),
                observed: subjects.collect(),
                predicted: Some(band(values)),
            }],
            ..Progression::default()
        }),
        ranking: vec![regimen],
        forest: Some(Forest {
            quantity: Quantity::new(text, "day"),
            reference: Some(first),
            rows: vec![ForestRow {
                patient: text.into(),
                group: Some(text.into()),
                spread,
                observed: Some(last),
            }],
        }),
        swimmer: vec![SwimmerLane {
            patient: text.into(),
            end: last,
            on: vec![(0.0, first)],
            ..SwimmerLane::default()
        }],
        fits: vec![FitRow {
            patient: text.into(),
            r2: Some(first),
            flagged: vec![text.into()],
            ..FitRow::default()
        }],
        forecasts: vec![ForecastRow {
            patient: text.into(),
            score: ForecastScore {
                mae: first,
                mae_locf: last,
                ..ForecastScore::default()
            },
        }],
        profiles: vec![Profile {
            x: Quantity::new(text, ""),
            x_values: values.to_vec(),
            y_values: values.to_vec(),
            loss: vec![values.to_vec(); values.len()],
            chosen: Some((first, last)),
            ..Profile::default()
        }],
        ..Cohort::default()
    };
    Report {
        title: text.into(),
        molecular: Some(profile::full(first, last, text)),
        synthetic: Some(text.into()),
        observable: Quantity::new("PSA", "ng/mL"),
        cohort: Some(cohort),
        patients: vec![patient.clone(), patient],
        reproduce: Some(Reproduce {
            commands: vec![text.into()],
            versions: vec![(text.into(), "1".into())],
            seed: Some(7),
            inputs: vec![forestall_base::HashedFile::of_bytes(text, b"")],
        }),
        ..Report::default()
    }
}

/// Nothing in the page or in the specifications is `NaN` or infinite. The texts of the test hold neither word.
fn assert_numbers(report: &Report) {
    let html = report.to_html();
    let (body, _script) = html.split_once("<script>").unwrap();
    for bad in ["NaN", "inf ", "inf,", "\"inf", "-inf"] {
        assert!(
            !body.contains(bad),
            "{bad} in the page: {}",
            &body[body.find(bad).unwrap().saturating_sub(200)..][..260]
        );
    }
    balanced(&html).unwrap();
    for (name, spec) in report.figures() {
        serde_json::from_str::<serde_json::Value>(&spec)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn an_empty_report_is_a_page() {
    let html = Report::default().to_html();
    let seen = balanced(&html).unwrap();
    assert!(
        !seen.contains(&"figure".into()) && !seen.contains(&"table".into()),
        "{seen:?}"
    );
    assert!(html.contains(RESEARCH_USE));
    assert!(Report::default().figures().is_empty());
}

#[test]
fn a_full_report_is_well_formed_and_accessible() {
    let html = full(&[10.0, 2.0, 0.3, 4.0, 20.0], "P1").to_html();
    let seen = balanced(&html).unwrap();
    let count = |name: &str| seen.iter().filter(|other| *other == name).count();
    assert_eq!(count("figure"), count("figcaption"));
    let drawings = html.matches("role=\"img\"").count();
    assert_eq!(html.matches("<desc>").count(), drawings);
    assert!(count("svg") > drawings, "windows are nested drawings");
    let heads = html
        .split("<th ")
        .skip(1)
        .filter_map(|rest| rest.split('>').next());
    for head in heads {
        assert!(head.contains("scope="), "every header has a scope: {head}");
    }
    assert!(!html.contains("<th>"), "every header has a scope");
    assert!(html.contains("<th scope=\"row\""), "rows have headers");
    let mut ids: Vec<&str> = html
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "no name of a place is used twice");
}

#[test]
fn the_page_loads_nothing() {
    let html = full(&[10.0, 2.0, 0.3], "P1").to_html();
    let without_namespaces = html
        .replace("http://www.w3.org/2000/svg", "")
        .replace("href=\"https://pubmed.ncbi.nlm.nih.gov/", "");
    for load in [
        "http:",
        "https:",
        "src=",
        "@import",
        "url(",
        "<link",
        "fetch(",
        "XMLHttpRequest",
    ] {
        assert!(!without_namespaces.contains(load), "{load}");
    }
}

#[test]
fn text_of_users_is_escaped_everywhere() {
    let nasty = "<script>alert('1')</script>\"&<b>\u{1}";
    let report = full(&[10.0, 2.0, 0.3], nasty);
    let html = report.to_html();
    balanced(&html).unwrap();
    assert_eq!(html.matches("<script>").count(), 1, "only our own");
    assert!(!html.contains("<b>") && !html.contains("alert('1')</"));
    assert!(html.contains("&lt;script&gt;"));
    let (name, _) = &report.figures()[4];
    assert_eq!(
        name,
        "patient-001--script-alert--1----script----b---fit.vl.json"
    );
}

#[test]
fn the_same_report_gives_the_same_bytes_also_through_json() {
    let report = full(&[10.0, 2.0, 0.3, 1e-9, 5e11], "P1");
    let json = serde_json::to_string(&report).unwrap();
    let read: Report = serde_json::from_str(&json).unwrap();
    assert_eq!(read, report);
    assert_eq!(read.to_html(), report.to_html());
    assert_eq!(read.figures(), report.figures());
    let sparse: Report =
        serde_json::from_str("{\"title\": \"T\", \"patients\": [{\"id\": \"P1\"}]}").unwrap();
    assert!(sparse.to_html().contains("Patient P1"));
}

#[test]
fn a_forecast_that_does_not_beat_the_last_value_is_said_so() {
    let report = full(&[3.0, 2.0], "P1");
    let html = report.to_html();
    assert!(
        html.contains(
            "the last observation carried forward by 2 ng/mL: the model does not do better."
        ),
        "{html}"
    );
    assert!(html.contains("The model does not do better than the last observation carried forward over the cohort (0 of 1 patients)."));
}

#[test]
fn odd_numbers_spoil_nothing() {
    for values in [
        vec![],
        vec![0.0],
        vec![1.0; 5],
        vec![f64::NAN; 3],
        vec![f64::INFINITY, 1.0, f64::NEG_INFINITY],
        vec![1e-12, 1e12],
        vec![-1e12, 0.0, 1e-12],
        vec![f64::MAX, f64::MIN, f64::MIN_POSITIVE],
    ] {
        assert_numbers(&full(&values, "P1"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_number_spoils_a_page(values in prop::collection::vec(any::<f64>(), 0..7)) {
        assert_numbers(&full(&values, "P1"));
    }

    #[test]
    fn no_text_spoils_a_page(text in "\\PC{0,30}") {
        balanced(&full(&[3.0, 1.0], &text).to_html()).unwrap();
    }
}
