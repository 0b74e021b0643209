//! Tables of virtual patients: a row for each patient, a column for each parameter that differs between them.

use forestall_base::{Diagnostic, Diagnostics, nearest};

use crate::refusals::Refusals;
use crate::rows::Rows;

/// Virtual patients of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct PopulationTable {
    /// Parameters that have a column, by their place in the list that was asked for.
    pub parameters: Vec<usize>,
    /// Columns that are no parameters.
    pub covariates: Vec<String>,
    /// Per patient, in the order of the rows, a value per entry of `parameters`.
    pub patients: Vec<Vec<f64>>,
    /// Rows that a condition left out.
    pub left_out: usize,
}

/// A condition on a column: `arm=2`, `age>=65`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowCondition {
    column: String,
    comparison: Comparison,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Equal,
    Unequal,
    AtMost,
    AtLeast,
    Less,
    Greater,
}

/// Longer signs first, so that `<=` is not read as `<`.
const SIGNS: [(&str, Comparison); 6] = [
    ("!=", Comparison::Unequal),
    ("<=", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("=", Comparison::Equal),
    ("<", Comparison::Less),
    (">", Comparison::Greater),
];

impl RowCondition {
    /// Reads `COLUMN=TEXT`, or a comparison of numbers with `!=`, `<`, `<=`, `>` or `>=`; `None` where there is no sign, or nothing on a
    /// side of it.
    ///
    /// ```
    /// use forestall_assay::RowCondition;
    /// assert!(RowCondition::parse("age >= 65").is_some());
    /// assert!(RowCondition::parse("age").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let at = text.find(['=', '<', '>', '!'])?;
        let (sign, comparison) = SIGNS
            .iter()
            .find(|(sign, _)| text[at..].starts_with(sign))?;
        let (column, wanted) = (text[..at].trim(), text[at + sign.len()..].trim());
        let orders = !matches!(comparison, Comparison::Equal | Comparison::Unequal);
        let legal = !column.is_empty()
            && !wanted.is_empty()
            && (!orders || wanted.parse::<f64>().is_ok_and(f64::is_finite));
        legal.then(|| Self {
            column: column.to_owned(),
            comparison: *comparison,
            text: wanted.to_owned(),
        })
    }

    /// Whether a cell meets it; `None` where it is not the number that is to be compared.
    fn met(&self, cell: &str) -> Option<bool> {
        let number = |text: &str| text.parse::<f64>().ok().filter(|x| x.is_finite());
        let same = || match number(cell).zip(number(&self.text)) {
            Some((a, b)) => a == b,
            None => cell == self.text,
        };
        let ordered =
            |holds: fn(&f64, &f64) -> bool| Some(holds(&number(cell)?, &number(&self.text)?));
        match self.comparison {
            Comparison::Equal => Some(same()),
            Comparison::Unequal => Some(!same()),
            Comparison::AtMost => ordered(f64::le),
            Comparison::AtLeast => ordered(f64::ge),
            Comparison::Less => ordered(f64::lt),
            Comparison::Greater => ordered(f64::gt),
        }
    }
}

/// Reads a table of virtual patients (CSV, TSV, Parquet). Columns that have the name of a parameter hold its values; others are
/// covariates, which conditions may ask for. `parameters` are names with bounds.
///
/// # Errors
/// Refusals with their place: an empty table, no column that is a parameter, a column given twice, a condition on a column that is
/// not there, a row of another width, a value that is no finite number or lies outside of the bounds, no row that meets all conditions.
pub fn read_population(
    file: &str,
    bytes: &[u8],
    parameters: &[(&str, (f64, f64))],
    only: &[RowCondition],
) -> Result<PopulationTable, Diagnostics> {
    let (mut rows, names) = Rows::open(file, bytes)?;
    let place = |column: Option<usize>| rows.heading(&names, column);
    if names.iter().all(String::is_empty) {
        return Err(Diagnostic::error("T0080", format!("{file} is empty"))
            .expected("a header with names of parameters, and a row for each patient")
            .into());
    }
    if let Some(twice) =
        (1..names.len()).find(|&k| !names[k].is_empty() && names[..k].contains(&names[k]))
    {
        let message = format!("the column \"{}\" is given twice", names[twice]);
        return Err(Diagnostic::error("T0081", message)
            .at(place(Some(twice)))
            .help("give each column a name of its own")
            .into());
    }
    let mut columns: Vec<(usize, usize)> = Vec::new();
    let mut covariates = Vec::new();
    for (column, name) in names.iter().enumerate() {
        match parameters.iter().position(|(own, _)| own == name) {
            Some(parameter) => columns.push((column, parameter)),
            None => covariates.push(name.clone()),
        }
    }
    if columns.is_empty() {
        let own = || parameters.iter().map(|(name, _)| *name);
        let near = names
            .iter()
            .find_map(|name| Some((name, nearest(name, own())?)));
        let help = match near {
            Some((name, near)) => format!("did you mean \"{near}\" by \"{name}\"?"),
            None => format!("the model has {}", own().collect::<Vec<_>>().join(", ")),
        };
        return Err(
            Diagnostic::error("T0082", "no column is a parameter of the model")
                .at(place(None))
                .expected("columns with names of parameters")
                .help(help)
                .into(),
        );
    }
    let mut conditions = Vec::new();
    for condition in only {
        let Some(column) = names.iter().position(|name| *name == condition.column) else {
            let near = nearest(&condition.column, names.iter().map(String::as_str));
            let help = near.map_or_else(
                || format!("the columns are {}", names.join(", ")),
                |near| format!("did you mean \"{near}\"?"),
            );
            let message = format!("there is no column \"{}\"", condition.column);
            return Err(Diagnostic::error("T0083", message)
                .at(place(None))
                .help(help)
                .into());
        };
        conditions.push((column, condition));
    }
    let mut table = PopulationTable {
        parameters: columns.iter().map(|(_, parameter)| *parameter).collect(),
        covariates,
        patients: Vec::new(),
        left_out: 0,
    };
    let mut refusals = Refusals::default();
    while !refusals.full() && rows.advance()? {
        match patient(&rows, &names, &columns, parameters, &conditions) {
            Ok(Some(values)) => table.patients.push(values),
            Ok(None) => table.left_out += 1,
            Err(refusal) if refusal.0.is_empty() => {}
            Err(refusal) => refusals.extend(refusal),
        }
    }
    refusals.result()?;
    if table.patients.is_empty() {
        let message = match table.left_out {
            0 => format!("{file} has a header and no patient"),
            n => format!("{file}: none of {n} rows meets the conditions"),
        };
        return Err(Diagnostic::error("T0084", message).into());
    }
    Ok(table)
}

/// The values of a row, or nothing where a condition leaves it out; a blank row is refused without a word.
fn patient(
    rows: &Rows<'_>,
    names: &[String],
    columns: &[(usize, usize)],
    parameters: &[(&str, (f64, f64))],
    conditions: &[(usize, &RowCondition)],
) -> Result<Option<Vec<f64>>, Diagnostics> {
    if (0..rows.width()).all(|column| rows.cell(column).is_empty()) {
        return Err(Diagnostics(Vec::new()));
    }
    if rows.width() != names.len() {
        let cells = if rows.width() == 1 { "cell" } else { "cells" };
        let message = format!("found {} {cells} below {} names", rows.width(), names.len());
        return Err(Diagnostic::error("T0085", message)
            .at(rows.location(rows.width().min(names.len())))
            .expected(format!(
                "{} cells, separated by {}s",
                names.len(),
                rows.delimiter()
            ))
            .into());
    }
    for (column, condition) in conditions {
        let cell = rows.cell(*column);
        match condition.met(&cell) {
            Some(true) => {}
            Some(false) => return Ok(None),
            None => {
                let message = format!("found \"{cell}\" in the column \"{}\"", names[*column]);
                return Err(Diagnostic::error("T0086", message)
                    .at(rows.location(*column))
                    .expected("a number, since the condition compares numbers")
                    .into());
            }
        }
    }
    let mut refused = Vec::new();
    let mut values = Vec::new();
    for &(column, parameter) in columns {
        let (name, (low, high)) = parameters[parameter];
        let cell = rows.cell(column);
        let refuse = |message: String, expected: String| {
            Diagnostic::error("T0087", message)
                .at(rows.location(column))
                .expected(expected)
        };
        match cell.parse::<f64>().ok().filter(|x| x.is_finite()) {
            None => refused.push(refuse(
                format!("found \"{cell}\" as value of the parameter \"{name}\""),
                "a finite number".to_owned(),
            )),
            Some(x) if !(low..=high).contains(&x) => refused.push(refuse(
                format!("{x} lies outside the bounds of the parameter \"{name}\""),
                format!("{low} to {high}"),
            )),
            Some(x) => values.push(x),
        }
    }
    if refused.is_empty() {
        Ok(Some(values))
    } else {
        Err(Diagnostics(refused))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMETERS: [(&str, (f64, f64)); 2] = [("r", (0.0, 1.0)), ("K", (0.0, f64::INFINITY))];

    fn read(text: &str, only: &[&str]) -> Result<PopulationTable, String> {
        let only: Vec<RowCondition> = only
            .iter()
            .map(|c| RowCondition::parse(c).unwrap())
            .collect();
        read_population("t.csv", text.as_bytes(), &PARAMETERS, &only).map_err(|d| d.to_string())
    }

    #[test]
    fn rows_are_patients_and_conditions_choose_among_them() {
        let text = "\u{feff}id;K;arm;r\r\na;1e3;1;0.1\r\nb;2e3;2;0.2\r\n\r\nc;3e3;2.0;0.3\r\n";
        let all = read(text, &[]).unwrap();
        assert_eq!(all.parameters, [1, 0]);
        assert_eq!(all.covariates, ["id", "arm"]);
        assert_eq!(all.patients, [[1e3, 0.1], [2e3, 0.2], [3e3, 0.3]]);
        let chosen = |only: &[&str]| {
            let table = read(text, only).unwrap();
            assert_eq!(table.left_out + table.patients.len(), 3);
            table
                .patients
                .iter()
                .map(|p| p[0] / 1e3)
                .collect::<Vec<_>>()
        };
        assert_eq!(chosen(&["arm=2"]), [2.0, 3.0]);
        assert_eq!(chosen(&["arm != 2"]), [1.0]);
        assert_eq!(chosen(&["id=b"]), [2.0]);
        assert_eq!(chosen(&["r>0.1", "K<=2000"]), [2.0]);
        assert_eq!(chosen(&["K >= 2e3", "r < 0.3"]), [2.0]);
    }

    #[test]
    fn what_is_no_population_is_refused_with_its_place() {
        for (text, only, wanted) in [
            ("", "r>0", "t.csv: the table is empty"),
            ("\n\n", "r>0", "t.csv: the table is empty"),
            ("r,K\n", "r>0", "has a header and no patient"),
            (
                "r,K\n0.1,5\n",
                "r>0.5",
                "none of 1 rows meets the conditions",
            ),
            (
                "R,k\n0.1,5\n",
                "R>0",
                "no column is a parameter of the model",
            ),
            ("r,r\n0.1,5\n", "r>0", "\"r\" is given twice"),
            ("r,K\n0.1,5\n", "Q>0", "there is no column \"Q\""),
            ("r,K\n0.1\n", "r>0", "found 1 cell below 2 names"),
            (
                "r,K\n0.1,NaN\n",
                "r>0",
                "found \"NaN\" as value of the parameter \"K\"",
            ),
            (
                "r,K\n0.1,\n",
                "r>0",
                "found \"\" as value of the parameter \"K\"",
            ),
            (
                "r,K\r0.1,2\r1.5,2\r",
                "r>0",
                "1.5 lies outside the bounds of the parameter \"r\"",
            ),
            (
                "r,K,age\n0.1,2,old\n",
                "age>60",
                "found \"old\" in the column \"age\"",
            ),
        ] {
            let said = read(text, &[only]).unwrap_err();
            assert!(said.contains(wanted), "{said}");
        }
        let said = read("r,K\n0.1,2\n0.2,-3\n", &[]).unwrap_err();
        assert!(said.contains("t.csv:3:5"), "{said}");
    }

    #[test]
    fn a_condition_is_a_column_a_sign_and_a_value() {
        for bad in ["", "arm", "=2", "arm=", "age>old", "age>NaN", "!x"] {
            assert_eq!(RowCondition::parse(bad), None, "{bad}");
        }
    }
}
