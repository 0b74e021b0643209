use proptest::prelude::*;

use super::super::{ChangeKind, ProteinChange, Residue, Site, Spelled};

const LETTERS: &str = "ARNDCQEGHILKMFPSTWYV";

fn residue() -> impl Strategy<Value = Residue> + Clone {
    (0..LETTERS.len()).prop_map(|i| Residue::from_letter(LETTERS.as_bytes()[i].into()).unwrap())
}

/// Residues whose first letters are no three-letter code.
fn row() -> impl Strategy<Value = Vec<Residue>> + Clone {
    proptest::collection::vec(residue(), 1..8).prop_filter("reads as codes", |row| {
        let letters: String = row.iter().map(|r| r.letter()).collect();
        letters.len() < 3 || Residue::from_code(&letters[..3]).is_none()
    })
}

fn change() -> impl Strategy<Value = ProteinChange> {
    let site = (2u32..3000, residue()).prop_map(|(p, r)| Site::new(p, Some(r)));
    let pair = (2u32..3000, 0u32..40, residue(), residue()).prop_map(|(p, d, r, s)| {
        let first = Site::new(p, Some(r));
        (first, Site::new(p + d, Some(if d == 0 { r } else { s })))
    });
    let substitution = (site.clone(), residue()).prop_filter_map("silent", |(s, alternate)| {
        let reference = s.residue?;
        (reference != alternate).then_some(ProteinChange::Substitution {
            reference,
            position: s.position,
            alternate,
        })
    });
    let one = prop_oneof![
        substitution,
        site.clone().prop_map(|s| ProteinChange::Silent(Some(s))),
        site.clone().prop_map(ProteinChange::Stop),
        site.clone().prop_map(ProteinChange::Frameshift),
        site.clone().prop_map(ProteinChange::Codon),
        pair.clone()
            .prop_map(|(a, b)| ProteinChange::Deletion(a, b)),
        pair.clone()
            .prop_map(|(a, b)| ProteinChange::Duplication(a, b)),
        (site.clone(), residue(), row()).prop_map(|(a, r, row)| {
            ProteinChange::Insertion(a, Site::new(a.position + 1, Some(r)), row)
        }),
        (pair, row()).prop_filter_map("substitution", |((a, b), row)| {
            (row.len() > 1 || a != b).then_some(ProteinChange::Delins(a, b, row))
        }),
        (2u32..3000).prop_map(ProteinChange::Splice),
        Just(ProteinChange::StartLoss),
        Just(ProteinChange::Silent(None)),
        Just(ProteinChange::Unknown),
        (2u32..3000, residue()).prop_map(|(p, r)| ProteinChange::Extension(
            Site::new(p, Some(Residue::STOP)),
            Some(r)
        )),
    ];
    prop_oneof![
        8 => one.clone(),
        1 => proptest::collection::vec(one, 2..4).prop_filter_map("set", |mut set| {
            set.retain(|c| !matches!(c, ProteinChange::Unknown | ProteinChange::Silent(None)));
            set.sort_unstable();
            set.dedup();
            (set.len() > 1).then_some(ProteinChange::Alternatives(set))
        }),
    ]
}

/// The change in three-letter codes.
fn long(change: &ProteinChange) -> String {
    let keywords = ["delins", "del", "dup", "ins", "fs", "ext", "_splice"];
    let text = change.to_string();
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        if let Some(word) = keywords.iter().find(|word| rest.starts_with(**word)) {
            out.push_str(word);
            rest = &rest[word.len()..];
            continue;
        }
        match Residue::from_letter(c).filter(|_| c != '*') {
            Some(residue) => out.push_str(residue.code()),
            None if c == '*' => out.push_str("Ter"),
            None => out.push(c),
        }
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// The same letters in random case, with random blanks, `p.` and parentheses.
fn disturbed(text: &str, noise: &[u8]) -> String {
    let mut out = String::new();
    let mut noise = noise.iter().copied().cycle();
    let mut next = || noise.next().unwrap_or_default();
    let dress = next();
    if dress & 1 == 1 {
        out.push_str(if dress & 2 == 2 { "p." } else { "P." });
        if dress & 4 == 4 {
            out.push('(');
        }
    }
    for c in text.chars() {
        let n = next();
        if n % 8 == 7 {
            out.push(' ');
        }
        out.push(if n & 1 == 1 {
            c.to_ascii_uppercase()
        } else {
            c.to_ascii_lowercase()
        });
    }
    if dress & 5 == 5 {
        out.push(')');
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn printed_changes_parse_back(change in change()) {
        prop_assert_eq!(ProteinChange::parse(&change.to_string()), Ok(change));
    }

    #[test]
    fn three_letter_codes_agree_with_one_letter_symbols(change in change()) {
        prop_assert_eq!(ProteinChange::parse(&long(&change)), Ok(change));
    }

    #[test]
    fn case_blanks_and_parentheses_change_nothing(
        change in change(),
        noise in proptest::collection::vec(any::<u8>(), 1..60),
    ) {
        // In random case a row of one-letter symbols may look like three-letter codes (`Ala`): its letters are then ambiguous, and are left out.
        let text = change.to_string();
        let short = disturbed(&text, &noise);
        let ambiguous = matches!(change.kind(), ChangeKind::Insertion | ChangeKind::Delins | ChangeKind::Alternatives);
        if !ambiguous {
            prop_assert_eq!(ProteinChange::parse(&short), Ok(change.clone()), "{}", short);
        }
        let codes = disturbed(&long(&change), &noise);
        prop_assert_eq!(ProteinChange::parse(&codes), Ok(change), "{}", codes);
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}", signs in "[pP.()A-Za-z0-9_*=?>/;:%3D -]{0,30}") {
        let _ = Spelled::parse(&text);
        let _ = Spelled::parse(&signs);
    }
}
