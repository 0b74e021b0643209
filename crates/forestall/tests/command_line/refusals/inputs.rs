//! The files that the cases name.

use crate::catalogue::OWN;
use crate::cohort::{MODEL, bench, table, without};
use crate::program::Bench;

/// A folder with all of them.
pub fn inputs() -> Bench {
    let bench = bench(2);
    let psa = table(2);
    let utf16 = |text: &str| -> Vec<u8> {
        [0xFF, 0xFE]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect()
    };
    let latin1 = |text: &str| -> Vec<u8> { [text.as_bytes(), b"# M\xFCller\n"].concat() };
    bench
        .write("folder/notes.txt", "nothing here")
        .write("empty.toml", "")
        .write("good-patients.csv", "fR\n0.01\n0.02\n")
        .write(
            "bad-patients.csv",
            "id,fR,age\na,0.01,70\nb,NaN,65\nc,0.9,61\n",
        )
        .write(
            "civic.tsv",
            include_str!("../../../../../recipes/50-civic-import/evidence.tsv")
                .lines()
                .take(3)
                .collect::<Vec<_>>()
                .join("\n"),
        )
        .write(
            "own-wrong.toml",
            OWN.replace("[\"osimertinib\"]", "[\"osimertinb\"]")
                .replace("doi = \"10.1000/made-up\"\n", ""),
        )
        .write("own-key.toml", OWN.replace("layer =", "layr ="))
        .write("own-taken.toml", OWN.replace("own-egfr-l718q", "egfr-t790m"))
        .write("latin1.toml", latin1(MODEL))
        .write("utf16.toml", utf16(MODEL))
        .write("toml.toml", MODEL.replace("[drug.D]", "[drug.D"))
        .write("key.toml", MODEL.replacen("birth =", "brith =", 1))
        .write(
            "name.toml",
            MODEL.replacen("\"r * (1 - (S + R))\"", "\"rr * (1 - (S + R))\"", 1),
        )
        .write(
            "units.toml",
            MODEL.replacen("\"r * (1 - (S + R))\"", "\"r + S\"", 1),
        )
        .write(
            "expression.toml",
            MODEL.replacen("\"r * (1 - (S + R))\"", "\"r * (1 - (S + R)\"", 1),
        )
        .write(
            "twice.toml",
            MODEL.replace("[population.R]", "[population.S]"),
        )
        .write(
            "two.toml",
            MODEL
                .replacen("birth =", "brith =", 1)
                .replace("exposure = \"on-off\"", "exposure = \"always\""),
        )
        .write(
            "variants.toml",
            format!(
                "{MODEL}\n[variant.strong]\nparameter.kill.value = 3\n\n[variant.misspelt]\n\
                 population.S.birth = \"rr * (1 - (S + R))\"\n\n[variant.units]\npopulation.S.birth = \"r + S\"\n"
            ),
        )
        .write("no-regimen.toml", without(&["[regimen", "[expect"]))
        .write("no-patients.toml", without(&["[patients"]))
        .write("no-data.toml", without(&["[data"]))
        .write("no-fit.toml", without(&["[fit"]))
        .write(
            "squares.toml",
            MODEL.replace("[fit]\n", "[fit]\nobjective = \"sum-of-squares\"\n"),
        )
        .write("empty.key", "");
    let row = |old: &str, new: &str| {
        assert!(psa.contains(old), "{old} is not in the table");
        psa.replacen(old, new, 1)
    };
    let second = psa.lines().nth(2).unwrap().to_owned() + "\n";
    let cell = second.split(',').nth(2).unwrap().to_owned();
    let with = |new: &str| row(&second, &second.replace(&cell, new));
    bench
        .write("empty.csv", "")
        .write("header.csv", "patient,day,psa,on\n")
        .write("columns.csv", "id,week,value\nP1,0,3\n")
        .write(
            "near.csv",
            psa.replace("patient,day,psa,on", "patient,day,PSA,on"),
        )
        .write("twice.csv", "patient,day,psa,on,psa\nP1,0,3,1,3\n")
        .write("nan.csv", with("NaN"))
        .write("text.csv", with("high"))
        .write("infinite.csv", with("inf"))
        .write("negative.csv", with("-3.2"))
        .write("comma.csv", with("\"3,2\""))
        .write("below.csv", with("TOO SMALL TO MEASURE"))
        .write("dates.csv", row("P1,28,", "P1,2019-01-29,"))
        .write("timeless.csv", row("P1,28,", "P1,,"))
        .write("back.csv", row("P1,28,", "P1,400,"))
        .write(
            "patient-twice.csv",
            format!("{psa}{}", psa.lines().nth(1).unwrap()),
        )
        .write("nobody.csv", row("P1,28,", ",28,"))
        .write("ragged.csv", row("P1,28,", "P1,28,1,1,"))
        .write("quote.csv", row("P1,28,", "\"P1,28,"))
        .write("latin1.csv", latin1(&psa))
        .write("utf16.csv", utf16(&psa))
        .write(
            "workbook.xlsx",
            b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml",
        )
        .write("broken.parquet", b"PAR1 and no more")
        .write("dose.csv", psa.replace(",1\n", ",yes\n"))
        .write(
            "three.csv",
            with("high")
                .replace("P2,0,", "P2,-,")
                .replace("P2,28,", ",28,"),
        );
    bench
}
