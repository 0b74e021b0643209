//! What is refused, word for word: the arguments of each case in `cases.rs`, and standard error in `tests/refusals/NAME.txt`.
//!
//! A changed message is accepted with `FORESTALL_ACCEPT=1 cargo test -p forestall --test command_line refusals`.

mod cases;
mod inputs;

use std::path::PathBuf;

use cases::CASES;
use inputs::inputs;

use crate::cohort::{bench, table};
use crate::program::Run;

fn recorded(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/refusals/{name}.txt"))
}

#[test]
fn what_is_refused_is_refused_word_for_word() {
    let bench = inputs();
    let accept = std::env::var_os("FORESTALL_ACCEPT").is_some();
    let mut wrong = Vec::new();
    for (name, line) in CASES {
        let Run { code, out, err } = bench.run(&line.split_whitespace().collect::<Vec<_>>());
        if (code, out.as_str()) != (Some(2), "") {
            wrong.push(format!("{name}: {line}\nexit code {code:?}\n{out}{err}"));
            continue;
        }
        if accept {
            std::fs::write(recorded(name), &err).unwrap();
        }
        let wanted = std::fs::read_to_string(recorded(name)).unwrap_or_default();
        if err != wanted {
            wrong.push(format!("{name}: {line}\nsaid:\n{err}\nexpected:\n{wanted}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} cases:\n\n{}",
        wrong.len(),
        CASES.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_recorded_refusal_belongs_to_a_case() {
    let mut found: Vec<String> = std::fs::read_dir(recorded("x").parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    found.sort();
    let mut wanted: Vec<String> = CASES
        .iter()
        .map(|(name, _)| format!("{name}.txt"))
        .collect();
    wanted.sort();
    assert_eq!(found, wanted);
}

/// What looks like a mistake and is none: byte-order mark, carriage returns, semicolons, tabs, blank lines, dates.
#[test]
fn tables_in_other_dress_give_the_same_fit() {
    let bench = bench(2);
    let psa = table(2);
    let fit = |name: &str, content: String| -> serde_json::Value {
        bench.write(name, content);
        let run = bench.run(&[
            "fit",
            "model.toml",
            "--data",
            name,
            "--method",
            "map",
            "--starts",
            "3",
            "--json",
        ]);
        let mut value = run.json();
        let _ = value["wall_s"].take();
        let _ = value["data"].take();
        value
    };
    let plain = fit("plain.csv", psa.clone());
    let dressed = [
        ("mark.csv", format!("\u{feff}{psa}")),
        ("windows.csv", psa.replace('\n', "\r\n")),
        ("old.csv", psa.replace('\n', "\r")),
        ("semicolon.csv", psa.replace(',', ";")),
        ("tab.tsv", psa.replace(',', "\t")),
        ("blank.csv", psa.replace("P2,0,", "\n\nP2,0,")),
        ("dates.csv", dated(&psa)),
        ("open.csv", psa.trim_end().to_owned()),
    ];
    for (name, content) in dressed {
        assert_eq!(fit(name, content), plain, "{name}");
    }
}

/// The table with dates from 2019-01-01 on in place of days.
fn dated(table: &str) -> String {
    let date = |day: u32| {
        let (mut month, mut rest) = (1, day);
        for days in [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
            if rest < days {
                break;
            }
            (month, rest) = (month + 1, rest - days);
        }
        format!("2019-{month:02}-{:02}", rest + 1)
    };
    let row = |line: &str| match line.split(',').collect::<Vec<_>>()[..] {
        [patient, day, psa, on] if day != "day" => {
            format!("{patient},{},{psa},{on}\n", date(day.parse().unwrap()))
        }
        _ => format!("{line}\n"),
    };
    table.lines().map(row).collect()
}
