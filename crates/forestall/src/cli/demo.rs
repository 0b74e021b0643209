//! `demo`: the whole path on a synthetic cohort.

use std::path::{Path, PathBuf};
use std::time::Instant;

use forestall::synthetic::{Cohort, cohort_table};
use forestall_base::{Diagnostic, write_atomically};
use forestall_engine::Model;
use forestall_model::{Source, load};
use serde::Serialize;

use super::{
    arguments::{
        DemoArguments, EstimationArguments, FitArguments, ForecastArguments, Method,
        ModelArguments, PlanArguments, ReportArguments,
    },
    failure::{Failure, Outcome},
    files::LIBRARY,
    fit, forecast, plan, print, report,
};

/// The library model of the demo.
const MODEL: &str = "strobl-2021-turnover";

/// Effective draws wanted per parameter: enough for a page to look at, a fifth of what `fit` asks for by itself.
const ESS: usize = 150;

/// Draws compared per patient and regimen.
const PLAN_DRAWS: usize = 40;

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
    refuse_overwriting(&a.out, a.force)?;
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
    let model_file = a.out.join("model.toml");
    let table_file = a.out.join("cohort.csv");
    stages.run("patients", || {
        std::fs::create_dir_all(&a.out).map_err(|e| {
            Failure::usage(
                format!("folder {} cannot be made: {e}", a.out.display()),
                "give another name after --out",
            )
        })?;
        let text = library_model()?;
        let table = cohort_table(&model(text)?, &cohort(a))?;
        write_atomically(&model_file, text.as_bytes())?;
        write_atomically(&table_file, table.as_bytes())?;
        Ok(format!(
            "{} virtual patients under adaptive therapy, {} readings with 10 % noise, seed {}",
            a.patients,
            table.lines().count().saturating_sub(1),
            a.seed
        ))
    })?;
    let estimation = |method: Method, out: &Path| EstimationArguments {
        model: ModelArguments {
            model: model_file.clone(),
            variant: None,
        },
        data: table_file.clone(),
        method,
        patients: Vec::new(),
        set: Vec::new(),
        starts: 25,
        ess: ESS,
        seed: a.seed,
        pseudonymise: None,
        out: Some(out.to_owned()),
        force: a.force,
        json: false,
    };
    stages.run("fit", || {
        let done = fit::execute(&FitArguments {
            estimation: estimation(Method::Nuts, &folders[0]),
            profile: false,
        })?;
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
        let done = forecast::execute(&ForecastArguments {
            estimation: estimation(Method::Map, &folders[1]),
            hold_out: Some(2),
            after: None,
        })?;
        Ok(format!(
            "last 2 readings held out: mean absolute error {}, last observation carried forward {}",
            print::short(done.mae),
            print::short(done.mae_locf)
        ))
    })?;
    stages.run("plan", || {
        let done = plan::execute(&PlanArguments {
            fit: folders[0].clone(),
            regimen: Vec::new(),
            patients: Vec::new(),
            draws: PLAN_DRAWS,
            visits: None,
            noise: false,
            no_tune: false,
            horizon: None,
            seed: a.seed,
            out: Some(folders[2].clone()),
            force: a.force,
            json: false,
        })?;
        let best = done.cohort.regimens.iter().min_by_key(|r| r.rank);
        Ok(format!(
            "{} regimens under {PLAN_DRAWS} draws per patient: {} holds longest",
            done.cohort.regimens.len(),
            best.map_or("none", |r| r.name.as_str())
        ))
    })?;
    stages.run("report", || {
        let done = report::execute(&ReportArguments {
            folders: folders.to_vec(),
            out: page.clone(),
            patients: Vec::new(),
            title: Some("A synthetic cohort: fits, forecasts and plans".to_owned()),
            synthetic: Some(format!(
                "All patients are virtual: drawn from the [patients] section of the library model {MODEL}, followed under its regimen \
                 at50 with visits every 28 days and 10 % noise, seed {}. Nothing here was measured in anyone.",
                a.seed
            )),
            force: a.force,
            json: false,
        })?;
        Ok(format!("{} figures, {} kB", done.figure_count, done.bytes.div_ceil(1000)))
    })?;
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

fn refuse_overwriting(folder: &Path, force: bool) -> Outcome {
    if folder.is_file() {
        let message = format!("{} is a file, a folder is to be written", folder.display());
        return Err(Failure::usage(message, "give another name after --out"));
    }
    let used = folder.is_dir() && std::fs::read_dir(folder)?.next().is_some();
    if used && !force {
        let message = format!("folder {} already holds files", folder.display());
        return Err(Diagnostic::error("C0004", message)
            .help("give another name after --out, or --force to replace it")
            .into());
    }
    Ok(())
}

fn library_model() -> Result<&'static str, Failure> {
    let own = LIBRARY.iter().find(|(key, _)| *key == MODEL);
    own.map(|(_, text)| *text)
        .ok_or_else(|| Failure::Run(format!("the library has no model {MODEL}")))
}

fn model(text: &str) -> Result<Model, Failure> {
    let source = Source {
        name: format!("{MODEL}.toml"),
        text: text.to_owned(),
    };
    Ok(Model::new(load(&source, None)?.core)?)
}

fn cohort(a: &DemoArguments) -> Cohort {
    Cohort {
        regimen: "at50".to_owned(),
        assay: "burden".to_owned(),
        drug: "D".to_owned(),
        patients: a.patients,
        visits: 28.0,
        until: 1400.0,
        noise: 0.1,
        first: 20.0,
        seed: a.seed,
    }
}
