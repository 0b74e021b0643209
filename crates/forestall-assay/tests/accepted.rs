//! What the reader accepts, and what it makes of it.

use forestall_assay::{
    AssayColumn, LeftOut, Mapping, Measurements, TextMeaning, pseudonym, read_measurements,
};
use forestall_base::Censoring;
use forestall_base::{Column, Table};

fn psa() -> Mapping {
    Mapping::new("patient", "day").assay(AssayColumn::new("psa"))
}

fn read(table: impl AsRef<[u8]>, mapping: &Mapping) -> Measurements {
    read_measurements("t.csv", table.as_ref(), mapping).unwrap_or_else(|errors| panic!("{errors}"))
}

/// Line, time and value of every reading of the first patient.
fn rows(cohort: &Measurements) -> Vec<(usize, f64, f64)> {
    let readings = &cohort.patients[0].readings;
    readings
        .iter()
        .map(|reading| (reading.line, reading.time, reading.value))
        .collect()
}

#[test]
fn delimiters_line_ends_quotes_and_the_byte_order_mark_do_not_matter() {
    let wanted = [(2, 0.0, 6.06), (3, 27.0, 0.03)];
    for table in [
        "patient,day,psa\nP1,0,6.06\nP1,27,0.03\n",
        "patient;day;psa\r\nP1;0;6.06\r\nP1;27;0.03",
        "patient\tday\tpsa\rP1\t0\t6.06\rP1\t27\t0.03\r",
        "\u{feff}\"patient\", \"day\" ,\"psa\"\n\"P1\",\"0\",\" 6.06\"\n \"P1\" ,27,3e-2\n",
        "patient,note,day,psa\nP1,\"a, \"\"b\"\"\",0,6.06\nP1,,27,+.03\n\n",
    ] {
        let cohort = read(table, &psa());
        assert_eq!(rows(&cohort), wanted, "{table:?}");
        assert_eq!(cohort.patients[0].id, "P1");
    }
    // Blank lines and lines of empty cells count as lines, not as visits.
    let cohort = read("\n\npatient,day,psa\n,,\nP1,0,1\n\nP1,7,2\n", &psa());
    assert_eq!(rows(&cohort), [(5, 0.0, 1.0), (7, 7.0, 2.0)]);
    assert_eq!((cohort.left_out(LeftOut::Blank), cohort.rows), (1, 3));
}

#[test]
fn values_below_and_above_a_limit_are_censored() {
    let mut mapping = psa();
    mapping.assays[0].detection_limit = Some(0.05);
    mapping.texts = vec![
        ("small".into(), TextMeaning::Below),
        ("NA".into(), TextMeaning::Missing),
    ];
    let cohort = read(
        "patient,day,psa\nP1,0,<0.1\nP1,1,>= 500\nP1,2,small\nP1,3,NA\nP1,4,\n",
        &mapping,
    );
    let got: Vec<_> = cohort.patients[0]
        .readings
        .iter()
        .map(|r| (r.value, r.censoring))
        .collect();
    assert_eq!(
        got,
        [
            (0.1, Censoring::Left),
            (500.0, Censoring::Right),
            (0.05, Censoring::Left)
        ]
    );
    assert_eq!(cohort.left_out, [(LeftOut::NoReading, 2)]);
}

#[test]
fn long_tables_carry_several_assays_censoring_and_schedule_rows() {
    let mut mapping = psa().drug("abiraterone", "on");
    mapping = mapping.assay(AssayColumn::new("testosterone"));
    let table = "patient,day,observable,value,censoring,upper,on\n\
        P1,0,psa,6,,,1\nP1,0,testosterone,1.5,none,,1\nP1,14,,,,,0\n\
        P1,28,psa,0.1,left,,0\nP1,28,weight,80,,,0\nP1,56,psa,2,interval,3,1\nP1,60,psa,<1,LEFT,,1\n";
    let cohort = read(table, &mapping);
    let got: Vec<_> = cohort.patients[0]
        .readings
        .iter()
        .map(|r| (r.assay, r.time, r.value, r.censoring))
        .collect();
    assert_eq!(
        got,
        [
            (0, 0.0, 6.0, Censoring::None),
            (1, 0.0, 1.5, Censoring::None),
            (0, 28.0, 0.1, Censoring::Left),
            (0, 56.0, 2.0, Censoring::Interval { upper: 3.0 }),
            (0, 60.0, 1.0, Censoring::Left),
        ]
    );
    let doses: Vec<_> = cohort.patients[0]
        .doses
        .iter()
        .map(|dose| (dose.time, dose.amount))
        .collect();
    assert_eq!(doses, [(0.0, 1.0), (14.0, 0.0), (56.0, 1.0)]);
    assert_eq!(
        cohort.left_out,
        [(LeftOut::NoReading, 1), (LeftOut::OtherObservable, 1)]
    );
}

#[test]
fn dates_become_days_since_the_first_row_in_the_unit_of_the_model() {
    let table =
        "patient,day,psa\nP1,2004-02-27,1\nP1,2004-03-05,2\nP2,2010-01-01,3\nP2,2010-01-15,4\n";
    let mut mapping = psa();
    let cohort = read(table, &mapping);
    assert_eq!(rows(&cohort), [(2, 0.0, 1.0), (3, 7.0, 2.0)]);
    assert_eq!(
        (cohort.patients[1].start, cohort.patients[1].end),
        (0.0, 14.0)
    );
    mapping.day = 1.0 / 7.0;
    assert_eq!(read(table, &mapping).patients[1].end, 2.0);
}

#[test]
fn time_zero_is_as_given_or_the_first_row() {
    let table = "patient,day,psa,on\nP1,16,1,1\nP1,44,2,0\n";
    let mut mapping = psa().drug("d", "on");
    let as_given = read(table, &mapping);
    assert_eq!(
        (as_given.patients[0].start, as_given.patients[0].end),
        (16.0, 44.0)
    );
    mapping.start_at_first = true;
    let shifted = read(table, &mapping);
    assert_eq!(rows(&shifted), [(2, 0.0, 1.0), (3, 28.0, 2.0)]);
    assert_eq!(shifted.patients[0].doses[1].time, 28.0);
    // A schedule that begins before the first reading sets time 0.
    let early = read(
        "patient,day,psa,on\nP1,10,,1\nP1,16,1,1\nP1,30,,0\n",
        &mapping,
    );
    assert_eq!(rows(&early), [(3, 6.0, 1.0)]);
    assert_eq!(
        (early.patients[0].start, early.patients[0].end),
        (0.0, 20.0)
    );
}

#[test]
fn readings_weigh_more_where_a_drug_changes_but_not_at_the_ends() {
    let mut mapping = psa().drug("d", "on").drug("e", "two");
    mapping.assays[0].weight_at_switch = 5.0;
    let table = "patient,day,psa,on,two\nP1,0,1,1,0\nP1,1,1,1,0\nP1,2,1,0,0\nP1,3,1,0,2.5\n\
        P1,4,1,0,5\nP1,5,,1,5\nP1,6,1,1,5\nP1,7,1,0,5\nP2,0,1,1,0\nP2,1,1,0,0\n";
    let cohort = read(table, &mapping);
    let weights = |at: usize| {
        cohort.patients[at]
            .readings
            .iter()
            .map(|r| r.weight)
            .collect::<Vec<_>>()
    };
    // Day 4 changes an amount, not a status; the change of day 5 has no reading; day 7 is the last row.
    assert_eq!(weights(0), [1.0, 1.0, 5.0, 5.0, 1.0, 1.0, 1.0]);
    assert_eq!(weights(1), [1.0, 1.0]);
    let amounts: Vec<_> = cohort.patients[0]
        .doses
        .iter()
        .map(|d| (d.time, d.drug, d.amount))
        .collect();
    assert_eq!(
        amounts,
        [
            (0.0, 0, 1.0),
            (0.0, 1, 0.0),
            (2.0, 0, 0.0),
            (3.0, 1, 2.5),
            (4.0, 1, 5.0),
            (5.0, 0, 1.0),
            (7.0, 0, 0.0)
        ]
    );
}

#[test]
fn patients_may_alternate_as_long_as_each_stays_sorted() {
    let cohort = read("patient,day,psa\nB,0,1\nA,0,2\nB,7,3\nA,7,4\n", &psa());
    let ids: Vec<&str> = cohort
        .patients
        .iter()
        .map(|patient| patient.id.as_str())
        .collect();
    assert_eq!(ids, ["B", "A"]);
    assert_eq!(rows(&cohort), [(2, 0.0, 1.0), (4, 7.0, 3.0)]);
}

#[test]
fn rows_without_consent_are_left_out_and_counted() {
    let table = "patient,day,psa,consent\nP1,0,1,yes\nP1,7,2,TRUE\nP1,14,,no\nP2,0,x,no\nP3,0,1,\n";
    let cohort = read(table, &psa());
    assert_eq!((cohort.patients.len(), cohort.readings()), (1, 2));
    assert_eq!(cohort.left_out, [(LeftOut::NoConsent, 3)]);
    assert_eq!(
        cohort.excluded,
        [
            ("P2".into(), "no consent".into()),
            ("P3".into(), "no consent".into())
        ]
    );
    assert_eq!(cohort.patients[0].end, 7.0);
}

#[test]
fn excluded_patients_are_not_even_checked() {
    let mut mapping = psa();
    mapping.exclude = vec![
        ("P2".into(), "no drug record".into()),
        ("p9".into(), "typing error".into()),
    ];
    let cohort = read(
        "patient,day,psa\nP1,0,1\nP2,x,y\nP9,0,2\nP9,1,2\nP3,0,\n",
        &mapping,
    );
    assert_eq!(
        cohort.excluded,
        [
            ("P2".into(), "no drug record".into()),
            ("P3".into(), "no value of any assay".into())
        ]
    );
    let notes: Vec<String> = cohort.notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        [
            "warning[T0102]: [data.exclude] names the patient \"p9\", who is not in the table\n  help: did you mean \"P9\"?",
            "warning[T0101]: patient \"P1\" (line 2) has one reading\n  help: one reading fixes a size, no rate; more readings are needed for a fit of one patient",
        ]
    );
}

#[test]
fn empty_dose_cells_are_no_dose_and_said_so() {
    let mapping = psa().drug("d", "on");
    let cohort = read(
        "patient,day,psa,on\nP1,0,1,true\nP1,7,2,\nP1,14,3,\n",
        &mapping,
    );
    let doses: Vec<_> = cohort.patients[0]
        .doses
        .iter()
        .map(|dose| (dose.time, dose.amount))
        .collect();
    assert_eq!(doses, [(0.0, 1.0), (7.0, 0.0)]);
    assert_eq!(
        cohort.notes[0].to_string(),
        "warning[T0103]: 2 empty cells of the column \"on\" read as no dose of the drug \"d\"\n  help: write 0 where a drug was not given, so that a gap in the record can be told from it"
    );
}

#[test]
fn pseudonyms_replace_identifiers_everywhere() {
    let key = b"a key of the ward".to_vec();
    let mut mapping = psa();
    mapping.assays[0].divisors = vec![("Jane Doe".into(), 2.0)];
    mapping.pseudonym_key = Some(key.clone());
    mapping.exclude = vec![("John Doe".into(), "moved".into())];
    let cohort = read("patient,day,psa\nJane Doe,0,1\nJohn Doe,0,1\n", &mapping);
    assert_eq!(cohort.patients[0].id, pseudonym(&key, "Jane Doe"));
    assert_eq!(cohort.patients[0].divisors, [Some(2.0)]);
    assert_eq!(
        cohort.excluded,
        [(pseudonym(&key, "John Doe"), "moved".into())]
    );
    assert!(!format!("{cohort:?}").contains("Doe"));
}

#[test]
fn negative_values_are_read_where_the_assay_allows_them() {
    let mut mapping = psa();
    mapping.assays[0].may_be_negative = true;
    assert_eq!(
        rows(&read("patient,day,psa\nP1,-3,-0.5\nP1,0,2\n", &mapping))[0],
        (2, -3.0, -0.5)
    );
}

#[allow(clippy::unwrap_used)]
fn long_parquet(values: Vec<String>) -> Vec<u8> {
    let days = vec![0, 28, 28];
    Table::new(vec![
        Column::text("patient", vec!["P1".into(); 3]),
        Column::integer("day", "day", days),
        Column::text(
            "observable",
            vec!["psa".into(), "psa".into(), "weight".into()],
        ),
        Column::text("value", values),
        Column::flag("on", vec![true, false, false]),
    ])
    .unwrap()
    .to_parquet()
    .unwrap()
}

#[test]
fn parquet_reads_like_text() {
    let mapping = psa().drug("d", "on");
    let cohort = read(
        long_parquet(vec!["6.06".into(), "<0.1".into(), "80".into()]),
        &mapping,
    );
    assert_eq!(rows(&cohort), [(1, 0.0, 6.06), (2, 28.0, 0.1)]);
    assert_eq!(
        (
            cohort.patients[0].doses[0].amount,
            cohort.patients[0].doses[1].amount
        ),
        (1.0, 0.0)
    );
    let wide = Table::new(vec![
        Column::text("patient", vec!["P1".into(); 3]),
        Column::number("day", "day", vec![0.0, 27.5, 1e6]),
        Column::number("psa", "ng/ml", vec![6.06, f64::NAN, 1e-300]),
    ]);
    let cohort = read(wide.unwrap().to_parquet().unwrap(), &psa());
    assert_eq!(rows(&cohort), [(1, 0.0, 6.06), (3, 1e6, 1e-300)]);
}

/// Columns of a type that cannot be meant: flags as times and as values.
#[test]
fn parquet_columns_of_another_type_are_refused() {
    let table = Table::new(vec![
        Column::integer("patient", "1", vec![1]),
        Column::flag("day", vec![true]),
        Column::flag("psa", vec![false]),
    ]);
    let bytes = table.unwrap().to_parquet().unwrap();
    let errors = read_measurements("flags.parquet", &bytes, &psa()).unwrap_err();
    assert_eq!(
        errors.to_string(),
        "error[T0032]: found \"true\" as time\n  --> flags.parquet:1:4\n    |\n  1 | 1, true, false\n    |    ^^^^\n  expected: a number in the time unit of the model, or dates written YYYY-MM-DD in every row\n  help: write a number, or name another column as time in [data]"
    );
    let table = Table::new(vec![
        Column::integer("patient", "1", vec![1]),
        Column::integer("day", "day", vec![0]),
        Column::flag("psa", vec![false]),
    ]);
    let bytes = table.unwrap().to_parquet().unwrap();
    let errors = read_measurements("flags.parquet", &bytes, &psa()).unwrap_err();
    assert!(
        errors
            .to_string()
            .starts_with("error[T0040]: found \"false\" as value of the assay \"psa\""),
        "{errors}"
    );
}

#[test]
fn parquet_refusals_show_the_row_as_text() {
    let table = long_parquet(vec!["6.06".into(), "high".into(), String::new()]);
    let errors = read_measurements("long.parquet", &table, &psa()).unwrap_err();
    assert_eq!(
        errors.to_string(),
        "error[T0040]: found \"high\" as value of the assay \"psa\"\n  --> long.parquet:2:14\n    |\n  2 | P1, 28, psa, high, false\n    |              ^^^^\n  expected: a number, <0.1 for below detection, or an empty cell for not measured\n  help: say what it means in [data.text]: \"high\" = \"missing\" or \"below\""
    );
    let errors = read_measurements(
        "long.parquet",
        &table,
        &Mapping::new("patient", "Day").assay(AssayColumn::new("psa")),
    )
    .unwrap_err();
    assert_eq!(
        errors.to_string(),
        "error[T0011]: there is no column \"Day\" (the time)\n  --> long.parquet:1:10\n    |\n  1 | patient, day, observable, value, on\n    |          ^^^\n  expected: one of patient, day, observable, value, on\n  help: did you mean \"day\"?"
    );
}

/// Refusals of one kind take time in proportion to their number, not to its square.
#[test]
fn a_table_full_of_refusals_is_still_read_in_one_pass() {
    let mut table = String::from("patient,day,psa\n");
    for day in 0..200_000 {
        table.push_str(&["P1,", &day.to_string(), ",NA\n"].concat());
    }
    let errors = read_measurements("t.csv", table.as_bytes(), &psa()).unwrap_err();
    assert_eq!(errors.0.len(), 1);
    assert_eq!(
        errors.0[0].message,
        "found \"NA\" as value of the assay \"psa\" (200000 times, here first)"
    );
}

#[test]
fn places_behind_line_ends_in_quotes_are_right() {
    let table = "patient,day,note,psa\nP1,0,\"a\nb\",1\nP1,1,\"c\r\nd\",x\n";
    let errors = read_measurements("t.csv", table.as_bytes(), &psa()).unwrap_err();
    let at = errors.0[0].location.clone().unwrap();
    assert_eq!((at.line, at.column, at.text.as_str()), (5, 4, "d\",x"));
}
