//! Molecular profiles: from what laboratories send to [`Profile`].

#![allow(clippy::result_large_err)] // A refusal ends the reading, so its size costs nothing.

mod annotation;
mod annovar;
mod build;
mod cells;
mod clinical;
mod copies;
mod effect;
mod fraction;
mod fusion_name;
mod fusions;
mod gene_set;
mod genes;
mod intake;
mod itd;
mod lengths;
mod lines;
mod list;
mod maf;
mod markers;
mod matrix;
mod numbers;
mod options;
mod pair_sheet;
mod panel;
mod refusal;
mod segments;
mod sheet;
mod sniff;
mod study;
mod table;
#[cfg(test)]
mod tests;
mod unpack;
mod vcf;
mod words;

use std::io::Read;

use forestall_base::{Diagnostic, Profile};

pub use gene_set::GeneSet;
use intake::Intake;
pub use lengths::read_gene_lengths;
use lines::Lines;
use matrix::Values;
pub use options::{AmplificationRule, Build, ProfileFormat, ProfileOptions, VafMeaning};
pub use pair_sheet::{PairRow, PairSheet};
pub use panel::{Panel, Region};
pub use sheet::SampleSheet;
pub use study::read_study;
use table::Header;

/// Reads a molecular profile: a list of events, MAF, VCF or BCF, an ANNOVAR table, copy numbers (segments, a matrix, rows), fusions,
/// or alterations in words; gzip or bgzip, with any line ends, UTF-8 or UTF-16.
///
/// `file` is the name to show in messages. The format is recognised by content unless `options` names it. Unknown columns are
/// passed over; every row that is left out is counted by reason in [`Profile::dropped`].
///
/// ```
/// use forestall_assay::{ProfileOptions, read_profile};
/// let list = b"EGFR L858R 0.41\nEGFR T790M 12%\nMET amplification 9\n";
/// let profile = read_profile("events.txt", list, &ProfileOptions::default())?;
/// assert_eq!(profile.findings.len(), 3);
/// assert_eq!(profile.findings[1].fraction(), Some(f64::from(0.12f32)));
/// # Ok::<(), forestall_base::Diagnostic>(())
/// ```
///
/// # Errors
/// Why the file cannot be read without guessing, with the place.
pub fn read_profile(
    file: &str,
    bytes: &[u8],
    options: &ProfileOptions,
) -> Result<Profile, Diagnostic> {
    read_profile_from(file, bytes, options)
}

/// The same from a stream, so that a file of any size is never in memory as a whole.
///
/// # Errors
/// As [`read_profile`], and where reading itself fails.
pub fn read_profile_from<'a>(
    file: &'a str,
    reader: impl Read + 'a,
    options: &'a ProfileOptions,
) -> Result<Profile, Diagnostic> {
    let input = unpack::unpack(file, Box::new(reader))?;
    let head = input.head.clone();
    let mut intake = Intake::new(file, options);
    if let Some(remark) = input.remark {
        intake.remark(remark);
    }
    let mut lines = Lines::new(file, input);
    let preview = lines.preview()?;
    if preview.iter().all(|line| line.trim().is_empty()) {
        return Err(refusal::whole("G0001", file, "the file is empty")
            .expected("a list of events, MAF, VCF, BCF, an ANNOVAR table, copy numbers or fusions")
            .help("check that the whole file was copied; a profile without findings still has a header"));
    }
    let format = match options.format {
        Some(format) => format,
        None => sniff::format(file, &head, &preview)?,
    };
    intake.remark(format!("Read as {}.", format.title()));
    read_as(format, &mut lines, &mut intake)?;
    intake.finish()
}

fn read_as(
    format: ProfileFormat,
    lines: &mut Lines<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), Diagnostic> {
    match format {
        ProfileFormat::List => return list::read(lines, intake),
        ProfileFormat::Vcf => return vcf::read(lines, intake),
        ProfileFormat::Bcf => return vcf::read_bcf(lines, intake),
        _ => {}
    }
    let Some(header) = header(lines)? else {
        return Err(refusal::whole("G0001", lines.file, "there is no header")
            .expected("column names in the first line")
            .help("check that the whole file was copied"));
    };
    match format {
        ProfileFormat::Annovar => annovar::read(lines, &header, intake),
        ProfileFormat::Segments => segments::read(lines, &header, intake),
        ProfileFormat::CopyMatrix => matrix::read(lines, &header, intake, Values::Levels),
        ProfileFormat::Log2Copies => matrix::read(lines, &header, intake, Values::Ratios),
        ProfileFormat::Expression => matrix::read(lines, &header, intake, Values::Scores),
        ProfileFormat::CopyRows => copies::read_rows(lines, &header, intake),
        ProfileFormat::Fusions => fusions::read(lines, &header, intake),
        ProfileFormat::Markers => markers::read(lines, &header, intake),
        _ => maf::read(lines, &header, intake),
    }
}

/// Moves to the header.
fn header(lines: &mut Lines<'_>) -> Result<Option<Header>, Diagnostic> {
    while lines.advance()? {
        let text = lines.text().trim();
        if text.is_empty() || text.starts_with('#') && !sniff::is_header_comment(text) {
            continue;
        }
        return Ok(Some(Header::of(lines.text())));
    }
    Ok(None)
}
