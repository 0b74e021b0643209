//! `analyse population`.

mod figures;
mod told;
mod weighted;

use std::time::Instant;

use forestall_base::Stream;
use forestall_engine::{Job, Model, Run, Settings, Simulation};
use forestall_model::Core;
use forestall_report::{AnalysisSection, significant};
use rayon::prelude::*;

use super::{
    arguments::PopulationArguments,
    folder,
    named::index,
    quantities::{asked, one_regimen, values},
    spread::{Spread, spread},
};
use crate::cli::{
    choice::chosen_regimens,
    failure::{Failure, Outcome},
    parameters::set_parameters,
    population::TablePatients,
    print, progress,
};
use told::Told;

/// Virtual patients at most.
const MOST_PATIENTS: u32 = 100_000;
/// Channel of the draws; parameters follow by index.
const DRAW_CHANNEL: u64 = 0x706f_7075_0000_0000;
/// Steps of time in which a run is recorded.
const RECORDED: usize = 200;
/// Runs of one piece of work.
const PIECE: usize = 128;

/// One regimen over all patients.
struct Arm {
    regimen: usize,
    /// Per patient, a value per outcome; a time that never comes is infinite.
    outcomes: Vec<Vec<f64>>,
    /// Recorded times: dense until half of the patients have come to their end, sparse afterwards.
    times: Vec<f64>,
    /// Number of the dense ones.
    dense: usize,
    /// Per patient, the assay that is drawn at the recorded times, as far as the run went.
    courses: Vec<Vec<f64>>,
    /// Per patient, the time of the event, or the end of the run without it.
    events: Vec<(f64, bool)>,
}

/// Where the virtual patients come from.
enum Patients {
    Table(TablePatients),
    Drawn(Spread),
}

impl Patients {
    fn of(arguments: &PopulationArguments, core: &Core) -> Result<Self, Failure> {
        let base = set_parameters(core, &arguments.spread.set)?;
        Ok(
            match arguments.table.patients(core, &base, MOST_PATIENTS)? {
                Some(table) => {
                    let own = &arguments.spread;
                    let spread = own.spread.is_some() || !own.prior.is_empty();
                    if spread || !own.parameter.is_empty() {
                        return Err(Failure::usage(
                            "--population has its own patients: --parameter, --prior and --spread draw none",
                            "leave them out, or leave out --population",
                        ));
                    }
                    Self::Table(table)
                }
                None => Self::Drawn(spread(core, &arguments.spread)?),
            },
        )
    }

    fn table(&self) -> Option<&TablePatients> {
        match self {
            Self::Table(table) => Some(table),
            Self::Drawn(_) => None,
        }
    }

    fn count(&self, arguments: &PopulationArguments) -> usize {
        self.table()
            .map_or(arguments.patients as usize, |table| table.patients.len())
    }

    /// All parameters of one patient, the same whoever else there is.
    fn one(&self, number: usize, seed: u64) -> Vec<f64> {
        match self {
            Self::Table(table) => table.patients[number].clone(),
            Self::Drawn(spread) => {
                let draws = spread.varied.iter().map(|(index, _)| {
                    Stream::new(seed, number as u32, DRAW_CHANNEL + *index as u64).uniform()
                });
                spread.at(draws)
            }
        }
    }

    /// Indices of the parameters in which patients differ.
    fn varied(&self) -> Vec<usize> {
        match self {
            Self::Table(table) => table.parameters.clone(),
            Self::Drawn(spread) => spread.varied.iter().map(|(index, _)| *index).collect(),
        }
    }
}

/// `analyse population`.
pub(super) fn run(arguments: &PopulationArguments) -> Outcome {
    let begun = Instant::now();
    if arguments.table.population.is_none() && arguments.patients < 2 {
        let message = format!(
            "--patients {}: a population has two or more",
            arguments.patients
        );
        return Err(Failure::usage(message, "give some hundreds"));
    }
    if arguments.patients > MOST_PATIENTS {
        let message = format!(
            "--patients {}: more than {MOST_PATIENTS} do not fit into one run",
            arguments.patients
        );
        return Err(Failure::usage(
            message,
            "make several runs, each with a --seed of its own",
        ));
    }
    let asked = asked(&arguments.model, &arguments.of, "--of")?;
    let core = &asked.core;
    let regimens = chosen_regimens(core, &arguments.regimen)?;
    let under = match &arguments.under {
        Some(name) => one_regimen(core, Some(name))?,
        None => regimens[0],
    };
    let assay = drawn_assay(arguments, core)?;
    let event = drawn_event(arguments, core)?;
    let patients = Patients::of(arguments, core)?;
    let wanted = weighted::Wanted::read(arguments)?;
    let seed = arguments.spread.seed;
    let patient = |number: usize| patients.one(number, seed);
    let count = patients.count(arguments);
    let model = Model::new(core.clone())?;
    let population = wanted.population(&arguments.model, &model, under, count, seed, patient)?;
    let mut arms = Vec::new();
    for &regimen in &regimens {
        let what = format!("patients under {}", core.regimens[regimen].name);
        let outcomes = values(&model, regimen, &asked.quantities, count, &what, patient)?;
        let ends = courses(&model, regimen, None, event, &[], count, patient)?;
        let ends = ends.into_iter().map(|(_, (end, _))| end).collect();
        let (times, dense) = recorded(ends, core.solver.until);
        let courses = courses(&model, regimen, assay, event, &times, count, patient)?;
        let (courses, events) = courses.into_iter().unzip();
        arms.push(Arm {
            regimen,
            outcomes,
            times,
            dense,
            courses,
            events,
        });
    }
    let told = Told::of(&asked, &arms, &population);
    let section = AnalysisSection {
        title: "Virtual population".to_owned(),
        summary: told.sentences(),
        figures: figures::figures(core, &arms, &population, assay, event),
        tables: vec![told.plain(&|x| significant(x, 4))],
    };
    let listed = told::patients(core, &patients.varied(), &population, patient);
    let outcomes = told::outcomes(&asked, &arms, &population);
    folder::write(
        &arguments.output,
        &asked.source,
        core,
        Some(seed),
        patients.table().map(TablePatients::file),
        &[("patients.parquet", listed), ("outcomes.parquet", outcomes)],
        section,
    )?;
    if arguments.output.json {
        return print::json_and_time(&told, begun.elapsed().as_secs_f64());
    }
    let plain = told.plain(&print::short);
    let heads: Vec<&str> = plain.heads.iter().map(|head| head.0.as_str()).collect();
    print::columns(&heads, &plain.rows)?;
    for sentence in told.sentences() {
        print::line(&sentence)?;
    }
    if let Some(table) = patients.table() {
        print::line(&table.sentence())?;
    }
    Ok(())
}

fn drawn_assay(arguments: &PopulationArguments, core: &Core) -> Result<Option<usize>, Failure> {
    let names: Vec<&str> = core.assays.iter().map(|a| a.name.as_str()).collect();
    match &arguments.show {
        Some(name) => index(&format!("--show {name}"), "assay", name, &names).map(Some),
        None if names.is_empty() => Ok(None),
        None => Ok(Some(0)),
    }
}

fn drawn_event(arguments: &PopulationArguments, core: &Core) -> Result<Option<usize>, Failure> {
    let names: Vec<&str> = core.stops.iter().map(|s| s.name.as_str()).collect();
    match &arguments.event {
        Some(name) => index(&format!("--event {name}"), "stop rule", name, &names).map(Some),
        None if names.is_empty() => Ok(None),
        None => Ok(Some(
            names.iter().position(|n| *n == "progression").unwrap_or(0),
        )),
    }
}

/// Times to record, and the number of dense ones, from when the patients come to their end.
fn recorded(mut ends: Vec<f64>, until: f64) -> (Vec<f64>, usize) {
    ends.retain(|end| end.is_finite());
    ends.sort_by(f64::total_cmp);
    let half = forestall_base::quantile(&ends, 0.5).filter(|half| *half > 0.0 && *half < until);
    let steps = |end: f64| (0..=RECORDED).map(move |k| end * k as f64 / RECORDED as f64);
    let mut times: Vec<f64> = steps(half.unwrap_or(until)).collect();
    let dense = times.len();
    if let Some(half) = half {
        times.extend(steps(until).filter(|time| *time > half));
    }
    (times, dense)
}

/// The assay at the recorded times, and when the event or the end of the run came: whether it was the event.
type Course = (Vec<f64>, (f64, bool));

/// The courses of all patients.
fn courses(
    model: &Model,
    regimen: usize,
    assay: Option<usize>,
    event: Option<usize>,
    times: &[f64],
    count: usize,
    patient: impl Fn(usize) -> Vec<f64> + Sync,
) -> Result<Vec<Course>, Failure> {
    let settings = Settings {
        record: times.to_vec(),
        ..Settings::default()
    };
    let simulation = Simulation::new(model, regimen, settings)?;
    let bar = progress::bar(count, "courses");
    let one = |job: &Job, run: &Run| {
        let course = assay.map_or_else(Vec::new, |assay| {
            simulation
                .observe(&job.parameters, run)
                .iter()
                .map(|row| row[assay])
                .collect()
        });
        let met = event.and_then(|event| run.stops[event]);
        let end = if run.failure.is_some() {
            f64::NAN
        } else {
            run.end
        };
        (course, (met.unwrap_or(end), met.is_some()))
    };
    let pieces: Vec<usize> = (0..count.div_ceil(PIECE)).collect();
    let piece = |&number: &usize| -> Result<Vec<_>, Failure> {
        let own = number * PIECE..((number + 1) * PIECE).min(count);
        let jobs: Vec<Job> = own.map(|k| Job::new(patient(k))).collect();
        let runs = simulation.run(&jobs)?;
        bar.inc(jobs.len() as u64);
        Ok(jobs
            .iter()
            .zip(&runs)
            .map(|(job, run)| one(job, run))
            .collect())
    };
    let done: Result<Vec<Vec<_>>, Failure> = pieces.par_iter().map(piece).collect();
    bar.finish_and_clear();
    Ok(done?.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::recorded;

    /// By hand: half of the patients end by 24 of 10000 days, so the first 200 steps lead there and the rest are 50 days each.
    #[test]
    fn times_are_dense_until_half_of_the_patients_have_ended() {
        let (times, dense) = recorded(vec![10.0, 24.0, f64::NAN, 24.0, 10_000.0], 10_000.0);
        assert_eq!(dense, 201);
        assert!((times[1] - 0.12).abs() < 1e-12 && times[200] == 24.0);
        assert_eq!((times[201], times.last()), (50.0, Some(&10_000.0)));
        assert!(times.windows(2).all(|pair| pair[0] < pair[1]));
        let (times, dense) = recorded(vec![500.0; 3], 500.0);
        assert_eq!((times.len(), dense), (201, 201));
        assert_eq!(recorded(Vec::new(), 500.0).0, times);
    }
}
