//! No model file, however broken, makes the loader or the compiler panic or hang; the same text gives the same model.
#![no_main]

use forestall_model::{Source, load};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source::new("model.toml", text);
    match (load(&source, None), load(&source, None)) {
        (Ok(first), Ok(second)) => assert_eq!(first.core, second.core),
        (Err(first), Err(second)) => assert_eq!(first.to_string(), second.to_string()),
        _ => panic!("accepted once and refused once"),
    }
});
