//! `plan`.

use std::collections::BTreeMap;
use std::time::Instant;

use forestall_base::{Objective, RankedRegimen, Ranking, Stream, quantile};
use forestall_engine::{Job, Model, Run, Settings, Simulation};
use forestall_model::Core;
use forestall_plan::{
    Arm, PlanError, Scenario, bound, gain, rank, reference_arm, run_arm, tune, watched_stop,
};
use rayon::prelude::*;
use serde::Serialize;

use super::{
    arguments::PlanArguments,
    estimation::for_fitting,
    failure::{Failure, Outcome},
    fit::thin,
    fit_folder::FitFolder,
    out::OutFolder,
    plan_folder::{PatientPlan, PlanSummary, RegimenPlan},
    print, progress,
    simulate::{chosen_regimens, manifest},
};

/// Points of a curve.
const CURVE_POINTS: usize = 160;

/// Draws used for curves and for the search of tuned numbers.
const CURVE_DRAWS: usize = 40;
const TUNE_DRAWS: usize = 12;

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::NoStop | PlanError::NoDraw => Self::usage(error.to_string(), "see the manual, chapter Planning"),
            other => Self::Run(other.to_string()),
        }
    }
}

/// `plan`.
pub(crate) fn run(arguments: &PlanArguments) -> Outcome {
    let begun = Instant::now();
    let summary = execute(arguments)?;
    let wall_s = begun.elapsed().as_secs_f64();
    if arguments.json {
        #[derive(Serialize)]
        struct Printed<'a> {
            regimens: &'a [RankedRegimen],
            #[serde(flatten)]
            summary: &'a PlanSummary,
            wall_s: f64,
        }
        print::json(&Printed { regimens: &summary.cohort.regimens, summary: &summary, wall_s })
    } else {
        people(&summary, wall_s)
    }
}

/// Plans and writes the folder, without printing.
pub(crate) fn execute(arguments: &PlanArguments) -> Result<PlanSummary, Failure> {
    check(arguments)?;
    let folder = FitFolder::read(&arguments.fit)?;
    let regimens = chosen_regimens(&folder.core, &arguments.regimen)?;
    let stop = watched_stop(&folder.core)?;
    let base = folder.base()?;
    let model = Model::new(for_fitting(folder.core.clone()))?;
    let core = model.core();
    let scenario = Scenario {
        seed: arguments.seed,
        visits: arguments.visits,
        noise: arguments.noise,
        horizon: arguments.horizon.unwrap_or(core.solver.until.min(3650.0)),
    };
    let task = Task { model: &model, folder: &folder, base, regimens, scenario, arguments };
    let patients = task.patients()?;
    let bar = progress::bar(patients.len(), "planning");
    let done: Result<Vec<(PatientPlan, Vec<Arm>)>, Failure> = patients
        .par_iter()
        .map(|id| {
            let plan = task.patient(id);
            bar.inc(1);
            plan
        })
        .collect();
    bar.finish_and_clear();
    let done = done?;
    let cohort = task.cohort(&done);
    let summary = PlanSummary {
        model: core.name.clone(),
        time_unit: core.time_unit.clone(),
        seed: arguments.seed,
        visits: arguments.visits,
        noise: arguments.noise,
        horizon: task.scenario.horizon,
        stop: core.stops[stop].name.clone(),
        cohort,
        patients: done.into_iter().map(|(plan, _)| plan).collect(),
    };
    if let Some(path) = &arguments.out {
        let key = format!("plan {arguments:?} {:?}", folder.summary);
        let key = forestall_base::sha256_hex(key.as_bytes());
        let mut out = OutFolder::open(path, &key, arguments.force)?;
        let json = serde_json::to_vec_pretty(&summary).map_err(|e| Failure::Run(e.to_string()))?;
        out.write("plan.json", &json)?;
        let mut manifest = manifest(&folder.source, Some(arguments.seed));
        let fit = folder.path.join("fit.json");
        manifest.inputs.push(forestall_base::HashedFile::of_file(fit.display().to_string(), &fit)?);
        out.finish(manifest)?;
    }
    Ok(summary)
}

fn check(a: &PlanArguments) -> Outcome {
    if a.draws == 0 {
        return Err(Failure::usage("--draws 0: nothing to plan under", "give 1 or more"));
    }
    for (name, value) in [("--visits", a.visits), ("--horizon", a.horizon)] {
        if let Some(value) = value.filter(|v| !(*v > 0.0 && v.is_finite())) {
            return Err(Failure::usage(format!("{name} {value} is no length of time"), "give a number above 0"));
        }
    }
    Ok(())
}

/// What is planned.
struct Task<'a> {
    model: &'a Model,
    folder: &'a FitFolder,
    base: Vec<f64>,
    regimens: Vec<usize>,
    scenario: Scenario,
    arguments: &'a PlanArguments,
}

impl Task<'_> {
    fn core(&self) -> &Core {
        self.model.core()
    }

    fn patients(&self) -> Result<Vec<String>, Failure> {
        let all: Vec<String> = self.folder.summary.patients.iter().map(|p| p.patient.clone()).collect();
        for id in &self.arguments.patients {
            if !all.contains(id) {
                let help = match forestall_base::nearest(id, all.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("the fit has {}", all.join(", ")),
                };
                return Err(Failure::usage(format!("there is no patient \"{id}\" in the fit"), help));
            }
        }
        let chosen = &self.arguments.patients;
        Ok(if chosen.is_empty() { all } else { chosen.clone() })
    }

    /// All parameters of a patient, per draw; the point estimate comes first and is not one of the draws.
    fn draws(&self, id: &str) -> (Vec<f64>, Vec<Vec<f64>>) {
        let core = self.core();
        let free: Vec<usize> = core.fit.as_ref().map_or_else(Vec::new, |f| f.free.clone());
        let with = |values: &[f64]| {
            let mut all = self.base.clone();
            for (&index, &value) in free.iter().zip(values) {
                all[index] = value;
            }
            all
        };
        let summary = self.folder.summary.patients.iter().find(|p| p.patient == id);
        let point: Vec<f64> = free
            .iter()
            .map(|&i| {
                let name = &core.parameters[i].name;
                summary.and_then(|s| s.parameters.get(name)).map_or(self.base[i], |e| e.value)
            })
            .collect();
        let draws = match self.folder.draws.get(id) {
            Some(draws) => thin(draws, self.arguments.draws).iter().map(|d| with(d)).collect(),
            None => vec![with(&point)],
        };
        (with(&point), draws)
    }

    fn patient(&self, id: &str) -> Result<(PatientPlan, Vec<Arm>), Failure> {
        let (point, draws) = self.draws(id);
        let mut arms = Vec::new();
        for &regimen in &self.regimens {
            let has_range = !self.core().regimens[regimen].tune.is_empty();
            let arm = if has_range && !self.arguments.no_tune {
                let few: Vec<Vec<f64>> = evenly(&draws, TUNE_DRAWS);
                let tuned = tune(self.model, regimen, &few, &self.scenario)?;
                run_arm(self.model, regimen, &tuned.arm.tune, &draws, &self.scenario)?
            } else {
                run_arm(self.model, regimen, &[], &draws, &self.scenario)?
            };
            arms.push(arm);
        }
        let bounds: Vec<Result<f64, String>> = draws.iter().map(|d| bound(self.model, d)).collect();
        let reference = reference_arm(self.core()).and_then(|r| self.regimens.iter().position(|&x| x == r));
        let places = rank(&arms, self.scenario.horizon);
        let mut regimens = Vec::new();
        for (index, arm) in arms.iter().enumerate() {
            let restricted = arm.restricted(self.scenario.horizon);
            let shares: Vec<f64> = restricted
                .iter()
                .zip(&bounds)
                .filter_map(|(t, b)| b.as_ref().ok().map(|b| (t / b).min(1.0)))
                .collect();
            let own = &self.core().regimens[arm.regimen];
            let mut plan = RegimenPlan {
                name: own.name.clone(),
                note: own.note.clone(),
                reference: Some(index) == reference,
                objective: objective(&restricted),
                median: middle(&restricted, 0.5),
                q25: middle(&restricted, 0.25),
                q75: middle(&restricted, 0.75),
                indefinite: arm.indefinite(),
                drug_use: mean(&arm.drug_use),
                starts: mean(&arm.starts),
                rank: places[index].rank,
                best_probability: places[index].best,
                share_of_bound: (!shares.is_empty()).then(|| middle(&shares, 0.5)),
                gain: reference
                    .filter(|r| *r != index)
                    .map(|r| objective(&gain(arm, &arms[r], self.scenario.horizon))),
                tuned: own.tune.iter().map(|t| t.name.clone()).zip(arm.tune.iter().copied()).collect(),
                times: Vec::new(),
                q05: Vec::new(),
                q50: Vec::new(),
                q95: Vec::new(),
                dosing: Vec::new(),
            };
            self.curve(arm, &point, &draws, &mut plan)?;
            regimens.push(plan);
        }
        let good: Vec<f64> = bounds.iter().filter_map(|b| b.as_ref().ok().copied()).collect();
        let plan = PatientPlan {
            patient: id.to_owned(),
            draws: draws.len(),
            upper_bound: (2 * good.len() > bounds.len()).then(|| middle(&good, 0.5)),
            no_bound: bounds.iter().find_map(|b| b.as_ref().err().cloned()),
            verdict: verdict(&regimens, &self.core().time_unit),
            regimens,
        };
        Ok((plan, arms))
    }

    /// Burden over time and the dosing of the point estimate.
    fn curve(&self, arm: &Arm, point: &[f64], draws: &[Vec<f64>], plan: &mut RegimenPlan) -> Outcome {
        let end = (1.05 * middle(&arm.restricted(self.scenario.horizon), 0.95)).min(self.scenario.horizon);
        let settings = Settings {
            seed: self.scenario.seed,
            noise: self.scenario.noise,
            visits: self.scenario.visits,
            until: Some(end),
            record: (0..=CURVE_POINTS).map(|i| end * i as f64 / CURVE_POINTS as f64).collect(),
            skip_never: false,
        };
        let simulation = Simulation::new(self.model, arm.regimen, settings.clone())?;
        let few = evenly(draws, CURVE_DRAWS);
        let job = |parameters: &Vec<f64>| Job { parameters: parameters.clone(), tune: arm.tune.clone(), patient: 0 };
        let mut jobs: Vec<Job> = few.iter().map(job).collect();
        jobs.push(job(&point.to_vec()));
        let runs = simulation.run(&jobs)?;
        let Some((own, runs)) = runs.split_last() else { return Ok(()) };
        let values: Vec<Vec<f64>> = runs
            .iter()
            .zip(&few)
            .map(|(run, parameters)| {
                let assays = simulation.observe(parameters, run);
                let first = assays.first().map_or(1.0, |a| a[0]);
                assays.iter().map(|a| a[0] / first).collect()
            })
            .collect();
        for (i, &time) in settings.record.iter().enumerate() {
            // A draw that has progressed is no longer followed; the band is that of the others, as long as half of them are left.
            let mut now: Vec<f64> = values.iter().filter_map(|v| v.get(i).copied()).collect();
            if 2 * now.len() < values.len() {
                break;
            }
            now.sort_by(f64::total_cmp);
            plan.times.push(time);
            plan.q05.push(quantile(&now, 0.05).unwrap_or(0.0));
            plan.q50.push(quantile(&now, 0.5).unwrap_or(0.0));
            plan.q95.push(quantile(&now, 0.95).unwrap_or(0.0));
        }
        plan.dosing = dosing(self.core(), own);
        Ok(())
    }

    /// The ranking over all patients and draws.
    fn cohort(&self, done: &[(PatientPlan, Vec<Arm>)]) -> Ranking {
        let core = self.core();
        let pooled: Vec<Arm> = (0..self.regimens.len())
            .map(|r| Arm {
                regimen: self.regimens[r],
                tune: Vec::new(),
                times: done.iter().flat_map(|(_, arms)| arms[r].times.clone()).collect(),
                drug_use: done.iter().flat_map(|(_, arms)| arms[r].drug_use.clone()).collect(),
                starts: Vec::new(),
            })
            .collect();
        let places = rank(&pooled, self.scenario.horizon);
        let mut regimens: Vec<RankedRegimen> = pooled
            .iter()
            .zip(places)
            .map(|(arm, place)| RankedRegimen {
                name: core.regimens[arm.regimen].name.clone(),
                objective: objective(&arm.restricted(self.scenario.horizon)),
                drug_use: mean(&arm.drug_use),
                rank: place.rank,
            })
            .collect();
        regimens.sort_by_key(|r| r.rank);
        Ranking {
            objective: "time to progression".to_owned(),
            unit: core.time_unit.clone(),
            regimens,
        }
    }
}

fn evenly(draws: &[Vec<f64>], count: usize) -> Vec<Vec<f64>> {
    let taken = count.min(draws.len());
    (0..taken).map(|i| draws[i * draws.len() / taken].clone()).collect()
}

/// When each drug is on in a run.
fn dosing(core: &Core, run: &Run) -> Vec<(String, f64, f64)> {
    let mut strips = Vec::new();
    for (drug, named) in core.drugs.iter().enumerate() {
        let mut since = (run.first_doses[drug] > 0.0).then_some(0.0);
        for switch in run.switches.iter().filter(|s| s.drug == drug) {
            match (since, switch.to > 0.0) {
                (Some(from), false) => {
                    strips.push((named.name.clone(), from, switch.time));
                    since = None;
                }
                (None, true) => since = Some(switch.time),
                _ => {}
            }
        }
        if let Some(from) = since {
            strips.push((named.name.clone(), from, run.end));
        }
    }
    strips
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len().max(1) as f64
}

fn middle(x: &[f64], p: f64) -> f64 {
    let mut sorted = x.to_vec();
    sorted.sort_by(f64::total_cmp);
    quantile(&sorted, p).unwrap_or(0.0)
}

fn objective(x: &[f64]) -> Objective {
    Objective { mean: mean(x), q05: middle(x, 0.05), q95: middle(x, 0.95) }
}

/// Which regimen is first, and whether any gains over the reference, in words.
fn verdict(regimens: &[RegimenPlan], unit: &str) -> String {
    let Some(best) = regimens.iter().min_by_key(|r| r.rank) else { return String::new() };
    if best.reference {
        return format!("No regimen here gains anything over {}.", best.name);
    }
    match &best.gain {
        Some(gain) if gain.q05 > 0.0 => format!(
            "{} holds longest: {} {unit}s more than the reference on average (90 % of draws {} to {}).",
            best.name,
            print::short(gain.mean),
            print::short(gain.q05),
            print::short(gain.q95)
        ),
        Some(gain) => format!(
            "{} holds longest on average ({} {unit}s more than the reference), but not in every draw (90 %: {} to {}).",
            best.name,
            print::short(gain.mean),
            print::short(gain.q05),
            print::short(gain.q95)
        ),
        None => format!("{} holds longest; there is no reference arm among the regimens.", best.name),
    }
}

fn people(summary: &PlanSummary, wall_s: f64) -> Outcome {
    let unit = &summary.time_unit;
    for patient in &summary.patients {
        let mut regimens: Vec<&RegimenPlan> = patient.regimens.iter().collect();
        regimens.sort_by_key(|r| r.rank);
        print::line(&format!("patient {} ({} draws)", patient.patient, patient.draws))?;
        let rows: Vec<Vec<String>> = regimens.iter().map(|r| row(r)).collect();
        let header = format!("mean {unit}s");
        print::columns(
            &["regimen", "rank", &header, "5 % to 95 %", "never", "drug use", "best", "of bound", "tuned"],
            &rows,
        )?;
        print::line(&format!("{}\n", patient.verdict))?;
    }
    print::line(&format!(
        "{} patients; times to {} cut off at {} {unit}s ({wall_s:.2} s)",
        summary.patients.len(),
        summary.stop,
        print::short(summary.horizon)
    ))
}

fn row(r: &RegimenPlan) -> Vec<String> {
    let tuned: Vec<String> = r.tuned.iter().map(|(n, v)| format!("{n} {}", print::short(*v))).collect();
    let percent = |x: f64| format!("{:.0} %", 100.0 * x);
    vec![
        r.name.clone(),
        r.rank.to_string(),
        print::short(r.objective.mean),
        format!("{} to {}", print::short(r.objective.q05), print::short(r.objective.q95)),
        percent(r.indefinite),
        percent(r.drug_use),
        percent(r.best_probability),
        r.share_of_bound.map_or("-".to_owned(), percent),
        tuned.join(", "),
    ]
}
