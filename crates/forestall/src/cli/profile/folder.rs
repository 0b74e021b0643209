//! The folder of one sample, from the file to a plan: answer, model of the clones, plan, and one page of all of it.

use std::path::Path;

use forestall_base::sha256_hex;
use forestall_model::Source;

use super::{ProfileArguments, ProfileSummary, page::Page, read};
use crate::cli::{
    arguments::{PlanArguments, ReportArguments},
    failure::Failure,
    out::{OutFolder, is_complete},
    plan::{self, PlanSummary},
    report,
    simulate::manifest,
};

/// The answer.
const ANSWER: &str = "profile.json";
/// The model of the clones.
pub(super) const MODEL: &str = "clones.toml";
/// The folder of the plan.
pub(super) const PLAN: &str = "plan";
/// The page.
pub(super) const PAGE: &str = "report.html";

/// Writes the folder of what was read from a file or study.
pub(super) fn write(
    path: &Path,
    file: &Path,
    arguments: &ProfileArguments,
    summary: &ProfileSummary,
    model: &str,
    page: &Page<'_>,
) -> Result<PlanSummary, Failure> {
    let answer = serde_json::to_vec_pretty(summary).map_err(|e| Failure::Run(e.to_string()))?;
    let key = format!(
        "profile {} {} {} {} {}",
        env!("CARGO_PKG_VERSION"),
        sha256_hex(&answer),
        sha256_hex(model.as_bytes()),
        arguments.draws,
        arguments.seed
    );
    let mut folder = OutFolder::open(path, &sha256_hex(key.as_bytes()), arguments.force)?;
    folder.write(ANSWER, &answer)?;
    folder.write(MODEL, model.as_bytes())?;
    let plan = path.join(PLAN);
    let planned = if is_complete(&plan) {
        PlanSummary::read(&plan)?
    } else {
        plan::execute(&planning(arguments, path))?
    };
    let mut whole = report::filled(&ReportArguments {
        folders: vec![plan],
        out: path.join(PAGE),
        patients: Vec::new(),
        title: None,
        synthetic: None,
        force: false,
        json: false,
    })?;
    let own = page.report();
    whole.title = own.title;
    whole.subtitle = own.subtitle;
    whole.notice = own.notice;
    whole.molecular = own.molecular;
    for patient in &mut whole.patients {
        page.sample().clone_into(&mut patient.id);
    }
    folder.write(PAGE, whole.to_html().as_bytes())?;
    let source = Source {
        name: MODEL.to_owned(),
        text: model.to_owned(),
    };
    let mut manifest = manifest(&source, Some(arguments.seed));
    manifest.inputs = read::hashed(file)?;
    folder.finish(manifest)?;
    Ok(planned)
}

/// The command that plans, as one would type it.
fn planning(arguments: &ProfileArguments, folder: &Path) -> PlanArguments {
    PlanArguments {
        model: Some(folder.join(MODEL)),
        fit: None,
        regimen: Vec::new(),
        patients: Vec::new(),
        draws: arguments.draws,
        visits: None,
        noise: false,
        no_tune: false,
        horizon: None,
        seed: arguments.seed,
        out: Some(folder.join(PLAN)),
        force: false,
        json: false,
    }
}
