//! Whatever the text, `load` answers: no panic, no stack overflow, no endless message.

#![allow(
    clippy::unwrap_used,
    clippy::format_push_string,
    reason = "helpers of tests stop the test"
)]

use forestall_model::{Formula, Source, expand, json_schema, load};
use proptest::prelude::*;

const MODEL: &str = include_str!("fixtures/strobl.toml");

fn refusal(text: impl Into<String>) -> String {
    let errors = load(&Source::new("m.toml", text), None)
        .unwrap_err()
        .to_string();
    assert!(errors.len() < 100_000, "{} bytes", errors.len());
    errors
}

#[test]
fn byte_order_mark_and_windows_line_ends_change_nothing() {
    let plain = load(&Source::new("m.toml", MODEL), None).unwrap();
    for text in [format!("\u{feff}{MODEL}"), MODEL.replace('\n', "\r\n")] {
        let other = load(&Source::new("m.toml", text), None).unwrap();
        assert_eq!(expand(&other.core), expand(&plain.core));
    }
}

#[test]
fn a_line_of_10_megabytes_is_refused() {
    let text = format!("{MODEL}\n# {}\n", "x".repeat(10_000_000));
    assert_eq!(
        refusal(text),
        "error[M0003]: m.toml is larger than a model file can be\n  expected: at most 1 MiB\n  \
         help: measurements belong in a table of their own, see [data]"
    );
}

#[test]
fn nesting_of_every_kind_is_survived() {
    let many = 100_000;
    for text in [
        format!("{} = 1", vec!["a"; many].join(".")),
        format!("[{}]\nb = 1", vec!["a"; many].join(".")),
        format!("a = {}", "[".repeat(many)),
        format!("a = {}", "{a=".repeat(many)),
        MODEL.replace(
            "birth = \"rS\"",
            &format!("birth = \"{}rS\"", "(".repeat(many)),
        ),
        MODEL.replace(
            "birth = \"rS\"",
            &format!("birth = \"rS{}\"", " + rS".repeat(many)),
        ),
        MODEL.replace(
            "unit = \"1/day\"",
            &format!("unit = \"{}day\"", "(".repeat(many)),
        ),
        format!("{MODEL}\n[variant.v]\n{} = 1", vec!["a"; many].join(".")),
    ] {
        refusal(text);
    }
}

#[test]
fn long_chains_of_lets_and_states_are_survived() {
    let mut text = "[model]\nname = \"m\"\ntime = \"1\"\n[solver]\nmethod = \"map\"\nstep = 1\n[let]\na0 = 1\n".to_owned();
    for k in 1..3000 {
        text += &format!("a{k} = \"a{}\"\n", k - 1);
    }
    text += "[state.s0]\ninitial = 1\nnext = \"a2999\"\n";
    for k in 1..20 {
        let before = k - 1;
        text +=
            &format!("[state.s{k}]\ninitial = 1\nnext = \"next(s{before}) + next(s{before})\"\n");
    }
    let errors = refusal(text);
    assert!(
        errors.contains("is too large when every next(...) is written out"),
        "{errors}"
    );
}

#[test]
fn thousands_of_errors_are_counted_not_listed() {
    let mut text = "[model]\nname = \"m\"\ntime = \"day\"\n[let]\n".to_owned();
    for k in 0..5000 {
        text += &format!("a{k} = \"b{k} +\"\n");
    }
    assert!(refusal(text).ends_with("error[M0009]: 4950 more errors are not shown"));
}

#[test]
fn many_populations_are_refused() {
    let mut text = "[model]\nname = \"m\"\ntime = \"day\"\n".to_owned();
    for k in 0..200 {
        text += &format!("[population.p{k}]\ninitial = 1\nbirth = 1\n");
    }
    assert!(refusal(text).contains("the model has more than 128 populations"));
}

#[test]
fn many_effects_on_one_rate_are_refused() {
    let effects = "{ mode = \"kill\", on = \"S\", strength = 1 },\n".repeat(65);
    let text = format!(
        "[model]\nname = \"m\"\ntime = \"1\"\n[population.S]\ninitial = 1\n[drug.D]\nexposure = \"on-off\"\neffect = [\n{effects}]\n"
    );
    assert_eq!(
        refusal(text),
        "error[M0511]: more than 64 effects act on one rate\n  --> m.toml:73:23\n    |\n 73 | \
         { mode = \"kill\", on = \"S\", strength = 1 },\n    |                       ^^^"
    );
}

#[test]
fn escapes_of_the_file_do_not_reach_the_terminal() {
    let text = MODEL
        .replace("on = \"S\"", "on = \"\\u001b[31mS\"")
        .replace("D = \"off\"", "\"\\u001bE\" = 1");
    assert!(!refusal(text).contains('\u{1b}'));
}

/// Text made of pieces of the language, so that deeper parts of the parser are reached.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("[population.S]\n".to_owned()),
        Just("[model]\nname = \"m\"\ntime = \"day\"\n".to_owned()),
        Just("initial = ".to_owned()),
        Just("birth = \"r * (1 - S)\"\n".to_owned()),
        Just("[regimen.x.state.y]\nleave = [{ when = \"a > 1\", to = \"y\" }]\n".to_owned()),
        Just("[stop.p]\nwhen = \"S > 1\"\ncheck = \"every 1 day\"\nafter = \"p\"\n".to_owned()),
        Just("[expect.e]\nof = \"at(S, 1)\"\nequals = \"a\"\n".to_owned()),
        Just("[index]\nc = [\"S\", 2]\n".to_owned()),
        Just("[population.\"x[c, c + 1]\"]\n".to_owned()),
        Just("birth = \"sum(i in c: x[i]) * x[S]\"\n".to_owned()),
        Just("[event.e]\nat = [1, \"2 day\"]\nset.S = 1\n".to_owned()),
        Just("[start]\nuntil = \"steady\"\n".to_owned()),
        Just("[competition]\ncapacity = {S = 1}\nmatrix = [[1]]\n".to_owned()),
        Just("\"".to_owned()),
        Just("{".to_owned()),
        Just("1e400".to_owned()),
        "[a-z]{1,3} = \"[a-z0-9+*/^()<>=,. -]{0,20}\"\n",
        "\\PC{0,8}",
    ];
    prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_is_answered(text in any::<String>()) {
        let _ = load(&Source::new("m", text.as_str()), Some("v"));
        let _ = Formula::parse(&text);
    }

    #[test]
    fn arbitrary_pieces_are_answered(text in pieces()) {
        let _ = load(&Source::new("m", text), None);
    }

    #[test]
    fn mutated_models_are_answered(
        at in 0..MODEL.len(),
        length in 0usize..30,
        inserted in "[a-zA-Z0-9\"'\\[\\]{}=.,+*/()<>\n -]{0,6}",
    ) {
        let mut text = MODEL.to_owned();
        let end = (at + length).min(text.len());
        text.replace_range(at..end, &inserted);
        if let Ok(loaded) = load(&Source::new("m", text), None) {
            prop_assert!(!expand(&loaded.core).is_empty());
        }
    }

    #[test]
    fn mutated_expressions_are_answered(text in "[a-zA-Z0-9+*/^()<>=!,. -]{0,40}") {
        let model = MODEL.replace("birth = \"rS\"", &format!("birth = \"{text}\""));
        let _ = load(&Source::new("m", model), None);
        if let Ok(formula) = Formula::parse(&text) {
            let _ = formula.evaluate(&|_| Some(1.0));
        }
    }
}

#[test]
fn the_schema_is_json() {
    assert!(serde_json::from_str::<serde_json::Value>(&json_schema()).is_ok());
}
