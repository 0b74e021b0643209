//! Refusals of questions and of files, word for word.

use super::{bench, words};
use crate::program::Bench;

#[test]
fn refusals_say_what_to_do() {
    let bench = bench();
    bench.write(
        "two.maf",
        "Hugo_Symbol\tHGVSp_Short\tTumor_Sample_Barcode\nEGFR\tp.T790M\tA\nEGFR\tp.T790M\tB\n",
    );
    bench
        .run(&words("profile tumour.txt --model clones.toml"))
        .done();
    for (line, message) in [
        (
            "profile tumour.txt --drug osimertinb",
            "error[C0001]: the catalogue knows no drug \"osimertinb\"\n  help: nearest names: osimertinib",
        ),
        (
            "profile tumour.txt --disease NSCL",
            "error[C0001]: the catalogue knows no disease \"NSCL\"\n  help: did you mean \"NSCLC\"?\n",
        ),
        (
            "profile tumour.txt --purity 40",
            "error[C0001]: --purity 40 is no share of cells\n  help: give a number above 0, at most 1\n",
        ),
        (
            "profile tumour.txt --format mag",
            "error[C0001]: there is no format \"mag\"\n  help: give one of list, maf, vcf, bcf, annovar, segments, copy-matrix, log2-copies, expression, copy-rows, fusions, markers\n",
        ),
        (
            "profile tumour.txt --model clones.toml",
            "error[C0001]: clones.toml is already there\n  help: give another name after --model, or --force to replace it\n",
        ),
        (
            "profile two.maf --model other.toml",
            "error[C0001]: a model is of one sample, and the file has 2\n  help: name one of them after --sample: A, B\n",
        ),
        (
            "profile two.maf --model other.toml --sample C",
            "error[C0001]: there is no sample \"C\"\n  help: the file has A, B\n",
        ),
    ] {
        bench.refuses(&words(line), message);
    }
    assert!(!bench.at("other.toml").exists());
}

/// What a spreadsheet, a caller or a copy does to a file is said with the place and what to do, and the exit code is 2.
#[test]
fn bad_files_are_refused_with_their_place() {
    let bench = Bench::new();
    let maf = |row: &str| {
        format!(
            "Hugo_Symbol\tTumor_Sample_Barcode\tHGVSp_Short\tVAF\tStart_Position\tNCBI_Build\tChromosome\n{row}\n"
        )
    };
    for (text, message) in [
        (String::new(), "error[G0001]: bad.txt: the file is empty\n"),
        (
            maf("Egfr\tS1\tp.L860R\t0.1\t\t\t\nTrp53\tS1\tp.R172H\t0.1\t\t\t"),
            "error[G0013]: bad.txt: these are not human genes: 2 of 2 are spelled as those of mouse or rat (\"Egfr\")\n  --> bad.txt:2:1\n",
        ),
        (
            maf("p.L858R\tS1\tEGFR\t0.1\t\t\t"),
            "error[G0012]: bad.txt: the column of genes holds protein changes (\"p.L858R\", in 1 of 1 rows)\n  --> bad.txt:2:1\n",
        ),
        (
            maf("EGFR\tS1\tp.L858R\t1.2\t\t\t"),
            "error[G0023]: the largest allele fraction is 1.2: too large for a fraction, small for a percentage\n  --> bad.txt:2:17\n",
        ),
        (
            maf("EGFR\tS1\tp.L858R\t0.1\t3-Mar\t37\t7"),
            "error[G0026]: \"3-Mar\" is no position\n  --> bad.txt:2:21\n",
        ),
        (
            maf("BRAF\tS1\tp.V600E\t0.1\t140753336\t37\t7"),
            "error[G0033]: bad.txt: positions are on GRCh38, not on GRCh37: BRAF at 140753336 in line 2, and so in 1 of 1 rows that can tell\n",
        ),
        (
            "A".repeat(10_000_000),
            "error[G0006]: bad.txt: line 1 is longer than 4 MiB and begins with \"AAAAAA",
        ),
    ] {
        bench.write("bad.txt", &text);
        bench.refuses(&words("profile bad.txt --drug gefitinib --json"), message);
    }
    bench.write("percent.maf", maf("EGFR\tS1\tp.T790M\t1.2\t\t\t"));
    let said = bench
        .run(&words(
            "profile percent.maf --vaf percent --drug gefitinib --disease NSCLC --json",
        ))
        .json();
    assert!((said["mechanisms"][0]["vaf"].as_f64().unwrap() - 0.012).abs() < 1e-6);
    for (option, message) in [
        (
            "--vaf half",
            "error[C0001]: allele fractions cannot be \"half\"\n  help: give fraction (0 to 1) or percent (0 to 100) after --vaf\n",
        ),
        (
            "--build mm10",
            "error[C0001]: there is no build \"mm10\" of the human genome\n  help: give GRCh37 or GRCh38 after --build\n",
        ),
    ] {
        let line = format!("profile percent.maf {option}");
        bench.refuses(&words(&line), message);
    }
}
