use proptest::prelude::*;

use super::super::CodingChange;

fn canonical(text: &str) -> String {
    match CodingChange::parse(text) {
        Ok(change) => change.to_string(),
        Err(error) => format!("refused: {error}"),
    }
}

/// Net lengths follow HGVS: deletions lose what lies between their ends, both included.
#[test]
fn coding_changes_have_one_form_and_a_net_length() {
    let rows = [
        ("c.68_69delAG", "c.68_69del", Some(-2)),
        ("c.5266dupC", "c.5266dup", Some(1)),
        (
            "NM_007294.4(BRCA1):c.5266dup (p.Gln1756fs)",
            "c.5266dup",
            Some(1),
        ),
        ("BRCA2:c.5946delT", "c.5946del", Some(-1)),
        ("c.474_476delGAAinsC", "c.474_476delinsC", Some(-2)),
        ("c.364_365GC>AT", "c.364_365delinsAT", Some(0)),
        ("c.432insG", "c.432_433insG", Some(1)),
        ("c.118ins", "c.118_119ins", None),
        ("c.477_478insCA", "c.477_478insCA", Some(2)),
        ("c.1_2insN[7]", "c.1_2insN[7]", Some(7)),
        ("c.291_310del20", "c.291_310del", Some(-20)),
        ("c.2573T>G", "c.2573T>G", Some(0)),
        ("c.2573t>g", "c.2573T>G", Some(0)),
        ("c.516G>G", "c.516=", Some(0)),
        ("c.10_15inv", "c.10_15inv", Some(0)),
        ("c.5332+1G>A", "c.5332+1G>A", None),
        ("c.7515+1_2del", "c.7515+1_7515+2del", None),
        ("c.464-2A>T", "c.464-2A>T", None),
        ("c.341-59_341-14del", "c.341-59_341-14del", None),
        ("c.*70C>A", "c.*70C>A", None),
        ("c.-5G>A", "c.-5G>A", None),
        ("68_69del", "c.68_69del", Some(-2)),
    ];
    for (text, expected, net) in rows {
        assert_eq!(canonical(text), expected);
        assert_eq!(canonical(expected), expected);
        assert_eq!(
            CodingChange::parse(text).unwrap().net_length(),
            net,
            "{text}"
        );
    }
    let change = CodingChange::parse("NM_007294.4:c.68_69del").unwrap();
    assert_eq!(change.transcript.as_deref(), Some("NM_007294.4"));
    assert_eq!(change.codons(), Some((23, 23)));
    assert!(
        CodingChange::parse("c.5332+1G>A")
            .unwrap()
            .touches_splice_site()
    );
    assert!(
        !CodingChange::parse("c.341-59_341-14del")
            .unwrap()
            .touches_splice_site()
    );
    assert!(
        CodingChange::parse("c.340_341-14del")
            .unwrap()
            .touches_splice_site()
    );
}

#[test]
fn refusals_quote_what_cannot_be_read() {
    let rows = [
        (
            "p.L858R",
            "`p.L858R` is not a coding change: expected HGVS such as `c.5266dup` or `c.68_69del`",
        ),
        (
            "c.128-?_250+?",
            "`128-?` in `c.128-?_250+?` is no position: expected a number such as `68`, `*12`, `-5` or `5332+1`",
        ),
        (
            "c.68_69delAGT",
            "`AGT` in `c.68_69delAGT` does not fit the positions it names, or is no DNA",
        ),
        (
            "c.342dupGGT",
            "`GGT` in `c.342dupGGT` does not fit the positions it names, or is no DNA",
        ),
        (
            "c.69_68del",
            "`c.69_68del`: the two positions must be in order, and neighbours for an insertion",
        ),
        (
            "c.68_70insA",
            "`c.68_70insA`: the two positions must be in order, and neighbours for an insertion",
        ),
        (
            "c.68foo",
            "`FOO` in `c.68foo` is no kind of change: expected `A>G`, `del`, `dup`, `ins`, `delins`, `inv` or `=`",
        ),
    ];
    for (text, message) in rows {
        assert_eq!(canonical(text), format!("refused: {message}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}", signs in "(c\\.)?[0-9_*+-]{0,8}[acgtdelinsupv>=N0-9\\[\\] ()-]{0,20}") {
        let _ = CodingChange::parse(&text);
        if let Ok(change) = CodingChange::parse(&signs) {
            prop_assert_eq!(CodingChange::parse(&change.to_string()), Ok(CodingChange { transcript: None, ..change }));
        }
    }
}
