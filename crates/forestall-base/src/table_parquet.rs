//! Tables as Parquet: zstd, units in the column metadata under the key `unit`, the same table always as the same bytes.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray,
};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use crate::file::write_atomically;
use crate::table::{Column, Table, Values};
use crate::table_error::TableError;

const UNIT: &str = "unit";

impl Table {
    /// The table as the bytes of a Parquet file; the same table gives the same bytes.
    ///
    /// # Errors
    /// [`TableError::Parquet`], which only a defect or a lack of memory can cause.
    pub fn to_parquet(&self) -> Result<Vec<u8>, TableError> {
        let mut fields = Vec::new();
        let mut arrays: Vec<ArrayRef> = Vec::new();
        for column in self.columns() {
            let (kind, array): (DataType, ArrayRef) = match &column.values {
                Values::Number(values) => (
                    DataType::Float64,
                    Arc::new(Float64Array::from(values.clone())),
                ),
                Values::Integer(values) => {
                    (DataType::Int64, Arc::new(Int64Array::from(values.clone())))
                }
                Values::Text(values) => (
                    DataType::Utf8,
                    Arc::new(StringArray::from_iter_values(values)),
                ),
                Values::Flag(values) => (
                    DataType::Boolean,
                    Arc::new(BooleanArray::from(values.clone())),
                ),
            };
            let unit = HashMap::from([(UNIT.to_owned(), column.unit.clone())]);
            fields.push(Field::new(&column.name, kind, false).with_metadata(unit));
            arrays.push(array);
        }
        let schema = Arc::new(Schema::new(fields));
        let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(self.rows()));
        let batch =
            RecordBatch::try_new_with_options(schema.clone(), arrays, &options).map_err(damaged)?;
        let properties = WriterProperties::builder()
            .set_created_by("forestall".to_owned())
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .build();
        let mut writer =
            ArrowWriter::try_new(Vec::new(), schema, Some(properties)).map_err(damaged)?;
        writer.write(&batch).map_err(damaged)?;
        writer.into_inner().map_err(damaged)
    }

    /// Writes [`Table::to_parquet`] to a file, whole or not at all.
    ///
    /// # Errors
    /// [`TableError::File`] and [`TableError::Parquet`].
    pub fn write_parquet(&self, path: &Path) -> Result<(), TableError> {
        write_atomically(path, &self.to_parquet()?).map_err(|source| TableError::File {
            path: path.to_owned(),
            source,
        })
    }

    /// Reads the bytes of a Parquet file, of this program or another.
    ///
    /// Numbers of any width become [`Values::Number`] or [`Values::Integer`]. A missing value is NaN or an empty text; whole
    /// numbers with gaps become real numbers, flags with gaps become the texts `true`, `false` and empty.
    ///
    /// # Errors
    /// [`TableError::Parquet`], [`TableError::Type`], and those of [`Table::new`].
    pub fn from_parquet(bytes: Vec<u8>) -> Result<Self, TableError> {
        // The library trusts offsets and sizes in the file and panics where a damaged file breaks that trust.
        std::panic::catch_unwind(|| Self::from_sound_parquet(bytes))
            .unwrap_or_else(|_| Err(damaged("its parts contradict each other")))
    }

    fn from_sound_parquet(bytes: Vec<u8>) -> Result<Self, TableError> {
        let builder =
            ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes)).map_err(damaged)?;
        let schema = builder.schema().clone();
        let mut parts: Vec<Vec<ArrayRef>> = vec![Vec::new(); schema.fields().len()];
        for batch in builder.with_batch_size(65_536).build().map_err(damaged)? {
            for (part, array) in parts.iter_mut().zip(batch.map_err(damaged)?.columns()) {
                part.push(array.clone());
            }
        }
        let columns = schema.fields().iter().zip(parts).map(|(field, part)| {
            Ok(Column {
                name: field.name().clone(),
                unit: field.metadata().get(UNIT).cloned().unwrap_or_default(),
                values: values_of(field, &part)?,
            })
        });
        Self::new(columns.collect::<Result<_, TableError>>()?)
    }

    /// Reads a Parquet file; see [`Table::from_parquet`].
    ///
    /// # Errors
    /// [`TableError::File`] and those of [`Table::from_parquet`].
    pub fn read_parquet(path: &Path) -> Result<Self, TableError> {
        let bytes = std::fs::read(path).map_err(|source| TableError::File {
            path: path.to_owned(),
            source,
        })?;
        Self::from_parquet(bytes)
    }
}

fn damaged(error: impl std::fmt::Display) -> TableError {
    TableError::Parquet(error.to_string())
}

fn values_of(field: &Field, parts: &[ArrayRef]) -> Result<Values, TableError> {
    let gaps = parts.iter().any(|part| part.null_count() > 0);
    Ok(match field.data_type() {
        DataType::Float64 => Values::Number(numbers::<Float64Type>(parts, |x| x)),
        DataType::Float32 => Values::Number(numbers::<Float32Type>(parts, f64::from)),
        DataType::Int64 => integers::<Int64Type>(parts, gaps, |x| x),
        DataType::Int32 => integers::<Int32Type>(parts, gaps, i64::from),
        DataType::Int16 => integers::<Int16Type>(parts, gaps, i64::from),
        DataType::Int8 => integers::<Int8Type>(parts, gaps, i64::from),
        DataType::UInt64 => Values::Number(numbers::<UInt64Type>(parts, |x| x as f64)),
        DataType::UInt32 => integers::<UInt32Type>(parts, gaps, i64::from),
        DataType::UInt16 => integers::<UInt16Type>(parts, gaps, i64::from),
        DataType::UInt8 => integers::<UInt8Type>(parts, gaps, i64::from),
        DataType::Utf8 => texts(parts, |part, i| part.as_string::<i32>().value(i).to_owned()),
        DataType::LargeUtf8 => texts(parts, |part, i| part.as_string::<i64>().value(i).to_owned()),
        DataType::Utf8View => texts(parts, |part, i| part.as_string_view().value(i).to_owned()),
        DataType::Boolean if gaps => texts(parts, |part, i| part.as_boolean().value(i).to_string()),
        DataType::Boolean => Values::Flag(
            parts
                .iter()
                .flat_map(|part| part.as_boolean().values().iter().collect::<Vec<_>>())
                .collect(),
        ),
        DataType::Null => Values::Number(vec![f64::NAN; parts.iter().map(Array::len).sum()]),
        DataType::Dictionary(_, inner) if **inner == DataType::Utf8 => {
            let mut all = Vec::new();
            for part in parts {
                let dictionary = part.as_any_dictionary();
                let words = dictionary.values().as_string::<i32>();
                // Without words every key is missing, and asking for the keys would be an error.
                let keys = if words.is_empty() {
                    vec![0; part.len()]
                } else {
                    dictionary.normalized_keys()
                };
                for (i, key) in keys.into_iter().enumerate() {
                    let there = dictionary.keys().is_valid(i) && !words.is_empty();
                    all.push(if there {
                        words.value(key).to_owned()
                    } else {
                        String::new()
                    });
                }
            }
            Values::Text(all)
        }
        other => {
            return Err(TableError::Type {
                name: field.name().clone(),
                found: other.to_string(),
            });
        }
    })
}

fn numbers<T: ArrowPrimitiveType>(parts: &[ArrayRef], to: impl Fn(T::Native) -> f64) -> Vec<f64> {
    let mut all = Vec::new();
    for part in parts {
        let part = part.as_primitive::<T>();
        all.extend(part.iter().map(|value| value.map_or(f64::NAN, &to)));
    }
    all
}

fn integers<T: ArrowPrimitiveType>(
    parts: &[ArrayRef],
    gaps: bool,
    to: impl Fn(T::Native) -> i64,
) -> Values {
    if gaps {
        return Values::Number(numbers::<T>(parts, |value| to(value) as f64));
    }
    let mut all = Vec::new();
    for part in parts {
        all.extend(
            part.as_primitive::<T>()
                .values()
                .iter()
                .map(|&value| to(value)),
        );
    }
    Values::Integer(all)
}

fn texts(parts: &[ArrayRef], value: impl Fn(&ArrayRef, usize) -> String) -> Values {
    let mut all = Vec::new();
    for part in parts {
        all.extend((0..part.len()).map(|i| {
            if part.is_valid(i) {
                value(part, i)
            } else {
                String::new()
            }
        }));
    }
    Values::Text(all)
}
