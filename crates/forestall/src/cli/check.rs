//! `check`: a model file and each of its variants.

use forestall_base::{Diagnostic, Diagnostics, Severity};
use forestall_model::{Core, Source, load};

use super::{
    arguments::ModelArguments,
    failure::{Failure, Outcome},
    files::load_model,
    print,
};

/// `check`.
pub(crate) fn run(arguments: &ModelArguments) -> Outcome {
    let (source, core) = load_model(&arguments.model, arguments.variant.as_deref())?;
    let mut variants = String::new();
    if arguments.variant.is_none() && !core.variants.is_empty() {
        check_variants(&source, &core)?;
        variants = format!(", {}", count(core.variants.len(), "variant"));
    }
    print::line(&format!(
        "{}: \"{}\" is a valid model ({}, {}, {}, {}, {}{variants})",
        source.name,
        core.name,
        count(core.states.len(), "state"),
        count(core.parameters.len(), "parameter"),
        count(core.drugs.len(), "drug"),
        count(core.regimens.len(), "regimen"),
        count(core.expects.len(), "check"),
    ))
}

/// Loads every variant. What the file without a variant says already is not said again.
fn check_variants(source: &Source, core: &Core) -> Result<(), Failure> {
    let mut errors = Vec::new();
    let mut said = load(source, None)?.warnings;
    for variant in &core.variants {
        let (found, refused) = match load(source, Some(variant)) {
            Ok(loaded) => (loaded.warnings, Vec::new()),
            Err(refused) => (Vec::new(), refused.0),
        };
        let mut new = |all: Vec<Diagnostic>| -> Vec<Diagnostic> {
            let new: Vec<Diagnostic> = all.into_iter().filter(|one| !said.contains(one)).collect();
            said.extend(new.iter().cloned());
            new.into_iter()
                .map(|one| of_variant(variant, one))
                .collect()
        };
        for warning in new(found) {
            print::say(&format!("{warning}\n"));
        }
        // Warnings that come with a refusal are told with it.
        errors.extend(new(refused));
    }
    if errors.iter().any(|one| one.severity == Severity::Error) {
        return Err(Diagnostics(errors).into());
    }
    Ok(())
}

/// The same, saying which variant it is about.
fn of_variant(variant: &str, mut one: Diagnostic) -> Diagnostic {
    one.message = format!("variant \"{variant}\": {}", one.message);
    one
}

fn count(n: usize, one: &str) -> String {
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}
