//! Reads what laboratories and clinics measure.
//!
//! [`read_measurements`] turns a table (CSV, TSV, Parquet; wide or long) into [`Measurements`], following a [`Mapping`] that says
//! which columns hold the patient, the time, the assays and the drugs. Whatever cannot be read without guessing is refused with
//! its place. [`read_population`] reads tables of virtual patients, [`read_doses`] records of doses. [`read_profile`] and [`read_study`] turn mutation tables, variant calls, copy numbers, fusions and lists of events
//! into a [`Profile`](forestall_base::Profile). [`datasets`] is a catalogue of public data sets. Everything happens in memory: this crate opens no file and no connection, and prints nothing.

mod closing;
mod datasets;
mod date;
mod delimited;
mod doses;
mod encoding;
mod formula;
mod layout;
mod long;
mod mapping;
mod measurements;
mod molecular;
mod patient;
mod population;
mod pseudonym;
mod reader;
mod refusals;
mod row;
mod rows;
mod value;

pub use datasets::{Conversion, Dataset, Download, convert, dataset, datasets, plan};
pub use doses::{DoseRecord, DoseTable, DosedPatient, read_doses};
pub use mapping::{
    AssayColumn, ColumnFormula, DrugColumn, Mapping, PlainColumn, RowFormula, TextMeaning,
};
pub use measurements::{LeftOut, Measurements};
pub use molecular::{
    AmplificationRule, Build, GeneSet, PairRow, PairSheet, Panel, ProfileFormat, ProfileOptions,
    Region, SampleSheet, VafMeaning, read_gene_lengths, read_profile, read_profile_from,
    read_study,
};
pub use population::{PopulationTable, RowCondition, read_population};
pub use pseudonym::pseudonym;
pub use reader::read_measurements;
