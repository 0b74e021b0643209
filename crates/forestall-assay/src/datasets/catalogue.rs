//! The catalogue itself. Every address was seen at the origin in the version it names.

use super::{Conversion, Dataset, Download};

const RAW: &str = "https://raw.githubusercontent.com";

/// Patients of the Bruchovsky trial whose file is taken from the older and from the newer of two versions of the repository,
/// which keep them in folders that differ in one letter.
const BRUCHOVSKY: [(&str, &str, &[u32]); 2] = [
    (
        "acae46ec840387704a2e1b75edfe62ec8a24beaf",
        "Data",
        &[
            1, 4, 6, 13, 14, 16, 17, 22, 26, 28, 30, 31, 32, 36, 39, 40, 42, 50, 51, 52,
        ],
    ),
    (
        "6bf74d13ec6ba7974354abb1b6c000421c745329",
        "data",
        &[
            2, 3, 11, 12, 15, 19, 20, 24, 25, 29, 37, 41, 44, 46, 54, 55, 56, 58, 60,
        ],
    ),
];

/// Folder of the files, then file name there and SHA-256.
type Files = (&'static str, &'static [(&'static str, &'static str)]);

const STROBL_2021: Files = (
    "MathOnco/AT_costOfResistance_LVModel/36003a0930b81bd7aa00a9431ea90639f680cdc7/data/ttpComparison",
    &[
        (
            "ttpAnalysis_Tumour2.csv",
            "42e21119aefc39fcbb8c627667463ae9db78fbdf066d7361caf35270fe99cbc8",
        ),
        (
            "ttpAnalysis_Tumour3.csv",
            "39666892f38f6a3aac13aba6a8ae5144b1b29799f8c490e7768ca87cf4d6bd29",
        ),
        (
            "ttpAnalysis_Tumour4.csv",
            "3e0c1cdca9284260ead1d814876319ecd853f93b42e9c6c8b3fb441d730d547f",
        ),
        (
            "ttpComparison_cost_noTurnover.csv",
            "e7d3056a91379ec75f8e796a142fd2ff31d98611017019ca3d39b3a7c16a5923",
        ),
        (
            "ttpComparison_cost_withTurnover.csv",
            "10e4cd83a424c6e4eeabde61acd75918f56cef8bd834ef2d9038e9239d848860",
        ),
        (
            "ttpComparison_densDeath_withTurnover.csv",
            "e0135c78f8ea3d1ec5b82b6c00fcdec29657453cf39549ff9d97a707c118ccb9",
        ),
        (
            "ttpComparison_prostatevsBreast.csv",
            "4de8cace388b75d75fc3d7bda4cabae89df61a76bf3a72fb6bb8bcdd794d8274",
        ),
    ],
);

const STROBL_2022: Files = (
    "MathOnco/strobl2021_space_modulates_competition_AT/c358d29c1af26f7f0097a4d7033af38473cfb2b3/data",
    &[(
        "costTurnoverSweep_ODE.csv",
        "f4d8b0856d6d989aa0b8e3d023633b3da477f9f7a6a0375b950dbd97e9aad11f",
    )],
);

const GLIOMAS: Files = (
    "ThibDelo/LGG_resistance/ba13c64023e0e5b41d6adc15f8e4c63e0cc6acd3/1_Data/1_1_Patient_data",
    &[
        (
            "data_p1.csv",
            "a82e093b59f3726b4a6661a747db2f7b50910782bb558fe8cdf662db11536dff",
        ),
        (
            "data_p2.csv",
            "7119f330473220d8745e416671f684f5dd1af0d546fb2fa856981fe25ff8bfce",
        ),
        (
            "data_p3.csv",
            "b1f5e5b5a8634c1b0c5084d1b53b4aceb75a8473628c2a3f080ad285e90b3aba",
        ),
        (
            "data_p4.csv",
            "3c7a6c78a3b7ba4c7b8806f86dbf601088ddd8503845534584da796246553e7c",
        ),
        (
            "data_p5.csv",
            "6650e2047675596418c5e47c9cbf6516505ed513d6f5ab0471a597d52e9147f4",
        ),
        (
            "data_p6.csv",
            "264e371e137db6472bcc1a53c99fa9bad55343ec3c8eab47cd55a59986ebdd83",
        ),
        (
            "data_p7.csv",
            "b6564e673d528177b811a77c266340df7e71fac657d35658ded0276ff1f310bf",
        ),
    ],
);

const PLUMKY: Files = (
    "cristinavaghi/plumky/5b0a84fd684d4c11164c00d7efd29a850c7eaffa/data",
    &[
        (
            "breast_fluo_data.txt",
            "9983b7338086e4cc46727ab55182ec5992d6cde445104bc6f7a0536bec5cfdcd",
        ),
        (
            "breast_vol_data.txt",
            "f6641ce7319b7fb99d6d41bbe1f2eff0cc17fe8385030178234c34e9bda5df27",
        ),
        (
            "lung_vol_data.txt",
            "7bba01a08c1c134f7823699d8a0b329062553942fac8b93368d28aac23b04048",
        ),
    ],
);

const PARPI: [Files; 2] = [
    (
        "MathOnco/PARPi_Model/2a6142af6d04291bc8d47fd5271b612fa764fe1d/data",
        &[(
            "continuousTreatmentDf_cleaned.csv",
            "b8fc50ebad58efde072b0d06fa565473126582f206db053995d83113b642205b",
        )],
    ),
    (
        "MathOnco/PARPi_Model/1daa4e69d88ef4491da3843c840360602d3a6ed3/data",
        &[(
            "intermittentTreatmentDf_cleaned.csv",
            "d3ec6a6b58ff5542b7c4c2ca587feca6b8ecd2e53cd58a144f92ef72da577235",
        )],
    ),
];

fn files(of: &Files) -> Vec<Download> {
    let (folder, files) = of;
    files
        .iter()
        .map(|&(name, sha256)| Download {
            url: format!("{RAW}/{folder}/{name}"),
            sha256: Some(sha256),
            save_as: name.to_owned(),
        })
        .collect()
}

/// A file whose content hash is not known.
fn unhashed(path: &str, save_as: String) -> Download {
    Download {
        url: format!("{RAW}/{path}"),
        sha256: None,
        save_as,
    }
}

fn bruchovsky_files() -> Vec<Download> {
    let mut files = Vec::new();
    for (version, folder, patients) in BRUCHOVSKY {
        for patient in patients {
            let name = format!("patient{patient:03}.txt");
            let path = format!(
                "Michaelrising/PPOProstateCancer/{version}/{folder}/dataTanaka/Bruchovsky_et_al/{name}"
            );
            files.push(unhashed(&path, name));
        }
    }
    files.sort_by(|a, b| a.save_as.cmp(&b.save_as));
    files
}

/// Every public data set that is known, by name.
pub fn datasets() -> Vec<Dataset> {
    vec![
        Dataset {
            name: "bruchovsky",
            title: "Intermittent androgen suppression, PSA and testosterone",
            citation: "doi:10.1002/cncr.21989",
            licence: "CC0 at the origin, put there by a third party and not by the trialists",
            origin: "https://github.com/Michaelrising/PPOProstateCancer",
            contains: "39 patients with prostate cancer, 2849 rows, 2027 PSA values: patient, day, psa_ng_per_ml, testosterone_nmol_per_l, cyproterone_mg, leuprolide_mg (other drugs as text), cycle, on_treatment",
            conversion: Conversion::ToTable,
            files: bruchovsky_files(),
        },
        Dataset {
            name: "laleh2022",
            title: "Target lesions under chemotherapy and immunotherapy in five studies",
            citation: "doi:10.1371/journal.pcbi.1009822",
            licence: "MIT (repository)",
            origin: "https://github.com/ablaom/TumorGrowth.jl",
            contains: "one lesion per patient with 3 or more readings: patient, study, arm, day, week, diameter_mm, volume_mm3, volume_normalised, response, readings; some patients have two readings on one day",
            conversion: Conversion::ToTable,
            files: vec![unhashed(
                "ablaom/TumorGrowth/3408467e06b703b5f41eeff486086cdac86a0763/data/flat_patient_data.csv",
                "flat_patient_data.csv".to_owned(),
            )],
        },
        Dataset {
            name: "lgg_temozolomide",
            title: "Low-grade gliomas under temozolomide, MRI volumes",
            citation: "doi:10.1371/journal.pcbi.1011208",
            licence: "none stated at the origin: for your own use, do not pass on",
            origin: "https://github.com/ThibDelo/LGG_resistance",
            contains: "7 patients, 86 volumes over 2 to 9 years: patient, date, volume_cm3",
            conversion: Conversion::ToTable,
            files: files(&GLIOMAS),
        },
        Dataset {
            name: "parpi2024",
            title: "Ovarian cancer cells under olaparib, continuous and intermittent",
            citation: "doi:10.1101/2023.03.22.533721",
            licence: "none stated at the origin: for your own use, do not pass on",
            origin: "https://github.com/MathOnco/PARPi_Model",
            contains: "OVCAR3 and OVCAR4 confluence over 9 days (720 rows, by dose) and 21 days (1296 rows, by day of withdrawal)",
            conversion: Conversion::AsIs,
            files: PARPI.iter().flat_map(files).collect(),
        },
        Dataset {
            name: "plumky",
            title: "Untreated tumours in mice",
            citation: "doi:10.1371/journal.pcbi.1007178",
            licence: "GPL-3 (package)",
            origin: "https://github.com/cristinavaghi/plumky",
            contains: "breast (66 mice, 583 volumes), lung (20, 188), breast by fluorescence (8, 64): ID, Time (day), Observation (mm3, cells)",
            conversion: Conversion::AsIs,
            files: files(&PLUMKY),
        },
        Dataset {
            name: "strobl2021",
            title: "Turnover and cost of resistance: published times to progression",
            citation: "doi:10.1158/0008-5472.CAN-20-0806",
            licence: "GPL-3 (repository)",
            origin: "https://github.com/MathOnco/AT_costOfResistance_LVModel",
            contains: "times to progression (day) under continuous (MTD) and adaptive therapy (number = threshold): 184 comparisons and three cost-by-turnover grids",
            conversion: Conversion::AsIs,
            files: files(&STROBL_2021),
        },
        Dataset {
            name: "strobl2022",
            title: "Space modulates competition: cost and turnover sweep of the ODE model",
            citation: "Communications Medicine 2 (2022), 46",
            licence: "none stated at the origin: for your own use, do not pass on",
            origin: "https://github.com/MathOnco/strobl2021_space_modulates_competition_AT",
            contains: "16 cells of cost by turnover, times to progression (day) under continuous and adaptive therapy; empty = indefinite control",
            conversion: Conversion::AsIs,
            files: files(&STROBL_2022),
        },
        Dataset {
            name: "zhang2022",
            title: "Adaptive abiraterone in castrate-resistant prostate cancer, PSA",
            citation: "doi:10.7554/eLife.76284",
            licence: "code MIT, data CC0",
            origin: "https://github.com/cunninghamjj/Evolution-based-mathematical-models-significantly-prolong-response-to-Abiraterone-in-mCRPC",
            contains: "17 adaptive and 15 continuous patients, 678 PSA values, in an Excel workbook",
            conversion: Conversion::ByHand(
                "export the workbook as one CSV with the columns patient, day, psa_ng_per_ml, abiraterone_on (1 and 0)",
            ),
            files: vec![unhashed(
                "cunninghamjj/Evolution-based-mathematical-models-significantly-prolong-response-to-Abiraterone-in-mCRPC/ffa835ce8f4252d92a8c97f0e7324a1b6f87727b/data/TrialPatientData.xlsx",
                "TrialPatientData.xlsx".to_owned(),
            )],
        },
    ]
}
