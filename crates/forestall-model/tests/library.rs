//! Every model file of the library loads, with each of its variants, and without warnings; its mechanisms and strategies are
//! words of the vocabulary.

use forestall_model::{MECHANISMS, STRATEGIES, Source, UNSTATED, expand, load};

#[test]
fn the_library_loads() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let source = Source::new(name.as_str(), std::fs::read_to_string(&path).unwrap());
        let loaded = load(&source, None).unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(loaded.warnings, [], "{name}");
        assert!(!expand(&loaded.core).is_empty());
        let mechanisms = &loaded.core.mechanisms;
        assert!(!mechanisms.is_empty(), "{name}: no mechanism");
        let known = |word: &String| {
            let mut all = MECHANISMS.iter().chain([&UNSTATED]);
            all.any(|one| one.word == word.as_str())
        };
        assert!(mechanisms.iter().all(known), "{name}: {mechanisms:?}");
        let strategies = &loaded.core.strategies;
        let known = |word: &String| STRATEGIES.iter().any(|one| one.word == word.as_str());
        assert!(strategies.iter().all(known), "{name}: {strategies:?}");
        for variant in &loaded.core.variants {
            load(&source, Some(variant)).unwrap_or_else(|errors| panic!("{errors}"));
        }
        count += 1;
    }
    assert!(count > 0);
}

/// The equations of doi:10.1158/0008-5472.CAN-20-0806.
#[test]
fn the_equations_of_strobl_2021_come_out() {
    let text = include_str!("fixtures/strobl.toml");
    let core = load(&Source::new("strobl", text), None).unwrap().core;
    let flat = expand(&core);
    for line in [
        "S' = rS * (1 - (S + R)) * (1 - dD * dose(D)) * S - death * S",
        "R' = rR * (1 - (S + R)) * R - death * R",
        "let rR [1/day] = (1 - cost) * rS",
        "population S: n0 * (1 - fR) at time 0",
        "population R: n0 * fR at time 0",
    ] {
        assert!(flat.lines().any(|own| own == line), "{line}\n{flat}");
    }
}
