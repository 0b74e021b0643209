//! Tests of Parquet in and out.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, DictionaryArray, Float32Array, Int32Array, LargeStringArray,
    RecordBatch, StringArray, types::Int32Type,
};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use proptest::prelude::*;

use crate::{Column, Table, Values};

fn foreign(arrays: Vec<(&str, ArrayRef)>) -> Result<Table, crate::TableError> {
    let fields: Vec<Field> = arrays
        .iter()
        .map(|(name, array)| Field::new(*name, array.data_type().clone(), true))
        .collect();
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(
        schema.clone(),
        arrays.into_iter().map(|(_, array)| array).collect(),
    )
    .unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), schema, None).unwrap();
    writer.write(&batch).unwrap();
    Table::from_parquet(writer.into_inner().unwrap())
}

fn example() -> Table {
    Table::new(vec![
        Column::text(
            "patient",
            vec!["P1".into(), "\u{c4}2".into(), String::new()],
        ),
        Column::number("psa", "ng/ml", vec![6.06, -0.0, f64::INFINITY]),
        Column::integer("cycle", "1", vec![i64::MIN, 0, i64::MAX]),
        Column::flag("on_treatment", vec![true, false, true]),
    ])
    .unwrap()
}

#[test]
fn a_table_reads_back_the_same_with_its_units() {
    let read = Table::from_parquet(example().to_parquet().unwrap()).unwrap();
    assert_eq!(read, example());
    assert_eq!(read.column("psa").unwrap().unit, "ng/ml");
    let none = Table::new(vec![Column::text("a", vec![])]).unwrap();
    assert_eq!(
        Table::from_parquet(none.to_parquet().unwrap()).unwrap(),
        none
    );
    let bare = Table::default();
    assert_eq!(
        Table::from_parquet(bare.to_parquet().unwrap()).unwrap(),
        bare
    );
}

#[test]
fn the_same_table_gives_the_same_bytes() {
    let bytes = example().to_parquet().unwrap();
    assert_eq!(bytes, example().to_parquet().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    example().write_parquet(&path).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    assert_eq!(Table::read_parquet(&path).unwrap(), example());
}

#[test]
fn gaps_and_other_widths_of_foreign_files_are_read() {
    let words: DictionaryArray<Int32Type> = vec![Some("a"), None, Some("a")].into_iter().collect();
    let table = foreign(vec![
        (
            "f32",
            Arc::new(Float32Array::from(vec![Some(1.5), None, Some(-1.0)])),
        ),
        ("i32", Arc::new(Int32Array::from(vec![1, 2, 3]))),
        (
            "gaps",
            Arc::new(Int32Array::from(vec![Some(1), None, None])),
        ),
        (
            "flags",
            Arc::new(BooleanArray::from(vec![Some(true), None, Some(false)])),
        ),
        (
            "large",
            Arc::new(LargeStringArray::from(vec![Some("x"), None, Some("y")])),
        ),
        ("words", Arc::new(words)),
    ])
    .unwrap();
    assert_eq!(table.numbers("f32").unwrap()[2], -1.0);
    assert!(
        table.numbers("f32").unwrap()[1].is_nan() && table.numbers("gaps").unwrap()[1].is_nan()
    );
    assert_eq!(table.integers("i32").unwrap(), [1, 2, 3]);
    assert_eq!(table.texts("flags").unwrap(), ["true", "", "false"]);
    assert_eq!(table.texts("large").unwrap(), ["x", "", "y"]);
    assert_eq!(table.texts("words").unwrap(), ["a", "", "a"]);
}

#[test]
fn other_types_and_damaged_files_are_refused() {
    let list = Arc::new(arrow_array::Date64Array::from(vec![1]));
    assert_eq!(
        foreign(vec![("when", list)]).unwrap_err().to_string(),
        "column \"when\" has the Parquet type Date64; numbers, whole numbers, texts and flags can be read: convert it before"
    );
    let text = Table::from_parquet(b"PAR1 not really".to_vec())
        .unwrap_err()
        .to_string();
    assert!(
        text.starts_with("this is not a Parquet file, or it is damaged ("),
        "{text}"
    );
    let bytes = example().to_parquet().unwrap();
    assert!(Table::from_parquet(bytes[..bytes.len() / 2].to_vec()).is_err());
    let same = foreign(vec![
        ("a", Arc::new(StringArray::from(vec!["x"]))),
        ("a", Arc::new(StringArray::from(vec!["y"]))),
    ]);
    assert_eq!(
        same.unwrap_err().to_string(),
        "two columns are called \"a\": names must differ"
    );
    assert_eq!(DataType::Date64.to_string(), "Date64");
}

proptest! {
    #[test]
    fn any_table_reads_back_the_same(
        rows in prop::collection::vec((any::<f64>(), any::<i64>(), ".*", any::<bool>()), 0..50)
    ) {
        let table = Table::new(vec![
            Column::number("a", "1", rows.iter().map(|row| row.0).collect()),
            Column::integer("b", "", rows.iter().map(|row| row.1).collect()),
            Column::text("c", rows.iter().map(|row| row.2.clone()).collect()),
            Column::flag("d", rows.iter().map(|row| row.3).collect()),
        ]).unwrap();
        let read = Table::from_parquet(table.to_parquet().unwrap()).unwrap();
        let bits = |table: &Table| match &table.columns()[0].values {
            Values::Number(values) => values.iter().map(|x| x.to_bits()).collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        prop_assert_eq!(bits(&read), bits(&table));
        prop_assert_eq!(&read.columns()[1..], &table.columns()[1..]);
    }

    #[test]
    fn damaged_bytes_are_refused_or_read_but_never_panic(at in 0usize..2000, with: u8) {
        let mut bytes = example().to_parquet().unwrap();
        let at = at % bytes.len();
        bytes[at] ^= with;
        let _ = Table::from_parquet(bytes);
    }
}
