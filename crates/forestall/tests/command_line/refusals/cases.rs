//! The cases: what is typed.

/// Name, arguments. All exit with 2.
pub const CASES: &[(&str, &str)] = &[
    // The command line itself.
    ("unknown-command", "simulat model.toml"),
    ("unknown-option", "check model.toml --strict"),
    ("threads-zero", "check model.toml --threads 0"),
    ("threads-text", "check model.toml --threads many"),
    ("check-without-model", "check"),
    ("verify-without-path", "verify"),
    // The catalogue.
    ("catalogue-class-unknown", "catalogue list --class bypas"),
    ("catalogue-gene-unknown", "catalogue list --gene EGFT"),
    ("catalogue-drug-unknown", "catalogue list --drug osimertinb"),
    ("catalogue-disease-unknown", "catalogue list --disease NSCL"),
    ("catalogue-show-near", "catalogue show egfr-t790n"),
    ("catalogue-show-part", "catalogue show c797s"),
    ("catalogue-lint-missing", "catalogue lint missing.toml"),
    ("catalogue-lint-folder", "catalogue lint folder"),
    ("catalogue-lint-key", "catalogue lint own-key.toml"),
    ("catalogue-lint-wrong", "catalogue lint own-wrong.toml"),
    ("catalogue-lint-taken", "catalogue lint own-taken.toml"),
    (
        "catalogue-lint-confirmed-alone",
        "catalogue lint own-key.toml --confirmed pmids.tsv",
    ),
    (
        "catalogue-own-wrong",
        "catalogue list --catalogue own-wrong.toml",
    ),
    (
        "catalogue-import-missing",
        "catalogue import civic missing.tsv",
    ),
    ("catalogue-import-columns", "catalogue import civic psa.csv"),
    (
        "catalogue-import-nothing",
        "catalogue import civic civic.tsv --min-rating 4",
    ),
    (
        "catalogue-import-stars",
        "catalogue import civic civic.tsv --min-rating 6",
    ),
    (
        "catalogue-import-over",
        "catalogue import civic civic.tsv --out folder",
    ),
    // Model files.
    ("model-missing", "check missing.toml"),
    ("model-folder", "check folder"),
    ("model-empty", "check empty.toml"),
    ("model-not-utf8", "check latin1.toml"),
    ("model-utf16", "check utf16.toml"),
    ("model-table-instead", "check psa.csv"),
    ("model-library-near", "simulate strobl-2021-turnovr"),
    ("model-toml", "check toml.toml"),
    ("model-unknown-key", "check key.toml"),
    ("model-unknown-name", "expand name.toml"),
    ("model-units", "check units.toml"),
    ("model-expression", "check expression.toml"),
    ("model-duplicate", "check twice.toml"),
    ("model-two-errors", "check two.toml"),
    ("variant-unknown", "check model.toml --variant low-dose"),
    ("variants-two-wrong", "check variants.toml"),
    ("models-show-near", "models show strobl-2021-turnovr"),
    ("models-show-unknown", "models show nothing"),
    (
        "model-library-path",
        "check models/strobl-2021-turnover.toml",
    ),
    ("models-unknown", "models strobl"),
    ("sbml-which-regimen", "expand model.toml --format sbml"),
    (
        "sbml-regimen-near",
        "expand model.toml --format sbml --regimen at5O",
    ),
    (
        "sbml-visits",
        "expand model.toml --format sbml --regimen at50",
    ),
    ("sbml-not-asked", "expand model.toml --regimen at50"),
    ("verify-missing", "verify missing.toml"),
    ("verify-folder-without-models", "verify folder"),
    // Analyses.
    ("analyse-what", "analyse"),
    ("analyse-without-ranges", "analyse steady model.toml"),
    (
        "analyse-range-near",
        "analyse steady model.toml --range s=0:1 --range R=0:1",
    ),
    (
        "analyse-range-order",
        "analyse steady model.toml --range S=1:0 --range R=0:1",
    ),
    (
        "analyse-dose-unknown",
        "analyse steady model.toml --range S=0:1 --range R=0:1 --dose E=1",
    ),
    (
        "analyse-dose-negative",
        "analyse steady model.toml --range S=0:1 --range R=0:1 --dose D=-1",
    ),
    (
        "analyse-map",
        "analyse steady cunningham-mcrpc-three-type --range Tplus=0:1",
    ),
    (
        "analyse-single-doses",
        "analyse steady hahnfeldt-1999-angiogenesis --regimen daily_20 --range V=1:1e5 --range K=1:1e5 --range g=0:100",
    ),
    (
        "analyse-along-near",
        "analyse continuation lu-2013-emt --along SNAI --from 1 --to 2",
    ),
    (
        "analyse-along-bounds",
        "analyse continuation lu-2013-emt --along SNAIL --from 1 --to 1e9",
    ),
    (
        "analyse-along-one-value",
        "analyse continuation lu-2013-emt --along SNAIL --from 5 --to 5",
    ),
    (
        "analyse-along-logarithm",
        "analyse continuation lu-2013-emt --along SNAIL --log",
    ),
    (
        "analyse-show-near",
        "analyse continuation lu-2013-emt --along SNAIL --show Zeb",
    ),
    (
        "analyse-of-near",
        "analyse sensitivity model.toml --of time(progresion)",
    ),
    (
        "analyse-of-steady",
        "analyse sensitivity lu-2013-emt --of steady_states()",
    ),
    (
        "analyse-of-missing",
        "analyse sensitivity lai-2025-exhaustion",
    ),
    (
        "analyse-parameter-near",
        "analyse sensitivity model.toml --parameter R",
    ),
    (
        "analyse-local-spread",
        "analyse sensitivity model.toml --spread 0.2",
    ),
    (
        "analyse-spread-large",
        "analyse sensitivity model.toml --method sobol --spread 20",
    ),
    (
        "analyse-prior-text",
        "analyse sensitivity model.toml --method sobol --prior r=lognorm(1,1)",
    ),
    (
        "analyse-samples",
        "analyse sensitivity model.toml --method sobol --samples 1",
    ),
    (
        "analyse-population-one",
        "analyse population model.toml --patients 1",
    ),
    (
        "analyse-report-alone",
        "analyse steady lu-2013-emt --report",
    ),
    // Simulation.
    ("regimen-near", "simulate model.toml --regimen at5O"),
    ("regimen-unknown", "simulate model.toml --regimen surgery"),
    ("regimen-none", "simulate no-regimen.toml"),
    (
        "population-missing",
        "simulate model.toml --population nowhere.csv",
    ),
    (
        "population-number",
        "simulate model.toml --population bad-patients.csv",
    ),
    (
        "population-condition",
        "simulate model.toml --population bad-patients.csv --only age",
    ),
    (
        "population-column",
        "simulate model.toml --population bad-patients.csv --only agee>60",
    ),
    (
        "population-nobody",
        "simulate model.toml --population bad-patients.csv --only age>100",
    ),
    (
        "population-and-patients",
        "simulate model.toml --population bad-patients.csv --patients 5",
    ),
    (
        "population-and-spread",
        "analyse population model.toml --population good-patients.csv --spread 0.2",
    ),
    ("patients-zero", "simulate model.toml --patients 0"),
    ("patients-negative", "simulate model.toml --patients=-3"),
    (
        "patients-too-many",
        "simulate model.toml --patients 4000000000",
    ),
    ("visits-tiny", "simulate model.toml --visits 1e-9"),
    (
        "regimen-twice",
        "simulate model.toml --regimen at50 --regimen at50",
    ),
    ("set-twice", "simulate model.toml --set n0=0.3 --set n0=0.4"),
    ("patients-text", "simulate model.toml --patients ten"),
    (
        "patients-section-missing",
        "simulate no-patients.toml --patients 10",
    ),
    ("seed-negative", "simulate model.toml --seed=-1"),
    ("visits-zero", "simulate model.toml --visits 0"),
    ("visits-nan", "simulate model.toml --visits nan"),
    ("engine-exact", "simulate model.toml --engine exact"),
    ("engine-hybrid", "simulate model.toml --engine hybrid"),
    ("engine-spatial", "simulate model.toml --engine spatial"),
    ("engine-unknown", "simulate model.toml --engine lattice"),
    ("set-no-equals", "simulate model.toml --set n0"),
    ("set-no-number", "simulate model.toml --set n0=half"),
    ("set-empty", "simulate model.toml --set n0="),
    ("set-nan", "simulate model.toml --set n0=nan"),
    ("set-decimal-comma", "simulate model.toml --set n0=0,5"),
    ("set-near", "simulate model.toml --set fr=0.1"),
    (
        "set-unknown",
        "simulate model.toml --set carrying_capacity=1",
    ),
    ("set-outside-bounds", "simulate model.toml --set n0=3"),
    // Fits and forecasts.
    ("fit-without-data", "fit model.toml"),
    ("fit-data-missing", "fit model.toml --data missing.csv"),
    ("fit-data-folder", "fit model.toml --data folder"),
    ("fit-no-data-section", "fit no-data.toml --data psa.csv"),
    ("fit-no-fit-section", "fit no-fit.toml --data psa.csv"),
    (
        "fit-method-saem",
        "fit model.toml --data psa.csv --method saem",
    ),
    (
        "fit-method-unknown",
        "fit model.toml --data psa.csv --method mcmc",
    ),
    (
        "fit-sum-of-squares-posterior",
        "fit squares.toml --data psa.csv",
    ),
    (
        "fit-patient-near",
        "fit model.toml --data psa.csv --patients P1,p2",
    ),
    (
        "fit-patient-unknown",
        "fit model.toml --data psa.csv --patients Jones",
    ),
    (
        "fit-starts-zero",
        "fit model.toml --data psa.csv --starts 0",
    ),
    ("fit-ess-zero", "fit model.toml --data psa.csv --ess 0"),
    (
        "fit-set-free",
        "fit model.toml --data psa.csv --method map --set n0=0.3",
    ),
    (
        "fit-profile-without-grid",
        "fit model.toml --data psa.csv --method map --profile",
    ),
    (
        "fit-key-missing",
        "fit model.toml --data psa.csv --pseudonymise missing.key",
    ),
    (
        "fit-key-empty",
        "fit model.toml --data psa.csv --pseudonymise empty.key",
    ),
    ("plan-of-nothing", "plan --draws 5"),
    (
        "forecast-hold-out-zero",
        "forecast model.toml --data psa.csv --hold-out 0",
    ),
    (
        "forecast-hold-out-and-after",
        "forecast model.toml --data psa.csv --hold-out 2 --after 100",
    ),
    (
        "forecast-after-nan",
        "forecast model.toml --data psa.csv --after nan",
    ),
    // Tables.
    ("table-empty", "fit model.toml --data empty.csv"),
    ("table-header-only", "fit model.toml --data header.csv"),
    ("table-columns", "fit model.toml --data columns.csv"),
    ("table-column-near", "fit model.toml --data near.csv"),
    ("table-column-twice", "fit model.toml --data twice.csv"),
    ("table-nan", "fit model.toml --data nan.csv"),
    ("table-text", "fit model.toml --data text.csv"),
    ("table-infinite", "fit model.toml --data infinite.csv"),
    ("table-negative", "fit model.toml --data negative.csv"),
    ("table-decimal-comma", "fit model.toml --data comma.csv"),
    ("table-dates-and-days", "fit model.toml --data dates.csv"),
    ("table-time-empty", "fit model.toml --data timeless.csv"),
    ("table-time-back", "fit model.toml --data back.csv"),
    (
        "table-patient-twice",
        "fit model.toml --data patient-twice.csv",
    ),
    ("table-patient-empty", "fit model.toml --data nobody.csv"),
    ("table-ragged", "fit model.toml --data ragged.csv"),
    ("table-quote", "fit model.toml --data quote.csv"),
    ("table-latin1", "fit model.toml --data latin1.csv"),
    ("table-utf16", "fit model.toml --data utf16.csv"),
    ("table-workbook", "fit model.toml --data workbook.xlsx"),
    (
        "table-parquet-broken",
        "fit model.toml --data broken.parquet",
    ),
    ("table-below-limit-text", "fit model.toml --data below.csv"),
    ("table-dose-text", "fit model.toml --data dose.csv"),
    (
        "table-three-problems",
        "forecast model.toml --data three.csv",
    ),
];
