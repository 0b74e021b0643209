//! No SBML file, however broken, makes the importer panic or hang; the same text gives the same model.
#![no_main]

use forestall_model::{Source, sbml};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source::new("model.xml", text);
    match (sbml::import(&source), sbml::import(&source)) {
        (Ok(first), Ok(second)) => assert_eq!(first.symbols.len(), second.symbols.len()),
        (Err(first), Err(second)) => assert_eq!(first.to_string(), second.to_string()),
        _ => panic!("accepted once and refused once"),
    }
});
