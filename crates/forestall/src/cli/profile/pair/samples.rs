//! The two samples, from one file or from two.

use std::path::Path;

use forestall::estimate::profile::{
    Catalogue, Fate, PairedSamples, ProfiledSample, name_places, pairings,
};
use forestall_base::Profile;

use super::super::depth::both;
use super::super::read::Source;
use super::PairArguments;
use crate::cli::failure::Failure;

/// The two samples.
pub(super) struct Samples {
    pub patient: String,
    /// The file before; holds both samples where there is no second.
    first: Profile,
    second: Option<Profile>,
    numbers: [u32; 2],
}

impl Samples {
    /// Reads the files, finds the samples, and sets what is stated of them.
    pub(super) fn read(arguments: &PairArguments, catalogue: &Catalogue) -> Result<Self, Failure> {
        let panel = arguments.panel.as_deref();
        let read = |path: &Path, panel: Option<&Path>, tumour: Option<&str>| {
            let source = |tumour_sample| Source {
                format: arguments.format.as_deref(),
                tumour_sample,
                panel,
                sheet: arguments.sheet.as_deref(),
                ..Source::of(path)
            };
            let tumour = tumour.filter(|_| arguments.post.is_some());
            // Only files of calls take the name of the tumour sample; in others it is looked for below.
            let named = source(tumour).profile(catalogue);
            let mut profile = match named {
                Err(_) if tumour.is_some() => source(None).profile(catalogue),
                other => other,
            }?;
            name_places(&mut profile, catalogue);
            Ok::<Profile, Failure>(profile)
        };
        let first = read(&arguments.pre, panel, arguments.before.as_deref())?;
        let mut samples = if let Some(post) = &arguments.post {
            if same_file(&arguments.pre, post) {
                return Err(Failure::usage(
                    format!("{} is given as both samples", post.display()),
                    "of one file with both samples, give it once with --before and --after",
                ));
            }
            let panel = arguments.panel_after.as_deref().or(panel);
            let second = read(post, panel, arguments.after.as_deref())?;
            one_build(&first, &second)?;
            let numbers = [
                only(&first, arguments.before.as_deref(), "--before")?,
                only(&second, arguments.after.as_deref(), "--after")?,
            ];
            Self {
                patient: whose(&first, numbers[0]),
                first,
                second: Some(second),
                numbers,
            }
        } else {
            let (patient, numbers) = of_one_file(&first, arguments)?;
            Self {
                patient,
                first,
                second: None,
                numbers,
            }
        };
        let depths = both(&arguments.depth, "--depth")?;
        let purities = both(&arguments.purity, "--purity")?;
        for side in 0..2 {
            let number = samples.numbers[side];
            let profile = match (&mut samples.second, side) {
                (Some(second), 1) => second,
                _ => &mut samples.first,
            };
            if let Some(depth) = depths[side] {
                depth.apply(profile, number);
            }
            let sample = &mut profile.samples[number as usize];
            sample.purity = purities[side].or(sample.purity);
        }
        Ok(samples)
    }

    pub(super) fn before(&self) -> ProfiledSample<'_> {
        ProfiledSample {
            profile: &self.first,
            sample: self.numbers[0],
        }
    }

    pub(super) fn after(&self) -> ProfiledSample<'_> {
        ProfiledSample {
            profile: self.second.as_ref().unwrap_or(&self.first),
            sample: self.numbers[1],
        }
    }

    /// How the files were read, and what would tell more.
    pub(super) fn remarks(&self, pair: &PairedSamples) -> Vec<String> {
        let mut all = self.first.remarks.clone();
        all.extend(self.second.iter().flat_map(|p| p.remarks.clone()));
        let dropped = self.first.dropped.iter();
        let dropped = dropped.chain(self.second.iter().flat_map(|p| &p.dropped));
        all.extend(dropped.map(|(reason, rows)| format!("left out: {rows} rows: {reason}")));
        let unlisted = |e: &&forestall::estimate::profile::PairedEvent| {
            e.fate == Fate::NotAssessable && e.reason.contains("depth is not stated")
        };
        let open = pair.events.iter().filter(unlisted).count();
        if open > 0 {
            all.push(format!(
                "{open} alterations stand in one list only, and whether the other sample would have shown them is not stated: --depth tells"
            ));
        }
        for side in [self.before(), self.after()] {
            if side.profile.samples[side.sample as usize].purity.is_none() {
                all.push(format!(
                    "the fraction of tumour cells in {} is not stated and taken as 1: --purity tells",
                    name(side)
                ));
            }
        }
        all.dedup();
        all
    }
}

/// Name of a sample.
pub(super) fn name(side: ProfiledSample<'_>) -> &str {
    let sample = side.profile.samples.get(side.sample as usize);
    sample.map_or("", |s| &*s.name)
}

/// Refuses two builds of the genome.
fn one_build(first: &Profile, second: &Profile) -> Result<(), Failure> {
    match (first.build, second.build) {
        (Some(a), Some(b)) if a != b => Err(Failure::usage(
            format!("the sample before is on {a}, the one after on {b}"),
            "lift one of the files over: calls without a protein change would look acquired or lost",
        )),
        _ => Ok(()),
    }
}

fn same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

fn whose(profile: &Profile, number: u32) -> String {
    let patient = profile.samples[number as usize].patient.as_deref();
    patient.unwrap_or_default().to_owned()
}

/// Names of samples for a help.
fn listed(profile: &Profile) -> String {
    let names: Vec<&str> = profile.samples.iter().take(10).map(|s| &*s.name).collect();
    let more = profile.samples.len().saturating_sub(names.len());
    let rest = if more > 0 { ", ..." } else { "" };
    format!("{}{rest}", names.join(", "))
}

fn named(profile: &Profile, wanted: &str) -> Result<u32, Failure> {
    let found = profile.samples.iter().position(|s| &*s.name == wanted);
    found.map(|k| k as u32).ok_or_else(|| {
        Failure::usage(
            format!("there is no sample \"{wanted}\""),
            format!("the file has {}", listed(profile)),
        )
    })
}

/// The sample of a file that holds one, or the one named.
fn only(profile: &Profile, wanted: Option<&str>, option: &str) -> Result<u32, Failure> {
    match wanted {
        _ if profile.samples.len() == 1 => Ok(0),
        Some(name) => named(profile, name),
        None if profile.samples.is_empty() => Err(Failure::usage(
            "a file without findings names no sample",
            "write one line that says what was looked at, such as `TP53 wt`",
        )),
        None => Err(Failure::usage(
            format!("the file has {} samples", profile.samples.len()),
            format!("name one of them after {option}: {}", listed(profile)),
        )),
    }
}

/// Both samples of one file: as named, else by the patient's time points or days.
fn of_one_file(
    profile: &Profile,
    arguments: &PairArguments,
) -> Result<(String, [u32; 2]), Failure> {
    if let (Some(before), Some(after)) = (&arguments.before, &arguments.after) {
        if before == after {
            return Err(Failure::usage(
                format!("\"{before}\" is named both before and after"),
                "name two samples",
            ));
        }
        let numbers = [named(profile, before)?, named(profile, after)?];
        let patients = numbers.map(|n| profile.samples[n as usize].patient.as_deref());
        if let [Some(a), Some(b)] = patients
            && a != b
        {
            return Err(Failure::usage(
                format!("{before} is of patient {a}, {after} of patient {b}"),
                "name two samples of one patient",
            ));
        }
        return Ok((whose(profile, numbers[0]), numbers));
    }
    let all = pairings(profile);
    let wanted = arguments.patient.as_deref();
    let mut own = all
        .pairs
        .iter()
        .filter(|p| wanted.is_none_or(|w| &*p.patient == w));
    match (own.next(), own.next()) {
        (Some(pair), None) => Ok((pair.patient.to_string(), [pair.before, pair.after])),
        (Some(_), Some(_)) => {
            let names: Vec<&str> = all.pairs.iter().take(10).map(|p| &*p.patient).collect();
            Err(Failure::usage(
                format!("the file has pairs of {} patients", all.pairs.len()),
                format!(
                    "name one after --patient: {}; or take all together: forestall profile cohort",
                    names.join(", ")
                ),
            ))
        }
        (None, _) => {
            let why = match (wanted, all.left_out.first()) {
                (Some(patient), _) => {
                    let about = format!("`{patient}`");
                    let reason = all.left_out.iter().find(|r| r.contains(&about));
                    reason
                        .cloned()
                        .unwrap_or_else(|| format!("there is no patient `{patient}`"))
                }
                (None, Some(reason)) => reason.clone(),
                (None, None) => "there is no sample".to_owned(),
            };
            Err(Failure::usage(
                format!("no pair of samples is found: {why}"),
                "name the two samples after --before and --after, give time points with --sheet, or give two files",
            ))
        }
    }
}
