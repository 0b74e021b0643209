//! Rows and refusals of tables of rules.

use super::rules_of_table;
use crate::{Source, expand, load};

fn table(text: &str) -> Result<String, String> {
    rules_of_table(&Source::new("rules.csv", text)).map_err(|errors| errors.to_string())
}

fn refused(text: &str) -> String {
    table(text).expect_err("nothing is refused")
}

/// A table of versions 2 and 3 with a comment, blanks, quotes and CR LF; the rules load beside a model.
#[test]
fn a_table_becomes_rules_that_load() {
    let text = "// hypoxia\r\ntumor cell,oxygen,increases,cycle entry,0.003,21.5,4,0\r\n\"tumor cell\", oxygen ,decreases,necrosis,0,3.75,8,0\r\ntumor cell,drug-1,increases,apoptosis,0.01,0.5,1,0\n\ntumor cell,oxygen,decreases,transform to motile,0,10,2,0\n";
    let rules = table(text).unwrap();
    assert!(
        rules.contains("[[rule]]\nsignal = \"oxygen\"\ndirection = \"increases\"\nbehaviour = \"birth of tumor_cell\"\nto = 0.003\nhalf = 21.5\npower = 4\n"),
        "{rules}"
    );
    let model = format!(
        "[model]\nname = \"m\"\ntime = \"minute\"\n[population.tumor_cell]\ninitial = 1\nbirth = 0.001\ndeath = 0.0001\nswitch = [{{ to = \"motile\", rate = 0.02 }}]\n[population.motile]\ninitial = 0\n[state.oxygen]\ninitial = 38\node = 0\n[state.drug_1]\ninitial = 0\node = 0\n{rules}"
    );
    let core = load(&Source::new("m.toml", model), None).unwrap().core;
    let flat = expand(&core);
    let up = "(oxygen / 21.5) ^ 4";
    assert!(
        flat.contains(&format!(
            "birth of tumor_cell: -> tumor_cell @ (0.001 + 0.003 * {up}) / (1 + {up}) * tumor_cell"
        )),
        "{flat}"
    );
    assert!(flat.contains("switch tumor_cell -> motile"), "{flat}");
}

/// Version 1 has the base value, which is written once per behaviour.
#[test]
fn version_1_carries_base_values() {
    let rules =
        table("a,x,increases,cycle entry,0.1,0.2,1,2,0\na,y,decreases,cycle entry,0.1,0,1,2,0\n")
            .unwrap();
    assert_eq!(rules.matches("base = 0.1\n").count(), 1, "{rules}");
    let twice =
        refused("a,x,increases,cycle entry,0.1,0.2,1,2,0\na,y,decreases,cycle entry,0.3,0,1,2,0\n");
    assert!(
        twice.contains("the base value is 0.3, but 0.1 in a row before")
            && twice.contains("rules.csv:2:27"),
        "{twice}"
    );
}

/// Every refusal names line and column, and what was found.
#[test]
fn what_a_population_cannot_mean_is_refused_with_its_place() {
    for (row, message, column) in [
        (
            "a,pressure,increases,cycle entry,1,1,1,0",
            "signal \"pressure\" means nothing for a population: it belongs to a single cell",
            3,
        ),
        (
            "a,contact with b,increases,cycle entry,1,1,1,0",
            "it needs space",
            3,
        ),
        (
            "a,oxygen gradient,increases,cycle entry,1,1,1,0",
            "it needs space",
            3,
        ),
        (
            "a,intracellular x,increases,cycle entry,1,1,1,0",
            "single cell",
            3,
        ),
        (
            "a,o2%,increases,cycle entry,1,1,1,0",
            "\"o2%\" cannot become a name",
            3,
        ),
        (
            "a,o,raises,cycle entry,1,1,1,0",
            "\"raises\" is no direction",
            5,
        ),
        (
            "a,o,increases,migration speed,1,1,1,0",
            "behaviour \"migration speed\" means nothing",
            15,
        ),
        (
            "a,o,increases,o secretion,1,1,1,0",
            "in the ode of its [state.NAME]",
            15,
        ),
        (
            "a,o,increases,cycle entry,x,1,1,0",
            "\"x\" is not a number",
            27,
        ),
        (
            "a,o,increases,cycle entry,nan,1,1,0",
            "\"nan\" is not a number",
            27,
        ),
        (
            "a,o,increases,cycle entry,1,-1,1,0",
            "the half-maximum is not positive",
            29,
        ),
        (
            "a,o,increases,cycle entry,1,1,0,0",
            "the Hill power is not positive",
            31,
        ),
        (
            "a,o,increases,cycle entry,1,1,1,1",
            "the rule is for dead cells",
            33,
        ),
        ("a,o,increases,,1,1,1,0", "a cell is empty", 15),
        ("a,o,increases", "a rule has 3 cells", 1),
        ("a,b,0,1,2,o,increases,1,1,0", "a rule has 10 cells", 1),
    ] {
        let got = refused(&format!("# first\n{row}\n"));
        assert!(got.contains(message), "{row}: {got}");
        assert!(
            got.contains(&format!("rules.csv:2:{column}\n")),
            "{row}: {got}"
        );
    }
}

#[test]
fn tables_without_rules_are_refused() {
    assert!(refused("").contains("is empty"));
    assert!(refused("# nothing\n").contains("holds no rule"));
    assert!(refused("a,o\ra,o\r").contains("carriage return alone"));
    let with_header = "\u{feff}cell type,signal,direction,behavior,max,half,power,dead\na,time,increases,apoptosis,1,1,1,0\n";
    assert!(table(with_header).unwrap().contains("signal = \"time\""));
}
