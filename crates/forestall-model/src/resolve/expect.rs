//! `[expect]`: numbers that the model must reproduce.

use super::checker::Checker;
use super::place::Place;
use crate::document::{Closeness, ColumnFormula, Entry, ExpectTableTable, ExpectTableValue};
use crate::{Expect, ExpectTable, Expr, Outcome, Status, Tolerance};
use forestall_base::Diagnostic;

/// A formula times a factor between units of time.
fn scaled(text: String, factor: f64) -> String {
    if factor == 1.0 {
        text
    } else {
        format!("({text}) * {}", crate::print::number(factor))
    }
}

/// Engines that can give a number.
const ENGINES: [&str; 4] = ["ode", "exact", "hybrid", "spatial"];

impl Checker<'_, '_> {
    /// Expectations in the order of the file.
    pub fn expects(&mut self) {
        let document = self.document;
        for entry in &document.expect.0 {
            let expect = self.expect(entry);
            self.core.expects.push(expect);
        }
    }

    fn expect(&mut self, entry: &Entry<ExpectTableValue>) -> Expect {
        let document = self.document;
        let table = &entry.value;
        let regimens: Vec<&str> = document
            .regimen
            .0
            .iter()
            .map(|own| own.name.as_str())
            .collect();
        let regimen = table
            .regimen
            .as_ref()
            .and_then(|text| self.index_of(text.span, "regimen", &text.value, &regimens));
        let variant = table.variant.as_ref().map(|text| {
            let variants: Vec<&str> = document
                .variant
                .0
                .iter()
                .map(|own| own.name.as_str())
                .collect();
            self.index_of(text.span, "variant", &text.value, &variants);
            text.value.clone()
        });
        let has_table = table.table.is_some();
        let names: Vec<&str> = document
            .parameter
            .0
            .iter()
            .map(|own| own.name.as_str())
            .collect();
        let mut with = Vec::new();
        for value in &table.with.0 {
            self.refuse_columns(&value.value, has_table);
            let Some(index) = self.index_of(value.span, "parameter", &value.name, &names) else {
                continue;
            };
            let factor = self.parameter_factors[index];
            with.push((index, scaled(value.value.value.clone(), factor)));
        }
        self.refuse_columns(&table.equals, has_table);
        let of = self
            .resolve(&table.of, &Place::outcome("\"of\" of an expectation"))
            .expr;
        // The loss is replayed on the recorded schedule; steady states are those of the first doses.
        let (mut runs, mut steady, mut many) = (false, false, false);
        of.walk(&mut |part| {
            runs |= matches!(part, Expr::Outcome(own) if *own != Outcome::Loss);
            steady |= matches!(part, Expr::Outcome(own) if own.is_of_steady_states());
            many |= matches!(part, Expr::Outcome(own) if own.is_of_many_runs());
        });
        if steady {
            self.refuse_without_steady(table);
        }
        let engine = self.engine(table, many);
        let by_row = table
            .table
            .as_ref()
            .is_some_and(|table| table.regimen.is_some());
        if runs && table.regimen.is_none() && !by_row && !regimens.is_empty() {
            let note = Diagnostic::error(
                "M0705",
                format!("[expect.{}] does not say which regimen is run", entry.name),
            )
            .expected(format!("regimen = one of {}", regimens.join(", ")));
            self.reader.note(entry.span, note);
        }
        Expect {
            name: entry.name.clone(),
            regimen,
            variant,
            engine,
            runs: table.runs.map(|count| count.value),
            with,
            of,
            equals: table.equals.value.clone(),
            tolerance: match table.tolerance {
                None | Some(Closeness::Exact) => Tolerance::Exact,
                Some(Closeness::Relative(x)) => Tolerance::Relative(x),
                Some(Closeness::Absolute(x)) => Tolerance::Absolute(x),
            },
            table: table
                .table
                .as_ref()
                .map(|own| self.expect_table(own, &regimens)),
            status: table
                .status
                .as_ref()
                .map_or(Status::Published, |word| word.value),
            source: table.source.value.clone(),
        }
    }

    /// The engine that gives the number; many runs with chance in them are not for the deterministic one.
    fn engine(&mut self, table: &ExpectTableValue, many: bool) -> String {
        let engine = table.engine.as_ref();
        if let Some(text) = engine {
            self.index_of(text.span, "engine", &text.value, &ENGINES);
        }
        let engine = engine.map_or("ode", |text| text.value.as_str()).to_owned();
        if engine == "ode" {
            if many {
                let note = Diagnostic::error(
                    "M0710",
                    "the quantity is about many runs with chance in them, which engine \"ode\" does not make",
                )
                .expected("engine = \"exact\", \"hybrid\" or \"spatial\"");
                self.reader.note(table.of.token, note);
            }
            if let Some(runs) = &table.runs {
                let note = Diagnostic::error("M0710", "engine \"ode\" makes one run");
                self.reader.note(runs.span, note.help("delete \"runs\""));
            }
        }
        engine
    }

    /// Without a table there are no columns.
    fn refuse_columns(&mut self, formula: &ColumnFormula, has_table: bool) {
        if let (false, Some(column)) = (has_table, formula.columns.first()) {
            let note = Diagnostic::error(
                "M0706",
                format!("\"{column}\" would be a column, but the expectation has no table"),
            )
            .help("write a number, or add table = { file = \"...\" }");
            self.reader.note(formula.span, note);
        }
    }

    fn expect_table(&mut self, table: &ExpectTableTable, regimens: &[&str]) -> ExpectTable {
        let regimen = table.regimen.as_ref().map(|column| {
            let mut texts = Vec::new();
            for entry in &column.texts.0 {
                let text = &entry.value;
                if let Some(index) = self.index_of(text.span, "regimen", &text.value, regimens) {
                    texts.push((entry.name.clone(), index));
                }
            }
            (column.column.value.clone(), texts)
        });
        let patient = match (&table.patient, &table.data) {
            (Some(patient), Some(data)) => Some((patient.value.clone(), data.value.clone())),
            (None, None) => None,
            (Some(one), None) | (None, Some(one)) => {
                let note = Diagnostic::error("M0707", "\"patient\" and \"data\" go together")
                    .expected("the column that names the patient, and the table of measurements");
                self.reader.note(one.span, note);
                None
            }
        };
        let mut by_name = Vec::new();
        if table.by_name.is_some_and(|flag| flag.0) {
            let document = self.document;
            for (index, entry) in document.parameter.0.iter().enumerate() {
                let factor = self.parameter_factors[index];
                by_name.push((index, scaled(entry.name.clone(), factor)));
            }
        }
        ExpectTable {
            file: table.file.value.clone(),
            regimen,
            only: (table.only.0.iter())
                .map(|entry| (entry.name.clone(), entry.value.value.clone()))
                .collect(),
            patient,
            by_name,
            sum: table.sum.map(|number| number.value),
            mean: table.mean.map(|number| number.value),
            median: table.median.map(|number| number.value),
        }
    }
}
