//! Study folders of cBioPortal.

use std::io::Read;

use forestall_base::{
    Assessed, Diagnostic, Finding, Found, Measurement, Name, Phase, Place, Profile,
};

use super::lines::Lines;
use super::options::{ProfileFormat, ProfileOptions};
use super::refusal::whole;
use super::sniff::{self, Companion};
use super::{clinical, read_profile, unpack};

const MEASUREMENTS: [Measurement; 10] = [
    Measurement::Mutations,
    Measurement::Copies,
    Measurement::Fusions,
    Measurement::Expression,
    Measurement::Protein,
    Measurement::Methylation,
    Measurement::Histology,
    Measurement::Microenvironment,
    Measurement::Genome,
    Measurement::Germline,
];

/// Reads a study folder of cBioPortal, given as its files with their names: mutations, discrete copy numbers (matrix or rows),
/// structural variants, z-scores of expression, patients and samples, timelines and lists of cases. Files are told apart by content,
/// matrices of numbers by their names: of several with z-scores the first is read, log2 ratios only where there are no discrete copy
/// numbers. Other numbers are passed over, and the remarks say so.
///
/// ```
/// use forestall_assay::{ProfileOptions, read_study};
/// let mutations = b"Hugo_Symbol\tTumor_Sample_Barcode\tHGVSp_Short\nEGFR\tS1\tp.T790M\n";
/// let samples = b"#Patient\tSample\n#x\tx\n#STRING\tSTRING\n#1\t1\nPATIENT_ID\tSAMPLE_ID\nP1\tS1\n";
/// let files = [("data_mutations.txt", &mutations[..]), ("data_clinical_samples.txt", &samples[..])];
/// let study = read_study(&files, &ProfileOptions::default())?;
/// assert_eq!(study.samples[0].patient.as_deref(), Some("P1"));
/// # Ok::<(), forestall_base::Diagnostic>(())
/// ```
///
/// # Errors
/// What [`read_profile`] refuses in one of the files, files of different builds, and a folder without findings.
pub fn read_study(
    files: &[(&str, &[u8])],
    options: &ProfileOptions,
) -> Result<Profile, Diagnostic> {
    let mut study = Profile::default();
    let mut companions = Vec::new();
    let mut read = 0;
    let mut build = None;
    let mut scored = false;
    let discrete = files.iter().any(|(name, _)| is_discrete(&base(name)));
    for &(name, bytes) in files {
        let base = base(name);
        if base.starts_with("meta_") || base.starts_with('.') || bytes.trim_ascii().is_empty() {
            continue;
        }
        if base.starts_with("cases_") {
            companions.push((Companion::Cases, name, bytes));
            continue;
        }
        let kind = kind(name, bytes)?;
        let format = match kind {
            Kind::Companion(companion) => {
                companions.push((companion, name, bytes));
                continue;
            }
            Kind::Findings(format) => format,
        };
        let Some(format) = matrix_format(&base, format, discrete, scored) else {
            study.remarks.push(format!(
                "{name} was not read: it holds neither mutations, copy numbers, fusions nor the z-scores that are read."
            ));
            continue;
        };
        scored |= format == ProfileFormat::Expression;
        let options = ProfileOptions {
            format: Some(format),
            ..options.clone()
        };
        let part = read_profile(name, bytes, &options)?;
        if let (Some((first, before)), Some(now)) = (build, part.build)
            && before != now
        {
            return Err(whole(
                "G0034",
                name,
                &format!("this file is on {now}, but {first} is on {before}"),
            )
            .expected("one build of the genome in one study")
            .help("lift one of the files over, or leave it out"));
        }
        build = build.or(part.build.map(|build| (name, build)));
        read += 1;
        absorb(&mut study, part, name);
    }
    if read == 0 {
        return Err(whole(
            "G0008",
            files.first().map_or("the folder", |file| file.0),
            &format!(
                "none of the {} files of the folder holds findings",
                files.len()
            ),
        )
        .expected("data_mutations.txt, data_cna.txt, data_sv.txt or another table of findings")
        .help("check that this is a study folder of cBioPortal"));
    }
    // Lists of cases add samples, and what is known of samples comes last.
    companions.sort_by_key(|(companion, ..)| *companion);
    for (companion, name, bytes) in companions {
        clinical::read(companion, name, bytes, &mut study)?;
    }
    Ok(study)
}

/// A file's name without its folders, in small letters.
fn base(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    base.to_ascii_lowercase()
}

/// Whether a file of this name holds discrete copy numbers.
fn is_discrete(base: &str) -> bool {
    let other = ["log2", "linear", "armlevel"];
    let companion = base.starts_with("meta_") || base.starts_with("cases_");
    base.contains("cna") && !companion && !other.iter().any(|w| base.contains(w))
}

/// How a file is read whose content tells `format`; matrices of numbers are told apart by their names. `None`: not at all.
fn matrix_format(
    base: &str,
    format: ProfileFormat,
    discrete: bool,
    scored: bool,
) -> Option<ProfileFormat> {
    if base.contains("gene_matrix") || base.contains("gene_panel") {
        return None;
    }
    if !matches!(format, ProfileFormat::CopyMatrix | ProfileFormat::List) {
        return Some(format);
    }
    if base.contains("mrna") && base.contains("zscore") {
        return (!scored).then_some(ProfileFormat::Expression);
    }
    if base.contains("log2") && base.contains("cna") {
        return (!discrete).then_some(ProfileFormat::Log2Copies);
    }
    let continuous = ["zscores", "mrna", "rppa", "methylation"];
    (is_discrete(base) && !continuous.iter().any(|w| base.contains(w))).then_some(format)
}

enum Kind {
    Companion(Companion),
    Findings(ProfileFormat),
}

fn kind(name: &str, bytes: &[u8]) -> Result<Kind, Diagnostic> {
    let reader: Box<dyn Read + '_> = Box::new(bytes);
    let input = unpack::unpack(name, reader)?;
    let head = input.head.clone();
    let preview = Lines::new(name, input).preview()?;
    if let Some(companion) = sniff::companion_of(&preview) {
        return Ok(Kind::Companion(companion));
    }
    sniff::format(name, &head, &preview).map(Kind::Findings)
}

/// Adds `part` to `study`.
fn absorb(study: &mut Profile, mut part: Profile, file: &str) {
    for remark in &mut part.remarks {
        *remark = format!("{file}: {remark}");
    }
    if study.findings.is_empty() && study.samples.is_empty() {
        part.remarks
            .splice(0..0, std::mem::take(&mut study.remarks));
        *study = part;
        return;
    }
    let names: Vec<Name> = part
        .names
        .iter()
        .map(|(_, word)| study.names.intern(word))
        .collect();
    let name = |old: Name| names[old.index()];
    let samples: Vec<u32> = part
        .samples
        .iter()
        .map(|sample| sample_of(study, sample))
        .collect();
    study.findings.reserve(part.findings.len());
    for finding in part.findings {
        study.findings.push(Finding {
            sample: samples[finding.sample as usize],
            gene: name(finding.gene),
            found: renamed(finding.found, name),
            place: finding.place.map(|place| Place {
                chromosome: name(place.chromosome),
                reference: name(place.reference),
                alternate: name(place.alternate),
                ..place
            }),
            ..finding
        });
    }
    for measurement in MEASUREMENTS {
        let both = match (
            study.coverage.of(measurement),
            part.coverage.of(measurement),
        ) {
            (_, Assessed::Nothing) => continue,
            (Assessed::Genes(one), Assessed::Genes(other)) => Assessed::Genes(one | other),
            (Assessed::Nothing, other) => other.clone(),
            (Assessed::Everything, _) | (_, Assessed::Everything) => Assessed::Everything,
            _ => Assessed::Unstated,
        };
        study.coverage.state(measurement, both);
    }
    study.unasked += part.unasked;
    study.build = study.build.or(part.build);
    study.remarks.extend(part.remarks);
    for (reason, rows) in part.dropped {
        match study.dropped.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => *count += rows,
            None => study.dropped.push((reason, rows)),
        }
    }
    for exposure in part.exposures {
        if !study.exposures.contains(&exposure) {
            study.exposures.push(exposure);
        }
    }
}

fn sample_of(study: &mut Profile, sample: &forestall_base::Sample) -> u32 {
    let known = study
        .samples
        .iter()
        .position(|known| known.name == sample.name);
    known.unwrap_or_else(|| {
        study.samples.push(sample.clone());
        study.samples.len() - 1
    }) as u32
}

fn renamed(found: Found, name: impl Fn(Name) -> Name) -> Found {
    match found {
        Found::Change {
            protein,
            coding,
            consequence,
            transcript,
            exon,
            phase,
        } => Found::Change {
            protein: protein.map(&name),
            coding: coding.map(&name),
            consequence,
            transcript: transcript.map(&name),
            exon,
            phase: phase.map(|phase| Phase {
                set: name(phase.set),
                ..phase
            }),
        },
        Found::Fusion { partner, exons } => Found::Fusion {
            partner: partner.map(name),
            exons,
        },
        Found::Category(words) => Found::Category(name(words)),
        Found::Copies { .. } | Found::WildType | Found::Score(_) => found,
    }
}
