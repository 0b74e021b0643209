//! The reader on published tables, read from the data folder where there is one.

use std::path::PathBuf;

use forestall_assay::{AssayColumn, LeftOut, Mapping, Measurements, RowFormula, read_measurements};

/// A file of the data folder (`FORESTALL_DATA`, or `../shared/data` beside the workspace).
#[allow(clippy::print_stderr)]
fn data(path: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("FORESTALL_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let bytes = std::fs::read(folder.join(path)).ok();
    if bytes.is_none() {
        eprintln!("skipped: {path} is in neither FORESTALL_DATA nor ../shared/data");
    }
    bytes
}

struct ModelDay;

impl RowFormula for ModelDay {
    fn names(&self) -> Vec<String> {
        vec!["day".into()]
    }

    fn evaluate(&self, cell: &dyn Fn(&str) -> Option<f64>) -> f64 {
        (cell("day").unwrap_or(f64::NAN).floor() - 1.0).max(0.0)
    }
}

fn read(path: &str, mapping: &Mapping) -> Option<Measurements> {
    let bytes = data(path)?;
    Some(read_measurements(path, &bytes, mapping).unwrap_or_else(|errors| panic!("{errors}")))
}

/// Counts of the trial's data file: 32 patients, 678 values, 4 to 48 per patient.
#[test]
fn zhang_2022_has_678_values_of_32_patients() {
    let mut psa = AssayColumn::new("psa_ng_per_ml");
    psa.time = Some(Box::new(ModelDay));
    psa.weight_at_switch = 5.0;
    psa.divisors = vec![("P1002".into(), 113.70)];
    let mapping = Mapping::new("patient", "day")
        .assay(psa)
        .drug("abiraterone", "abiraterone_on");
    let Some(cohort) = read("zhang2022/measurements.csv", &mapping) else {
        return;
    };
    assert_eq!(
        (cohort.patients.len(), cohort.readings(), cohort.rows),
        (32, 678, 678)
    );
    assert!(cohort.notes.is_empty() && cohort.left_out.is_empty());
    let sizes = cohort.patients.iter().map(|patient| patient.readings.len());
    assert_eq!((sizes.clone().min(), sizes.max()), (Some(4), Some(48)));
    let first = &cohort.patients[0];
    assert_eq!(first.id, "P1001");
    assert_eq!(
        (first.readings[0].time, first.readings[1].time),
        (0.0, 26.0)
    );
    // Day 27: the drug is stopped, so the reading weighs more.
    assert_eq!(
        (
            first.readings[0].weight,
            first.readings[1].weight,
            first.readings[2].weight
        ),
        (1.0, 5.0, 1.0)
    );
    assert_eq!((first.doses[1].time, first.doses[1].amount), (27.0, 0.0));
    assert_eq!(cohort.patients[1].divisors, [Some(113.70)]);
    assert_eq!(first.divisors, [None]);
}

/// Counts of the trial's data file: 39 patients, 2849 rows, 2027 values, 822 rows with a schedule only.
#[test]
fn bruchovsky_has_2027_values_of_39_patients_and_822_rows_without() {
    let mut mapping = Mapping::new("patient", "day")
        .assay(AssayColumn::new("psa_ng_per_ml"))
        .drug("androgen suppression", "on_treatment");
    mapping.start_at_first = true;
    let Some(cohort) = read("bruchovsky/measurements.csv", &mapping) else {
        return;
    };
    assert_eq!(
        (cohort.patients.len(), cohort.readings(), cohort.rows),
        (39, 2027, 2849)
    );
    assert_eq!(cohort.left_out, [(LeftOut::NoReading, 822)]);
    let of = |id: &str| {
        cohort
            .patients
            .iter()
            .find(|patient| patient.id == id)
            .unwrap()
    };
    assert_eq!(
        (of("001").readings.len(), of("001").end, of("001").start),
        (69, 1892.0, 0.0)
    );
    assert_eq!((of("004").readings.len(), of("004").end), (44, 2284.0));
    let testosterone =
        Mapping::new("patient", "day").assay(AssayColumn::new("testosterone_nmol_per_l"));
    assert_eq!(
        read("bruchovsky/measurements.csv", &testosterone)
            .unwrap()
            .readings(),
        1769
    );
}

/// The dose columns hold texts such as `FLU 750` in 46 cells: refused as a dose, ignored where the column is not used.
#[test]
fn bruchovsky_dose_texts_are_refused_with_their_place() {
    let mapping = Mapping::new("patient", "day")
        .assay(AssayColumn::new("psa_ng_per_ml"))
        .drug("cyproterone", "cyproterone_mg");
    let Some(bytes) = data("bruchovsky/measurements.csv") else {
        return;
    };
    let errors = read_measurements("measurements.csv", &bytes, &mapping).unwrap_err();
    let kinds: Vec<&str> = errors
        .0
        .iter()
        .map(|error| error.message.as_str())
        .collect();
    assert!(
        kinds.iter().all(|kind| kind.starts_with("found \"")),
        "{kinds:?}"
    );
    assert!(
        kinds.contains(
            &"found \"FLU 750\" as amount of the drug \"cyproterone\" (26 times, here first)"
        ),
        "{kinds:?}"
    );
}

/// 4352 readings of 765 patients, of whom 8 have readings on non-increasing days, which are refused unless left out.
#[test]
fn laleh_2022_reads_once_its_8_disordered_patients_are_left_out() {
    let mut mapping = Mapping::new("patient", "day").assay(AssayColumn::new("volume_mm3"));
    let Some(bytes) = data("laleh2022/measurements.csv") else {
        return;
    };
    let errors = read_measurements("laleh", &bytes, &mapping).unwrap_err();
    let codes: Vec<&str> = errors.0.iter().map(|error| error.code).collect();
    assert_eq!(
        codes,
        [
            "T0030", "T0045", "T0045", "T0045", "T0045", "T0045", "T0045", "T0045"
        ]
    );
    for error in &errors.0 {
        let id = error.message.split('"').nth(1).unwrap();
        mapping
            .exclude
            .push((id.to_owned(), "two readings on one day".into()));
    }
    let cohort = read_measurements("laleh", &bytes, &mapping).unwrap();
    assert_eq!(
        (cohort.patients.len(), cohort.excluded.len(), cohort.rows),
        (757, 8, 4352)
    );
    assert_eq!(cohort.readings() + cohort.left_out(LeftOut::Excluded), 4352);
}

/// The digitised values below detection stand behind the others of 14 patients (counted from the file with Python's `csv`): refused,
/// once for each patient.
#[test]
fn cml_of_hahnel_is_refused_as_unsorted() {
    let mapping = Mapping::new("Pt", "Months").assay(AssayColumn::new("Prct"));
    let Some(bytes) = data("cml/hahnelFigS2.csv") else {
        return;
    };
    let errors = read_measurements("hahnelFigS2.csv", &bytes, &mapping).unwrap_err();
    assert_eq!(errors.0.len(), 14);
    assert!(errors.0.iter().all(|error| error.code == "T0030"));
}

/// 435 values of 68 patients; three values above 100 % are values like any other.
#[test]
fn cml_of_michor_has_435_values_of_68_patients() {
    let mapping = Mapping::new("Pt", "Days").assay(AssayColumn::new("Prct"));
    let Some(cohort) = read("cml/michor.csv", &mapping) else {
        return;
    };
    assert_eq!((cohort.patients.len(), cohort.readings()), (68, 435));
}
