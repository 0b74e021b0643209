//! The folders a report is made of, told apart by the file that each command writes.

use std::path::{Path, PathBuf};

use forestall_base::{Diagnostic, Manifest};

use super::curve::Curves;
use crate::cli::{
    failure::Failure,
    fit_folder::{FitFolder, PRIOR},
    forecast::ForecastSummary,
    plan::{PlanDraws, PlanSummary},
};

/// What the folders hold.
pub(super) struct Folders {
    pub fit: FitFolder,
    pub curves: Curves,
    pub forecast: Option<ForecastSummary>,
    pub plan: Option<PlanSummary>,
    /// What each draw of the plan came to.
    pub plan_draws: PlanDraws,
    /// One per folder, in the order of the commands.
    pub manifests: Vec<Manifest>,
    /// What does not go together, in plain words.
    pub warnings: Vec<String>,
}

/// Files by which a folder is known, and the command that writes it.
const KINDS: [(&str, &str); 3] = [
    ("fit.json", "fit"),
    ("forecast.json", "forecast"),
    ("plan.json", "plan"),
];

impl Folders {
    /// Reads the folders, in any order.
    pub(super) fn read(paths: &[PathBuf]) -> Result<Self, Failure> {
        let mut found: [Option<&Path>; 3] = [None; 3];
        for path in paths {
            let kind = kind(path)?;
            if let Some(first) = found[kind] {
                let message = format!(
                    "{} and {} are both folders of `{}`",
                    first.display(),
                    path.display(),
                    KINDS[kind].1
                );
                return Err(Failure::usage(message, "give one of them"));
            }
            found[kind] = Some(path);
        }
        // A plan that was made without a fit carries what it drew from.
        let drawn = found[2].map(|plan| plan.join(PRIOR)).filter(|p| p.is_dir());
        let [Some(fit), forecast, plan] = [found[0].or(drawn.as_deref()), found[1], found[2]]
        else {
            let message = "a report needs the folder of a fit, and none is among those given";
            let help = "add the folder that `forestall fit ... --out DIR` has written";
            return Err(Failure::usage(message, help));
        };
        let mut manifests = vec![manifest(fit)?];
        let mut warnings = Vec::new();
        let fitted = FitFolder::read(fit)?;
        let curves = Curves::read(fit)?;
        let same_model = |path: &Path, model: &str| {
            if model == fitted.core.name {
                return Ok(());
            }
            let message = format!(
                "{} is of the model \"{model}\", {} of \"{}\"",
                path.display(),
                fit.display(),
                fitted.core.name
            );
            Err(Failure::usage(message, "give folders of one model"))
        };
        let forecast = match forecast {
            None => None,
            Some(path) => {
                let summary = ForecastSummary::read(path)?;
                same_model(path, &summary.model)?;
                let own = manifest(path)?;
                if own.inputs != manifests[0].inputs {
                    warnings.push(
                        "The forecast was made from other inputs than the fit (see the hashes below)."
                            .to_owned(),
                    );
                }
                manifests.push(own);
                Some(summary)
            }
        };
        let mut plan_draws = PlanDraws::default();
        let plan = match plan {
            None => None,
            Some(path) => {
                plan_draws = PlanDraws::read(path)?;
                let summary = PlanSummary::read(path)?;
                same_model(path, &summary.model)?;
                let own = manifest(path)?;
                let fit_json =
                    |m: &Manifest, hashed: fn(&Manifest) -> &[forestall_base::HashedFile]| {
                        let file = hashed(m).iter().find(|f| f.path.ends_with("fit.json"));
                        file.map(|f| f.sha256.clone())
                    };
                if fit_json(&own, |m| &m.inputs) != fit_json(&manifests[0], |m| &m.outputs) {
                    warnings.push(
                        "The plan was made from another fit than the one shown here.".to_owned(),
                    );
                }
                manifests.push(own);
                Some(summary)
            }
        };
        Ok(Self {
            fit: fitted,
            curves,
            forecast,
            plan,
            plan_draws,
            manifests,
            warnings,
        })
    }
}

/// The index in [`KINDS`] of the command that has written a folder.
fn kind(path: &Path) -> Result<usize, Failure> {
    let shown = path.display();
    let help = "give folders that `forestall fit`, `forecast` and `plan` have written with --out";
    if !path.exists() {
        return Err(Failure::usage(format!("there is no folder {shown}"), help));
    }
    if path.join("unfinished.json").exists() {
        let message = format!("the run in {shown} is unfinished");
        let help = "run the same command again; it goes on where it stopped";
        return Err(Diagnostic::error("C0006", message).help(help).into());
    }
    let known = KINDS.iter().position(|(file, _)| path.join(file).exists());
    known.ok_or_else(|| {
        let message =
            format!("{shown} holds no fit.json, forecast.json or plan.json, so it is no result");
        Failure::usage(message, help)
    })
}

fn manifest(path: &Path) -> Result<Manifest, Failure> {
    let file = path.join("manifest.json");
    let refuse = |e: String| {
        Failure::from(
            Diagnostic::error("C0008", format!("{}: {e}", file.display()))
                .help("the folder is incomplete; run its command again with --force"),
        )
    };
    let text = std::fs::read_to_string(&file).map_err(|e| refuse(e.to_string()))?;
    Manifest::from_json(&text).map_err(|e| refuse(e.to_string()))
}
