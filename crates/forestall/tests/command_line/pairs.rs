//! `profile pair` and `profile cohort`: fates, tables, pages, and refusals word for word.

use crate::program::Bench;

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

const HEAD: &str = "Hugo_Symbol\tHGVSp_Short\tTumor_Sample_Barcode\tt_alt_count\tt_ref_count\n";

/// Before and after osimertinib, counted: a driver that stays, a gatekeeper mutation that was selected, one acquired, one lost.
fn bench() -> Bench {
    let bench = Bench::new();
    let before = "EGFR\tp.L858R\tA\t160\t240\nEGFR\tp.T790M\tA\t20\t380\nTP53\tp.R273H\tA\t150\t250\nRB1\tp.E137K\tA\t60\t340\n";
    let after = "EGFR\tp.L858R\tB\t150\t250\nEGFR\tp.T790M\tB\t140\t260\nTP53\tp.R273H\tB\t150\t250\nEGFR\tp.C797S\tB\t60\t340\n";
    bench.write("before.maf", format!("{HEAD}{before}"));
    bench.write("after.maf", format!("{HEAD}{after}"));
    bench.write("both.maf", format!("{HEAD}{before}{after}"));
    bench
}

/// The fates of all events, as `EGFR C797S acquired`.
fn fates(said: &serde_json::Value) -> Vec<String> {
    let events = said["events"].as_array().unwrap().iter();
    let word = |v: &serde_json::Value| v.as_str().unwrap().to_owned();
    events
        .map(|e| format!("{} {}", word(&e["alteration"]), word(&e["fate"])))
        .collect()
}

#[test]
fn a_pair_tells_what_came_and_what_went_whether_in_one_file_or_in_two() {
    let bench = bench();
    let ask = "--disease NSCLC --drug osimertinib --depth 400 --json";
    let two = bench
        .run(&words(&format!("profile pair before.maf after.maf {ask}")))
        .json();
    let expected = [
        "EGFR C797S acquired",
        "EGFR L858R shared",
        "EGFR T790M rising",
        "RB1 E137K lost",
        "TP53 R273H shared",
    ];
    assert_eq!(fates(&two), expected);
    let first = &two["mechanisms"][0];
    assert_eq!(
        (
            &first["id"],
            &first["fate"],
            &first["observed"],
            &first["known_of_setting"]
        ),
        (
            &"egfr-c797s".into(),
            &"acquired".into(),
            &"acquired".into(),
            &true.into()
        )
    );
    let acquired = &two["events"][0];
    assert_eq!(acquired["before"]["alternate"], 0, "of the stated depth");
    assert!((acquired["change"]["best"].as_f64().unwrap() - 0.15).abs() < 1e-12);
    assert!(acquired["change"]["q025"].as_f64().unwrap() > 0.1);
    assert_eq!(acquired["mechanisms"][0], "egfr-c797s");
    let one = bench
        .run(&words(&format!(
            "profile pair both.maf --before A --after B {ask}"
        )))
        .json();
    assert_eq!(fates(&one), expected);
    bench.write(
        "sheet.csv",
        "sample,patient,timepoint\nA,P1,baseline\nB,P1,relapse\n",
    );
    let sheet = bench
        .run(&words(&format!(
            "profile pair both.maf --sheet sheet.csv {ask}"
        )))
        .json();
    assert_eq!(
        (fates(&sheet), &sheet["patient"]),
        (expected.map(str::to_owned).to_vec(), &"P1".into())
    );
    // Swapped, what was acquired is lost.
    let back = bench
        .run(&words(&format!(
            "profile pair both.maf --before B --after A {ask}"
        )))
        .json();
    assert!(fates(&back).contains(&"EGFR C797S lost".to_owned()));
    assert!(fates(&back).contains(&"RB1 E137K acquired".to_owned()));
}

/// Without a depth, what is not listed is not taken for absent; nor where the panel does not cover the gene, nor at a low depth.
#[test]
fn what_a_pair_does_not_tell_is_said() {
    let bench = bench();
    let base = "profile pair before.maf after.maf --disease NSCLC --drug osimertinib --json";
    let silent = bench.run(&words(base)).json();
    assert!(fates(&silent).contains(&"EGFR C797S not_assessable".to_owned()));
    let remarks = silent["remarks"].as_array().unwrap();
    assert!(
        remarks
            .iter()
            .any(|r| r.as_str().unwrap().contains("--depth tells")),
        "{remarks:?}"
    );
    let low = bench.run(&words(&format!("{base} --depth 20,400"))).json();
    assert!(fates(&low).contains(&"EGFR C797S not_assessable".to_owned()));
    assert!(fates(&low).contains(&"RB1 E137K lost".to_owned()));
    bench.write("panel.txt", "TP53\nRB1\n");
    let panel = bench
        .run(&words(&format!("{base} --depth 400 --panel panel.txt")))
        .json();
    let open = panel["events"]
        .as_array()
        .unwrap()
        .iter()
        .find(|e| e["alteration"] == "EGFR C797S");
    assert_eq!(open.unwrap()["reason"], "before: EGFR was not covered");
}

#[test]
fn the_page_of_a_pair_has_its_figure_and_its_text_what_came_first() {
    let bench = bench();
    let line = "profile pair before.maf after.maf --disease NSCLC --drug osimertinib --depth 400 --report pair.html";
    let said = bench.run(&words(line)).done();
    let place = |text: &str| said.find(text).unwrap_or_else(|| panic!("{text}: {said}"));
    assert!(place("Acquired (1)") < place("Selected") && place("Selected") < place("Lost (1)"));
    assert!(said.contains("in this pair: acquired between the two samples"));
    let page = bench.text("pair.html");
    for text in [
        "Before and after treatment",
        "EGFR C797S",
        "research use",
        "Clopper",
        "25939061",
    ] {
        assert!(page.contains(text), "{text}");
    }
    let again = bench.command(&words(line)).output().unwrap();
    assert_eq!(again.status.code(), Some(2));
}

/// Twelve patients: ESR1 acquired in six, in three of them at one codon; every patient has changes of no meaning, some twice.
fn cohort() -> Bench {
    let bench = Bench::new();
    let mut rows = String::from(HEAD);
    let mut pairs = String::from("patient,before,after\n");
    for k in 0..12 {
        pairs += &format!("P{k},P{k}-A,P{k}-B\n");
        rows += &format!("TP53\tp.R175H\tP{k}-A\t80\t120\nTP53\tp.R175H\tP{k}-B\t80\t120\n");
        rows += &format!("GENE{k}\tp.A{k}1V\tP{k}-B\t30\t170\nOLD{k}\tp.A{k}1V\tP{k}-A\t30\t170\n");
        if k % 2 == 0 {
            let change = if k < 6 { "p.D538G" } else { "p.Y537S" };
            rows += &format!("ESR1\t{change}\tP{k}-B\t40\t160\n");
        }
    }
    bench.write("calls.maf", rows).write("pairs.csv", pairs);
    bench
}

#[test]
fn a_cohort_finds_the_gene_without_the_catalogue_and_explains_it_with_it() {
    let bench = cohort();
    let line = "profile cohort calls.maf --pairs pairs.csv --depth 200 --disease BRCA --out out --report page.html --json";
    let said = bench.run(&words(line)).json();
    let gene = &said["acquired"]["genes"][0];
    assert_eq!(
        (&gene["gene"], &gene["gained"], &gene["lost"]),
        (&"ESR1".into(), &6.into(), &0.into())
    );
    assert!(gene["q"].as_f64().unwrap() < 1e-12);
    // Exact sign test of six against none: 2 / 2^6.
    assert!((gene["sign_p"].as_f64().unwrap() - 2.0 / 64.0).abs() < 1e-12);
    assert!(!gene["mechanisms"].as_array().unwrap().is_empty());
    let hotspot = &said["acquired"]["hotspots"][0];
    assert_eq!(
        (&hotspot["gene"], &hotspot["codon"]),
        (&"ESR1".into(), &537.into())
    );
    let mechanisms = said["mechanisms"].as_array().unwrap();
    assert!(
        mechanisms
            .iter()
            .any(|m| m["event"].as_str().unwrap().starts_with("ESR1"))
    );
    for name in ["genes", "events", "hotspots", "mechanisms", "alterations"] {
        assert!(bench.at(&format!("out/{name}.parquet")).exists(), "{name}");
    }
    assert!(bench.text("out/manifest.json").contains("pairs.csv"));
    assert!(bench.text("page.html").contains("without the catalogue"));
    // The rows of the sheet in another order give the same answer.
    let mut lines: Vec<String> = bench.text("pairs.csv").lines().map(str::to_owned).collect();
    lines[1..].reverse();
    bench.write("turned.csv", lines.join("\n"));
    let turned = bench
        .run(&words(
            "profile cohort calls.maf --pairs turned.csv --depth 200 --disease BRCA --json",
        ))
        .json();
    assert_eq!(turned["acquired"], said["acquired"]);
    assert_eq!(turned["mechanisms"], said["mechanisms"]);
}

#[test]
fn patients_without_a_pair_are_left_out_and_named() {
    let bench = cohort();
    bench.write(
        "some.csv",
        "patient,pre,post\nP0,P0-A,P0-B\nP1,,P1-B\nP2,P2-A,P2-B\n",
    );
    let said = bench
        .run(&words(
            "profile cohort calls.maf --pairs some.csv --depth 200 --json",
        ))
        .json();
    assert_eq!(said["pairs"], 2);
    assert_eq!(
        said["left_out"][0],
        "patient `P1` has no sample before treatment"
    );
    bench.write(
        "sheet.csv",
        "sample,patient,timepoint\nP0-A,P0,pre\nP0-B,P0,post\nP1-A,P1,pre\nP1-B,P1,post\nP2-A,P1,post\n",
    );
    let said = bench
        .run(&words(
            "profile cohort calls.maf --sheet sheet.csv --depth 200 --json",
        ))
        .json();
    assert_eq!(said["pairs"], 1);
    let left: Vec<&str> = said["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l.as_str().unwrap())
        .collect();
    assert!(
        left.contains(&"patient `P1` has 1 samples before and 2 after treatment, and days do not tell which to compare"),
        "{left:?}"
    );
}

#[test]
fn refusals_say_what_to_do() {
    let bench = bench();
    bench.write("empty.txt", "");
    bench.write("twice.csv", "patient,before,after\nP1,A,B\nP1,A,B\n");
    bench.write("typo.csv", "patient,before,after\nP1,A,BB\n");
    bench.write("list.txt", "BRCA2 c.5946del 0.5\n");
    bench.write("cds.fa", ">x\nATGAC\n");
    bench.write("sheet.csv", "sample,patient,day\nA,P1,0\nB,P2,10\n");
    for (line, message) in [
        (
            "profile pair before.maf before.maf",
            "error[C0001]: before.maf is given as both samples\n  help: of one file with both samples, give it once with --before and --after\n",
        ),
        (
            "profile pair both.maf after.maf",
            "error[C0001]: the file has 2 samples\n  help: name one of them after --before: A, B\n",
        ),
        (
            "profile pair both.maf --before A --after C",
            "error[C0001]: there is no sample \"C\"\n  help: the file has A, B\n",
        ),
        (
            "profile pair both.maf --before A --after A",
            "error[C0001]: \"A\" is named both before and after\n  help: name two samples\n",
        ),
        (
            "profile pair both.maf",
            "error[C0001]: no pair of samples is found: sample `A` names no patient\n",
        ),
        (
            "profile pair both.maf --sheet sheet.csv --before A --after B",
            "error[C0001]: A is of patient P1, B of patient P2\n  help: name two samples of one patient\n",
        ),
        (
            "profile pair before.maf after.maf --depth 1,2,3",
            "error[C0001]: --depth is given 3 values\n  help: give one for both samples, or two: before,after\n",
        ),
        (
            "profile pair before.maf empty.txt",
            "error[G0001]: empty.txt: the file is empty\n",
        ),
        (
            "profile cohort both.maf --pairs twice.csv",
            "error[G0071]: patient \"P1\" stands in line 2 too\n",
        ),
        (
            "profile cohort both.maf --pairs typo.csv",
            "error[C0005]: typo.csv, line 2: the profile has no sample \"BB\"\n",
        ),
        (
            "profile cohort both.maf --sheet sheet.csv",
            "error[C0001]: no patient has a sample before and one after treatment: patient `P1` has samples of one day only\n",
        ),
        (
            "profile cohort both.maf --genes 0",
            "error[C0001]: --genes 0: no gene was looked at\n",
        ),
        (
            "profile reversion list.txt --pathogenic c.5946del",
            "error[C0001]: --pathogenic is about one gene\n  help: name the gene with --gene\n",
        ),
        (
            "profile reversion list.txt --gene BRCA1",
            "error[C0001]: list.txt has no variant of BRCA1\n",
        ),
        (
            "profile reversion list.txt --gene BRCA2 --sequence cds.fa",
            "error[C0001]: cds.fa: 5 bases that begin with ATG are no coding sequence\n",
        ),
    ] {
        bench.refuses(&words(line), message);
    }
}
