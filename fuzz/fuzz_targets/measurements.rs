//! No table of measurements, however broken, makes the reader panic, hang or return a number that is none.
#![no_main]

use forestall_assay::{AssayColumn, Mapping, TextMeaning, read_measurements};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // Parquet files are decoded by the `parquet` crate; random bytes behind its mark test that crate and no line of ours.
    if bytes.starts_with(b"PAR1") {
        return;
    }
    let mut mapping = Mapping::new("patient", "day")
        .assay(AssayColumn::new("psa"))
        .assay(AssayColumn::new("burden"))
        .drug("abiraterone", "on");
    mapping.texts.push(("NOT EVALUABLE".to_owned(), TextMeaning::Missing));
    // One input in two also goes through pseudonyms, which must not change what is accepted.
    if bytes.len() % 2 == 1 {
        mapping.pseudonym_key = Some(b"key".to_vec());
    }
    if let Ok(cohort) = read_measurements("table.csv", bytes, &mapping) {
        for patient in &cohort.patients {
            assert!(patient.doses.iter().all(|dose| dose.time.is_finite() && dose.amount.is_finite()));
            assert!(patient.readings.iter().all(|reading| reading.time.is_finite() && reading.value.is_finite()));
        }
    }
});
