//! The pairs of a cohort: as a sheet says, else by time points or days.

use forestall::estimate::profile::{Pairing, Pairings, pairings};
use forestall_assay::PairSheet;
use forestall_base::{Diagnostic, Profile, nearest};

use super::super::read::unreadable;
use super::CohortArguments;
use crate::cli::failure::Failure;

pub(super) fn of(arguments: &CohortArguments, profile: &Profile) -> Result<Pairings, Failure> {
    let Some(path) = &arguments.pairs else {
        return Ok(pairings(profile));
    };
    let shown = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|e| unreadable(path, &e))?;
    let sheet = PairSheet::read(&shown, &bytes)?;
    let names: std::collections::HashMap<&str, u32> = (profile.samples.iter().zip(0..))
        .map(|(s, k)| (&*s.name, k))
        .collect();
    let number = |name: &str, line: usize| {
        names.get(name).copied().ok_or_else(|| {
            let near = nearest(name, names.keys().copied());
            let near = near.map_or_else(String::new, |n| format!("did you mean \"{n}\"? "));
            Failure::from(
                Diagnostic::error(
                    "C0005",
                    format!("{shown}, line {line}: the profile has no sample \"{name}\""),
                )
                .help(format!(
                    "{near}a sample in which nothing was found stands in the sheet of samples (--sheet)"
                )),
            )
        })
    };
    let mut found = Pairings {
        left_out: sheet.left_out,
        ..Pairings::default()
    };
    for row in &sheet.pairs {
        found.pairs.push(Pairing {
            patient: row.patient.clone(),
            before: number(&row.before, row.line)?,
            after: number(&row.after, row.line)?,
        });
    }
    // Permuted rows give the same answer.
    found.pairs.sort();
    Ok(found)
}
