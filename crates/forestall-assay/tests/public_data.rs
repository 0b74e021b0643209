//! The catalogue of public data sets, and its conversions against tables that were converted independently.

use std::fmt::Write as _;
use std::path::PathBuf;

use forestall_assay::{
    AssayColumn, Conversion, Mapping, convert, dataset, datasets, plan, read_measurements,
};
use forestall_base::sha256_hex;

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

#[test]
fn every_entry_is_complete_and_names_one_version() {
    let names: Vec<&str> = datasets().iter().map(|set| set.name).collect();
    assert!(names.is_sorted(), "{names:?}");
    for set in datasets() {
        let texts = [set.title, set.citation, set.licence, set.contains];
        assert!(texts.iter().all(|text| !text.is_empty()), "{}", set.name);
        assert!(set.origin.starts_with("https://github.com/"));
        assert!(!set.files.is_empty());
        for file in &set.files {
            let version = file.url.split('/').nth(5).unwrap();
            assert!(
                version.len() == 40 && version.bytes().all(|b| b.is_ascii_hexdigit()),
                "{}",
                file.url
            );
            assert!(!file.save_as.contains(['/', '\\']), "{}", file.save_as);
            assert!(file.sha256.is_none_or(|hash| hash.len() == 64));
        }
    }
}

#[test]
fn an_unknown_name_is_refused_with_the_nearest() {
    assert_eq!(
        plan("zhang2020").unwrap_err().to_string(),
        "error[T0070]: there is no data set \"zhang2020\"\n  expected: one of bruchovsky, laleh2022, lgg_temozolomide, parpi2024, plumky, strobl2021, strobl2022, zhang2022\n  help: did you mean \"zhang2022\"?"
    );
    assert_eq!(
        plan("tcga").unwrap_err().to_string(),
        "error[T0070]: there is no data set \"tcga\"\n  expected: one of bruchovsky, laleh2022, lgg_temozolomide, parpi2024, plumky, strobl2021, strobl2022, zhang2022\n  help: forestall data list shows what there is"
    );
}

/// The hashes are those of independent copies of the original files.
#[test]
fn known_hashes_are_those_of_the_copies_in_the_data_folder() {
    for set in datasets() {
        for file in set.files.iter().filter(|file| file.sha256.is_some()) {
            if let Some(bytes) = data(&format!("{}/{}", set.name, file.save_as)) {
                assert_eq!(
                    Some(sha256_hex(&bytes).as_str()),
                    file.sha256,
                    "{}",
                    file.save_as
                );
            }
        }
    }
}

fn csv(text: &str) -> Vec<Vec<String>> {
    text.lines()
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

/// Equal as numbers where both are numbers, equal as text otherwise.
fn same(a: &[Vec<String>], b: &[Vec<String>]) {
    assert_eq!(a.len(), b.len());
    for (x, y) in a.iter().zip(b) {
        let alike = |(x, y): (&String, &String)| match (x.parse::<f64>(), y.parse::<f64>()) {
            (Ok(x), Ok(y)) => x == y,
            _ => x == y,
        };
        assert!(
            x.len() == y.len() && x.iter().zip(y).all(alike),
            "{x:?} {y:?}"
        );
    }
}

/// The original layout (one file per patient, no header) is rebuilt from an independent conversion of all 39 files and must
/// convert to the same 2849 rows.
#[test]
fn bruchovsky_converts_to_the_known_table() {
    let Some(bytes) = data("bruchovsky/measurements.csv") else {
        return;
    };
    let wanted = csv(std::str::from_utf8(&bytes).unwrap());
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for row in &wanted[1..] {
        let [patient, day, psa, testosterone, cpa, leu, cycle, on] = &row[..] else {
            panic!("{row:?}")
        };
        let name = format!("patient{patient}.txt");
        if files.last().is_none_or(|(last, _)| *last != name) {
            files.push((name, Vec::new()));
        }
        let number: u32 = patient.parse().unwrap();
        let line = format!(
            "{number},1995/6/27 0:00:00,{cpa},{leu},{psa},{testosterone},{cycle},{on},9308,{day}\n"
        );
        files.last_mut().unwrap().1.extend(line.bytes());
    }
    files.reverse();
    let tables = convert("bruchovsky", &files).unwrap();
    assert_eq!(tables[0].0, "measurements.csv");
    same(&csv(&tables[0].1.to_csv()), &wanted);
    let missing = convert("bruchovsky", &files[1..]).unwrap_err();
    assert_eq!(
        missing.to_string(),
        "error[T0071]: the file \"patient060.txt\" of the data set \"bruchovsky\" is missing\n  help: fetch the data set again: forestall data get bruchovsky"
    );
}

/// The flat file of the origin is rebuilt from an independent conversion of four of its five studies.
#[test]
fn laleh_converts_to_the_known_table() {
    let Some(bytes) = data("laleh2022/measurements.csv") else {
        return;
    };
    let wanted = csv(std::str::from_utf8(&bytes).unwrap());
    let mut file = String::from(
        "\"Pt_hashID\",\"Study_Arm\",\"Study_id\",\"Arm_id\",\"T_weeks\",\"T_days\",\"Lesion_diam\",\"Lesion_vol\",\"Lesion_normvol\",\"response\",\"readings\"\n",
    );
    for row in &wanted[1..] {
        let [
            patient,
            study,
            arm,
            day,
            week,
            diameter,
            volume,
            normalised,
            response,
            readings,
        ] = &row[..]
        else {
            panic!("{row:?}")
        };
        writeln!(file, "\"{patient}\",\"Study_{study}_Arm_{arm}\",\"{study}\",{arm},{week},{day},{diameter},{volume},{normalised},\"{response}\",{readings}").unwrap();
    }
    let tables = convert(
        "laleh2022",
        &[("flat_patient_data.csv".into(), file.into_bytes())],
    )
    .unwrap();
    same(&csv(&tables[0].1.to_csv()), &wanted);
}

/// The original files themselves: 7 patients, 86 volumes, and the result reads with dates as times.
#[test]
fn gliomas_convert_to_86_volumes_of_7_patients() {
    let mut files = Vec::new();
    for file in plan("lgg_temozolomide").unwrap() {
        let Some(bytes) = data(&format!("lgg_temozolomide/{}", file.save_as)) else {
            return;
        };
        files.push((file.save_as, bytes));
    }
    let tables = convert("lgg_temozolomide", &files).unwrap();
    assert_eq!(tables[0].1.rows(), 86);
    let mapping = Mapping::new("patient", "date").assay(AssayColumn::new("volume_cm3"));
    let cohort = read_measurements("lgg", tables[0].1.to_csv().as_bytes(), &mapping).unwrap();
    assert_eq!((cohort.patients.len(), cohort.readings()), (7, 86));
    // Patient 4: 2004-01-28 to 2006-04-20.
    assert_eq!(
        (cohort.patients[3].id.as_str(), cohort.patients[3].end),
        ("p4", 813.0)
    );
}

#[test]
fn files_that_are_laid_out_otherwise_are_refused() {
    let bad = |name: &str, file: &str, text: &str| {
        let mut files: Vec<(String, Vec<u8>)> = plan(name)
            .unwrap()
            .into_iter()
            .map(|file| (file.save_as, b"1,,,,,,1,1,1,1\n".to_vec()))
            .collect();
        for entry in &mut files {
            if entry.0 == file {
                entry.1 = text.as_bytes().to_vec();
            }
        }
        convert(name, &files).unwrap_err().to_string()
    };
    assert_eq!(
        bad(
            "bruchovsky",
            "patient001.txt",
            "1,1995/6/27 0:00:00,200,,high,16,1,1,9308,16\n"
        ),
        "error[T0072]: patient001.txt is not laid out as its origin lays it out\n  --> patient001.txt:1:26\n    |\n  1 | 1,1995/6/27 0:00:00,200,,high,16,1,1,9308,16\n    |                          ^^^^\n  expected: a number\n  help: fetch the data set again, or use another version of this program"
    );
    assert_eq!(
        bad(
            "laleh2022",
            "flat_patient_data.csv",
            "a,b,c,d,e,f,g,h,i,j,k\n"
        ),
        "error[T0072]: flat_patient_data.csv is not laid out as its origin lays it out\n  --> flat_patient_data.csv:1:1\n    |\n  1 | a,b,c,d,e,f,g,h,i,j,k\n    | ^\n  expected: a header that begins with Pt_hashID\n  help: fetch the data set again, or use another version of this program"
    );
}

#[test]
fn sets_that_need_no_conversion_say_so() {
    assert_eq!(dataset("strobl2021").unwrap().conversion, Conversion::AsIs);
    assert!(convert("strobl2021", &[]).unwrap().is_empty());
    assert!(matches!(
        dataset("zhang2022").unwrap().conversion,
        Conversion::ByHand(_)
    ));
}
