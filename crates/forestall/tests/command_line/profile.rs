//! `profile`: mechanisms, what cannot be told, the model of the clones, and refusals word for word.

mod refusals;

use serde_json::Value;

use crate::program::{Bench, public_data};

const LIST: &str = "EGFR L858R 0.41\nEGFR T790M 0.12\nMET amplification 9\n";

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

fn bench() -> Bench {
    let bench = Bench::new();
    bench.write("tumour.txt", LIST);
    bench
}

/// The worked case of the manual: a gatekeeper mutation in a part of the cells, and a bypass by copy number.
#[test]
fn the_object_has_the_keys_of_the_contract() {
    let said = bench()
        .run(&words(
            "profile tumour.txt --disease NSCLC --drug Iressa --json",
        ))
        .json();
    let found = said["mechanisms"].as_array().unwrap();
    let ids: Vec<&str> = found.iter().map(|m| m["id"].as_str().unwrap()).collect();
    assert_eq!(ids[0], "egfr-t790m");
    assert!(ids.contains(&"met-amp-egfr-tki"), "{ids:?}");
    let one = &found[0];
    assert_eq!(
        (
            &one["event"],
            &one["class"],
            &one["matched_by"],
            &one["level"]
        ),
        (
            &"EGFR T790M".into(),
            &"on_target_mutation".into(),
            &"exact".into(),
            &"B".into()
        )
    );
    assert!((one["vaf"].as_f64().unwrap() - 0.12).abs() < 1e-6);
    assert!(
        one["pmids"]
            .as_array()
            .unwrap()
            .contains(&15_728_811.into())
    );
    let counters = one["counters"].as_array().unwrap();
    assert!(
        counters
            .iter()
            .any(|c| c["drugs"][0] == "osimertinib" && c["level"] == "A")
    );
    let gaps = said["not_assessable"].as_array().unwrap();
    let open = |id: &str| {
        let all = gaps
            .iter()
            .flat_map(|g| g["mechanisms"].as_array().unwrap());
        all.into_iter().any(|m| m == id)
    };
    assert!(open("igf1r-gefitinib") && !open("egfr-t790m"), "{gaps:?}");
    assert!(
        said["conflicts"].is_array() && said["notice"].as_str().unwrap().contains("research use")
    );
}

#[test]
fn a_drug_that_the_mutation_does_not_resist_is_not_said_to_be_resisted() {
    let said = bench()
        .run(&words(
            "profile tumour.txt --disease NSCLC --drug osimertinib --json",
        ))
        .json();
    let found = said["mechanisms"].as_array().unwrap();
    assert!(found.iter().all(|m| m["id"] != "egfr-t790m"), "{found:?}");
}

/// BRAF V600E resists vemurafenib in colorectal cancer and calls for it in melanoma: what is known of the one is no finding in the
/// other, offers no counter and is no gap.
#[test]
fn what_is_known_of_another_tumour_type_is_kept_apart() {
    let bench = Bench::new();
    bench.write("braf.txt", "BRAF V600E 0.4\n");
    let ask = |disease: &str| {
        let line = format!("profile braf.txt --disease {disease} --drug vemurafenib --json");
        bench.run(&words(&line)).json()
    };
    let (melanoma, colorectal) = (ask("MEL"), ask("CRC"));
    assert_eq!(melanoma["mechanisms"].as_array().unwrap().len(), 0);
    assert!(!melanoma["elsewhere"].as_array().unwrap().is_empty());
    assert!(!colorectal["mechanisms"].as_array().unwrap().is_empty());
    let line = "profile braf.txt --disease MEL --drug vemurafenib --report page.html";
    let said = bench.run(&words(line)).done();
    let (_, after) = said.split_once("In other tumour types only").unwrap();
    assert!(
        after.contains("BRAF V600E and vemurafenib in CRC"),
        "{said}"
    );
    assert!(!said.contains("counter:"), "{said}");
    assert!(
        bench
            .text("page.html")
            .contains("In other tumour types only")
    );
}

/// From file to plan: the model loads, runs and is planned with as it is, twice to the same bytes, and drugs that reach both clones
/// hold longer than what is given.
#[test]
fn the_model_of_the_clones_is_planned_with_as_it_is() {
    let bench = bench();
    let make = "profile tumour.txt --disease NSCLC --drug gefitinib --model clones.toml";
    bench.run(&words(make)).done();
    let first = bench.text("clones.toml");
    bench.run(&words(&format!("{make} --force"))).done();
    assert_eq!(bench.text("clones.toml"), first);
    assert!(first.contains("PMID") && first.contains("source = \"prior\""));
    bench.run(&words("check clones.toml")).done();
    let said = bench
        .run(&words("plan clones.toml --draws 30 --json"))
        .json();
    let regimens = said["regimens"].as_array().unwrap();
    let mean = |name: &str| {
        let own = regimens.iter().find(|r| r["name"] == name);
        own.unwrap_or_else(|| panic!("{regimens:?}"))["objective"]["mean"]
            .as_f64()
            .unwrap()
    };
    assert!(mean("osimertinib_crizotinib") > 2.0 * mean("as_given"));
    assert!(mean("osimertinib_crizotinib") > mean("osimertinib"));
}

#[test]
fn the_page_shows_evidence_counters_and_gaps() {
    let bench = bench();
    bench
        .run(&words(
            "profile tumour.txt --disease NSCLC --drug gefitinib --report page.html",
        ))
        .done();
    let page = bench.text("page.html");
    for text in [
        "EGFR T790M",
        "15728811",
        "osimertinib",
        "research use",
        "no expression data",
    ] {
        assert!(page.contains(text), "{text}");
    }
}

/// What a counter selects next is said in words, not by its name in the catalogue.
#[test]
fn the_page_says_what_comes_next_in_words() {
    let bench = bench();
    let ask = "profile tumour.txt --disease NSCLC --drug gefitinib";
    let said = bench.run(&words(&format!("{ask} --json"))).json();
    bench
        .run(&words(&format!("{ask} --report page.html")))
        .done();
    let page = bench.text("page.html");
    let listed = |value: &Value, key: &str| value[key].as_array().unwrap().clone();
    let counters = listed(&said, "mechanisms")
        .into_iter()
        .flat_map(|m| listed(&m, "counters"));
    let next: Vec<Value> = counters.flat_map(|c| listed(&c, "next")).collect();
    assert!(!next.is_empty());
    for id in next {
        assert!(!page.contains(id.as_str().unwrap()), "{id}");
    }
    assert!(!page.contains("class:"));
    assert!(
        page.contains("selects next: EGFR T790M and EGFR C797S; EGFR C797S; EGFR amplification")
    );
}

/// From file to plan in one command: the folder has the answer, the model, the plan and one page of both; the same command refuses to
/// write over it and with --force writes the same bytes.
#[test]
fn one_command_goes_from_the_file_to_the_plan() {
    let bench = bench();
    let line = "profile tumour.txt --disease NSCLC --drug gefitinib --out tumour --draws 20 --json";
    let said = bench.run(&words(line)).json();
    let first = &said["regimens"][0];
    assert_eq!(first["rank"], 1, "{first}");
    let page = bench.text("tumour/report.html");
    for text in ["EGFR T790M", "15728811", "osimertinib", "Regimens"] {
        assert!(page.contains(text), "{text}");
    }
    let files = [
        "profile.json",
        "clones.toml",
        "plan/plan.json",
        "report.html",
    ];
    let before = files.map(|file| bench.text(&format!("tumour/{file}")));
    let output = bench.command(&words(line)).output().unwrap();
    let refused = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{refused}");
    assert!(
        refused.starts_with("error[C0004]: folder tumour already holds files\n"),
        "{refused}"
    );
    bench.run(&words(&format!("{line} --force"))).done();
    for (file, before) in files.iter().zip(before) {
        let now = bench.text(&format!("tumour/{file}"));
        assert!(file.ends_with("html") || now == before, "{file}");
    }
}

/// Rows without a protein change are no hits: what hangs on the change is not assessable, what speaks of the gene is found.
#[test]
fn a_table_without_protein_changes_gives_no_default_hit() {
    let bench = Bench::new();
    bench.write(
        "bare.maf",
        "Hugo_Symbol\tTumor_Sample_Barcode\tVariant_Classification\nEGFR\tS1\tMissense_Mutation\nKRAS\tS1\tMissense_Mutation\n",
    );
    let ask = |line: &str| bench.run(&words(line)).json();
    let lung = ask("profile bare.maf --disease NSCLC --drug gefitinib --json");
    let ids = |said: &Value| -> Vec<String> {
        let found = said["mechanisms"].as_array().unwrap();
        found
            .iter()
            .map(|m| m["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(!ids(&lung).contains(&"egfr-t790m".to_owned()), "{lung}");
    let gaps = lung["not_assessable"].as_array().unwrap();
    let gap = gaps.iter().find(|g| {
        let own = g["mechanisms"].as_array().unwrap();
        own.iter().any(|m| m == "egfr-t790m") && g["reason"] == "EGFR: no protein change in the row"
    });
    assert!(gap.is_some(), "{gaps:?}");
    let bowel = ask("profile bare.maf --disease CRC --drug cetuximab --json");
    assert_eq!(ids(&bowel), ["kras-mut-egfr-mab"]);
    assert_eq!(bowel["mechanisms"][0]["matched_by"], "gene");
}

/// What acts on one change of a gene is no counter to another: sotorasib binds the cysteine of KRAS G12C.
#[test]
fn a_counter_known_of_another_change_is_not_said_to_act() {
    let bench = Bench::new();
    let counter = |change: &str| {
        bench.write("tumour.txt", format!("KRAS {change} 0.3\n"));
        let ask = words("profile tumour.txt --disease CRC --drug cetuximab --json");
        let said = bench.run(&ask).json();
        let found = said["mechanisms"].as_array().unwrap();
        let of = found.iter().find(|m| m["id"] == "kras-mut-egfr-mab");
        let counters = of.unwrap()["counters"].as_array().unwrap();
        let own = counters.iter().find(|c| c["drugs"][0] == "sotorasib");
        own.unwrap().clone()
    };
    let (c, d) = (counter("G12C"), counter("G12D"));
    assert_eq!((&c["shown"], &c["escat"]), (&true.into(), &"I".into()));
    assert_eq!((&d["shown"], &d["escat"]), (&false.into(), &Value::Null));
    let ask = "profile tumour.txt --disease CRC --drug cetuximab --report page.html --model m.toml";
    let told = bench.run(&words(ask)).done();
    assert!(
        told.contains("known of KRAS G12C, not found here"),
        "{told}"
    );
    let page = bench.text("page.html");
    assert!(page.contains("Known of other changes than those found here: sotorasib + panitumumab"));
    assert!(!bench.text("m.toml").contains("sotorasib"));
    // The figure of what counters what has it where the change is there.
    let drawn = ">sotorasib + panitumumab</text>";
    assert!(!page.contains(drawn));
    bench.write("tumour.txt", "KRAS G12C 0.3\n");
    let ask = "profile tumour.txt --disease CRC --drug cetuximab --report other.html";
    bench.run(&words(ask)).done();
    assert!(bench.text("other.html").contains(drawn));
}

/// The same row twice, and the same change in other words, is one finding of a mechanism.
#[test]
fn duplicated_rows_are_one_finding() {
    let bench = Bench::new();
    let row = "EGFR\tS1\tp.T790M\t12\t100\n";
    let other = "EGFR\tS1\tp.Thr790Met\t12\t100\n";
    let header = "Hugo_Symbol\tTumor_Sample_Barcode\tHGVSp_Short\tt_alt_count\tt_depth\n";
    bench.write("twice.maf", format!("{header}{row}{row}{other}"));
    let said = bench
        .run(&words(
            "profile twice.maf --disease NSCLC --drug gefitinib --json",
        ))
        .json();
    let own: Vec<_> = (said["mechanisms"].as_array().unwrap().iter())
        .filter(|m| m["id"] == "egfr-t790m")
        .collect();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0]["found"].as_array().unwrap().len(), 1);
}

/// Where no page is written, variants of genes that the catalogue does not know are not kept: nobody can tell from the answer.
#[test]
fn a_real_cohort_gets_the_same_answers_with_a_page_and_without() {
    let Some(data) = public_data("profile_formats") else {
        return;
    };
    let bench = Bench::new();
    let table = data.join("tcga_laml.maf.gz");
    let table = table.to_str().unwrap();
    let ask = |more: &str| {
        let mut words = vec!["profile", table, "--json"];
        words.extend(more.split_whitespace());
        let mut said = bench.run(&words).json();
        for key in ["wall_s", "model"] {
            said.as_object_mut().unwrap().remove(key);
        }
        said
    };
    let (without, with) = (ask(""), ask("--sample TCGA-AB-2802 --model clones.toml"));
    assert!(without["mechanisms"].as_array().unwrap().len() > 100);
    assert!(without["findings"].as_u64().unwrap() > 2000);
    assert_eq!(without, with);
}
