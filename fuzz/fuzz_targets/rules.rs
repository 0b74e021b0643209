//! No table of rules, however broken, makes the reader panic; what it gives is TOML that the loader reads.
#![no_main]

use forestall_model::{Source, load, rules_of_table};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(rules) = rules_of_table(&Source::new("rules.csv", text)) {
        let model = format!("[model]\nname = \"m\"\ntime = \"minute\"\n{rules}");
        // Names may be unknown there, but the text must be TOML with the right keys.
        if let Err(errors) = load(&Source::new("model.toml", model), None) {
            assert!(errors.0.iter().all(|note| !note.code.starts_with("M00")), "{errors}");
        }
    }
});
