//! Segments of copy number, turned into genes where it is known where genes are.

use std::collections::{BTreeMap, BTreeSet};

use forestall_base::{Assessed, Diagnostic, Found, Level, Measurement};

use super::cells::Cells;
use super::copies::{level_of, level_of_log2, no_copies, remark_rule};
use super::intake::Intake;
use super::lines::Lines;
use super::numbers::{finite, position};
use super::panel::{Panel, chromosome};
use super::refusal::shown;
use super::table::Header;

const CHROMOSOME: &[&str] = &["chromosome", "chrom", "chr"];
const START: &[&str] = &[
    "start",
    "loc.start",
    "start_position",
    "startpos",
    "segment_start",
];
const END: &[&str] = &["end", "loc.end", "end_position", "endpos", "segment_end"];
const MAJOR: &[&str] = &["nmajor", "n_major", "major", "major_cn", "majorcopynumber"];
const MINOR: &[&str] = &[
    "nminor",
    "n_minor",
    "minor",
    "minor_cn",
    "minorcopynumber",
    "lcn",
];
const TOTAL: &[&str] = &[
    "total_cn",
    "tcn",
    "cn",
    "copy_number",
    "copynumber",
    "total_copy_number",
];
const LOG2: &[&str] = &[
    "seg.mean",
    "seg_mean",
    "segmean",
    "log2",
    "log2_ratio",
    "segment_mean",
];
const SAMPLE: &[&str] = &["id", "sample", "sample_id", "tumor_sample_barcode"];

struct Segment {
    sample: u32,
    chromosome: Box<str>,
    start: u32,
    end: u32,
    total: Option<f32>,
    minor: Option<f32>,
    log2: Option<f32>,
    line: usize,
}

pub(crate) fn is_header(header: &Header) -> bool {
    header.has(CHROMOSOME)
        && header.has(START)
        && header.has(END)
        && (header.has(MAJOR) || header.has(TOTAL) || header.has(LOG2))
}

/// Reads segments.
pub(crate) fn read(
    lines: &mut Lines<'_>,
    header: &Header,
    intake: &mut Intake<'_>,
) -> Result<(), Diagnostic> {
    let place = [
        header.need(lines.line(), CHROMOSOME, "chromosomes")?,
        header.need(lines.line(), START, "first positions")?,
        header.need(lines.line(), END, "last positions")?,
    ];
    let [major, minor, total, log2, sample] =
        [MAJOR, MINOR, TOTAL, LOG2, SAMPLE].map(|names| header.find(names));
    if major.is_none() && total.is_none() && log2.is_none() {
        return Err(header.missing(lines.line(), MAJOR, "copy numbers"));
    }
    let mut segments: Vec<Segment> = Vec::new();
    let mut cells = Cells::default();
    while lines.advance()? {
        let line = lines.line();
        if line.text.trim().is_empty() || line.text.starts_with('#') {
            continue;
        }
        cells.split(line.text, header.delimiter);
        let at = |column: usize| position(cells.get(line.text, column));
        let (Some(start), Some(end)) = (at(place[1]), at(place[2])) else {
            let bad = if at(place[1]).is_none() {
                place[1]
            } else {
                place[2]
            };
            let cell = cells.get(line.text, bad);
            return Err(
                Diagnostic::error("G0026", format!("{} is no position", shown(cell)))
                    .at(cells.location(line, bad))
                    .expected("a whole number, counted from 1")
                    .help("check that the columns of the table are not swapped"),
            );
        };
        let number = |column: Option<usize>, least: f64| -> Result<Option<f32>, Diagnostic> {
            let Some(column) = column else {
                return Ok(None);
            };
            let cell = cells.number(line.text, Some(column));
            if cell.is_empty() {
                return Ok(None);
            }
            match finite(cell).filter(|n| *n >= least) {
                Some(number) => Ok(Some(number as f32)),
                None => Err(no_copies(cell).at(cells.location(line, column))),
            }
        };
        let major = number(major, 0.0)?;
        let minor = number(minor, 0.0)?;
        let total = number(total, 0.0)?.or(major.map(|major| major + minor.unwrap_or(0.0)));
        let log2 = number(log2, f64::MIN)?;
        let sample = intake.sample(cells.known(line.text, sample));
        segments.push(Segment {
            sample,
            chromosome: chromosome(cells.get(line.text, place[0])).into(),
            start,
            end,
            total,
            minor,
            log2,
            line: line.number,
        });
    }
    if intake.profile.samples.is_empty() {
        intake.sample("");
    }
    genes(&segments, intake);
    Ok(())
}

/// Gives each gene of the panel the segment that holds most of it.
fn genes(segments: &[Segment], intake: &mut Intake<'_>) {
    let Some(panel) = intake
        .options
        .panel
        .as_ref()
        .filter(|panel| !panel.regions.is_empty())
    else {
        intake.drop_rows(
            "segments: it is not known which genes they hold",
            segments.len(),
        );
        intake.remark("Copy numbers are not assessable: the segments name no genes. Give the places of the genes as a BED file (--panel).");
        return;
    };
    remark_rule(intake);
    let ploidies = ploidies(segments, intake);
    let mut covered = BTreeSet::new();
    for (gene, (chromosome, start, end)) in extents(panel) {
        let overlap = |segment: &Segment| {
            let to = segment.end.min(end);
            let from = segment.start.max(start);
            if *segment.chromosome == *chromosome && to >= from {
                to - from + 1
            } else {
                0
            }
        };
        for sample in 0..intake.profile.samples.len() as u32 {
            let best = segments
                .iter()
                .filter(|segment| segment.sample == sample && overlap(segment) > 0)
                .max_by_key(|segment| (overlap(segment), std::cmp::Reverse(segment.line)));
            let Some(segment) = best else { continue };
            let Some(level) = level(segment, ploidies[sample as usize], intake) else {
                continue;
            };
            covered.insert(Box::from(gene));
            let found = Found::Copies {
                level,
                total: segment.total,
                minor: segment.minor,
            };
            intake.push_found(sample, gene, found, segment.line);
        }
    }
    intake
        .profile
        .coverage
        .state(Measurement::Copies, Assessed::Genes(covered));
}

fn level(segment: &Segment, ploidy: f64, intake: &Intake<'_>) -> Option<Level> {
    let rule = intake.options.amplification;
    if let Some(total) = segment.total {
        return Some(level_of(total, ploidy, rule));
    }
    Some(level_of_log2(f64::from(segment.log2?), rule))
}

/// Ploidy of each sample: as the sample sheet says, else the mean of its segments by length.
fn ploidies(segments: &[Segment], intake: &mut Intake<'_>) -> Vec<f64> {
    let mut all = Vec::new();
    for (number, sample) in intake.profile.samples.iter().enumerate() {
        let (mut length, mut copies) = (0.0, 0.0);
        for segment in segments.iter().filter(|s| s.sample as usize == number) {
            if let Some(total) = segment.total {
                let bases = f64::from(segment.end.saturating_sub(segment.start)) + 1.0;
                length += bases;
                copies += bases * f64::from(total);
            }
        }
        let mean = if length > 0.0 { copies / length } else { 2.0 };
        all.push(sample.ploidy.unwrap_or(mean));
    }
    for (sample, ploidy) in intake.profile.samples.iter_mut().zip(&all) {
        if segments.iter().any(|segment| segment.total.is_some()) {
            sample.ploidy.get_or_insert(*ploidy);
        }
    }
    all
}

/// From the first to the last region of each gene.
fn extents(panel: &Panel) -> BTreeMap<&str, (&str, u32, u32)> {
    let mut all: BTreeMap<&str, (&str, u32, u32)> = BTreeMap::new();
    for region in &panel.regions {
        let known =
            all.entry(&region.gene)
                .or_insert((&region.chromosome, region.start, region.end));
        if known.0 == &*region.chromosome {
            known.1 = known.1.min(region.start);
            known.2 = known.2.max(region.end);
        }
    }
    all
}
