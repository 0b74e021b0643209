//! `--population FILE`: virtual patients from a table.

use std::path::PathBuf;

use forestall_assay::{PopulationTable, RowCondition, read_population};
use forestall_base::HashedFile;
use forestall_model::Core;

use super::{
    failure::Failure,
    files::option_table,
    parameters::{completed, named_bounds},
    print::counted,
};

/// Virtual patients from a table.
#[derive(Debug, clap::Args)]
pub(crate) struct PopulationFile {
    /// Table of virtual patients (CSV, TSV or Parquet): a row for each, columns named like parameters; other columns are covariates.
    #[arg(long, value_name = "FILE", conflicts_with = "patients")]
    pub population: Option<PathBuf>,
    /// Rows of the table to take: COLUMN=TEXT, or a number with !=, <, <=, > or >= (may be given more than once; all must be met).
    #[arg(long, value_name = "CONDITION", requires = "population")]
    pub only: Vec<String>,
}

/// The patients of a table.
pub(crate) struct TablePatients {
    /// Values of all parameters, per patient.
    pub patients: Vec<Vec<f64>>,
    /// Indices of the parameters that the table has.
    pub parameters: Vec<usize>,
    table: PopulationTable,
    file: HashedFile,
}

impl PopulationFile {
    /// The patients of the table, or nothing where none is named; `most` may come. What the table does not have is as in `base`.
    pub(crate) fn patients(
        &self,
        core: &Core,
        base: &[f64],
        most: u32,
    ) -> Result<Option<TablePatients>, Failure> {
        let Some(path) = &self.population else {
            return Ok(None);
        };
        let condition = |text: &String| {
            RowCondition::parse(text).ok_or_else(|| {
                Failure::usage(
                    format!("--only {text}: this is no condition on a column"),
                    "write for example --only arm=2 or --only 'age>=65'",
                )
            })
        };
        let only: Vec<RowCondition> = self.only.iter().map(condition).collect::<Result<_, _>>()?;
        let help = "give a table with a row for each virtual patient";
        let (name, bytes) = option_table("--population", path, help)?;
        let table = read_population(&name, &bytes, &named_bounds(core), &only)?;
        let count = table.patients.len();
        if count > most as usize {
            return Err(Failure::usage(
                format!("{name} has {count} patients: more than {most} do not fit into one run"),
                "take a part of them with --only",
            ));
        }
        let complete = |values: &Vec<f64>| completed(base, &table.parameters, values);
        Ok(Some(TablePatients {
            patients: table.patients.iter().map(complete).collect(),
            parameters: table.parameters.clone(),
            file: HashedFile::of_bytes(name, &bytes),
            table,
        }))
    }
}

impl TablePatients {
    /// What was read, in one sentence.
    pub(crate) fn sentence(&self) -> String {
        let counted = |count: usize, word| format!("{count} {}", counted(count, word));
        let mut told = format!(
            "{} of {} with {} of their own",
            counted(self.patients.len(), "patient"),
            self.file.path,
            counted(self.parameters.len(), "parameter"),
        );
        if !self.table.covariates.is_empty() {
            told += &format!("; no parameters: {}", self.table.covariates.join(", "));
        }
        if self.table.left_out > 0 {
            told += &format!("; --only left out {}", counted(self.table.left_out, "row"));
        }
        told + "."
    }

    /// The table, for the manifest.
    pub(crate) fn file(&self) -> &HashedFile {
        &self.file
    }
}
