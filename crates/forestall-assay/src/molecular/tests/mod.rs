//! Tests of the readers of profiles.

use forestall_base::{Diagnostic, Finding, Found, Profile};

use super::{ProfileOptions, read_profile};

mod asked;
mod calls;
mod lists;
mod real;
mod refusals;
mod studies;
mod tables;

fn read(file: &str, text: &str) -> Result<Profile, Diagnostic> {
    read_profile(file, text.as_bytes(), &ProfileOptions::default())
}

/// A finding in few words: gene and what was found.
fn told(profile: &Profile, finding: &Finding) -> String {
    let text = |name| profile.names.text(name);
    let found = match &finding.found {
        Found::Change {
            protein, coding, ..
        } => protein.or(*coding).map_or("?", text).to_owned(),
        Found::Copies { level, total, .. } => match total {
            Some(total) => format!("{level:?} {total}"),
            None => format!("{level:?}"),
        },
        Found::Fusion { partner, .. } => format!(":: {}", partner.map_or("?", text)),
        Found::Category(words) => format!("[{}]", text(*words)),
        Found::WildType => "wild type".to_owned(),
        Found::Score(number) => format!("= {number}"),
    };
    format!("{} {found}", text(finding.gene))
}

fn all(profile: &Profile) -> Vec<String> {
    profile.findings.iter().map(|f| told(profile, f)).collect()
}
