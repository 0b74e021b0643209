//! Tables as CSV.

use std::fmt::Write as _;
use std::path::Path;

use crate::file::write_atomically;
use crate::table::{Table, Values};
use crate::table_error::TableError;

impl Table {
    /// The table as CSV: header, comma, LF, quotes only where needed, numbers in the shortest form that reads back the same.
    ///
    /// NaN becomes an empty cell; flags are `true` and `false`. Units are not part of CSV: use Parquet where they matter.
    pub fn to_csv(&self) -> String {
        let mut text = String::new();
        for (i, column) in self.columns().iter().enumerate() {
            if i > 0 {
                text.push(',');
            }
            push_cell(&mut text, &column.name);
        }
        text.push('\n');
        for row in 0..self.rows() {
            for (i, column) in self.columns().iter().enumerate() {
                if i > 0 {
                    text.push(',');
                }
                match &column.values {
                    Values::Number(values) if values[row].is_nan() => {}
                    Values::Number(values) => push_number(&mut text, values[row]),
                    // Writing to a string cannot fail.
                    Values::Integer(values) => drop(write!(text, "{}", values[row])),
                    Values::Text(values) => push_cell(&mut text, &values[row]),
                    Values::Flag(values) => {
                        text.push_str(if values[row] { "true" } else { "false" });
                    }
                }
            }
            // A row of one empty cell would read as a blank line.
            if self.columns().len() == 1 && text.ends_with('\n') {
                text.push_str("\"\"");
            }
            text.push('\n');
        }
        text
    }

    /// Writes [`Table::to_csv`] to a file, whole or not at all.
    ///
    /// # Errors
    /// [`TableError::File`].
    pub fn write_csv(&self, path: &Path) -> Result<(), TableError> {
        write_atomically(path, self.to_csv().as_bytes()).map_err(|source| TableError::File {
            path: path.to_owned(),
            source,
        })
    }
}

fn push_number(text: &mut String, value: f64) {
    let size = value.abs();
    let _ = if value == 0.0 || (1e-5..1e16).contains(&size) || !value.is_finite() {
        write!(text, "{value}")
    } else {
        write!(text, "{value:e}")
    };
}

fn push_cell(text: &mut String, cell: &str) {
    if cell.contains(['"', ',', '\n', '\r', ';', '\t']) || cell.trim() != cell {
        text.push('"');
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(cell);
    }
}

#[cfg(test)]
mod tests {
    use crate::{Column, Table};

    #[test]
    fn cells_are_quoted_only_where_needed() {
        let table = Table::new(vec![
            Column::text("a,b", vec!["x \"y\"".into(), " z".into(), String::new()]),
            Column::number("v", "1", vec![1e-7, f64::NAN, 1e300]),
            Column::integer("n", "1", vec![-1, 0, 7]),
            Column::flag("f", vec![true, false, true]),
        ])
        .unwrap();
        assert_eq!(
            table.to_csv(),
            "\"a,b\",v,n,f\n\"x \"\"y\"\"\",1e-7,-1,true\n\" z\",,0,false\n,1e300,7,true\n"
        );
        let single = Table::new(vec![Column::text("a", vec![String::new()])]).unwrap();
        assert_eq!(single.to_csv(), "a\n\"\"\n");
    }

    #[test]
    fn numbers_read_back_the_same() {
        let values = vec![
            0.1 + 0.2,
            -0.0,
            1.0 / 3.0,
            5e-324,
            f64::MAX,
            113.70,
            1e16,
            123_456.0,
        ];
        let table = Table::new(vec![Column::number("v", "1", values.clone())]).unwrap();
        let read: Vec<f64> = table
            .to_csv()
            .lines()
            .skip(1)
            .map(|cell| cell.parse().unwrap())
            .collect();
        let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&read), bits(&values));
    }
}
