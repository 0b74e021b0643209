use proptest::prelude::*;

use super::super::{Equivalence, ProteinChange, Residue, Site};

fn change(text: &str) -> ProteinChange {
    ProteinChange::parse(text).unwrap()
}

fn unknown(_: u32) -> Option<Residue> {
    None
}

#[test]
fn one_change_in_two_forms_is_equivalent() {
    let same = [
        ("E746_A750del", "E746_A750delELREA"),
        ("W288fs", "WQ288fs"),
        ("A155Rfs*59", "A155fs"),
        ("-287fs", "W287fs"),
        ("D835H/Y", "D835Y"),
        ("V600_K601>E", "V600_K601delinsE"),
        // Deletion of one of two equal neighbours.
        ("A5_C6del", "C6_A7del"),
        ("E604delinsEY", "E604_L605insY"),
        ("L858R", "L858_A859delinsRA"),
        ("T599dup", "T599_V600insT"),
    ];
    for (a, b) in same {
        assert_eq!(
            change(a).equivalent(&change(b), &unknown),
            Equivalence::Same,
            "{a} {b}"
        );
        assert_eq!(
            change(b).equivalent(&change(a), &unknown),
            Equivalence::Same,
            "{b} {a}"
        );
    }
    let different = [
        ("L858R", "L858Q"),
        ("L858R", "L858="),
        ("E746_A750del", "L747_T751del"),
        ("W288fs", "L287fs"),
        ("W288fs", "L288fs"),
        // An insertion between the two: AAYY, not AYAY.
        ("A502_Y503dup", "A502_Y503insAY"),
        ("p.?", "p.?"),
        ("G12", "G12C"),
        ("A5_C6del", "A5_C6delinsG"),
    ];
    for (a, b) in different {
        assert_eq!(
            change(a).equivalent(&change(b), &unknown),
            Equivalence::Different,
            "{a} {b}"
        );
    }
}

/// EGFR A767_V769dup and V769_D770insASV: residue 768, serine, is what neither states.
#[test]
fn a_duplication_is_the_insertion_of_the_same_residues() {
    let (dup, ins) = (change("A767_V769dup"), change("V769_D770insASV"));
    let serine = Residue::from_letter('S').unwrap();
    assert_eq!(
        dup.equivalent(&ins, &unknown),
        Equivalence::If {
            residues: vec![(768, serine)],
            alike: vec![]
        }
    );
    let table = |position: u32| (position == 768).then_some(serine);
    assert_eq!(dup.equivalent(&ins, &table), Equivalence::Same);
    let wrong = |position: u32| (position == 768).then_some(Residue::MET);
    assert_eq!(dup.equivalent(&ins, &wrong), Equivalence::Different);
    assert_eq!(
        change("A502_Y503dup").equivalent(&change("Y503_F504insAY"), &unknown),
        Equivalence::Same
    );
}

/// A protein of few kinds of residues, so that shifts and repeats are common.
fn protein() -> impl Strategy<Value = Vec<Residue>> {
    proptest::collection::vec(0usize..2, 14).prop_map(|all| {
        all.into_iter()
            .map(|i| Residue::from_letter(['A', 'S'][i]).unwrap())
            .collect()
    })
}

/// A change of `protein`, and the protein it makes.
fn applied(protein: &[Residue], seed: (u8, u8, u8, Vec<Residue>)) -> (ProteinChange, Vec<Residue>) {
    let (kind, start, length, inserted) = seed;
    let first = 3 + usize::from(start % 6);
    let last = first + usize::from(length % 4);
    let site = |i: usize| Site::new(i as u32 + 1, Some(protein[i]));
    let spliced = |from: usize, to: usize, new: &[Residue]| -> Vec<Residue> {
        [&protein[..from], new, &protein[to..]].concat()
    };
    match kind % 4 {
        0 => (
            ProteinChange::Deletion(site(first), site(last)),
            spliced(first, last + 1, &[]),
        ),
        1 => (
            ProteinChange::Duplication(site(first), site(last)),
            spliced(last + 1, last + 1, &protein[first..=last]),
        ),
        2 => (
            ProteinChange::Insertion(site(first), site(first + 1), inserted.clone()),
            spliced(first + 1, first + 1, &inserted),
        ),
        _ => (
            ProteinChange::Delins(site(first), site(last), inserted.clone()),
            spliced(first, last + 1, &inserted),
        ),
    }
}

fn edit() -> impl Strategy<Value = (u8, u8, u8, Vec<Residue>)> {
    let residues = proptest::collection::vec(0usize..2, 1..5).prop_map(|all| {
        all.into_iter()
            .map(|i| Residue::from_letter(['A', 'S'][i]).unwrap())
            .collect()
    });
    (any::<u8>(), any::<u8>(), any::<u8>(), residues)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    /// Oracle: both changes applied to a whole protein, the two results compared letter by letter.
    #[test]
    fn equivalence_agrees_with_the_proteins_made(protein in protein(), x in edit(), y in edit()) {
        let (a, made_a) = applied(&protein, x);
        let (b, made_b) = applied(&protein, y);
        let whole = |position: u32| protein.get(position as usize - 1).copied();
        let expected = made_a == made_b;
        prop_assert_eq!(a.equivalent(&b, &whole) == Equivalence::Same, expected, "{} {}", a, b);
        let holds = match a.equivalent(&b, &unknown) {
            Equivalence::Same => true,
            Equivalence::Different => false,
            Equivalence::If { residues, alike } => {
                residues.iter().all(|(p, r)| whole(*p) == Some(*r))
                    && alike.iter().all(|(p, q)| whole(*p) == whole(*q))
            }
        };
        prop_assert_eq!(holds, expected, "{} {}", a, b);
    }
}
