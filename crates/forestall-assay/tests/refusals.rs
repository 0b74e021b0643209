//! Every refusal of a table, word for word: `refusals/NAME.csv` is read and must give `refusals/NAME.txt`.
//!
//! The part of NAME before the first `-` picks the mapping. `FORESTALL_ACCEPT=1 cargo test` writes the texts anew; read them
//! before committing.

use std::fs;
use std::path::{Path, PathBuf};

use forestall_assay::{AssayColumn, Mapping, RowFormula, TextMeaning, read_measurements};

struct Ratio;

impl RowFormula for Ratio {
    fn names(&self) -> Vec<String> {
        vec!["hours".into(), "per_day".into()]
    }

    fn evaluate(&self, cell: &dyn Fn(&str) -> Option<f64>) -> f64 {
        cell("hours").unwrap_or(f64::NAN) / cell("per_day").unwrap_or(f64::NAN)
    }
}

fn mapping(kind: &str) -> Mapping {
    let base = || Mapping::new("patient", "day");
    match kind {
        "dose" => base()
            .assay(AssayColumn::new("psa"))
            .drug("abiraterone", "abi"),
        "two" => base()
            .assay(AssayColumn::new("psa"))
            .assay(AssayColumn::new("testosterone")),
        "formula" => Mapping {
            time: Box::new(Ratio),
            ..base().assay(AssayColumn::new("psa"))
        },
        "back" => {
            let mut psa = AssayColumn::new("psa");
            psa.time = Some(Box::new(forestall_assay::PlainColumn("drawn".into())));
            base().assay(psa)
        }
        "given" => {
            let mut mapping = base()
                .assay(AssayColumn::new("psa"))
                .drug("abiraterone", "abi");
            mapping.drugs[0].time = Some(Box::new(forestall_assay::PlainColumn("from".into())));
            mapping
        }
        "text" => {
            let mut mapping = base().assay(AssayColumn::new("psa"));
            mapping.texts = vec![
                ("NE".into(), TextMeaning::Missing),
                ("TOO SMALL".into(), TextMeaning::Below),
            ];
            mapping
        }
        "excluded" => {
            let mut mapping = base().assay(AssayColumn::new("psa"));
            mapping.exclude = vec![("P1".into(), "no drug record".into())];
            mapping
        }
        "key" => Mapping {
            pseudonym_key: Some(Vec::new()),
            ..base().assay(AssayColumn::new("psa"))
        },
        _ => base().assay(AssayColumn::new("psa")),
    }
}

#[test]
fn every_refusal_reads_word_for_word() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/refusals");
    let accept = std::env::var_os("FORESTALL_ACCEPT").is_some();
    let mut tables: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "csv"))
        .collect();
    tables.sort();
    assert!(tables.len() >= 105, "{} tables", tables.len());
    let mut wrong = Vec::new();
    for path in tables {
        let file = path.file_name().unwrap().to_str().unwrap();
        let kind = file.split(['-', '.']).next().unwrap();
        let got = match read_measurements(file, &fs::read(&path).unwrap(), &mapping(kind)) {
            Ok(cohort) => format!("accepted with {} readings", cohort.readings()),
            Err(errors) => errors.to_string(),
        } + "\n";
        let wanted = path.with_extension("txt");
        if accept {
            fs::write(&wanted, &got).unwrap();
        }
        let expected = fs::read_to_string(&wanted).unwrap_or_default();
        if got != expected || got.starts_with("accepted") {
            wrong.push(format!("{file}\n--- got\n{got}--- expected\n{expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
