//! One simulation of a figure: a regimen with the values that are varied.

use forestall_engine::{Job, Model, Run, Settings, Simulation};
use forestall_model::program::Builder;
use forestall_model::{Core, Dosing};
use forestall_report::{DoseInterval, DrugStrip};

use super::super::super::failure::Failure;
use super::shown::Shown;

/// Number of times at which a curve is recorded, besides changes of dose.
const RECORDED: usize = 900;

/// One simulation, recorded.
pub(super) struct Arm {
    /// What is varied, such as `alpha = 0.01`; nothing if nothing is.
    pub(super) label: String,
    pub(super) regimen: String,
    pub(super) end: f64,
    pub(super) times: Vec<f64>,
    /// One row of values per quantity shown.
    pub(super) values: Vec<Vec<f64>>,
    pub(super) dosing: Vec<DrugStrip>,
}

/// A model with the parameters of an arm, ready to run.
pub(super) struct Setting<'a> {
    pub(super) label: &'a str,
    pub(super) model: &'a Model,
    pub(super) parameters: &'a [f64],
    pub(super) settings: &'a Settings,
    pub(super) from: f64,
}

impl Setting<'_> {
    /// Runs one regimen.
    pub(super) fn run(&self, regimen: usize, names: &[String]) -> Result<Arm, Failure> {
        let core = self.model.core();
        let shown = Shown::choose(core, names)?;
        // Once to know when it ends and when doses change, once more to record.
        let first = self.once(regimen, Vec::new())?;
        let end = first.end;
        let mut record: Vec<f64> = (0..=RECORDED)
            .map(|k| self.from + (end - self.from) * k as f64 / RECORDED as f64)
            .collect();
        let trains = trains(core, regimen, self.parameters, end);
        let switches = first.switches.iter().map(|switch| switch.time);
        let doses = trains.iter().flat_map(|(_, doses)| doses).map(|d| d.start);
        record.extend(switches.chain(doses).filter(|t| *t > self.from && *t < end));
        record.sort_by(f64::total_cmp);
        record.dedup();
        let run = self.once(regimen, record)?;
        let simulation = Simulation::new(self.model, regimen, Settings::default())?;
        let values = shown
            .iter()
            .map(|one| one.values(core, &simulation, self.parameters, &run));
        let mut dosing = levels(core, &run);
        for (drug, intervals) in trains {
            dosing.push(DrugStrip {
                drug: core.drugs[drug].name.clone(),
                unit: core.drugs[drug].unit.clone(),
                intervals,
            });
        }
        Ok(Arm {
            label: self.label.to_owned(),
            regimen: core.regimens[regimen].name.clone(),
            end,
            times: run.trajectory.times.clone(),
            values: values.collect(),
            dosing,
        })
    }

    fn once(&self, regimen: usize, record: Vec<f64>) -> Result<Run, Failure> {
        let settings = Settings {
            record,
            skip_never: false,
            ..self.settings.clone()
        };
        let simulation = Simulation::new(self.model, regimen, settings)?;
        let job = Job::new(self.parameters.to_vec());
        let run = simulation.run(&[job])?.into_iter().next();
        match run {
            Some(run) => match run.failure {
                None => Ok(run),
                Some(failure) => Err(Failure::Run(failure.to_string())),
            },
            None => Err(Failure::Run("nothing was simulated".to_owned())),
        }
    }
}

/// Drugs given at a level: intervals between changes of dose.
fn levels(core: &Core, run: &Run) -> Vec<DrugStrip> {
    let mut strips = Vec::new();
    for (drug, own) in core.drugs.iter().enumerate() {
        let mut intervals = Vec::new();
        let mut since = (0.0, run.first_doses[drug]);
        let changes = run.switches.iter().filter(|switch| switch.drug == drug);
        let changes = changes.map(|switch| (switch.time, switch.to));
        for (time, to) in changes.chain([(run.end, 0.0)]) {
            if since.1 > 0.0 && time > since.0 {
                intervals.push(DoseInterval {
                    start: since.0,
                    end: time,
                    amount: since.1,
                });
            }
            since = (time, to);
        }
        if !intervals.is_empty() && own.at_dose.is_empty() {
            let on_off = own.exposure == forestall_model::Exposure::OnOff;
            let unit = if on_off || own.unit == "1" {
                ""
            } else {
                own.unit.as_str()
            };
            strips.push(DrugStrip {
                drug: own.name.clone(),
                unit: unit.to_owned(),
                intervals,
            });
        }
    }
    strips
}

/// Single doses and infusions of the regimen's first state, by drug.
fn trains(
    core: &Core,
    regimen: usize,
    parameters: &[f64],
    end: f64,
) -> Vec<(usize, Vec<DoseInterval>)> {
    let regimen = &core.regimens[regimen];
    let Some(phase) = regimen.phases.get(regimen.initial) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for (drug, dosing) in phase.doses.iter().enumerate() {
        let Dosing::Doses(trains) = dosing else {
            continue;
        };
        let mut intervals = Vec::new();
        for train in trains {
            let mut builder = Builder::new(core, regimen.tune.len(), 0);
            builder.output(&train.amount);
            let program = builder.finish();
            let mut inputs = vec![0.0; program.layout.inputs()];
            inputs[program.layout.parameter()..][..parameters.len()].copy_from_slice(parameters);
            let amount = program.evaluate(&inputs)[0];
            let most = train.times.unwrap_or(u32::MAX);
            let times = (0..most).map(|k| {
                if k == 0 {
                    train.first
                } else {
                    train.first + f64::from(k) * train.every
                }
            });
            intervals.extend(
                times
                    .take_while(|start| *start <= end)
                    .map(|start| DoseInterval {
                        start,
                        end: start + train.over,
                        amount,
                    }),
            );
        }
        intervals.sort_by(|a, b| a.start.total_cmp(&b.start));
        if !intervals.is_empty() {
            all.push((drug, intervals));
        }
    }
    all
}
