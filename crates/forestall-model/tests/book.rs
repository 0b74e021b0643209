//! The chapter about the language says what the crate does.

#![allow(clippy::unwrap_used, reason = "helpers of tests stop the test")]

use forestall_model::{Source, expand, load};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn chapter() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/src/language.md");
    fs::read_to_string(path).unwrap()
}

/// The blocks of TOML in the chapter.
fn blocks(chapter: &str) -> Vec<&str> {
    chapter
        .split("```toml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect()
}

#[test]
fn the_complete_file_of_the_chapter_loads_and_means_what_it_says() {
    let chapter = chapter();
    let text = blocks(&chapter)[0];
    let loaded = load(&Source::new("language.md", text), None).unwrap();
    assert_eq!(loaded.warnings, []);
    let flat = expand(&loaded.core);
    assert!(
        flat.contains("\nS' = rS * (1 - (S + R)) * (1 - dD * dose(D)) * S\n"),
        "{flat}"
    );
    assert!(flat.contains("\nR' = rR * (1 - (S + R)) * R\n"), "{flat}");
}

/// Whatever a fragment leaves undeclared may be missing, but its keys and values must be right.
#[test]
fn no_fragment_of_the_chapter_has_a_wrong_key_or_value() {
    let chapter = chapter();
    for block in blocks(&chapter) {
        let mut text = block.to_owned();
        if text.starts_with("table = ") {
            text = format!("[expect.e]\nof = \"end()\"\nequals = 1\nsource = \"s\"\n{text}");
        }
        if !text.contains("[model]") {
            text = format!("[model]\nname = \"m\"\ntime = \"day\"\n{text}");
        }
        let Err(errors) = load(&Source::new("language.md", text.as_str()), None) else {
            continue;
        };
        for error in errors.0 {
            let missing = error.code.starts_with("M02")
                || [
                    "M0103", "M0703", "M0801", "M0102", "M0503", "M0602", "M0514", "M0508",
                ]
                .contains(&error.code);
            assert!(missing, "{error}");
        }
    }
}

/// Every code of a refusal lies in a range that the chapter lists.
#[test]
fn every_code_is_in_the_chapter() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/refusals");
    let mut codes = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            let text = fs::read_to_string(path).unwrap();
            codes.extend(
                text.split("error[")
                    .skip(1)
                    .map(|rest| rest[..5].to_owned()),
            );
        }
    }
    let chapter = chapter();
    let rows: Vec<(String, String)> = chapter
        .lines()
        .filter(|line| line.starts_with("| M0"))
        .map(|line| {
            let cell = line.split('|').nth(1).unwrap().trim();
            (cell[..5].to_owned(), cell[cell.len() - 5..].to_owned())
        })
        .collect();
    assert!(codes.len() >= 50, "{}", codes.len());
    for code in codes {
        assert!(
            rows.iter()
                .any(|(first, last)| *first <= code && code <= *last),
            "{code}"
        );
    }
}
