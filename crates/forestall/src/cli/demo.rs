//! `demo`: the whole path on a synthetic cohort.

mod commands;

use std::path::{Path, PathBuf};
use std::time::Instant;

use forestall::synthetic::{Cohort, cohort_table};
use forestall_base::sha256_hex;
use forestall_engine::Model;
use forestall_model::{Source, load};
use serde::Serialize;

use self::commands::{Commands, MODEL};
use super::{
    arguments::DemoArguments,
    failure::{Failure, Outcome},
    files::LIBRARY,
    fit,
    fit_folder::FitFolder,
    forecast::{self, ForecastSummary},
    out::{OutFolder, is_complete},
    plan::{self, PlanSummary},
    print, report,
    simulate::manifest,
};

/// One stage that is done.
#[derive(Debug, Serialize)]
struct Stage {
    name: &'static str,
    said: String,
    wall_s: f64,
}

/// Runs the stages and tells of each.
struct Stages {
    done: Vec<Stage>,
    silent: bool,
}

impl Stages {
    fn run(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> Result<String, Failure>,
    ) -> Outcome {
        let begun = Instant::now();
        let said = work()?;
        let wall_s = begun.elapsed().as_secs_f64();
        if !self.silent {
            print::line(&format!("{name:<9} {wall_s:>5.1} s  {said}"))?;
        }
        self.done.push(Stage { name, said, wall_s });
        Ok(())
    }
}

/// `demo`.
pub(crate) fn run(a: &DemoArguments) -> Outcome {
    if a.patients == 0 || a.patients > 99 {
        return Err(Failure::usage(
            format!("--patients {}: the demo takes 1 to 99", a.patients),
            "12 are fitted within a minute",
        ));
    }
    let source = Source {
        name: format!("{MODEL}.toml"),
        text: library_model()?.to_owned(),
    };
    let mut folder = OutFolder::open(&a.out, &key(a, &source), a.force)?;
    let mut stages = Stages {
        done: Vec::new(),
        silent: a.json,
    };
    if !a.json {
        print::line(
            "Synthetic patients, made by our own model: nothing here was measured in anyone.\n",
        )?;
    }
    let folders = ["fit", "forecast", "plan"].map(|name| a.out.join(name));
    let page = a.out.join("report.html");
    let commands = Commands {
        model: a.out.join("model.toml"),
        table: a.out.join("cohort.csv"),
        seed: a.seed,
    };
    stages.run("patients", || {
        let table = cohort_table(&model(&source)?, &cohort(a))?;
        folder.write("model.toml", source.text.as_bytes())?;
        folder.write("cohort.csv", table.as_bytes())?;
        Ok(format!(
            "{} virtual patients under adaptive therapy, {} readings with noise of 5 % of the first value, seed {}",
            a.patients,
            table.lines().count().saturating_sub(1),
            a.seed
        ))
    })?;
    stages.run("fit", || {
        let done = if is_complete(&folders[0]) {
            FitFolder::read(&folders[0])?.summary
        } else {
            fit::execute(&commands.fit(&folders[0]))?
        };
        let mut r2: Vec<f64> = done.patients.iter().map(|p| p.r2).collect();
        r2.sort_by(f64::total_cmp);
        let rhat = done
            .patients
            .iter()
            .filter_map(|p| p.rhat_max)
            .fold(0.0, f64::max);
        Ok(format!(
            "posterior of each of {} patients: median R2 {}, largest R-hat {rhat:.3}",
            done.patients.len(),
            print::short(forestall_base::quantile(&r2, 0.5).unwrap_or(f64::NAN))
        ))
    })?;
    stages.run("forecast", || {
        let done = if is_complete(&folders[1]) {
            ForecastSummary::read(&folders[1])?
        } else {
            forecast::execute(&commands.forecast(&folders[1]))?
        };
        Ok(format!(
            "last 2 readings held out: mean absolute error {}, last observation carried forward {}",
            print::short(done.mae),
            print::short(done.mae_locf)
        ))
    })?;
    stages.run("plan", || {
        let done = if is_complete(&folders[2]) {
            PlanSummary::read(&folders[2])?
        } else {
            plan::execute(&commands.plan(&folders[0], &folders[2]))?
        };
        let first: Vec<&str> = done
            .cohort
            .regimens
            .iter()
            .filter(|r| r.rank == 1)
            .map(|r| r.name.as_str())
            .collect();
        Ok(format!(
            "{} regimens under {} draws per patient; on the first place: {}",
            done.cohort.regimens.len(),
            commands::PLAN_DRAWS,
            first.join(", ")
        ))
    })?;
    stages.run("report", || {
        let done = report::execute(&commands.report(&folders, &page))?;
        Ok(format!(
            "{} figures, {} kB",
            done.figure_count,
            done.bytes.div_ceil(1000)
        ))
    })?;
    folder.finish(manifest(&source, Some(a.seed)))?;
    finish(a, &stages, &page)
}

fn finish(a: &DemoArguments, stages: &Stages, page: &Path) -> Outcome {
    if a.json {
        #[derive(Serialize)]
        struct Printed<'a> {
            synthetic: bool,
            folder: &'a PathBuf,
            page: &'a Path,
            patients: u32,
            seed: u64,
            stages: &'a [Stage],
            wall_s: f64,
        }
        return print::json(&Printed {
            synthetic: true,
            folder: &a.out,
            page,
            patients: a.patients,
            seed: a.seed,
            stages: &stages.done,
            wall_s: stages.done.iter().map(|s| s.wall_s).sum(),
        });
    }
    let out = a.out.display();
    print::line(&format!(
        "\nTable and model are {out}/cohort.csv and {out}/model.toml; each step is a command of its own, as in\n  \
         forestall fit {out}/model.toml --data {out}/cohort.csv --out fit\n\nOpen {}",
        page.display()
    ))
}

fn library_model() -> Result<&'static str, Failure> {
    let own = LIBRARY.iter().find(|(key, _)| *key == MODEL);
    own.map(|(_, text)| *text)
        .ok_or_else(|| Failure::Run(format!("the library has no model {MODEL}")))
}

fn model(source: &Source) -> Result<Model, Failure> {
    Ok(Model::new(load(source, None)?.core)?)
}

/// Hash of everything that decides the result.
fn key(a: &DemoArguments, source: &Source) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let model = sha256_hex(source.text.as_bytes());
    sha256_hex(format!("demo {version} {model} {} {}", a.patients, a.seed).as_bytes())
}

fn cohort(a: &DemoArguments) -> Cohort {
    Cohort {
        regimen: "at50".to_owned(),
        assay: "burden".to_owned(),
        drug: "D".to_owned(),
        patients: a.patients,
        visits: 28.0,
        until: 1400.0,
        noise: 0.05,
        first: 20.0,
        seed: a.seed,
    }
}
