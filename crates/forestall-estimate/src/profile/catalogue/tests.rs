use super::*;

#[test]
fn the_embedded_catalogue_loads() {
    let catalogue = Catalogue::embedded().unwrap_or_else(|e| panic!("{e}"));
    assert!(!catalogue.mechanisms.is_empty());
    assert!(catalogue.snapshot.starts_with("20"));
}

/// Without the file of CIViC and the confirmed publications, which rules 2 and 3 of the lint need.
#[test]
fn the_embedded_catalogue_is_sound_in_itself() {
    let catalogue = Catalogue::embedded().unwrap_or_else(|e| panic!("{e}"));
    let found = lint(catalogue, None, &std::collections::BTreeSet::new());
    assert!(found.0.is_empty(), "{} found: {found}", found.0.len());
}

#[test]
fn a_refusal_names_file_line_and_column() {
    let text = "[[mechanism]]\nid = \"a\"\nclas = \"epigenetic\"\n";
    let error = Catalogue::read(&[("a.toml", text)])
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("a.toml:3:1") && error.contains("unknown field `clas`"),
        "{error}"
    );
}
