//! The cases of an `[expect]`: one, or one for each row of its table.

use forestall_base::Diagnostics;
use forestall_model::{ExpectTable, Formula};

use super::check::Check;
use super::rows::{Row, Rows};

/// A row with everything that is to be run for it.
pub(super) struct Case {
    pub(super) label: String,
    pub(super) regimen: usize,
    pub(super) parameters: Vec<f64>,
    pub(super) expected: f64,
    pub(super) patient: Option<String>,
}

impl Check<'_> {
    /// Parses a formula of this check.
    fn formula(&self, text: &str) -> Result<Formula, Diagnostics> {
        Formula::parse(text).map_err(|d| self.refuse(format!("formula `{text}`: {}", d.message)))
    }

    /// Whether only sum, mean or median of the rows is stated, not the value of each.
    pub(super) fn only_whole(&self) -> bool {
        let whole = |t: &ExpectTable| t.sum.or(t.mean).or(t.median).is_some();
        self.expect.equals.trim() == "any" && self.expect.table.as_ref().is_some_and(whole)
    }

    pub(super) fn cases(&self, rows: &Rows) -> Result<Vec<Case>, Diagnostics> {
        let equals = if self.only_whole() {
            "0"
        } else {
            self.expect.equals.as_str()
        };
        let equals = self.formula(equals)?;
        let with: Vec<(usize, Formula)> = self
            .expect
            .with
            .iter()
            .map(|(index, text)| Ok((*index, self.formula(text)?)))
            .collect::<Result<_, Diagnostics>>()?;
        let table = self.expect.table.as_ref();
        let mut by_name = Vec::new();
        for (index, text) in table.map_or(&[][..], |table| &table.by_name) {
            if rows.has(&self.core.parameters[*index].name) {
                by_name.push((*index, self.formula(text)?));
            }
        }
        for formula in with.iter().map(|(_, f)| f).chain([&equals]) {
            if let Some(missing) = formula.names().iter().find(|n| !rows.has(n)) {
                let columns = rows.columns().join(", ");
                return Err(self.refuse(format!(
                    "`{missing}` is no column of the table; its columns are {columns}"
                )));
            }
        }
        let mut cases = Vec::new();
        for row in rows.iter() {
            let mut parameters = self.core.defaults();
            // What the expectation says itself goes before what the table has under the same name.
            for (index, formula) in by_name.iter().chain(&with) {
                parameters[*index] = formula.evaluate(&|name| row.number(name));
            }
            cases.push(Case {
                label: row.label(),
                regimen: self.regimen(&row)?,
                parameters,
                expected: equals.evaluate(&|name| row.number(name)),
                patient: self.patient_of(&row),
            });
        }
        Ok(cases)
    }

    fn regimen(&self, row: &Row<'_>) -> Result<usize, Diagnostics> {
        let by_column = self.expect.table.as_ref().and_then(|t| t.regimen.as_ref());
        if let Some((column, map)) = by_column {
            let text = row.text(column).unwrap_or_default();
            let found = map.iter().find(|(key, _)| key == text);
            return found.map(|(_, r)| *r).ok_or_else(|| {
                self.refuse(format!(
                    "column `{column}` holds \"{text}\", which names no regimen"
                ))
            });
        }
        let default = if self.core.regimens.is_empty() {
            None
        } else {
            Some(0)
        };
        self.expect
            .regimen
            .or(default)
            .ok_or_else(|| self.refuse("the model has no regimen"))
    }

    fn patient_of(&self, row: &Row<'_>) -> Option<String> {
        let (column, _) = self.expect.table.as_ref()?.patient.as_ref()?;
        row.text(column).map(str::to_owned)
    }
}
