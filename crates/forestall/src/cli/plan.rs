//! `plan`.
// Long because a command, its pages of output and its cohort summary; to be split when the next axis of a plan comes.

use std::time::Instant;

use forestall_base::{Objective, RankedRegimen, Ranking, quantile};
use forestall_engine::{Job, Model, Run, Settings, Simulation};
use forestall_model::Core;
use forestall_plan::{
    Arm, Cohort, Comparison, PlanError, PlannedRegimen, Scenario, Search, compare, places, tune,
};
use rayon::prelude::*;
use serde::Serialize;

use super::{
    arguments::PlanArguments,
    estimation::for_fitting,
    failure::{Failure, Outcome},
    fit_folder::FitFolder,
    out::OutFolder,
    plan_folder::{PatientPlan, PlanSummary, RegimenPlan},
    print, progress,
    simulate::{chosen_regimens, manifest},
};

/// Points of a curve.
const CURVE_POINTS: usize = 160;

/// Draws used for curves.
const CURVE_DRAWS: usize = 40;

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Engine(error) => Self::Run(error.to_string()),
            other => Self::usage(other.to_string(), "see the manual, chapter Planning"),
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
        print::json(&Printed {
            regimens: &summary.cohort.regimens,
            summary: &summary,
            wall_s,
        })
    } else {
        people(&summary, wall_s)
    }
}

/// Plans and writes the folder, without printing.
pub(crate) fn execute(arguments: &PlanArguments) -> Result<PlanSummary, Failure> {
    check(arguments)?;
    let folder = FitFolder::read(&arguments.fit)?;
    let regimens = chosen_regimens(&folder.core, &arguments.regimen)?;
    let base = folder.base()?;
    let model = Model::new(for_fitting(folder.core.clone()))?;
    let core = model.core();
    let scenario = Scenario {
        seed: arguments.seed,
        visits: arguments.visits,
        noise: arguments.noise,
        horizon: Some(arguments.horizon.unwrap_or(core.solver.until.min(3650.0))),
    };
    let task = Task {
        model: &model,
        folder: &folder,
        base,
        regimens,
        scenario,
        arguments,
    };
    let patients = task.patients()?;
    let bar = progress::bar(patients.len(), "planning");
    let done: Result<Vec<(PatientPlan, Comparison)>, Failure> = patients
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
    let stop = done
        .first()
        .map_or_else(String::new, |(_, c)| c.objective.clone());
    let summary = PlanSummary {
        model: core.name.clone(),
        time_unit: core.time_unit.clone(),
        seed: arguments.seed,
        visits: arguments.visits,
        noise: arguments.noise,
        horizon: task.scenario.end(core),
        stop,
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
        manifest.inputs.push(forestall_base::HashedFile::of_file(
            fit.display().to_string(),
            &fit,
        )?);
        out.finish(manifest)?;
    }
    Ok(summary)
}

fn check(a: &PlanArguments) -> Outcome {
    if a.draws == 0 {
        return Err(Failure::usage(
            "--draws 0: nothing to plan under",
            "give 1 or more",
        ));
    }
    for (name, value) in [("--visits", a.visits), ("--horizon", a.horizon)] {
        if let Some(value) = value.filter(|v| !(*v > 0.0 && v.is_finite())) {
            return Err(Failure::usage(
                format!("{name} {value} is no length of time"),
                "give a number above 0",
            ));
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
        let all: Vec<String> = self
            .folder
            .summary
            .patients
            .iter()
            .map(|p| p.patient.clone())
            .collect();
        for id in &self.arguments.patients {
            if !all.contains(id) {
                let help = match forestall_base::nearest(id, all.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("the fit has {}", all.join(", ")),
                };
                return Err(Failure::usage(
                    format!("there is no patient \"{id}\" in the fit"),
                    help,
                ));
            }
        }
        let chosen = &self.arguments.patients;
        Ok(if chosen.is_empty() {
            all
        } else {
            chosen.clone()
        })
    }

    /// All parameters of a patient: the point estimate, and the draws to plan under (the point itself for a point fit).
    fn draws(&self, id: &str) -> Result<(Vec<f64>, Cohort), Failure> {
        let core = self.core();
        let mut point = self.base.clone();
        if let Some(summary) = self
            .folder
            .summary
            .patients
            .iter()
            .find(|p| p.patient == id)
        {
            for (name, estimate) in &summary.parameters {
                if let Some(index) = core.parameter(name) {
                    point[index] = estimate.value;
                }
            }
        }
        let cohort = match self.folder.draws.get(id) {
            Some(draws) => {
                Cohort::from_draws(core, &self.base, draws)?.thinned(self.arguments.draws)
            }
            None => Cohort::point(point.clone()),
        };
        Ok((point, cohort))
    }

    fn patient(&self, id: &str) -> Result<(PatientPlan, Comparison), Failure> {
        let core = self.core();
        let (point, cohort) = self.draws(id)?;
        let names = self
            .regimens
            .iter()
            .map(|&r| core.regimens[r].name.as_str());
        let mut arms = Arm::named(core, names)?;
        for arm in &mut arms {
            if !core.regimens[arm.regimen].tune.is_empty() && !self.arguments.no_tune {
                let found = tune(self.model, arm, &cohort, &self.scenario, &Search::default())?;
                if let Some(best) = found.arm(arm) {
                    arm.tune = best.tune;
                }
            }
        }
        let comparison = compare(self.model, &arms, &cohort, &self.scenario)?;
        let mut regimens = Vec::new();
        for planned in &comparison.regimens {
            let mut plan = described(planned);
            self.curve(planned, &point, cohort.vectors(), &mut plan)?;
            regimens.push(plan);
        }
        let plan = PatientPlan {
            patient: id.to_owned(),
            draws: comparison.draws,
            upper_bound: comparison
                .bound
                .filter(|_| comparison.bounded > 0.5)
                .map(|b| b.median),
            no_bound: comparison.no_bound.clone(),
            verdict: verdict(&regimens, &core.time_unit),
            regimens,
        };
        Ok((plan, comparison))
    }

    /// Burden over time and the dosing of the point estimate.
    fn curve(
        &self,
        planned: &PlannedRegimen,
        point: &[f64],
        draws: &[Vec<f64>],
        plan: &mut RegimenPlan,
    ) -> Outcome {
        let end = (1.05 * planned.objective.q95).min(self.scenario.end(self.core()));
        let tune: Vec<f64> = planned.tuned.iter().map(|t| t.value).collect();
        let settings = Settings {
            seed: self.scenario.seed,
            noise: self.scenario.noise,
            visits: self.scenario.visits,
            until: Some(end),
            record: (0..=CURVE_POINTS)
                .map(|i| end * i as f64 / CURVE_POINTS as f64)
                .collect(),
            skip_never: false,
        };
        let simulation = Simulation::new(self.model, planned.regimen, settings.clone())?;
        let few = evenly(draws, CURVE_DRAWS);
        let job = |parameters: &Vec<f64>| Job {
            parameters: parameters.clone(),
            tune: tune.clone(),
            patient: 0,
        };
        let mut jobs: Vec<Job> = few.iter().map(job).collect();
        jobs.push(job(&point.to_vec()));
        let runs = simulation.run(&jobs)?;
        let Some((own, runs)) = runs.split_last() else {
            return Ok(());
        };
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
    fn cohort(&self, done: &[(PatientPlan, Comparison)]) -> Ranking {
        let core = self.core();
        let pooled = |name: &str, what: fn(&forestall_plan::Course) -> f64| -> Vec<f64> {
            done.iter()
                .flat_map(|(_, c)| {
                    let at = c.regimens.iter().position(|r| r.name == name);
                    at.map_or_else(Vec::new, |at| c.courses[at].iter().map(what).collect())
                })
                .collect()
        };
        let names: Vec<&str> = self
            .regimens
            .iter()
            .map(|&r| core.regimens[r].name.as_str())
            .collect();
        let times: Vec<Vec<f64>> = names.iter().map(|n| pooled(n, |c| c.time)).collect();
        // The places want the best first.
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by(|&a, &b| mean(&times[b]).total_cmp(&mean(&times[a])).then(a.cmp(&b)));
        let sorted: Vec<Vec<f64>> = order.iter().map(|&i| times[i].clone()).collect();
        let ranks = places(&sorted);
        let regimens = order
            .iter()
            .zip(ranks)
            .map(|(&i, rank)| RankedRegimen {
                name: names[i].to_owned(),
                objective: objective(&times[i]),
                drug_use: mean(&pooled(names[i], |c| c.drug_use)),
                rank,
            })
            .collect();
        Ranking {
            objective: "time to progression".to_owned(),
            unit: core.time_unit.clone(),
            regimens,
        }
    }
}

/// What `plan.json` says of a regimen, without its curve.
fn described(planned: &PlannedRegimen) -> RegimenPlan {
    RegimenPlan {
        name: planned.name.clone(),
        note: planned.note.clone(),
        reference: planned.reference,
        objective: planned.objective.objective(),
        median: planned.objective.median,
        q25: planned.objective.q25,
        q75: planned.objective.q75,
        indefinite: planned.indefinite,
        drug_use: planned.drug_use,
        starts: planned.starts,
        rank: planned.rank,
        best_probability: planned.standing.best_probability,
        share_of_bound: planned.share_of_bound.map(|s| s.median),
        gain: planned
            .gain
            .filter(|_| !planned.reference)
            .map(|g| Objective {
                mean: g.mean,
                q05: g.q05,
                q95: g.q95,
            }),
        tuned: planned
            .tuned
            .iter()
            .map(|t| (t.name.clone(), t.value))
            .collect(),
        times: Vec::new(),
        q05: Vec::new(),
        q50: Vec::new(),
        q95: Vec::new(),
        dosing: Vec::new(),
    }
}

fn evenly(draws: &[Vec<f64>], count: usize) -> Vec<Vec<f64>> {
    let taken = count.min(draws.len());
    (0..taken)
        .map(|i| draws[i * draws.len() / taken].clone())
        .collect()
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
    Objective {
        mean: mean(x),
        q05: middle(x, 0.05),
        q95: middle(x, 0.95),
    }
}

/// Which regimen is first, and whether any gains over the reference, in words.
fn verdict(regimens: &[RegimenPlan], unit: &str) -> String {
    let Some(best) = regimens.first() else {
        return String::new();
    };
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
        None => format!(
            "{} holds longest; there is no reference arm among the regimens.",
            best.name
        ),
    }
}

fn people(summary: &PlanSummary, wall_s: f64) -> Outcome {
    let unit = &summary.time_unit;
    for patient in &summary.patients {
        let mut regimens: Vec<&RegimenPlan> = patient.regimens.iter().collect();
        regimens.sort_by_key(|r| r.rank);
        print::line(&format!(
            "patient {} ({} draws)",
            patient.patient, patient.draws
        ))?;
        let rows: Vec<Vec<String>> = regimens.iter().map(|r| row(r)).collect();
        let header = format!("mean {unit}s");
        print::columns(
            &[
                "regimen",
                "rank",
                &header,
                "5 % to 95 %",
                "never",
                "drug use",
                "best",
                "of bound",
                "tuned",
            ],
            &rows,
        )?;
        print::line(&format!("{}\n", patient.verdict))?;
    }
    print::line(&format!(
        "{} patients; {} cut off at {} {unit}s ({wall_s:.2} s)",
        summary.patients.len(),
        summary.stop,
        print::short(summary.horizon)
    ))
}

fn row(r: &RegimenPlan) -> Vec<String> {
    let tuned: Vec<String> = r
        .tuned
        .iter()
        .map(|(n, v)| format!("{n} {}", print::short(*v)))
        .collect();
    let percent = |x: f64| format!("{:.0} %", 100.0 * x);
    vec![
        r.name.clone(),
        r.rank.to_string(),
        print::short(r.objective.mean),
        format!(
            "{} to {}",
            print::short(r.objective.q05),
            print::short(r.objective.q95)
        ),
        percent(r.indefinite),
        percent(r.drug_use),
        percent(r.best_probability),
        r.share_of_bound.map_or("-".to_owned(), percent),
        tuned.join(", "),
    ]
}
