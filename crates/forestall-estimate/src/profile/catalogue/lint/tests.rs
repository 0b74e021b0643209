use crate::profile::catalogue::*;

const DRUGS: &str = r#"
[[drug]]
name = "gefitinib"
classes = ["EGFR_TKI"]
targets = ["EGFR"]
[[drug]]
name = "osimertinib"
classes = ["EGFR_TKI"]
targets = ["EGFR"]
[[class]]
name = "EGFR_TKI"
"#;
const DISEASES: &str = "[[disease]]\ncode = \"NSCLC\"\nname = \"Lung cancer\"\n";
const GENES: &str = "[[gene]]\nsymbol = \"EGFR\"\n[[gene]]\nsymbol = \"MET\"\n";
/// An entry with nothing wrong.
const SOUND: &str = r#"
[[mechanism]]
id = "egfr-t790m"
class = "on_target_mutation"
layer = "genetic"
event = "EGFR T790M"
drugs = ["gefitinib"]
context = ["NSCLC"]
setting = "acquired"
detect = ["tissue_dna"]
note = "made up for a test"
updated = 2026-11-25
conflicts = ["egfr-t790m"]
[mechanism.effect]
direction = "resistance"
fold_ic50 = { low = 10, high = 100, basis = "in_vitro", pmid = [11] }
[mechanism.frequency]
n = 1
N = 2
pmid = 11
[[mechanism.evidence]]
drug = "gefitinib"
level = "B"
kind = "clinical"
direction = "supports"
pmid = 11
civic = 1
[[mechanism.counter]]
drugs = ["osimertinib"]
strategy = "switch"
level = "A"
pmid = [12]
civic = [2]
covers = "EGFR T790M"
next = ["egfr-t790m"]
"#;

/// The codes of what the lint finds, each once, with the words of the first.
fn findings(mechanisms: &str) -> (Vec<&'static str>, String) {
    let files = [
        ("drugs.toml", DRUGS),
        ("diseases.toml", DISEASES),
        ("genes.toml", GENES),
        ("m.toml", mechanisms),
    ];
    let catalogue = Catalogue::read(&files).unwrap_or_else(|e| panic!("{e}"));
    let row = |pmid, therapy: &str, sensitivity| CivicRow {
        pmid: Some(pmid),
        profile: "EGFR T790M".to_owned(),
        therapies: vec![therapy.to_owned()],
        supports: true,
        sensitivity,
    };
    let against = CivicRow {
        supports: false,
        ..row(11, "gefitinib", false)
    };
    let other_gene = CivicRow {
        profile: "KIT D816V".to_owned(),
        ..row(11, "gefitinib", false)
    };
    let civic = [
        (1, row(11, "gefitinib", false)),
        (2, row(12, "osimertinib", true)),
        (3, against),
        (4, other_gene),
        (5, row(11, "osimertinib", false)),
        (6, row(13, "gefitinib", false)),
    ];
    let found = lint(
        &catalogue,
        Some(&civic.into_iter().collect()),
        &[11, 12].into(),
    );
    let mut codes: Vec<&'static str> = found.0.iter().map(|d| d.code).collect();
    codes.sort_unstable();
    codes.dedup();
    (
        codes,
        found
            .0
            .first()
            .map_or_else(String::new, |d| d.message.clone()),
    )
}

/// Each rule broken once, and nothing else found.
#[test]
fn every_rule_of_the_lint_finds_its_breach() {
    assert_eq!(findings(SOUND), (Vec::new(), String::new()));
    for (from, to, code, words) in [
        (
            "pmid = 11\ncivic = 1",
            "civic = 1",
            "K0101",
            "has no publication",
        ),
        (
            "pmid = [12]\ncivic = [2]",
            "pmid = []",
            "K0101",
            "the counter osimertinib has no publication",
        ),
        (
            "pmid = [12]",
            "pmid = [12, 99]",
            "K0102",
            "PMID 99 is neither in CIViC nor in pmids.tsv",
        ),
        ("N = 2\npmid = 11", "N = 2\npmid = 99", "K0102", "PMID 99"),
        ("civic = 1\n", "civic = 9\n", "K0103", "CIViC has no item 9"),
        (
            "civic = 1\n",
            "civic = 3\n",
            "K0103",
            "item 3 of CIViC says the opposite",
        ),
        (
            "civic = 1\n",
            "civic = 4\n",
            "K0103",
            "item 4 of CIViC names no gene of the event",
        ),
        (
            "civic = 1\n",
            "civic = 5\n",
            "K0103",
            "item 5 of CIViC is not about gefitinib",
        ),
        (
            "civic = 1\n",
            "civic = 6\n",
            "K0103",
            "item 6 of CIViC is of another publication",
        ),
        (
            "civic = [2]",
            "civic = [3]",
            "K0103",
            "item 3 of CIViC does not support the counter",
        ),
        (
            "civic = [2]",
            "civic = [1]",
            "K0103",
            "item 1 of CIViC is not about osimertinib",
        ),
        (
            "civic = [2]",
            "civic = [5]",
            "K0103",
            "item 5 of CIViC is of a publication that the counter osimertinib does not give",
        ),
        ("civic = [2]", "civic = [9]", "K0103", "CIViC has no item 9"),
        (
            "[\"NSCLC\"]",
            "[\"NSCL\"]",
            "K0104",
            "\"NSCL\" is no code of diseases.toml",
        ),
        (
            "drugs = [\"osimertinib\"]",
            "drugs = [\"osimertinib\", \"osimertinb\"]",
            "K0104",
            "\"osimertinb\" is no drug of drugs.toml",
        ),
        (
            "covers = \"EGFR T790M\"",
            "covers = \"EGFR\"",
            "K0104",
            "covers: column 5",
        ),
        (
            "drugs = [\"osimertinib\"]\nstrategy = \"switch\"\nlevel = \"A\"\npmid = [12]\ncivic = [2]",
            "drugs = [\"gefitinib\"]\nstrategy = \"switch\"\nlevel = \"A\"\npmid = [12]",
            "K0105",
            "is resisted by the same event, says egfr-t790m",
        ),
        (
            "next = [\"egfr-t790m\"]",
            "next = [\"egfr-c797s\"]",
            "K0106",
            "next: there is no mechanism \"egfr-c797s\"",
        ),
        (
            "conflicts = [\"egfr-t790m\"]",
            "conflicts = [\"no\"]",
            "K0106",
            "conflicts: there is no mechanism \"no\"",
        ),
        (
            "low = 10",
            "low = 0.5",
            "K0109",
            "fold_ic50 is no range of factors from 1 on",
        ),
        (
            "pmid = [11] }",
            "pmid = [] }",
            "K0109",
            "fold_ic50 has no publication",
        ),
        ("n = 1\n", "n = 3\n", "K0109", "frequency is no share"),
    ] {
        assert!(SOUND.contains(from), "{from}");
        let (codes, said) = findings(&SOUND.replacen(from, to, 1));
        assert_eq!(codes, [code], "{to}: {said}");
        assert!(said.contains(words), "{to}: {said}");
    }
    let doubled = format!("{SOUND}{SOUND}");
    assert_eq!(findings(&doubled).0, ["K0108"]);
    let evidence = SOUND.find("[[mechanism.evidence]]").unwrap();
    let counter = SOUND.find("[[mechanism.counter]]").unwrap();
    let bare = format!("{}{}", &SOUND[..evidence], &SOUND[counter..]);
    assert_eq!(findings(&bare).0, ["K0101"]);
    let met = SOUND
        .replace("EGFR T790M", "MET amp")
        .replace("\ncivic = 1", "")
        .replace("civic = [2]\n", "");
    let (codes, said) = findings(&met);
    assert_eq!(
        (codes, said.contains("gefitinib does not bind MET")),
        (vec!["K0107"], true)
    );
    let unknown = met
        .replace("MET amp", "METT amp")
        .replace("on_target_mutation", "bypass_receptor");
    assert_eq!(findings(&unknown).0, ["K0104"]);
}
