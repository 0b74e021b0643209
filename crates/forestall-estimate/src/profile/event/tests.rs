use proptest::prelude::*;

use Truth::{Absent, Present, Unknown};

use super::*;

fn parsed(text: &str) -> Event {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

#[test]
fn canonical_texts_print_back() {
    for text in [
        "EGFR T790M",
        "KRAS G12",
        "KRAS G12/G13",
        "FLT3 D835H/Y",
        "BRAF V600_K601delinsE",
        "NPM1 W288fs",
        "EGFR exon(19, del)",
        "LRP1B exon(12-22, del)",
        "MET exon(14, skip)",
        "NF1 lof",
        "MET amp cn >= 6",
        "EGFR C797S vaf >= 0.05 reads > 3",
        "CD274 over expr_z > 2",
        "AKT1 phospho(S473)",
        "AR isoform(AR-V7)",
        "ERBB2 domain(kinase, mut)",
        "fusion(EML4, ALK, e6::e20)",
        "fusion(*, ALK)",
        "JAK2 c(1641+1dup)",
        "TYMS rs(34743033)",
        "UGT1A1 allele(*28)",
        "reversion(BRCA1)",
        "score(EMT)",
        "MSI high",
        "CDKN1B state(\"cytoplasmic mislocalization\")",
        "BRAF other(V600)",
        "ABL1 other(domain(P-loop, mut))",
        "ATM trunc",
        "MRE11 fs",
        "MET amp AND NOT KRAS mut",
        "fusion(BCR, ABL1) AND (ABL1 F317L OR ABL1 F317V)",
        "A mut AND B mut OR C mut",
        "NOT (A mut OR B mut)",
        "cis(EGFR T790M, EGFR C797S)",
        "trans(EGFR T790M, EGFR C797S vaf > 0.01)",
        "NOT NOT A mut",
    ] {
        assert_eq!(parsed(text).to_string(), text);
    }
    assert_eq!(parsed(" ( EGFR   p.Thr790Met ) ").to_string(), "EGFR T790M");
    assert_eq!(
        parsed("BRAF V600_K601>E").to_string(),
        "BRAF V600_K601delinsE"
    );
}

#[test]
fn refusals_name_the_column_and_what_was_expected() {
    let change = "a change, such as T790M, amp, lof or exon(19, del)";
    for (text, column, problem, expected) in [
        (
            "",
            1,
            "the text ends",
            "a gene, fusion(...), reversion(...) or score(...)",
        ),
        ("EGFR", 5, "the text ends", change),
        ("EGFR sometimes", 6, "\"sometimes\"", change),
        (
            "EGFR T790M AND",
            15,
            "the text ends",
            "a gene, fusion(...), reversion(...) or score(...)",
        ),
        ("EGFR T790M and C797S", 12, "\"and\"", "AND, OR or the end"),
        ("(EGFR T790M", 12, "the text ends", "\")\""),
        (
            "EGFR exon(0, del)",
            12,
            "\",\"",
            "the number of an exon, or a range such as 18-21, before this",
        ),
        (
            "EGFR exon(19, gone)",
            15,
            "\"gone)\"",
            "ins, del, indel, mut, skip or fs",
        ),
        ("EGFR T790M vaf 0.1", 16, "\"0.1\"", ">=, <=, > or <"),
        ("EGFR T790M vaf > much", 18, "\"much\"", "a number"),
        ("cis(EGFR T790M)", 15, "\")\"", "\",\""),
        ("fusion(EML4)", 12, "\")\"", "\",\""),
        (
            "fusion(EML4, ALK, 6-20)",
            23,
            "\")\"",
            "exons, such as e6::e20, before this",
        ),
        ("AND EGFR T790M", 1, "\"AND\"", "an alteration"),
    ] {
        let error = text.parse::<Event>().unwrap_err();
        let wanted = EventError {
            column,
            problem: problem.to_owned(),
            expected: expected.to_owned(),
        };
        assert_eq!(error, wanted, "{text}");
    }
    assert!("(".repeat(1000).parse::<Event>().is_err());
    assert!("NOT ".repeat(1000).parse::<Event>().is_err());
}

struct Table(Vec<(&'static str, Truth)>);

impl Answers for Table {
    fn atom(&mut self, atom: &Atom) -> Truth {
        let name = atom.to_string();
        self.0
            .iter()
            .find(|(n, _)| *n == name)
            .map_or(Unknown, |(_, t)| *t)
    }
    fn phase(&mut self, atoms: &[Atom], _: bool) -> Truth {
        atoms.iter().map(|a| self.atom(a)).fold(Present, Truth::min)
    }
}

/// Oracle: Kleene's tables, written out.
#[test]
fn what_was_not_looked_at_is_neither_present_nor_absent() {
    let mut table = Table(vec![("P mut", Present), ("A mut", Absent)]);
    let mut truth = |text: &str| parsed(text).truth(&mut table);
    for (text, wanted) in [
        ("P mut", Present),
        ("A mut", Absent),
        ("U mut", Unknown),
        ("NOT U mut", Unknown),
        ("NOT A mut", Present),
        ("P mut AND U mut", Unknown),
        ("A mut AND U mut", Absent),
        ("P mut OR U mut", Present),
        ("A mut OR U mut", Unknown),
        ("P mut AND NOT U mut", Unknown),
        ("P mut AND NOT A mut", Present),
    ] {
        assert_eq!(truth(text), wanted, "{text}");
    }
}

/// A symbol; no gene is called as what joins events.
fn gene() -> impl Strategy<Value = String> {
    "[A-Z][A-Z0-9]{1,5}(-[A-Z])?".prop_filter("a word that joins events", |name| {
        !["AND", "OR", "NOT"].contains(&name.as_str())
    })
}

fn atom() -> impl Strategy<Value = Event> {
    let state = (gene(), 0..EventState::ALL.len())
        .prop_map(|(g, s)| Alteration::State(g.into(), EventState::ALL[s]));
    let change = (
        gene(),
        "[ACDEFGHIKLMNPQRSTVWY]",
        2..3000_u32,
        "[ACDEFGHIKLMNPQRSTVWY*]",
    )
        .prop_filter_map("a change", |(g, a, n, b)| {
            Some(Alteration::Protein(
                g.into(),
                ProteinChange::parse(&format!("{a}{n}{b}")).ok()?,
            ))
        });
    let exon = (gene(), 1..30_u16, 0..3_u16, 0..ExonKind::ALL.len()).prop_map(|(g, a, n, k)| {
        Alteration::Exon {
            gene: g.into(),
            exons: (a, a + n),
            kind: ExonKind::ALL[k],
        }
    });
    let fusion = (gene(), proptest::option::of(gene()))
        .prop_map(|(a, b)| Alteration::Fusion(Some(a.into()), b.map(Into::into), None));
    let words =
        (gene(), "[a-z][a-z ]{0,8}[a-z]").prop_map(|(g, w)| Alteration::Words(g.into(), w.into()));
    let filter =
        (0..Quantity::ALL.len(), 0..4_usize, 0.0..10.0_f64).prop_map(|(q, c, value)| Filter {
            quantity: Quantity::ALL[q],
            comparison: Comparison::ALL[c],
            value,
        });
    (
        prop_oneof![state, change, exon, fusion, words],
        proptest::collection::vec(filter, 0..2),
    )
        .prop_map(|(alteration, filters)| {
            Event::Atom(Atom {
                alteration,
                filters,
            })
        })
}

/// As the parser makes them: no list within a list of its own kind.
fn event() -> impl Strategy<Value = Event> {
    atom().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|e| Event::Not(Box::new(e))),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Event::And),
            proptest::collection::vec(inner, 2..4).prop_map(Event::Or),
        ]
    })
}

proptest! {
    #[test]
    fn every_event_reads_as_it_prints(event in event()) {
        prop_assert_eq!(event.to_string().parse::<Event>().unwrap(), event);
    }

    #[test]
    fn no_text_panics(text in "[A-Z()a-z0-9,. *>=<\"_:-]{0,60}") {
        let _ = text.parse::<Event>();
    }
}
