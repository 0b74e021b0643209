use super::super::{ChangeKind, ProteinChange, Residue, Spelled};

fn canonical(text: &str) -> String {
    match ProteinChange::parse(text) {
        Ok(change) => change.to_string(),
        Err(error) => format!("refused: {error}"),
    }
}

/// PROFILE section 8, row by row, and spellings of the example files.
#[test]
fn spellings_have_one_canonical_form() {
    let rows: &[(&str, &[&str])] = &[
        (
            "L858R",
            &[
                "p.L858R",
                "L858R",
                "p.Leu858Arg",
                "p.(Leu858Arg)",
                "NP_005219.2:p.L858R",
                "ENSP00000275493.2:p.Leu858Arg",
                "EGFR:p.L858R",
                "EGFR:L858R",
                "EGFR p.L858R",
                " p. Leu 858 Arg ",
                "P.LEU858ARG",
                "l858r",
                "p.[L858R]",
                "NM_005228.5(EGFR):c.2573T>G (p.Leu858Arg)",
                "L858R (c.2573T>G)",
                "L858>R",
                "L858delinsR",
            ],
        ),
        (
            "W1815*",
            &[
                "W1815X",
                "W1815*",
                "p.Trp1815Ter",
                "p.Trp1815*",
                "p.(Trp1815X)",
                "Trp1815Stop",
            ],
        ),
        (
            "A155fs",
            &[
                "p.A155Rfs*59",
                "A155fs",
                "Ala155ArgfsTer59",
                "A155FS*59",
                "A155RFSX59",
                "p.(Ala155ArgfsTer?)",
                "A155FS",
            ],
        ),
        ("K468fs", &["K468FS"]),
        ("W288fs", &["WQ288fs", "p.W288fs"]),
        ("287fs", &["-287fs", "p.-287fs", "287fs"]),
        (
            "E746_A750del",
            &[
                "E746_A750del",
                "E746_A750delELREA",
                "p.Glu746_Ala750del",
                "p.(Glu746_Ala750delGluLeuArgGluAla)",
                "E746-A750del",
                "E746_A750DEL",
                "E746_A750del5",
                "ELREA746del",
            ],
        ),
        ("K2014_M2016del", &["KIM2014del", "p.KIM2014del"]),
        ("S140_G141del", &["p.SG140del"]),
        (
            "V559del",
            &["V559del", "p.Val559del", "V559delV", "V559_V559del"],
        ),
        (
            "A767_V769dup",
            &["A767_V769dup", "A767_V769dupASV", "p.(Ala767_Val769dup)"],
        ),
        (
            "V769_D770insASV",
            &["V769_D770insASV", "p.Val769_Asp770insAlaSerVal"],
        ),
        (
            "S193_C196dup",
            &["p.193_196dupSTSC (c.577_588dupAGCACCAGCTGC)"],
        ),
        (
            "V600_K601delinsE",
            &["V600_K601>E", "p.Val600_Lys601delinsGlu"],
        ),
        ("E746_T751delinsI", &["E746_T751>I"]),
        ("E604delinsEYDLKWE", &["604_604E>EYDLKWE"]),
        ("F594_D600delinsY", &["594_600FREYEYD>Y"]),
        ("T310_Q311delinsTKQNPQ", &["p.310_311TQ>TKQNPQ"]),
        (
            "L747_P753delinsS",
            &["L747_P753delinsS", "L747_P753delLREATSPinsS"],
        ),
        ("M774delinsWLV", &["M774DELINSWLV"]),
        ("E746_A749delinsS", &["E746_A749delinsS"]),
        ("I10_S12del", &["I10_S12delINS"]),
        (
            "599_600insDFREYEY",
            &["599_600insDFREYEY", "p.599_600insDFREYEY"],
        ),
        ("598_599insIR*FQRI*", &["p.598_599insIR*FQRI*"]),
        ("R177_178ins", &["R177ins"]),
        ("106_107insR", &["106insR"]),
        ("K5_L6insXXX", &["K5_L6ins(3)", "K5_L6insX[3]"]),
        ("=", &["p.=", "=", "p.(=)"]),
        ("L858=", &["p.L858=", "p.Leu858%3D", "L858L", "p.(Leu858=)"]),
        ("S1756=", &["S1756S"]),
        ("V600=", &["p.Val600%3D"]),
        ("*757=", &["p.Ter757=", "*757*"]),
        ("R164Q", &["R164Q (exon 5b)"]),
        ("P772_V774dup", &["P772_V774insPHV"]),
        ("L747_T749del", &["p.747_749delLRT", "L747_T749delLRT"]),
        (
            "1010_splice",
            &["X1010_splice", "p.X1010_splice", "X1010_SPLICE"],
        ),
        ("1028_splice", &["D1028_splice"]),
        ("D835H/Y", &["D835H/Y", "D835Y/H", "p.D835H/D835Y"]),
        ("S34F/Y", &["S34Y/F"]),
        ("R474C", &["R474C c.1420C>T"]),
        ("G12/G13", &["G12/G13", "G13/G12"]),
        ("E17K/*", &["E17*/K"]),
        ("*214C/*214L", &["*214C/*214L", "*214L/C"]),
        ("M1?", &["M1R", "M1?", "p.Met1?", "p.0", "p.M1V"]),
        (
            "*214C",
            &[
                "*214C (c.641_642insC)",
                "*214C",
                "p.Ter214CysextTer14",
                "X214C",
            ],
        ),
        ("*757ext", &["p.*757ext*?"]),
        ("M1ext", &["p.Met1ext-5"]),
        ("G12", &["G12", "p.Gly12"]),
        ("V600_K601delinsEN", &["VK600EN"]),
        ("?", &["", ".", "NA", "p.?", "p.", " ", "EGFR:p.?", "n/a"]),
    ];
    for (expected, spellings) in rows {
        for spelling in *spellings {
            let got = canonical(spelling);
            assert_eq!(got, *expected, "{spelling}");
            assert_eq!(canonical(&got), got, "printed form of {spelling}");
        }
    }
}

#[test]
fn what_the_canonical_form_leaves_out_is_kept_beside_it() {
    let spelled = Spelled::parse("p.A155Rfs*59").unwrap();
    assert_eq!(spelled.alternate, Residue::from_letter('R'));
    assert_eq!((spelled.tail, spelled.prefix), (Some(59), None));
    let spelled = Spelled::parse("NM_005228.5(EGFR):c.2573T>G (p.Leu858Arg)").unwrap();
    assert_eq!(spelled.prefix, Some("NM_005228.5(EGFR)"));
    assert_eq!(spelled.coding, Some("c.2573T>G"));
    let spelled = Spelled::parse("ENSP00000288602.6:p.Val600Glu").unwrap();
    assert_eq!(spelled.prefix, Some("ENSP00000288602.6"));
    let spelled = Spelled::parse("R200W (c.598C>T)").unwrap();
    assert_eq!((spelled.prefix, spelled.coding), (None, Some("c.598C>T")));
    let spelled = Spelled::parse("M1V").unwrap();
    assert_eq!(spelled.alternate, Residue::from_letter('V'));
}

#[test]
fn refusals_say_what_was_found_and_what_is_expected() {
    let long = "A".repeat(10_000_000);
    let rows = [
        (
            "ITD",
            "`ITD` is not a protein change: it names no position, as `L858R`, `E746_A750del` or `V600` do",
        ),
        (
            "c.393T>C",
            "`c.393T>C` is not a protein change: it names no position, as `L858R`, `E746_A750del` or `V600` do",
        ),
        // Found by fuzzing: an unknown change beside another one could not be read as it was printed.
        (
            "/0",
            "`/0` names more than one change or a gene: give one change of one protein",
        ),
        (
            "L858R;T790M",
            "`L858R;T790M` names more than one change or a gene: give one change of one protein",
        ),
        (
            "EGFR L858R",
            "`EGFR L858R` names more than one change or a gene: give one change of one protein",
        ),
        (
            "KIT V559del",
            "`KIT V559del` names more than one change or a gene: give one change of one protein",
        ),
        (
            "E746_A750delELR",
            "`E746_A750delELR` lists `ELR`, which does not fit the positions it names",
        ),
        (
            "E746_A750delGLREA",
            "`E746_A750delGLREA` lists `GLREA`, which does not fit the positions it names",
        ),
        (
            "A750_E746del",
            "`A750_E746del`: the two positions must be in order, and neighbours for an insertion",
        ),
        (
            "A750_E756insG",
            "`A750_E756insG`: the two positions must be in order, and neighbours for an insertion",
        ),
        (
            "858R",
            "`858R` does not say which residue was there: write it before the position, as in `L858R`",
        ),
        (
            "1100DELC",
            "`1100DELC` looks like a coding change: write `c.` before it, or `p.` if its letters are residues",
        ),
        (
            "118insA",
            "`118insA` looks like a coding change: write `c.` before it, or `p.` if its letters are residues",
        ),
        (
            "P81S (c.241C>T) and L188V (c.562C>G)",
            "`P81S (c.241C>T) and L188V (c.562C>G)` names more than one change or a gene: give one change of one protein",
        ),
        ("L0R", "`L0R`: position 0 lies in no protein"),
        (
            "L9999999R",
            "`L9999999R`: position 9999999 lies in no protein",
        ),
        (
            "L858mutated!",
            "`mutated!` in `L858mutated!` is no kind of change: expected a residue, `del`, `ins`, `dup`, `delins`, `fs`, `ext`, `_splice`, `*` or `=`",
        ),
        (
            "L858insé",
            "`é` in `L858insé` is no amino acid: give one-letter symbols or three-letter codes",
        ),
    ];
    for (text, message) in rows {
        assert_eq!(canonical(text), format!("refused: {message}"));
    }
    assert_eq!(
        canonical(&long),
        format!(
            "refused: `{}...` is 10000000 bytes long; a protein change has at most 4096",
            "A".repeat(57)
        )
    );
}

#[test]
fn accessors_agree_with_the_spelling() {
    let change = |text: &str| ProteinChange::parse(text).unwrap();
    assert_eq!(change("E746_A750del").range(), Some((746, 750)));
    assert_eq!(change("E746_A750del").growth(), Some(-5));
    assert_eq!(change("L747_P753delinsS").growth(), Some(-6));
    assert_eq!(change("D770_N771insSVD").growth(), Some(3));
    assert_eq!(change("R177ins").growth(), None);
    assert!(!change("D770_N771insSVD").touches(770));
    assert!(change("D835H/Y").touches(835));
    assert_eq!(change("G12/G13").range(), Some((12, 13)));
    let (e, a) = (Residue::from_letter('E'), Residue::from_letter('A'));
    assert_eq!(
        change("E746_A750del").reference(),
        [(746, e.unwrap()), (750, a.unwrap())]
    );
    assert_eq!(change("A155Rfs*59").kind(), ChangeKind::Frameshift);
    assert!(change("W1815X").truncates() && !change("L858R").truncates());
}

/// Every row of the Cancer Hotspots table (column 7) normalises, and prints back.
#[test]
fn all_cancer_hotspots_normalise() {
    let root = std::env::var_os("FORESTALL_DATA").map_or_else(
        || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        Into::into,
    );
    let path = root.join("profile_formats/cancerhotspots_v2_GRCh37.tsv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: no cancerhotspots_v2_GRCh37.tsv (set FORESTALL_DATA)");
        return;
    };
    let mut counts = std::collections::BTreeMap::new();
    let (mut rows, mut silent) = (0, Vec::new());
    for line in text.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let change = ProteinChange::parse(fields[6]).unwrap();
        if change.kind() == ChangeKind::Silent {
            silent.push(fields[6]);
        } else {
            assert_eq!(change.to_string(), fields[6]);
        }
        *counts.entry((fields[5], change.kind())).or_insert(0) += 1;
        rows += 1;
    }
    assert_eq!(rows, 3181);
    // Three missense rows of CDKN2A keep the residue: the names follow p16INK4a, the class p14ARF, whose frame differs.
    assert_eq!(silent, ["P114P", "D84D", "R58R"]);
    assert_eq!(
        counts[&("Missense_Mutation", ChangeKind::Substitution)],
        2487 - 3
    );
    // One nonsense row is named as a substitution.
    assert_eq!(counts[&("Nonsense_Mutation", ChangeKind::Stop)], 259 - 1);
}

/// Found by fuzzing: residues written as `X` were kept, and read as a stop when printed.
#[test]
fn unknown_residues_at_the_ends_of_a_range_are_left_out() {
    for (text, printed) in [
        ("XONE6EXON", "6_E9delinsEXON"),
        ("Xaa6_Glu9del", "6_E9del"),
        ("E6_Xaa9dup", "E6_9dup"),
    ] {
        let change = ProteinChange::parse(text).unwrap();
        assert_eq!(change.to_string(), printed, "{text}");
        assert_eq!(ProteinChange::parse(printed).unwrap(), change, "{text}");
    }
}
