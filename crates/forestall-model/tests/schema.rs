//! The JSON Schema and the parser agree on keys and kinds of values.

#![allow(clippy::unwrap_used, reason = "helpers of tests stop the test")]

use forestall_model::{Source, json_schema, load};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Checks `value` against the parts of JSON Schema that the generated schema uses.
fn valid(schema: &Value, value: &Value, root: &Value) -> bool {
    let Value::Object(rules) = schema else {
        return schema != &Value::Bool(false);
    };
    let number = value.as_f64();
    rules.iter().all(|(rule, wanted)| match rule.as_str() {
        "$ref" => {
            let path = wanted.as_str().unwrap().trim_start_matches('#');
            valid(root.pointer(path).unwrap(), value, root)
        }
        "type" => {
            let is = |kind: &str| match kind {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "number" => value.is_number(),
                "integer" => number.is_some_and(|x| x.fract() == 0.0),
                "boolean" => value.is_boolean(),
                "null" => value.is_null(),
                other => panic!("type {other}"),
            };
            match wanted {
                Value::Array(kinds) => kinds.iter().any(|kind| is(kind.as_str().unwrap())),
                kind => is(kind.as_str().unwrap()),
            }
        }
        "anyOf" => wanted
            .as_array()
            .unwrap()
            .iter()
            .any(|one| valid(one, value, root)),
        "enum" => wanted.as_array().unwrap().contains(value),
        "const" => wanted == value,
        "items" => value
            .as_array()
            .is_none_or(|items| items.iter().all(|item| valid(wanted, item, root))),
        "minItems" => value
            .as_array()
            .is_none_or(|a| a.len() as u64 >= wanted.as_u64().unwrap()),
        "maxItems" => value
            .as_array()
            .is_none_or(|a| a.len() as u64 <= wanted.as_u64().unwrap()),
        "minimum" => number.is_none_or(|x| x >= wanted.as_f64().unwrap()),
        "maximum" => number.is_none_or(|x| x <= wanted.as_f64().unwrap()),
        "required" => value.as_object().is_none_or(|own| {
            wanted
                .as_array()
                .unwrap()
                .iter()
                .all(|key| own.contains_key(key.as_str().unwrap()))
        }),
        "properties" => value.as_object().is_none_or(|own| {
            own.iter().all(|(key, value)| {
                wanted
                    .get(key)
                    .is_none_or(|schema| valid(schema, value, root))
            })
        }),
        "additionalProperties" => value.as_object().is_none_or(|own| {
            let known = rules.get("properties");
            own.iter()
                .filter(|(key, _)| known.is_none_or(|known| known.get(key).is_none()))
                .all(|(_, value)| valid(wanted, value, root))
        }),
        // Begins with one of a few letters: enough for the patterns of the schema.
        "pattern" => value.as_str().is_none_or(|text| {
            let text = text.trim_start();
            match wanted.as_str().unwrap() {
                p if p.contains("uniform") => text.contains('('),
                p if p.contains("every") => {
                    text.starts_with("every ") || ["visits", "continuous"].contains(&text)
                }
                p if p.contains("[0-9]") => text.starts_with(|c: char| c.is_ascii_digit()),
                other => panic!("pattern {other}"),
            }
        }),
        "$schema" | "$defs" | "title" | "description" | "default" | "format" => true,
        other => panic!("the schema uses {other}"),
    })
}

fn agrees(schema: &Value, text: &str) -> bool {
    let table: toml::Table = text.parse().unwrap();
    valid(schema, &serde_json::to_value(table).unwrap(), schema)
}

fn files(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn what_loads_agrees_with_the_schema() {
    let schema: Value = serde_json::from_str(&json_schema()).unwrap();
    let mut count = 0;
    for (name, text) in files("../../models")
        .into_iter()
        .chain(files("tests/fixtures"))
    {
        assert!(
            load(&Source::new(name.as_str(), text.as_str()), None).is_ok(),
            "{name}"
        );
        assert!(agrees(&schema, &text), "{name}");
        count += 1;
    }
    assert!(count > 1);
}

/// Refusals about keys and kinds of values are errors for the schema too.
#[test]
fn wrong_keys_and_kinds_disagree_with_the_schema() {
    let schema: Value = serde_json::from_str(&json_schema()).unwrap();
    let mut count = 0;
    for (name, text) in files("tests/refusals") {
        let structural = name.starts_with("key-")
            || name.starts_with("kind-")
            || [
                "bounds-three.toml",
                "value-count.toml",
                "value-unknown-word.toml",
                "value-check-without-every.toml",
                "value-duration-text.toml",
                "data-text.toml",
                "expect-no-source.toml",
                "regimen-pulse.toml",
                "prior-not-a-call.toml",
            ]
            .contains(&name.as_str());
        if structural {
            assert!(!agrees(&schema, &text), "{name}");
            count += 1;
        }
    }
    assert!(count >= 20, "{count}");
}

/// The book ships the schema. With FORESTALL_BLESS set the file is written instead.
#[test]
fn the_schema_in_the_book_is_this_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/src/model.schema.json");
    let schema = format!("{}\n", json_schema());
    if std::env::var_os("FORESTALL_BLESS").is_some() {
        fs::write(&path, &schema).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap() == schema,
        "run this test with FORESTALL_BLESS=1 and commit book/src/model.schema.json"
    );
}
