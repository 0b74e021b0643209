//! Whatever the bytes, the reader answers and does not panic.

use forestall_assay::{AssayColumn, Mapping, TextMeaning, read_measurements};
use forestall_base::{Column, Table};
use proptest::prelude::*;

fn mapping() -> Mapping {
    let mut mapping = Mapping::new("patient", "day")
        .assay(AssayColumn::new("psa"))
        .drug("d", "on");
    mapping.assays[0].detection_limit = Some(0.1);
    mapping.texts = vec![("small".into(), TextMeaning::Below)];
    mapping.pseudonym_key = Some(vec![1]);
    mapping
}

/// The message is made as well, since that is where places are computed.
fn answer(bytes: &[u8]) {
    match read_measurements("t", bytes, &mapping()) {
        Ok(cohort) => {
            for patient in &cohort.patients {
                assert!(
                    patient
                        .readings
                        .windows(2)
                        .all(|two| two[0].time <= two[1].time)
                );
                assert!(
                    patient
                        .doses
                        .windows(2)
                        .all(|two| two[0].time <= two[1].time)
                );
                assert!(patient.start <= patient.end);
                assert!(
                    patient
                        .readings
                        .iter()
                        .all(|r| r.time.is_finite() && r.value.is_finite())
                );
            }
        }
        Err(errors) => {
            assert!(!errors.0.is_empty() && errors.0.len() <= 21);
            let _ = errors.to_string();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        answer(&bytes);
    }

    #[test]
    fn any_text(text in ".*") {
        answer(text.as_bytes());
    }

    #[test]
    fn anything_below_a_header(cells in prop::collection::vec("[0-9a-zP<>,;\t\"\r\n .e+-]{0,12}", 0..40), long: bool) {
        let mut text = String::from(if long { "patient,day,observable,value,censoring,upper,on\n" } else { "patient,day,psa,on\n" });
        text.push_str(&cells.concat());
        answer(text.as_bytes());
    }

    #[test]
    fn nearly_right_rows(
        rows in prop::collection::vec(
            (prop::sample::select(vec!["P1", "P2", ""]), prop::sample::select(vec!["0", "1", "2", "3", "2001-01-01", "x", ""]),
             prop::sample::select(vec!["1", "<1", "small", "-1", "NaN", ""]), prop::sample::select(vec!["1", "0", "", "FLU"])),
            0..12)
    ) {
        let mut text = String::from("patient,day,psa,on\n");
        for (patient, day, psa, on) in rows {
            text.push_str(&[patient, day, psa, on].join(","));
            text.push('\n');
        }
        answer(text.as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_parquet(at in 0usize..4000, with: u8, cut in 0usize..4000) {
        let table = Table::new(vec![
            Column::text("patient", vec!["P1".into(), "P1".into()]),
            Column::number("day", "day", vec![0.0, 7.0]),
            Column::number("psa", "ng/ml", vec![1.0, 2.0]),
            Column::flag("on", vec![true, false]),
        ]).unwrap();
        let mut bytes = table.to_parquet().unwrap();
        let at = at % bytes.len();
        bytes[at] ^= with;
        answer(&bytes);
        bytes.truncate(cut % bytes.len());
        answer(&bytes);
    }
}
