//! `profile reversion`, and what the answer and the model make of two changes of one gene on one allele or on two.

use crate::program::Bench;

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

/// Weigelt et al. 2017 (Clinical Cancer Research, "Diverse BRCA1 and BRCA2 reversion mutations in circulating cell-free DNA of
/// therapy-resistant breast or ovarian cancer"): BRCA1 c.68_69delAG with c.85delG, c.108delC or c.113delA reads on for 1862 residues
/// of 1863; and the frame of the germline variant alone ends after 38.
#[test]
fn published_reversions_are_called_with_their_arithmetic() {
    let bench = Bench::new();
    bench.write(
        "ctdna.txt",
        "BRCA1 c.68_69delAG 0.62\nBRCA1 c.85delG 0.02\nBRCA1 c.108delC 0.01\nBRCA1 c.113delA 0.01\nBRCA1 c.120del 0.01\n",
    );
    let line = "profile reversion ctdna.txt --gene BRCA1 --pathogenic c.68_69delAG --json";
    let said = bench.run(&words(line)).json();
    let calls = said["genes"][0]["calls"].as_array().unwrap();
    assert_eq!(calls.len(), 4);
    for call in calls {
        assert_eq!(call["verdict"], "restored_if_cis", "{call}");
        assert!(
            call["would_tell"]
                .as_str()
                .unwrap()
                .contains("reads that cover both")
        );
    }
    assert_eq!(calls[0]["codons_out_of_frame"], 5);
    let cis = bench.run(&words(&format!("{line} --allele cis"))).json();
    assert_eq!(cis["genes"][0]["calls"][0]["verdict"], "restored");
    assert!(
        cis["genes"][0]["summary"]
            .as_str()
            .unwrap()
            .contains("4 second variants restore the gene")
    );
    let trans = bench.run(&words(&format!("{line} --allele trans"))).json();
    assert_eq!(
        trans["genes"][0]["summary"],
        "no second variant restores the gene"
    );
}

/// A reversion on one allele, as phased reads show, is a mechanism; one of which reads say nothing is not assessable, and said.
#[test]
fn a_reversion_on_one_allele_matches_the_catalogue() {
    let bench = Bench::new();
    let head = "##fileformat=VCFv4.2\n##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | Annotation | Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | Transcript_BioType | Rank | HGVS.c | HGVS.p'\">\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"g\">\n##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"a\">\n##FORMAT=<ID=PS,Number=1,Type=Integer,Description=\"p\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT\n";
    let row = |pos: u32, alleles: &str, coding: &str, protein: &str, gt: &str| {
        format!(
            "13\t{pos}\t.\t{alleles}\t.\tPASS\tANN=A|frameshift_variant|HIGH|BRCA2|G|transcript|NM_000059.4|protein_coding|11/27|{coding}|{protein}\tGT:AD:PS\t{gt}:200,100:32340000\n"
        )
    };
    let file = |second: &str| {
        format!(
            "{head}{}{}",
            row(32_340_300, "GT\tG", "c.5946del", "p.Ser1982Argfs*22", "1|0"),
            row(
                32_340_320,
                "A\tAT",
                "c.5966_5967insT",
                "p.Asn1990fs",
                second
            )
        )
    };
    bench
        .write("cis.vcf", file("1|0"))
        .write("trans.vcf", file("0|1"));
    bench.write(
        "list.txt",
        "BRCA2 c.5946del 0.6\nBRCA2 c.5966_5967insT 0.1\n",
    );
    let ask = |name: &str| {
        let line = format!("profile {name} --disease OVARY --drug olaparib --json");
        bench.run(&words(&line)).json()
    };
    let has = |said: &serde_json::Value| {
        let found = said["mechanisms"].as_array().unwrap();
        found.iter().any(|m| m["id"] == "brca2-reversion")
    };
    let cis = ask("cis.vcf");
    assert!(has(&cis), "{}", cis["reversions"]);
    assert_eq!(cis["reversions"][0]["calls"][0]["cis"], "proven");
    assert!(!has(&ask("trans.vcf")));
    let open = ask("list.txt");
    assert!(!has(&open));
    assert_eq!(
        open["reversions"][0]["calls"][0]["verdict"],
        "restored_if_cis"
    );
    let gaps = open["not_assessable"].to_string();
    assert!(
        gaps.contains("brca2-reversion") && gaps.contains("restored if in cis"),
        "{gaps}"
    );
}

/// T790M and C797S in the same cells. On different alleles (phased reads), osimertinib with erlotinib shuts both down and holds longer
/// than either; on one allele nothing says so, and the two together are not offered. Where reads do not tell, both ways are kept with
/// half the weight each.
#[test]
fn the_model_knows_what_lies_on_one_allele() {
    let bench = Bench::new();
    let head = "##fileformat=VCFv4.2\n##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | Annotation | Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | Transcript_BioType | Rank | HGVS.c | HGVS.p'\">\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"g\">\n##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"a\">\n##FORMAT=<ID=PS,Number=1,Type=Integer,Description=\"p\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT\n";
    let row = |pos: u32, protein: &str, coding: &str, gt: &str, alt: u32| {
        format!(
            "7\t{pos}\t.\tC\tT\t.\tPASS\tANN=T|missense_variant|MODERATE|EGFR|G|transcript|NM_005228.5|protein_coding|20/28|{coding}|{protein}\tGT:AD:PS\t{gt}:{},{alt}:55181370\n",
            1000 - alt
        )
    };
    let file = |second: &str| {
        let t790m = row(55_181_378, "p.Thr790Met", "c.2369C>T", "1|0", 400);
        format!(
            "{head}{t790m}{}",
            row(55_181_398, "p.Cys797Ser", "c.2390G>C", second, 390)
        )
    };
    bench
        .write("cis.vcf", file("1|0"))
        .write("trans.vcf", file("0|1"));
    bench.write("open.txt", "EGFR T790M 400/1000\nEGFR C797S 390/1000\n");
    let plan = |name: &str, model: &str| {
        let make = format!(
            "profile {name} --disease NSCLC --drug osimertinib --purity 0.8 --model {model}"
        );
        bench.run(&words(&make)).done();
        let said = bench
            .run(&words(&format!("plan {model} --draws 30 --json")))
            .json();
        let mean = |name: &str| {
            let own = said["regimens"]
                .as_array()
                .unwrap()
                .iter()
                .find(|r| r["name"] == name);
            own.map(|r| r["objective"]["mean"].as_f64().unwrap())
        };
        (
            mean("as_given").unwrap(),
            mean("osimertinib_erlotinib"),
            bench.text(model),
        )
    };
    let (alone, both, model) = plan("trans.vcf", "trans.toml");
    assert!(both.unwrap() > 1.5 * alone, "{both:?} {alone}");
    assert!(model.contains("on different alleles"));
    let (_, both, model) = plan("cis.vcf", "cis.toml");
    assert!(both.is_none() && !model.contains("on different alleles"));
    let (alone, both, model) = plan("open.txt", "open.toml");
    assert!(
        both.unwrap() > alone && model.contains("scenario < 0.5"),
        "{model}"
    );
}
