//! `--doses FILE`: patients under recorded doses.

use std::path::PathBuf;

use forestall_assay::{DoseRecord, DoseTable, DosedPatient, read_doses};
use forestall_base::HashedFile;
use forestall_engine::{Job, Model, Run, Settings, Simulation};
use forestall_model::{
    Core, Decide, DoseTrain, Dosing, Exposure, Expr, Phase, Regimen, Window, program::Builder,
};

use super::{
    failure::Failure,
    files::option_table,
    parameters::{completed, named_bounds},
    print::counted,
};

/// Recorded doses from a table.
#[derive(Debug, clap::Args)]
pub(crate) struct DoseFile {
    /// Table of dose records with NONMEM's columns (ID, TIME, AMT; RATE, II, ADDL, EVID, CMT or DRUG): each ID is a patient under the own
    /// doses, instead of a regimen; columns named like parameters hold the patient's values.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["patients", "population", "regimen", "figure"])]
    pub doses: Option<PathBuf>,
    /// Which drug a number in CMT is (may be given more than once); not needed where the table has a column DRUG or the model one drug.
    #[arg(long = "compartment", value_name = "N=DRUG", requires = "doses")]
    pub compartments: Vec<String>,
}

/// Patients under the doses of a table.
pub(crate) struct DosedPatients {
    /// The model under the doses of the first patient.
    pub model: Model,
    /// Values of all parameters, per patient.
    pub patients: Vec<Vec<f64>>,
    regimens: Vec<Regimen>,
    table: DoseTable,
    file: HashedFile,
}

impl DoseFile {
    /// The patients of the table, or nothing where none is named. What the table does not have is as in `base`.
    pub(crate) fn patients(
        &self,
        core: &Core,
        base: &[f64],
        most: u32,
    ) -> Result<Option<DosedPatients>, Failure> {
        let Some(path) = &self.doses else {
            return Ok(None);
        };
        let help = "give a table with a row for each dose";
        let (name, bytes) = option_table("--doses", path, help)?;
        let table = read_doses(&name, &bytes, &named_bounds(core))?;
        if table.patients.len() > most as usize {
            let message = format!("{name} has more than {most} patients");
            return Err(Failure::usage(message, "make several tables of it"));
        }
        let drugs = Drugs::new(core, &self.compartments, &table, &name)?;
        let regimens: Vec<Regimen> = table
            .patients
            .iter()
            .map(|own| drugs.regimen(&own.records))
            .collect::<Result<_, _>>()?;
        let complete = |own: &DosedPatient| completed(base, &table.parameters, &own.parameters);
        Ok(Some(DosedPatients {
            model: under(core, &regimens[0])?,
            patients: table.patients.iter().map(complete).collect(),
            file: HashedFile::of_bytes(name, &bytes),
            regimens,
            table,
        }))
    }
}

/// The model with one regimen.
fn under(core: &Core, regimen: &Regimen) -> Result<Model, Failure> {
    let mut core = core.clone();
    core.regimens = vec![regimen.clone()];
    core.expects.clear();
    Ok(Model::new(core)?)
}

impl DosedPatients {
    /// Runs every patient, in parallel.
    pub(crate) fn run(&self, settings: &Settings) -> Result<Vec<Run>, Failure> {
        use rayon::prelude::*;
        let one = |(number, regimen): (usize, &Regimen)| {
            let model = under(self.model.core(), regimen)?;
            let job = Job {
                parameters: self.patients[number].clone(),
                tune: Vec::new(),
                patient: number as u32,
            };
            let simulation = Simulation::new(&model, 0, settings.clone())?;
            let mut runs = simulation.run(&[job])?;
            Ok(runs.remove(0))
        };
        self.regimens.par_iter().enumerate().map(one).collect()
    }

    /// What was read, in one sentence.
    pub(crate) fn sentence(&self) -> String {
        let counted = |count: usize, word| format!("{count} {}", counted(count, word));
        let records = self.table.patients.iter().flat_map(|own| &own.records);
        let doses: usize = records.map(|own| own.times as usize).sum();
        let mut told = format!(
            "{} of {} under {}",
            counted(self.patients.len(), "patient"),
            self.file.path,
            counted(doses, "recorded dose"),
        );
        if self.table.observations > 0 {
            told += &format!(
                "; {} without a dose not used",
                counted(self.table.observations, "row")
            );
        }
        if !self.table.unused.is_empty() {
            told += &format!("; columns not used: {}", self.table.unused.join(", "));
        }
        told + "."
    }

    /// The table, for the manifest.
    pub(crate) fn file(&self) -> &HashedFile {
        &self.file
    }
}

/// Which drug of the model a record is of, and how it can be given.
struct Drugs<'a> {
    core: &'a Core,
    /// What `--compartment` says: text of the table and index of the drug.
    meant: Vec<(String, usize)>,
    /// Whether all records can only be of the model's one drug.
    alone: bool,
    /// Per drug, whether a rate of the model reads its dose.
    flows: Vec<bool>,
    file: &'a str,
}

impl<'a> Drugs<'a> {
    fn new(
        core: &'a Core,
        compartments: &[String],
        table: &DoseTable,
        file: &'a str,
    ) -> Result<Self, Failure> {
        let mut records = table.patients.iter().flat_map(|own| &own.records);
        let first = records.next().map(|own| &own.to);
        let alike = records.all(|own| Some(&own.to) == first);
        let mut builder = Builder::new(core, 0, 0);
        for state in &core.states {
            builder.output(&state.rate);
        }
        let program = builder.finish();
        let flows = (0..core.drugs.len()).map(|drug| program.reads(program.layout.dose() + drug));
        let mut drugs = Self {
            core,
            meant: Vec::new(),
            alone: alike && core.drugs.len() == 1,
            flows: flows.collect(),
            file,
        };
        for given in compartments {
            let Some((text, name)) = given.split_once('=') else {
                let message = format!("--compartment {given}: this names no drug");
                let help = "write for example --compartment 2=cetuximab";
                return Err(Failure::usage(message, help));
            };
            let name = name.trim();
            let Some(drug) = drugs.named(name) else {
                let message = format!("--compartment {given}: there is no drug \"{name}\"");
                return Err(Failure::usage(message, drugs.all()));
            };
            drugs.meant.push((text.trim().to_owned(), drug));
        }
        Ok(drugs)
    }

    fn named(&self, name: &str) -> Option<usize> {
        self.core.drugs.iter().position(|own| own.name == name)
    }

    /// The drugs of the model, for messages.
    fn all(&self) -> String {
        let names: Vec<&str> = self
            .core
            .drugs
            .iter()
            .map(|own| own.name.as_str())
            .collect();
        match names.as_slice() {
            [] => "the model has no drug".to_owned(),
            names => format!("the model has {}", names.join(", ")),
        }
    }

    /// The drug of a record.
    fn of(&self, record: &DoseRecord) -> Result<usize, Failure> {
        let to = record.to.as_str();
        let meant = self.meant.iter().find(|own| own.0 == to).map(|own| own.1);
        let drug = meant
            .or_else(|| self.named(to))
            .or_else(|| self.alone.then_some(0));
        drug.ok_or_else(|| {
            let place = format!("{}:{}", self.file, record.line);
            let (message, help) = match to {
                "" => (
                    format!("{place}: which drug is given here?"),
                    "add a column DRUG with names of drugs".to_owned(),
                ),
                _ => (
                    format!("{place}: which drug is \"{to}\"?"),
                    format!("say --compartment {to}=DRUG"),
                ),
            };
            Failure::usage(message, format!("{help}; {}", self.all()))
        })
    }

    /// The regimen of one patient.
    fn regimen(&self, records: &[DoseRecord]) -> Result<Regimen, Failure> {
        let mut doses = vec![Dosing::Constant(Expr::Number(0.0)); self.core.drugs.len()];
        for record in records {
            let drug = self.of(record)?;
            self.give(&mut doses[drug], drug, record)?;
        }
        Ok(Regimen {
            name: "recorded doses".to_owned(),
            note: None,
            tune: Vec::new(),
            decide: Decide::Never,
            phases: vec![Phase {
                name: "recorded doses".to_owned(),
                doses,
                leave: Vec::new(),
            }],
            initial: 0,
        })
    }

    /// Adds a record to what is given of a drug.
    fn give(&self, dosing: &mut Dosing, drug: usize, record: &DoseRecord) -> Result<(), Failure> {
        let own = &self.core.drugs[drug];
        let infused = record.over > 0.0;
        let refuse = |what: &str, help: String| {
            let message = format!("{}:{}: {what}", self.file, record.line);
            Err(Failure::usage(message, help))
        };
        let name = &own.name;
        if infused && !self.flows[drug] {
            return refuse(
                &format!("an infusion of {name} flows into no state"),
                format!("add into = \"...\" to [drug.{name}] of the model, or leave RATE out"),
            );
        }
        if own.at_dose.is_empty() && own.exposure == Exposure::OnOff {
            return refuse(
                &format!("{name} is on or off in this model and has no amounts"),
                "give it by a regimen of the model".to_owned(),
            );
        }
        if own.at_dose.is_empty() && !infused {
            return refuse(
                &format!("a single dose of {name}, which this model gives at a rate"),
                format!(
                    "give its RATE, or say in [drug.{name}] what a dose does (into or at_dose)"
                ),
            );
        }
        let starts = (0..record.times).map(|k| match k {
            0 => record.time,
            _ => record.time + f64::from(k) * record.every,
        });
        if own.at_dose.is_empty() {
            let rate = record.amount / record.over;
            if !matches!(dosing, Dosing::Windows(_)) {
                *dosing = Dosing::Windows(Vec::new());
            }
            if let Dosing::Windows(windows) = dosing {
                windows.extend(starts.map(|from| Window {
                    from,
                    to: from + record.over,
                    amount: Expr::Number(rate),
                }));
            }
            return Ok(());
        }
        if !matches!(dosing, Dosing::Doses(_)) {
            *dosing = Dosing::Doses(Vec::new());
        }
        if let Dosing::Doses(trains) = dosing {
            let train = |first, every, times| DoseTrain {
                amount: Expr::Number(record.amount),
                first,
                every,
                times: Some(times),
                over: record.over,
            };
            // One train has one infusion at a time.
            if record.over > record.every {
                trains.extend(starts.map(|first| train(first, f64::INFINITY, 1)));
            } else {
                trains.push(train(record.time, record.every, record.times));
            }
        }
        Ok(())
    }
}
