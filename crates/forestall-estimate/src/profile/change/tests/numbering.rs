use super::super::{Numbering, ProteinChange, Residue};

fn numbering(text: &str, table: &[(u32, char)]) -> String {
    let table = |position: u32| {
        let known = table.iter().find(|(p, _)| *p == position);
        known.and_then(|(_, letter)| Residue::from_letter(*letter))
    };
    ProteinChange::parse(text)
        .unwrap()
        .numbering(&table)
        .to_string()
}

/// KIT D816V is D812V on the shorter isoform (ENST00000412167).
#[test]
fn a_residue_that_is_elsewhere_is_a_warning() {
    let kit = [(812, 'L'), (816, 'D'), (820, 'D'), (822, 'N')];
    assert_eq!(numbering("D816V", &kit), "the reference residue agrees");
    assert_eq!(
        numbering("D812V", &kit),
        "codon 812 is L, not D; it would agree 4 residues further on: it may be numbered by another transcript"
    );
    assert_eq!(
        numbering("D812V", &kit[1..]),
        "the reference residue is not known here; it would agree 4 residues further on: it may be numbered by another transcript"
    );
    assert_eq!(numbering("W812V", &kit), "codon 812 is L, not W");
    assert_eq!(
        numbering("D860V", &kit),
        "the reference residue is not known here"
    );
    assert_eq!(
        numbering("1010_splice", &kit),
        "the reference residue is not known here"
    );
    let shifted = ProteinChange::parse("D812V").unwrap().shifted(4);
    assert_eq!(shifted, ProteinChange::parse("D816V").ok());
    assert_eq!(ProteinChange::parse("D812V").unwrap().shifted(-812), None);
    assert_eq!(
        ProteinChange::parse("E746_A750del")
            .unwrap()
            .numbering(&|p| (p == 750).then_some(Residue::MET)),
        Numbering::Disagrees {
            position: 750,
            stated: Residue::from_letter('A').unwrap(),
            expected: Residue::MET,
            elsewhere: None,
        }
    );
}
